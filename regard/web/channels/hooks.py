"""Where mail providers post what became of messages."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from regard.web.channels.models import Message, Sender
from regard.web.channels.noticing import notice
from regard.web.channels.providers import VIEWS, UnreadableEvents, told_by
from regard.web.channels.tokens import HOOK, read
from regard.web.workspaces.tenancy import in_workspace


@csrf_exempt  # a provider has no form of ours: who knows the address may post to it
@require_http_methods(["POST", "HEAD"])
def mail(request: HttpRequest, key: str) -> HttpResponse:
    """Keep and act upon the events of one call; 400 where they cannot be read."""
    pk = read(key, purpose=HOOK)
    rows = Sender._base_manager.select_related("workspace")  # also of a removed one
    sender = rows.filter(pk=pk).first() if pk else None
    provider = str(sender.options.get("provider", "")) if sender else ""
    if sender is None or provider not in VIEWS:
        raise Http404
    if request.method == "HEAD":
        return HttpResponse()
    try:
        events = told_by(provider, request)
    except UnreadableEvents:
        return HttpResponse(status=400)
    now = timezone.now()
    with in_workspace(sender.workspace):
        own = Message.objects.filter(sender=sender, pk__in={one.message for one in events})
        messages = {one.pk: one for one in own.select_related("invitation", "invitation__customer")}
        for one in (event for event in events if event.message in messages):
            happened_at = min(one.at or now, now)
            own_message = messages[one.message]
            said = {"kind": one.kind, "external_id": one.external_id, "detail": one.detail}
            notice(sender, own_message, happened_at=happened_at, at=now, **said)
    return HttpResponse()
