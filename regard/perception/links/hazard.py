"""What goes with leaving, month by month: a discrete-time hazard model on counts."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from scipy import special

from regard.perception.estimates import Interval
from regard.perception.links.cloglog import Fit, Floats, fit
from regard.perception.links.events import EventCounts, EventRow, Group
from regard.perception.links.limits import critical
from regard.perception.links.retention import NobodyAtRisk

METHOD = "discrete-time proportional hazards (complementary log-log), Wald interval on the log scale"
WILD_ERROR, FARTHEST = 100.0, 30.0
"""A standard error or a coefficient on the log scale beyond which there is no maximum, only a way up."""
State = Literal["shown", "nobody left", "everybody left"]
Term = tuple[str, str]


class Separated(ValueError):
    """Levels that tell perfectly who leaves, so that a ratio is 0 or infinite; the message names them."""


class Inseparable(ValueError):
    """Levels whose ratios cannot be told apart in these counts; the message names the one too many."""


@dataclass(frozen=True)
class HazardRatio:
    """How much likelier customers of a level leave in a month than those of the reference level.

    `ratio`, `log_ratio`, `se` and `p_value` are None where nobody, or everybody, of the level left: then
    the ratio is 0 or infinite and `state` says which.
    """

    covariate: str
    level: str
    reference: str
    ratio: Interval | None
    log_ratio: float | None
    se: float | None
    p_value: float | None
    at_risk: int
    churned: int
    state: State = "shown"

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return {**self.__dict__, "ratio": self.ratio and self.ratio.to_dict()}


@dataclass(frozen=True)
class Baseline:
    """The chance that a customer of all reference levels leaves in a month from `first` to `last`.

    It is None where nobody, or everybody, left in those months: they say nothing about the ratios.
    """

    first: int
    last: int
    hazard: float | None


@dataclass(frozen=True)
class HazardModel:
    """Hazard ratios of every level against its reference, for customers of the same tenure."""

    ratios: tuple[HazardRatio, ...]
    baseline: tuple[Baseline, ...]
    log_likelihood: float
    parameters: int
    person_months: int
    churned: int
    level: float

    def ratio(self, covariate: str, level: str) -> HazardRatio:
        """The ratio of one level; raises KeyError where it has none."""
        return {(one.covariate, one.level): one for one in self.ratios}[covariate, level]

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        parts = {"ratios": [one.to_dict() for one in self.ratios]}
        return {**self.__dict__, **parts, "baseline": [dict(one.__dict__) for one in self.baseline]}


def hazard_model(
    event_counts: EventCounts,
    *,
    reference: Mapping[str, str] | None = None,
    cuts: Sequence[int] = (),
    level: float = 0.95,
) -> HazardModel:
    """Fit the hazard of leaving in a month to counts: months since the start x categorical covariates.

    The complementary log-log model, whose coefficients are those of continuous proportional hazards
    (Prentice and Gloeckler 1978); R: glm(binomial("cloglog")). Every month has a hazard of its own, or every
    piece of time where `cuts` gives the last months of all pieces but the open last one. Levels are read
    against `reference`, or the one with most churn. A month or level in which nobody (or everybody) left is
    set aside, which leaves the others at their maximum likelihood, and is named in the result. Raises
    NobodyAtRisk without churn, Separated or Inseparable where the ratios do not exist, UnlikeEvents for an
    unknown covariate, KeyError for an unknown level.

    >>> from regard.perception.links.events import EventCounts
    >>> cells = {(m, (g,)): (100, d, 0) for g, d in (("low", 20), ("high", 10)) for m in (1, 2)}
    >>> model = hazard_model(EventCounts.of(("band",), cells), reference={"band": "low"})
    >>> print(model.ratio("band", "high").ratio)
    0.4722 [0.2759, 0.808], n=400
    """
    critical(level)
    pieces = _pieces(event_counts, cuts)
    rows, aside = _set_aside(event_counts, pieces)
    references = _references(event_counts, rows, aside, reference or {})
    terms = _terms(event_counts, rows, references)
    kept = sorted({pieces[row.month] for row in rows})
    fitted = _fitted(event_counts, rows, (kept, pieces), terms)
    return HazardModel(
        ratios=tuple(_ratios(event_counts, fitted, terms, (references, aside, len(kept), level))),
        baseline=tuple(_baseline(event_counts, pieces, kept, fitted)),
        log_likelihood=fitted.log_likelihood,
        parameters=len(fitted.coefficients),
        person_months=event_counts.person_months,
        churned=event_counts.churned,
        level=level,
    )


def _pieces(event_counts: EventCounts, cuts: Sequence[int]) -> dict[int, int]:
    """The piece of time that each month is in."""
    months = sorted({row.month for row in event_counts.rows})
    if not cuts:
        return {month: place for place, month in enumerate(months)}
    if any(later <= earlier for earlier, later in pairwise(cuts)):
        raise ValueError(f"the last months of the pieces do not rise: {tuple(cuts)}")
    return {month: sum(month > cut for cut in cuts) for month in months}


def _set_aside(
    event_counts: EventCounts, pieces: Mapping[int, int]
) -> tuple[list[EventRow], dict[Term, State]]:
    """The rows that say something, and the levels in which nobody or everybody left."""
    rows, aside = list(event_counts.rows), dict[Term, State]()
    while True:
        sums: dict[tuple[str, str | int], list[int]] = {}
        for row in rows:
            keys: list[tuple[str, str | int]] = [("", pieces[row.month])]
            for key in [*keys, *zip(event_counts.by, row.group, strict=True)]:
                cell = sums.setdefault(key, [0, 0])
                cell[0] += row.at_risk
                cell[1] += row.churned
        empty = {key: cell for key, cell in sums.items() if cell[1] in (0, cell[0])}
        if not rows:
            raise NobodyAtRisk(
                f"{event_counts.churned} churned in {event_counts.person_months} person-months"
            )
        if not empty:
            return rows, aside
        for (name, value), (_, left) in empty.items():
            if name:
                aside[name, str(value)] = "everybody left" if left else "nobody left"
        rows = [
            row
            for row in rows
            if ("", pieces[row.month]) not in empty
            and not any(key in empty for key in zip(event_counts.by, row.group, strict=True))
        ]


def _references(
    event_counts: EventCounts, rows: list[EventRow], aside: Mapping[Term, State], wanted: Mapping[str, str]
) -> dict[str, str]:
    for name, value in wanted.items():
        place = event_counts.place(name)
        if (name, value) in aside:
            raise Separated(f"{aside[name, value]} of {name} {value!r}, so nothing is read against it")
        if value not in {row.group[place] for row in rows}:
            raise KeyError(f"{name} has no level {value!r}")
    found = dict(wanted)
    for place, name in enumerate(event_counts.by):
        left: dict[str, int] = {}
        for row in rows:
            left[row.group[place]] = left.get(row.group[place], 0) + row.churned
        found.setdefault(name, max(sorted(left), key=lambda value: left[value]))
    return found


def _terms(event_counts: EventCounts, rows: list[EventRow], references: Mapping[str, str]) -> list[Term]:
    levels = {(name, row.group[place]) for row in rows for place, name in enumerate(event_counts.by)} - set(
        references.items()
    )
    return sorted(levels, key=lambda term: (event_counts.by.index(term[0]), term[1]))


def _fitted(
    event_counts: EventCounts,
    rows: list[EventRow],
    time: tuple[list[int], Mapping[int, int]],
    terms: list[Term],
) -> Fit:
    kept, pieces = time
    cells: dict[tuple[int, Group], list[int]] = {}
    for row in rows:
        cell = cells.setdefault((pieces[row.month], row.group), [0, 0])
        cell[0] += row.at_risk
        cell[1] += row.churned
    design = np.zeros((len(cells), len(kept) + len(terms)))
    for number, (piece, group) in enumerate(cells):
        design[number, kept.index(piece)] = 1
        for place, (name, value) in enumerate(terms):
            design[number, len(kept) + place] = group[event_counts.by.index(name)] == value
    at_risk, churned = np.array(list(cells.values()), dtype=float).T
    _refuse_inseparable(design, len(kept), terms)
    found = fit(design, at_risk, churned)
    _refuse_separated(found, len(kept), terms)
    return found


def _refuse_separated(found: Fit, kept: int, terms: list[Term]) -> None:
    """Raise Separated where a coefficient has run away, naming the levels, or the months, that have."""
    far = ~((found.se < WILD_ERROR) & (np.abs(found.coefficients) < FARTHEST))
    names = [f"{name} {value!r}" for gone, (name, value) in zip(far[kept:], terms, strict=True) if gone]
    if far.any() or not found.converged:
        raise Separated(f"the ratios run away: {', '.join(names) or 'with the months'}")


def _refuse_inseparable(design: Floats, kept: int, terms: list[Term]) -> None:
    if np.linalg.matrix_rank(design) == design.shape[1]:
        return
    for place, (name, value) in enumerate(terms):
        columns = kept + place + 1
        if np.linalg.matrix_rank(design[:, :columns]) < columns:
            raise Inseparable(f"{name} {value!r} is fixed by the months and levels before it")


def _ratios(
    event_counts: EventCounts,
    fitted: Fit,
    terms: list[Term],
    about: tuple[Mapping[str, str], Mapping[Term, State], int, float],
) -> list[HazardRatio]:
    references, aside, kept, level = about
    found = []
    for name, value in sorted({*terms, *aside}, key=lambda term: (event_counts.by.index(term[0]), term[1])):
        part = event_counts.only(**{name: value})
        ratio, log_ratio, se, p_value = None, None, None, None
        if (name, value) not in aside:
            place = kept + terms.index((name, value))
            log_ratio, se = float(fitted.coefficients[place]), float(fitted.se[place])
            ratio = _wald(log_ratio, se, level, event_counts.person_months)
            p_value = float(special.chdtrc(1, (log_ratio / se) ** 2))
        state = aside.get((name, value), "shown")
        about_it = (part.person_months, part.churned, state)
        found.append(HazardRatio(name, value, references[name], ratio, log_ratio, se, p_value, *about_it))
    return found


def _wald(log_ratio: float, se: float, level: float, person_months: int) -> Interval:
    half = critical(level) * se
    limits = (math.exp(log_ratio), math.exp(log_ratio - half), math.exp(log_ratio + half))
    return Interval(*limits, level, person_months, METHOD)


def _baseline(
    event_counts: EventCounts, pieces: Mapping[int, int], kept: list[int], fitted: Fit
) -> list[Baseline]:
    found = []
    for piece in sorted(set(pieces.values())):
        months = [month for month, place in pieces.items() if place == piece]
        hazard = None
        if piece in kept:
            hazard = -math.expm1(-math.exp(float(fitted.coefficients[kept.index(piece)])))
        found.append(Baseline(min(months), max(months), hazard))
    return found
