"""Other vendors' definitions: computed or carried, never joined with ours."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.perception import (
    Counts,
    Scale,
    UnfitScale,
    UnlikeEstimates,
    csat,
    difference,
    net_sentiment,
    polarity,
)
from regard.perception.metrics import KNOWN, UnfitRule, declare

FIVE = Scale(1, 5)
ANSWERS = Counts((2, 4, 10, 34, 50), FIVE)
BY_VENDOR = {(known.vendor, known.name): known for known in KNOWN}
DIXA, TRENGO = BY_VENDOR["Dixa", "CSAT"], BY_VENDOR["Trengo", "CSAT"]


def declared(**how):
    plain = {"vendor": "Acme", "formula": "its own", "scale": FIVE, "rule": "mean", "source": "its help page"}
    return declare(how.pop("name", "CSAT"), **(plain | how))


def test_vendors_make_different_numbers_of_the_same_answers():
    assert (DIXA.measure(ANSWERS).value, TRENGO.measure(ANSWERS).value) == (84, 81.5)
    assert BY_VENDOR["Benbria", "CES"].measure(ANSWERS).value == 4.26


@pytest.mark.parametrize(
    ("vendor", "name", "counts", "value"),
    [
        ("businesschat", "CSAT", Counts((20, 20, 60), Scale(1, 3)), 70),
        ("Nicereply", "CES", Counts((2, 3, 5, 10, 20, 30, 30), Scale(1, 7)), 5.53),
        ("Zonka / Gartner", "CES", Counts((2, 3, 5, 10, 20, 30, 30), Scale(1, 7)), 80),
        ("Chattermill", "Net sentiment", polarity({"negative": 20, "neutral": 30, "positive": 70}), 125 / 3),
    ],
)
def test_each_rule_that_is_known_gives_its_number(vendor, name, counts, value):
    found = BY_VENDOR[vendor, name].measure(counts)
    assert found.value == pytest.approx(value)
    assert found.low < found.value < found.high


def test_a_net_stretched_over_three_scores_is_net_sentiment_under_another_name():
    counts = polarity({"negative": 20, "neutral": 30, "positive": 70})
    theirs, ours = BY_VENDOR["Chattermill", "Net sentiment"].measure(counts), net_sentiment(counts)
    assert theirs.band == pytest.approx(ours.band)
    with pytest.raises(UnlikeEstimates):
        difference(theirs, ours)


def test_the_same_rule_by_another_name_is_still_not_joined():
    ours, theirs = csat(ANSWERS), DIXA.measure(ANSWERS)
    assert ours.band == theirs.band
    with pytest.raises(UnlikeEstimates):
        difference(ours, theirs)


def test_one_vendors_number_is_compared_with_its_own():
    assert difference(DIXA.measure(ANSWERS), DIXA.measure(ANSWERS)).difference == 0


def test_the_definition_names_vendor_formula_scale_and_source():
    text = str(DIXA.measure(ANSWERS, level=0.9).definition)
    assert text.startswith("CSAT by Dixa: 4-5 of 5 / total, rounded on 1-5; source: ")
    assert "90 %" in text
    assert DIXA.definition.box == "4, 5 count 100; 1, 2, 3 count 0"


def test_every_known_definition_is_another():
    assert (
        len({known.definition for known in KNOWN})
        == len({known.definition.id for known in KNOWN})
        == len(KNOWN)
    )


def test_a_carried_number_is_marked_and_has_no_interval():
    found = TRENGO.carried(81, n=420)
    assert (found.status, found.value, found.low, found.high, found.se) == (
        "imported",
        81.0,
        None,
        None,
        None,
    )
    assert str(found) == "81.0 without an interval (imported), n=420"
    plain = json.loads(json.dumps(found.to_dict()))
    assert (plain["status"], plain["n"], plain["low"]) == ("imported", 420, None)
    assert plain["method"].startswith("no interval, carried as published")
    assert len(plain["fingerprint"]) == 16


def test_a_carried_number_is_not_compared_even_with_one_by_the_same_rule():
    for other in (TRENGO.carried(80, n=400), TRENGO.measure(ANSWERS)):
        with pytest.raises(UnlikeEstimates):
            difference(TRENGO.carried(81, n=420), other)


def test_a_secret_rule_can_be_carried_and_not_computed():
    secret = BY_VENDOR["Reputation", "Reputation Score"]
    assert secret.carried(712, n=3000).value == 712
    with pytest.raises(UnfitRule, match="does not publish"):
        secret.measure(Counts.of({500: 9}, Scale(0, 1000)))


@pytest.mark.parametrize("value", [-1, 101, math.nan, math.inf])
def test_a_number_that_the_rule_cannot_give_is_refused(value):
    with pytest.raises(UnfitRule, match="between 0 and 100"):
        TRENGO.carried(value, n=9)


@pytest.mark.parametrize("n", [0, -1, 2.5, None])
def test_no_number_is_carried_without_its_n(n):
    with pytest.raises(UnfitRule, match="answers"):
        TRENGO.carried(81, n=n)


def test_another_scale_is_refused():
    with pytest.raises(UnfitScale, match="Dixa asks CSAT on 1-5, not on 1-7"):
        DIXA.measure(Counts.of({}, Scale(1, 7)))


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"rule": "median"}, "median"),
        ({"rule": {(4, 5): 100, (1, 2): 0}}, "each score"),
        ({"rule": {(4, 5): 100, (1, 2, 3, 4): 0}}, "each score"),
        ({"rule": {(4, 5, 6): 100, (1, 2, 3): 0}}, "each score"),
        ({"rule": {(4, 5): 1000, (1, 2, 3): 0}}, "-100..100"),
        ({"rule": {(4, 5): math.nan, (1, 2, 3): 0}}, "-100..100"),
        ({"rule": {(1, 2, 3, 4, 5): 100}}, "different values"),
        ({"rule": {}}, "different values"),
        ({"name": " "}, "a name"),
        ({"source": ""}, "a source"),
    ],
)
def test_a_declaration_says_everything_or_is_refused(how, told):
    with pytest.raises(UnfitRule, match=told):
        declared(**how)


def test_groups_below_zero_are_points_and_others_percent():
    net = declared(rule={(5,): 100, (3, 4): 0, (1, 2): -100})
    assert (net.definition.unit, net.definition.margin) == ("points", 15)
    assert (DIXA.definition.unit, DIXA.definition.margin) == ("percent", 10)
    assert (declared().definition.unit, declared().definition.margin) == ("score", pytest.approx(0.4))
    assert net.carried(-40, n=5).value == -40


def test_nobody_few_and_a_billion():
    assert DIXA.measure(Counts.of({}, FIVE)).status == "no_answers"
    assert DIXA.measure(ANSWERS, hide_below=101).status == "hidden"
    found = TRENGO.measure(Counts((10**9,) * 5, FIVE))
    assert found.low < found.value == 50 < found.high


@given(st.lists(st.integers(0, 40), min_size=5, max_size=5).filter(any))
def test_every_rule_stays_within_its_ends(cells):
    counts = Counts(tuple(cells), FIVE)
    for rule, low, high in (("mean", 1, 5), ("pomp", 0, 100), ("net", -100, 100)):
        band = declared(rule=rule).measure(counts).band
        assert low <= band[0] <= band[1] <= high
