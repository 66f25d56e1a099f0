"""While a newer version of the engine reads everything again, the pages say how far it is and mix nothing."""

import pytest
from django.utils import timezone

from regard.perception import text
from regard.web.feedback.drafts import Draft
from regard.web.insights import reading
from regard.web.insights.models import Reading
from regard.web.workspaces.leases import held
from regard.web.workspaces.tenancy import in_workspace
from tests.web.dashboards.conftest import moment, settle


@pytest.fixture
def newer(tell, today, workspace, monkeypatch):
    """Thirty records that the version before read as praise, and a newer one ten of them as complaints."""
    drafts = [Draft(f"a{n}", text="Fine.", collected_at=moment(today)) for n in range(30)]
    tell(drafts)
    with in_workspace(workspace):
        Reading.objects.update(sentiment="positive")
        reading.mark_stale(reading.months_said(), at=timezone.now())
    settle()
    monkeypatch.setattr(text, "VERSION", "next")
    monkeypatch.setattr(reading, "BATCH", 10)
    with in_workspace(workspace), held(f"insights.read:{workspace.pk}") as hold:
        reading.read_next(hold, at=timezone.now())
        Reading.objects.filter(version="next").update(sentiment="negative")


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "A newer version of the text engine reads everything again: 10 of 30 records."),
        ("zh-hans", "30 条中已完成 10 条"),
    ],
)
@pytest.mark.parametrize("path", ["home/", "explore/", "explore/words/", "themes/", "themes/none/"])
def test_pages_say_how_far_it_is(look, viewer, newer, path, language, says):
    page = look(viewer, path, language=language)
    assert says in page.text
    bars = [attrs for tag, attrs in page.tags if tag == "progress"]
    assert [(attrs["value"], attrs["max"]) for attrs in bars] == [("10", "30")]


def test_meanwhile_numbers_and_records_are_those_of_the_version_before(look, viewer, newer):
    page = look(viewer, "explore/?metric=net_sentiment")
    assert "+100" in page.text
    assert "n = 30" in page.text
    assert "complaint" not in page.text.split("read so.")[1]  # below the words for and against the number


def test_when_it_is_done_the_pages_are_as_always(look, viewer, newer):
    settle()
    page = look(viewer, "explore/?metric=net_sentiment")
    assert "newer version" not in page.text
    assert "n = 30" in page.text


def test_the_line_that_asks_again_goes_on_while_it_reads(client, viewer, newer):
    client.force_login(viewer)
    page = client.get("/w/qinghe/progress/", headers={"hx-request": "true"}).content.decode()
    assert 'hx-trigger="load delay:2s"' in page
    assert client.get("/w/qinghe/progress/").json()["rereading"] == {"done": 10, "total": 30}


@pytest.mark.parametrize("path", ["home/", "explore/", "explore/words/"])
def test_each_page_says_which_engine_read_it_and_meanwhile_that_is_the_one_before(look, viewer, newer, path):
    page = look(viewer, path)
    assert f"Read by {text.ENGINE}, version " in page.text
    assert "version next" not in page.text
    settle()
    assert f"Read by {text.ENGINE}, version next." in look(viewer, path).text
    assert f"由 {text.ENGINE} 第 next 版解读" in look(viewer, path, language="zh-hans").text
