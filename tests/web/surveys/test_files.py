"""Surveys come in as files and go out as one; what means harm is not read."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from regard.instruments.definition import Instrument
from regard.instruments.formats import LARGEST
from regard.instruments.templates import templates
from regard.web.surveys import making
from regard.web.surveys.models import Survey
from regard.web.workspaces.models import AuditEvent
from regard.web.workspaces.tenancy import in_workspace

pytestmark = pytest.mark.django_db
BRING = "/w/qinghe/surveys/import/"
SURVEYJS = {
    "pages": [
        {
            "elements": [
                {"type": "rating", "name": "s", "title": {"default": "How?", "zh-cn": "如何？"}},
                {"type": "file", "name": "100%s"},
                {"type": "comment", "name": "why", "title": "Why?", "visibleIf": "run() %d"},
            ]
        }
    ]
}


@pytest.fixture
def bring(client, analyst):
    """Send a file; the page that follows."""
    client.force_login(analyst)

    def send(content, name="Tea 茶"):
        file = SimpleUploadedFile("../../etc/survey.json", content)
        return client.post(BRING, {"name": name, "file": file}, follow=True)

    return send


def told(response):
    return [str(one) for one in response.context["messages"]]


def test_a_file_becomes_a_draft_and_what_is_missing_is_said(bring, workspace):
    response = bring(json.dumps(SURVEYJS).encode())
    assert told(response) == [
        "Taken over from SurveyJS: 2 questions. Look them over.",
        "Not taken over: 100%s: a kind of question that there is not here: file"
        " · why: its condition: run() %d",
    ]
    with in_workspace(workspace):
        survey = Survey.objects.get()
        assert (survey.name, survey.kind, survey.source.name) == ("Tea 茶", "surveyjs", "Tea 茶")
        assert [one.action for one in AuditEvent.objects.all()] == ["survey.made"]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"Dear all", "There is no survey in this file that can be read."),
        (b"<document>", "This file is not whole: its XML ends or breaks at 1:10."),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a/>', "declares entities, which no survey needs: it was not read."),
        (b" " * (LARGEST + 2), "This file is larger than a survey: 2 MB at most."),
        (b'{"pages": []}', "No question of this file can be asked here."),
        (b'{"format": "regard.instrument/1"}', "This survey cannot be asked as it is: see "),
    ],
)
def test_a_file_without_a_survey_is_refused_beside_its_field(bring, workspace, content, text):
    assert text in bring(content).content.decode()
    with in_workspace(workspace):
        assert Survey.objects.count() == 0


def test_in_chinese_it_is_said_in_chinese(bring, client):
    client.cookies["django_language"] = "zh-hans"
    response = client.post(
        BRING, {"name": "x", "file": SimpleUploadedFile("x", b"x")}, headers={"accept-language": "zh-hans"}
    )
    assert "文件中没有可读取的调查。" in response.content.decode()


def test_a_draft_goes_out_and_comes_back_as_it_was(bring, client, workspace, owner, noon):
    with in_workspace(workspace):
        survey = making.make("interview", name='../"x"\r\nSet-Cookie: a=b', by=owner, at=noon)
    response = client.get(f"/w/qinghe/surveys/{survey.pk}/file/")
    assert response["Content-Disposition"] == 'attachment; filename="x-set-cookie-ab.json"'
    bring(response.content)
    with in_workspace(workspace):
        back = Survey.objects.exclude(pk=survey.pk).get()
    assert Instrument.from_content(back.draft) == Instrument.from_content(survey.draft)


def test_hostile_texts_of_a_file_are_shown_as_texts(bring):
    evil = "<img src=x onerror=alert(1)>&lt;script&gt;alert(2)&lt;/script&gt;"
    elements = [{"type": "comment", "name": "q", "title": evil}, {"type": "file", "name": evil}]
    shown = bring(json.dumps({"pages": [{"elements": elements}]}).encode(), name=evil).content.decode()
    assert "<img src=x" not in shown
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(2)&lt;/script&gt;" in shown


def test_a_viewer_takes_a_file_and_brings_none(client, viewer, workspace, owner, noon):
    with in_workspace(workspace):
        survey = making.make("nps", name="x", by=owner, at=noon)
    client.force_login(viewer)
    assert client.get(BRING).status_code == 403
    assert client.get(f"/w/qinghe/surveys/{survey.pk}/file/").status_code == 200


def test_each_template_is_offered_with_what_it_is_for(client, analyst):
    client.force_login(analyst)
    shown = (
        client.get("/w/qinghe/surveys/new/").content.decode().partition("<main")[2].partition("</main>")[0]
    )
    for text in ("Word picker", "Influence factors", "Interview screener", "Effort, first edition (CES 1.0)"):
        assert shown.count(text) == 1
    assert shown.count('type="radio" name="template"') == len(templates())
