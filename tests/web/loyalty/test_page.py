"""The page of loyalty and money: who stays by score, with evidence, for those who may see revenue."""

import re

import pytest

from regard.web.loyalty import pages
from regard.web.workspaces.permissions import Permission

pytestmark = pytest.mark.django_db


def test_that_those_who_never_answered_left_is_the_first_thing_it_says(customers, look, owner):
    page = look(owner, "loyalty/")
    first = re.search(r'class="finding">(.*?)</p>', page.html)[1]
    assert first.startswith(
        "Of those who had never answered more left than of the others: 20 of 40, where 5."
    )
    assert "those who never answered against all others: p &lt; 0.001" in page.html
    assert re.search(
        r"88 % of the 160 customers of .* had not left within 12 months .* 95 % interval 8\d – 9\d", page.text
    )


def test_it_says_the_same_in_chinese(customers, look, owner):
    page = look(owner, "loyalty/", language="zh-hans")
    assert "从未回答过的客户离开得更多：40 位中有 20 位离开" in page.text
    assert "推荐者（9–10）" in page.text


def test_every_band_has_its_curve_its_customers_and_its_interval_in_the_table(customers, look, owner):
    page = look(owner, "loyalty/")
    rows = page.html.split("<tbody>")[1].split("</tbody>")[0].split("<tr>")[1:]
    cells = [re.findall(r">([^<>]+)</t[dh]>", row) for row in rows]
    assert [row[:4] for row in cells] == [
        ["Never answered", "40", "20", "50 %"],
        ["Detractors (0–6)", "40", "0", "100 %"],
        ["Passives (7–8)", "40", "0", "100 %"],
        ["Promoters (9–10)", "40", "0", "100 %"],
    ]
    assert cells[0][4] == "34 – 64"
    assert page.html.count("· n = 40</text>") == 2 * 4  # side by side, and below each other


def test_no_word_claims_a_cause(customers, look, owner):
    text = look(owner, "loyalty/").text
    assert not re.search(r"\b(drives|causes|because of|leads to|would raise|improves|thanks to)\b", text)
    assert "This is an association" in text


def test_without_customers_it_says_what_the_page_is_for(inside, look, owner):
    page = look(owner, "loyalty/")
    assert "No customers with a first day yet" in page.text
    assert page.link("Import a file").endswith("/imports/")


def test_the_picture_is_also_a_specification(customers, owner, client):
    client.force_login(owner)
    found = client.get("/w/qinghe/loyalty/chart.json?months=12").json()
    assert found["facet"]["field"] == "label"
    assert len({row["label"] for row in found["data"]["values"]}) == 4


def test_only_those_who_may_see_revenue_open_it(inside, client, agent, viewer, analyst, stranger):
    answers = []
    for user in (agent, viewer, stranger, analyst):
        client.force_login(user)
        answers.append(client.get("/w/qinghe/loyalty/").status_code)
    assert answers == [403, 403, 404, 200]
    for view in (pages.loyalty, pages.chart_json):
        assert view.permission == Permission.REVENUE_VIEW
