"""Spark on one core and on two: how much of the second core a question gets.

A cube (segment, month, score) over generated answers in monthly files. Spark is started with local[1], then
with local[2], in the same process; each is asked once before it counts. Efficiency is the time on one core
over twice the time on two: 1 is perfect. DuckDB answers the same question beside it, for scale: Spark is
for archives that one machine does not read in time. The tallies must be equal.

    python benchmarks/spark.py [rows] [rounds]
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from dashboard import generate

from regard.perception import ScoreTally, archive
from regard.perception.engines.duckdb import DuckDBEngine
from regard.perception.tallies import Engine

ROWS, ROUNDS, WRITTEN = 5_000_000, 3, 5_000_000


def main() -> None:
    """Generate, ask with one core and with two, and say how well the second was used."""
    try:
        from regard.perception.engines.spark import SparkEngine, opened
    except ModuleNotFoundError:
        print("not run: pyspark is missing (WITH_SPARK=1 make setup-test)")
        return
    rows, rounds = (int(given) for given in [*sys.argv[1:], *(str(ROWS), str(ROUNDS))[len(sys.argv) - 1 :]])
    with tempfile.TemporaryDirectory() as name:
        files = written(Path(name), rows)
        expected, alone = best(DuckDBEngine(files), rounds)
        times = []
        for cores in (1, 2):
            with opened(f"local[{cores}]") as session:
                found, seconds = best(SparkEngine(session, files), rounds)
            if found != expected:
                raise SystemExit("Spark and DuckDB do not count the same")
            times.append(seconds)
    print(f"{expected.n:,} answers in {len(files)} files, best of {rounds}; load {os.getloadavg()[0]:.1f}")
    print(f"Spark local[1] {times[0]:.2f} s, local[2] {times[1]:.2f} s, DuckDB {alone:.2f} s")
    print(f"scaling efficiency local[1] to local[2]: {times[0] / (2 * times[1]):.2f}")
    print(f"Spark local[2] / DuckDB: {times[1] / alone:.1f}")


def written(folder: Path, rows: int) -> list[Path]:
    """The files: five million answers are generated, further ones are the same files under other names."""
    generate(folder, min(rows, WRITTEN))
    first = archive.paths(folder)
    further = []
    for copy in range(1, rows // WRITTEN):
        for path in first:
            link = path.with_name(f"copy-{copy}-{path.name}")
            os.link(path, link)
            further.append(link)
    return [*first, *further]


def best(engine: Engine, rounds: int) -> tuple[ScoreTally, float]:
    """The tally, and the seconds that it takes when asked before."""

    def ask() -> ScoreTally:
        return engine.score_counts("nps", by=("segment", "month"))

    found = ask()
    return found, min(timed(ask) for _ in range(rounds))


def timed(ask: Callable[[], object]) -> float:
    """Seconds that it takes."""
    start = time.perf_counter()
    ask()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
