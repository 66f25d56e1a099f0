"""How people speak of factors: what leans is more than chance, and of what few name nothing is said."""

import random
from collections import Counter
from fractions import Fraction

import pytest

from regard.perception.metrics.sentiment import net_sentiment, polarity
from regard.perception.tallies import Tally
from regard.web.insights.factor_study import factor_study
from regard.web.insights.marks import FACTORS


def tally(**factors):
    """Counts of (positive, negative, mixed, neutral) records for each factor."""
    labels = ("positive", "negative", "mixed", "neutral")
    return Tally.of(
        ("factor", "polarity"),
        {
            (factor, label): n
            for factor, counts in factors.items()
            for label, n in zip(labels, counts, strict=True)
            if n
        },
    )


def found(**factors):
    return {one.factor: one for one in factor_study(tally(**factors))}


def test_records_that_do_both_count_on_both_sides_and_leave_the_number_as_it_is():
    price = found(price=(30, 10, 3, 60))["price"]
    assert (price.n, price.praised, price.complained) == (103, 33, 13)
    assert str(price.net) == "19.4 [7.7, 30.8], n=103"
    assert price.net.exact == Fraction(100 * (33 - 13), 103)


def test_the_chance_is_that_of_mcnemar():
    # R: mcnemar.test(matrix(c(0, 10, 30, 0), 2), correct = FALSE)$p.value, alone and so not corrected
    assert found(price=(30, 10, 3, 60))["price"].p == pytest.approx(0.001565402, abs=1e-9)


def test_what_is_praised_more_and_complained_of_more_leans():
    every = found(price=(20, 80, 4, 10), support=(80, 20, 4, 10), ease=(50, 50, 0, 60))
    assert {name: every[name].leans for name in ("price", "support", "ease")} == {
        "price": "complaint",
        "support": "praise",
        "ease": "",
    }


def test_a_lean_that_stands_alone_falls_among_many():
    alone = found(price=(30, 16, 0, 50))["price"]
    others = {factor: (20, 20, 0, 70) for factor in FACTORS if factor != "price"}
    among = found(price=(30, 16, 0, 50), **others)["price"]
    assert (alone.leans, among.leans) == ("praise", "")
    assert among.p == pytest.approx(10 * alone.p)
    assert among.net == alone.net


def test_too_few_records_are_no_number_and_lean_nowhere():
    price = found(price=(12, 0, 0, 0), support=(40, 10, 2, 5))["price"]
    assert (price.net.status, price.net.value, price.p, price.leans) == ("not_enough_answers", None, None, "")
    assert price.net.needed > 0


def test_what_few_name_is_no_comparison():
    both = found(support=(40, 20, 0, 0), price=(12, 0, 0, 0))
    assert both["support"].p == found(support=(40, 20, 0, 0))["support"].p


def test_all_ten_stand_there_the_most_praised_first_and_the_few_last():
    every = factor_study(tally(price=(10, 40, 0, 0), support=(40, 10, 0, 0), trust=(5, 0, 0, 0)))
    assert [one.factor for one in every[:3]] == ["support", "price", "trust"]
    assert sorted(one.factor for one in every) == sorted(FACTORS)
    assert {(one.n, one.net.status) for one in every[3:]} == {(0, "no_answers")}


def test_nothing_named_is_nothing_found():
    assert {(one.n, one.p, one.leans) for one in factor_study(tally())} == {(0, None, "")}


def test_a_factor_that_is_none_of_the_ten_is_left_out():
    assert "weather" not in found(weather=(40, 10, 0, 0))


def test_only_neutral_records_lean_nowhere():
    price = found(price=(0, 0, 0, 80))["price"]
    assert (price.net.value, price.p, price.leans) == (0.0, 1.0, "")


def test_where_praise_and_complaint_are_alike_nearly_nothing_leans():
    dice, wrong = random.Random(11), 0
    for _ in range(300):
        counts = {}
        for factor in FACTORS:
            drawn = Counter(dice.choices(("positive", "negative", "neutral"), (3, 3, 4), k=80))
            counts[factor] = (drawn["positive"], drawn["negative"], 0, drawn["neutral"])
        wrong += any(one.leans for one in factor_study(tally(**counts)))
    assert wrong <= 0.08 * 300


@pytest.mark.parametrize("labels", [(16, 14, 0, 0), (30, 30, 0, 36), (60, 50, 0, 30), (40, 1, 0, 0)])
def test_a_factor_is_a_number_where_net_sentiment_of_the_same_records_is_one(labels):
    """One rule for all that is praise minus complaint: 30 records, and at most 15 points to either side."""
    names = ("positive", "negative", "mixed", "neutral")
    sentiment = net_sentiment(polarity(dict(zip(names, labels, strict=True))))
    price = found(price=labels)["price"].net
    assert (price.status, price.needed) == (sentiment.status, sentiment.needed)
    assert (price.low, price.high) == (sentiment.low, sentiment.high)
