"""The mean score, in its own unit or as percent of the scale; what CSAT, CES and stars share."""

from fractions import Fraction

from regard.perception.counts import Counts, Groups, Scale
from regard.perception.estimates import Definition

SHOWN_WITHIN = 10
"""The largest half-width at which a mean is shown, in percent of its scale's range."""


def mean_definition(name: str, rule: str, scale: Scale) -> Definition:
    """The definition of a mean score on this scale."""
    percent = (scale.max - scale.min) / 100
    return Definition(name, rule, "score", margin=SHOWN_WITHIN * percent, grain=percent)


def by_score(counts: Counts) -> Groups:
    """One group for each score, with the score as its value."""
    return counts.grouped({(score,): score for score in counts.scale.scores})


def by_percent_of_scale(counts: Counts) -> Groups:
    """One group for each score, from 0 for the worst to 100 for the best (POMP)."""
    worst, best = counts.scale.min, counts.scale.max
    if counts.scale.direction == "low_is_good":
        worst, best = best, worst
    return counts.grouped(
        {(score,): Fraction(100 * (score - worst), best - worst) for score in counts.scale.scores}
    )


def in_box(counts: Counts, box: range) -> Groups:
    """Two groups: 100 for the scores in the box, 0 for the others, so that the mean is a percentage."""
    others = tuple(score for score in counts.scale.scores if score not in box)
    return counts.grouped({others: 0, tuple(box): 100})
