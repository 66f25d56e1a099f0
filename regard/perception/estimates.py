"""A number with its interval and its n, or the reason why it is not shown."""

import math
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Any, Literal

from regard.perception.counts import Groups
from regard.perception.intervals import critical_value, limits

Status = Literal["shown", "not_enough_answers", "hidden", "no_answers"]
Unit = Literal["points", "percent", "score"]
METHOD = "multinomial score interval"
MINIMUM = 30
NEARLY = 1e-9
"""An effective number of answers may miss the minimum by this: 30 equal weights make 29.999999999999993."""
DECIMALS = {"points": 1, "percent": 1, "score": 2}


class UnfitScale(ValueError):
    """A metric was asked of answers on a scale that it is not defined for."""


@dataclass(frozen=True)
class Definition:
    """What a number means, with a version; str() gives the whole text.

    `margin` is the largest half-width, in the metric's unit, at which the number is shown; it is judged
    as it is read, rounded to whole `grain`s (a point, a percent, a hundredth of the scale).
    """

    id: str
    rule: str
    unit: Unit
    margin: float
    grain: float = 1.0
    level: float = 0.95
    minimum: int = MINIMUM

    def admits(self, low: float, high: float) -> bool:
        """Whether an interval is narrow enough for its number to be shown."""
        return (high - low) / 2 < self.margin + self.grain / 2

    @property
    def text(self) -> str:
        """The rule, the interval and the smallest n in one line."""
        return f"{self.rule}; {METHOD} {100 * self.level:g} %; minimum n {self.minimum}"

    def at(self, level: float) -> "Definition":
        """The same definition with an interval of another level, between 0 and 1."""
        if not 0 < level < 1:
            raise ValueError(f"a level lies between 0 and 1, not at {level}")
        return self if level == self.level else replace(self, level=level)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Interval:
    """A number that no metric is: its value between `low` and `high` at `level`, from `n` answers.

    `method` names the interval, with its source.
    """

    value: float
    low: float
    high: float
    level: float
    n: int
    method: str

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return dict(self.__dict__)

    def __str__(self) -> str:
        return f"{self.value:.4g} [{self.low:.4g}, {self.high:.4g}], n={self.n}"


@dataclass(frozen=True)
class Estimate:
    """A number with its interval, or the reason why it is not shown.

    `value`, `low` and `high` are None unless `status` is "shown"; `band` keeps the interval of a number
    with too few answers, for drawing. `needed` is how many more answers like these would show it.
    """

    value: float | None
    low: float | None
    high: float | None
    level: float
    n: int
    n_eff: float
    se: float | None
    method: str
    definition: Definition
    status: Status
    needed: int = 0
    band: tuple[float, float] | None = None
    exact: Fraction | None = field(default=None, repr=False)
    groups: Groups | None = field(default=None, repr=False)

    def rounded(self, digits: int = 0) -> Decimal | None:
        """The value with `digits` decimals, half away from zero, rounded once from the counts."""
        return None if self.exact is None or self.value is None else _rounded(self.exact, digits)

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        names = ("value", "low", "high", "level", "n", "status")
        plain = {name: getattr(self, name) for name in names}
        return plain | {
            "definition": str(self.definition),
            "needed": self.needed,
            "unit": self.definition.unit,
        }

    def __str__(self) -> str:
        if self.value is None or self.low is None or self.high is None:
            more = f", {self.needed} more needed" if self.needed else ""
            return f"{self.status.replace('_', ' ')} (n={self.n}{more})"
        digits = DECIMALS[self.definition.unit]
        low, high = (_rounded(Fraction(limit), digits) for limit in (self.low, self.high))
        return f"{self.rounded(digits)} [{low}, {high}], n={self.n}"


def score_interval(groups: Groups, definition: Definition, *, hide_below: int = 0) -> Estimate:
    """Estimate the mean of the groups' values with its score interval at the definition's level.

    Below `hide_below` answers the number is hidden; with fewer (effective) answers than the definition's
    minimum, or a half-width above its margin, it says that the answers are not enough. Values and limits
    have the unit of the groups' values. The interval: see intervals.score_limits (Wilson 1927, Tango 1998).
    """
    if not groups.n or groups.n_eff <= 0:
        return _unseen(groups, definition, "no_answers", max(definition.minimum, hide_below, 1))
    z = critical_value(definition.level)
    low, high = limits(groups, z)
    if groups.n < hide_below:
        return _unseen(groups, definition, "hidden", _needed(groups, definition, z, hide_below))
    exact = groups.mean
    enough = groups.n_eff >= definition.minimum - NEARLY and definition.admits(low, high)
    return Estimate(
        value=float(exact) if enough else None,
        low=low if enough else None,
        high=high if enough else None,
        level=definition.level,
        n=groups.n,
        n_eff=groups.n_eff,
        se=_standard_error(groups),
        method=METHOD,
        definition=definition,
        status="shown" if enough else "not_enough_answers",
        needed=0 if enough else _needed(groups, definition, z),
        band=(low, high),
        exact=exact,
        groups=groups,
    )


def _standard_error(groups: Groups) -> float:
    mean, n = float(groups.mean), groups.n_eff
    cells = zip(groups.values, groups.counts, strict=True)
    return math.sqrt(math.fsum(count * (float(value) - mean) ** 2 for value, count in cells) / n / n)


def _needed(groups: Groups, definition: Definition, z: float, hide_below: int = 0) -> int:
    """The fewest further answers, spread like these, that would be shown."""

    def shown(more: int) -> bool:
        times = (groups.n + more) / groups.n
        many = groups.n + more >= hide_below and groups.n_eff * times >= definition.minimum - NEARLY
        return many and definition.admits(*limits(groups, z, times=times))

    too_few, enough = 0, 1
    while not shown(enough):
        too_few, enough = enough, 2 * enough
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        too_few, enough = (too_few, middle) if shown(middle) else (middle, enough)
    return enough


def _unseen(groups: Groups, definition: Definition, status: Status, needed: int) -> Estimate:
    return Estimate(
        value=None,
        low=None,
        high=None,
        level=definition.level,
        n=groups.n,
        n_eff=groups.n_eff,
        se=None,
        method=METHOD,
        definition=definition,
        status=status,
        needed=needed,
    )


def _rounded(number: Fraction, digits: int) -> Decimal:
    with localcontext() as context:
        context.prec = 60
        scaled = Decimal(number.numerator) / Decimal(number.denominator)
        rounded = scaled.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
        return abs(rounded) if rounded.is_zero() else rounded
