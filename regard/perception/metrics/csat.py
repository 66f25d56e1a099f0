"""Customer satisfaction."""

from typing import Literal

from regard.perception.counts import Counts, Groups, Scale
from regard.perception.estimates import Definition, Estimate, UnfitScale, score_interval
from regard.perception.metrics.boxes import best, box_definition, in_box, span
from regard.perception.metrics.mean import by_percent_of_scale, by_score, mean_definition, pomp_definition

Aggregate = Literal["top2box", "mean", "pomp"]
BOXES = {(0, 1): 1, (1, 5): 2, (1, 7): 2, (0, 10): 2, (1, 10): 2}
"""How many of its best scores mean "satisfied", for each scale that has a customary box."""


def csat(
    counts: Counts,
    *,
    aggregate: Aggregate = "top2box",
    box: int | None = None,
    level: float = 0.95,
    hide_below: int = 0,
) -> Estimate:
    """Customer satisfaction: percent who gave one of the best scores, the mean, or percent of the scale.

    The box is 4-5 on 1-5, 6-7 on 1-7 and 9-10 on 0-10 and 1-10, 1 on 0-1; `box` says how many of the
    best scores to take instead. For a percentage the score interval is Wilson's (1927); it is at `level`,
    and the number of fewer than `hide_below` answers is hidden. A percentage runs from 0 to 100. Raises
    UnfitScale where a scale has no customary box and none is given, or a box that does not divide it;
    ValueError for another aggregate, or a box for one that has none.

    >>> print(csat(Counts((2, 4, 10, 34, 50), Scale(1, 5))))
    84.0 [75.6, 89.9], n=100
    """
    if box is not None and aggregate != "top2box":
        raise ValueError(f"CSAT as {aggregate!r} takes no box")
    groups, definition = _groups(counts, aggregate, box)
    return score_interval(groups, definition.at(level), hide_below=hide_below)


def customary_box(scale: Scale) -> int:
    """How many best scores mean "satisfied"; raises UnfitScale where that is not customary on the scale."""
    box = BOXES.get((scale.min, scale.max))
    if box is None:
        raise UnfitScale(f"no box is customary on {scale}; say how many of its best scores mean satisfied")
    return box


def _groups(counts: Counts, aggregate: Aggregate, box: int | None) -> tuple[Groups, Definition]:
    scale = counts.scale
    if aggregate == "top2box":
        name = "csat.top2box/1" if box is None else f"csat.top{box}box/1"
        satisfied = best(scale, customary_box(scale) if box is None else box)
        rule = f"CSAT v1: % {span(satisfied)} on {scale}"
        return in_box(counts, satisfied), box_definition(name, rule, scale, satisfied)
    if aggregate == "mean":
        rule = f"CSAT mean v1: mean score on {scale}"
        return by_score(counts), mean_definition("csat.mean/1", rule, scale)
    if aggregate == "pomp":
        rule = f"CSAT POMP v1: mean as percent of the way from worst to best on {scale}"
        return by_percent_of_scale(counts), pomp_definition("csat.pomp/1", rule, scale)
    raise ValueError(f"CSAT has no aggregate {aggregate!r}")
