"""Pages in another order for each person: every page is seen once, and the last one completes."""

import pytest

from regard.web.answering.models import Response
from regard.web.workspaces.tenancy import in_workspace
from tests.web.asking import hidden

pytestmark = pytest.mark.django_db


def page(number):
    text = {"en": f"What about {number}?", "zh-hans": f"第{number}点如何？"}
    return {"id": f"p{number}", "questions": [{"id": f"q{number}", "kind": "short_text", "text": text}]}


@pytest.fixture
def link(asked):
    return asked("csat", shuffles_pages=True, pages=[page(number) for number in range(6)])


def walked(client, link):
    """The pages in the order in which somebody sees them."""
    seen, shown = [], client.get(f"/s/{link.token}/")
    while b'name="key"' in shown.content:
        fields = hidden(shown)
        seen.append(fields["page"])
        number = fields["page"].removeprefix("p")
        sent = client.post(shown.request["PATH_INFO"], fields | {f"q{number}": f"said {number}"})
        shown = client.get(sent.url)
    return seen


def test_everybody_sees_every_page_once_and_not_all_in_the_same_order(client, link, workspace):
    ways = [walked(client, link) for _person in range(6)]
    assert {tuple(sorted(way)) for way in ways} == {tuple(f"p{number}" for number in range(6))}
    assert {way[0] for way in ways} == {"p0"}
    assert len({tuple(way) for way in ways}) > 1
    with in_workspace(workspace):
        found = list(Response.objects.all())
    assert [(one.completed_at is not None, len(one.values)) for one in found] == [(True, 6)] * 6


def test_the_builder_has_a_switch_for_it_which_is_kept(client, analyst, asked, workspace):
    survey = asked("nps").survey
    client.force_login(analyst)
    path = f"/w/qinghe/surveys/{survey.pk}/draft/"
    form = client.get(path).context["form"]
    fields = {one.html_name: one.value() for one in form if one.value() not in (None, False)}
    client.post(path, fields | {"seen": 1, "shuffles_pages": "on"})
    with in_workspace(workspace):
        survey.refresh_from_db()
    assert (survey.draft["shuffles_pages"], "anonymous" in survey.draft) == (True, False)
    assert client.get(path).context["form"]["shuffles_pages"].value() is True
