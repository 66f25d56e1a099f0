"""A dashboard from a stored cube of counts, against pandas, DuckDB and mere decoding of the same Parquet.

Overall, 20 segments and 24 months, all with score intervals. From a cube by day, segment and score at one,
ten and a hundred million answers: asked again as a server asks it, asked for the first time (its months are
made then), read from its Parquet file first, and from an Arrow file of its months; the counts are drawn as
such, not as rows. Beside it the same numbers from ten million rows in Parquet: by DuckDB (one query, then
our intervals), by pandas (three group-bys, normal intervals), and DuckDB only decoding the three
columns. DuckDB is told that 2^16 groups may be counted without a hash table, which is its quickest. All
take turns. Prints best times in milliseconds and the median ratios of the turns.

    python benchmarks/cubes.py [rows] [pairs]
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from regard.perception import Scale, nps
from regard.perception.cubes import CountCube
from regard.perception.margins import margins

ROWS, PAIRS = 10_000_000, 7
ELEVEN, SEGMENTS, START, DAYS = Scale(0, 10), 20, date(2024, 1, 1), 731
CHANCES = [0.02, 0.01, 0.01, 0.02, 0.03, 0.06, 0.05, 0.10, 0.20, 0.25, 0.25]
NAMES = tuple(f"segment {number:02}" for number in range(SEGMENTS))
CALENDAR = tuple(START + timedelta(days) for days in range(DAYS))
MONTHS = tuple(sorted({day.isoformat()[:7] for day in CALENDAR}))
Values = dict[tuple[str, str], tuple[float, float, float]]


def main() -> None:
    """Generate, check, then time all in turn."""
    given = [int(one) for one in sys.argv[1:]]
    rows, pairs = [*given, *(ROWS, PAIRS)[len(given) :]]
    with tempfile.TemporaryDirectory() as name:
        cubes = stored(Path(name))
        table = Path(name) / "rows.parquet"
        generate(table, rows)
        check(from_duckdb(table), from_pandas(table))
        check(dashboard(cubes[10**7][0]), one_by_one(cubes[10**7][0]))
        ways: dict[str, Callable[[], Any]] = {
            **{f"cube of {n:,}": lambda cube=cube: dashboard(cube) for n, (cube, _) in cubes.items()},
            **{f"cube of {n:,}, first": lambda cube=cube: first(cube) for n, (cube, _) in cubes.items()},
            **{f"cube of {n:,} from Parquet": lambda path=path: read(path) for n, (_, path) in cubes.items()},
            **{
                f"months of {n:,} from a file": lambda path=path: read_months(path.with_suffix(".arrow"))
                for n, (_, path) in cubes.items()
            },
            "cube of 10,000,000, one by one": lambda: one_by_one(cubes[10**7][0]),
            "DuckDB": lambda: from_duckdb(table),
            "pandas": lambda: from_pandas(table),
            "decoding": lambda: decode(table),
        }
        often = {name: 20 if name.startswith(("cube", "months")) else 1 for name in ways}
        measured = [
            {name: min(timed(way) for _ in range(often[name])) for name, way in ways.items()}
            for _ in range(pairs)
        ]
    print(f"{1 + SEGMENTS + len(MONTHS)} numbers with intervals; Parquet of {rows:,} rows; best milliseconds")
    for name in ways:
        print(f"  {name:32} {1000 * min(times[name] for times in measured):9.2f}")
    report(measured)


def report(measured: list[dict[str, float]]) -> None:
    """Print the medians of the ratios of each turn."""
    small, middle, large = (f"cube of {n:,}" for n in (10**6, 10**7, 10**8))
    pairs = [(large, small), ("DuckDB", middle), ("pandas", middle), ("decoding", middle)]
    pairs += [("DuckDB", f"{middle}, first"), ("DuckDB", "months of 10,000,000 from a file")]
    pairs += [(f"{middle}, one by one", middle)]
    for above, below in [*pairs, ("pandas", "DuckDB"), ("DuckDB", "decoding")]:
        ratios = [times[above] / times[below] for times in measured]
        middling, low, high = statistics.median(ratios), min(ratios), max(ratios)
        print(f"{above} / {below}: median {middling:.2f}, from {low:.2f} to {high:.2f}")


def dashboard(cube: CountCube) -> Values:
    """Every number of the dashboard with its interval, all at once."""
    found = margins(cube.months if "day" in cube.dims else cube, "segment", "month")
    numbers = zip(found.value.tolist(), found.low.tolist(), found.high.tolist(), strict=True)
    return {
        (dim, value or ""): three for (dim, value), three in zip(found.keys_in_order, numbers, strict=True)
    }


def first(cube: CountCube) -> Values:
    """The same with the months made anew."""
    return dashboard(CountCube.months.func(cube))


def one_by_one(cube: CountCube) -> Values:
    """The same numbers by 45 calls of the metric."""
    groups = {("", ""): cube.months.counts()}
    for dim in ("segment", "month"):
        groups |= {(dim, str(value)): counts for value, counts in cube.months.by(dim).items()}
    found = {key: nps(counts) for key, counts in groups.items()}
    return {key: (one.value or 0, one.low or 0, one.high or 0) for key, one in found.items()}


def read(path: Path) -> Values:
    """The dashboard from a stored cube."""
    return dashboard(CountCube.from_table(pq.ParquetFile(path).read(use_threads=False)))


def read_months(path: Path) -> Values:
    """The dashboard from the stored months of a cube, an Arrow file."""
    with pa.memory_map(str(path)) as file:
        return dashboard(CountCube.from_table(pa.ipc.open_file(file).read_all()))


def stored(folder: Path) -> dict[int, tuple[CountCube, Path]]:
    """Cubes of 1, 10 and 100 million answers by day, segment and score, each also as a file."""
    chance, cells = np.random.default_rng(20260101), DAYS * SEGMENTS
    codes = np.stack(np.unravel_index(np.arange(cells), (DAYS, SEGMENTS)), 1)
    found = {}
    for n in (10**6, 10**7, 10**8):
        counts = chance.multinomial(chance.multinomial(n, np.full(cells, 1 / cells)), CHANCES)
        cube = CountCube(("day", "segment"), (CALENDAR, NAMES), codes, counts, ELEVEN)
        path = folder / f"cube-{n}.parquet"
        pq.write_table(cube.to_table(), path, compression="zstd")
        months = cube.months.to_table()
        with pa.ipc.new_file(path.with_suffix(".arrow"), months.schema) as file:
            file.write_table(months)
        found[n] = cube, path
    return found


def from_duckdb(path: Path) -> Values:
    """One cube by segment, month and score, then our intervals."""
    query = "SELECT segment, month, score, count(*) AS n FROM read_parquet(?) GROUP BY ALL"
    with duckdb.connect(config={"perfect_ht_threshold": 16}) as database:
        found = database.execute(query, [str(path)]).fetchnumpy()
    counts = np.zeros((SEGMENTS, len(MONTHS), len(CHANCES)), np.int64)
    counts[found["segment"], found["month"], found["score"]] = found["n"]
    codes = np.stack(np.unravel_index(np.arange(SEGMENTS * len(MONTHS)), counts.shape[:2]), 1)
    cube = CountCube(("segment", "month"), (NAMES, MONTHS), codes, counts.reshape(-1, len(CHANCES)), ELEVEN)
    return dashboard(cube)


def from_pandas(path: Path) -> Values:
    """The idiomatic way in pandas, with the normal interval that comes at hand."""
    answers = pd.read_parquet(path, columns=["score", "segment", "month"])
    answers["points"] = np.select([answers["score"] >= 9, answers["score"] <= 6], [100.0, -100.0], 0.0)
    found: Values = {}
    for dim, names in (("", ("",)), ("segment", NAMES), ("month", MONTHS)):
        grouped = answers.groupby(dim)["points"] if dim else answers.assign(all=0).groupby("all")["points"]
        table = grouped.agg(["mean", "std", "count"])
        half = 1.959963984540054 * table["std"] / np.sqrt(table["count"])
        limits = zip(table.index, table["mean"], table["mean"] - half, table["mean"] + half, strict=True)
        found |= {(dim, names[code]): (mean, low, high) for code, mean, low, high in limits}
    return found


def decode(path: Path) -> object:
    """Only read the columns."""
    query = "SELECT sum(score), sum(segment), sum(month) FROM read_parquet(?)"
    with duckdb.connect() as database:
        return database.execute(query, [str(path)]).fetchone()


def check(ours: Values, theirs: Values) -> None:
    """Stop where the two do not tell the same numbers."""
    if ours.keys() != theirs.keys():
        raise SystemExit("the two dashboards do not have the same numbers")
    for key, (value, low, high) in ours.items():
        other = theirs[key]
        if abs(value - other[0]) > 1e-9 or abs(low - other[1]) > 0.2 or abs(high - other[2]) > 0.2:
            raise SystemExit(f"{key}: {(value, low, high)} is not {other}")


def generate(path: Path, rows: int) -> None:
    """Write the rows: score, segment and month as small integers; the generator is seeded."""
    chance = np.random.default_rng(20260101)
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        for start in range(0, rows, 1_000_000):
            n = min(1_000_000, rows - start)
            columns = [
                chance.choice(len(CHANCES), n, p=CHANCES).astype(np.int8),
                chance.integers(0, SEGMENTS, n, np.int8),
                chance.integers(0, len(MONTHS), n, np.int8),
            ]
            writer.write_table(pa.table(columns, schema=SCHEMA))


SCHEMA = pa.schema([(name, pa.int8()) for name in ("score", "segment", "month")])


def timed(way: Callable[[], Any]) -> float:
    """Seconds that one call takes."""
    start = time.perf_counter()
    way()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
