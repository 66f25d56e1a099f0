"""What a page and an answer ask of the database: one statement and eight, or seven on PostgreSQL."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from regard.web.answering.models import Link
from regard.web.feedback.models import Feedback
from regard.web.workspaces.tenancy import in_workspace
from tests.web.asking import hidden, press

pytestmark = pytest.mark.django_db
TWO_TABLES = 0 if connection.vendor == "postgresql" else 1  # more where a statement writes one table
NOT_OF_TABLES = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")


def statements(act):
    """What `act` returns, and what it asked of tables; transactions and savepoints are none of it."""
    with CaptureQueriesContext(connection) as captured:
        found = act()
    return found, [one["sql"] for one in captured if not one["sql"].startswith(NOT_OF_TABLES)]


@pytest.fixture
def path(client, asked):
    """A survey that was answered once: the first answer makes the clock of changes."""
    path = f"/s/{asked('nps').token}/"
    press(client, path, score="1")
    return path


def test_a_page_takes_one_statement_and_an_answer_eight(client, path):
    page, asked_for = statements(lambda: client.get(path))
    assert len(asked_for) == 1, asked_for
    first, asked_for = statements(lambda: client.post(path, hidden(page) | {"score": "9"}))
    assert (first.status_code, len(asked_for)) == (302, 7 + TWO_TABLES), asked_for
    page, asked_for = statements(lambda: client.get(first.url))
    assert len(asked_for) == 1, asked_for
    said = {"why": "Tea", "say": "Go", "word": "calm"}
    second, asked_for = statements(lambda: client.post(first.url, hidden(page) | said))
    assert (second.status_code, len(asked_for)) == (302, 7 + TWO_TABLES), asked_for


def test_an_answer_to_an_invitation_takes_eight_and_so_does_one_by_an_address_with_a_limit(
    client, workspace, path, invited
):
    with in_workspace(workspace):
        Link.objects.update(most=2)
    limited = hidden(client.get(path)) | {"score": "4"}
    second, asked_for = statements(lambda: client.post(path, limited))
    assert (second.status_code, len(asked_for)) == (302, 7 + TWO_TABLES), asked_for
    third = client.post(path, limited | hidden(client.get(second.url)) | {"score": "5", "page": "score"})
    assert third.status_code == 410  # it counts
    path, _survey = invited("csat")
    fields = hidden(client.get(path)) | {"score": "1"}
    first, asked_for = statements(lambda: client.post(path, fields))
    assert (first.status_code, len(asked_for)) == (302, 7 + TWO_TABLES), asked_for


def test_an_anonymous_invitation_is_used_by_one_statement_more_where_two_tables_take_two(
    client, path, invited
):
    path, _survey = invited("csat", anonymous=True)
    fields = hidden(client.get(path)) | {"score": "1"}
    first, asked_for = statements(lambda: client.post(path, fields))
    assert (first.status_code, len(asked_for)) == (302, 8 + TWO_TABLES), asked_for


def test_what_takes_something_back_takes_eight_where_one_statement_writes_two_tables(
    client, workspace, path, invited
):
    path, _survey = invited("nps")
    client.post(path, hidden(client.get(path)) | {"score": "1"})
    press(client, f"{path}?page=why", why="Tea", say="Go", word="calm")
    fields = hidden(client.get(path, {"page": "score"})) | {"score": "5"}
    changed, asked_for = statements(lambda: client.post(path, fields))  # another score
    assert (changed.status_code, len(asked_for)) == (302, 8 + TWO_TABLES), asked_for
    with in_workspace(workspace):
        assert Feedback.objects.latest("received_at").answers.get(field_id="score").value_number == 5
    fields = hidden(client.get(path, {"page": "why"})) | {"why": "", "say": "Stop"}
    changed, asked_for = statements(lambda: client.post(path, fields))  # and words that are gone
    assert (changed.status_code, len(asked_for)) == (302, 8 + 2 * TWO_TABLES), asked_for
    with in_workspace(workspace):
        found = Feedback.objects.latest("received_at")
        assert "why" not in found.answers.values_list("field_id", flat=True)
        why = [row["value_text"] for row in found.revisions.first().content["answers"]]
        assert "Tea" in why
