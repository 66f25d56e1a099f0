"""How the number of a survey went over time: by month, or by longer periods where months are thin."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from regard.web.dashboards.card_breaks import briefly
from regard.web.dashboards.card_models import parted
from regard.web.dashboards.periods import Period
from regard.web.insights.studies import Comparison, Estimate, adjust, difference
from regard.web.results.counting import Cell, Measured, size
from regard.web.results.hiding import shown_groups
from regard.web.results.one_definition import Stretch
from regard.web.results.rows import Row, change_of, row

PERIODS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
"""How many months each has, the shortest first."""

MOST_PERIODS = 12


def by_period(stretches: Sequence[Stretch], days: Sequence[date]) -> tuple[str, list[Row]]:
    """Each month compared with the one before, the newest first; longer periods where months are thin.

    `days` are those on which the metric began to mean something else: nothing is compared across one, and
    a period within which a stretch ends is two rows.
    """
    unit, periods = "", dict[Period, Estimate | None]()
    for longer in PERIODS:
        estimates = periods_of(stretches, longer)
        if len(estimates) < 2:
            break
        unit, periods = longer, estimates
        if 2 * sum(one is not None and one.status == "shown" for one in estimates.values()) >= len(estimates):
            break
    apart = _apart(periods, days)
    changes = _changes(periods, apart)
    found = stretches[0].measured
    rows = []
    for period, estimate in periods.items():
        change = (briefly(apart[period]), "") if period in apart else ("", "")
        if period in changes:
            change = change_of(found, changes[period])
        rows.append(_row(found, period, unit, estimate, change))
    return unit, rows[::-1][:MOST_PERIODS]


def _row(
    found: Measured, period: Period, unit: str, estimate: Estimate | None, change: tuple[str, str]
) -> Row:
    label, hint = _label(period, unit), _part(period, unit)
    if estimate is None:
        return Row(label, hint, "hidden")
    return row(found, label, hint, estimate, change=change)


def periods_of(stretches: Sequence[Stretch], unit: str) -> dict[Period, Estimate | None]:
    """By period, in their order; None is hidden. What of a stretch is shown does not tell of the rest."""
    found: dict[Period, Estimate | None] = {}
    ends = (*(one.start for one in stretches[1:]), None)
    for stretch, end in zip(stretches, ends, strict=True):
        groups: defaultdict[date, list[Cell]] = defaultdict(list)
        for cell in stretch.measured.cells:
            if cell.month:
                groups[_start(cell.month, PERIODS[unit])].append(cell)
        shown = shown_groups({start.isoformat(): size(cells) for start, cells in groups.items()})
        for start in sorted(groups):
            estimate = stretch.measured.of(groups[start]) if start.isoformat() in shown else None
            found[_days(start, unit, Period(stretch.start, end))] = estimate
    return found


def _start(month: date, months: int) -> date:
    return month.replace(month=(month.month - 1) // months * months + 1, day=1)


def _days(start: date, unit: str, within: Period) -> Period:
    """The days of the period that begins on `start`, as far as they are `within` a stretch."""
    end = _end(start, unit)
    return Period(max(start, within.start or start), min(end, within.end or end))


def _end(start: date, unit: str) -> date:
    months = start.year * 12 + start.month - 1 + PERIODS[unit]
    return date(months // 12, months % 12 + 1, 1)


def _label(period: Period, unit: str) -> str:
    assert period.start  # noqa: S101 - every period has its first day
    start = _start(period.start, PERIODS[unit])
    if unit == "year":
        return str(start.year)
    if unit == "quarter":
        return _("Q%(quarter)s %(year)s") % {"quarter": (start.month + 2) // 3, "year": start.year}
    if unit == "half":
        half = _("H1 %(year)s") if start.month == 1 else _("H2 %(year)s")
        return half % {"year": start.year}
    return date_format(start, "YEAR_MONTH_FORMAT")


def _part(period: Period, unit: str) -> str:
    """Which days of a whole month, quarter, half-year or year it has; empty where it has all."""
    assert period.start and period.end  # noqa: S101 - both were taken from a calendar
    whole = _start(period.start, PERIODS[unit])
    first = date_format(period.start) if period.start != whole else ""
    last = date_format(period.end) if period.end != _end(whole, unit) else ""
    if first and last:
        return _("from %(first)s to before %(last)s") % {"first": first, "last": last}
    if first:
        return _("from %(day)s on") % {"day": first}
    return _("before %(day)s") % {"day": last} if last else ""


def _apart(periods: Iterable[Period], days: Sequence[date]) -> dict[Period, date]:
    """The periods that cannot be compared with the one before, with the day since when."""
    found = {}
    for before, after in pairwise(periods):
        day = parted(days, before, after)
        if day:
            found[after] = day
    return found


def _changes(
    estimates: Mapping[Period, Estimate | None], apart: Mapping[Period, date]
) -> dict[Period, Comparison]:
    """The changes from one to the next, judged as one family; of those that are apart there is none."""
    made = {}
    for before, after in pairwise(estimates):
        if after in apart:
            continue
        one, other = estimates[before], estimates[after]
        if one is not None and other is not None and {one.status, other.status} == {"shown"}:
            made[after] = difference(one, other)
    adjusted = adjust([one.p_value for one in made.values()]) if made else ()
    return {period: one.adjusted(p) for (period, one), p in zip(made.items(), adjusted, strict=True)}
