"""The counts of a dashboard from Parquet in one query: DuckDB beside pandas, and beside reading alone.

Overall, 20 segments and 24 months of one metric, by score: the engine asks for one cube and adds it up,
pandas groups once in the same way. Reading alone is three peers, for "decode" can mean three things: DuckDB
touching every value of the same seven columns without making strings of them (the least that any query can
cost), Arrow with text left as codes, and Arrow with text as text, which is what pandas starts from. All in
the same run, in turn; prints best times and median ratios of the rounds. A busy machine leaves only the
ratios.

    python benchmarks/engines.py [rows] [rounds]
"""

import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.parquet as pq
from dashboard import generate

from regard.perception import archive
from regard.perception.engines.duckdb import FILES, SETTINGS, DuckDBEngine

ROWS, ROUNDS = 2_000_000, 7
TEXTS = ["segment", "month", "metric", "scale_direction"]
NUMBERS = ["score", "scale_min", "scale_max"]
TOUCH = (
    f"SELECT {', '.join([f'sum({name})' for name in NUMBERS] + [f'sum(strlen({name}))' for name in TEXTS])}"
)
Counted = dict[tuple[str, str], dict[int, int]]


def main() -> None:
    """Generate, check that both count the same, then time all in turn."""
    rows, rounds = (int(given) for given in [*sys.argv[1:], *(str(ROWS), str(ROUNDS))[len(sys.argv) - 1 :]])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        generate(folder, rows)
        if engine_counts(folder) != pandas_counts(folder):
            raise SystemExit("the two do not count the same")
        ways: dict[str, Callable[[Path], object]] = {
            "engine": engine_counts,
            "pandas": pandas_counts,
            "reading alone, DuckDB": touched,
            "reading alone, Arrow with codes": lambda folder: decoded(folder, TEXTS),
            "reading alone, Arrow with text": lambda folder: decoded(folder, []),
        }
        times = {way: [] for way in ways}
        for _ in range(rounds):
            for way, ask in ways.items():
                times[way].append(timed(ask, folder))
    print(f"{rows:,} answers, counts of 45 groups by score, {rounds} rounds")
    for way, found in times.items():
        print(f"{way}: best {1000 * min(found):.0f} ms")
    print(f"pandas / engine: {ratio(times['pandas'], times['engine'])}")
    for way in list(ways)[2:]:
        print(f"engine / {way}: {ratio(times['engine'], times[way])}")


def engine_counts(folder: Path) -> Counted:
    """One cube by one query, added up."""
    cube = DuckDBEngine(archive.paths(folder)).score_counts("nps", by=("segment", "month"))
    found: Counted = {("", ""): by_score(cube.rollup().rows[0].counts.n_by_score)}
    for name in ("segment", "month"):
        rows = cube.rollup(name).rows
        found |= {(name, str(row.key[0])): by_score(row.counts.n_by_score) for row in rows}
    return found


def by_score(counts: tuple[int, ...]) -> dict[int, int]:
    """The scores that were given."""
    return {score: n for score, n in enumerate(counts) if n}


def pandas_counts(folder: Path) -> Counted:
    """One group-by over all, added up."""
    paths, columns = archive.paths(folder), ["metric", "score", "segment", "month"]
    answers = pd.concat(pd.read_parquet(path, columns=columns, partitioning=None) for path in paths)
    answers = answers[(answers["metric"] == "nps") & answers["score"].notna()]
    cube = answers.groupby(["segment", "month", "score"]).size()
    found: Counted = {}
    for (segment, month, score), n in cube.items():
        for key in (("", ""), ("segment", segment), ("month", month)):
            cells = found.setdefault(key, Counter())
            cells[int(score)] += int(n)
    return found


def touched(folder: Path) -> object:
    """Every value of the columns is read by DuckDB, and added up so that nothing is left out."""
    with duckdb.connect(config=SETTINGS) as database:
        paths = [str(path) for path in archive.paths(folder)]
        return database.execute(f"{TOUCH} FROM {FILES}", {"paths": paths}).fetchall()


def decoded(folder: Path, codes: list[str]) -> int:
    """Every value of the columns is read by Arrow into memory, file by file."""
    files = (pq.ParquetFile(path, read_dictionary=codes) for path in archive.paths(folder))
    return sum(file.read(columns=TEXTS + NUMBERS).num_rows for file in files)


def timed(ask: Callable[[Path], object], folder: Path) -> float:
    """Seconds that it takes."""
    start = time.perf_counter()
    ask(folder)
    return time.perf_counter() - start


def ratio(some: list[float], others: list[float]) -> str:
    """The median of the ratios, and its extremes."""
    ratios = sorted(one / other for one, other in zip(some, others, strict=True))
    return f"median {statistics.median(ratios):.2f}, from {ratios[0]:.2f} to {ratios[-1]:.2f}"


if __name__ == "__main__":
    main()
