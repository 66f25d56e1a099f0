"""A theme over all of the past, counted with the themes of now, and what people changed on the way."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import CharField, Count, F, Max
from django.db.models.functions import Cast, Substr

from regard.perception.counts import Counts
from regard.perception.tallies import Filters
from regard.web.insights import theme_keeping
from regard.web.insights.theme_models import Theme, ThemeEvent, ThemeState, ThemeUndoing
from regard.web.insights.theme_numbers import YES_NO, worded
from regard.web.workspaces.tenancy import TenantQuerySet

MONTH = Substr(Cast("collected_at", CharField()), 1, 7)  # in UTC; far quicker on SQLite than its TruncMonth


@dataclass(frozen=True)
class Turn:
    """A change by people that stands, as one theme saw it.

    `role` says what it was: the one that was "changed", the "part" that was split off it, or what is "above".
    """

    kind: str
    role: str
    day: date
    event: Mapping[str, object]
    names: Mapping[str, str]


def by_month(theme: Theme, where: Filters) -> dict[str, Counts]:
    """How many records with words of each month ("2026-03") carry the theme or what it holds (1), or not (0).

    The records carry the themes of now, whenever they were collected; those without a day are in no month.
    """
    dated = worded(where).filter(collected_at__isnull=False).order_by()
    held = Theme.objects.filter(gone_at=None, parent=theme).values_list("pk", flat=True)
    total, own = _months(dated), _months(dated.filter(themes__theme__in={theme.pk, *held}))
    return {
        month: Counts.of({0: n - own.get(month, 0), 1: own.get(month, 0)}, YES_NO)
        for month, n in sorted(total.items())
    }


def _months(records: TenantQuerySet) -> dict[str, int]:
    rows = records.annotate(month=MONTH).values_list("month").annotate(n=Count("pk", distinct=True))
    return dict(rows)


def turns(theme: Theme) -> list[Turn]:
    """What people changed about a theme and did not undo, the oldest first."""
    lost = theme_keeping.unmet()
    rows = ThemeEvent.objects.filter(undoing=None).order_by("position")
    seen = ((row, _role(row.event, theme.key)) for row in rows if row.position not in lost)
    return [Turn(row.kind, role, row.at.date(), row.event, row.names) for row, role in seen if role]


def _role(event: Mapping[str, object], key: str) -> str:
    """Which part a theme had in an event; none where it had none, or was what is gone."""
    if key == event.get("new"):
        return "part"
    if key == event.get("parent"):
        return "above"
    return "changed" if key in (event.get("theme"), event.get("into")) else ""


def as_of(kept: ThemeState) -> datetime | None:
    """Since when the themes are as they are: last discovered, changed by somebody, or changed back."""
    moments = [
        ThemeEvent.objects.aggregate(last=Max(F("at")))["last"],
        ThemeUndoing.objects.aggregate(last=Max(F("at")))["last"],
        kept.discovered_at,
    ]
    return max((moment for moment in moments if moment is not None), default=None)
