"""Wald's interval and its adjusted form, for comparison with numbers that were published with them.

Near the ends of the scale and with few answers both are too narrow: at NPS +90 and n = 10 Wald's 95 %
interval holds the truth in 56 % of samples (exact enumeration), so the score interval stays the default.
"""

import math
from collections.abc import Sequence

from regard.perception.counts import Groups
from regard.perception.estimates import Spread, standard_error
from regard.perception.intervals import critical_value

WALD = "Wald interval"
ADJUSTED = "adjusted Wald interval (3/4, 3/2, 3/4 added)"
ADDED = (0.75, 1.5, 0.75)
"""What Rocks (2016) adds to detractors, passives and promoters."""


def wald(groups: Groups, level: float) -> Spread:
    """The mean and 1.96 standard errors either way (at 95 %), cut at the ends of the scale."""
    return _spread(groups, (0.0,) * len(groups.values), level)


def adjusted_wald(groups: Groups, level: float) -> Spread:
    """The same with three answers more (Rocks 2016; MeasuringU); `groups` are three, worst to best."""
    return _spread(groups, ADDED, level)


def _spread(groups: Groups, added: Sequence[float], level: float) -> Spread:
    z = critical_value(level)
    lowest, highest = float(min(groups.values)), float(max(groups.values))

    def spread(times: float) -> tuple[float, float, float]:
        cells = tuple(n * times + more for n, more in zip(groups.counts, added, strict=True))
        enlarged = Groups(groups.values, cells, groups.n)
        centre = math.fsum(float(v) * n for v, n in zip(groups.values, cells, strict=True)) / enlarged.n_eff
        half = z * standard_error(enlarged)
        return groups.n_eff * times, max(centre - half, lowest), min(centre + half, highest)

    return spread
