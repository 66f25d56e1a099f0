"""How the numbers of themes and the acts on them are put into words."""

from dataclasses import replace

import pytest

from regard.perception.comparisons import Comparison
from regard.perception.counts import Counts, Scale
from regard.perception.metrics import net_sentiment, polarity
from regard.web.dashboards.theme_figures import figure, gap_figure, impact_figure
from regard.web.insights.theme_impacts import Impact, Scores
from regard.web.insights.theme_keeping import Merge, Move, Rename, Retire, Split
from regard.web.insights.theme_models import ThemeEvent
from regard.web.insights.theme_numbers import share
from tests.web.dashboards.test_themes import post, publish, theme_of, themed
from tests.web.insights.test_themes import change, terms

__all__ = ["themed"]

BELOW = Comparison(-12.4, -18.0, -6.8, 0.001, 0.002, True, "x", 400, 90)
POINTS = Scores("nps", "points")


def test_a_share_stands_with_its_interval():
    found = figure(share(30, 300))
    assert (found.value, found.interval, found.n, found.note) == ("10 %", "7 – 14", "300", "")


def test_a_share_of_few_records_is_not_a_number():
    found = figure(share(3, 10))
    assert (found.value, found.interval, found.is_shown) == ("–", "", False)
    assert "more needed" in found.note


def test_nobody_said_anything_is_not_zero():
    assert (figure(None).value, figure(None).note) == ("–", "No answers")


def test_a_sentiment_that_is_not_sure_is_drawn_as_its_band_alone():
    found = figure(net_sentiment(polarity({"positive": 20, "negative": 20})))
    assert (found.value, found.is_shown) == ("–", False)
    assert found.scale is not None
    assert found.scale.low < 50 < found.scale.high


def test_a_sure_sentiment_is_drawn_with_its_value():
    found = figure(net_sentiment(polarity({"positive": 300, "negative": 100})))
    assert (found.value, found.is_shown) == ("+50", True)
    assert found.scale is not None
    assert found.scale.value == 75


def test_a_lower_score_points_down_with_its_interval_and_n():
    found = gap_figure(BELOW, POINTS)
    assert (found.value, found.interval, found.n) == ("−12", "−18 to −7", "90")
    assert (found.direction, found.note) == ("down", "")


def test_where_low_is_good_a_lower_score_points_up():
    assert gap_figure(BELOW, replace(POINTS, low_is_good=True)).direction == "up"


def test_a_difference_that_may_be_chance_has_no_direction():
    found = gap_figure(BELOW.adjusted(0.2), POINTS)
    assert (found.direction, found.note) == ("", "no clear difference")


def test_a_missing_difference_says_why():
    assert gap_figure(None, POINTS).note == "not enough answers yet"
    assert gap_figure(None, Scores()).note == "no scores"


def test_counts_of_a_share_are_those_given():
    assert share(30, 300).groups == Counts.of({0: 270, 1: 30}, Scale(0, 1)).grouped({(0,): 0, (1,): 100})


def test_the_part_in_the_whole_has_a_decimal_more_and_the_direction_of_the_gap():
    found = impact_figure(Impact(-2.28, -3.46, -1.10, 0.95, 490, "x"), BELOW, POINTS)
    assert (found.value, found.interval, found.n) == ("−2.3", "−3.5 to −1.1", "490")
    assert found.direction == "down"
    assert impact_figure(None, None, POINTS).note == "not enough answers yet"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_act_is_told_in_words_with_who_and_what(themed, look, analyst, language, noon):
    one, other, third = theme_of("oolong"), theme_of("waiter"), theme_of("parcel")
    word = terms(one)[0].key
    acts = [
        Rename(one.key, "Flowery"), Move(one.key, None), Split(one.key, (word,), "t900", "A part"),
        Merge(other.key, (third.key,)), Retire(other.key),
    ]  # fmt: skip
    for act in acts:
        change(act, by=analyst, at=noon)
    text = look(analyst, "themes/", language=language).text
    told = {
        "en": [
            f"{analyst} renamed “{one.name}” to “Flowery”.",
            f"{analyst} moved “Flowery”.",
            f"{analyst} split “A part” off “Flowery”.",
            f"{analyst} merged “{third.name}” into “{other.name}”.",
            f"{analyst} retired “{other.name}”.",
        ],
        "zh-hans": [
            f"{analyst} 把“{one.name}”改名为“Flowery”。",
            f"{analyst} 移动了“Flowery”。",
            f"{analyst} 从“Flowery”中拆出了“A part”。",
            f"{analyst} 把“{third.name}”并入了“{other.name}”。",
            f"{analyst} 停用了“{other.name}”。",
        ],
    }[language]
    assert [line for line in told if line not in text] == []


@pytest.mark.django_db
def test_acts_are_undone_in_any_order(themed, client, look, analyst, noon):
    one = theme_of("oolong")
    first = change(Rename(one.key, "First"), by=analyst, at=noon)
    second = change(Rename(one.key, "Second"), by=analyst, at=noon)
    post(client, analyst, "undo", first.pk)
    publish(client, analyst)
    assert "Second" in look(analyst, f"themes/{one.key}/").text
    post(client, analyst, "undo", second.pk)
    publish(client, analyst)
    one.refresh_from_db()
    assert one.name not in ("First", "Second")
    assert ThemeEvent.objects.filter(undoing=None).count() == 0


@pytest.mark.django_db
def test_an_act_that_no_longer_applies_says_so(themed, client, look, analyst, noon):
    one, other = theme_of("waiter"), theme_of("parcel")
    merged = change(Merge(one.key, (other.key,)), by=analyst, at=noon)
    foreign = tuple(term.key for term in terms(one) if "parcel" in term.key)
    change(Split(one.key, foreign, "t900", "Parcels again"), by=analyst, at=noon)
    post(client, analyst, "undo", merged.pk)
    publish(client, analyst)
    assert "no longer applies" in look(analyst, "themes/").text
