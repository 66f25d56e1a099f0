"""What a page and an answer ask of the database: one statement, and eight at most."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from regard.web.answering.models import Link
from regard.web.feedback.models import Feedback
from regard.web.workspaces.tenancy import in_workspace
from tests.web.asking import hidden, press

pytestmark = pytest.mark.django_db
LINE = 0 if connection.vendor == "postgresql" else 1  # the line of the trail is a statement of its own
NOT_OF_TABLES = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")


def statements(act):
    """What `act` returns, and what it asked of tables; transactions and savepoints are none of it."""
    with CaptureQueriesContext(connection) as captured:
        found = act()
    return found, [one["sql"] for one in captured if not one["sql"].startswith(NOT_OF_TABLES)]


@pytest.fixture
def path(client, asked):
    """A survey that was answered, changed and taken back once.

    The first of each makes the clock of changes, and on SQLite what a connection keeps of a pair of tables.
    """
    path = f"/s/{asked('nps').token}/"
    here = press(client, path, score="1").url
    press(client, here, why="Tea", say="Go", word="calm")
    press(client, f"{here.partition('?')[0]}?page=why", why="", say="Go", word="calm")
    return path


def test_a_page_takes_one_statement_and_an_answer_seven_at_most(client, path):
    page, asked_for = statements(lambda: client.get(path))
    assert len(asked_for) == 1, asked_for
    first, asked_for = statements(lambda: client.post(path, hidden(page) | {"score": "9"}))
    assert (first.status_code, len(asked_for)) == (302, 6 + LINE), asked_for
    page, asked_for = statements(lambda: client.get(first.url))
    assert len(asked_for) == 1, asked_for
    said = {"why": "Tea", "say": "Go", "word": "calm"}
    second, asked_for = statements(lambda: client.post(first.url, hidden(page) | said))
    assert (second.status_code, len(asked_for)) == (302, 6 + LINE), asked_for


def test_an_answer_to_an_invitation_takes_as_many_and_so_does_one_by_an_address_with_a_limit(
    client, workspace, path, invited
):
    with in_workspace(workspace):
        Link.objects.update(most=3)
    press(client, path, score="2")
    limited = hidden(client.get(path)) | {"score": "4"}
    second, asked_for = statements(lambda: client.post(path, limited))
    assert (second.status_code, len(asked_for)) == (302, 6 + LINE), asked_for
    third = client.post(path, limited | hidden(client.get(second.url)) | {"score": "5", "page": "score"})
    assert third.status_code == 410  # it counts
    path, _survey = invited("csat")
    fields = hidden(client.get(path)) | {"score": "1"}
    first, asked_for = statements(lambda: client.post(path, fields))
    assert (first.status_code, len(asked_for)) == (302, 6 + LINE), asked_for


def test_an_anonymous_invitation_is_used_by_one_statement_more(client, path, invited):
    path, _survey = invited("csat", anonymous=True)
    fields = hidden(client.get(path)) | {"score": "1"}
    first, asked_for = statements(lambda: client.post(path, fields))
    assert (first.status_code, len(asked_for)) == (302, 7 + LINE), asked_for


def test_another_score_takes_seven_and_words_that_are_taken_back_take_eight(client, workspace, path, invited):
    path, _survey = invited("nps")
    client.post(path, hidden(client.get(path)) | {"score": "1"})
    press(client, f"{path}?page=why", why="Tea", say="Go", word="calm")
    fields = hidden(client.get(path, {"page": "score"})) | {"score": "5"}
    changed, asked_for = statements(lambda: client.post(path, fields))
    assert (changed.status_code, len(asked_for)) == (302, 6 + LINE), asked_for
    with in_workspace(workspace):
        assert Feedback.objects.latest("received_at").answers.get(field_id="score").value_number == 5
    fields = hidden(client.get(path, {"page": "why"})) | {"why": "", "word": "warm"}
    changed, asked_for = statements(lambda: client.post(path, fields))
    assert (changed.status_code, len(asked_for)) == (302, 7 + LINE), asked_for
    with in_workspace(workspace):
        found = Feedback.objects.latest("received_at")
        assert "why" not in found.answers.values_list("field_id", flat=True)
        why = [row["value_text"] for row in found.revisions.first().content["answers"]]
        assert "Tea" in why
