"""The counts of a dashboard from Parquet in one query: DuckDB beside pandas, and beside reading alone.

Overall, 20 segments and 24 months of one metric, by score: the engine asks for one cube and adds it up,
pandas groups once in the same way. Reading alone is several peers, for "decode" can mean several things:
of the two columns that the engine reads (the segment, and the code of the answer with its month), or of the
seven columns of the row shape in which rows are handed in and which the engine reads of others' files; by
DuckDB touching every value without making strings of them (the least that any query can cost), by Arrow with
text left as codes, and by Arrow with text as text, which is what pandas starts from. The seven columns are
counted, too: how long the engine takes without the archive's codes. All in the same run, in turn; prints
best times and median ratios of the rounds, of the clock and of the processor's time: on a busy machine only
the latter means something.

    python benchmarks/engines.py [rows] [rounds]
"""

import os
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
from regard.perception.answer_codes import CODE
from regard.perception.engines.duckdb import FILES, SETTINGS, DuckDBEngine

ROWS, ROUNDS = 2_000_000, 7
SEVEN = ["segment", "month", "metric", "scale_direction", "score", "scale_min", "scale_max"]
TWO = ["segment", CODE]
TEXTS = SEVEN[:4]
Counted = dict[tuple[str, str], dict[int, int]]
Times = tuple[float, float]


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
            "engine without codes": lambda folder: engine_counts(folder, coded=False),
            "pandas": pandas_counts,
            "its two columns alone, DuckDB": lambda folder: touched(folder, TWO),
            "its two columns alone, Arrow with codes": lambda folder: decoded(folder, TWO, TEXTS),
            "seven columns alone, DuckDB": lambda folder: touched(folder, SEVEN),
            "seven columns alone, Arrow with codes": lambda folder: decoded(folder, SEVEN, TEXTS),
            "seven columns alone, Arrow with text": lambda folder: decoded(folder, SEVEN, []),
        }
        rounds_of = [{way: timed(ask, folder) for way, ask in ways.items()} for _ in range(rounds)]
    print(f"{rows:,} answers, counts of 45 groups by score, {rounds} rounds; load {os.getloadavg()[0]:.1f}")
    for way in ways:
        wall, cpu = (1000 * min(times[way][place] for times in rounds_of) for place in (0, 1))
        print(f"{way}: best {wall:.0f} ms, {cpu:.0f} ms of the processor")
    report("pandas", "engine", rounds_of)
    report("engine without codes", "engine", rounds_of)
    for way in list(ways)[3:]:
        report("engine", way, rounds_of)


def report(above: str, below: str, rounds_of: list[dict[str, Times]]) -> None:
    """Print the medians of the ratios, and their extremes."""
    ratios = []
    for place in (0, 1):
        found = sorted(times[above][place] / times[below][place] for times in rounds_of)
        ratios.append(f"median {statistics.median(found):.2f}, from {found[0]:.2f} to {found[-1]:.2f}")
    print(f"{above} / {below}: {ratios[0]}; of the processor {ratios[1]}")


def engine_counts(folder: Path, *, coded: bool = True) -> Counted:
    """One cube by one query, added up."""
    engine = DuckDBEngine(archive.paths(folder))
    ask = engine.score_counts if coded else super(DuckDBEngine, engine).score_counts
    cube = ask("nps", by=("segment", "month"))
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


def touched(folder: Path, columns: list[str]) -> object:
    """Every value of the columns is read by DuckDB, and added up so that nothing is left out."""
    sums = (f"sum(strlen({name}))" if name in TEXTS else f"sum({name})" for name in columns)
    with duckdb.connect(config=SETTINGS) as database:
        paths = [str(path) for path in archive.paths(folder)]
        return database.execute(f"SELECT {', '.join(sums)} FROM {FILES}", {"paths": paths}).fetchall()


def decoded(folder: Path, columns: list[str], codes: list[str]) -> int:
    """Every value of the columns is read by Arrow into memory, file by file."""
    files = (pq.ParquetFile(path, read_dictionary=codes) for path in archive.paths(folder))
    return sum(file.read(columns=columns).num_rows for file in files)


def timed(ask: Callable[[Path], object], folder: Path) -> Times:
    """Seconds that it takes, by the clock and of the processor."""
    start, spent = time.perf_counter(), time.process_time()
    ask(folder)
    return time.perf_counter() - start, time.process_time() - spent


if __name__ == "__main__":
    main()
