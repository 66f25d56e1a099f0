"""Customer effort."""

from typing import Literal, get_args

from regard.perception.counts import Counts, Groups, Scale
from regard.perception.estimates import Definition, Estimate, UnfitScale, score_interval
from regard.perception.metrics.boxes import box_definition, in_box, in_two_boxes, net_definition
from regard.perception.metrics.mean import by_score, mean_definition

Version = Literal["2.0", "1.0", "5-point"]
Aggregate = Literal["mean", "top2", "top3", "net"]
SCALES: dict[Version, Scale] = {
    "2.0": Scale(1, 7),
    "1.0": Scale(1, 5, direction="low_is_good"),
    "5-point": Scale(1, 5),
}
"""What each version of the question is asked on: agreement that it was easy (2.0 and its five-point
variant, high is good) or effort spent (1.0, low is good). Their numbers are never joined."""


def ces(
    counts: Counts,
    *,
    version: Version = "2.0",
    aggregate: Aggregate = "mean",
    level: float = 0.95,
    hide_below: int = 0,
) -> Estimate:
    """Customer Effort Score: the mean score; for 2.0 also % 6-7, % 5-7, or net % 6-7 minus % 1-3.

    The mean is in scores of the scale, the others in percent or points; the interval is at `level`, the
    number of fewer than `hide_below` answers is hidden. Definitions: CEB (2010) for 1.0, (2013) for 2.0.

    Raises UnfitScale where the answers are not on the version's scale and direction, or where another
    aggregate than the mean is asked of another version than 2.0; ValueError for an unknown version or
    aggregate.

    >>> print(ces(Counts((2, 3, 5, 10, 20, 30, 30), Scale(1, 7))))
    5.53 [5.21, 5.79], n=100
    """
    if version not in SCALES or aggregate not in get_args(Aggregate):
        raise ValueError(f"CES has no version {version!r} with aggregate {aggregate!r}")
    scale = SCALES[version]
    if (counts.scale.min, counts.scale.max, counts.scale.direction) != (
        scale.min,
        scale.max,
        scale.direction,
    ):
        raise UnfitScale(f"CES {version} is asked on {scale}, not on {counts.scale}")
    if version != "2.0" and aggregate != "mean":
        raise UnfitScale(f"CES {version} is a mean, it has no {aggregate!r}")
    groups, definition = _groups(counts, version, aggregate)
    return score_interval(groups, definition.at(level), hide_below=hide_below)


def version_for(scale: Scale) -> Version:
    """The version of the question that is asked on this scale; raises UnfitScale where there is none."""
    for version, asked_on in SCALES.items():
        if (scale.min, scale.max, scale.direction) == (asked_on.min, asked_on.max, asked_on.direction):
            return version
    raise UnfitScale(f"no version of CES is asked on {scale}")


def _groups(counts: Counts, version: Version, aggregate: Aggregate) -> tuple[Groups, Definition]:
    if aggregate == "mean":
        rule = f"CES {version} v1: mean score on {SCALES[version]}"
        return by_score(counts), mean_definition(f"ces-{version}.mean/1", rule, SCALES[version])
    if aggregate == "net":
        easy, hard = range(6, 8), range(1, 4)
        rule = "CES 2.0 net v1: % 6-7 minus % 1-3 on 1-7"
        definition = net_definition("ces-2.0.net/1", rule, counts.scale, easy, hard)
        return in_two_boxes(counts, easy, hard), definition
    box = {"top2": range(6, 8), "top3": range(5, 8)}[aggregate]
    rule = f"CES 2.0 {aggregate} v1: % {box[0]}-7 on 1-7"
    return in_box(counts, box), box_definition(f"ces-2.0.{aggregate}/1", rule, counts.scale, box)
