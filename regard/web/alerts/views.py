"""The pages of alerts: what waits, what is watched, one watch on its past, and one alert with its words."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from regard.web.alerts import gathering, resting, watching
from regard.web.alerts.charting import weekly
from regard.web.alerts.forms import ClosingForm, ReadersForm, WatchForm, measures_of
from regard.web.alerts.gathering import line_of
from regard.web.alerts.listing import listed
from regard.web.alerts.mailing import sender_of_open_workspace
from regard.web.alerts.models import Alert, AlertMail, Watch
from regard.web.alerts.normals import Unwatchable
from regard.web.alerts.quoting import behind
from regard.web.alerts.sentences import measure_text, metric_name, often_text, said, settled_text
from regard.web.alerts.watching import Terms, address_of
from regard.web.dashboards.card_breaks import Breaks
from regard.web.dashboards.naming import Naming
from regard.web.dashboards.saved_models import seen_by
from regard.web.dashboards.saved_views import seen
from regard.web.insights.studies import freshness
from regard.web.insights.watch_study import VOLUME, Series
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, member


@require_safe
@member(Permission.FEEDBACK_VIEW)
def every(request: MemberRequest) -> HttpResponse:
    """Alerts that wait, what is watched, and what was told before."""
    rows = Watch.objects.select_related("view", "ending").order_by("view__name", "pk")
    mine = [watch for watch in rows if watch.is_seen_by(request.membership)]
    on = [watch for watch in mine if not hasattr(watch, "ending")]
    told = gathering.seen_by(request.membership, mine)
    waiting, closed = gathering.open_and_closed(told)
    watched = {watch.view_id for watch in on}
    breaks = Breaks.of_open_workspace()
    lists = {
        "waiting": listed(request, waiting, "open"),
        "closed": listed(request, closed, "closed"),
        "watched": listed(request, on, "watched"),
    }
    rests = resting.reasons(lists["watched"].page.object_list, breaks, today=_today())
    context = {
        "lists": lists,
        "waiting": gathering.happened(lists["waiting"].page, told, breaks),
        "closed": gathering.happened(lists["closed"].page, told, breaks),
        "watches": [_watch_line(watch) | {"rests": rests.get(watch.pk)} for watch in lists["watched"].page],
        "together": _together(on),
        "views": [view for view in seen_by(request.membership) if view.pk not in watched],
        "may_edit": request.membership.may(Permission.ALERT_EDIT),
        "may_save": request.membership.may(Permission.VIEW_EDIT),
        "sender": sender_of_open_workspace(),
        "fresh": freshness(request.workspace),
    }
    return render(request, "alerts/every.html", context)


@member(Permission.ALERT_EDIT)
def new(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The terms of a watch, shown on the past before it is switched on."""
    view = seen(request, pk)
    choices = measures_of(view.query)
    asked = request.GET.get("measure", "")
    measure = asked if asked in dict(choices) else choices[0][0]
    usual = vars(Terms()) | {"readers": [str(request.user.pk)], "measure": measure}
    form = WatchForm(request.POST or None, view=view, measures=choices, initial=usual)
    if request.method == "POST" and form.is_valid() and request.POST.get("act") == "begin":
        try:
            watch = watching.begin(
                view, form.terms, readers=form.chosen, language=get_language() or "en",
                by=request.user, at=timezone.now(),
            )  # fmt: skip
        except Unwatchable as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("“%(name)s” is watched from today on.") % {"name": view.name})
            return redirect("alerts:one", request.workspace.slug, watch.pk)
    context = {
        "form": form,
        "view": view,
        "described": _described(view.query),
        "sender": sender_of_open_workspace(),
        **_past(request, view.query, form.terms),
    }
    return render(request, "alerts/new.html", context)


@require_safe
@member(Permission.FEEDBACK_VIEW)
def one(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One watch: its line, its terms, what it told."""
    watch = _watch(request, pk)
    return _watch_page(request, watch, ReadersForm(view=watch.view, watch=watch))


@require_POST
@member(Permission.ALERT_EDIT)
def readers(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Whom to write to from now on."""
    watch = _watch(request, pk)
    form = ReadersForm(request.POST, view=watch.view, watch=watch)
    if hasattr(watch, "ending"):
        raise Http404
    if not form.is_valid():
        return _watch_page(request, watch, form)
    watching.have_read(watch, form.chosen, by=request.user, at=timezone.now())
    messages.success(request, _("These people are written to from now on."))
    return redirect("alerts:one", request.workspace.slug, pk)


def _watch_page(request: MemberRequest, watch: Watch, form: ReadersForm) -> HttpResponse:
    alerts = list(watch.alerts.select_related("watch__view", "closing"))
    breaks = Breaks.of_open_workspace()
    context = {
        "watch": watch,
        "line": _watch_line(watch),
        "described": _described(watch.query),
        "alerts": [line_of(alert, breaks) for alert in alerts],
        "form": form,
        "readers": [reader.user for reader in watch.readers.select_related("user")],
        "is_on": not hasattr(watch, "ending"),
        "rests": resting.reasons([watch], breaks, today=_today()).get(watch.pk),
        "may_edit": request.membership.may(Permission.ALERT_EDIT),
        "sender": sender_of_open_workspace(),
        "settled": settled_text(watch.settle_days),
        "volume": _volume_of(request, watch),
        "chart": _chart(request, watch.query, watch.metric, alarms=[alert.day for alert in alerts]),
    }
    return render(request, "alerts/one.html", context)


@require_safe
@member(Permission.FEEDBACK_VIEW)
def told(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One alert: the sentence, the line, the words of those days, and how it was closed."""
    return _told_page(request, _alert(request, pk), ClosingForm())


@require_POST
@member(Permission.ALERT_EDIT)
def close(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Somebody has seen it: it is watched anew."""
    alert = _alert(request, pk)
    form = ClosingForm(request.POST)
    if not form.is_valid():
        return _told_page(request, alert, form)
    watching.close(alert, by=request.user, at=timezone.now(), **form.cleaned_data)
    if Watch.objects.get(pk=alert.watch_id).is_learning:
        done = _("It is closed, and watched anew when four weeks of the new normal are there.")
    else:
        done = _("It is closed, and watched anew from today on.")
    messages.success(request, done)
    return redirect("alerts:told", request.workspace.slug, pk)


@require_POST
@member(Permission.ALERT_EDIT)
def end(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Watch it no more."""
    watch = _watch(request, pk)
    watching.end(watch, by=request.user, at=timezone.now())
    messages.success(request, _("“%(name)s” is watched no more.") % {"name": watch.view.name})
    return redirect("alerts:every", request.workspace.slug)


def _volume_of(request: MemberRequest, watch: Watch) -> str:
    """Where to have the volume of the same view watched, too; "" where that cannot be done or is done."""
    same = Watch.objects.filter(view=watch.view_id, metric=VOLUME, ending=None)
    if watch.metric == VOLUME or not request.membership.may(Permission.ALERT_EDIT) or same.exists():
        return ""
    return f"{reverse('alerts:new', args=[request.workspace.slug, watch.view_id])}?measure={VOLUME}"


def _watch(request: MemberRequest, pk: UUID) -> Watch:
    watch: Watch = get_object_or_404(Watch.objects.select_related("view", "ending"), pk=pk)
    if not watch.is_seen_by(request.membership):
        raise Http404
    return watch


def _alert(request: MemberRequest, pk: UUID) -> Alert:
    alert: Alert = get_object_or_404(Alert.objects.select_related("watch__view", "closing"), pk=pk)
    if not alert.watch.is_seen_by(request.membership):
        raise Http404
    return alert


def _told_page(request: MemberRequest, alert: Alert, form: ClosingForm) -> HttpResponse:
    others = gathering.seen_by(request.membership).filter(event=alert.event_id).exclude(pk=alert.pk)
    breaks = Breaks.of_open_workspace()
    beside = [line_of(other, breaks) for other in others.order_by("raised_at", "id")]
    context = {
        "alert": alert,
        "told": said(alert, breaks),
        "view": alert.watch.view,
        "closing": getattr(alert, "closing", None),
        "form": form,
        "may_edit": request.membership.may(Permission.ALERT_EDIT),
        "behind": behind(request, alert),
        "chart": _chart(request, alert.watch.query, alert.watch.metric, alarms=[alert.day]),
        "mails": _mails_of(alert),
        "beside": beside,
    }
    return render(request, "alerts/told.html", context)


def _mails_of(alert: Alert) -> list[AlertMail]:
    """The e-mails that told of an alert, or wait to tell of its event."""
    rows = AlertMail.objects.filter(event=alert.event_id).select_related("user")
    return [mail for mail in rows if not mail.listed or str(alert.pk) in mail.listed]


def _watch_line(watch: Watch) -> dict[str, Any]:
    return {
        "watch": watch,
        "metric": measure_text(watch),
        "direction": watch.get_direction_display(),
        "often": often_text(watch.run_length),
    }


def _together(watches: list[Watch]) -> str:
    """How often all of them together may be wrong."""
    if len(watches) < 2:
        return ""
    return often_text(max(1, int(1 / sum(1 / watch.run_length for watch in watches))))


def _described(query: str) -> str:
    naming, today = Naming.of_open_workspace(), _today()
    return " · ".join(naming.described(address_of(query).but(period="all"), today=today)[1:])


def _past(request: MemberRequest, query: str, terms: Terms) -> dict[str, Any]:
    """What a watch on these terms would have told, with its line; or why it cannot be watched."""
    today = _today()
    try:
        found = watching.series_of(request.workspace, address_of(query), terms.measure)
        past = watching.rehearsed(found, terms, today=today)
    except Unwatchable as problem:
        return {"problem": str(problem)}
    chart = _chart(request, query, found.metric, alarms=past.alarms, found=found)
    return {"past": past, "days": watching.REHEARSED, "chart": chart, "metric": metric_name(found.metric)}


def _chart(
    request: MemberRequest, query: str, measure: str, *, alarms: Any, found: Series | None = None
) -> dict[str, Any] | None:
    address = address_of(query)
    try:
        found = found or watching.series_of(request.workspace, address, measure)
    except Unwatchable:
        return None
    url = reverse("dashboards:explore", args=[request.workspace.slug])
    return weekly(found, address, url=url, alarms=alarms, last=_today() - timedelta(days=1))


def _today() -> date:
    now: datetime = timezone.now()
    return now.astimezone(UTC).date()
