"""The preview shows every kind of question and follows the logic; nothing of it is recorded."""

import json

import pytest
from django.utils.html import escape

from regard.instruments.templates import templates
from regard.web.answering.models import Response
from regard.web.surveys import making
from regard.web.workspaces.tenancy import in_workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def walked(client, viewer, workspace, owner, noon):
    """Go through the preview of a template; each call sends one page."""
    client.force_login(viewer)

    def begin(template):
        with in_workspace(workspace):
            survey = making.make(template, name="x", by=owner, at=noon)
        return lambda **fields: (
            client.post(f"/w/qinghe/surveys/{survey.pk}/preview/", fields)
            if fields
            else client.get(f"/w/qinghe/surveys/{survey.pk}/preview/?language=zh-hans")
        )

    return begin


@pytest.mark.parametrize("template", sorted(templates()))
def test_the_first_page_shows_every_text_of_its_questions_and_options(walked, template):
    shown = walked(template)().content.decode()
    for question in templates()[template].make().pages[0].questions:
        for text in (question.text, *(option.text for option in question.options)):
            assert escape(text["zh-hans"]) in shown


def test_the_logic_is_followed_and_nothing_is_recorded(walked, workspace):
    send = walked("interview")
    first = send()
    assert first.context["walk"].page.id == "willing"
    second = send(page="willing", so_far="{}", willing="yes")
    assert (second.context["walk"].page.id, second.context["walk"].so_far) == ("about", '{"willing": "yes"}')
    assert send(page="willing", so_far="{}", willing="no").context["walk"].page is None
    with in_workspace(workspace):
        assert Response.objects.count() == 0


def test_what_is_missing_or_does_not_fit_is_asked_again(walked):
    send = walked("interview")
    told = {"This question needs an answer.": {}, "This answer does not fit the question.": {"willing": "?"}}
    for words, wrong in told.items():
        response = send(page="willing", so_far="{}", **wrong)
        assert (response.context["walk"].page.id, words in response.content.decode()) == ("willing", True)


def test_a_score_clicked_in_the_e_mail_stands_on_its_page_and_a_made_up_one_does_not(
    client, viewer, workspace, owner, noon
):
    client.force_login(viewer)
    with in_workspace(workspace):
        survey = making.make("nps", name="x", by=owner, at=noon)
    for clicked, values in {"9": {"score": 9}, "99": {}, "-1": {}, "9,": {}, "²": {}, "9" * 5000: {}}.items():
        walk = client.get(f"/w/qinghe/surveys/{survey.pk}/preview/", {"score": clicked}).context["walk"]
        assert (walk.page.id, walk.values) == ("score", values)


@pytest.mark.parametrize(
    "so_far",
    [
        "",
        "[",
        "[]",
        "7",
        '{"willing": 7}',
        '{"nobody": "yes"}',
        "[" * 50_000,
        "x" * 200_000,
        json.dumps({"willing": ["no"]}),
    ],
)
def test_answers_so_far_that_nobody_gave_are_dropped(walked, so_far):
    found = walked("interview")(page="willing", so_far=so_far, willing="yes").context["walk"]
    assert found.values == {"willing": "yes"}


def test_a_page_that_is_not_on_the_way_begins_anew(walked):
    found = walked("interview")(page="contact", so_far="{}").context["walk"]
    assert (found.page.id, found.values) == ("willing", {})


def test_only_the_preview_may_stand_in_a_frame_and_only_in_ours(walked, client):
    response = walked("nps")()
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    other = client.get("/w/qinghe/surveys/")
    assert other["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in other["Content-Security-Policy"]
