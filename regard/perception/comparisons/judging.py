"""Comparisons judged together: how many are significant, and how wide the intervals of those must be."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from regard.perception.comparisons.differences import Comparison, difference
from regard.perception.comparisons.families import adjust
from regard.perception.estimates import Estimate
from regard.perception.intervals import critical_value, mover


def judged(
    pairs: Sequence[tuple[Estimate, Estimate]],
    method: Literal["bh", "holm"] = "bh",
    q: float = 0.05,
    *,
    level: float | None = None,
) -> tuple[list[Comparison], float | None]:
    """Compare each pair (before, after); the comparisons in their order, and the level of the significant.

    The R significant ones of m are chosen for being far apart, so their intervals are at 1 - R q / m: of
    those a share of at most q is expected to miss the truth (Benjamini and Yekutieli 2005); the others are
    at `level`, or else at 1 - q. The level is None where none is significant. Raises UnlikeEstimates.

    >>> from regard.perception.counts import Counts, Scale
    >>> from regard.perception.metrics import nps
    >>> told = [nps(Counts.of({0: low, 10: 200 - low}, Scale(0, 10))) for low in (80, 40, 82)]
    >>> found, level = judged([(told[0], told[1]), (told[0], told[2])])
    >>> [one.significant for one in found], level
    ([True, False], 0.975)
    """
    found = [difference(before, after) for before, after in pairs]
    p_values = adjust([comparison.p_value for comparison in found], method)
    passed = sum(p <= q for p in p_values)
    chosen = 1 - passed * q / len(found) if passed else None
    comparisons = []
    for (before, after), comparison, p in zip(pairs, found, p_values, strict=True):
        at = chosen if chosen is not None and p <= q else level or 1 - q
        assert before.groups is not None and after.groups is not None  # noqa: S101 - they were compared
        low, high = mover(before.groups, after.groups, critical_value(at))
        changed = replace(comparison, low=low, high=high, level=at, p_adjusted=p, significant=p <= q)
        comparisons.append(changed)
    return comparisons, chosen
