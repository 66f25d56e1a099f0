"""Nobody waits for ever: a database that others hold, that is read-only or gone is a reason to come again."""

import threading
import time

import pytest
from django.db import InternalError, OperationalError, connection, connections, transaction

from regard.web.answering import views, writing
from regard.web.answering.models import Response
from regard.web.feedback import recording
from regard.web.feedback.recording import next_change
from regard.web.workspaces.tenancy import in_workspace
from tests.web.asking import hidden, press

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def path(asked):
    return f"/s/{asked('nps').token}/"


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(writing, "PATIENCE_SECONDS", 0.1)
    tick = recording.IMPATIENT_TICK.replace("5s", "100ms")
    monkeypatch.setattr(recording, "IMPATIENT_TICK", tick)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer, see test_racing")
def test_who_waits_too_long_for_another_writer_is_told_to_come_again(client, workspace, path, impatient):
    press(client, path, score="1")
    fields = hidden(client.get(path)) | {"score": "9"}
    holds, done = threading.Event(), threading.Event()

    def hold():
        with in_workspace(workspace), transaction.atomic():
            next_change()
            holds.set()
            done.wait(10)
        connections.close_all()

    other = threading.Thread(target=hold)
    other.start()
    holds.wait(10)
    began = time.process_time()
    told = client.post(path, fields)
    done.set()
    other.join()
    assert (told.status_code, told["Retry-After"]) == (503, "2")
    assert 'value="9" checked' in told.content.decode()
    assert time.process_time() - began < 5
    assert client.post(path, hidden(told) | {"score": "9"}).status_code == 302
    with in_workspace(workspace):
        assert Response.objects.count() == 2


@pytest.mark.parametrize(
    "error", [OperationalError("disk I/O error"), InternalError("read-only transaction")]
)
def test_a_database_that_does_not_answer_is_told_on_a_page_and_the_same_form_is_taken_later(
    client, workspace, path, monkeypatch, error
):
    fields = hidden(client.get(path)) | {"score": "9"}

    def fail(*_args, **_given):
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(views, "by_link", fail)
        for told in (client.get(path), client.post(path, fields)):
            assert (told.status_code, told["Retry-After"]) == (503, "2")
    with monkeypatch.context() as patched:
        patched.setattr("regard.web.answering.recording.next_change", fail)
        told = client.post(path, fields)
        assert (told.status_code, told["Retry-After"]) == (503, "2")
        assert 'value="9" checked' in told.content.decode()
        assert hidden(told)["key"] == fields["key"]
    assert client.post(path, fields).status_code == 302
    with in_workspace(workspace):
        assert Response.objects.count() == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server that ends a connection")
def test_a_connection_that_was_lost_since_is_opened_anew_by_the_question_itself(client, path):
    fields = hidden(client.get(path)) | {"score": "9"}
    connection.connection.close()
    assert client.get(path).status_code == 200
    connection.connection.close()
    assert client.post(path, fields).status_code == 302
