"""The page on which a reader asks to be written to no more, without signing in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from regard.web.alerts import mailing
from regard.web.alerts.models import Alert, AlertMail
from regard.web.channels.tokens import read
from regard.web.workspaces.tenancy import in_workspace


@csrf_exempt  # mail programs press the button for people (RFC 8058): no cookie, no form of ours
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, key: str) -> HttpResponse:
    """Write no more about these views: at once on POST, whoever sends it; on GET a page with a button."""
    pk = read(key, purpose=mailing.STOP)
    rows = AlertMail._base_manager.select_related("workspace", "user", "event")
    mail = rows.filter(pk=pk).first() if pk else None
    if mail is None:
        raise Http404
    with in_workspace(mail.workspace):
        alerts = list(Alert.objects.filter(pk__in=mail.listed).select_related("watch__view"))
        if not alerts:
            raise Http404
        if request.method == "POST":
            mailing.stop(mail, at=timezone.now())
        with translation.override(alerts[0].watch.language):
            context = {
                "names": list(dict.fromkeys(alert.watch.view.name for alert in alerts)),
                "is_done": not mailing.readings(mail).exists(),
                "language": translation.get_language(),
                "languages": (),
            }
            answer = HttpResponse(render_to_string("alerts/stop.html", context))
    answer["Referrer-Policy"] = "no-referrer"
    return answer
