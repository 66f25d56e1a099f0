"""Who was at risk of leaving in which month, and who left: counts that hold all that retention needs."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Group = tuple[str, ...]
Cells = Mapping[tuple[int, Group], tuple[int, int, int]]
NEVER = "never answered"


class OffMonth(ValueError):
    """Months at risk that cannot be: none at all, a part of one, or more leaving than were there."""


class UnlikeEvents(ValueError):
    """Counts of events by other dimensions, which are not added, or a dimension that they do not have."""


@dataclass(frozen=True)
class EventRow:
    """One month of one group: customers at risk, and how many of them left or were last seen in it."""

    month: int
    group: Group
    at_risk: int
    churned: int
    censored: int


@dataclass(frozen=True)
class EventCounts:
    """Month at risk x group x event: at risk, churned, censored; `by` names what the groups are made of.

    Month 1 is the first month at risk. Within a month, those who churn leave before those who are last
    seen in it. Two parts with different customers are added, in any order; a part is taken away again
    by subtraction. Raises OffMonth for counts that cannot be.
    """

    by: tuple[str, ...]
    rows: tuple[EventRow, ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            _refuse(row, self.by)
        keys = [(row.month, row.group) for row in self.rows]
        if len(set(keys)) < len(keys):
            raise OffMonth("a month of a group stands in two rows")
        kept = (row for row in self.rows if row.at_risk)
        object.__setattr__(self, "rows", tuple(sorted(kept, key=lambda row: (row.month, row.group))))

    @classmethod
    def of(cls, by: Sequence[str], cells: Cells) -> Self:
        """Counts from `{(month, group): (at risk, churned, censored)}`; empty months are left out."""
        rows = (EventRow(month, group, *counts) for (month, group), counts in cells.items())
        return cls(tuple(by), tuple(rows))

    @property
    def groups(self) -> tuple[Group, ...]:
        """Every group that was at risk, in order."""
        return tuple(sorted({row.group for row in self.rows}))

    @property
    def churned(self) -> int:
        """How many customers left."""
        return sum(row.churned for row in self.rows)

    @property
    def customers(self) -> int:
        """How many customers are in the counts: each one leaves or is last seen exactly once."""
        return sum(row.churned + row.censored for row in self.rows)

    @property
    def person_months(self) -> int:
        """The months that all customers together were at risk."""
        return sum(row.at_risk for row in self.rows)

    def rollup(self, *by: str) -> Self:
        """The same customers by fewer dimensions; raises UnlikeEvents for one that is not there."""
        places = [self.place(name) for name in by]
        return self._regrouped(by, lambda group: tuple(group[place] for place in places))

    def relabelled(self, name: str, label: Callable[[str], str]) -> Self:
        """The same customers with the levels of one dimension renamed or joined."""
        place = self.place(name)
        return self._regrouped(
            self.by, lambda group: (*group[:place], label(group[place]), *group[place + 1 :])
        )

    def only(self, **levels: str) -> Self:
        """The rows of these levels alone, such as `only(band="promoter")`."""
        wanted = [(self.place(name), level) for name, level in levels.items()]
        rows = (row for row in self.rows if all(row.group[place] == level for place, level in wanted))
        return type(self)(self.by, tuple(rows))

    def without(self, **levels: str) -> Self:
        """All rows but those of these levels, such as `without(band="never answered")`."""
        dropped = [(self.place(name), level) for name, level in levels.items()]
        rows = (row for row in self.rows if all(row.group[place] != level for place, level in dropped))
        return type(self)(self.by, tuple(rows))

    def place(self, name: str) -> int:
        """Where a dimension stands in a group; raises UnlikeEvents where it does not."""
        if name not in self.by:
            raise UnlikeEvents(f"counts by {', '.join(self.by) or 'nothing'} are not by {name!r}")
        return self.by.index(name)

    def __add__(self, other: "EventCounts") -> Self:
        return self._with(other, 1)

    def __sub__(self, other: "EventCounts") -> Self:
        return self._with(other, -1)

    def _regrouped(self, by: Sequence[str], regroup: Callable[[Group], Group]) -> Self:
        cells: dict[tuple[int, Group], tuple[int, int, int]] = {}
        for row in self.rows:
            key = (row.month, regroup(row.group))
            cells[key] = _sum(cells.get(key, (0, 0, 0)), row, 1)
        return self.of(by, cells)

    def _with(self, other: "EventCounts", sign: int) -> Self:
        if self.by != other.by:
            raise UnlikeEvents(f"events by {self.by} and events by {other.by} are not added")
        cells = {(row.month, row.group): (row.at_risk, row.churned, row.censored) for row in self.rows}
        for row in other.rows:
            cells[row.month, row.group] = _sum(cells.get((row.month, row.group), (0, 0, 0)), row, sign)
        return self.of(self.by, cells)


def from_durations(
    durations: Sequence[int] | NDArray[Any],
    churned: Sequence[bool] | NDArray[Any],
    groups: Sequence[str] | NDArray[Any] | None = None,
    *,
    by: str = "group",
) -> EventCounts:
    """Count customers who were each at risk from month 1 to their last month, in a group that never changes.

    `durations` is the last month of each (1 or more), `churned` whether they left in it, `groups` what they
    belonged to at the start: a group that is known only later (a score that a survivor gave) favours those
    who stayed, so take `event_counts` for scores. Raises OffMonth, with the place, for a duration below 1
    or a part of a month, and where the three are not equally long.

    >>> from_durations([1, 2, 2], [True, True, False]).rows[0]
    EventRow(month=1, group=(), at_risk=3, churned=1, censored=0)
    """
    months, left = np.asarray(durations), np.asarray(churned)
    if len(months) != len(left) or (groups is not None and len(groups) != len(months)):
        raise OffMonth("durations, churned and groups are not equally long")
    if not len(months):
        return EventCounts(() if groups is None else (by,), ())
    _refuse_durations(months, left)
    if groups is None:
        return EventCounts.of((), _exits(months.astype(int), left.astype(bool), ()))
    names = np.asarray(groups, dtype=object).tolist()
    code_of = {name: code for code, name in enumerate(dict.fromkeys(names))}
    codes = np.fromiter(map(code_of.__getitem__, names), int, len(names))
    cells: dict[tuple[int, Group], tuple[int, int, int]] = {}
    for name, code in code_of.items():
        cells |= _exits(months[codes == code].astype(int), left[codes == code].astype(bool), (str(name),))
    return EventCounts.of((by,), cells)


def from_spans(by: Sequence[str], spans: Iterable[tuple[Group, int, int, bool, bool]]) -> EventCounts:
    """Count spans at risk: group, first and last month, whether it ends the customer's time, and by leaving.

    >>> from_spans(("band",), [(("passive",), 1, 2, False, False), (("promoter",), 3, 3, True, True)]).churned
    1
    """
    steps: Counter[tuple[int, Group]] = Counter()
    ends: Counter[tuple[int, Group, bool]] = Counter()
    for group, first, last, final, left in spans:
        steps[first, group] += 1
        steps[last + 1, group] -= 1
        ends[last, group, left] += final
    return EventCounts.of(by, _walked(steps, ends))


def _walked(steps: Counter[tuple[int, Group]], ends: Counter[tuple[int, Group, bool]]) -> Cells:
    cells: dict[tuple[int, Group], tuple[int, int, int]] = {}
    for group in {group for _, group in steps}:
        changes = {month: step for (month, other), step in steps.items() if other == group}
        at_risk = 0
        for month in range(min(changes), max(changes)):
            at_risk += changes.get(month, 0)
            cells[month, group] = (at_risk, ends[month, group, True], ends[month, group, False])
    return cells


def _exits(months: NDArray[np.int64], left: NDArray[np.bool_], group: Group) -> Cells:
    gone = np.bincount(months)
    churned = np.bincount(months[left], minlength=len(gone))
    at_risk = np.cumsum(gone[::-1])[::-1]
    tables = zip(at_risk.tolist(), churned.tolist(), (gone - churned).tolist(), strict=True)
    return {(month, group): counts for month, counts in enumerate(tables) if month}


def _refuse_durations(months: NDArray[np.generic], left: NDArray[np.generic]) -> None:
    numbers = months.astype(float)
    wrong = ~((numbers >= 1) & (numbers < 100_000) & (np.floor(numbers) == numbers))
    if wrong.any():
        place = int(np.argmax(wrong))
        raise OffMonth(f"durations[{place}]: {months[place]} is no last month at risk; the first month is 1")
    unknown = ~np.isin(left, (0, 1))
    if unknown.any():
        place = int(np.argmax(unknown))
        raise OffMonth(f"churned[{place}]: {left[place]!r} does not say whether the customer left")


def _refuse(row: EventRow, by: tuple[str, ...]) -> None:
    if len(row.group) != len(by):
        raise UnlikeEvents(f"{row.group} is no group by {by}")
    counts = (row.at_risk, row.churned, row.censored)
    if row.month < 1 or any(count < 0 or count % 1 for count in counts) or row.month % 1:
        raise OffMonth(f"month {row.month} of {row.group}: {counts} is no count of customers at risk")
    if row.churned + row.censored > row.at_risk:
        raise OffMonth(f"month {row.month} of {row.group}: more left than the {row.at_risk} at risk")


def _sum(cell: tuple[int, int, int], row: EventRow, sign: int) -> tuple[int, int, int]:
    at_risk, churned, censored = cell
    return at_risk + sign * row.at_risk, churned + sign * row.churned, censored + sign * row.censored
