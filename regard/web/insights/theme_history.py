"""A theme over all of the past, counted with the themes of now, and what people changed on the way."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import CharField, Count, Exists, Max, OuterRef
from django.db.models.functions import Cast, Substr

from regard.perception.tallies import Filters
from regard.web.insights import theme_keeping
from regard.web.insights.theme_models import Theme, ThemeAssignment, ThemeEvent, ThemeState, ThemeUndoing
from regard.web.insights.theme_numbers import Tree, worded
from regard.web.insights.theme_table import EVERY
from regard.web.insights.theme_tallies import Themed, ThemesMoved
from regard.web.workspaces.tenancy import TenantQuerySet

Months = dict[str, int]

# in UTC; far quicker on SQLite than its TruncMonth
MONTH = Substr(Cast("collected_at", CharField()), 1, 7)
MONTH_OF_CARRIER = Substr(Cast("feedback__collected_at", CharField()), 1, 7)


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


def months_of(theme: Theme, where: Filters, *, told: Themed | None = None) -> tuple[Months, Months]:
    """The months of the records with words, and of those of them that carry a theme or what it holds.

    They are counted by the archive where it has `told` of these themes, and else in the records.
    """
    try:
        return _told_by_month(EVERY, where, told), _told_by_month(theme.key, where, told)
    except ThemesMoved:
        return said_by_month(where), carried_by_month(theme, where)


def months_of_each(where: Filters, *, told: Themed | None = None) -> dict[str, Months]:
    """The same of every theme and group by its key, of all records with words under EVERY, at once."""
    try:
        if told is None:
            raise ThemesMoved
        found: defaultdict[str, Months] = defaultdict(dict)
        for (key, month), n in told.record_counts(by=("theme", "month"), where=where).rows:
            if month:
                found[str(key)][str(month)] = n
        return dict(found)
    except ThemesMoved:
        return _recorded_by_month(where)


def _recorded_by_month(where: Filters) -> dict[str, Months]:
    tree, found = Tree.of_now(), defaultdict[str, Months](dict)
    keys = {pk: key for key, pk in tree.themes.items()}
    for theme, month, n in tree.count(worded(where).order_by().annotate(month=MONTH), "month", "pk"):
        if month:
            found[keys[theme]][month] = n
    return {**found, EVERY: said_by_month(where)}


def _told_by_month(key: str, where: Filters, told: Themed | None) -> Months:
    if told is None:
        raise ThemesMoved
    months = told.record_counts(by=("theme", "month"), where=where).rows
    return {str(month): n for (one, month), n in months if one == key and month}


def said_by_month(where: Filters) -> dict[str, int]:
    """How many records with words there are of each month ("2026-03"); those without a day are in none."""
    return _months(worded(where).order_by().annotate(month=MONTH), Count("pk"))


def carried_by_month(theme: Theme, where: Filters) -> dict[str, int]:
    """How many of these carry a theme or what it holds: the themes of now, whenever it was said."""
    held = Theme.objects.filter(gone_at=None, parent=theme).values_list("pk", flat=True)
    # from the few assignments on: SQLite would look through all records of the workspace first
    matches = Exists(worded(where).order_by().filter(pk=OuterRef("feedback")))
    rows = ThemeAssignment.objects.filter(matches, theme__in={theme.pk, *held}).order_by()
    return _months(rows.annotate(month=MONTH_OF_CARRIER), Count("feedback", distinct=True))


def _months(rows: TenantQuerySet, n: Count) -> dict[str, int]:
    return {month: times for month, times in rows.values_list("month").annotate(n=n) if month}


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
        ThemeEvent.objects.aggregate(last=Max("at"))["last"],
        ThemeUndoing.objects.aggregate(last=Max("at"))["last"],
        kept.discovered_at,
    ]
    return max((moment for moment in moments if moment is not None), default=None)
