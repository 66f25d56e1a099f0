"""The mean score, in its own unit or as percent of the scale; what CSAT, CES and stars share."""

from fractions import Fraction

from regard.perception.counts import Counts, Groups, Scale
from regard.perception.estimates import Definition, Estimate, score_interval

SHOWN_WITHIN = 10
"""The largest half-width at which a mean is shown, in percent of its scale's range."""


def mean_score(counts: Counts, *, level: float = 0.95, hide_below: int = 0) -> Estimate:
    """The mean score, in scores of the scale.

    The interval is the multinomial score interval at `level`; the number of fewer than `hide_below` answers
    is hidden. On a scale where low is good a lower mean is better.

    >>> print(mean_score(Counts((25, 20, 75, 80, 60), Scale(1, 5))))
    3.50 [3.35, 3.64], n=260
    """
    definition = mean_definition("mean/1", f"Mean v1: mean score on {counts.scale}", counts.scale)
    return score_interval(by_score(counts), definition.at(level), hide_below=hide_below)


def mean_definition(name: str, rule: str, scale: Scale) -> Definition:
    """The definition of a mean score on this scale."""
    percent = (scale.max - scale.min) / 100
    return Definition(
        name,
        rule,
        "score",
        margin=SHOWN_WITHIN * percent,
        grain=percent,
        formula="sum of scores / answers",
        scale=scale,
    )


def pomp_definition(name: str, rule: str, scale: Scale) -> Definition:
    """The definition of a mean as percent of the way from the worst to the best score."""
    formula = "100 (mean - worst score) / (best score - worst score)"
    return Definition(name, rule, "percent", margin=10, formula=formula, scale=scale)


def by_score(counts: Counts) -> Groups:
    """One group for each score, with the score as its value."""
    return counts.grouped({(score,): score for score in counts.scale.scores})


def by_percent_of_scale(counts: Counts) -> Groups:
    """One group for each score, from 0 for the worst to 100 for the best (POMP)."""
    worst, best = ends(counts.scale)
    return counts.grouped(
        {(score,): Fraction(100 * (score - worst), best - worst) for score in counts.scale.scores}
    )


def ends(scale: Scale) -> tuple[int, int]:
    """The worst and the best score."""
    return (scale.max, scale.min) if scale.direction == "low_is_good" else (scale.min, scale.max)
