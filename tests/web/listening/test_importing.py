"""A file becomes feedback: each row once, as the dry run foresaw, and out again when asked."""

import pytest

from regard.web.feedback.models import Feedback
from regard.web.listening.deciding import start, undo
from regard.web.listening.models import ImportState
from regard.web.workspaces.tenancy import in_workspace


@pytest.fixture(autouse=True)
def inside(workspace):
    with in_workspace(workspace):
        yield


def test_a_checked_file_has_written_nothing(bring, answers):
    batch = bring(answers)
    assert batch.state == ImportState.CHECKED
    assert batch.counts == {"new": 3, "updated": 0, "duplicate": 0, "refused": 0}
    assert (batch.foreseen, batch.rows_total, Feedback.objects.count()) == (batch.counts, 3, 0)


def test_an_import_writes_what_the_rows_say(bring, sweeps, answers, noon, owner):
    batch = bring(answers)
    start(batch, by=owner, at=noon)
    sweeps()
    batch.refresh_from_db()
    assert (batch.state, batch.counts) == (ImportState.DONE, batch.foreseen)
    rows = Feedback.objects.order_by("external_id")
    assert [row.text for row in rows] == ["Friendly people, quick answer", "排队太久，没有人管", ""]
