"""Workers that are killed at any step of adding to the archive, writing it again and joining its parts."""

import json

import pytest

from tests.web.insights.test_killed_workers import run

pytestmark = [pytest.mark.slow, pytest.mark.own_database]
KILLS = 20
PAST = """
import os, random, signal, sys
from datetime import UTC, datetime
from uuid import uuid4
import pyarrow as pa
import pyarrow.parquet as pq
from django.core.management import call_command
from django.db import connection, connections
from regard.perception import archive, text
from regard.perception.schema import ROWS
from regard.web.feedback.models import Feedback, Source
from regard.web.feedback.recording import record
from regard.web.feedback.undoing import undo_batch
from regard.web.insights import archiving, jobs, reading, rows, studies
from regard.web.insights.models import StaleMonth
from regard.web.workspaces.models import Lease, Workspace
from regard.web.workspaces.tenancy import in_workspace
from tests.web.insights.conftest import draft

pa.set_cpu_count(1)
reading.BATCH, archiving.PARTS = 7, 3
call_command("migrate", verbosity=0)
workspace = Workspace.objects.create(slug="qinghe", name="清河")
dice, names, batches = random.Random(5), 0, []

def archived():
    found = archive.paths(archiving.folder_of(workspace))
    tables = [pq.ParquetFile(path).read(use_threads=False).select(ROWS.names) for path in found]
    return in_order(row for table in tables for row in table.to_pylist())

def told():
    batches = (batch for month in reading.months_said() for batch in rows.batches_of(month))
    return in_order(row for batch in batches for row in batch.to_pylist())

def in_order(found):
    return sorted(found, key=lambda row: (row["record_id"], row["part"]))

def happens():
    global names
    first, names = names, names + dice.randint(1, 10)
    drafts = [draft(number, dice) for number in range(first, names)]
    if dice.random() < 0.3:
        drafts += [draft(number, dice) for number in dice.sample(range(names), 2)]
    batches.append(uuid4())
    record(source, drafts, at=datetime.now(UTC), batch_id=batches[-1])
    if dice.random() < 0.15:
        undo_batch(batches.pop(dice.randrange(len(batches))))

def sweep():
    for _ in range(4):
        StaleMonth.objects.update(since=datetime(2026, 1, 1, tzinfo=UTC))
        if not any([jobs.read_due(), jobs.archive_due()]):
            return

def killed(steps):
    \"\"\"A worker that dies before its so-many-th step: a query, or something kept on the disk.\"\"\"
    connections.close_all()
    child = os.fork()
    if child == 0:
        flush = os.fsync
        def step(act, *given):
            nonlocal steps
            steps -= 1
            if steps <= 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return act(*given)
        os.fsync = lambda handle: step(flush, handle)
        with connection.execute_wrapper(lambda execute, *given: step(execute, *given)):
            sweep()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    Lease.objects.update(until=None)  # as if the time of the killed one's lease were over
    return status == signal.SIGKILL

with in_workspace(workspace):
    source = Source.objects.create(key="s", name="S", kind="review", created_at=datetime.now(UTC))
    happens()
    sweep()
    deaths, doubled = 0, []
    for number in range(int(sys.argv[1])):
        happens()
        deaths += killed(dice.randint(1, 160))
        # a record that moves is in both of its months, or in none, until both are written
        there = [(row["month"], row["record_id"], row["part"]) for row in archived()]
        doubled += [number] if len(there) != len(set(there)) else []
    while any([jobs.read_due(), jobs.archive_due()]):
        pass
    followed, folder = archived(), archiving.folder_of(workspace)
    many = [len(archive.state_of(folder, month).parts) for month in archive.months(folder)]
    kept = {str(path) for path in archive.paths(folder)}
    left = {path.name for path in folder.rglob("*") if path.is_file() and str(path) not in kept}
    says = followed == told()
    archiving.rebuild_archive(workspace)
    print(json.dumps({
        "deaths": deaths,
        "doubled": doubled,
        "as_the_database_says": says,
        "as_built_anew": followed == archived(),
        "behind": studies.freshness(workspace).behind,
        "grown": max(many) > 1,
        "most_parts": max(many) <= archiving.PARTS,
        "left_over": sorted(left - {"_parts", archiving.STAMP}),
    }))
"""


def test_a_worker_killed_at_any_step_neither_doubles_nor_loses_a_row(tmp_path):
    (tmp_path / "vega").mkdir()
    found = json.loads(run(tmp_path, f"import sys\nsys.argv = ['', '{KILLS}']\n" + PAST))
    deaths = found.pop("deaths")
    assert deaths > KILLS / 2
    assert found == {
        "doubled": [],
        "as_the_database_says": True,
        "as_built_anew": True,
        "behind": False,
        "grown": True,
        "most_parts": True,
        "left_over": [],
    }
