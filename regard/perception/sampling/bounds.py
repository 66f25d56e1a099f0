"""What those who did not answer would have to think to reverse a conclusion."""

from dataclasses import dataclass
from typing import Any

from regard.perception.estimates import Estimate


class UnfitBounds(ValueError):
    """An estimate without answers, fewer invited than answered, or a threshold that is off the scale."""


@dataclass(frozen=True)
class Bounds:
    """What the number can be for everybody invited, whatever the silent ones think.

    `low` and `high` are its limits with all the silent at the worst and at the best value, and with the
    interval of the answers. `tipping` is the mean of the silent at which everybody together stands
    exactly at `threshold`; it is None where no mean on the scale would bring them there, so that silence
    alone cannot reverse the conclusion. `tipping_low` and `tipping_high` are the same for the limits of
    the answers' interval, kept to the scale.
    """

    value: float
    low: float
    high: float
    threshold: float
    tipping: float | None
    tipping_low: float
    tipping_high: float
    response_rate: float
    level: float
    n: int
    invited: int
    method: str = "worst and best case over the limits of the interval (Manski 1989)"

    @property
    def reversible(self) -> bool:
        """Whether the silent, with some mean on the scale, could put everybody across the threshold."""
        return self.low <= self.threshold <= self.high

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return dict(self.__dict__) | {"reversible": self.reversible}


def bounds(estimate: Estimate, invited: int, *, threshold: float) -> Bounds:
    """Bound a metric over all the invited, and find what the silent must think to bring it to `threshold`.

    `estimate` is the metric of those who answered (weighted or not), `invited` the number of all that
    were asked, `threshold` the value of the conclusion ("above 0", "above last year's 24"), all in the
    metric's unit. Raises UnfitBounds. Source: Manski (1989).

    >>> from regard.perception import Counts, Scale, nps
    >>> found = bounds(nps(Counts.of({10: 300, 8: 100, 3: 100}, Scale(0, 10))), 1000, threshold=0)
    >>> round(found.tipping, 1), round(found.low, 1), round(found.high, 1), found.reversible
    (-40.0, -33.6, 73.4, True)
    """
    groups, exact, band = estimate.groups, estimate.exact, estimate.band
    if groups is None or exact is None or band is None:
        raise UnfitBounds(f"nothing is known of those who answered: {estimate}")
    if invited < estimate.n:
        raise UnfitBounds(f"{estimate.n} answers of {invited} invited")
    worst, best = float(min(groups.values)), float(max(groups.values))
    if not worst <= threshold <= best:
        raise UnfitBounds(f"a threshold of {threshold} lies outside {worst:g} to {best:g}")
    share = estimate.n / invited
    value, (low, high) = float(exact), band
    tips = [_tipping(answered, share, threshold) for answered in (value, low, high)]
    return Bounds(
        value=value,
        low=share * low + (1 - share) * worst,
        high=share * high + (1 - share) * best,
        threshold=threshold,
        tipping=tips[0] if worst <= tips[0] <= best else None,
        tipping_low=min(max(tips[2], worst), best),
        tipping_high=min(max(tips[1], worst), best),
        response_rate=share,
        level=estimate.level,
        n=estimate.n,
        invited=invited,
    )


def _tipping(answered: float, share: float, threshold: float) -> float:
    """The mean of the silent that brings all to the threshold; beyond any scale where nobody is silent."""
    if share == 1:
        return float("inf") if answered < threshold else float("-inf")
    return (threshold - share * answered) / (1 - share)
