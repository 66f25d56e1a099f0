"""Read many mixed texts on one or two processes, once: the long run of benchmarks/text.py.

python benchmarks/text_long_run.py [texts] [processes]
"""

import csv
import gzip
import itertools
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pyarrow as pa

from regard.perception.text import read

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "data"
NAMES = ("semeval_tweets", "amazon_polarity", "zh_online_shopping", "nhs_fft_phase1", "goemotions", "cebab")
BATCH = 20_000


def main() -> None:
    """Prints seconds, texts a second and the peak memory of the largest process."""
    if not SHARED.is_dir():
        print(f"SKIPPED: the labelled data is not in {SHARED}")
        return
    many, processes = (int(one) for one in [*sys.argv[1:], *("100000", "2")[len(sys.argv) - 1 :]])
    texts = list(itertools.islice(itertools.cycle(drawn()), many))
    batches = [pa.array(texts[at : at + BATCH]) for at in range(0, many, BATCH)]
    del texts
    with ProcessPoolExecutor(processes) as pool:
        list(pool.map(counted, [batches[0][:100]] * processes))
        start = time.perf_counter()
        done = sum(pool.map(counted, batches))
        taken = time.perf_counter() - start
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"{taken:.1f} s, {done / taken:,.0f} texts/s, peak {most / 1024:.0f} MB in the largest process")


def drawn() -> list[str]:
    """The first texts of several sets, in turns."""
    columns = []
    for name in NAMES:
        with gzip.open(SHARED / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
            columns.append([row["text"] for row in itertools.islice(csv.DictReader(file), 7_000)])
    return [text for row in zip(*columns, strict=True) for text in row]


def counted(batch: pa.Array) -> int:
    """Read one batch with all heads; how many rows came back."""
    return read(batch).num_rows


if __name__ == "__main__":
    main()
