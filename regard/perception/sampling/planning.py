"""How many answers a question needs, and how many invitations bring them."""

import math
from collections.abc import Callable

from regard.perception.counts import Counts, Scale
from regard.perception.estimates import Estimate
from regard.perception.intervals import critical_value
from regard.perception.metrics import nps

Metric = Callable[[Counts], Estimate]
ADDED = 3
"""The adjusted Wald interval adds three answers of its own; the score interval is about as narrow."""
MONTH = 30
ZERO_TO_TEN = Scale(0, 10)


class UnfitPlan(ValueError):
    """A margin, variance, rate, power or population that no plan can be made of."""


def sample_size(
    margin: float,
    *,
    metric: Metric = nps,
    scale: Scale = ZERO_TO_TEN,
    variance: float | None = None,
    population: int | None = None,
    level: float = 0.95,
) -> int:
    """How many answers make the interval reach no further than `margin` to each side.

    `margin` has the metric's unit (10 = ten points); `variance` is that of one answer, with points and
    percents as shares of 100 (NPS: at most 1, equal thirds .667; a percentage: at most .25), and the
    worst case on the `scale` where it is None. `population` corrects for a finite number of customers.
    n = z^2 V / E^2 - 3, and n / (1 + (n - 1) / N). Below about 50 answers near a ceiling the formula is
    too low. Raises UnfitPlan. Source: adjusted Wald interval, Rocks (2016); Cochran (1977).

    >>> sample_size(10), sample_size(10, variance=2 / 3), sample_size(10, population=2000)
    (382, 254, 321)
    """
    unit, worst = _unit_and_worst(metric, scale)
    spread = worst if variance is None else _within("a variance", variance, 0, math.inf)
    reach = _above("a margin", margin) / unit
    n = max(_z(level) ** 2 * spread / reach**2 - ADDED, 1.0)
    if population is not None:
        n = n / (1 + (n - 1) / _above("a population", population))
    return math.ceil(n - 1e-9)


def half_width(
    n: float,
    *,
    metric: Metric = nps,
    scale: Scale = ZERO_TO_TEN,
    variance: float | None = None,
    population: int | None = None,
    level: float = 0.95,
) -> float:
    """How far the interval of `n` answers will reach to each side: the inverse of `sample_size`.

    In the metric's unit. All customers answering leaves no interval: 0. Raises UnfitPlan.

    >>> round(half_width(382), 2), round(half_width(200, variance=0.578, population=2000), 1)
    (9.99, 9.9)
    """
    unit, worst = _unit_and_worst(metric, scale)
    spread = worst if variance is None else _within("a variance", variance, 0, math.inf)
    answers = _above("a number of answers", n)
    if population is not None:
        if answers > population:
            raise UnfitPlan(f"{n} answers of {population} customers")
        if answers == population:
            return 0.0
        answers *= (population - 1) / (population - answers)
    return unit * _z(level) * math.sqrt(spread / (answers + ADDED))


def invitations(n: float, response_rate: float, delivery_rate: float = 1.0, deff: float = 1.0) -> int:
    """How many invitations bring `n` answers: n deff / (response rate x delivery rate).

    `response_rate` is the share of the delivered that answer, `deff` the design effect that weights and
    accounts will cost. Raises UnfitPlan.

    >>> invitations(382, 0.2), invitations(382, 0.2, 0.95, 1.3)
    (1910, 2614)
    """
    needed = _above("a number of answers", n) * _within("a design effect", deff, 0, math.inf, open_low=True)
    rate = _share("a response rate", response_rate) * _share("a delivery rate", delivery_rate)
    return math.ceil(needed / rate - 1e-9)


def detectable_change(
    n_per_wave: float,
    *,
    metric: Metric = nps,
    scale: Scale = ZERO_TO_TEN,
    variance: float | None = None,
    power: float = 0.8,
    level: float = 0.95,
) -> float:
    """The change between two waves of `n_per_wave` answers that is found with this power.

    In the metric's unit; `variance` as for `sample_size`. (z_(alpha/2) + z_beta) sqrt(2 V / n). Raises
    UnfitPlan.

    >>> round(detectable_change(910, variance=0.58), 1)
    10.0
    """
    unit, worst = _unit_and_worst(metric, scale)
    spread = worst if variance is None else _within("a variance", variance, 0, math.inf)
    return unit * _both(level, power) * math.sqrt(2 * spread / _above("a number of answers", n_per_wave))


def wave_size(
    change: float,
    *,
    metric: Metric = nps,
    scale: Scale = ZERO_TO_TEN,
    variance: float | None = None,
    power: float = 0.8,
    level: float = 0.95,
) -> int:
    """How many answers each of two waves needs to find this change: the inverse of `detectable_change`.

    n = 2 V (z_(alpha/2) + z_beta)^2 / change^2. Raises UnfitPlan.

    >>> wave_size(10, variance=0.58), wave_size(5, variance=0.58)
    (911, 3642)
    """
    unit, worst = _unit_and_worst(metric, scale)
    spread = worst if variance is None else _within("a variance", variance, 0, math.inf)
    reach = _above("a change", change) / unit
    return max(math.ceil(2 * spread * (_both(level, power) / reach) ** 2 - 1e-9), 1)


def capacity(
    people: float, response_rate: float, *, contact_rule_days: float = 180, delivery_rate: float = 1.0
) -> float:
    """How many answers a month of thirty days can bring when nobody is asked twice within the rule.

    Raises UnfitPlan.

    >>> round(capacity(2000, 0.2), 1)
    66.7
    """
    rate = _share("a response rate", response_rate) * _share("a delivery rate", delivery_rate)
    return _above("a number of people", people) * rate * MONTH / _above("a contact rule", contact_rule_days)


def _unit_and_worst(metric: Metric, scale: Scale) -> tuple[float, float]:
    """What 1 is in the metric's unit (100 for points and percents), and the largest variance of an answer."""
    alone = [metric(Counts.of({score: 1}, scale)) for score in scale.scores]
    unit = 1.0 if alone[0].definition.unit == "score" else 100.0
    values = [float(found.exact) for found in alone if found.exact is not None]
    if not values or max(values) == min(values):
        raise UnfitPlan(f"the metric gives every answer on {scale} the same value")
    return unit, ((max(values) - min(values)) / unit / 2) ** 2


def _z(level: float) -> float:
    return critical_value(_within("a level", level, 0, 1, open_low=True))


def _both(level: float, power: float) -> float:
    """The critical values of the test and of its power, added."""
    return _z(level) + critical_value(2 * _within("a power", power, 0.5, 1) - 1)


def _above(name: str, value: float) -> float:
    return _within(name, value, 0, math.inf, open_low=True)


def _share(name: str, value: float) -> float:
    return value if value == 1 else _within(name, value, 0, 1, open_low=True)


def _within(name: str, value: float, low: float, high: float, *, open_low: bool = False) -> float:
    if not low <= value < high or (open_low and value == low):
        raise UnfitPlan(f"{name} lies between {low} and {high}, not at {value}")
    return float(value)
