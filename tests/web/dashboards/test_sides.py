"""The quotes for and against a number: chosen by score and by how they speak, from the same records."""

import pytest

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.panels import Change, Panel
from regard.web.dashboards.sides import bands_of, labels_of, of_side
from regard.web.insights.studies import Scale
from tests.web.dashboards.conftest import BAD, GOOD

pytestmark = pytest.mark.django_db
EFFORT = Scale(1, 7, direction="low_is_good")


@pytest.mark.parametrize(
    ("metric", "scale", "high", "low"),
    [
        ("nps", Scale(0, 10), (9, 10), (0, 6)),
        ("csat", Scale(1, 5), (4, 5), (1, 2)),
        ("csat", Scale(0, 1), (1, 1), (0, 0)),
        ("csat", Scale(1, 3), (3, 3), (1, 1)),
        ("ces", Scale(1, 7), (6, 7), (1, 2)),
        ("ces", EFFORT, (1, 2), (6, 7)),
        ("stars", Scale(1, 5), (4, 5), (1, 2)),
    ],
)
def test_the_scores_of_both_sides(metric, scale, high, low):
    assert bands_of(metric, scale) == {"high": high, "low": low}


def test_sentiment_has_no_scores():
    assert bands_of("net_sentiment", Scale(-1, 1)) == {}
    assert bands_of("nps", None) == {}


def stated(low, high, direction=""):
    change = Change("", direction) if direction else None
    return Panel("", "shown", "", "", 10, 0, low=low, high=high, change=change)


@pytest.mark.parametrize(
    ("found", "labels"),
    [
        (stated(60.0, 80.0), {"high": "In line with the number", "low": "Against the number"}),
        (stated(20.0, 40.0), {"low": "In line with the number", "high": "Against the number"}),
        (stated(40.0, 60.0), {"high": "On the good side", "low": "On the bad side"}),
        (stated(None, None), {"high": "On the good side", "low": "On the bad side"}),
        (stated(60.0, 80.0, "down"), {"low": "In line with the difference", "high": "Against it"}),
        (stated(20.0, 40.0, "up"), {"high": "In line with the difference", "low": "Against it"}),
    ],
    ids=["good", "bad", "between", "too few", "fell", "rose"],
)
def test_the_side_in_line_with_the_number_comes_first(found, labels):
    assert list(labels_of(found).items()) == list(labels.items())


def test_a_side_is_the_same_address_with_its_scores_and_its_voice():
    address = Address(metric="nps", segment=("new",), compare="previous", by="channel", voices="mixed")
    side = of_side(address, "low", bands_of("nps", Scale(0, 10)))
    assert side == Address(metric="nps", segment=("new",), scores=(0, 6), sentiment=("negative",))


def sides(page):
    """Each side by its heading: its rule, where all of it is, and its quotes."""
    found = page.html.split('<div class="sides">')[1].split('<nav class="voices"')[0].split("<section")[1:]
    return [part.split("</h3>") for part in found]


def test_both_sides_stand_above_the_list_with_the_rule_that_chose_them(look, owner, story):
    page = look(owner, "explore/?metric=nps&segment=loyal&period=180")
    (for_head, for_quotes), (against_head, against_quotes) = sides(page)
    assert "In line with the number" in for_head
    assert "scores 9–10 and praise, the clearest of the newest" in for_head
    assert "scores 0–6 and complaint, the clearest of the newest" in against_head
    assert 0 < for_quotes.count("<article") <= 2
    assert not any(text[:12] in for_quotes for text in BAD)
    assert not any(text[:12] in against_quotes for text in GOOD)
    everything = page.link("all of them: scores 9–10 and praise, the clearest of the newest")
    assert everything.endswith("&sentiment=positive&metric=nps&scores=9-10")
    assert look(owner, everything).html.count('<article class="verbatim"') > 2


def test_without_a_metric_and_on_further_pages_there_are_none(look, owner, story):
    for path in ("explore/", "explore/?metric=nps&scores=0-6", "explore/?metric=nps&period=180&page=2"):
        assert '<div class="sides">' not in look(owner, path).html


def test_a_search_and_a_chosen_sentiment_hold_for_both_sides(look, owner, story):
    for _head, body in sides(look(owner, "explore/?metric=nps&period=180&q=lovely")):
        assert body.count("<article") == body.casefold().count("lovely")
    chosen = sides(look(owner, "explore/?metric=nps&period=180&sentiment=negative"))
    empty = next(body for head, body in chosen if "praise" in head)
    assert "Nobody who answered so wrote anything that was read so." in empty


def test_in_chinese(look, owner, story):
    page = look(owner, "explore/?metric=nps&period=180&segment=loyal", language="zh-hans")
    assert "支持这个数字的原话" in page.text
    assert "与这个数字相反的原话" in page.text
