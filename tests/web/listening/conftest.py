"""Files as customers' tools export them, and imports at every step of their way."""

from pathlib import Path

import pytest

from regard.web.listening.deciding import check
from regard.web.listening.models import ImportBatch
from regard.web.listening.proposing import propose
from regard.web.listening.uploading import keep_copy
from regard.web.listening.working import close_all_checks
from regard.web.workspaces.sweeps import sweep_until_idle
from regard.web.workspaces.tenancy import in_workspace

ANSWERS = """id,date,nps,comment,customer
a-1,2026-03-05,9,"Friendly people, quick answer",c-1
a-2,2026-03-06,3,排队太久，没有人管,c-2
a-3,2026-03-07,10,,c-1
"""


@pytest.fixture(autouse=True)
def _nothing_stays_open():
    yield
    close_all_checks()


@pytest.fixture
def sweeps(settings):
    """The worker of this app alone."""
    settings.SWEEPS = ["regard.web.listening.jobs.check_due", "regard.web.listening.jobs.import_due"]
    return sweep_until_idle


@pytest.fixture
def answers(tmp_path) -> Path:
    path = tmp_path / "answers.csv"
    path.write_text(ANSWERS, encoding="utf-8")
    return path


@pytest.fixture
def bring(workspace, noon, sweeps):
    """Bring a file as far as its dry run: `bring(path)` or `bring(path, time_zone=...)`."""

    def brought(path: Path, *, by=None, layout=None, **fields) -> ImportBatch:
        with in_workspace(workspace):
            batch = keep_copy(path, by=by, at=noon)
            mapping = propose(batch, time_zone="UTC", layout=layout)
            for name, value in fields.items():
                setattr(batch, name, value)
            batch.save()
            check(batch, mapping, by=by, at=noon)
        sweeps()
        with in_workspace(workspace):
            batch.refresh_from_db()
        return batch

    return brought
