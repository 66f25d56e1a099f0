"""A change split in two: the parts add up, only what is clear is called so, and the page is reached."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from regard.web.dashboards import mix_pages
from regard.web.dashboards.charts.parts import parts
from regard.web.dashboards.charts.plotted import Plotted
from regard.web.feedback.drafts import Draft
from regard.web.workspaces.permissions import Permission
from tests.web.dashboards.conftest import moment, nps

pytestmark = pytest.mark.django_db
ATTACK = "<script>alert(1)</script>"


def told(today, *, groups):
    """Answers by group: {group: (before, after)}, each (how many, how many of them are promoters)."""
    number = 0
    for group, periods in groups.items():
        for days, (n, promoters) in zip((120, 30), periods, strict=True):
            for place in range(n):
                number += 1
                yield Draft(
                    f"m{number}",
                    answers=(nps(10 if place < promoters else 0),),
                    collected_at=moment(today - timedelta(days=days)),
                    segment=group,
                )


@pytest.fixture
def shifted(tell, inside, today):
    """The same answers in both groups before and after; but many more of the worse group answer."""
    tell(told(today, groups={"new": ((40, 12), (160, 48)), ATTACK: ((160, 144), (40, 36))}))
    return inside


@pytest.fixture
def page(shifted, look, owner):
    return look(owner, "explore/mix/?metric=nps")


def numbers(text, label):
    found = re.search(
        label + r": ([−+]?[\d.]+) points \(95 % interval ([−+]?[\d.]+) to ([−+]?[\d.]+)\)", text
    )
    return [float(part.replace("−", "-")) for part in found.groups()]


def test_a_change_that_is_only_who_answers_is_called_so(page):
    assert "clearly only as other people answering" in page.text
    total, rate, mix = (numbers(page.text, label) for label in ("Together", "Other answers", "answering"))
    assert total[0] == pytest.approx(rate[0] + mix[0], abs=0.11)
    assert total[0] == pytest.approx(mix[0], abs=0.1)
    assert mix[2] < 0
    assert rate[1] < 0 < rate[2]
    assert "n = 200 and 200" in page.text


def test_every_group_stands_in_the_table_with_its_share_and_its_number(page):
    table = page.html.split("<tbody>")[1].split("</tbody>")[0]
    assert "20 % → 80 %" in table
    assert "80 % → 20 %" in table
    assert "−40 → −40" in table
    assert "+80 → +80" in table


def test_a_change_of_the_answers_alone_is_called_so(tell, inside, look, owner, today):
    tell(told(today, groups={"new": ((100, 80), (100, 20)), "loyal": ((100, 80), (100, 70))}))
    page = look(owner, "explore/mix/?metric=nps&by=segment")
    assert "clearly only as other answers within the same groups" in page.text


def test_what_is_no_clear_change_is_not_explained(tell, inside, look, owner, today):
    tell(told(today, groups={"new": ((150, 75), (150, 79)), "loyal": ((150, 75), (150, 72))}))
    assert "has not clearly changed, so there is nothing clear to split" in look(owner, "explore/mix/").text


def test_without_enough_answers_or_a_period_before_it_says_so(shifted, look, owner, client):
    assert "Choose a period that has one before it" in look(owner, "explore/mix/?period=all").text
    few = look(owner, "explore/mix/?metric=csat")
    assert "Not enough answers yet in both periods: 0 before and 0 after." in few.text
    assert "<figure" not in few.html
    assert client.get("/w/qinghe/explore/mix.json?metric=csat").status_code == 404


def test_a_group_that_is_already_chosen_is_not_split_by_itself(shifted, look, owner):
    page = look(owner, "explore/mix/?metric=nps&segment=new")
    chosen = [text for tag, text in re.findall(r'<summary class="chip">(.*?)<span>(.*?)</span>', page.html)]
    assert chosen[-1] == "by source"


def test_explore_home_and_drivers_lead_to_it(shifted, look, owner):
    explore = look(owner, "explore/?metric=nps&compare=previous")
    assert "clearly only" in look(owner, explore.link("Other answers, or other people?")).text
    home = look(owner, "home/")
    assert "/explore/mix/?" in home.link("Other answers, or other people?")


def test_it_is_told_in_chinese(shifted, look, owner):
    text = look(owner, "explore/mix/?metric=nps", language="zh-hans").text
    assert "明确的只有回答者的变化" in text
    assert "是回答变了，还是回答者变了？" in text


def test_a_hostile_group_is_only_a_name_and_the_picture_a_specification(page, client):
    assert ATTACK in page.text
    assert "<script>alert" not in page.html
    found = client.get("/w/qinghe/explore/mix.json?metric=nps").json()
    labels = [row["label"] for row in found["data"]["values"]]
    assert labels[:3] == ["Together", "Other answers", "Other people answering"]
    assert len(labels) == 7


def test_the_line_of_no_change_is_always_in_the_picture():
    rows = [Plotted("a", 9, value=5.0, low=4.0, high=6.0), Plotted("b", 9, value=8.0, low=7.0, high=9.0)]
    low, high = parts(rows, title="t", part="p", interval="i")["layer"][2]["encoding"]["x"]["scale"]["domain"]
    assert low < 0
    assert high > 9


def test_no_word_claims_a_cause(page):
    assert not re.search(r"\b(drives|causes|because of|leads to|would raise|improves|due to)\b", page.text)


def test_members_may_read_it_strangers_not(shifted, client, viewer, stranger):
    for user, expected in ((viewer, 200), (stranger, 404)):
        client.force_login(user)
        assert client.get("/w/qinghe/explore/mix/").status_code == expected
    client.force_login(viewer)
    asked = "/w/qinghe/explore/mix/?customer=01a2067d-e556-70eb-a3d3-1ab24174288c"
    assert client.get(asked).status_code == 404
    assert mix_pages.mix.permission == mix_pages.chart_json.permission == Permission.FEEDBACK_VIEW


def test_the_page_asks_a_bounded_number_of_statements(shifted, look, owner):
    look(owner, "explore/mix/?metric=nps")
    with CaptureQueriesContext(connection) as asked:
        look(owner, "explore/mix/?metric=nps")
    assert len(asked) <= 25


def test_the_finding_can_be_taken_along_with_its_definition(page, look, owner):
    sentence = page.html.split("<textarea")[1].split("</textarea>")[0]
    assert "clearly only" in sentence
    assert "95 % interval" in sentence
    assert "Metric: Loyalty (NPS)" in sentence
    assert "NPS" in look(owner, page.link("Definition")).text


def test_filters_that_came_along_are_shown_and_can_be_taken_off(look, owner, story):
    page = look(owner, "explore/mix/?metric=nps&period=180&segment=new&channel=email&channel=web&q=tea")
    chips = {text: href for text, href in page.links if text.startswith("Remove the filter")}
    assert set(chips) == {
        f"Remove the filter {name}"
        for name in ("Segment: new", "Channel: E-mail", "Channel: Web", "Text: tea")
    }
    without = look(owner, chips["Remove the filter Segment: new"])
    assert "Remove the filter Segment: new" not in without.text
    assert "Remove the filter Channel: Web" in without.text
    assert all("period=180" in href and href.startswith("/w/qinghe/explore/mix/?") for href in chips.values())
