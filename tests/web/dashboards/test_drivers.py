"""The page of drivers: what a score goes with, how surely, and the way to what was said."""

import random
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from regard.web.dashboards import driver_urls
from regard.web.dashboards.charts.quadrant import Placed, Words, quadrant
from regard.web.feedback.drafts import Draft
from regard.web.insights import studies
from regard.web.workspaces.permissions import Permission
from tests.web.dashboards.conftest import csat, moment, nps

pytestmark = pytest.mark.django_db

SAID = {
    "support": ("The support was friendly and helpful.", "客服态度很差，没有人回答问题。"),
    "delivery": ("Delivery was fast.", "The delivery was slow and late."),
    "price": ("Great price, good value for money.", "太贵了，不值这个价。"),
}
WEIGHT = {"support": 3, "delivery": 1, "price": 0}


def spoken(today, *, n=260, people=200):
    """Answers whose score goes mostly with how they speak of support, a little with delivery."""
    chance = random.Random(3)
    for number in range(n):
        picked = {factor: chance.choice((1, 0, -1)) for factor in SAID}
        score = 5 + sum(WEIGHT[factor] * sign for factor, sign in picked.items()) + chance.choice((-1, 0, 1))
        words = [SAID[factor][sign < 0] for factor, sign in picked.items() if sign]
        yield Draft(
            external_id=f"d{number}",
            text=" ".join(words) or "I came on Tuesday.",
            answers=(nps(min(10, max(0, score))), *([csat(3)] if number % 4 == 0 else [])),
            author_name=f"Guest {number % people}",
            collected_at=moment(today - timedelta(days=number % 80)),
            segment="new" if number % 2 else "loyal",
        )


@pytest.fixture
def driven(tell, inside, today):
    tell(spoken(today))
    return inside


@pytest.fixture
def page(driven, look, owner):
    return look(owner, "drivers/")


def test_the_factor_that_the_score_goes_with_stands_on_top_with_its_rank_and_intervals(page):
    assert "Loyalty (NPS) goes most closely with support" in page.text
    assert re.search(r"support \d+ % \d+ – \d+ Rank 1 · Praise minus complaint", page.text)
    assert re.search(r"All factors together go with \d+ % .*95 % interval \d+ – \d+, n = 260", page.text)


def test_it_is_called_an_association_and_no_cause(page):
    assert "This is an association, not a cause" in page.text
    assert not re.search(r"\b(drives|causes|because of|leads to|would raise|improves)\b", page.text)


def test_the_chart_has_its_table_with_the_same_numbers_behind_it(page):
    table = page.html.split("<tbody>")[1].split("</tbody>")[0]
    shares = [int(cell) for cell in re.findall(r'<td class="number">(\d+) %</td>', table)]
    assert sorted(shares, reverse=True) == shares
    assert 98 <= sum(shares) <= 102
    for factor in SAID:
        assert f">{factor}</a>" in table
        assert f">{factor}</text>" in page.html
    assert "look here first" in page.text


def test_every_count_is_that_of_the_records_behind_it(page, look, owner):
    found = [(text, href) for text, href in page.links if re.fullmatch(r"\d+ (praise|complain)", text)]
    assert len(found) >= 2 * len(SAID)
    for text, href in found:
        n = text.split()[0]
        heard = look(owner, href).text
        assert f"All {n}" in heard if n != "0" else "No records" in heard, href


def test_a_factor_leads_to_all_that_was_said_of_it(page, look, owner):
    factor = next(part for part in page.html.split("<li>") if ">support</a>" in part)
    n = re.search(r"n = (\d+)", factor)[1]
    assert f"All {n}" in look(owner, page.link("support")).text


def test_it_says_what_was_asked_when_of_whom_and_how_sure_it_is(page, look, owner):
    assert "Metric: Loyalty (NPS) · n = 260" in page.text
    assert "How sure are we?" in page.text
    assert "1,000 draws of the people" in page.text
    part = look(owner, page.link("loyal")).text
    assert "Segment: loyal" in part
    assert "n = 130" in part


def test_below_the_minimum_it_says_how_many_answers_are_missing(page, look, owner):
    few = look(owner, page.link("Satisfaction (CSAT)"))
    assert "Not enough answers yet: 65 with words and a score, 35 more" in few.text
    assert "<figure" not in few.html
    assert "Rank" not in few.text.split("How sure are we?")[0]


def test_where_all_scores_are_equal_nothing_goes_with_them(tell, inside, look, owner, today):
    tell(
        [
            Draft(f"e{n}", text=SAID["price"][0], answers=(nps(9),), collected_at=moment(today))
            for n in range(100)
        ]
    )
    assert "All scores are equal" in look(owner, "drivers/").text


def test_what_is_no_more_than_chance_is_neither_ranked_nor_drawn(tell, inside, look, owner, client, today):
    dice = random.Random(6)
    said = [one for both in SAID.values() for one in both]
    tell(
        Draft(
            f"c{n}", text=dice.choice(said), answers=(nps(dice.randint(0, 10)),), collected_at=moment(today)
        )
        for n in range(240)
    )
    page = look(owner, "drivers/")
    assert "Nothing that people speak of goes clearly with Loyalty (NPS)" in page.text
    assert "no clear part" in page.text
    assert "<figure" not in page.html
    assert "Rank" not in page.text.split("How sure are we?")[0]
    assert client.get("/w/qinghe/drivers/chart.json").status_code == 404
    assert (
        "人们谈到的内容中，没有一项与忠诚度（NPS）明确相关"
        in look(owner, "drivers/", language="zh-hans").text
    )


def test_every_factor_with_a_rank_is_on_the_picture_however_wide_its_interval(
    tell, inside, look, owner, client, today
):
    tell(spoken(today, n=110, people=110))
    tell(
        Draft(f"q{n}", text="Great quality.", answers=(nps(9),), collected_at=moment(today)) for n in range(5)
    )
    page = look(owner, "drivers/")
    client.force_login(owner)
    drawn = client.get("/w/qinghe/drivers/chart.json").json()["data"]["values"]
    assert {row["label"] for row in drawn} == set(SAID)
    assert {row["label"] for row in drawn if row["net_high"] - row["net_low"] > 31} == {
        row["label"] for row in drawn if row["open"]
    }
    assert any(row["open"] for row in drawn)
    assert "Rings: the interval of praise minus complaint reaches more than 15 points" in page.text
    assert "product. Fewer than 30 records praise it" in page.text
    listed = page.html.split('class="driver-list"')[1]
    part = next(part for part in listed.split("<li>") if ">support</a>" in part)
    assert re.search(r'data-figure="performance" data-value="[+−]?\d+" data-interval="', part)
    product = next(part for part in page.text.split("Rank") if "product not enough" in part)
    assert "25 more needed" in product


def test_what_cannot_be_told_apart_is_named_where_nothing_is_ranked(tell, inside, look, owner, today):
    dice = random.Random(6)
    both = [f"{SAID['price'][bad]} {SAID['delivery'][bad]}" for bad in (False, True)]
    tell(
        Draft(
            f"b{n}", text=dice.choice(both), answers=(nps(dice.randint(0, 10)),), collected_at=moment(today)
        )
        for n in range(240)
    )
    page = look(owner, "drivers/")
    assert "Nothing that people speak of goes clearly with" in page.text
    apart = page.text.split("Cannot be told apart")[1]
    assert "delivery" in apart
    assert "price" in apart
    assert "together (" not in apart


def test_the_finding_can_be_taken_along_with_its_definition(page, look, owner):
    sentence = page.html.split("<textarea")[1].split("</textarea>")[0]
    assert re.search(
        r"goes most closely with support \(support: share \d+ % \(95 % interval \d+ – \d+\), rank 1;",
        sentence,
    )
    assert "An association, not a cause." in sentence
    assert "NPS" in look(owner, page.link("Definition")).text


def test_the_four_fields_part_where_praise_equals_complaint_and_at_the_even_share():
    placed = Placed("price", (50.0, 40.0, 60.0), (40.0, 30.0, 50.0), {}, "told", "/there")
    words = Words("x", "y", ("a", "b", "c", "d"), "Factor", {"n": "Records"})
    found = quadrant([placed], words, even=50)
    across, upright = found["layer"][0]["encoding"]["x"], found["layer"][1]["encoding"]["y"]
    assert (across["datum"], upright["datum"]) == (0, 50)
    assert across["scale"]["domain"] == [-31.0, 56.0]
    assert upright["scale"]["domain"] == [0, 100]
    assert [layer["mark"]["text"] for layer in found["layer"][2:6]] == ["a", "b", "c", "d"]
    assert [row["side"] for row in found["data"]["values"]] == ["left"]


def test_without_any_score_the_page_says_what_it_is_for(look, inside, owner, viewer):
    page = look(owner, "drivers/")
    assert "No scores with words yet" in page.text
    assert page.link("Import a file") == "/w/qinghe/imports/"
    assert "Import a file" not in look(viewer, "drivers/").text.split("No scores")[1]


def test_in_chinese_everything_is_chinese(driven, look, owner):
    page = look(owner, "drivers/", language="zh-hans")
    assert "这是关联，不是因果" in page.text
    assert "先看这里" in page.text
    ours = page.text.split("驱动因素", 2)[2].split("解读")[0]
    assert re.findall(r"\b(?:Praise|Rank|Share|Records|Factor|score|people)\b", ours) == []


def test_the_specification_is_that_of_the_picture_and_holds_no_cause(driven, client, owner):
    client.force_login(owner)
    found = client.get("/w/qinghe/drivers/chart.json").json()
    rows = {row["label"]: row for row in found["data"]["values"]}
    assert set(SAID) <= set(rows)
    assert all(row["share_low"] <= row["share"] <= row["share_high"] for row in rows.values())
    assert all(row["net_low"] <= row["net"] <= row["net_high"] for row in rows.values())
    assert client.get("/w/qinghe/drivers/chart.json?metric=csat").status_code == 404
    assert client.get("/w/qinghe/drivers/chart.json?segment=nobody").status_code == 404


@pytest.mark.parametrize("role", ["owner", "admin", "analyst", "agent", "viewer"])
def test_whoever_reads_numbers_reads_this_page(client, request, inside, role):
    client.force_login(request.getfixturevalue(role))
    assert client.get("/w/qinghe/drivers/").status_code == 200
    assert client.post("/w/qinghe/drivers/").status_code == 405


def test_strangers_find_nothing_and_nobody_signs_in(client, inside, stranger):
    assert client.get("/w/qinghe/drivers/").status_code == 302
    client.force_login(stranger)
    assert client.get("/w/qinghe/drivers/").status_code == 404
    named = {pattern.callback.permission for pattern in driver_urls.urlpatterns}
    assert named == {Permission.FEEDBACK_VIEW}


def test_what_is_hostile_in_the_address_stays_text(driven, look, owner):
    html = look(owner, "drivers/?segment=%3Cscript%3Ealert(1)%3C/script%3E&metric=x&period=%00").html
    assert "<script>alert(1)" not in html


def test_no_look_asks_the_database_for_answers_and_a_second_one_nothing_of_the_archive(
    driven, look, owner, monkeypatch
):
    questions, table = [], studies.table

    def told(workspace, text, *values, where):
        questions.append(text)
        return table(workspace, text, *values, where=where)

    monkeypatch.setattr(studies, "table", told)
    with CaptureQueriesContext(connection) as queries:
        look(owner, "drivers/")
        assert len(questions) == 8  # metrics; days and records of what goes with it, and of what is beside
        look(owner, "drivers/")
    assert len(questions) == 8
    assert not [query["sql"] for query in queries if "feedback_answer" in query["sql"]]
