"""Why a number changed: other answers within the same groups, or other groups answering."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from regard.perception.comparisons.differences import UnlikeEstimates
from regard.perception.comparisons.mixes import Decomposition, Part, decompose_change
from regard.perception.counts import Counts
from regard.perception.estimates import Definition, Estimate, Interval, score_interval
from regard.web.insights.driver_study import PERFORMANCE
from regard.web.insights.theme_numbers import FEELING

__all__ = ["SMALL", "Decomposition", "Interval", "Mix", "Part", "feeling_of", "mix_study", "net_of"]

SMALL = 30  # answers of a group in both periods together; the groups with fewer are taken as one
OTHERS = "\0others"  # no group has such a name

By = Mapping[Any, Counts]


@dataclass(frozen=True)
class Mix:
    """A change in its two parts, and how many small groups were taken as one under the name `OTHERS`."""

    before: Estimate
    after: Estimate
    parts: Decomposition
    small: int


def mix_study(before: By, after: By, metric: Callable[[Counts], Estimate]) -> Mix | None:
    """Split the change of a metric between two sets of answers by group; None where either has too few.

    Kitagawa's (1955) symmetric split: the parts add up to the change exactly.
    """
    if not (before and after):
        return None
    whole = [metric(Counts.sum(list(period.values()))) for period in (before, after)]
    if any(estimate.status != "shown" for estimate in whole):
        return None
    few = _few(before, after)
    joined = [_joined(period, few) for period in (before, after)]
    try:
        parts = decompose_change(joined[0], joined[1], metric=metric)
    except UnlikeEstimates:
        return None
    return Mix(whole[0], whole[1], parts, len(few))


def net_of(counts: Counts) -> Estimate:
    """Praise minus complaint among the records that speak of a factor, by how they speak of it."""
    return _net(counts, PERFORMANCE)


def feeling_of(counts: Counts) -> Estimate:
    """Net sentiment of the records that carry a theme, by how they speak."""
    return _net(counts, FEELING)


def _net(counts: Counts, definition: Definition) -> Estimate:
    return score_interval(counts.grouped({(-1,): -100, (0,): 0, (1,): 100}), definition)


def _few(before: By, after: By) -> set[Any]:
    """The groups with few answers, where there are several of them."""
    n = {
        group: sum(period[group].n for period in (before, after) if group in period)
        for group in {**before, **after}
    }
    few = {group for group, answers in n.items() if answers < SMALL}
    return few if len(few) > 1 else set()


def _joined(period: By, few: set[Any]) -> dict[Any, Counts]:
    kept = {group: counts for group, counts in period.items() if group not in few}
    small = [counts for group, counts in period.items() if group in few]
    return {**kept, OTHERS: Counts.sum(small)} if small else kept
