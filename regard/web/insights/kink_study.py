"""Whether complaint and praise of one thing go with the score alike, or one of them more than the other."""

from collections.abc import Mapping
from dataclasses import replace

from regard.perception.comparisons import adjust
from regard.perception.counts import Counts, Scale
from regard.perception.drivers.kinks import Kink, TooFewRatings, kink
from regard.perception.estimates import UnfitScale
from regard.perception.metrics.by_name import metrics_at

__all__ = ["Kink", "Rated", "counts_of", "kinks"]

ENOUGH = 30  # answers of each kind: complaint, neither and praise, or below, at and above the middle rating
MEASURE = metrics_at(level=0.95, hide_below=0)

Rated = Mapping[int, Counts]  # the answers to the metric, by what was said or given of one thing


def counts_of(scores: Mapping[float, int], *, low: int, high: int, low_is_good: bool) -> Counts:
    """How many gave each score, on a scale on which high is good: others are turned around."""
    found: dict[int, int] = {}
    for score, n in scores.items():
        whole = round(low + high - score if low_is_good else score)
        found[whole] = found.get(whole, 0) + n
    return Counts.of(found, Scale(low, high))


def kinks(metric: str, rated: Mapping[str, Rated]) -> dict[str, Kink]:
    """The kink of each thing that is said or asked often enough, judged together (Benjamini and Hochberg).

    `bent` says that a straight line does not fit after the correction for how many were asked.
    """
    found = {name: one for name, by_rating in rated.items() if (one := _kink(metric, by_rating))}
    p_values = adjust([one.p_value for one in found.values()]) if found else []
    return {
        name: replace(one, bent=p_value <= 1 - one.level)
        for (name, one), p_value in zip(found.items(), p_values, strict=True)
    }


def _kink(metric: str, by_rating: Rated) -> Kink | None:
    n = [counts.n for _, counts in sorted(by_rating.items()) if counts.n]
    half = (len(n) - 1) // 2
    if len(n) < 3 or min(sum(n[:half]), sum(n[half : len(n) - half]), sum(n[-half:])) < ENOUGH:
        return None
    try:
        return kink(by_rating, MEASURE[metric])
    except (TooFewRatings, UnfitScale):
        return None
