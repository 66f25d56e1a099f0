"""What a survey measured, of one definition alone: where it changed among the answers, of those since."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from itertools import zip_longest

from regard.web.dashboards.card_breaks import FIRST, Breaks, versioned
from regard.web.insights.releasing import Release
from regard.web.results.counting import Cell, Measured, measured_questions, size
from regard.web.results.hiding import K, shown_groups
from regard.web.results.weighing import Invited
from regard.web.surveys.models import Survey


@dataclass(frozen=True)
class Stretch:
    """What was measured from `start` on, until the next stretch begins; None: from the beginning."""

    start: date | None
    measured: Measured


@dataclass(frozen=True)
class Defined:
    """One question's number with the `version` of its metric's definition, as the metric's card counts them.

    `changed` is the day on which it changed among the answers: `measured` are those since. Where that would
    tell of a few people, or answers are shown in steps, it is `is_mixed`: they are of both sides.
    `parted` are all answers, cut where the definition changed and no cut tells of a few; none: nowhere.
    """

    measured: Measured
    version: int = FIRST
    changed: date | None = None
    is_mixed: bool = False
    hides_segments: bool = False
    parted: tuple[Stretch, ...] = ()

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """All answers over time, the earliest first."""
        return self.parted or (Stretch(None, self.measured),)

    def shown_segments(self, told: Set[str | None] | None) -> set[str]:
        """The segments whose numbers may stand beside that of all: one rule for the page and the API.

        `told` are those whose number of answers stands elsewhere: no others are told apart, for two lists
        that hide different segments give both away; None: no number stands elsewhere.
        """
        groups = self.measured.segments
        if self.hides_segments or len(groups) < 2:
            return set()
        shown = shown_groups({name: size(cells) for name, cells in groups.items()})
        return {name for name in shown if told is None or name in told}

    @property
    def definition(self) -> str:
        """The id of the definition with its version, the first unsaid; empty where there is no number."""
        estimate = self.measured.estimate
        return versioned(estimate.definition.id, self.version) if estimate else ""


def of_one_definition(
    survey: Survey,
    found: Sequence[Measured],
    released: Release,
    breaks: Breaks,
    asked: Sequence[Invited] | None = None,
) -> list[Defined]:
    """Each question as its metric's definition allows it to be told; `asked` as for measured_questions."""
    days = sorted({day for one in found for day in _within(one, breaks)}, reverse=True)
    later = {} if released.is_stepwise else {day: _since(survey, released, day, asked) for day in days}
    return [_defined(one, breaks, later, is_stepwise=released.is_stepwise) for one in found]


def _within(found: Measured, breaks: Breaks) -> list[date]:
    """The days of change that may lie among the answers, the last one first."""
    months = [cell.month for cell in found.cells if cell.month]
    if not months:
        return []
    first, last = min(months), max(months)
    return [day for day in reversed(breaks.of(found.metric)) if first < day and day.replace(day=1) <= last]


def _since(
    survey: Survey, released: Release, day: date, asked: Sequence[Invited] | None
) -> dict[str, Measured]:
    since = datetime.combine(day, time(), UTC)
    return {one.field_id: one for one in measured_questions(survey, released, asked, since=since)}


def _defined(
    found: Measured, breaks: Breaks, later: dict[date, dict[str, Measured]], *, is_stepwise: bool
) -> Defined:
    days = _within(found, breaks)
    last = max((cell.month for cell in found.cells if cell.month), default=None)
    for day in days:
        version = breaks.version(found.metric, day)
        if is_stepwise:
            return Defined(found, version, day, is_mixed=True)
        part = later[day][found.field_id]
        before = found.counts.n - part.counts.n
        if not before:
            return Defined(found, version)
        if before < K:
            return Defined(found, version, day, is_mixed=True)
        if part.counts.n:
            since = {each: later[each][found.field_id] for each in days}
            return Defined(
                part, version, day, hides_segments=_tells(found, part), parted=_parted(found, since)
            )
    return Defined(found, breaks.version(found.metric, _before(days, last)))


def _parted(found: Measured, since: Mapping[date, Measured]) -> tuple[Stretch, ...]:
    """All answers, cut at each of these days that leaves at least `K` on either side; the last day first."""
    starts: list[tuple[date | None, Measured]] = []
    later = 0
    for day in sorted(since, reverse=True):
        n = since[day].counts.n
        if n - later >= K and found.counts.n - n >= K:
            starts.insert(0, (day, since[day]))
            later = n
    starts.insert(0, (None, found))
    ends = [one for _start, one in starts[1:]]
    return tuple(
        Stretch(start, replace(one, cells=_without(one.cells, end.cells if end else ())))
        for (start, one), end in zip_longest(starts, ends)
    )


def _without(cells: Sequence[Cell], later: Sequence[Cell]) -> tuple[Cell, ...]:
    left = Counter[Cell]()
    for cell in cells:
        left[replace(cell, n=0)] += cell.n
    for cell in later:
        left[replace(cell, n=0)] -= cell.n
    return tuple(replace(cell, n=n) for cell, n in left.items() if n > 0)


def _before(days: Sequence[date], last: date | None) -> date | None:
    """A day of the definition that all answers are of."""
    return date.fromordinal(days[-1].toordinal() - 1) if days else last


def _tells(found: Measured, part: Measured) -> bool:
    """Whether a segment of both would tell of a few of it who answered before."""
    since = part.segments
    return any(0 < size(cells) - size(since.get(name, ())) < K for name, cells in found.segments.items())
