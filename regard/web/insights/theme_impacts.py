"""How a score goes with each theme: the gap beside those who do not mention it, and its part in the whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from regard.perception.comparisons import Comparison, adjust
from regard.perception.counts import Counts, Scale
from regard.perception.drivers import ThemeImpact, theme_impact
from regard.perception.estimates import MINIMUM, UnfitScale
from regard.perception.estimates import Interval as Impact
from regard.perception.metrics.by_name import Metric, metrics_at

__all__ = ["Answers", "Impact", "Scores", "family", "scores_of"]

METRICS = metrics_at(level=0.95, hide_below=0)


@dataclass(frozen=True)
class Scores:
    """The chosen metric, or that which most of those who wrote answered, and how it goes with each theme.

    An empty `metric` says that nobody answered one. Where `low_is_good` a smaller number is the better one.
    `gaps` are judged as one family; `asked` are the metrics with answers, that with most of them first.
    """

    metric: str = ""
    unit: str = ""
    low_is_good: bool = False
    gaps: dict[UUID, Comparison] = field(default_factory=dict)
    impacts: dict[UUID, Impact] = field(default_factory=dict)
    asked: tuple[str, ...] = field(default=(), compare=False)  # the archive knows also those without words


@dataclass(frozen=True)
class Answers:
    """The answers to one metric on one scale of those who wrote: all of them, and for each theme by score."""

    metric: str
    every: Counts
    of_themes: Mapping[UUID, Mapping[int, int]]


def scores_of(found: Answers | None) -> Scores:
    """How the answers go with each theme; without a metric where there are none that it is defined on."""
    if found is None:
        return Scores()
    try:
        unit = METRICS[found.metric](found.every).definition.unit
    except UnfitScale:  # the metric is not defined on the scale that most answers are on
        return Scores()
    compared = _compared(METRICS[found.metric], found.every, found.of_themes, found.every.scale)
    gaps = family({theme: one.gap for theme, one in compared.items()})
    impacts = {theme: one.impact for theme, one in compared.items()}
    return Scores(found.metric, unit, found.every.scale.direction == "low_is_good", gaps, impacts)


def _compared(
    measure: Metric, every: Counts, found: Mapping[UUID, Mapping[int, int]], scale: Scale
) -> dict[UUID, ThemeImpact]:
    """Those who mention a theme beside those who do not, where both are as many as a number needs."""
    impacts = {}
    for theme, values in found.items():
        mine = Counts.of(values, scale)
        rest = every - mine
        if min(mine.n, rest.n) >= MINIMUM:
            impacts[theme] = theme_impact(mine, rest, measure)
    return impacts


def family(compared: Mapping[UUID, Comparison]) -> dict[UUID, Comparison]:
    """The comparisons judged together (Benjamini and Hochberg)."""
    corrected = adjust([one.p_value for one in compared.values()])
    return {theme: one.adjusted(p) for (theme, one), p in zip(compared.items(), corrected, strict=True)}
