"""Names of values, periods and filters, in both languages."""

from datetime import date

import pytest
from django.utils import translation

from regard.web.dashboards import plots
from regard.web.dashboards.addresses import DIMENSIONS, METRICS, PERIODS, SENTIMENTS, Address
from regard.web.dashboards.choices import bar, period_links, segment_links
from regard.web.dashboards.definitions import definition_lines, meaning
from regard.web.dashboards.figures import METRIC_HINTS, METRIC_NAMES
from regard.web.dashboards.labels import NAMES, SENTIMENT_NAMES
from regard.web.dashboards.naming import (
    BY_NAMES,
    DIMENSION_NAMES,
    PERIOD_NAMES,
    Naming,
    days_text,
    month_name,
    period_text,
)
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.periods import Period
from regard.web.feedback.drafts import Draft
from regard.web.insights.studies import Counts, Scale, metrics_at
from regard.web.workspaces.models import Membership
from tests.web.dashboards.conftest import moment

READER = Membership()
TODAY = date(2026, 11, 22)
MEASURE = metrics_at(level=0.95, hide_below=0)


def test_everything_that_can_be_chosen_has_a_name_in_both_languages():
    tables = {
        PERIODS: PERIOD_NAMES,
        METRICS: METRIC_NAMES,
        SENTIMENTS: SENTIMENT_NAMES,
    }
    for values, names in (*tables.items(), (DIMENSIONS, BY_NAMES), (METRICS, METRIC_HINTS)):
        assert set(values) == set(names)
    assert set(DIMENSION_NAMES) <= set(DIMENSIONS) <= set(plots.DIMENSIONS)
    for names in (PERIOD_NAMES, DIMENSION_NAMES, METRIC_NAMES, BY_NAMES, *NAMES.values()):
        english = [str(name) for name in names.values()]
        with translation.override("zh-hans"):
            chinese = [str(name) for name in names.values()]
        assert all(a != b for a, b in zip(english, chinese, strict=True))


@pytest.mark.parametrize(
    ("dimension", "value", "english", "chinese"),
    [
        ("month", "2026-03", "Mar 2026", "2026年3月"),
        ("segment", "new", "new", "new"),
        ("segment", None, "not known", "未知"),
        ("language", None, "not read yet", "尚未解读"),
        ("language", "other", "another language", "其他语言"),
        ("channel", "web", "Web", "网页"),
        ("kind", "review", "Review", "评价"),
        ("sentiment", "mixed", "both", "褒贬兼有"),
        ("source", "survey", "Relationship survey", "Relationship survey"),
        ("source", "gone", "gone", "gone"),
        ("channel", "<b>", "<b>", "<b>"),
    ],
)
def test_values_have_names(dimension, value, english, chinese):
    naming = Naming({"survey": "Relationship survey"})
    assert naming.name(dimension, value) == english
    with translation.override("zh-hans"):
        assert naming.name(dimension, value) == chinese


@pytest.mark.parametrize(
    ("period", "text"),
    [
        (Period(date(2026, 3, 1), date(2026, 4, 1)), "March 1, 2026 – March 31, 2026"),
        (Period(start=date(2026, 3, 1)), "from March 1, 2026 on"),
        (Period(end=date(2026, 4, 1)), "until March 31, 2026"),
        (Period(), "All time"),
    ],
)
def test_a_period_is_told_by_its_first_and_last_day(period, text):
    assert days_text(period) == text
    assert period_text(Address(period="undated"), today=TODAY) == "Without a date"


def test_the_filters_of_an_address_are_told_one_by_one():
    address = Address(
        period="all",
        metric="nps",
        scores=(0, 6),
        segment=("new", None),
        sentiment=("negative",),
        word=("slow", "慢"),
        q="tea",
    )
    assert Naming().described(address, today=TODAY) == [
        "All time",
        "Metric: Loyalty (NPS)",
        "Scores: 0–6",
        "Segment: new, not known",
        "Sentiment: complaint",
        "Word: slow, 慢",
        "Text: tea",
    ]
    with translation.override("zh-hans"):
        assert Naming().described(address, today=TODAY)[3:] == [
            "客群：new、未知",
            "情感：抱怨",
            "用词：slow、慢",
            "文本：tea",
        ]


def test_a_month_is_short_enough_for_an_axis():
    assert [month_name(f"2026-{month:02}") for month in (1, 9, 12)] == ["Jan 2026", "Sep 2026", "Dec 2026"]


SCORES = {
    "nps": (Scale(0, 10), "9–10"),
    "csat": (Scale(1, 5), "1–5"),
    "ces": (Scale(1, 7), "1–7"),
    "stars": (Scale(1, 5), "1–5"),
    "trust": (Scale(1, 7), "1–7"),
    "values": (Scale(0, 10), "0–10"),
    "net_sentiment": (Scale(-1, 1), "positive"),
}


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_number_says_what_it_means_and_which_version_of_it_it_is(metric, language):
    scale, word = SCORES[metric]
    definition = MEASURE[metric](Counts.of({scale.max: 40}, scale)).definition
    with translation.override(language):
        lines = definition_lines(definition, scale)
    assert len(lines) == 4
    assert definition.id in lines[3]
    assert "30" in lines[2]
    assert "95" in lines[1]
    assert (word in lines[0]) or language == "zh-hans"
    assert lines[0] != definition.rule


def test_thumbs_and_older_questions_have_their_own_meaning():
    thumbs = Scale(0, 1)
    definition = MEASURE["csat"](Counts.of({1: 40}, thumbs)).definition
    assert meaning(definition, thumbs) == "CSAT: the share of answers with the better one of two scores."
    effort = Scale(1, 5, direction="low_is_good")
    assert "low is easy" in meaning(MEASURE["ces"](Counts.of({1: 40}, effort)).definition, effort)
    five = Scale(1, 5)
    assert "high is easy" in meaning(MEASURE["ces"](Counts.of({1: 40}, five)).definition, five)


def test_a_definition_that_is_not_known_here_speaks_for_itself():
    from dataclasses import replace

    definition = replace(
        MEASURE["nps"](Counts.of({9: 40}, Scale(0, 10))).definition, id="trust/1", rule="Trust v1"
    )
    assert meaning(definition, None) == "Trust v1"


@pytest.fixture
def told(tell, inside, today):
    segments = ["new", "loyal", "", "~odd", "new"]
    tell(
        [
            Draft(str(n), text="tea", segment=name, collected_at=moment(today))
            for n, name in enumerate(segments)
        ]
    )
    return Numbers.of(inside)


def choice(found, name):
    return next(each for each in (*found.filters, *found.more) if each.name == name)


def test_the_bar_offers_one_more_of_what_there_is_and_the_chosen_one_is_a_chip(told):
    found = bar(told, Address(segment=("~odd",)), Naming.of_open_workspace(), url="/x/", by=READER)
    options = [(option.value, option.label, option.selected) for option in choice(found, "segment").options]
    assert options == [
        ("", "one more", True),
        ("loyal", "loyal", False),
        ("new", "new", False),
        ("~", "not known", False),
    ]
    assert [(chip.label, chip.remove_url) for chip in found.chips] == [("Segment: ~odd", "/x/")]
    assert found.kept == [{"name": "segment", "value": "~~odd"}]
    assert choice(found, "segment").active
    assert not choice(found, "source").active
    assert [option.label for option in choice(found, "source").options] == ["All", "Relationship survey"]


def test_what_is_rarely_used_waits_until_it_is_chosen(told):
    assert "language" in {each.name for each in bar(told, Address(), Naming(), url="/x/", by=READER).more}
    chosen = bar(told, Address(language=("zh",)), Naming(), url="/x/", by=READER)
    assert "language" in {each.name for each in chosen.filters}
    assert "language" not in {each.name for each in chosen.more}


def test_a_value_that_is_no_more_can_still_be_seen_and_taken_away(told):
    found = bar(told, Address(segment=("gone",)), Naming(), url="/x/", by=READER)
    assert [(chip.label, chip.remove_url) for chip in found.chips] == [("Segment: gone", "/x/")]


def test_dates_have_fields_only_where_they_are_chosen(told):
    names = {each.name for each in bar(told, Address(), Naming(), url="/x/", by=READER).filters}
    assert {"from", "to"} & names == set()
    found = bar(told, Address(period="dates", start=TODAY), Naming(), url="/x/", by=READER)
    assert (choice(found, "from").value, choice(found, "to").value) == ("2026-11-22", "")


def test_several_values_are_chips_and_stay_in_the_form(told):
    address = Address(segment=("new", "loyal"), word=("tea",), batch="b" * 32, by="channel")
    found = bar(told, address, Naming(), url="/x/", by=READER)
    assert [chip.label for chip in found.chips] == [
        "Segment: new",
        "Segment: loyal",
        "Word: tea",
        "One import",
    ]
    assert found.chips[0].remove_url == f"/x/?segment=loyal&word=tea&by=channel&batch={'b' * 32}"
    assert {(item["name"], item["value"]) for item in found.kept} == {
        ("segment", "new"),
        ("segment", "loyal"),
        ("word", "tea"),
        ("batch", "b" * 32),
    }


def test_nothing_is_reset_where_nothing_is_chosen(told):
    assert bar(told, Address(), Naming(), url="/x/", by=READER).reset_url == ""
    assert bar(told, Address(metric="nps"), Naming(), url="/x/", by=READER).reset_url == "/x/"


def test_the_menus_of_home_lead_to_every_period_and_segment(told):
    links = period_links(Address(segment=("new",)), url="/h/")
    assert [(url, chosen) for _, url, chosen in links] == [
        ("/h/?period=30&segment=new", False),
        ("/h/?segment=new", True),
        ("/h/?period=180&segment=new", False),
        ("/h/?period=365&segment=new", False),
    ]
    segments = segment_links(told, Address(segment=("new",)), Naming(), url="/h/")
    assert [(text, chosen) for text, _, chosen in segments] == [
        ("All customers", False),
        ("loyal", False),
        ("new", True),
        ("~odd", False),
    ]
    assert segments[-1][1] == "/h/?segment=~~odd"
