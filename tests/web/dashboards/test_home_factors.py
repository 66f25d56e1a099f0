"""What people name when they are satisfied and when not: each number comes out again from its records."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import translation

from regard.perception.estimates import score_interval
from regard.perception.metrics.sentiment import polarity
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.definitions import net_rule
from regard.web.dashboards.figures import interval_text, value_text
from regard.web.dashboards.home_factors import factors
from regard.web.feedback.drafts import Draft
from regard.web.insights.driver_study import PERFORMANCE
from regard.web.insights.factor_study import factor_study
from regard.web.insights.models import Reading
from regard.web.workspaces.tenancy import in_workspace
from tests.web.dashboards.conftest import moment
from tests.web.dashboards.test_home import listed
from tests.web.insights.test_factor_study import tally

KIND = "Great support, friendly and helpful."
LATE = "Delivery was late. Terrible delivery."
TWICE = "The support was excellent. I love the friendly support, great service."
BOTH = "Great support, but delivery was late and terrible."
CAUSAL = re.compile(r"\b(because|causes?|drives?|due to|leads? to|lifts?|lowers?)\b|导致|因为|由于|使得|造成")


@pytest.fixture
def spoken(tell, today):
    """Praise of support, complaint of delivery: 45 and 42 records in this period, and some of long before."""
    texts = [KIND] * 30 + [TWICE] * 10 + [LATE] * 37 + [BOTH] * 5
    tell([
        *(Draft(f"n{n}", text=text, segment="new" if n % 2 else "loyal", collected_at=moment(today))
          for n, text in enumerate(texts)),
        *(Draft(f"o{n}", text=LATE, collected_at=moment(today - timedelta(days=200))) for n in range(9)),
    ])  # fmt: skip


def card(page):
    return page.html.split('aria-labelledby="factors"')[1].split("</section>")[0]


def plain(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def stated(page, kind):
    """The numbers of the card: what each says, and where its records are."""
    return [
        attributes
        for _tag, attributes in page.tags
        if attributes.get("data-figure") == kind and "factor=" in attributes["data-from"]
    ]


def said_of(workspace, factor, *, since):
    """How each record of the period speaks of a factor, from what was read in it."""
    with in_workspace(workspace):
        rows = Reading.objects.filter(feedback__collected_at__date__gte=since)
        marks = [
            {one["polarity"] for one in row.factors if one["factor"] == factor} for row in rows if row.factors
        ]
    return [labels for labels in marks if labels]


def test_what_leans_stands_under_its_heading(spoken, look, owner):
    text = plain(card(look(owner, "home/")))
    satisfied, dissatisfied = text.split("Named when people are dissatisfied")
    assert "Support" in satisfied.split("Named when people are satisfied")[1]
    assert "Delivery" in dissatisfied
    assert "Delivery" not in satisfied


def test_every_number_comes_out_again_from_the_records_that_it_opens(spoken, look, owner, workspace, today):
    page = look(owner, "home/")
    numbers = stated(page, "polarity")
    assert len(numbers) >= 2
    for number in numbers:
        factor = parse_qs(urlsplit(number["data-from"]).query)["factor"][0]
        said = said_of(workspace, factor, since=today - timedelta(days=89))
        good, bad = (sum(label in labels for labels in said) for label in ("positive", "negative"))
        both = sum({"positive", "negative"} <= labels for labels in said)
        labels = {"positive": good - both, "negative": bad - both, "mixed": both}
        labels["neutral"] = len(said) - sum(labels.values())
        groups = polarity(labels).grouped({(-1,): -100, (0,): 0, (1,): 100})
        again = score_interval(groups, PERFORMANCE)
        assert (number["data-value"], number["data-interval"]) == (value_text(again), interval_text(again))
        assert int(number["data-n"]) == len(said) == listed(look(owner, number["data-from"]))


def test_praise_and_complaint_open_as_many_records_as_they_say(spoken, look, owner):
    counts = stated(look(owner, "home/"), "records")
    assert {parse_qs(urlsplit(one["data-from"]).query)["polarity"][0] for one in counts} == {
        "positive",
        "negative",
    }
    for one in counts:
        if one["data-value"] != "0":
            assert listed(look(owner, one["data-from"])) == int(one["data-value"])


def test_a_record_that_names_a_factor_twice_counts_once(spoken, look, owner):
    (support,) = [
        one for one in stated(look(owner, "home/"), "polarity") if "factor=support" in one["data-from"]
    ]
    assert support["data-n"] == "45"


def test_the_period_and_the_segment_hold_for_the_card(spoken, look, owner):
    def of_delivery(address):
        return [
            one["data-n"]
            for one in stated(look(owner, address), "polarity")
            if "factor=delivery" in one["data-from"]
        ]

    assert of_delivery("home/") == ["42"]
    assert of_delivery("home/?period=365") == ["51"]
    assert of_delivery("home/?segment=new") == []  # 21 are too few
    assert "delivery: 9 more" in plain(card(look(owner, "home/?segment=new")))


def test_too_few_are_told_without_a_number_and_lead_to_their_records(look, owner, tell, today):
    tell([Draft(str(n), text=LATE, collected_at=moment(today)) for n in range(12)])
    page = look(owner, "home/")
    assert "Not enough answers yet: delivery: 18 more" in plain(card(page))
    assert stated(page, "polarity") == []
    assert listed(look(owner, page.link("delivery: 18 more"))) == 12


def test_factors_that_nobody_named_are_named(spoken, look, owner):
    assert re.search(r"Nobody named: .*history", plain(card(look(owner, "home/"))))


def test_the_same_in_chinese(spoken, look, owner):
    text = plain(card(look(owner, "home/", language="zh-hans")))
    for said in ("满意时提到", "不满意时提到", "这是关联", "没有人提到", "条称赞", "条抱怨"):
        assert said in text
    assert not re.search(r"[a-z]{4,}", text)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_nothing_is_called_a_cause(spoken, look, owner, language):
    assert not CAUSAL.search(plain(card(look(owner, "home/", language=language))))


def test_records_that_nobody_reads_anything_into_have_no_factors(look, owner, tell, today):
    tell([Draft(str(n), text="", collected_at=moment(today)) for n in range(3)])
    text = plain(card(look(owner, "home/")))
    assert "Nobody named a factor in this period." in text
    assert "Nobody named:" not in text
    assert "How to read this" not in text


def test_the_most_praised_and_the_most_complained_of_come_first_in_their_groups():
    named = factor_study(
        tally(
            price=(5, 60, 0, 9),
            ease=(20, 60, 0, 40),
            support=(60, 5, 0, 9),
            product=(60, 20, 0, 40),
            trust=(30, 30, 0, 90),
        )
    )
    found = factors(named, Address(), url="/w/x/explore/")
    assert [
        (group.leans, [row.href.partition("factor=")[2] for row in group.rows]) for group in found.groups
    ] == [
        ("praise", ["support", "product"]),
        ("complaint", ["price", "ease"]),
        ("", ["trust"]),
    ]
    assert found.compared == "5 comparisons, corrected for their number"


def test_a_row_leads_to_its_factor_and_each_count_to_its_side():
    (group,) = factors(
        factor_study(tally(price=(5, 60, 2, 9))), Address(period="30", segment=("新",)), url="/e/"
    ).groups
    (row,) = group.rows
    kept = "period=30&segment=%E6%96%B0&factor=price"
    assert (row.href, row.n) == (f"/e/?{kept}", "76")
    assert row.praise == ("7", f"/e/?{kept}&polarity=positive")
    assert row.complaints == ("62", f"/e/?{kept}&polarity=negative")
    assert row.low < row.position < row.high < row.middle


@pytest.mark.parametrize(
    ("language", "rule"),
    [
        (
            "en",
            "from 30 records on, and only where its 95 % interval reaches at most 15 points to either side",
        ),
        ("zh-hans", "满 30 条记录，且 95% 区间向两侧各不超过 15 点"),
    ],
)
def test_it_is_said_from_when_on_a_number_is_one(spoken, look, owner, language, rule):
    assert rule in plain(card(look(owner, "home/", language=language)))
    with translation.override(language):
        assert rule in net_rule()
