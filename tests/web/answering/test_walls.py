"""Ids of another workspace in a form (T17), and what an error page tells of the machine (T57)."""

import re
import uuid

import django
import pytest
from django.test import Client
from django.urls import reverse

from regard.web.answering.linking import make_link
from regard.web.answering.models import Link, Response, Submission
from regard.web.feedback.models import Answer, Feedback
from regard.web.surveys import making, publishing
from regard.web.workspaces.models import AuditEvent, OutboxEvent
from regard.web.workspaces.tenancy import in_workspace
from tests.web.asking import hidden, press

pytestmark = pytest.mark.django_db
MACHINE = {"score": "9", "website": "http://spam.example"}
TOLD = re.compile(
    rf"Traceback|File &quot;|site-packages|/regard/|\.py\b|Django|gunicorn|{re.escape(django.__version__)}"
    r"|Exception|OperationalError|SECRET"
)


@pytest.fixture
def theirs(client, other_workspace, stranger, noon):
    """The link of a survey of another workspace, with an answer that looks like a machine's."""
    with in_workspace(other_workspace):
        survey = making.make("nps", name="Theirs", by=stranger, at=noon)
        publishing.publish(survey, by=stranger, at=noon)
        link = make_link(survey, name="Door", by=stranger, at=noon)
    press(client, f"/s/{link.token}/", **MACHINE)
    return link


def rows_of(workspace):
    """All that the workspace holds of answers."""
    with in_workspace(workspace):
        kept = (Link, Response, Submission, Feedback, Answer, AuditEvent, OutboxEvent)
        return [list(one.objects.order_by("pk").values()) for one in kept]


def test_an_id_of_another_workspace_in_path_or_form_changes_nothing_there(
    client, workspace, other_workspace, owner, asked, theirs
):
    ours = asked("nps")
    press(client, f"/s/{ours.token}/", **MACHINE)
    with in_workspace(workspace):
        mine = Response.objects.get()
    with in_workspace(other_workspace):
        other = Response.objects.get()
    before = rows_of(other_workspace)
    client.force_login(owner)
    doubts = reverse("answering:doubts", args=["qinghe", ours.survey_id])
    client.post(doubts, {"answers": [other.pk], "judged": "person"})
    client.post(doubts, {"answers": [mine.pk, other.pk], "judged": "person"})
    for name, pk in (
        ("doubts", theirs.survey_id),
        ("links", theirs.survey_id),
        ("close-link", theirs.pk),
        ("limits", theirs.pk),
    ):
        assert client.post(reverse(f"answering:{name}", args=["qinghe", pk]), {"most": 1}).status_code == 404
    assert rows_of(other_workspace) == before


def test_a_page_that_fails_tells_nothing_of_the_machine(workspace, asked, invited, monkeypatch, settings):
    settings.DEBUG = False
    client = Client(raise_request_exception=False)
    path = f"/s/{asked('nps').token}/"
    fields = hidden(client.get(path)) | {"score": "9"}
    found = [client.get(f"/{way}/{uuid.uuid4()}/") for way in ("s", "i", "a") for _ in range(40)]
    found += [client.post(path, fields | {"score": odd}) for odd in ("11", "-1", "9'", "\u0669", "x" * 5_000)]
    found += [client.post(path, fields | {"key": odd}) for odd in ("", "x", "x:y:z", fields["key"][:-1])]
    found += [client.generic(method, path) for method in ("PUT", "DELETE", "TRACE", "PATCH")]

    def fail(*_given, **_more):
        raise RuntimeError("SECRET in /work/regard/secrets.py")

    monkeypatch.setattr("regard.web.answering.views.submit", fail)
    found += [client.post(path, fields) for _ in range(20)]
    monkeypatch.setattr("regard.web.answering.views.sheet", fail)
    found += [client.get(path) for _ in range(20)]
    assert {one.status_code for one in found} == {400, 404, 405, 500}
    told = [(one.status_code, TOLD.findall(one.content.decode())) for one in found]
    assert [one for one in told if one[1]] == []
    headers = [f"{name}: {value}" for one in found for name, value in one.headers.items()]
    assert [one for one in headers if TOLD.search(one)] == []
