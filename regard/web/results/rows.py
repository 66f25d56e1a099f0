"""The numbers of a survey as its page shows them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from regard.perception.comparisons.segments import compare_segments
from regard.perception.metrics.distribution import distribution
from regard.web.dashboards.card_breaks import Breaks, briefly
from regard.web.dashboards.card_models import parted
from regard.web.dashboards.definitions import definition_lines
from regard.web.dashboards.figures import (
    METRIC_HINTS,
    change_text,
    count_text,
    interval_text,
    plain_text,
    position,
    value_text,
)
from regard.web.dashboards.periods import Period
from regard.web.insights.studies import Comparison, Estimate, adjust, difference
from regard.web.results.counting import LEVEL, Cell, Measured, counted
from regard.web.results.hiding import K, shown_groups
from regard.web.results.silence import Part

CENTRED = ("nps",)
PERIODS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
"""How many months each has, the shortest first."""

MOST_PERIODS = 12
NO_BREAKS = Breaks()


@dataclass(frozen=True)
class Row:
    """One number as components/interval_row.html shows it; places are 0 (worst) to 100 (best)."""

    label: str
    hint: str
    status: str
    value: str = "–"
    interval: str = ""
    n: str = ""
    needed: int = 0
    position: float | None = None
    low: float | None = None
    high: float | None = None
    middle: int | None = None
    change: str = ""
    direction: str = ""


@dataclass(frozen=True)
class Share:
    """One score of the distribution; its bar is `width` per cent wide."""

    score: int
    n: str
    value: str
    interval: str
    width: str


@dataclass(frozen=True)
class Section:
    """Everything that one question tells."""

    label: str
    rows: list[Row]
    shares: list[Share]
    segments: list[Row]
    periods: list[Row]
    unit: str = ""  # of the periods: one of PERIODS
    partial: int = 0
    elsewhere: int = 0
    reworded: bool = False
    is_weighted: bool = False
    definition: str = ""


def section(
    found: Measured,
    *,
    told: Set[str | None] | None = None,
    is_stepwise: bool = False,
    breaks: Breaks = NO_BREAKS,
) -> Section:
    """The number, weighted too, how the answers spread, by segment and by month.

    `told` are the segments whose number of answers stands elsewhere on the page: no others are told apart,
    for two lists that hide different segments give both away. Where answers are shown in steps there are
    no periods: the end of one within a step would tell a few of it apart. `breaks` say where a metric began
    to mean something else: no period is compared across that.
    """
    label = found.label((get_language() or "en").lower())
    rows = [row(found, label, str(METRIC_HINTS[found.metric]), found.estimate)]
    if (weighted := found.weighted) is not None:
        hint = _("effective n = %(n)s") % {"n": count_text(int(weighted.n_eff))}
        rows.append(row(found, _("Weighted to everybody invited"), hint, weighted))
    partial = sum(cell.n for cell in found.cells if cell.is_partial)
    unit, periods = ("", []) if is_stepwise else by_period(found, breaks)
    return Section(
        label,
        rows,
        list(shares(found)),
        by_segment(found, told=told),
        periods,
        unit,
        partial=partial,
        elsewhere=found.elsewhere,
        reworded=found.reworded,
        is_weighted=weighted is not None,
        definition=" ".join(definition_lines(found.estimate.definition, found.scale))
        if found.estimate
        else "",
    )


def line(part: Part) -> dict[str, str]:
    """What became of the invitations of a segment, each number as a text."""
    hidden = _("hidden")
    numbers = ("invited", "delivered", "bounced", "answered")
    said = {name: hidden if (n := getattr(part, name)) is None else count_text(n) for name in numbers}
    label = _("Everybody") if part.segment is None else part.segment or _("No segment")
    rate = hidden
    if part.rate is not None:
        rate = value_text(part.rate) if part.rate.status == "shown" else _("Not enough answers yet")
    return said | {"label": label, "rate": rate, "interval": interval_text(part.rate) if part.rate else ""}


def row(
    found: Measured, label: str, hint: str, estimate: Estimate | None, *, change: tuple[str, str] = ("", "")
) -> Row:
    """A number with its interval and n, or why there is none."""
    if estimate is None:
        return Row(label, hint, "no_answers")
    place = position(estimate, low_is_good=found.scale.direction == "low_is_good")
    is_shown = estimate.status == "shown" and place is not None
    return Row(
        label,
        hint,
        estimate.status,
        value=value_text(estimate),
        interval=interval_text(estimate),
        n="" if estimate.status == "hidden" else count_text(estimate.n),
        needed=estimate.needed,
        position=place.value if is_shown and place else None,
        low=place.low if is_shown and place else None,
        high=place.high if is_shown and place else None,
        middle=50 if found.metric in CENTRED else None,
        change=change[0],
        direction=change[1],
    )


def shares(found: Measured) -> Iterator[Share]:
    """How many per cent gave each score, each with its interval; nothing below the smallest number shown."""
    spread = distribution(found.counts, level=LEVEL, hide_below=K)
    each = zip(found.scale.scores, found.counts.n_by_score, spread.shares or (), strict=False)
    for score, n, share in each:
        ends = [plain_text(end, "percent") for end in (share.low, share.high)]
        value = _("%(number)s %%") % {"number": plain_text(share.value, "percent")}
        yield Share(score, count_text(n), value, " – ".join(ends), f"{float(share.value):.2f}")


def by_segment(found: Measured, *, told: Set[str | None] | None = None) -> list[Row]:
    """Each segment that may be shown, compared with all the others that may; the largest first."""
    groups = _grouped(found.cells, "segment")
    if len(groups) < 2:
        return []
    shown = {name for name in shown_groups(_sizes(groups)) if told is None or name in told}
    counts = {name: counted(cells, found.scale) for name, cells in groups.items() if name in shown}
    apart = {}
    if len(counts) > 1:
        compared = compare_segments(counts, None, found.judge)
        apart = {one.segment: one for one in compared.significant}
    largest = sorted(groups, key=lambda name: (name not in shown, -_sizes(groups)[name]))
    return [
        row(
            found,
            name or _("No segment"),
            "",
            found.judge(counts[name]),
            change=_than(found, apart.get(name)),
        )
        if name in shown
        else Row(name or _("No segment"), "", "hidden")
        for name in largest
    ]


def by_period(found: Measured, breaks: Breaks = NO_BREAKS) -> tuple[str, list[Row]]:
    """Each month compared with the one before, the newest first; longer periods where months are thin."""
    unit, periods = "", dict[date, Estimate | None]()
    for longer in PERIODS:
        estimates = _estimates(found, longer)
        if len(estimates) < 2:
            break
        unit, periods = longer, estimates
        if 2 * sum(one is not None and one.status == "shown" for one in estimates.values()) >= len(estimates):
            break
    apart = _apart(periods, unit, breaks.of(found.metric))
    changes = _changes(periods, apart)
    rows = []
    for start, estimate in periods.items():
        label = _period(start, unit)
        change = (briefly(apart[start]), "") if start in apart else ("", "")
        if start in changes:
            change = _change(found, changes[start])
        made = row(found, label, "", estimate, change=change)
        rows.append(made if estimate is not None else Row(label, "", "hidden"))
    return unit, rows[::-1][:MOST_PERIODS]


def _estimates(found: Measured, unit: str) -> dict[date, Estimate | None]:
    """By the first day of each period, in their order; None is hidden."""
    groups: defaultdict[date, list[Cell]] = defaultdict(list)
    for cell in found.cells:
        if cell.month:
            groups[_start(cell.month, PERIODS[unit])].append(cell)
    shown = shown_groups({start.isoformat(): n for start, n in _sizes(groups).items()})
    return {
        start: found.of(groups[start]) if start.isoformat() in shown else None for start in sorted(groups)
    }


def _start(month: date, months: int) -> date:
    return month.replace(month=(month.month - 1) // months * months + 1)


def _period(start: date, unit: str) -> str:
    if unit == "year":
        return str(start.year)
    if unit == "quarter":
        return _("Q%(quarter)s %(year)s") % {"quarter": (start.month + 2) // 3, "year": start.year}
    if unit == "half":
        half = _("H1 %(year)s") if start.month == 1 else _("H2 %(year)s")
        return half % {"year": start.year}
    return date_format(start, "YEAR_MONTH_FORMAT")


def _apart(periods: Iterable[date], unit: str, days: Sequence[date]) -> dict[date, date]:
    """The periods that cannot be compared with the one before, with the day since when."""
    found = {}
    for before, after in pairwise(periods):
        day = parted(days, _days(before, unit), _days(after, unit))
        if day:
            found[after] = day
    return found


def _days(start: date, unit: str) -> Period:
    months = start.year * 12 + start.month - 1 + PERIODS[unit]
    return Period(start, date(months // 12, months % 12 + 1, 1))


def _changes(estimates: Mapping[date, Estimate | None], apart: Mapping[date, date]) -> dict[date, Comparison]:
    """The changes from one to the next, judged as one family; of those that are apart there is none."""
    made = {}
    for before, after in pairwise(estimates):
        if after in apart:
            continue
        one, other = estimates[before], estimates[after]
        if one is not None and other is not None and {one.status, other.status} == {"shown"}:
            made[after] = difference(one, other)
    adjusted = adjust([one.p_value for one in made.values()]) if made else ()
    return {start: one.adjusted(p) for (start, one), p in zip(made.items(), adjusted, strict=True)}


def _change(found: Measured, change: Comparison) -> tuple[str, str]:
    if not change.significant:
        return "", ""
    unit = found.judge(found.counts).definition.unit
    is_better = (change.difference > 0) == (found.scale.direction == "high_is_good")
    return change_text(change, unit), "up" if is_better else "down"


def _than(found: Measured, one: Any) -> tuple[str, str]:
    if one is None:
        return "", ""
    text, direction = _change(found, one.comparison)
    return (_("%(change)s from the others") % {"change": text}, direction) if text else ("", "")


def _grouped(cells: Iterable[Cell], name: str) -> dict[Any, Sequence[Cell]]:
    found: defaultdict[Any, list[Cell]] = defaultdict(list)
    for cell in cells:
        found[getattr(cell, name)].append(cell)
    return dict(found)


def _sizes(groups: Mapping[Any, Sequence[Cell]]) -> dict[Any, int]:
    return {name: sum(cell.n for cell in cells) for name, cells in groups.items()}
