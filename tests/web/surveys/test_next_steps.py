"""A survey's page has one next step, by how it stands; a form shows no more lines than it needs."""

import pytest
from django.urls import reverse

from regard.web.surveys import making, publishing
from regard.web.surveys.condition_forms import ComparisonForm, laid_out
from regard.web.workspaces.tenancy import in_workspace
from tests.web.asking import asked, press

__all__ = ["asked"]
pytestmark = pytest.mark.django_db
PRIMARY = 'class="button primary"'


@pytest.fixture
def shown(client, analyst, workspace):
    """The page of a survey as the analyst sees it."""
    client.force_login(analyst)

    def of(survey, language="en"):
        path = reverse("surveys:one", args=["qinghe", survey.pk])
        return client.get(path, headers={"accept-language": language}).content.decode()

    return of


def primary(page):
    """What the one primary button says."""
    assert page.count(PRIMARY) == 1
    return page.split(PRIMARY)[1].partition(">")[2].partition("<")[0]


def test_a_draft_is_published_next(shown, workspace, owner, noon):
    with in_workspace(workspace):
        survey = making.make("nps", name="x", by=owner, at=noon)
    assert primary(shown(survey)) == "Publish the draft"
    assert primary(shown(survey, "zh-hans")) == "发布草稿"


def test_a_published_survey_is_put_to_people_next_and_then_its_results_are_read(shown, asked, client):
    link = asked("csat")
    assert primary(shown(link.survey)) == "Ask people"
    press(client, f"/s/{link.token}/", score="4")
    assert primary(shown(link.survey)) == "Results"
    assert "1 answer counts so far" in shown(link.survey)


def test_a_closed_survey_without_an_answer_has_no_next_step(shown, asked, workspace, owner, noon):
    survey = asked("csat").survey
    with in_workspace(workspace):
        publishing.close(survey, by=owner, at=noon)
    page = shown(survey)
    assert PRIMARY not in page
    assert "It was closed before anybody answered" in page and "Ask people" not in page


def test_who_may_only_look_is_offered_nothing_that_they_may_not_do(client, viewer, asked):
    survey = asked("csat").survey
    client.force_login(viewer)
    page = client.get(reverse("surveys:one", args=["qinghe", survey.pk])).content.decode()
    assert "Ask people" not in page and "Publish" not in page


@pytest.mark.parametrize(
    ("filled", "open_ones"), [((), 1), ((0,), 2), ((0, 1), 3), ((2,), 3), ((0, 1, 2), 3)]
)
def test_lines_stand_open_as_far_as_they_are_filled_in_and_one_more(filled, open_ones):
    choices = [("", "always"), ("score|answered", "answered")]
    rows = [
        ComparisonForm(initial={"when": "score|answered"} if place in filled else {}, choices=choices)
        for place in range(3)
    ]
    opened, spare = laid_out(rows)
    assert [*opened, *spare] == rows
    assert len(opened) == open_ones
