"""The quality flags: how often they are given on real texts, and what they cost, beside a named peer.

First the share of real texts that each flag is given to, and each kind of personal data: nearly all of them
were written in earnest, so the share of gibberish and of spam is about that of false alarms. Then nanoseconds
of processor time for a text, the median of the rounds. The peer for near duplicates is datasketch (MinHash of
64 permutations over shingles of five letters, and its LSH at 0.8), where it can be imported; it is no
dependency.

    python benchmarks/quality.py [rows of each set] [rounds]
"""

import csv
import gzip
import importlib
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from regard.perception.text.buffers import utf8
from regard.perception.text.quality import FLAGS, duplicate_groups, flags, personal_data

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "data"
SETS = [
    "nhs_fft_phase1", "semeval_tweets", "amazon_polarity", "goemotions", "zh_waimai", "zh_online_shopping",
    "zh_dianping_sentences", "zh_smp2020_emotion", "lid_dev", "xlmt_multilingual",
]  # fmt: skip
ROWS, ROUNDS, PEER_ROWS = 20_000, 5, 500


def main() -> None:
    """Shares, then speed, then the peer."""
    if not SHARED.is_dir():
        print(f"SKIPPED: the labelled data is not in {SHARED}")
        return
    rows, rounds = (int(given) for given in [*sys.argv[1:], *(str(ROWS), str(ROUNDS))[len(sys.argv) - 1 :]])
    flags(*utf8(["compile", "编译", "1234567", "one two " * 20, "one two " * 20]))
    print(f"{'set':22}{'texts':>7}{'bytes':>6}{'ns/text':>9}{'ns/100 B':>9}  percent flagged")
    for name in SETS:
        shares(name, rows, rounds)
    peer(rounds)


def texts_of(name: str, rows: int) -> list[str]:
    """The first texts of a set."""
    with gzip.open(SHARED / f"{name}.csv.gz", "rt", encoding="utf-8") as lines:
        return [row["text"] for _, row in zip(range(rows), csv.DictReader(lines), strict=False)]


def shares(name: str, rows: int, rounds: int) -> None:
    """One line: what is flagged in a set, and the time that it took."""
    texts = texts_of(name, rows)
    buffer = utf8(texts)
    taken = timed(lambda: flags(*buffer), rounds)
    given = Counter(flags(*buffer).values.to_pylist())
    kinds = Counter(span["kind"] for span in personal_data(*buffer).values.to_pylist())
    percent = ", ".join(f"{flag} {100 * given[flag] / len(texts):.2f}" for flag in FLAGS)
    size = int(buffer.offsets[-1]) / len(texts)
    each = 1e9 * taken / len(texts)
    print(f"{name:22}{len(texts):7}{size:6.0f}{each:9.0f}{100 * each / size:9.0f}  {percent}  {dict(kinds)}")


def timed(call: Callable[[], object], rounds: int) -> float:
    """Seconds of processor time, median of the rounds."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        call()
        times.append(time.process_time() - start)
    return statistics.median(times)


def peer(rounds: int) -> None:
    """Near duplicates beside datasketch, on the same texts."""
    try:
        datasketch = importlib.import_module("datasketch")
    except ImportError:
        print("\ndatasketch cannot be imported: no peer beside ours")
        return
    texts = texts_of("semeval_tweets", PEER_ROWS)
    buffer = utf8(texts)
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(timed(lambda: duplicate_groups(*buffer), 5))
        theirs.append(timed(lambda: sketched(datasketch, texts), 1))
    ratios = [slow / fast for slow, fast in zip(theirs, ours, strict=True)]
    print(
        f"\nNear duplicates of {len(texts)} tweets, ns a text:"
        f" ours {1e9 * statistics.median(ours) / len(texts):,.0f},"
        f" datasketch {1e9 * statistics.median(theirs) / len(texts):,.0f};"
        f" ratio median {statistics.median(ratios):.0f}, from {min(ratios):.0f}"
    )


def sketched(datasketch: object, texts: list[str]) -> list[list[str]]:
    """What one writes with datasketch for the same question."""
    index = datasketch.MinHashLSH(threshold=0.8, num_perm=64)  # type: ignore[attr-defined]
    found = []
    for row, text in enumerate(texts):
        folded = "".join(filter(str.isalnum, text.lower()))
        sketch = datasketch.MinHash(num_perm=64)  # type: ignore[attr-defined]
        sketch.update_batch([folded[at : at + 5].encode() for at in range(max(1, len(folded) - 4))])
        found.append(index.query(sketch))
        index.insert(str(row), sketch)
    return found


if __name__ == "__main__":
    main()
