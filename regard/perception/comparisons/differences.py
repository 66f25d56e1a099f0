"""Two numbers compared."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from regard.perception.counts import Counts, Groups
from regard.perception.estimates import Estimate
from regard.perception.intervals import critical_value, mover, smallest_alpha
from regard.perception.metrics.nps import nps


class UnlikeEstimates(ValueError):
    """Two numbers that do not mean the same and may not be compared."""


@dataclass(frozen=True)
class Comparison:
    """After minus before, of two independent groups of answers.

    `p_value` is the smallest alpha whose interval excludes 0, so test and interval never disagree.
    `p_adjusted` is set where several comparisons were made; `significant` follows it.
    """

    difference: float
    low: float
    high: float
    p_value: float
    p_adjusted: float | None
    significant: bool
    method: str
    n_before: int
    n_after: int
    level: float = 0.95

    def adjusted(self, p_adjusted: float) -> "Comparison":
        """The same comparison, judged as one of several."""
        return replace(self, p_adjusted=p_adjusted, significant=p_adjusted <= 1 - self.level)

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return dict(self.__dict__)


def difference(before: Estimate, after: Estimate) -> Comparison:
    """Compare two independent estimates of the same metric, after minus before.

    MOVER (Newcombe 1998; Zou and Donner 2008) on the two score intervals. Raises UnlikeEstimates where
    the definitions differ, or where one of the two has no answers or is hidden.
    """
    if before.definition != after.definition:
        raise UnlikeEstimates(f"'{before.definition}' is not compared with '{after.definition}'")
    earlier, later = _groups("before", before), _groups("after", after)
    low, high = mover(earlier, later, critical_value(before.level))
    p_value = smallest_alpha(earlier, later)
    return Comparison(
        difference=float(later.mean - earlier.mean),
        low=low,
        high=high,
        p_value=p_value,
        p_adjusted=None,
        significant=p_value <= 1 - before.level,
        method="MOVER of two score intervals",
        n_before=before.n,
        n_after=after.n,
        level=before.level,
    )


def _groups(name: str, estimate: Estimate) -> Groups:
    if estimate.groups is None:
        raise UnlikeEstimates(f"{name}: nothing is compared with {estimate}")
    return estimate.groups


def compare(before: Counts, after: Counts, metric: Callable[[Counts], Estimate] = nps) -> Comparison:
    """Compare the metric of two independent sets of counts, after minus before."""
    return difference(metric(before), metric(after))
