"""Many at once: one form counts once, one invitation has one answer, and nobody waits for ever."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import IntegrityError, OperationalError, connection
from django.utils import timezone

from regard.web.answering import recording, writing
from regard.web.answering.entering import by_link
from regard.web.answering.keys import Key
from regard.web.answering.models import Response, Submission
from regard.web.answering.recording import Given, submit
from regard.web.answering.writing import Busy, Queue, Raced, written
from regard.web.feedback.models import Answer, Feedback
from regard.web.workspaces.auditing import first_broken_line
from regard.web.workspaces.models import AuditEvent, OutboxEvent
from regard.web.workspaces.outbox import announce
from regard.web.workspaces.tenancy import in_workspace
from tests.web.asking import hidden, press

ROOT = Path(__file__).resolve().parents[3]
# a database of its own, as threads and a test's transaction do not go together
SCRIPT = """
import json, re, sys, threading, time
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.db import connections
from django.test import Client
from django.utils import timezone
from regard.web.accounts.models import User
from regard.web.answering.entering import hashed
from regard.web.answering.linking import make_link
from regard.web.answering.models import Response, Submission
from regard.web.contacts.models import Invitation
from regard.web.feedback.models import Answer, Feedback, Revision
from regard.web.surveys import making, publishing
from regard.web.workspaces.auditing import first_broken_line
from regard.web.workspaces.models import AuditEvent, OutboxEvent, Workspace
from regard.web.workspaces.tenancy import in_workspace

now = timezone.now()
user = User.objects.create_user("owner@example.com", "correct horse", name="Owner")
workspace = Workspace.objects.create(slug="qinghe", name="Qinghe", created_at=now)
with in_workspace(workspace):
    survey = making.make("nps", name="Survey", by=user, at=now)
    version = publishing.publish(survey, by=user, at=now)
    link = make_link(survey, name="Page", by=user, at=now).token
    def invite(token):
        Invitation.objects.create(survey=survey, version=version, channel="email", token_hash=hashed(token),
                                  created_at=now, due_at=now)
    for token in ("s" * 22, "d" * 22):
        invite(token)

def form(path):
    page = Client(headers={"host": "127.0.0.1"}).get(path).content.decode()
    return dict(re.findall(r'<input type="hidden" name="(\\w+)" value="([^"]*)">', page))

def at_once(posts):
    ready, codes = threading.Barrier(len(posts)), []
    def post(path, fields):
        ready.wait()
        client = Client(headers={"host": "127.0.0.1"})
        while (found := client.post(path, fields)).status_code == 503:  # too many at once: come again
            time.sleep(0.1)
        codes.append((found.status_code, found.headers.get("Location", "")))
        connections.close_all()
    threads = [threading.Thread(target=post, args=one) for one in posts]
    [one.start() for one in threads]
    [one.join() for one in threads]
    return codes

page, same, other = f"/s/{link}/", "/i/" + "s" * 22 + "/", "/i/" + "d" * 22 + "/"
one_form = form(page) | {"score": "9"}
forms = [form(other) for _ in range(16)]
told = {
    "the same form": at_once([(page, one_form)] * 200),
    "the same form, other words": at_once([(page, one_form | {"score": "3"})] * 20),
    "one invitation, one form": at_once([(same, form(same) | {"score": "9"})] * 16),
    "one invitation, many forms": at_once([(other, fields | {"score": str(n % 11)})
                                           for n, fields in enumerate(forms)]),
    "many people": at_once([(page, form(page) | {"score": "7"}) for _ in range(16)]),
}
with in_workspace(workspace):
    print(json.dumps({
        "codes": {name: sorted({code for code, _place in codes}) for name, codes in told.items()},
        "places": len({place for _code, place in told["the same form"]}),
        "responses": Response.objects.count(), "records": Feedback.objects.count(),
        "answers": Answer.objects.count(), "submissions": Submission.objects.count(),
        "history": sorted(Response.objects.values_list("number", flat=True)),
        "events": OutboxEvent.objects.filter(type__startswith="response").count(),
        "lines": AuditEvent.objects.filter(action__startswith="response").count(),
        "last said": all(one.values == one.submissions.last().values for one in Response.objects.all()),
        "broken": first_broken_line(),
    }))
"""


def environment(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return kept | {"REGARD_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "regard.web.settings"}


def raced(env: dict[str, str]) -> dict[str, object]:
    done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.mark.own_database
def test_forms_that_come_at_once_count_once_each(tmp_path):
    assert raced(environment(tmp_path)) == {
        "codes": {
            "the same form": [302],
            "the same form, other words": [409],
            "one invitation, one form": [302],
            "one invitation, many forms": [302],
            "many people": [302],
        },
        "places": 1,
        "responses": 19,
        "records": 19,
        "answers": 19,
        "submissions": 34,
        "history": [1] * 18 + [16],
        "events": 34,
        "lines": 34,
        "last said": True,
        "broken": None,
    }


@pytest.fixture
def queue(monkeypatch):
    """The queue of SQLite, with patience for tests."""
    monkeypatch.setattr(writing, "PATIENCE_SECONDS", 0.05)
    return Queue()


def test_whoever_waits_too_long_is_told_so_and_written_never(queue):
    queue.turn.acquire()
    with pytest.raises(Busy):
        queue.write(lambda is_again: pytest.fail("was written"))
    assert not queue.waiting


def test_too_many_who_wait_are_told_at_once(queue, monkeypatch):
    monkeypatch.setattr(writing, "MOST_WAITING", 0)
    with pytest.raises(Busy):
        queue.write(lambda is_again: pytest.fail("was written"))


@pytest.mark.django_db
def test_what_was_overtaken_is_tried_again_and_knows_it():
    told = []

    def job(is_again):
        told.append(is_again)
        if len(told) < 3:
            raise Raced if is_again else IntegrityError
        return "kept"

    assert (written(job), told) == ("kept", [False, True, True])


@pytest.mark.django_db(transaction=True)
def test_a_database_that_does_not_write_is_a_reason_to_come_again(monkeypatch):
    def job(is_again):
        raise OperationalError("database or disk is full")

    with pytest.raises(Busy, match="full"):
        written(job)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_is_refused_does_not_take_the_others_with_it():
    queue, kept = Queue(), []
    jobs = [lambda again, n=n: kept.append(n) if n != 2 else 1 / 0 for n in range(4)]
    waiting = [writing.Waiting(job) for job in jobs]
    queue._commit(waiting)
    assert kept == [0, 1, 3]
    assert [type(one.error).__name__ for one in waiting] == [
        "NoneType",
        "NoneType",
        "ZeroDivisionError",
        "NoneType",
    ]
    assert all(one.is_done for one in waiting)


@pytest.mark.django_db(transaction=True)
def test_whoever_waits_for_one_that_is_interrupted_is_told_to_come_again(queue):
    def job(is_again):
        raise KeyboardInterrupt

    waiting = writing.Waiting(job)
    with pytest.raises(KeyboardInterrupt):
        queue._commit([waiting])
    with pytest.raises(Busy):
        waiting.outcome()


@pytest.mark.django_db(transaction=True)
def test_one_of_a_group_that_fails_on_the_way_leaves_nothing_and_the_others_are_whole(
    client, workspace, asked
):
    token = asked("nps").token
    entry, now = by_link(token, at=timezone.now()), timezone.now()
    press(client, f"/s/{token}/", score="0")
    jobs = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(recording, "written", jobs.append)
        for score in range(4):
            submit(entry, Given({"score": score}, "en"), key=Key(f"{score}" * 22, now, is_ours=True), at=now)
    said = []

    def fail_at_the_end(kind, *, content, **given):
        said.append(kind)
        if len(said) == 3:
            raise ZeroDivisionError
        announce(kind, content=content, **given)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(recording, "announce", fail_at_the_end)
        waiting = [writing.Waiting(job) for job in jobs]
        Queue()._commit(waiting)
    assert [type(one.error) for one in waiting] == [type(None), type(None), ZeroDivisionError, type(None)]
    with in_workspace(workspace):
        kept = [one.values["score"] for one in Response.objects.order_by("pk")]
        assert sorted(kept) == [0, 0, 1, 3]
        for model in (Submission, Feedback, Answer):
            assert model.objects.count() == 4
        assert OutboxEvent.objects.filter(type="response.created").count() == 4
        assert AuditEvent.objects.filter(action="response.created").count() == 4
        assert first_broken_line() is None


@pytest.mark.django_db
def test_a_retry_of_an_answer_that_was_changed_since_says_what_it_said_and_changes_nothing(
    client, workspace, asked
):
    path = f"/s/{asked('nps').token}/"
    first = hidden(client.get(path)) | {"score": "9"}
    onward = client.post(path, first).url
    second = hidden(client.get(f"{onward.partition('?')[0]}?page=score")) | {"score": "3"}
    changed = client.post(onward, second)
    for _ in range(3):  # the network delivers old forms late, and in any order
        assert client.post(path, first).url.partition("?")[0] == onward.partition("?")[0]
        assert client.post(onward, second).url == changed.url
    with in_workspace(workspace):
        response = Response.objects.get()
        assert (response.values["score"], response.number) == (3, 2)
        assert [one.values["score"] for one in response.submissions.all()] == [9, 3]
        assert OutboxEvent.objects.filter(type__startswith="response").count() == 2
