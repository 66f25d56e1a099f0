"""Weights that meet what is known of all customers, margin by margin."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from regard.perception.sampling.designs import design_effect
from regard.perception.sampling.frames import Floats, Frame, Places, coded, column, is_number, read, weights

CYCLES = 2000
CLOSE = 1e-9
"""Margins are met where each category is this close, as a share of its target."""
TRIMS = 50


class UnmetMargin(ValueError):
    """A margin that no weights of these answers can meet; says which, and which category."""


class TooTightTrim(ValueError):
    """Weights that cannot all be cut so far and still sum to their total."""


@dataclass(frozen=True)
class Margin:
    """One category: what is known of all, and what the weights give it."""

    column: str
    category: str
    target: float
    reached: float

    @property
    def gap(self) -> float:
        """How far the weights miss the target, as a share of it."""
        return self.reached / self.target - 1


@dataclass(frozen=True)
class Raked:
    """Weights in the order of the rows, and how well they meet the margins.

    `cycles` is how many rounds the fit took before any trimming; `trimmed` how many weights were cut to
    `cap` (their excess went to the others, so the total is kept and the margins may be missed).
    """

    weights: tuple[float, ...]
    total: float
    cycles: int
    trimmed: int
    cap: float | None
    design_effect: float
    n: int
    n_eff: float
    margins: tuple[Margin, ...]

    @property
    def largest_gap(self) -> float:
        """The largest gap of any category, without its sign."""
        return max(abs(margin.gap) for margin in self.margins)

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values, without the weights of the people."""
        plain = {name: value for name, value in self.__dict__.items() if name not in ("weights", "margins")}
        lines = [dict(margin.__dict__) | {"gap": margin.gap} for margin in self.margins]
        return plain | {"largest_gap": self.largest_gap, "margins": lines}


@dataclass(frozen=True)
class _Known:
    column: str
    categories: tuple[Any, ...]
    codes: Places
    targets: Floats


def rake(
    frame: Frame,
    margins: Mapping[str, Mapping[Any, float]],
    *,
    base: Sequence[float] | None = None,
    trim: float | None = 5.0,
) -> Raked:
    """Fit weights to known margins one after the other until all are met, then trim the largest.

    `frame` holds a row for each answer; `margins` is {column: {category: number of customers}}, in
    numbers with the same sum for each column (the weights then sum to it) or in shares, whose sum is less
    than there are answers (the weights then sum to the base weights). `base` are weights to start from;
    rows with 0 stay out, so the weights of `response_propensity` fit. Weights above `trim` times their
    median are cut and their excess spread over the others; None leaves them. Raises UnmetMargin with the
    margin and the category for a category that nobody here has, one that the margin lacks, sums that
    differ and margins that exclude one another; TooTightTrim, UnfitFrame and UnfitWeights.
    Source: Deming and Stephan (1940); trimming: Potter (1990).

    >>> frame = {"tier": ["gold", "gold", "gold", "free"]}
    >>> rake(frame, {"tier": {"gold": 30, "free": 30}}).weights
    (10.0, 10.0, 10.0, 30.0)
    """
    if trim is not None and not trim > 1:
        raise ValueError(f"weights are trimmed above once their median, not at {trim}")
    columns = read(frame)
    rows = len(next(iter(columns.values())))
    start = weights(base, rows)
    taken = np.flatnonzero(start)
    w = start[taken]
    known = _known({name: [column(columns, name)[row] for row in taken] for name in margins}, margins)
    total = float(known[0].targets.sum())
    if total < len(taken) * (1 - CLOSE):
        total = float(w.sum())
    known = [_scaled(margin, total) for margin in known]
    fitted, cycles = _fit(w * (total / w.sum()), known)
    cut, cap = (fitted, None) if trim is None else _trimmed(fitted, known, trim)
    everybody = np.zeros(rows)
    everybody[taken] = cut
    effect = design_effect(cut.tolist())
    return Raked(
        weights=tuple(everybody.tolist()),
        total=total,
        cycles=cycles,
        trimmed=0 if cap is None else int(np.sum(cut >= cap * (1 - CLOSE))),
        cap=cap,
        design_effect=effect,
        n=len(cut),
        n_eff=len(cut) / effect,
        margins=tuple(line for margin in known for line in _lines(margin, cut)),
    )


def _known(columns: Mapping[str, list[Any]], margins: Mapping[str, Mapping[Any, float]]) -> list[_Known]:
    if not margins:
        raise UnmetMargin("no margin is given")
    known = [_margin(name, values, margins[name]) for name, values in columns.items()]
    first = known[0]
    for other in known[1:]:
        if not math.isclose(other.targets.sum(), first.targets.sum(), rel_tol=1e-6):
            sums = f"{first.targets.sum():g} and {other.targets.sum():g}"
            raise UnmetMargin(f"margins {first.column} and {other.column} have different sums, {sums}")
    return known


def _margin(name: str, values: list[Any], margin: Mapping[Any, float]) -> _Known:
    categories, codes = coded(values)
    for category, target in margin.items():
        if not is_number(target) or not 0 <= target < math.inf:
            raise UnmetMargin(f"margin {name}, category {category!r}: {target!r} is no number of customers")
        if target > 0 and category not in categories:
            raise UnmetMargin(f"margin {name}, category {category!r}: {target:g} customers and no answer")
    for category in categories:
        if not margin.get(category):
            raise UnmetMargin(
                f"margin {name}, category {category!r}: answers, but no customers in the margin"
            )
    return _Known(name, tuple(categories), codes, np.array([float(margin[place]) for place in categories]))


def _scaled(margin: _Known, total: float) -> _Known:
    return _Known(
        margin.column, margin.categories, margin.codes, margin.targets * (total / margin.targets.sum())
    )


def _cycle(w: Floats, known: Sequence[_Known]) -> Floats:
    for margin in known:
        reached = np.bincount(margin.codes, weights=w)
        w = w * (margin.targets / np.maximum(reached, np.finfo(float).tiny))[margin.codes]
    return w


def _fit(w: Floats, known: Sequence[_Known]) -> tuple[Floats, int]:
    for cycle in range(1, CYCLES + 1):
        w = _cycle(w, known)
        lines = [line for margin in known for line in _lines(margin, w)]
        worst = max(lines, key=lambda line: abs(line.gap))
        if abs(worst.gap) <= CLOSE:
            return w, cycle
    raise UnmetMargin(
        f"margin {worst.column}, category {worst.category!r}: {worst.target:g} customers, but the other "
        f"margins leave {worst.reached:g}"
    )


def _trimmed(w: Floats, known: Sequence[_Known], trim: float) -> tuple[Floats, float | None]:
    """Cut at `trim` times the median, give the excess to the rest, and near the margins again."""
    cap = trim * float(np.median(w))
    if w.max() <= cap * (1 + CLOSE):
        return w, None
    if cap * len(w) <= w.sum():
        raise TooTightTrim(f"{trim:g} times the median weight, {cap:g}, is below the mean, {w.mean():g}")
    for _ in range(TRIMS):
        w = _cycle(_cut(w, cap), known)
    return _cut(w, cap), cap


def _cut(w: Floats, cap: float) -> Floats:
    """No weight above the cap and the same total: what is cut is spread over the others in proportion."""
    total = w.sum()
    over = w > cap
    while over.any() and not over.all():
        w = np.where(over, cap, w * ((total - cap * over.sum()) / w[~over].sum()))
        more = over | (w > cap)
        if (more == over).all():
            break
        over = more
    return w


def _lines(margin: _Known, w: Floats) -> list[Margin]:
    reached = np.bincount(margin.codes, weights=w).tolist()
    lines = zip(margin.categories, margin.targets.tolist(), reached, strict=True)
    return [Margin(margin.column, str(category), target, got) for category, target, got in lines]
