"""Trust and value alignment: agreement with a statement, on 1-7 or 0-10.

No formula for either is a standard of the field. So the statement is asked on a plain scale of agreement,
and the same numbers are told as of any such scale; `distribution` shows how the answers are spread.
"""

from typing import Literal

from regard.perception.counts import Counts, Groups, Scale
from regard.perception.estimates import Definition, Estimate, UnfitScale, score_interval
from regard.perception.metrics.boxes import (
    best,
    box_definition,
    in_box,
    in_two_boxes,
    net_definition,
    span,
    worst,
)
from regard.perception.metrics.mean import by_percent_of_scale, by_score, mean_definition, pomp_definition

Aggregate = Literal["top2box", "mean", "pomp", "net"]
SCALES = (Scale(1, 7), Scale(0, 10))


def trust(
    counts: Counts, *, aggregate: Aggregate = "top2box", level: float = 0.95, hide_below: int = 0
) -> Estimate:
    """Agreement with a statement such as "I trust this company", on 1-7 or 0-10.

    "top2box" is the percentage of the two best scores, "mean" the mean score, "pomp" the mean as percent
    of the way from worst to best, "net" percent of the two best minus percent of the two worst scores, in
    points. The interval is the score interval at `level`; the number of fewer than `hide_below` answers is
    hidden. Raises UnfitScale for another scale, or where low is good (turn such an item round first);
    ValueError for another aggregate.

    >>> print(trust(Counts((2, 3, 5, 10, 20, 30, 30), Scale(1, 7))))
    60.0 [50.2, 69.1], n=100
    """
    return _agreement("Trust", "trust", counts, aggregate, level, hide_below)


def value_alignment(
    counts: Counts, *, aggregate: Aggregate = "top2box", level: float = 0.95, hide_below: int = 0
) -> Estimate:
    """Agreement with a statement such as "This company stands for what I believe in"; as `trust`.

    >>> print(value_alignment(Counts((2, 3, 5, 10, 20, 30, 30), Scale(1, 7)), aggregate="mean"))
    5.53 [5.21, 5.79], n=100
    """
    return _agreement("Value alignment", "values", counts, aggregate, level, hide_below)


def _agreement(
    name: str, key: str, counts: Counts, aggregate: Aggregate, level: float, hide_below: int
) -> Estimate:
    if counts.scale not in SCALES:
        asked = " or ".join(str(scale) for scale in SCALES)
        raise UnfitScale(f"{name} is asked on {asked} with high as good, not on {counts.scale}")
    groups, definition = _groups(name, key, counts, aggregate)
    return score_interval(groups, definition.at(level), hide_below=hide_below)


def _groups(name: str, key: str, counts: Counts, aggregate: Aggregate) -> tuple[Groups, Definition]:
    scale = counts.scale
    high, low = best(scale, 2), worst(scale, 2)
    if aggregate == "top2box":
        rule = f"{name} v1: % {span(high)} on {scale}"
        return in_box(counts, high), box_definition(f"{key}.top2box/1", rule, scale, high)
    if aggregate == "mean":
        rule = f"{name} mean v1: mean score on {scale}"
        return by_score(counts), mean_definition(f"{key}.mean/1", rule, scale)
    if aggregate == "pomp":
        rule = f"{name} POMP v1: mean as percent of the way from worst to best on {scale}"
        return by_percent_of_scale(counts), pomp_definition(f"{key}.pomp/1", rule, scale)
    if aggregate == "net":
        rule = f"{name} net v1: % {span(high)} minus % {span(low)} on {scale}"
        groups = in_two_boxes(counts, high, low)
        return groups, net_definition(f"{key}.net/1", rule, scale, high, low)
    raise ValueError(f"{name} has no aggregate {aggregate!r}")
