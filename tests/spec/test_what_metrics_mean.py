"""A drawn table, the number that it means, on every engine."""

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


def test_nps_is_percent_promoters_minus_percent_detractors(engine):
    asked = engine("""
        record_id | times | metric | score
        promoter  | 50    | nps    | 9
        passive   | 30    | nps    | 7
        detractor | 20    | nps    | 6
    """)
    (row,) = asked.score_counts("nps").rows
    assert str(nps(row.counts)) == "30.0 [14.0, 44.3], n=100"


def test_nps_leaves_out_who_did_not_answer(engine):
    asked = engine("""
        record_id | times | metric | score
        promoter  | 40    | nps    | 10
        skipped   | 40    | nps    |
        unasked   | 40    |        |
    """)
    (row,) = asked.score_counts("nps").rows
    assert (nps(row.counts).value, nps(row.counts).n) == (100, 40)


def test_csat_is_the_share_of_four_and_five(engine):
    asked = engine("""
        record_id | times | metric | score
        happy     | 60    | csat   | 5
        content   | 20    | csat   | 4
        so-so     | 10    | csat   | 3
        angry     | 10    | csat   | 1
    """)
    (row,) = asked.score_counts("csat").rows
    assert csat(row.counts).value == 80
    assert csat(row.counts, aggregate="mean").value == 4.2
    assert csat(row.counts, aggregate="pomp").value == 80


def test_ces_is_the_mean_agreement_that_it_was_easy(engine):
    asked = engine("""
        record_id | times | metric | score
        easy      | 60    | ces    | 7
        fair      | 20    | ces    | 5
        hard      | 20    | ces    | 1
    """)
    (row,) = asked.score_counts("ces").rows
    assert ces(row.counts).value == 5.4
    assert ces(row.counts, aggregate="net").exact == 40


@pytest.mark.parametrize(("name", "metric"), [("trust", trust), ("values", value_alignment)])
def test_trust_and_shared_values_are_the_share_of_the_two_best_answers(engine, name, metric):
    asked = engine(f"""
        record_id | times | metric | score
        surely    | 50    | {name} | 7
        yes       | 10    | {name} | 6
        rather    | 20    | {name} | 5
        no        | 20    | {name} | 1
    """)
    (row,) = asked.score_counts(name).rows
    assert metric(row.counts).value == 60
    assert metric(row.counts, aggregate="mean").value == 5.3
    others = {"trust": "values", "values": "trust"}
    assert asked.score_counts(others[name]).rows == ()


def test_trust_on_eleven_steps_is_kept_apart_from_trust_on_seven(engine):
    asked = engine("""
        record_id | times | metric | score | scale_min | scale_max
        seven     | 30    | trust  | 6     | 1         | 7
        eleven    | 30    | trust  | 6     | 0         | 10
    """)
    found = {row.counts.scale: trust(row.counts).value for row in asked.score_counts("trust").rows}
    assert found == {Scale(1, 7): 100, Scale(0, 10): 0}


def test_stars_are_a_mean_with_their_histogram(engine):
    asked = engine("""
        record_id | times | metric | score
        one       | 25    | stars  | 1
        two       | 20    | stars  | 2
        three     | 75    | stars  | 3
        four      | 80    | stars  | 4
        five      | 60    | stars  | 5
    """)
    (row,) = asked.score_counts("stars").rows
    assert row.counts.n_by_score == (25, 20, 75, 80, 60)
    assert str(star_rating(row.counts)) == "3.50 [3.35, 3.64], n=260"


def test_net_sentiment_counts_every_read_record_once(engine):
    asked = engine("""
        record_id | times | part | sentiment | metric | score
        glad      | 120   | 0    | positive  |        |
        glad      | 120   | 1    |           | nps    | 9
        sad       | 40    | 0    | negative  |        |
        torn      | 20    | 0    | mixed     |        |
        plain     | 20    | 0    | neutral   |        |
        unread    | 99    | 0    |           |        |
    """)
    labels = asked.sentiment_counts().counts()
    assert labels == {"positive": 120, "negative": 40, "mixed": 20, "neutral": 20}
    assert (net_sentiment(polarity(labels)).value, net_sentiment(polarity(labels)).n) == (40, 200)


def test_scales_of_one_metric_are_never_pooled(engine):
    asked = engine("""
        record_id | metric | score | scale_max
        a         | csat   | 5     | 5
        b         | csat   | 5     | 7
        c         | csat   | 7     | 7
    """)
    assert asked.score_counts("csat").scales() == {
        Scale(1, 7): Counts.of({5: 1, 7: 1}, Scale(1, 7)),
        Scale(1, 5): Counts.of({5: 1}, Scale(1, 5)),
    }


def test_the_direction_of_a_scale_keeps_it_apart(engine):
    asked = engine("""
        record_id | metric | score | scale_direction
        a         | csat   | 1     | low_is_good
        b         | csat   | 1     | high_is_good
    """)
    best, worst = asked.score_counts("csat").rows[1], asked.score_counts("csat").rows[0]
    assert [float(csat(row.counts).exact) for row in (best, worst)] == [100, 0]


@pytest.mark.parametrize("metric", ["nps", "csat", "ces", "stars", "trust", "values"])
def test_nothing_collected_is_no_answer(empty_engine, metric):
    assert empty_engine.score_counts(metric).rows == ()


def test_nothing_collected_is_no_record_and_no_word(empty_engine):
    assert empty_engine.record_counts(by=("month",)).total == 0
    assert empty_engine.sentiment_counts().rows == ()
    assert empty_engine.word_counts().rows == ()
