"""A worker that is killed at any moment loses nothing and doubles nothing."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from .kept import ROOT, Kept

pytestmark = [pytest.mark.slow, pytest.mark.own_database]
ROWS, REFUSED, EQUAL = 4_000, 4, 40
KILLS = {"checking": 7, "importing": 14, "undoing": 20}  # how many there are by the end of each pass
SECONDS = 0.05  # of work behind the first piece before a kill, at most
SEED = 20_261_122
PATIENCE = 300.0  # seconds until a pass has to be over

PREPARE = """
from pathlib import Path
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.utils import timezone
from regard.web.listening.deciding import check
from regard.web.listening.proposing import propose
from regard.web.listening.uploading import placed_copy, taken_in
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.tenancy import in_workspace
with in_workspace(Workspace.objects.create(slug="qinghe", name="清河茶馆")):
    batch = placed_copy(Path(sys.argv[1]))
    mapping = propose(batch, time_zone="UTC")
    taken_in(batch, by=None, at=timezone.now())
    check(batch, mapping, by=None, at=timezone.now())
"""
DECIDE = """
from django.utils import timezone
from regard.web.listening import deciding
from regard.web.listening.models import ImportBatch
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.tenancy import in_workspace
with in_workspace(Workspace.objects.get()):
    getattr(deciding, sys.argv[1])(ImportBatch.objects.get(), by=None, at=timezone.now())
"""
BROKEN_LINE = """
from regard.web.workspaces.auditing import first_broken_line
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.tenancy import in_workspace
with in_workspace(Workspace.objects.get()):
    print(first_broken_line())
"""


@pytest.fixture
def chance() -> random.Random:
    return random.Random(SEED)


def file_of_answers(folder: Path, chance: random.Random) -> Path:
    """Rows without ids: some equal, some refused."""
    said = ["排队太久，没有人管", "friendly people, quick answer", "so slow", "", "价格有点贵，但是服务很好"]
    path = folder / "answers.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("date,nps,comment,customer\n")
        for number in range(ROWS):
            if number % (ROWS // EQUAL) == 50:
                file.write('2026-03-05,9,"the same words, every time",c-1\n')
                continue
            day = "2026-02-31" if number % (ROWS // REFUSED) == 500 else f"2026-0{number % 9 + 1}-11"
            file.write(f'{day},{number % 11},"{chance.choice(said)} {number}",c-{number % 97}\n')
    return path


def wait_until(true: Callable[[], bool], seconds: float = PATIENCE) -> None:
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            raise AssertionError("nothing happens any more")
        time.sleep(0.02)


def interrupt(kept: Kept, state: str, killed: int, chance: random.Random) -> int:
    """Kill the worker at random moments of its work in `state`; how often that was so by now."""
    while killed < KILLS[state] and (before := kept.batch())[0] == state:
        with kept.worker():
            wait_until(lambda before=before: kept.batch() != before)
            time.sleep(chance.uniform(0.0, SECONDS))
        assert kept.one("PRAGMA integrity_check") == "ok"
        killed += 1
    return killed


def finish(kept: Kept, state: str) -> None:
    with kept.worker():
        wait_until(lambda: kept.batch()[0] == state)


def test_a_worker_killed_twenty_times_loses_nothing_and_doubles_nothing(kept, tmp_path, chance):
    kept.run(PREPARE, str(file_of_answers(tmp_path, chance)))
    killed = interrupt(kept, "checking", 0, chance)
    finish(kept, "checked")
    accepted = ROWS - REFUSED
    columns = "new, updated, duplicate, refused"
    assert kept.ask(f"SELECT {columns} FROM listening_importbatch") == [(accepted, 0, 0, REFUSED)]
    assert kept.one("SELECT COUNT(DISTINCT row) FROM listening_importrefusal") == REFUSED
    assert kept.one("SELECT COUNT(*) FROM listening_importrefusal") == REFUSED

    kept.run(DECIDE, "start")
    killed = interrupt(kept, "importing", killed, chance)
    finish(kept, "done")
    assert kept.ask(f"SELECT {columns} FROM listening_importbatch") == [(accepted, 0, 0, REFUSED)]
    assert kept.one("SELECT COUNT(*) FROM feedback_feedback") == accepted
    assert kept.one("SELECT COUNT(DISTINCT external_id) FROM feedback_feedback") == accepted
    assert kept.one("SELECT COUNT(*) FROM feedback_feedback WHERE text LIKE 'the same words%'") == EQUAL
    assert kept.one("SELECT COUNT(*) FROM feedback_answer") == accepted
    numbers = "SELECT COUNT(DISTINCT text) FROM feedback_feedback WHERE text NOT LIKE 'the same words%'"
    assert kept.one(numbers) == accepted - EQUAL

    everything_is_read(kept, accepted, chance)

    kept.run(DECIDE, "undo")
    killed = interrupt(kept, "undoing", killed, chance)
    finish(kept, "undone")
    for table in ("feedback_feedback", "feedback_answer", "feedback_revision", "insights_reading"):
        assert kept.one(f"SELECT COUNT(*) FROM {table}") == 0
    assert kept.one("SELECT SUM(records) FROM feedback_removal") == accepted
    assert kept.run(BROKEN_LINE) == "None"
    assert killed == 20


def everything_is_read(kept: Kept, records: int, chance: random.Random) -> None:
    """Let the texts be read, killed on the way, too: one reading for each record."""
    readings = "SELECT COUNT(*) FROM insights_reading"
    for _time in range(3):
        before = kept.one(readings)
        if before == records:
            break
        with kept.worker():
            wait_until(lambda before=before: kept.one(readings) != before)
            time.sleep(chance.uniform(0.0, 0.4))
    with kept.worker():
        wait_until(lambda: kept.one(readings) == records)
    assert kept.one("SELECT COUNT(DISTINCT feedback_id) FROM insights_reading") == records


def test_the_command_that_is_killed_is_followed_by_the_worker(kept, tmp_path, chance):
    path = file_of_answers(tmp_path, chance)
    kept.run("from django.core.management import call_command; call_command('migrate', verbosity=0)")
    kept.run(
        "from regard.web.workspaces.models import Workspace; Workspace.objects.create(slug='q', name='q')"
    )
    command = [sys.executable, "-m", "regard.cli", "import", str(path), "--workspace", "q"]
    process = subprocess.Popen(command, cwd=ROOT, env=kept.environment, stdout=subprocess.DEVNULL)
    wait_until(lambda: bool(kept.ask("SELECT 1 FROM listening_importbatch WHERE position > 1000")))
    wait_until(lambda: kept.batch()[0] == "importing" and kept.batch()[1] > 0)
    process.kill()
    process.wait()
    kept.leases_end()
    finish(kept, "done")
    assert kept.one("SELECT COUNT(*) FROM feedback_feedback") == ROWS - REFUSED


def test_two_workers_at_once_take_each_row_once(kept, tmp_path, chance):
    kept.run(PREPARE, str(file_of_answers(tmp_path, chance)))
    with kept.worker(), kept.worker():
        wait_until(lambda: kept.batch()[0] == "checked")
        kept.run(DECIDE, "start")
        wait_until(lambda: kept.batch()[0] == "done")
    assert kept.one("SELECT COUNT(*) FROM feedback_feedback") == ROWS - REFUSED
    assert kept.ask("SELECT new, refused FROM listening_importbatch") == [(ROWS - REFUSED, REFUSED)]


@pytest.mark.parametrize("state", ["checking", "importing"])
def test_a_worker_that_comes_back_from_the_dead_writes_nothing_more(kept, tmp_path, chance, state):
    kept.run(PREPARE, str(file_of_answers(tmp_path, chance)))
    if state == "importing":
        finish(kept, "checked")
        kept.run(DECIDE, "start")
    before = kept.batch()
    with kept.worker() as stopped:
        wait_until(lambda: kept.batch() != before)
        kept.stop_between_writes(stopped)
        kept.leases_end()
        with kept.worker():
            wait_until(lambda: kept.batch()[1] >= before[1] + 500)
            os.kill(stopped.pid, signal.SIGCONT)
            wait_until(lambda: kept.batch()[0] in ("checked", "done"))
        if state == "checking":
            kept.run(DECIDE, "start")
            wait_until(lambda: kept.batch()[0] == "done")
    assert kept.ask("SELECT new, updated, duplicate, refused FROM listening_importbatch") == [
        (ROWS - REFUSED, 0, 0, REFUSED)
    ]
    assert kept.one("SELECT COUNT(*) FROM feedback_feedback") == ROWS - REFUSED
    assert kept.one("SELECT COUNT(*) FROM listening_importrefusal") == REFUSED
