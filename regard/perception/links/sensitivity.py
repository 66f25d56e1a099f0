"""How strong something unmeasured would have to be to explain a link away."""

import math
from dataclasses import dataclass
from typing import Any

from scipy import special


class NoRatio(ValueError):
    """A ratio, limit or test value from which no sensitivity follows."""


@dataclass(frozen=True)
class EValue:
    """The least risk ratio that a confounder needs with both sides, for the value and for its interval.

    `limit` is 1 where the interval holds "no link" already.
    """

    value: float
    limit: float

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return dict(self.__dict__)


def e_value(ratio: float, low: float | None = None, high: float | None = None) -> EValue:
    """The E-value of a risk ratio and of its limit nearer to 1 (VanderWeele and Ding 2017).

    A hazard ratio may stand in where fewer than 15 % leave; otherwise convert it by `risk_ratio`. Without
    limits, those of the ratio itself. Raises NoRatio for what is no ratio above 0, or limits around nothing.

    >>> found = e_value(3.9, 1.8, 8.7)
    >>> round(found.value, 2), round(found.limit, 2)
    (7.26, 3.0)
    """
    low, high = ratio if low is None else low, ratio if high is None else high
    if not (0 < ratio < math.inf and 0 <= low <= ratio <= high <= math.inf):
        raise NoRatio(f"{ratio} from {low} to {high} is no risk ratio with its interval")
    if low <= 1 <= high:
        return EValue(_e(ratio), 1.0)
    return EValue(_e(ratio), _e(low if ratio > 1 else high))


def risk_ratio(hazard_ratio: float) -> float:
    """The risk ratio that a hazard ratio means where 15 % or more leave (VanderWeele 2017, approximate).

    >>> round(risk_ratio(2.0), 3)
    1.613
    """
    if not 0 < hazard_ratio < math.inf:
        raise NoRatio(f"{hazard_ratio} is no hazard ratio")
    root = math.sqrt(hazard_ratio)
    return (1 - math.exp2(-root)) / (1 - math.exp2(-1 / root))


def robustness_value(t: float, df: float, *, alpha: float | None = None) -> float:
    """The partial R2 with both sides that would take an estimate to 0, or its interval if `alpha` is given.

    Cinelli and Hazlett (2020), q = 1; R: sensemakr::robustness_value. 0 means that nothing is needed, 1
    that a confounder would have to explain everything. Raises NoRatio for fewer than two degrees of freedom.

    >>> round(robustness_value(4.184, 783), 3), round(robustness_value(4.184, 783, alpha=0.05), 3)
    (0.139, 0.076)
    """
    if not (df > 1 and math.isfinite(t) and math.isfinite(df)):
        raise NoRatio(f"t = {t} on {df} degrees of freedom tells no robustness")
    f = abs(t) / math.sqrt(df)
    if alpha is None:
        return _robustness(f)
    near = -float(special.stdtrit(df - 1, alpha / 2)) / math.sqrt(df - 1)
    if f <= near:
        return 0.0
    if near > 0 and f > 1 / near:
        return (f * f - near * near) / (1 + f * f)
    return _robustness(f - near)


def _robustness(f: float) -> float:
    return 2 * f / (math.sqrt(f * f + 4) + f) if f else 0.0


def _e(ratio: float) -> float:
    larger = max(ratio, 1 / ratio) if ratio else math.inf
    return larger + math.sqrt(larger * (larger - 1))
