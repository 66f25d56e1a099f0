"""Who answered, out of everybody who was invited: the chance of each, and the weights that follow."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from regard.perception.estimates import Interval
from regard.perception.intervals import critical_value, score_limits
from regard.perception.sampling.designs import design_effect
from regard.perception.sampling.frames import (
    Floats,
    Frame,
    UnfitFrame,
    coded,
    is_number,
    numbers,
    read,
    weights,
)

SPREAD = 10.0
"""The standard deviation of the normal prior on each log-odds: weak, but finite where a group is silent."""
STEPS = 100
MOST_CATEGORIES = 200
RAREST = 1e-9
"""No answer counts as less likely than this."""


class NobodyResponded(ValueError):
    """Nobody of the frame answered: there is nothing to weight."""


class NotConverged(ValueError):
    """The fit of the response propensities did not settle."""


@dataclass(frozen=True)
class Balance:
    """The share of one category (or the mean of a number) among the invited, the answers and the weighted.

    `gap` is the weighted share minus that of the invited; for a number in its standard deviations.
    """

    column: str
    category: str | None
    invited: float
    answered: float
    weighted: float
    gap: float


@dataclass(frozen=True)
class Propensity:
    """The chance of an answer for each row of the frame, and the weights of those who answered.

    `fitted` and `weights` follow the rows; a weight is 0 for who did not answer, and all sum to the sum
    of the base weights (the number of the invited). `silent` names categories in which nobody answered:
    no weight can speak for them. `balance` is the check: what the weights put right and what they do not.
    """

    fitted: tuple[float, ...]
    weights: tuple[float, ...]
    response_rate: Interval
    design_effect: float
    silent: tuple[str, ...]
    balance: tuple[Balance, ...]

    @property
    def largest_gap(self) -> float:
        """The largest gap, without its sign, that the weights leave."""
        return max(abs(line.gap) for line in self.balance)

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values, without the lines of the people."""
        return {
            "response_rate": self.response_rate.to_dict(),
            "design_effect": self.design_effect,
            "silent": list(self.silent),
            "largest_gap": self.largest_gap,
            "balance": [dict(line.__dict__) for line in self.balance],
        }


def response_propensity(
    frame: Frame, responded: Sequence[bool], *, base: Sequence[float] | None = None, level: float = 0.95
) -> Propensity:
    """Fit the chance of an answer on what is known of everybody invited; weight answers by its inverse.

    `frame` is a mapping {column: sequence} or an Arrow table, one row for each person invited; columns of
    numbers enter as they are (standardised), others as categories, of which None is one; to get the
    weighting-class estimate (cells), give one column that names the cell. `responded` says who answered,
    `base` are the weights of the draw (1 / inclusion probability). Logistic regression by Newton's
    method; a weak normal prior keeps it finite where a category answers always or never. Raises
    NobodyResponded, UnfitFrame (with the place), UnfitWeights and NotConverged.
    Source: Rosenbaum and Rubin (1983), Little (1986).

    >>> frame = {"tier": ["gold"] * 50 + ["free"] * 50}
    >>> found = response_propensity(frame, [True] * 40 + [False] * 10 + [True] * 10 + [False] * 40)
    >>> round(found.fitted[0], 2), round(found.fitted[-1], 2), round(found.weights[0], 2)
    (0.8, 0.2, 1.25)
    """
    columns = read(frame)
    answered = _answered(responded, len(next(iter(columns.values()))))
    drawn = weights(base, len(answered))
    blocks = [block for name, values in columns.items() for block in _block(name, values)]
    fitted = _fitted(np.column_stack([block[2] for block in blocks]), answered)
    inverse = np.where(answered, drawn / np.maximum(fitted, RAREST), 0.0)
    if inverse.sum() == 0:
        raise NobodyResponded("nobody with a weight above zero answered")
    inverse *= drawn.sum() / inverse.sum()
    silent = (
        f"{name}: {category}"
        for name, category, member in blocks
        if category is not None and not np.any(member[answered])
    )
    return Propensity(
        fitted=tuple(fitted.tolist()),
        weights=tuple(inverse.tolist()),
        response_rate=_response_rate(answered, level),
        design_effect=design_effect(inverse[answered]),
        silent=tuple(silent),
        balance=tuple(_balance(*block, drawn, answered, inverse) for block in blocks),
    )


def _answered(responded: Sequence[bool], rows: int) -> Any:
    given = list(responded)
    if len(given) != rows:
        raise UnfitFrame(f"{len(given)} answers of who responded for {rows} rows")
    for place, value in enumerate(given):
        if value not in (True, False):
            raise UnfitFrame(f"responded[{place}]: {value!r} is neither yes nor no")
    answered = np.array(given, dtype=bool)
    if not answered.any():
        raise NobodyResponded(f"none of {rows} answered")
    return answered


def _block(name: str, values: list[Any]) -> list[tuple[str, str | None, Floats]]:
    """The columns of the regression that one column of the frame makes: (name, category, numbers)."""
    if any(is_number(value) for value in values):
        return [(name, None, numbers(values, name))]
    categories, codes = coded(values)
    if len(categories) > MOST_CATEGORIES:
        raise UnfitFrame(f"{name} has {len(categories)} categories, more than {MOST_CATEGORIES}: join some")
    return [(name, str(category), (codes == place) * 1.0) for place, category in enumerate(categories)]


def _fitted(columns: Floats, answered: Any) -> Floats:
    """The chance of an answer for each row: the mode of the logistic likelihood times the prior."""
    if answered.all():
        return np.ones(len(answered))
    size = np.abs(columns).max(axis=0)
    scaled = columns / np.where(size > 0, size, 1.0)
    spread = np.where(np.isin(scaled, (0.0, 1.0)).all(axis=0), 1.0, scaled.std(axis=0))
    x = (scaled - scaled.mean(axis=0)) / np.where(spread > 1e-12, spread, 1.0)
    x = np.column_stack([np.ones(len(x)), x])
    prior = np.full(x.shape[1], SPREAD**-2)
    prior[0] = 0.0
    beta = np.zeros(x.shape[1])
    beta[0] = math.log(answered.mean() / (1 - answered.mean()))
    return _chance(x @ _newton(x, answered * 1.0, prior, beta))


def _newton(x: Floats, y: Floats, prior: Floats, beta: Floats) -> Floats:
    height = _height(x, y, prior, beta)
    for _ in range(STEPS):
        chance = _chance(x @ beta)
        slope = x.T @ (y - chance) - prior * beta
        curve = (x * (chance * (1 - chance))[:, None]).T @ x + np.diag(prior)
        step = np.linalg.solve(curve, slope)
        if float(slope @ step) <= 1e-12 * len(y):
            return beta
        while (reached := _height(x, y, prior, beta + step)) < height:
            step = step / 2
        beta, height = beta + step, reached
    raise NotConverged(f"the response propensities did not settle in {STEPS} steps")


def _chance(odds: Floats) -> Floats:
    return np.exp(-np.logaddexp(0.0, -odds))


def _height(x: Floats, y: Floats, prior: Floats, beta: Floats) -> float:
    odds = x @ beta
    return float(np.sum(y * odds - np.logaddexp(0.0, odds)) - np.sum(prior * beta**2) / 2)


def _response_rate(answered: Any, level: float) -> Interval:
    n, yes = len(answered), int(answered.sum())
    low, high = score_limits([0, 1], [n - yes, yes], critical_value(level))
    return Interval(yes / n, low, high, level, n, "Wilson (1927)")


def _balance(
    name: str,
    category: str | None,
    values: Floats,
    drawn: Floats,
    answered: Any,
    inverse: Floats,
) -> Balance:
    invited, seen, weighted = (
        float(np.average(values, weights=weight)) for weight in (drawn, drawn * answered, inverse)
    )
    spread = 1.0 if category is not None else float(values.std())
    gap = (weighted - invited) / spread if spread > 0 else 0.0
    return Balance(name, category, invited, seen, weighted, gap)
