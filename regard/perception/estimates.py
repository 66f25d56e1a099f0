"""A number with its interval and its n, or the reason why it is not shown.

A number of answers that are there is in one of three states, modelled on the presentation standards of the
NCHS (Vital and Health Statistics 2(175), 2017):

- hidden: fewer than `hide_below` people answered. Nothing is told but n, not even how wide the interval is.
- not enough answers: fewer than 30 effective answers, or a half-width above 15 points (NPS and other net
  scores), 10 % (percentages) or a tenth of the scale (means). The interval may be drawn, without a number.
- shown, with its interval and n.

The half-width is judged as it is read, in whole points: 15.4 is 15 and passes, 15.6 does not.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from hashlib import sha256
from typing import Any, Literal

from regard.perception.counts import Groups, Scale
from regard.perception.intervals import critical_value, limits

Status = Literal["shown", "not_enough_answers", "hidden", "no_answers", "imported"]
Unit = Literal["points", "percent", "score"]
Spread = Callable[[float], tuple[float, float, float]]
"""For so many times the answers: their effective number, and both limits of the interval."""
METHOD = "multinomial score interval"
MINIMUM = 30
NEARLY = 1e-9
"""An effective number of answers may miss the minimum by this: 30 equal weights make 29.999999999999993."""
DECIMALS = {"points": 1, "percent": 1, "score": 2}


class UnfitScale(ValueError):
    """A metric was asked of answers on a scale that it is not defined for."""


@dataclass(frozen=True)
class Definition:
    """What a number means, with a version; str() gives the whole text in a line, `lines` in full.

    `rule` says it in a sentence with the scale; `formula`, `scale` and `box` (which scores count as what)
    say it part by part. `margin` is the largest half-width, in the metric's unit, at which the number is
    shown; it is judged as it is read, rounded to whole `grain`s (a point, a percent, a hundredth of the
    scale). Without `benchmarks` the number may not stand beside published ones. Definitions that differ in
    anything are never compared.
    """

    id: str
    rule: str
    unit: Unit
    margin: float
    grain: float = 1.0
    level: float = 0.95
    minimum: int = MINIMUM
    method: str = METHOD
    formula: str = ""
    scale: Scale | None = None
    box: str = ""
    benchmarks: bool = True

    @property
    def version(self) -> str:
        """What stands behind the slash of the id: another meaning has another version."""
        return self.id.rpartition("/")[2]

    @property
    def rounding(self) -> str:
        """How the number is printed."""
        decimals = DECIMALS[self.unit]
        return f"{decimals} decimal{'s' * (decimals != 1)}, half away from zero, once, from the counts"

    def admits(self, low: float, high: float) -> bool:
        """Whether an interval is narrow enough for its number to be shown."""
        return (high - low) / 2 < self.margin + self.grain / 2

    @property
    def text(self) -> str:
        """The rule, the interval and the smallest n in one line."""
        return f"{self.rule}; {self.method} {100 * self.level:g} %; minimum n {self.minimum}"

    @property
    def lines(self) -> tuple[str, ...]:
        """Everything that makes the number, a part a line; parts that it does not have are left out."""
        parts = {key: value for key, value in self.to_dict().items() if value not in ("", None)}
        return tuple(f"{key}: {value}" for key, value in parts.items())

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return {
            "id": self.id,
            "version": self.version,
            "rule": self.rule,
            "formula": self.formula,
            "scale": None if self.scale is None else str(self.scale),
            "box": self.box,
            "unit": self.unit,
            "rounding": self.rounding,
            "interval": f"{self.method} {100 * self.level:g} %",
            "minimum n": self.minimum,
            "largest half-width": self.margin,
            "benchmarks": "allowed" if self.benchmarks else "forbidden",
        }

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

    `value`, `low` and `high` are None unless `status` is "shown" ("imported" numbers have a value, and an
    interval where one came with them); `band` keeps the interval of a number with too few answers, for
    drawing. `needed` is how many more answers like these would show it. `made_of` says what it was made
    of where that is not `groups`.
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
    made_of: str = field(default="", repr=False)

    @property
    def fingerprint(self) -> str | None:
        """The same 16 letters for whoever makes the number again of the same counts by the same definition.

        None where no number is shown: those of a few answers could be found by trying all counts.
        """
        if self.value is None:
            return None
        made_of = self.made_of if self.groups is None else _cells_text(self.groups)
        parts = (self.definition.id, str(self.definition), self.method, made_of)
        return sha256("\n".join(parts).encode()).hexdigest()[:16]

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
            "n_eff": self.n_eff,
            "se": self.se,
            "method": self.method,
            "fingerprint": self.fingerprint,
        }

    def __str__(self) -> str:
        if self.value is None:
            more = f", {self.needed} more needed" if self.needed else ""
            return f"{self.status.replace('_', ' ')} (n={self.n}{more})"
        digits = DECIMALS[self.definition.unit]
        if self.low is None or self.high is None:
            return f"{self.rounded(digits)} without an interval ({self.status}), n={self.n}"
        low, high = (_rounded(Fraction(limit), digits) for limit in (self.low, self.high))
        return f"{self.rounded(digits)} [{low}, {high}], n={self.n}"


@dataclass(frozen=True)
class Evidence:
    """What a number rests on, before it is judged: its exact value, n, standard error and `spread`."""

    exact: Fraction
    n: int
    se: float
    spread: Spread
    method: str = METHOD
    groups: Groups | None = None
    made_of: str = ""


def score_interval(groups: Groups, definition: Definition, *, hide_below: int = 0) -> Estimate:
    """Estimate the mean of the groups' values with its score interval at the definition's level.

    Below `hide_below` answers the number is hidden; with fewer (effective) answers than the definition's
    minimum, or a half-width above its margin, it says that the answers are not enough. Values and limits
    have the unit of the groups' values. The interval: see intervals.score_limits (Wilson 1927, Tango 1998).

    >>> print(score_interval(Groups((0, 1), (20, 60), 80), Definition("x/1", "share", "score", margin=0.1)))
    0.75 [0.65, 0.83], n=80
    """
    z = critical_value(definition.level)

    def spread(times: float) -> tuple[float, float, float]:
        return groups.n_eff * times, *limits(groups, z, times=times)

    return from_groups(groups, spread, definition, hide_below=hide_below)


def from_groups(groups: Groups, spread: Spread, definition: Definition, *, hide_below: int = 0) -> Estimate:
    """Estimate the mean of the groups' values with the interval that `spread` gives."""
    if not groups.n or groups.n_eff <= 0:
        return no_answers(definition, n=groups.n, hide_below=hide_below)
    evidence = Evidence(
        groups.mean, groups.n, standard_error(groups), spread, method=definition.method, groups=groups
    )
    return judged(evidence, definition, hide_below=hide_below)


def judged(evidence: Evidence, definition: Definition, *, hide_below: int = 0) -> Estimate:
    """Show the number, or say that it is hidden or that the answers are not enough."""
    n_eff, low, high = evidence.spread(1)
    if evidence.n < hide_below:
        needed = max(definition.minimum, hide_below) - evidence.n  # the answers themselves stay unknown
        return _unseen(evidence.n, n_eff, definition, "hidden", needed)
    enough = n_eff >= definition.minimum - NEARLY and definition.admits(low, high)
    return Estimate(
        value=float(evidence.exact) if enough else None,
        low=low if enough else None,
        high=high if enough else None,
        level=definition.level,
        n=evidence.n,
        n_eff=n_eff,
        se=evidence.se,
        method=evidence.method,
        definition=definition,
        status="shown" if enough else "not_enough_answers",
        needed=0 if enough else _needed(evidence, definition),
        band=(low, high),
        exact=evidence.exact,
        groups=evidence.groups,
        made_of=evidence.made_of,
    )


def no_answers(definition: Definition, *, n: int = 0, hide_below: int = 0) -> Estimate:
    """The estimate where nobody answered, or where all weights are 0: no value."""
    return _unseen(n, 0, definition, "no_answers", max(definition.minimum, hide_below, 1))


def standard_error(groups: Groups) -> float:
    """The standard error of the groups' mean, from the multinomial."""
    mean, n = float(groups.mean), groups.n_eff
    cells = zip(groups.values, groups.counts, strict=True)
    return math.sqrt(math.fsum(count * (float(value) - mean) ** 2 for value, count in cells) / n / n)


def _needed(evidence: Evidence, definition: Definition) -> int:
    """The fewest further answers, spread like these, that would be shown."""

    def shown(more: int) -> bool:
        n_eff, low, high = evidence.spread((evidence.n + more) / evidence.n)
        return n_eff >= definition.minimum - NEARLY and definition.admits(low, high)

    too_few, enough = 0, 1
    while not shown(enough):
        too_few, enough = enough, 2 * enough
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        too_few, enough = (too_few, middle) if shown(middle) else (middle, enough)
    return enough


def _unseen(n: int, n_eff: float, definition: Definition, status: Status, needed: int) -> Estimate:
    return Estimate(
        value=None,
        low=None,
        high=None,
        level=definition.level,
        n=n,
        n_eff=n_eff,
        se=None,
        method=definition.method,
        definition=definition,
        status=status,
        needed=needed,
    )


def _cells_text(groups: Groups) -> str:
    cells = zip(groups.values, groups.counts, strict=True)
    return " ".join([f"n={groups.n}", *(f"{Fraction(value)}:{Fraction(count)}" for value, count in cells)])


def _rounded(number: Fraction, digits: int) -> Decimal:
    with localcontext() as context:
        context.prec = 60
        scaled = Decimal(number.numerator) / Decimal(number.denominator)
        rounded = scaled.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
        return abs(rounded) if rounded.is_zero() else rounded
