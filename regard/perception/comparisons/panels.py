"""The same people asked twice."""

import math
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from regard.perception.comparisons.differences import Comparison, UnlikeEstimates
from regard.perception.counts import Counts, Groups, Scale
from regard.perception.estimates import Estimate
from regard.perception.intervals import critical_value, limits, smallest_alpha
from regard.perception.metrics.nps import nps

MANY = 10**6
METHOD = "score interval of the differences of each person"


class NoMeanOfScores(ValueError):
    """A metric that does not give each score a fixed value, so that answers cannot be taken one by one."""


def transitions(pairs: Iterable[tuple[float | None, float | None]], scale: Scale) -> dict[int, Counts]:
    """A table of previous score x new score from the two scores of each person: `{previous: new scores}`.

    A person with one score alone has no change and is in no cell. Raises OffScale, as Counts does.

    >>> {score: new.n for score, new in transitions([(9, 6), (9, 9), (3, None)], Scale(0, 10)).items()}
    {9: 2}
    """
    both = [(old, new) for old, new in pairs if not {old, new} & {None, *scale.na_values}]
    Counts.from_scores([old for old, _ in both], scale)
    found: dict[int, list[float | None]] = {}
    for old, new in both:
        found.setdefault(int(old or 0), []).append(new)
    return {old: Counts.from_scores(found[old], scale) for old in sorted(found)}


def compare_paired(
    transition_counts: Mapping[int, Counts], metric: Callable[[Counts], Estimate] = nps
) -> Comparison:
    """Compare the metric of the same people before and after, from `{previous score: new scores}`.

    Each person's difference is one answer, so the interval is the score interval of the differences
    (Tango 1998 for -1, 0, 1) in the metric's unit at the metric's level, and the p-value the smallest
    alpha whose interval excludes 0. The two waves are not independent: `compare` would be wrong here.
    Raises UnlikeEstimates where nobody answered twice or the metric hides its number, OffScale for a
    previous score off the scale, UnlikeCounts for rows on several scales, NoMeanOfScores.

    >>> moved = {9: Counts.of({9: 40, 6: 10}, Scale(0, 10)), 3: Counts.of({3: 45, 9: 5}, Scale(0, 10))}
    >>> found = compare_paired(moved)
    >>> round(found.difference), round(found.low, 1), round(found.high, 1), round(found.p_value, 3)
    (-10, -26.7, 5.7, 0.197)
    """
    rows = {old: new for old, new in transition_counts.items() if new.n}
    if not rows:
        raise UnlikeEstimates("nobody answered both times")
    pooled = Counts.sum(list(rows.values()))
    after = metric(pooled)
    before = metric(Counts.of({old: new.n for old, new in rows.items()}, pooled.scale))
    if before.groups is None or after.groups is None:
        raise UnlikeEstimates(f"nothing is compared with {before if before.groups is None else after}")
    groups = _differences(rows, score_values(metric, pooled.scale), pooled)
    low, high = limits(groups, critical_value(after.level))
    p_value = smallest_alpha(Groups((0,), (groups.n_eff,), groups.n), groups)
    return Comparison(
        difference=float(groups.mean),
        low=low,
        high=high,
        p_value=p_value,
        p_adjusted=None,
        significant=p_value <= 1 - after.level,
        method=METHOD,
        n_before=groups.n,
        n_after=groups.n,
        level=after.level,
    )


def score_values(metric: Callable[[Counts], Estimate], scale: Scale) -> tuple[Fraction, ...]:
    """What each score of the scale, low to high, is worth in a metric that is the mean of such values.

    Raises NoMeanOfScores where the metric of several scores is not the mean of theirs.

    >>> [int(value) for value in score_values(nps, Scale(0, 10))]
    [-100, -100, -100, -100, -100, -100, -100, 0, 0, 100, 100]
    """
    found = [metric(Counts.of({score: MANY}, scale)).exact for score in scale.scores]
    values = [value for value in found if value is not None]
    mixed = {score: MANY + place for place, score in enumerate(scale.scores)}
    whole = metric(Counts.of(mixed, scale)).exact
    if len(values) < len(found) or whole is None:
        raise NoMeanOfScores("the metric has no value where all answers are equal")
    mean = sum(n * value for n, value in zip(mixed.values(), values, strict=True)) / sum(mixed.values())
    if mean != whole:
        raise NoMeanOfScores("the metric of several scores is not the mean of their values")
    return tuple(values)


def _differences(rows: Mapping[int, Counts], values: tuple[Fraction, ...], pooled: Counts) -> Groups:
    """People by their difference; every difference that the scale allows has a group."""
    cells: dict[Fraction, list[float]] = {new - old: [] for old in set(values) for new in set(values)}
    for old, new in rows.items():
        given = new.n_by_score if new.w is None else new.w
        for value, n in zip(values, given, strict=True):
            cells[value - values[old - pooled.scale.min]].append(n)
    order = sorted(cells)
    whole = pooled.w is None
    shrink = 1.0 if pooled.w is None else pooled.n_eff / math.fsum(pooled.w)
    return Groups(
        tuple(order),
        tuple(sum(cells[value]) if whole else math.fsum(cells[value]) * shrink for value in order),
        pooled.n,
    )
