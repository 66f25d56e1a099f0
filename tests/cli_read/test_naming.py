"""Everything has a name in both languages, and every definition that the library can make is translated."""

import re

import pytest

from regard.perception import (
    Counts,
    Scale,
    ces,
    csat,
    net_sentiment,
    nps,
    polarity,
    star_rating,
    trust,
    value_alignment,
)
from regard.perception.schema import METRICS, SENTIMENTS
from regard.perception.text.languages import LANGUAGES
from regard.report import naming
from regard.report.columns import USED
from regard.report.phrases import Phrases, language_of, phrases_in

EN, ZH = Phrases(), phrases_in("zh")
NAMES = [
    *((naming.metric_name, metric) for metric in (*METRICS, "net_sentiment")),
    *((naming.metric_meaning, metric) for metric in (*METRICS, "net_sentiment")),
    *((naming.sentiment_name, sentiment) for sentiment in SENTIMENTS),
    *((naming.language_name, language) for language in LANGUAGES),
    *((naming.role_name, role) for role in USED),
]
BELIEFS = (trust, value_alignment)
DEFINITIONS = [
    nps(Counts.of({}, Scale(0, 10))).definition,
    *(csat(Counts.of({}, Scale(*ends))).definition for ends in ((0, 1), (1, 5), (1, 7), (0, 10), (1, 10))),
    ces(Counts.of({}, Scale(1, 7))).definition,
    ces(Counts.of({}, Scale(1, 5)), version="5-point").definition,
    ces(Counts.of({}, Scale(1, 5, direction="low_is_good")), version="1.0").definition,
    *(star_rating(Counts.of({}, Scale(*ends))).definition for ends in ((1, 5), (0, 100))),
    *(one(Counts.of({}, Scale(*ends))).definition for one in BELIEFS for ends in ((1, 7), (0, 10))),
    net_sentiment(polarity({})).definition,
]


@pytest.mark.parametrize(("name", "thing"), NAMES)
def test_everything_has_a_name_in_both_languages(name, thing):
    assert re.fullmatch(r"[\w() -]+", name(thing, EN), re.ASCII)
    assert re.search("[\u4e00-\u9fff]", name(thing, ZH))


def test_metrics_and_sentiments_are_put_in_one_order():
    assert set(naming.METRIC_ORDER) == {*METRICS, "net_sentiment"}
    assert set(naming.SENTIMENT_ORDER) == set(SENTIMENTS)


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda one: one.rule)
def test_a_definition_is_the_librarys_in_english_and_whole_in_chinese(definition):
    assert naming.definition_text(definition, EN) == str(definition)
    chinese = naming.definition_text(definition, ZH)
    assert not re.search(r"[a-z]{2,}", chinese)
    numbers = re.findall(r"\d+(?:\.\d+)?(?:-\d+)?", str(definition))
    assert sorted(re.findall(r"\d+(?:\.\d+)?(?:-\d+)?", chinese)) == sorted(numbers)


def test_the_level_of_an_interval_is_said():
    definition = nps(Counts.of({}, Scale(0, 10)), level=0.9).definition
    assert "90%" in naming.definition_text(definition, ZH)


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "ZH"}, "zh"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "C", "LC_MESSAGES": "zh_SG"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
    ],
)
def test_the_language_is_that_of_the_environment(environment, language):
    assert language_of(environment) == language


def test_a_phrase_is_filled_with_what_is_given_and_never_with_what_stands_in_it():
    assert EN.gettext("there is no time zone “{zone}”", zone="{level}") == "there is no time zone “{level}”"
    assert EN.ngettext("{n} record", "{n} records", 1) == "1 record"
    assert EN.ngettext("{n} record", "{n} records", 1_200) == "1,200 records"
    assert ZH.ngettext("{n} record", "{n} records", 1) == "1 条记录"
    assert (EN.tag, ZH.tag) == ("en", "zh-Hans")
