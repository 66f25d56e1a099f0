"""Events as pages show them: the alerts of each that somebody sees, and one line for all of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max
from django.urls import reverse

from regard.web.alerts.models import Alert, AlertClosing, AlertEvent, Watch
from regard.web.alerts.sentences import headline_of, said
from regard.web.alerts.statements import Said
from regard.web.dashboards.card_breaks import Breaks
from regard.web.workspaces.models import Membership
from regard.web.workspaces.tenancy import TenantQuerySet


@dataclass(frozen=True)
class Line:
    """One alert with what it says, and its closing."""

    alert: Alert
    told: Said
    closing: AlertClosing | None


@dataclass(frozen=True)
class Happened:
    """One event: its alerts, the first one first."""

    event: AlertEvent
    lines: list[Line]

    @property
    def is_one(self) -> bool:
        """Whether it is one alert alone."""
        return len(self.lines) == 1

    @property
    def headline(self) -> str:
        """One line of all its alerts."""
        return headline_of(
            [line.told for line in self.lines], [line.alert.watch.view.name for line in self.lines]
        )

    @property
    def day(self) -> date:
        """The day of its last alert."""
        return max(line.alert.day for line in self.lines)

    @property
    def closing(self) -> AlertClosing | None:
        """Its last closing; None while an alert of it is open."""
        closings = [line.closing for line in self.lines if line.closing]
        return max(closings, key=lambda one: one.at) if len(closings) == len(self.lines) else None

    def url(self, slug: str) -> str:
        """Where it is read: its page, or that of its only alert."""
        if self.is_one:
            return reverse("alerts:told", args=[slug, self.lines[0].alert.pk])
        return reverse("alerts:event", args=[slug, self.event.pk])


def line_of(alert: Alert, breaks: Breaks) -> Line:
    """One alert with what it says."""
    return Line(alert, said(alert, breaks), getattr(alert, "closing", None))


def open_and_closed(told: TenantQuerySet) -> tuple[TenantQuerySet, TenantQuerySet]:
    """The events of these alerts with one that is open, and those with none; the newest first."""
    open_ones = told.filter(closing=None).order_by().values("event")
    rows = AlertEvent.objects.filter(pk__in=told.order_by().values("event"))
    dated = rows.annotate(last=Max("alerts__day")).order_by("-last", "-id")
    return dated.filter(pk__in=open_ones), dated.exclude(pk__in=open_ones)


def happened(events: Iterable[AlertEvent], told: TenantQuerySet, breaks: Breaks) -> list[Happened]:
    """These events with those of their alerts that are among `told`, asked for at once."""
    found: dict[object, Happened] = {event.pk: Happened(event, []) for event in events}
    for alert in told.filter(event__in=list(found)).order_by("raised_at", "id"):
        found[alert.event_id].lines.append(line_of(alert, breaks))
    return list(found.values())


def seen_by(membership: Membership, watches: Sequence[Watch] | None = None) -> TenantQuerySet:
    """The alerts that a member sees; `watches` are those that they see, where they are known."""
    if watches is None:
        rows = Watch.objects.select_related("view")
        watches = [watch for watch in rows if watch.is_seen_by(membership)]
    found: TenantQuerySet = Alert.objects.filter(watch__in=watches).select_related("watch__view", "closing")
    return found
