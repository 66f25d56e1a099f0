"""Small frozen tables of counts."""

import math
from datetime import UTC, date, datetime

import pytest

from regard.perception import (
    Counts,
    Filters,
    OffScale,
    Owned,
    Scale,
    ScoreTally,
    Tally,
    UnfitFilter,
    UnlikeCounts,
)
from regard.perception.tallies import WordCount, WordTally

FIVE, SEVEN = (1, 5, "high_is_good"), (1, 7, "high_is_good")


def cells(*some):
    return ScoreTally.of("csat", ("segment", "month"), some)


CSAT = cells(
    (("new", "2026-02"), FIVE, 5, 2),
    (("new", "2026-01"), FIVE, 5, 1),
    ((None, "2026-01"), SEVEN, 7, 9),
    (("new", "2026-01"), FIVE, 4, 3),
    (("new", "2026-01"), SEVEN, 7, 1),
)
RECORDS = Tally.of(("segment", "month"), {("new", "b"): 1, (None, "a"): 2, ("new", "a"): 4, ("new", None): 8})


def test_keys_come_in_order_and_none_last():
    assert [key for key, _ in RECORDS.rows] == [("new", "a"), ("new", "b"), ("new", None), (None, "a")]


def test_score_rows_come_in_the_order_of_keys_and_scales():
    assert [(row.key, str(row.counts.scale), row.counts.n) for row in CSAT.rows] == [
        (("new", "2026-01"), "1-5", 4),
        (("new", "2026-01"), "1-7", 1),
        (("new", "2026-02"), "1-5", 2),
        ((None, "2026-01"), "1-7", 9),
    ]


def test_days_and_flags_are_keys_too():
    tally = Tally.of(("day", "is_public"), {(date(2026, 1, 2), True): 1, (date(2026, 1, 2), None): 2})
    assert [key for key, _ in tally.rows] == [(date(2026, 1, 2), True), (date(2026, 1, 2), None)]


def test_a_total_counts_all_records():
    assert RECORDS.total == 15


def test_rolling_up_adds_what_falls_together():
    assert RECORDS.rollup("segment").counts() == {"new": 13, None: 2}
    assert RECORDS.rollup("month", "segment").rows[0] == (("a", "new"), 4)
    assert RECORDS.rollup().rows == (((), 15),)


def test_rolling_up_an_empty_tally_leaves_it_empty():
    assert Tally.of(("segment",), {}).rollup().rows == ()


def test_rolling_up_answers_keeps_scales_apart():
    assert [(row.key, row.counts.n) for row in CSAT.rollup("month").rows] == [
        (("2026-01",), 4),
        (("2026-01",), 10),
        (("2026-02",), 2),
    ]


def test_a_dimension_that_the_tally_does_not_have_cannot_be_rolled_up_to():
    with pytest.raises(ValueError, match="rolled up to 'source'"):
        RECORDS.rollup("source")


def test_the_scale_with_the_most_answers_comes_first():
    assert list(CSAT.scales()) == [Scale(1, 7), Scale(1, 5)]
    assert CSAT.scales()[Scale(1, 5)] == Counts.of({4: 3, 5: 3}, Scale(1, 5))


def test_all_answers_are_counted_whatever_their_scale():
    assert CSAT.n == 16


def test_tallies_with_the_same_dimensions_add_up():
    assert (CSAT + CSAT).rollup() == CSAT.rollup() + CSAT.rollup()
    assert Tally.of(RECORDS.by, {key: 2 * n for key, n in RECORDS.rows}) == RECORDS + RECORDS


def test_tallies_of_other_dimensions_or_metrics_do_not():
    with pytest.raises(UnlikeCounts):
        RECORDS + RECORDS.rollup("month")
    with pytest.raises(UnlikeCounts, match="nps"):
        CSAT + ScoreTally.of("nps", CSAT.by, [])


def test_counts_by_value_need_one_dimension():
    with pytest.raises(ValueError, match="by one dimension"):
        RECORDS.counts()


def test_a_score_outside_its_scale_is_refused():
    with pytest.raises(OffScale):
        cells((("new", None), FIVE, 6, 1))


def test_a_single_string_is_a_filter_of_one_value():
    assert Filters(segment="new") == Filters(segment=("new",)) == Filters(segment=["new"])


def test_no_filter_is_the_same_as_none_and_as_an_empty_one():
    assert Filters() == Filters(segment=None) == Filters(segment=[])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("start", datetime(2026, 1, 1, tzinfo=UTC)),
        ("end", "2026-01-01"),
        ("source", (1,)),
        ("segment", b"new"),
        ("metric", (None,)),
        ("word", ("slow", None)),
        ("band", "nps"),
        ("band", ("nps", 0)),
        ("band", ("nps", 0, None)),
        ("band", ("nps", "0", "6")),
        ("band", ("nps", 0, math.nan)),
        ("band", ("nps", math.nan, 6)),
        ("band", (None, 0, 6)),
        ("owned", "acme"),
    ],
    ids=str,
)
def test_what_cannot_choose_rows_is_refused_by_name(name, value):
    with pytest.raises(UnfitFilter, match=f"^{name}: "):
        Filters(**{name: value})


def test_a_band_is_kept_as_numbers():
    assert Filters(band=["nps", 0, 6]) == Filters(band=("nps", 0.0, 6.0))
    assert hash(Filters(band=["nps", 0, 6])) == hash(Filters(band=("nps", 0, 6)))


def test_a_band_may_be_open():
    assert Filters(band=("nps", -math.inf, 6)).band == ("nps", -math.inf, 6)


@pytest.mark.parametrize("make", [lambda by: Tally.of(by, {}), lambda by: ScoreTally.of("nps", by, [])])
def test_a_list_of_dimensions_is_kept_as_a_tuple(make):
    assert make(["segment", "month"]) == make(("segment", "month"))
    assert hash(make(["segment"])) == hash(make(("segment",)))


def test_fewer_words_than_none_are_not_kept():
    with pytest.raises(ValueError, match="-1"):
        WordTally.of({"a": 1, "b": 2}, {("a", None): 1, ("b", None): 2}, -1)


def test_filters_can_be_kept_in_a_cache():
    assert hash(Filters(word=["slow"])) == hash(Filters(word="slow"))


def test_of_many_ids_a_digest_is_shown_that_changes_with_each_of_them():
    ids = [f"a{number}" for number in range(5000)]
    shown = {
        repr(Filters(owned=owned))
        for owned in (
            Owned(ids),
            Owned(reversed(ids)),
            Owned(ids, others=True),
            Owned(ids[1:]),
            Owned(ids[1:], ids[:1]),
            Owned((), ids),
        )
    }
    assert len(shown) == 5
    assert all(len(text) < 400 for text in shown)


@pytest.mark.parametrize("ids", [(None,), ("acme", None), (1,), b"acme"], ids=str)
def test_whose_rows_they_are_is_said_by_ids_alone(ids):
    with pytest.raises(UnfitFilter, match=r"^accounts: "):
        Owned(ids)
    with pytest.raises(UnfitFilter, match=r"^customers: "):
        Owned(customers=ids)


def test_words_come_by_people_and_then_by_code_point():
    people = {"b": 2, "a": 2, "慢": 5, "c": 1}
    tally = WordTally.of(people, {(word, None): n for word, n in people.items()}, 3)
    assert [word.word for word in tally.rows] == ["慢", "a", "b"]


@pytest.mark.parametrize(
    ("by_sentiment", "sentiment"),
    [
        ((("negative", 3), ("positive", 1)), "negative"),
        ((("negative", 2), ("positive", 2)), "mixed"),
        ((("mixed", 4),), "mixed"),
        (((None, 4),), None),
        ((("neutral", 3), (None, 1)), "neutral"),
    ],
)
def test_a_word_has_the_sentiment_of_more_than_half_of_its_people(by_sentiment, sentiment):
    assert WordCount("slow", 4, by_sentiment).sentiment == sentiment
