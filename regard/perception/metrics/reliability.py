"""Do several questions measure one thing? Cronbach's alpha and McDonald's omega."""

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from regard.perception.estimates import Interval
from regard.perception.intervals import critical_value
from regard.perception.metrics.items import Items, Moments, UnfitMoments, items_of, turned
from regard.perception.metrics.one_factor import Matrix, omega_of, one_factor

ENOUGH = 0.7
"""Below this the questions measure more than one thing, or nothing much (a custom, Nunnally 1978)."""
ALPHA = "normal theory on log(1 - alpha) (van Zyl, Neudecker and Nel 2000)"
OMEGA = "delta method on log(1 - omega), one factor by least squares (McDonald 1999)"


@dataclass(frozen=True)
class Reliability:
    """Alpha and omega of items; `warnings` say what speaks against adding the items up.

    `omega` is None where one factor cannot be fitted: fewer than three items, items that share nothing, or
    one left without a variance of its own.
    """

    items: tuple[str, ...]
    alpha: Interval
    omega: Interval | None
    warnings: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return {
            "items": list(self.items),
            "alpha": self.alpha.to_dict(),
            "omega": None if self.omega is None else self.omega.to_dict(),
            "warnings": list(self.warnings),
        }


def reliability(
    moments: Moments,
    *,
    items: Iterable[str] | None = None,
    reverse: Collection[str] = (),
    level: float = 0.95,
) -> Reliability:
    """Cronbach's alpha (1951) and McDonald's omega (1999) of k items, with intervals at `level`.

    `moments` hold the k x k covariance matrix and n of people who answered every item; `items` chooses
    some, `reverse` names those where low is good. The intervals take the answers for normally distributed,
    which ratings are but roughly. Omega allows items to differ in how well they measure; alpha is only as
    large where they do not. A value below 0.7 is warned of.

    Raises UnfitMoments for fewer than two items or three people, or where nobody's answers differ.

    >>> from regard.perception.metrics.items import Items
    >>> cov = ((1.0, 0.5, 0.5), (0.5, 1.0, 0.5), (0.5, 0.5, 1.0))
    >>> found = reliability(Items(("easy", "quick", "clear"), 200, (3.0, 3.0, 3.0), cov))
    >>> print(found.alpha, found.omega, found.warnings)
    0.75 [0.6822, 0.8034], n=200 0.75 [0.6822, 0.8034], n=200 ()
    """
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1, not at {level}")
    chosen = turned(items_of(moments, items), reverse)
    whole = math.fsum(value for row in chosen.cov for value in row)
    own = math.fsum(chosen.cov[i][i] for i in range(len(chosen.names)))
    if len(chosen.names) < 2 or chosen.n < 3:
        raise UnfitMoments(f"{len(chosen.names)} items of {chosen.n} people: two of three are needed")
    if whole <= 1e-12 * own or own == 0:
        raise UnfitMoments("the sum of the items is the same for everybody")
    alpha = _alpha(chosen, own, whole, level)
    omega, warnings = _omega(chosen, level)
    low = [
        f"{name} is {found.value:.2f}, below {ENOUGH}"
        for name, found in (("alpha", alpha), ("omega", omega))
        if found is not None and found.value < ENOUGH
    ]
    return Reliability(chosen.names, alpha, omega, (*low, *warnings, *_against(chosen)))


def _alpha(items: Items, own: float, whole: float, level: float) -> Interval:
    k = len(items.names)
    value = k / (k - 1) * (1 - own / whole)
    slope = [[k / (k - 1) * (own / whole - (i == j)) / whole for j in range(k)] for i in range(k)]
    return _interval(value, slope, items, level, ALPHA)


def _omega(items: Items, level: float) -> tuple[Interval | None, tuple[str, ...]]:
    if len(items.names) < 3:
        return None, ("one factor needs three items",)
    loadings = one_factor(items.cov)
    if loadings is None:
        return None, ("one factor does not fit: it would leave an item no variance of its own, or has none",)
    value, slope = omega_of(items.cov, loadings)
    return _interval(value, slope, items, level, OMEGA), ()


def _interval(value: float, slope: Matrix, items: Items, level: float, method: str) -> Interval:
    """By the delta method: the variance is 2 tr(G S G S) / n for a slope G by the covariances S."""
    k = range(len(items.names))
    product = [[math.fsum(slope[i][m] * items.cov[m][j] for m in k) for j in k] for i in k]
    variance = 2 * math.fsum(product[i][j] * product[j][i] for i in k for j in k) / items.n_eff
    rest = 1 - value
    if rest <= 1e-12:
        return Interval(1.0, 1.0, 1.0, level, items.n, method)
    far = math.exp(critical_value(level) * math.sqrt(max(variance, 0.0)) / rest)
    return Interval(value, 1 - rest * far, 1 - rest / far, level, items.n, method)


def _against(items: Items) -> tuple[str, ...]:
    """Items that go against the sum of the others: mostly one that should be turned round."""
    k = range(len(items.names))
    rests = {items.names[i]: math.fsum(items.cov[i][j] for j in k if j != i) for i in k}
    return tuple(
        f"{name} goes against the others; is it asked the other way round?"
        for name, rest in rests.items()
        if rest < 0
    )
