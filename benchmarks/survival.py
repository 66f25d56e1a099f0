"""Retention curves and the log-rank test of two groups: ours from counts, against lifelines from rows.

Generated customers, months at risk up to 60. In turn, in the same run: ours from rows (counted, then two
curves and the test), ours from counts that are kept (as a dashboard has them), and lifelines. Checks that all
say the same, prints the best times and the median ratios.

    python benchmarks/survival.py [customers] [pairs]
"""

import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
from lifelines import KaplanMeierFitter
from lifelines.statistics import logrank_test

from regard.perception.links import EventCounts, from_durations, logrank, retention_by_group

CUSTOMERS, PAIRS, MONTHS = 1_000_000, 3, 60
Answer = tuple[float, float, float]


def main() -> None:
    """Generate, check that all agree, then time them in turn."""
    customers, pairs = (int(g) for g in [*sys.argv[1:], *(str(CUSTOMERS), str(PAIRS))[len(sys.argv) - 1 :]])
    durations, churned, groups = generated(customers)
    kept = from_durations(durations, churned, groups)
    ways: list[Callable[[], Answer]] = [
        lambda: ours(from_durations(durations, churned, groups)),
        lambda: ours(kept),
        lambda: theirs(durations, churned, groups),
    ]
    answers = [way() for way in ways]
    for answer in answers:
        np.testing.assert_allclose(answer, answers[-1], rtol=1e-8)
    measured = [[timed(way) for way in ways] for _ in range(pairs)]
    best = [1000 * min(times) for times in zip(*measured, strict=True)]
    print(f"{customers:,} customers, two curves of {MONTHS} months with intervals and the log-rank test")
    print(f"best: from rows {best[0]:.0f} ms, from counts {best[1]:.1f} ms, lifelines {best[2]:.0f} ms")
    for place, name in enumerate(("from rows", "from counts")):
        ratios = [times[2] / times[place] for times in measured]
        print(f"lifelines / {name}: median {statistics.median(ratios):.1f}, from {min(ratios):.1f}")


def generated(customers: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Two groups that leave at 2 % and 3 % a month, followed for 1 to 60 months."""
    draw = np.random.default_rng(1)
    low = draw.random(customers) < 0.4
    leaves, seen = draw.geometric(np.where(low, 0.03, 0.02)), draw.integers(1, MONTHS + 1, customers)
    return np.minimum(leaves, seen), leaves <= seen, np.where(low, "detractor", "promoter")


def ours(counts: EventCounts) -> Answer:
    """Both shares after a year and the chi-square."""
    curves = retention_by_group(counts)
    shares = [curves[group,].at(12).retained.value for group in ("detractor", "promoter")]
    return shares[0], shares[1], logrank(counts).chi_square


def theirs(durations: np.ndarray, churned: np.ndarray, groups: np.ndarray) -> Answer:
    """The same in lifelines."""
    low = groups == "detractor"
    fits = [KaplanMeierFitter().fit(durations[part], churned[part]) for part in (low, ~low)]
    test = logrank_test(durations[low], durations[~low], churned[low], churned[~low])
    return float(fits[0].predict(12)), float(fits[1].predict(12)), float(test.test_statistic)


def timed(way: Callable[[], Answer]) -> float:
    """Seconds that a way takes."""
    start = time.perf_counter()
    way()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
