"""A writer that is killed at any moment leaves whole parts only, and a reader never sees half a change."""

import json
import subprocess
import sys

CHILD = """
import json, os, random, signal, sys, tempfile, time
from datetime import date
from pathlib import Path
import pyarrow as pa
import pyarrow.parquet as pq
from regard.perception.archive import append_rows, compact, erase, paths, write_month
from regard.perception.schema import conform

FOLDER, MONTH, SIZE = Path(sys.argv[1]), "2026-01", 5
pa.set_cpu_count(1)

def said(number):
    names = [f"{number}-{one}" for one in range(SIZE)]
    customers = [f"customer {number}"] * SIZE
    days = [date(2026, 1, 1 + one) for one in range(SIZE)]
    table = conform(pa.table({"record_id": names, "customer_id": customers, "day": days}))
    return table.combine_chunks().to_batches()[0]

def told():
    while True:
        try:
            found = [name for path in paths(FOLDER) for name in column(path)]
            return sorted(found)
        except FileNotFoundError:
            continue

def column(path):
    with pq.ParquetFile(path) as file:
        return file.read(columns=["record_id"], use_threads=False)["record_id"].to_pylist()

def whole(found):
    \"\"\"The numbers of the batches that are there; each is there once and whole.\"\"\"
    numbers = sorted({int(name.split("-")[0]) for name in found})
    assert found == sorted(f"{number}-{one}" for number in numbers for one in range(SIZE)), found
    return set(numbers)

with tempfile.TemporaryDirectory() as first:  # what is loaded on first use is loaded before a child begins
    for number in range(2):
        append_rows(Path(first), MONTH, [said(number)])
    compact(Path(first), MONTH)
    erase(Path(first), customers=["customer 1"])
"""

KILLED = (
    CHILD
    + """
def write_for_ever(log, seed, there, first):
    chance, number = random.Random(seed), first
    while True:
        act = chance.choice(["append", "append", "append", "compact", "erase", "month"])
        if act == "append":
            append_rows(FOLDER, MONTH, [said(number)])
            there = there | {number}
        elif act == "compact":
            compact(FOLDER, MONTH)
        elif act == "erase" and there:
            gone = chance.choice(sorted(there))
            os.write(log, f"{json.dumps(['erasing', gone])}\\n".encode())
            erase(FOLDER, customers=[f"customer {gone}"])
            there = there - {gone}
        elif act == "month":
            os.write(log, f"{json.dumps(['replacing', number])}\\n".encode())
            write_month(FOLDER, MONTH, [said(number)])
            there = {number}
        os.write(log, f"{json.dumps(['there', sorted(there)])}\\n".encode())
        number += 1

def allowed(noted, before, found):
    \"\"\"Whether what is there is what was noted last, or that with the act after it done.\"\"\"
    states = [entry for entry in noted if entry[0] == "there"]
    there = set(states[-1][1]) if states else before
    last = noted[-1] if noted else ["there", None]
    if last[0] == "erasing":
        return found in (there, there - {last[1]})
    if last[0] == "replacing":
        return found in (there, {last[1]})
    return found >= there and len(found - there) <= 1  # compacted, or one batch added

def kill_after(child, log, acts, seconds):
    \"\"\"Kill the child somewhere in the act after so many: a slow machine gives it no less to do.\"\"\"
    while log.read_text().count("there") < acts and os.waitpid(child, os.WNOHANG) == (0, 0):
        time.sleep(0.001)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL, "the writer ended by itself"

there, first, acts = set(), 0, 0
for seed in range(int(sys.argv[2])):
    log = FOLDER.parent / f"log-{seed}"
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    child = os.fork()
    if child == 0:
        write_for_ever(handle, seed, there, first)
    os.close(handle)
    kill_after(child, log, seed % 4, random.Random(seed).uniform(0, 0.03))
    noted = [json.loads(line) for line in log.read_text().splitlines()]
    found = whole(told())
    assert allowed(noted, there, found), (seed, noted, sorted(found))
    done = sum(entry[0] == "there" for entry in noted)
    there, first, acts = found, first + done + 1, acts + done
append_rows(FOLDER, MONTH, [said(first)])
home = FOLDER / f"month={MONTH}"
print(json.dumps({
    "acts": acts,
    "left_over": sorted({path.name for path in home.iterdir()} - {path.name for path in paths(FOLDER)}),
}))
"""
)

READ = (
    CHILD
    + """
append_rows(FOLDER, MONTH, [said(0)])
writer = os.fork()
if writer == 0:
    number = 0
    while True:
        number += 1
        append_rows(FOLDER, MONTH, [said(number)])
        if number % 3 == 0:
            compact(FOLDER, MONTH)
        if number % 5 == 0:
            erase(FOLDER, customers=[f"customer {number - 4}"])
seen = []
while len({max(numbers) for numbers in seen}) < 12:
    seen.append(whole(told()))
os.kill(writer, signal.SIGKILL)
os.waitpid(writer, 0)
latest = [max(numbers) for numbers in seen]
print(json.dumps({
    "forward": latest == sorted(latest),
    "first": all(0 in numbers for numbers in seen),
}))
"""
)

TOGETHER = (
    CHILD
    + """
children = []
for writer in range(3):
    child = os.fork()
    if child == 0:
        for number in range(writer, 24, 3):
            append_rows(FOLDER, MONTH, [said(number)])
            if number % 2:
                compact(FOLDER, MONTH)
        erase(FOLDER, customers=[f"customer {writer}"])
        os._exit(0)
    children.append(child)
codes = [os.waitpid(child, 0)[1] for child in children]
home = FOLDER / f"month={MONTH}"
print(json.dumps({
    "codes": codes,
    "there": sorted(whole(told())),
    "left_over": sorted({path.name for path in home.iterdir()} - {path.name for path in paths(FOLDER)}),
}))
"""
)


def told(script, folder, *arguments):
    command = [sys.executable, "-c", script, str(folder / "archive"), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_twenty_killed_writers_leave_only_whole_changes(tmp_path):
    found = told(KILLED, tmp_path, 20)
    assert found["acts"] >= 30  # none, one, two and three before each is killed
    assert found["left_over"] == ["_parts"]


def test_a_reader_beside_a_writer_sees_each_change_whole(tmp_path):
    assert told(READ, tmp_path) == {"forward": True, "first": True}


def test_three_writers_at_a_time_lose_nothing(tmp_path):
    assert told(TOGETHER, tmp_path) == {
        "codes": [0, 0, 0],
        "there": list(range(3, 24)),
        "left_over": ["_parts"],
    }
