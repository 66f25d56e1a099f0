"""How the score of those who mention a theme differs, and what that does to the whole."""

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from regard.perception.comparisons import Comparison, UnlikeEstimates, difference
from regard.perception.counts import Counts, Groups
from regard.perception.drivers.importance import TINY, Real
from regard.perception.drivers.key_drivers import COPY
from regard.perception.drivers.replicates import Findings, Method, Resampled, resample
from regard.perception.estimates import Estimate, Interval
from regard.perception.intervals import critical_value, limits
from regard.perception.metrics.nps import nps
from regard.perception.moments import Moments, UnknownColumn

METHOD = "delta method with the variances recovered from the score intervals (Zou and Donner 2008)"
NEARLY = 1e-9
"""The variance of a column of 0 and 1 may miss that of its mean by this."""


class NoTheme(ValueError):
    """A column that does not say, by 0 and 1, who mentions a theme."""


@dataclass(frozen=True)
class ThemeImpact:
    """What goes with one theme; an association, not what would follow from solving it.

    `impact` is the metric of all minus that of those without the theme; `gap` that of those with the theme
    minus that of those without; `mentioned` the share of answers with it. Only those who wrote are in it.
    """

    impact: Interval
    gap: Comparison
    mentioned: float
    n: int

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return {
            "impact": self.impact.to_dict(),
            "gap": self.gap.to_dict(),
            "mentioned": self.mentioned,
            "n": self.n,
        }


def theme_impact(
    counts_with: Counts, counts_without: Counts, metric: Callable[[Counts], Estimate] = nps
) -> ThemeImpact:
    """The impact of a theme on a metric (Thematic's definition), in the metric's unit, at its level.

    `counts_with` are the answers that mention the theme, `counts_without` all others: two groups without
    a common answer. Impact is the share that mentions it times the gap. The interval is the delta method's,
    with each group's variance recovered from its score interval, so that it stays honest where all answers
    of a group are equal. Many themes need `adjust` on the gaps' p-values; themes that are mentioned together
    need `theme_drivers`. Raises UnlikeEstimates where one of the two groups is empty.

    >>> from regard.perception.counts import Scale
    >>> unhappy, others = (Counts.of(n, Scale(0, 10)) for n in ({2: 60, 9: 40}, {2: 100, 9: 300}))
    >>> print(theme_impact(unhappy, others).impact)
    -14 [-18.66, -9.042], n=500
    """
    with_theme, without = metric(counts_with), metric(counts_without)
    gap = difference(without, with_theme)
    mentioning, rest = _groups(with_theme), _groups(without)
    many = mentioning.n_eff + rest.n_eff
    share = _weight(counts_with) / (_weight(counts_with) + _weight(counts_without))
    z = critical_value(gap.level)
    spread = z * z * gap.difference**2 * share * (1 - share) / many
    (low, high), (rest_low, rest_high) = limits(mentioning, z), limits(rest, z)
    own, other = float(mentioning.mean), float(rest.mean)
    down = math.sqrt(spread + share**2 * ((own - low) ** 2 + (rest_high - other) ** 2))
    up = math.sqrt(spread + share**2 * ((high - own) ** 2 + (other - rest_low) ** 2))
    value, n = share * gap.difference, counts_with.n + counts_without.n
    return ThemeImpact(Interval(value, value - down, value + up, gap.level, n, METHOD), gap, share, n)


@dataclass(frozen=True)
class ThemeDriver:
    """One theme among others: `gap` and `impact` are in the outcome's unit, with the other themes equal.

    `share` is its part of what all themes explain (None where they explain nothing), from the method;
    `mentioned` the share of rows with it. `impact` is `gap` times `mentioned`. Both are None for a theme
    that the others determine, as a copy is.
    """

    name: str
    share: Interval | None
    gap: Interval | None
    impact: Interval | None
    mentioned: Interval

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return asdict(self)


def theme_drivers(
    moments: Moments,
    outcome: str = "score",
    themes: Sequence[str] | None = None,
    *,
    method: Method = "lmg",
    replicates: int = 1000,
    level: float = 0.95,
    seed: int = 1,
) -> tuple[ThemeDriver, ...]:
    """What goes with each theme where themes are mentioned together, the most important one first.

    The columns of `themes` (all but the outcome where they are left out) hold 1 for a row that mentions the
    theme and 0 for one that does not. Shares are those of `key_drivers`, gaps the slopes of the same linear
    fit; with one theme alone that is the plain difference of means. Raises NoTheme for a column of other
    values, and what `key_drivers` raises.

    >>> chance = np.random.default_rng(1)
    >>> late, rude = chance.integers(0, 2, (2, 400))
    >>> rows = np.stack([9 - 4 * late - rude, late, rude], 1)
    >>> [(theme.name, round(theme.gap.value, 6)) for theme in theme_drivers(
    ...     Moments.from_rows(rows, ["score", "late", "rude"]))]
    [('late', -4.0), ('rude', -1.0)]
    """
    chosen = tuple(name for name in moments.names if name != outcome) if themes is None else tuple(themes)
    if not chosen:
        raise UnknownColumn("no themes are named")
    picked = moments.select(outcome, *chosen)
    _refuse_no_themes(picked)
    resampled = resample(picked, method=method, replicates=replicates, level=level, seed=seed)
    order = np.argsort(resampled.found.rank[0])
    return tuple(_theme(resampled, int(place)) for place in order)


def _theme(resampled: Resampled, place: int) -> ThemeDriver:
    found, drawn = resampled.found, resampled.drawn
    gap, gaps = _gap(found, place), _gap(drawn, place)
    mentioned, often = found.mean[0, 1 + place], drawn.mean[:, 1 + place]
    alone = found.fit.tolerance[0, place] <= COPY
    explained = found.importance.sum() > TINY
    return ThemeDriver(
        name=resampled.moments.names[1 + place],
        share=resampled.interval(found.share[0, place], drawn.share[:, place]) if explained else None,
        gap=None if alone else resampled.interval(gap[0], gaps),
        impact=None if alone else resampled.interval(gap[0] * mentioned, gaps * often),
        mentioned=resampled.interval(mentioned, often),
    )


def _gap(found: Findings, place: int) -> Real:
    """The slope in the outcome's unit; 0 in a replicate in which nobody, or everybody, mentions the theme."""
    own, outcome = found.sd[:, 1 + place], found.sd[:, 0]
    scale = np.divide(outcome, own, out=np.zeros_like(own), where=own > 0)
    return np.asarray(found.fit.slope[:, place] * scale)


def _refuse_no_themes(moments: Moments) -> None:
    """Refuse a column whose mean square is not its mean, as that of 0 and 1 is."""
    variances, _ = moments.standardised(moments.total[None])
    mean = moments.mean
    for name, variance, share in zip(moments.names[1:], variances[0, 1:], mean[1:], strict=True):
        if not 0 <= share <= 1 or abs(variance - share * (1 - share)) > NEARLY:
            raise NoTheme(f"{name}: 0 and 1 say who mentions a theme, a mean of {share:.4g} says otherwise")


def _groups(estimate: Estimate) -> Groups:
    if estimate.groups is None:
        raise UnlikeEstimates(f"nothing is compared with {estimate}")
    return estimate.groups


def _weight(counts: Counts) -> float:
    return counts.n if counts.w is None else math.fsum(counts.w)
