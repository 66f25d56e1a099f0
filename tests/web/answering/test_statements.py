"""What a page and an answer ask of the database: one statement and eight, on SQLite and PostgreSQL."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.web.asking import hidden, press

pytestmark = pytest.mark.django_db
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
    assert (first.status_code, len(asked_for)) == (302, 8), asked_for
    page, asked_for = statements(lambda: client.get(first.url))
    assert len(asked_for) == 1, asked_for
    said = {"why": "Tea", "say": "Go", "word": "calm"}
    second, asked_for = statements(lambda: client.post(first.url, hidden(page) | said))
    assert (second.status_code, len(asked_for)) == (302, 8), asked_for


def test_an_answer_to_an_invitation_takes_eight_and_one_that_takes_something_back_eleven(
    client, path, invited
):
    path, _survey = invited("csat")
    fields = hidden(client.get(path)) | {"score": "1"}
    first, asked_for = statements(lambda: client.post(path, fields))
    assert (first.status_code, len(asked_for)) == (302, 8), asked_for
    fields = hidden(client.get(path, {"page": "score"})) | {"score": "5"}
    changed, asked_for = statements(lambda: client.post(path, fields))  # what was said goes into the history
    assert (changed.status_code, len(asked_for)) == (302, 11), asked_for
