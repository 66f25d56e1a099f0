"""One question, three designs: did the action help?

- "holdout": chance decided who was treated; the difference after the start.
- "did": difference-in-differences, with one or more groups in each arm.
- "its": the treated series alone, interrupted at the start; 8 periods before and 4 after. Weak evidence, for
  what else happened looks the same: only where nobody can be compared with, left out or treated later.
"""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

from regard.perception.counts import Counts, Groups
from regard.perception.effects.contrasts import Metric, NoContrast, Period, contrast, critical
from regard.perception.effects.differences import (
    Arms,
    difference_in_differences,
    panel_difference,
    panel_units,
)
from regard.perception.effects.holdout import holdout
from regard.perception.effects.interruption import interrupted
from regard.perception.effects.selection import Selection
from regard.perception.effects.verdicts import ActionEffect, Design, Finding, judge
from regard.perception.estimates import Interval
from regard.perception.metrics.nps import nps

Answers = Mapping[str, Mapping[Period, Counts]]
Panel = Mapping[str, Groups]
CHOSEN = "a group chosen for its low scores rises by itself, and there is no group to compare with"


def effect_of_action(
    data: Answers | Panel,
    treated: str | Collection[str],
    start: Period,
    *,
    design: Design = "holdout",
    metric: Metric = nps,
    promised: float | None = None,
    early: bool = False,
    chosen_for_low_scores: bool = False,
    selection: Selection | None = None,
    lower_is_better: bool = False,
    season: float | None = None,
    level: float = 0.95,
) -> ActionEffect:
    """Judge what an action that began with period `start` did to the `treated` groups, in the metric's unit.

    `data` is {group: {period: Counts}}, periods being whole numbers or dates, or for people asked twice
    {group: Groups of each person's change} (see `nps_changes`); the other groups are compared with. The
    designs are told at the head of this file, the verdicts in `ActionEffect`. `promised` is how much better
    it was to become, above 0. `early` says that the day to judge is not here: then only an interval of
    99.9 % may speak, and it is too early while the promised effect (without one, any) is possible.
    `chosen_for_low_scores`: without a comparison nothing is known then, unless a `selection` says what rise
    was to be expected. `season` is the length of a season in periods (days for dates), for "its" alone, which
    tells it from an effect once two whole ones lie before. Raises NoContrast for groups that are not there
    and data that fits no design.

    >>> from regard.perception.counts import Scale
    >>> before, after = (Counts.of(cells, Scale(0, 10)) for cells in ({9: 40, 3: 60}, {9: 60, 3: 40}))
    >>> answers = {"called": {1: before, 2: after}, "not called": {1: before, 2: before}}
    >>> print(effect_of_action(answers, "called", 2, design="did").effect)
    40 [1.52, 77], n=400
    """
    critical(level)
    names = _names(data, treated)
    if promised is not None and not 0 < promised < float("inf"):
        raise NoContrast(f"an effect of {promised} is no promise; say how much better, above 0")
    chosen = chosen_for_low_scores, selection
    finding = _finding(data, names, start, (design, metric, level), chosen, season)
    return judge(
        finding, design=design, promised=promised, early=early, lower_is_better=lower_is_better, level=level
    )


def nps_changes(transitions: Mapping[tuple[int, int], int]) -> Groups:
    """Each person's change in NPS points, -200 to 200, from `{(score before, score after): people}` on 0-10.

    Raises NoContrast for a score off the scale or a count that is none.

    >>> nps_changes({(6, 9): 3, (8, 8): 5}).counts
    (0, 0, 5, 0, 3)
    """
    counts = dict.fromkeys((-200, -100, 0, 100, 200), 0)
    for (before, after), people in transitions.items():
        if not (before in range(11) and after in range(11)) or people < 0 or people % 1:
            raise NoContrast(f"{people} people from {before} to {after} is no count of answers on 0-10")
        counts[_points(after) - _points(before)] += people
    return Groups(tuple(counts), tuple(counts.values()), sum(counts.values()))


def _points(score: int) -> int:
    return -100 if score <= 6 else 0 if score <= 8 else 100


def _names(data: Answers | Panel, treated: str | Collection[str]) -> list[str]:
    names = [treated] if isinstance(treated, str) else list(dict.fromkeys(treated))
    unknown = [name for name in names if name not in data]
    if unknown or not names:
        raise NoContrast(f"treated: {', '.join(unknown) or 'nobody'} is not among {', '.join(data)}")
    return names


def _finding(
    data: Answers | Panel,
    names: list[str],
    start: Period,
    asked: tuple[Design, Metric, float],
    chosen: tuple[bool, Selection | None],
    season: float | None,
) -> Finding:
    design, metric, level = asked
    panel = {name: one for name, one in data.items() if isinstance(one, Groups)}
    series = {name: one for name, one in data.items() if not isinstance(one, Groups)}
    if panel and series:
        raise NoContrast("changes of persons and answers by period are not compared")
    if design not in ("holdout", "did", "its"):
        raise NoContrast(f"no design is called {design!r}")
    if panel:
        return _of_panel(panel, names, asked, chosen)
    _refuse_periods(series.values(), start)
    arms = Arms(
        [series[name] for name in names],
        [one for name, one in series.items() if name not in names],
        metric,
        start,
    )
    if design == "its":
        return _of_series(arms, level, chosen, season)
    if design == "did" and arms.others:
        return difference_in_differences(arms, level, chosen=chosen[0])
    if not arms.others:
        return _before_and_after(arms, chosen, design)
    after = arms.groups(arms.treated, arms.after), arms.groups(arms.others, arms.after)
    before = arms.groups(arms.treated, arms.before), arms.groups(arms.others, arms.before)
    return holdout(after, before, level)


def _of_panel(
    panel: Panel, names: list[str], asked: tuple[Design, Metric, float], chosen: tuple[bool, Selection | None]
) -> Finding:
    design, metric, level = asked
    if design == "its":
        raise NoContrast("an interrupted series needs answers by period, not changes of persons")
    treated = _joined([panel[name] for name in names])
    others = _joined([one for name, one in panel.items() if name not in names])
    if treated is None or (others is None and len(names) < len(panel)):
        return Finding(None, waiting=("nobody in one of the groups has answered twice",))
    if others is None and chosen[0] and chosen[1] is None:
        return Finding(None, barriers=(CHOSEN,))
    if design == "did" and others is not None and len(panel) > 2:
        units = [[one for name, one in panel.items() if (name in names) == arm] for arm in (True, False)]
        return panel_units(units[0], units[1], level)
    allowed = chosen[1] if design == "did" else None
    return panel_difference(treated, others, None if allowed is None else allowed.expected(metric))


def _of_series(
    arms: Arms, level: float, chosen: tuple[bool, Selection | None], season: float | None
) -> Finding:
    if chosen[0] and chosen[1] is None:
        return Finding(None, barriers=(CHOSEN,), is_weak=True)
    periods = sorted({period for series in arms.treated for period in series})
    found = [(period, arms.groups(arms.treated, [period])) for period in periods]
    points = [(period, groups) for period, groups in found if groups is not None]
    finding = interrupted(points, arms.start, level, season=season)
    if chosen[1] is None or finding.at is None:
        return finding
    step, rise = finding.at, chosen[1].expected(arms.metric)
    return replace(finding, at=lambda wanted: _less(step(wanted), contrast(rise, wanted)))


def _before_and_after(arms: Arms, chosen: tuple[bool, Selection | None], design: Design) -> Finding:
    """The treated alone: nothing is known, unless a selection says what rise was to be expected."""
    for_low_scores, selection = chosen
    if selection is None or design == "holdout":
        return Finding(None, barriers=(CHOSEN if for_low_scores else "there is no group to compare with",))
    before, after = arms.groups(arms.treated, arms.before), arms.groups(arms.treated, arms.after)
    if before is None:
        return Finding(None, barriers=("nobody had answered before the action",))
    if after is None:
        return Finding(None, waiting=("nobody has answered since the action",))
    parts = [(1.0, after), (-1.0, before), *selection.expected(arms.metric)]
    return Finding(lambda wanted: contrast(parts, wanted), is_weak=True)


def _less(step: Interval | None, rise: Interval) -> Interval | None:
    """A step and what was to be expected, put together as independent."""
    if step is None:
        return None
    value = step.value + rise.value
    down = math.hypot(step.value - step.low, rise.value - rise.low)
    up = math.hypot(step.high - step.value, rise.high - rise.value)
    method = f"{step.method}, less regression to the mean"
    return Interval(value, value - down, value + up, step.level, step.n, method)


def _joined(parts: list[Groups]) -> Groups | None:
    """The changes of several groups of persons together; None where there are none."""
    cells: dict[Fraction | int, float] = {}
    for part in parts:
        for value, count in zip(part.values, part.counts, strict=True):
            cells[value] = cells.get(value, 0) + count
    n = sum(part.n for part in parts)
    return Groups(tuple(cells), tuple(cells.values()), n) if n else None


def _refuse_periods(series: Iterable[Mapping[Period, Counts]], start: Period) -> None:
    periods = [start, *(period for one in series for period in one)]
    if not (all(isinstance(one, int) for one in periods) or all(isinstance(one, date) for one in periods)):
        strange = next((one for one in periods if not isinstance(one, int | date)), start)
        raise NoContrast(f"periods are all whole numbers or all dates, unlike {strange!r}")
