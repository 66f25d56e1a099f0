"""A file is read as a stream: what it takes of memory does not grow with its rows."""

import subprocess
import sys

import pytest

from tests.web.forked import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.own_database]
LIMIT_MB = 300
ROWS = 30_000  # benchmarks/importing.py does a million
ONE_WORKSPACE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from regard.web.workspaces.models import Workspace
Workspace.objects.create(slug="qinghe", name="清河茶馆")
"""

COMMAND = ["-m", "regard.cli", "import", "--workspace", "qinghe"]
# a small process between: a process starts with the mark that the memory of its parent has left
MEASURED = """
import os, sys
pid = os.fork()
if not pid:
    os.dup2(2, 1)
    os.execv(sys.argv[1], sys.argv[1:])
_, status, usage = os.wait4(pid, 0)
print(os.waitstatus_to_exitcode(status), usage.ru_maxrss)
"""


def peak(kept, *arguments: str) -> tuple[int, int]:
    """Run `regard import` in a process of its own: its exit code, and the most memory that it took in MB."""
    command = [sys.executable, "-c", MEASURED, sys.executable, *COMMAND, *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=kept.environment, stdout=subprocess.PIPE, text=True, check=True
    )
    code, kilobytes = done.stdout.split()
    return int(code), int(kilobytes) // 1024


def test_many_rows_stay_below_the_limit(kept, tmp_path):
    kept.run(ONE_WORKSPACE)
    path = tmp_path / "answers.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("date,nps,comment,customer\n")
        for number in range(ROWS):
            day = f"2026-0{number % 9 + 1}-11"
            file.write(f'{day},{number % 11},"排队太久，没有人管 {number}",c-{number % 997}\n')
    code, megabytes = peak(kept, str(path))
    assert (code, kept.one("SELECT COUNT(*) FROM feedback_feedback")) == (0, ROWS)
    assert megabytes < LIMIT_MB


def test_a_few_rows_of_enormous_cells_stay_below_the_limit(kept, tmp_path):
    kept.run(ONE_WORKSPACE)
    path = tmp_path / "answers.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("id,nps,comment\n")
        for number in range(60):
            file.write(f"r{number},{number % 11},{'很' * (1_000_000 if number % 2 else 20_000)}\n")
    code, megabytes = peak(kept, str(path))
    assert (code, kept.one("SELECT COUNT(*) FROM feedback_feedback")) == (1, 30)
    assert megabytes < LIMIT_MB
