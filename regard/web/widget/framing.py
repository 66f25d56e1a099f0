"""The survey inside a frame of somebody else's page: the pages of answering, for the origins that may ask."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from regard.web.answering import views
from regard.web.widget.embedding import script_of
from regard.web.widget.models import Widget

FIVE_MINUTES = 300


@require_safe
def script(request: HttpRequest, key: str) -> HttpResponse:
    """The script; an empty one while the widget is off, so that no page is harmed."""
    response = HttpResponse(script_of(_known(key)), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={FIVE_MINUTES}"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@csrf_exempt  # nobody is signed in here: the key of the form is what counts
def frame(request: HttpRequest, key: str) -> HttpResponseBase:
    """The survey."""
    widget = _shown(key)
    return _framed(widget, views.link(request, widget.link.token))


@csrf_exempt
def again(request: HttpRequest, key: str, answer: str) -> HttpResponseBase:
    """What is left of an answer that was begun, or thanks."""
    return _framed(_shown(key), views.again(request, answer))


def _known(key: str) -> Widget:
    rows = Widget._base_manager.select_related("link")
    found: Widget | None = rows.filter(key=key).first() if "\0" not in key else None
    if found is None:
        raise Http404
    return found


def _shown(key: str) -> Widget:
    widget = _known(key)
    if not widget.is_on:
        raise Http404
    return widget


def _framed(widget: Widget, response: HttpResponseBase) -> HttpResponseBase:
    """Every way on stays in the frame, and only pages of these origins may show it."""
    outside = reverse("answer:again", args=["x"]).removesuffix("x/")
    inside = reverse("widget-public:again", args=[widget.key, "x"]).removesuffix("x/")
    if response.headers.get("Location", "").startswith(outside):
        response["Location"] = response["Location"].replace(outside, inside, 1)
    if isinstance(response, HttpResponse):
        response.content = response.content.replace(
            f'action="{outside}'.encode(), f'action="{inside}'.encode()
        )
    response._csp_replace = {"frame-ancestors": widget.origins or ["'none'"]}  # type: ignore[attr-defined]
    response.xframe_options_exempt = True  # type: ignore[attr-defined]
    return response
