"""What SQLite knows of its tables decides which index it takes."""

import pytest
from django.db import connection
from django.utils import timezone

from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.models import Answer, FieldType, Kind, Source
from regard.web.feedback.recording import record
from regard.web.workspaces import statistics
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.statistics import statistics_due
from regard.web.workspaces.sweeps import sweeps
from regard.web.workspaces.tenancy import in_workspace, uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _never_looked(monkeypatch):
    monkeypatch.setattr(statistics, "_looked_at", {})


@pytest.fixture
def on_sqlite():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL looks by itself")


def known() -> dict[str, str]:
    with connection.cursor() as cursor:
        return dict(cursor.execute("SELECT idx, stat FROM sqlite_stat1 WHERE idx IS NOT NULL").fetchall())


def test_the_worker_looks_once_and_again_when_the_database_has_grown(on_sqlite, monkeypatch):
    assert statistics_due in sweeps()
    assert [statistics_due(), statistics_due()] == [True, False]
    (name,) = statistics._looked_at
    monkeypatch.setitem(statistics._looked_at, name, 1)
    assert statistics_due()


def test_postgresql_is_left_alone():
    if connection.vendor == "sqlite":
        pytest.skip("this is SQLite")
    assert not statistics_due()


def test_a_table_that_was_looked_at_is_known_by_its_rows(on_sqlite, db):
    for number in range(3):
        Workspace.objects.create(slug=f"s{number}", name="S")
    statistics_due()
    assert any(stat.split()[0] == "3" for name, stat in known().items() if "workspaces_workspace" in name)


def test_the_answers_of_some_records_are_found_by_their_records_not_by_going_through_the_workspace(
    on_sqlite,
):
    workspace, at = Workspace.objects.create(slug="s", name="S"), timezone.now()
    with in_workspace(workspace):
        source = Source.objects.create(key="k", name="k", kind=Kind.REVIEW, created_at=at)
        scores = (AnswerDraft.score(FieldType.NPS, 9, 0, 10),)
        record(source, [Draft(f"r{number}", answers=scores) for number in range(300)], at=at)
        statistics_due()
        sql = str(Answer.objects.filter(feedback__in=[uuid7(), uuid7()]).explain())
    assert "feedback_id" in sql and "workspace_id=" not in sql
