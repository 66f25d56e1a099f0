"""A worker killed in the middle of reading, again and again, leaves nothing wrong behind."""

import json
import os
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.web.forked import Nursery, Worker

pytestmark = [pytest.mark.slow, pytest.mark.own_database]
RECORDS = 2_000
KILLS = 20
READINGS = "SELECT count(*) FROM insights_reading"
LEASES = "SELECT count(*) FROM workspaces_lease WHERE until IS NOT NULL AND name LIKE 'insights.%'"
RUN_OUT = "UPDATE workspaces_lease SET until = NULL"  # as if the time of the killed one's lease were over
DJANGO = """
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
import django
django.setup()
from django.core.management import call_command
from django.utils import timezone
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.models import Feedback, Source
from regard.web.feedback.recording import record
from regard.web.insights import archiving, models, studies
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.tenancy import in_workspace
"""
# batches so small that kills fall inside; the dictionaries are read before the first worker is born
SMALL_BATCHES = """
from regard.perception import text
from regard.web.insights import reading
reading.BATCH, reading.BEFORE = 20, 80
text.read(["slow"])
"""
TELL = f"""
call_command("migrate", verbosity=0)
texts = ["The support was friendly but delivery was slow.", "客服很热情，茶也很好喝。", "太贵了", "好"]
workspace = Workspace.objects.create(slug="qinghe", name="清河")
with in_workspace(workspace):
    source = Source.objects.create(key="survey", name="Survey", kind="review", created_at=timezone.now())
    record(source, [
        Draft(f"r{{n}}", text=texts[n % 4], answers=(AnswerDraft.score("nps", n % 11, 0, 10),),
              collected_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=17 * n))
        for n in range({RECORDS})
    ], at=timezone.now())
"""
FINISH = """
from regard.web.insights import jobs
while any([jobs.read_due(), jobs.archive_due()]):
    pass
"""
COUNT = """
workspace = Workspace.objects.get()
with in_workspace(workspace):
    print(studies.record_counts(workspace).total)
"""
SUM_UP = """
import pyarrow.parquet as pq
from regard.perception import archive, text
from regard.perception.schema import ROWS

def rows(workspace):
    files = archive.paths(archiving.folder_of(workspace))
    found = [row for path in files for row in pq.read_table(path, schema=ROWS).to_pylist()]
    return sorted(found, key=lambda row: (row["record_id"], row["part"]))

workspace = Workspace.objects.get()
with in_workspace(workspace):
    fresh = studies.freshness(workspace)
    readings = list(models.Reading.objects.select_related("feedback").order_by("feedback_id"))
    said = [models.said(row.feedback) for row in readings]
    again = text.read(said, heads=("sentiment", "words")).to_pylist()
    followed = rows(workspace)
    archiving.rebuild_archive(workspace)
    print(json.dumps({
        "readings": len(readings),
        "records": len({row.feedback_id for row in readings}),
        "as_read_anew": [row.sentiment for row in readings] == [found["sentiment"] or "" for found in again]
            and [row.words for row in readings] == [found["words"] for found in again],
        "unread": fresh.unread,
        "behind": fresh.behind,
        "archived": studies.record_counts(workspace).total,
        "as_built_anew": followed == rows(workspace),
        "left_over": [path.name for path in archiving.folder_of(workspace).rglob(f"{archive.UNFINISHED}*")],
    }))
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "vega").mkdir()
    return tmp_path


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return kept | {"REGARD_DATA": str(home), "DJANGO_SETTINGS_MODULE": "regard.web.settings"}


def run(home: Path, script: str) -> str:
    command = [sys.executable, "-c", DJANGO + script]
    done = subprocess.run(command, env=environment(home), capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def nursery(home: Path) -> Iterator[Nursery]:
    nursery = Nursery(environment(home), home / "worker.log", SMALL_BATCHES)
    yield nursery
    nursery.close()


def ask(home: Path, query: str) -> int:
    with closing(sqlite3.connect(home / "regard.sqlite3", timeout=30)) as database:
        found = database.execute(query).fetchone()
        database.commit()
    return int(found[0]) if found else 0


def wait_until(home: Path, worker: Worker, happened: str, *, above: int = 0) -> None:
    """Wait until the query `happened` counts more than `above`."""
    until = time.monotonic() + 60
    while ask(home, happened) <= above:
        assert worker.is_alive(), (home / "worker.log").read_text("utf-8")
        assert time.monotonic() < until
        time.sleep(0.005)


def test_a_worker_killed_again_and_again_leaves_each_record_read_once(home, nursery):
    run(home, TELL)
    dice, reached = random.Random(7), [0]
    for _ in range(KILLS):
        worker = nursery.worker()
        wait_until(home, worker, READINGS, above=reached[-1])
        time.sleep(dice.uniform(0, 0.05))
        worker.kill()
        reached.append(ask(home, READINGS))
        ask(home, RUN_OUT)
    assert reached == sorted(reached)
    assert reached[-1] < RECORDS  # each time it was killed in the middle of reading
    run(home, FINISH)
    assert json.loads(run(home, SUM_UP)) == {
        "readings": RECORDS,
        "records": RECORDS,
        "as_read_anew": True,
        "unread": 0,
        "behind": False,
        "archived": RECORDS,
        "as_built_anew": True,
        "left_over": [],
    }


def test_a_worker_killed_while_it_archives_leaves_whole_months(home, nursery):
    run(home, TELL + FINISH)
    dice = random.Random(11)
    for _ in range(4):
        run(home, "with in_workspace(Workspace.objects.get()): archiving.mark_all(at=timezone.now())")
        worker = nursery.worker()
        wait_until(home, worker, LEASES)
        time.sleep(dice.uniform(0, 0.3))
        worker.kill()
        ask(home, RUN_OUT)
        assert int(run(home, COUNT)) == RECORDS  # old months or new ones, never half of one
    run(home, FINISH)
    summary = json.loads(run(home, SUM_UP))
    assert (summary["archived"], summary["as_built_anew"], summary["left_over"]) == (RECORDS, True, [])
