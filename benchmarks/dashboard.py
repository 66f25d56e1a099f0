"""A whole dashboard from Parquet, ours against pandas: overall, by segment and by month, with intervals.

A million generated answers in 24 monthly files of the archive. In turn, in the same run: our engine, made
anew and kept as the web keeps it (one cube of counts, then score intervals), and pandas (the same columns
read, then three group-bys with mean, standard deviation and normal intervals). Prints the best times and the
median ratios of the pairs.

    python benchmarks/dashboard.py [rows] [pairs]
"""

import calendar
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from regard.perception import Counts, Scale, archive
from regard.perception.cubes import CountCube
from regard.perception.engines.duckdb import DuckDBEngine
from regard.perception.margins import margins
from regard.perception.metrics import nps
from regard.perception.schema import conform

ROWS, PAIRS, SEGMENTS = 1_000_000, 9, 20
MONTHS = [(2024 + number // 12, number % 12 + 1) for number in range(24)]
CHANCES = [0.02, 0.01, 0.01, 0.02, 0.03, 0.06, 0.05, 0.10, 0.20, 0.25, 0.25]
Values = dict[tuple[str, str], tuple[float, float, float]]


def main() -> None:
    """Generate, check that both tell the same, then time them in pairs."""
    rows, pairs = (int(given) for given in [*sys.argv[1:], *(str(ROWS), str(PAIRS))[len(sys.argv) - 1 :]])
    with tempfile.TemporaryDirectory() as name:
        generate(Path(name), rows)
        folder = Path(name)
        kept = DuckDBEngine(archive.paths(folder))
        check(ours(kept), theirs(folder))
        ways: list[Callable[[], Values]] = [
            lambda: ours(DuckDBEngine(archive.paths(folder))),
            lambda: ours(kept),
            lambda: theirs(folder),
        ]
        measured = [[timed(way) for way in ways] for _ in range(pairs)]
    best = [1000 * min(times) for times in zip(*measured, strict=True)]
    print(f"{rows:,} answers, {1 + SEGMENTS + len(MONTHS)} numbers with intervals, {pairs} pairs")
    print(f"best: new engine {best[0]:.0f} ms, kept engine {best[1]:.0f} ms, pandas {best[2]:.0f} ms")
    for place, name in enumerate(("new", "kept")):
        ratios = [times[2] / times[place] for times in measured]
        middle = statistics.median(ratios)
        print(f"pandas / {name} engine: median {middle:.2f}, from {min(ratios):.2f} to {max(ratios):.2f}")
    alone, together = intervals()
    print(f"45 estimates from counts: one by one {1000 * alone:.2f} ms, at once {1000 * together:.2f} ms")
    print(f"one by one / at once: {alone / together:.1f}")


def ours(engine: DuckDBEngine) -> Values:
    """One cube of counts, then every number with its interval at once."""
    cube = CountCube.from_tally(engine.score_counts("nps", by=("segment", "month")))
    found = margins(cube, "segment", "month")
    numbers = zip(found.value.tolist(), found.low.tolist(), found.high.tolist(), strict=True)
    return {
        (dim, value or ""): three for (dim, value), three in zip(found.keys_in_order, numbers, strict=True)
    }


def theirs(folder: Path) -> Values:
    """The idiomatic way in pandas, with the normal interval that comes at hand."""
    columns = ["metric", "score", "segment", "month"]
    answers = pd.concat(
        pd.read_parquet(path, columns=columns, partitioning=None) for path in archive.paths(folder)
    )
    answers = answers[(answers["metric"] == "nps") & answers["score"].notna()]
    answers["points"] = np.select([answers["score"] >= 9, answers["score"] <= 6], [100.0, -100.0], 0.0)
    tables = {
        dimension: answers.groupby(dimension)["points"].agg(["mean", "std", "count"])
        for dimension in ("segment", "month")
    }
    tables[""] = answers.assign(everything="").groupby("everything")["points"].agg(["mean", "std", "count"])
    found: Values = {}
    for dimension, table in tables.items():
        half = 1.959963984540054 * table["std"] / np.sqrt(table["count"])
        limits = zip(table.index, table["mean"], table["mean"] - half, table["mean"] + half, strict=True)
        found |= {(dimension, str(value)): (mean, low, high) for value, mean, low, high in limits}
    return found


def check(regard: Values, pandas: Values) -> None:
    """Stop where the two do not tell the same numbers."""
    if regard.keys() != pandas.keys():
        raise SystemExit("the two dashboards do not have the same numbers")
    for key, (value, low, high) in regard.items():
        other = pandas[key]
        if abs(value - other[0]) > 1e-9 or abs(low - other[1]) > 0.2 or abs(high - other[2]) > 0.2:
            raise SystemExit(f"{key}: {(value, low, high)} is not {other}")


def timed(dashboard: Callable[[], object]) -> float:
    """Seconds that one dashboard takes."""
    start = time.perf_counter()
    dashboard()
    return time.perf_counter() - start


def intervals() -> tuple[float, float]:
    """Seconds that 45 estimates from counts take, one by one and at once, best of twenty."""
    groups = np.random.default_rng(1).multinomial(20_000, [0.21, 0.30, 0.49], size=45).tolist()
    counts = [Counts.of({0: d, 7: p, 10: q}, Scale(0, 10)) for d, p, q in groups]
    cube = CountCube.of(("group",), {(str(n),): some for n, some in enumerate(counts)}, Scale(0, 10))
    ways: list[Callable[[], object]] = [
        lambda: [nps(some) for some in counts],
        lambda: margins(cube, "group"),
    ]
    alone, together = (min(timed(way) for _ in range(20)) for way in ways)
    return alone, together


def generate(folder: Path, rows: int) -> None:
    """Write the archive month by month; the generator is seeded."""
    chance = np.random.default_rng(20260101)
    names = np.array([f"segment {number:02}" for number in range(SEGMENTS)])
    for number, (year, month) in enumerate(MONTHS):
        n = rows // len(MONTHS) + (number < rows % len(MONTHS))
        days = np.sort(chance.integers(1, calendar.monthrange(year, month)[1] + 1, n))
        table = pa.table(
            {
                "record_id": [f"{number}-{one}" for one in range(n)],
                "day": pa.array([date(year, month, int(day)) for day in days], pa.date32()),
                "language": chance.choice(["en", "zh"], n),
                "segment": names[chance.integers(0, SEGMENTS, n)],
                "customer_id": chance.integers(0, rows // 3, n).astype(str),
                "metric": pa.repeat("nps", n),
                "score": chance.choice(11, n, p=CHANCES).astype(float),
                "scale_min": pa.repeat(0.0, n),
                "scale_max": pa.repeat(10.0, n),
                "scale_direction": pa.repeat("high_is_good", n),
            }
        )
        archive.write_month(folder, f"{year}-{month:02}", conform(table).to_batches(max_chunksize=10_000))


if __name__ == "__main__":
    main()
