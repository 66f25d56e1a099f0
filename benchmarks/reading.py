"""`regard read` on 100,000 rows beside pandas, which counts the same scores but reads no words.

.venv/bin/python benchmarks/reading.py [rows]
"""

import csv
import datetime
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
GOOD = (
    "The staff were friendly and the delivery was quick. Checkout was easy, and I found everything I wanted",
    "Support solved my problem in five minutes. Great value for the price, I will come back next month",
    "客服很耐心，问题很快就解决了，非常满意。物流也很快，包装完好，已经推荐给同事，下次还会再来买",
)
BAD = (
    "The delivery was late and nobody answered the phone. I waited forty minutes and the agent was rude",
    "The app crashes when I try to sign in. Too expensive for what you get, I would not buy it again",
    "快递太慢了，等了整整一个星期，客服态度也很差，问什么都不回答，退款还特别麻烦，真的很失望",
)
MIDDLING = (
    "I ordered on Monday and it came on Thursday. It was okay, nothing special about the product or the box",
)
WEIGHTS = (4, 1, 2, 2, 3, 6, 6, 12, 18, 20, 26)
REGARD = """
import argparse, sys
from regard.cli_read import add_parser
root = argparse.ArgumentParser()
add_parser(root.add_subparsers(required=True))
options = root.parse_args(["read", sys.argv[1], "--json"])
sys.exit(options.run(options))
"""
PANDAS = """
import json, sys
import pandas
rows = pandas.read_csv(sys.argv[1], parse_dates=["date"])
scores = rows["nps"]
nps = 100 * ((scores >= 9).mean() - (scores <= 6).mean())
by_month = scores.groupby(rows["date"].dt.to_period("M")).agg(
    lambda month: 100 * ((month >= 9).mean() - (month <= 6).mean())
)
months = {str(month): value for month, value in by_month.items()}
print(json.dumps({"records": len(rows), "nps": nps, "months": months}))
"""


def write_file(path: Path, rows: int) -> None:
    """Invented answers: an id, a day, a score, and a text of about 100 letters (50 in Chinese)."""
    dice = random.Random(20260301)
    first = datetime.date(2025, 1, 1)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["id", "date", "nps", "comment"])
        for number in range(rows):
            (score,) = dice.choices(range(11), WEIGHTS)
            pool = BAD if score < 6 else MIDDLING if score < 8 else GOOD
            day = first + datetime.timedelta(days=dice.randrange(540))
            out.writerow([f"r{number}", day, score, f"{dice.choice(pool)} ({number})"])


def measured(script: str, path: Path) -> tuple[dict[str, Any], float, float]:
    """What the script printed, its seconds with the start of Python, and the peak MB of its processes."""
    with tempfile.TemporaryFile() as out:
        began = time.perf_counter()
        running = subprocess.Popen([sys.executable, "-c", script, str(path)], cwd=ROOT, stdout=out)
        peak = 0.0
        while running.poll() is None:
            peak = max(peak, sum(map(megabytes, family(running.pid))))
            time.sleep(0.1)
        seconds = time.perf_counter() - began
        if running.returncode:
            raise SystemExit(f"ended with {running.returncode}")
        out.seek(0)
        return json.load(out), seconds, peak


def family(pid: int) -> list[int]:
    """A process and its children."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        children = []
    return [pid, *(member for child in children for member in family(int(child)))]


def megabytes(pid: int) -> float:
    """The memory that a process holds now; what it shares with others counts in parts."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def check(found: dict[str, Any], plain: dict[str, Any]) -> None:
    """Both count the same, or the comparison is worth nothing."""
    assert found["records"] == plain["records"]
    assert abs(found["metrics"]["nps"]["value"] - plain["nps"]) < 1e-9
    months = {month["month"]: month["metrics"]["nps"] for month in found["months"]}
    assert months.keys() == plain["months"].keys()
    shown = {month: nps["value"] for month, nps in months.items() if nps["value"] is not None}
    assert all(abs(value - plain["months"][month]) < 1e-9 for month, value in shown.items())


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.csv"
        write_file(path, rows)
        size = path.stat().st_size / 2**20
        plain, plain_seconds, plain_memory = measured(PANDAS, path)
        found, seconds, memory = measured(REGARD, path)
    check(found, plain)
    print(f"{rows:,} rows, {size:.0f} MB; the same NPS overall and by month: {plain['nps']:+.2f}")
    told = (("pandas: scores by month alone", plain_seconds, plain_memory), ("regard read", seconds, memory))
    for name, took, held in told:
        print(f"{name:<32}{took:7.2f} s  {held:5.0f} MB")
    print(f"ratio: {seconds / plain_seconds:.1f} of the seconds, {memory / plain_memory:.1f} of the memory")
    print(f"{rows / seconds:,.0f} texts a second. pandas gives no interval and reads no text: the ratio is")
    print("the price of language, sentiment and words, not of counting.")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
