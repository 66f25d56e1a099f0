"""Memory stays bounded however long the file is."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli_read.conftest import TEXTS

ROOT = Path(__file__).resolve().parents[2]
MEASURED = """
import argparse, resource, sys
from regard.cli_read import add_parser
root = argparse.ArgumentParser()
add_parser(root.add_subparsers(required=True))
options = root.parse_args(["read", sys.argv[1], "--json"])
code = options.run(options)
status = open("/proc/self/status").read().split()  # rusage would count the process that started this one
own = int(status[status.index("VmHWM:") + 1])
print(own // 1024, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, file=sys.stderr)
sys.exit(code)
"""


@pytest.mark.slow
def test_a_file_of_120_000_rows_takes_little_more_memory_than_a_small_one(write):
    rows = ((k, f"2026-{1 + k % 12:02}-01", k % 11, f"{TEXTS[k % 4]} {k}") for k in range(120_000))
    path = write(("id", "date", "nps", "comment"), rows)
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr.count("\n")) == (0, 1), done.stderr
    own, of_a_child = map(int, done.stderr.split())
    assert (own < 600, of_a_child < 600) == (True, True), done.stderr
