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

    >>> from regard.perception.counts import Scale
    >>> last, this = (Counts.of({0: low, 10: 100 - low}, Scale(0, 10)) for low in (40, 20))
    >>> difference(nps(last), nps(this)).significant
    True
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
    """Compare the metric of two independent sets of counts, after minus before, in the metric's unit.

    MOVER (Newcombe 1998; Zou and Donner 2008) on the two score intervals. Raises UnlikeEstimates where
    they are on unlike scales, or where one of the two has no answers.

    >>> from regard.perception.counts import Scale
    >>> shares = {"last": (300, 360, 540), "this": (324, 351, 675)}
    >>> last, this = (Counts.of(dict(zip((0, 7, 10), n)), Scale(0, 10)) for n in shares.values())
    >>> found = compare(last, this)
    >>> f"{found.difference:.1f} [{found.low:.1f}, {found.high:.1f}]", found.significant
    ('6.0 [-0.3, 12.3]', False)
    """
    return difference(metric(before), metric(after))
