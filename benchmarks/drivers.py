"""Key drivers with intervals from moments, ours against statsmodels refitting every subset of the drivers.

A million generated rows of 14 ratings and an outcome, in which one mood stands behind all ratings. In the
same run: our pass over the rows, exact LMG and relative weights with 1,000 replicates, the same from moments
of a tenth of the rows (it must not take less), and ordinary least squares by statsmodels and by numpy for
subsets of the middle size, times the 16,383 subsets that LMG needs: without any interval. Checks first that
both tell the same R squared. Prints best times, in seconds, and ratios.

    python benchmarks/drivers.py [rows] [drivers] [pairs]
"""

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import statsmodels.api as sm

from regard.perception.drivers import KeyDrivers, key_drivers
from regard.perception.moments import Moments

ROWS, DRIVERS, PAIRS, REPLICATES = 1_000_000, 14, 3, 1000
Rows = npt.NDArray[np.float64]


def main() -> None:
    """Generate, check that both tell the same, then time all in turn."""
    given = [int(one) for one in sys.argv[1:]]
    rows, drivers, pairs = [*given, *(ROWS, DRIVERS, PAIRS)[len(given) :]]
    table = generate(rows, drivers)
    names = ["score", *(f"rating {number:02}" for number in range(drivers))]
    moments, few = (Moments.from_rows(part, names) for part in (table, table[: rows // 10]))
    check(moments, table)
    middle = table[:, : 1 + drivers // 2]
    ways: dict[str, Callable[[], Any]] = {
        "pass over the rows": lambda: Moments.from_rows(table, names),
        "LMG from moments": lambda: ask(moments),
        "LMG from a tenth": lambda: ask(few),
        "relative weights": lambda: key_drivers(moments, "score", names[1:], method="relative_weights"),
        "statsmodels, one subset": lambda: sm.OLS(middle[:, 0], with_one(middle)).fit().rsquared,
        "numpy, one subset": lambda: np.linalg.lstsq(with_one(middle), middle[:, 0], rcond=None),
    }
    measured = [{name: timed(way) for name, way in ways.items()} for _ in range(pairs)]
    best = {name: min(times[name] for times in measured) for name in ways}
    print(
        f"{rows:,} rows, {drivers} drivers, {REPLICATES:,} replicates, {pairs} runs, best of each in seconds"
    )
    for name, seconds in best.items():
        print(f"  {name:24} {seconds:8.3f}")
    report(best, 2**drivers - 1)


def report(best: dict[str, float], subsets: int) -> None:
    """Print the ratios; what the peers would take is the time of one subset times their number."""
    ours = best["pass over the rows"] + best["LMG from moments"]
    print(f"rows to LMG with intervals: {ours:.2f} s")
    growth = best["LMG from moments"] / best["LMG from a tenth"]
    print(f"from stored moments, all rows / a tenth of them: {growth:.2f}")
    for peer in ("statsmodels", "numpy"):
        point = best[f"{peer}, one subset"] * subsets
        print(f"{peer}, {subsets:,} subsets once, extrapolated: {point / 60:.0f} minutes")
        print(f"  {peer} without intervals / ours with them: {point / ours:,.0f}")
        print(f"  {peer} with {REPLICATES:,} replicates / ours: {point * REPLICATES / ours:,.0f}")


def ask(moments: Moments) -> KeyDrivers:
    """The whole question."""
    return key_drivers(moments, "score", moments.names[1:], replicates=REPLICATES)


def check(moments: Moments, table: Rows) -> None:
    """Stop where R squared is not that of statsmodels, or the shares of both methods lie far apart."""
    ours = ask(moments)
    theirs = float(sm.OLS(table[:, 0], with_one(table)).fit().rsquared)
    if abs(ours.r2.value - theirs) > 1e-9:
        raise SystemExit(f"R squared: {ours.r2.value} is not {theirs}")
    if abs(sum(driver.importance.value for driver in ours.drivers) - theirs) > 1e-9:
        raise SystemExit("the importances do not sum to R squared")


def with_one(table: Rows) -> Rows:
    """The drivers with a leading 1, as a refit needs them."""
    return np.column_stack([np.ones(len(table)), table[:, 1:]])


def generate(rows: int, drivers: int) -> Rows:
    """Ratings 1 to 5 with one mood behind them, and a score; the generator is seeded."""
    chance = np.random.default_rng(20260101)
    mood = chance.normal(size=(rows, 1))
    ratings = np.clip(np.round(3.5 + 0.8 * mood + 0.8 * chance.normal(size=(rows, drivers))), 1, 5)
    score = ratings @ np.linspace(0.3, 0.02, drivers) + chance.normal(size=rows)
    return np.column_stack([np.clip(np.round(score), 0, 10), ratings])


def timed(way: Callable[[], Any]) -> float:
    """Seconds that one call takes."""
    start = time.perf_counter()
    way()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
