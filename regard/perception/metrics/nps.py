"""Net Promoter Score, and what is made like it on other scales."""

from dataclasses import replace
from functools import lru_cache
from typing import Literal, get_args

from regard.perception.counts import Counts, Scale
from regard.perception.estimates import Definition, Estimate, UnfitScale, from_groups, score_interval
from regard.perception.metrics import wald
from regard.perception.metrics.boxes import in_two_boxes, net_definition, span

Method = Literal["score", "adjusted_wald", "wald"]
ZERO_TO_TEN = Scale(0, 10)
BREAKS = (6, 8)
"""The last score of detractors and the last one of passives."""


def nps(
    counts: Counts,
    *,
    breaks: tuple[int, int] | None = None,
    method: Method = "score",
    level: float = 0.95,
    hide_below: int = 0,
) -> Estimate:
    """Net Promoter Score: percent promoters (9-10) minus percent detractors (0-6), -100 to 100 points.

    `breaks` are the last scores of detractors and of passives, (6, 8). Others, or another scale, make a
    number that is like NPS but is none: "NPS-style", another definition, never compared with NPS or with
    published numbers. The interval at `level` is the multinomial score interval, for three categories
    Tango's (1998); "adjusted_wald" (Rocks 2016, used by MeasuringU) and "wald" are for comparison with
    numbers published with them. A skipped question is no answer: it is not in `counts`. The number of
    fewer than `hide_below` answers is hidden. Definition: Reichheld (2003).

    Raises UnfitScale where low is good, for another scale than 0-10 without breaks (answers on 1-5 or
    1-10 are no NPS), and for breaks that leave a category empty; ValueError for another method.

    >>> print(nps(Counts.from_scores([10] * 50 + [8] * 30 + [3] * 20, Scale(0, 10))))
    30.0 [14.0, 44.3], n=100
    >>> print(nps(Counts((2, 3, 5, 20, 30), Scale(1, 5)), breaks=(3, 4)).definition.id)
    nps-style/1
    """
    detractors, promoters = _categories(counts.scale, breaks)
    groups = in_two_boxes(counts, promoters, detractors)
    definition = _definition(counts.scale, detractors, promoters).at(level)
    if method == "score":
        return score_interval(groups, definition, hide_below=hide_below)
    if method not in get_args(Method):
        raise ValueError(f"NPS has no interval {method!r}")
    name, make = {"wald": (wald.WALD, wald.wald), "adjusted_wald": (wald.ADJUSTED, wald.adjusted_wald)}[
        method
    ]
    return from_groups(groups, make(groups, level), replace(definition, method=name), hide_below=hide_below)


def _categories(scale: Scale, breaks: tuple[int, int] | None) -> tuple[range, range]:
    """Detractors and promoters."""
    if scale.direction != "high_is_good" or (breaks is None and scale != ZERO_TO_TEN):
        raise UnfitScale(f"NPS is asked on 0-10 with high as good, not on {scale}")
    last, passive = BREAKS if breaks is None else breaks
    if not (scale.min <= last < passive < scale.max and last in scale.scores and passive in scale.scores):
        raise UnfitScale(f"breaks after {last} and {passive} do not make three categories of {scale}")
    return range(scale.min, int(last) + 1), range(int(passive) + 1, scale.max + 1)


@lru_cache(maxsize=64)
def _definition(scale: Scale, detractors: range, promoters: range) -> Definition:
    rule = f"% {span(promoters)} minus % {span(detractors)} on {scale}"
    if scale == ZERO_TO_TEN and (detractors[-1], promoters[0] - 1) == BREAKS:
        return net_definition("nps/1", f"NPS v1: {rule}", scale, promoters, detractors)
    style = f"NPS-style v1 (no NPS, no benchmarks): {rule}"
    return replace(net_definition("nps-style/1", style, scale, promoters, detractors), benchmarks=False)
