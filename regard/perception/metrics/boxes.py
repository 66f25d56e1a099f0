"""Percent of answers in the best or the worst scores, and the difference of the two."""

from regard.perception.counts import Counts, Groups, Scale
from regard.perception.estimates import Definition, Estimate, UnfitScale, score_interval


def top_box(counts: Counts, k: int = 1, *, level: float = 0.95, hide_below: int = 0) -> Estimate:
    """Percent of answers with one of the `k` best scores, 0 to 100.

    The best scores are the highest ones, the lowest where low is good. The interval is Wilson's (1927) at
    `level`; the number of fewer than `hide_below` answers is hidden. Raises UnfitScale for a box that does
    not divide the scale.

    >>> print(top_box(Counts((1, 9, 10, 30, 50), Scale(1, 5)), 2))
    80.0 [71.1, 86.7], n=100
    """
    box = best(counts.scale, k)
    rule = f"Top-{k} box v1: % {span(box)} on {counts.scale}"
    definition = box_definition(f"top{k}box/1", rule, counts.scale, box)
    return score_interval(in_box(counts, box), definition.at(level), hide_below=hide_below)


def bottom_box(counts: Counts, k: int = 1, *, level: float = 0.95, hide_below: int = 0) -> Estimate:
    """Percent of answers with one of the `k` worst scores, 0 to 100; otherwise as `top_box`.

    >>> print(bottom_box(Counts((1, 9, 10, 30, 50), Scale(1, 5)), 2))
    10.0 [5.5, 17.4], n=100
    """
    box = worst(counts.scale, k)
    rule = f"Bottom-{k} box v1: % {span(box)} on {counts.scale}"
    definition = box_definition(f"bottom{k}box/1", rule, counts.scale, box)
    return score_interval(in_box(counts, box), definition.at(level), hide_below=hide_below)


def net_score(counts: Counts, top: int, bottom: int, *, level: float = 0.95, hide_below: int = 0) -> Estimate:
    """Percent with one of the `top` best scores minus percent with one of the `bottom` worst, in points.

    It runs from -100 to 100. The interval is Tango's (1998) at `level`; the number of fewer than
    `hide_below` answers is hidden. Raises UnfitScale where a box is empty or the two overlap.

    >>> print(net_score(Counts((5, 5, 10, 30, 50), Scale(1, 5)), 2, 2))
    70.0 [55.1, 80.3], n=100
    """
    high, low = best(counts.scale, top), worst(counts.scale, bottom)
    if top + bottom > len(counts.scale.scores):
        raise UnfitScale(f"the {top} best and the {bottom} worst scores of {counts.scale} overlap")
    rule = f"Net score v1: % {span(high)} minus % {span(low)} on {counts.scale}"
    definition = net_definition(f"net.top{top}-bottom{bottom}/1", rule, counts.scale, high, low)
    return score_interval(in_two_boxes(counts, high, low), definition.at(level), hide_below=hide_below)


def best(scale: Scale, k: int) -> range:
    """The `k` best scores; raises UnfitScale where they are none or all."""
    if not 0 < k < len(scale.scores):
        raise UnfitScale(f"a box of {k} does not divide {scale}")
    return scale.best(k)


def worst(scale: Scale, k: int) -> range:
    """The `k` worst scores; raises UnfitScale where they are none or all."""
    upside_down = Scale(
        scale.min, scale.max, direction="high_is_good" if scale.direction == "low_is_good" else "low_is_good"
    )
    return best(upside_down, k)


def span(scores: range) -> str:
    """The scores of a box: "4-5", or "5" where it is one."""
    return str(scores[0]) if len(scores) == 1 else f"{scores[0]}-{scores[-1]}"


def box_definition(name: str, rule: str, scale: Scale, box: range) -> Definition:
    """The definition of a percentage of answers in a box."""
    formula = "100 x answers in the box / answers"
    return Definition(name, rule, "percent", margin=10, formula=formula, scale=scale, box=span(box))


def net_definition(name: str, rule: str, scale: Scale, high: range, low: range) -> Definition:
    """The definition of percent in one box minus percent in another."""
    formula = "100 (answers in the better box - answers in the worse box) / answers"
    box = f"better {span(high)}, worse {span(low)}"
    return Definition(name, rule, "points", margin=15, formula=formula, scale=scale, box=box)


def in_box(counts: Counts, box: range) -> Groups:
    """Two groups: 100 for the scores in the box, 0 for the others, so that the mean is a percentage."""
    others = tuple(score for score in counts.scale.scores if score not in box)
    return counts.grouped({others: 0, tuple(box): 100})


def in_two_boxes(counts: Counts, high: range, low: range) -> Groups:
    """Three groups: 100 for the better box, -100 for the worse one, 0 for the scores between them, if any."""
    middle = range(min(high[-1], low[-1]) + 1, max(high[0], low[0]))
    return counts.grouped({low: -100, middle: 0, high: 100} if middle else {low: -100, high: 100})
