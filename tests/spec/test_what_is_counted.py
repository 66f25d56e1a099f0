"""Which rows a tally counts, how it splits them, in what order; on every engine."""

from datetime import date

import pytest

from regard.perception import Counts, Filters, Owned, Scale
from regard.perception.schema import UnknownDimension, UnknownMetric

ELEVEN = Scale(0, 10)
CUSTOMERS = """
    record_id | part | day        | source | kind   | channel | segment | customer_id | account_id | subject
    a         | 0    | 2026-01-31 | web    | survey | email   | new     | ann         | acme       | app
    a         | 1    | 2026-01-31 | web    | survey | email   | new     | ann         | acme       | app
    b         | 0    | 2026-02-01 | web    | survey | chat    | new     | ann         | acme       | app
    c         | 0    | 2026-02-28 | store  | review |         | old     | 王芳        |            |
    c         | 1    | 2026-02-28 | store  | review |         | old     | 王芳        |            |
    c         | 2    | 2026-02-28 | store  | review |         | old     | 王芳        |            | shop
    d         | 0    |            | file   | import |         |         |             |            |
    e         | 0    | 2026-03-01 | file   | import |         |         |             |            |

    record_id | part | metric | score | language | sentiment | words                     | is_public
    a         | 0    | nps    | 10    | en       | positive  | fast:positive             | yes
    a         | 1    | csat   | 5     |          |           |                           | yes
    b         | 0    | nps    | 3     | en       | negative  | slow:negative,fast:       |
    c         | 0    | nps    | 7     | zh       | mixed     | 慢:negative,fast:positive | yes
    c         | 1    | csat   | 2     |          |           |                           | yes
    c         | 2    | nps    | 9     |          |           |                           | yes
    d         | 0    | nps    | 0     |          |           |                           |
    e         | 0    |        |       | unknown  |           |                           |

    record_id | part | marks
    a         | 0    | factor:price,factor:price:positive,emotion:joy
    b         | 0    | factor:price,factor:price:negative,factor:ease
    c         | 0    | emotion:joy,emotion:anger
"""


@pytest.fixture
def asked(engine):
    return engine(CUSTOMERS)


def scores(tally):
    """`{key: {score: how many}}` of a tally on one scale."""
    return {
        row.key: {
            score: n for score, n in zip(row.counts.scale.scores, row.counts.n_by_score, strict=True) if n
        }
        for row in tally.rows
    }


def records(asked, **filters):
    """The records that a filter lets through, by the scores of their NPS."""
    return scores(asked.score_counts("nps", where=Filters(**filters))).get((), {})


def test_records_are_counted_once_whatever_their_parts(asked):
    assert asked.record_counts().total == 5


def test_answers_are_counted_by_part(asked):
    assert scores(asked.score_counts("nps")) == {(): {0: 1, 3: 1, 7: 1, 9: 1, 10: 1}}


@pytest.mark.parametrize(
    ("dimension", "expected"),
    [
        ("source", {"file": 2, "store": 1, "web": 2}),
        ("kind", {"import": 2, "review": 1, "survey": 2}),
        ("channel", {"chat": 1, "email": 1, None: 3}),
        ("segment", {"new": 2, "old": 1, None: 2}),
        ("customer_id", {"ann": 2, "王芳": 1, None: 2}),
        ("account_id", {"acme": 2, None: 3}),
        ("subject", {"app": 2, None: 3}),
        ("language", {"en": 2, "unknown": 1, "zh": 1, None: 1}),
        ("sentiment", {"mixed": 1, "negative": 1, "positive": 1, None: 2}),
        ("month", {"2026-01": 1, "2026-02": 2, "2026-03": 1, None: 1}),
        (
            "day",
            {date(2026, 1, 31): 1, date(2026, 2, 1): 1, date(2026, 2, 28): 1, date(2026, 3, 1): 1, None: 1},
        ),
        ("is_public", {True: 2, None: 3}),
    ],
)
def test_records_are_split_by_every_dimension_in_order(asked, dimension, expected):
    assert list(asked.record_counts(by=(dimension,)).counts().items()) == list(expected.items())


def test_answers_are_split_by_several_dimensions(asked):
    assert scores(asked.score_counts("nps", by=("segment", "month"))) == {
        ("new", "2026-01"): {10: 1},
        ("new", "2026-02"): {3: 1},
        ("old", "2026-02"): {7: 1, 9: 1},
        (None, None): {0: 1},
    }


def test_answers_on_any_part_count_for_each_thing_that_their_record_is_marked_with(asked):
    assert scores(asked.score_counts("nps", by=("mark:emotion",))) == {
        ("anger",): {7: 1, 9: 1},
        ("joy",): {7: 1, 9: 1, 10: 1},
    }
    assert scores(asked.score_counts("csat", by=("month", "mark:emotion"))) == {
        ("2026-01", "joy"): {5: 1},
        ("2026-02", "anger"): {2: 1},
        ("2026-02", "joy"): {2: 1},
    }
    negative = asked.score_counts("nps", by=("mark:factor:negative",), where=Filters(language="en"))
    assert (negative.by, scores(negative)) == (("mark:factor:negative",), {("price",): {3: 1}})


def test_records_count_for_each_thing_that_they_are_marked_with(asked):
    assert asked.record_counts(by=("mark:factor",)).counts() == {"ease": 1, "price": 2}
    assert asked.sentiment_counts(by=("mark:factor:positive",)).rows == ((("price", "positive"), 1),)
    assert asked.record_counts(by=("mark:nothing", "month")).rows == ()


def test_answers_on_any_part_have_the_language_and_sentiment_of_their_record(asked):
    assert scores(asked.score_counts("csat", by=("language", "sentiment"))) == {
        ("en", "positive"): {5: 1},
        ("zh", "mixed"): {2: 1},
    }


def test_a_part_may_have_a_subject_of_its_own(asked):
    assert scores(asked.score_counts("nps", by=("subject",)))[("shop",)] == {9: 1}


def test_days_are_split_by_day(asked):
    rows = asked.score_counts("nps", by=("day",)).rows
    assert rows[0].key == (date(2026, 1, 31),)
    assert rows[0].counts == Counts.of({10: 1}, ELEVEN)


def test_sentiment_is_split_after_the_dimensions(asked):
    tally = asked.sentiment_counts(by=("month",))
    assert tally.by == ("month", "sentiment")
    assert tally.rows == (
        (("2026-01", "positive"), 1),
        (("2026-02", "mixed"), 1),
        (("2026-02", "negative"), 1),
    )


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, {0, 3, 7, 9, 10}),
        ({"start": date(2026, 2, 1)}, {3, 7, 9}),
        ({"end": date(2026, 2, 1)}, {10}),
        ({"start": date(2026, 2, 1), "end": date(2026, 2, 28)}, {3}),
        ({"source": "web"}, {10, 3}),
        ({"source": ("web", "file")}, {10, 3, 0}),
        ({"channel": "chat"}, {3}),
        ({"channel": (None,)}, {7, 9, 0}),
        ({"channel": ("chat", None)}, {3, 7, 9, 0}),
        ({"kind": "review"}, {7, 9}),
        ({"segment": ("new", "lost")}, {10, 3}),
        ({"customer_id": "王芳"}, {7, 9}),
        ({"account_id": "acme", "channel": "email"}, {10}),
        ({"language": "zh"}, {7, 9}),
        ({"language": (None, "unknown")}, {0}),
        ({"sentiment": ("mixed", "positive")}, {7, 9, 10}),
        ({"sentiment": (None,)}, {0}),
        ({"language": "en", "sentiment": "negative"}, {3}),
        ({"word": "fast"}, {10, 3, 7, 9}),
        ({"word": ("慢", "slow")}, {3, 7, 9}),
        ({"word": "fa"}, set()),
        ({"metric": "csat"}, {10, 7, 9}),
        ({"metric": ("csat", "nps")}, {0, 3, 7, 9, 10}),
        ({"metric": "stars"}, set()),
        ({"band": ("nps", 0, 6)}, {0, 3}),
        ({"band": ("nps", 9, 10)}, {7, 9, 10}),
        ({"band": ("csat", 1, 2)}, {7, 9}),
        ({"band": ("csat", 1, 2), "word": "fast", "language": "zh", "segment": "old"}, {7, 9}),
        ({"marks": (("factor:price",),)}, {10, 3}),
        ({"marks": (("factor:price:negative", "emotion:anger"),)}, {3, 7, 9}),
        ({"marks": (("factor:price",), ("emotion:joy",))}, {10}),
        ({"marks": (("factor:price",), ("emotion:anger",))}, set()),
        ({"marks": (("price",),)}, set()),
        ({"marks": ((),)}, set()),
        ({"marks": (("emotion:joy",),), "language": "zh"}, {7, 9}),
        ({"band": ("csat", 1, 2), "language": "en"}, set()),
        ({"owned": Owned("acme")}, {10, 3}),
        ({"owned": Owned("acme", others=True)}, {0, 7, 9}),
        ({"owned": Owned("acme", "王芳")}, {3, 7, 9, 10}),
        ({"owned": Owned("acme", "王芳", others=True)}, {0}),
        ({"owned": Owned(customers="王芳")}, {7, 9}),
        ({"owned": Owned(customers="ann")}, set()),  # her account is asked, for it is known
        ({"owned": Owned(customers="ann", others=True)}, {0, 3, 7, 9, 10}),
        ({"owned": Owned()}, set()),
        ({"owned": Owned(others=True)}, {0, 3, 7, 9, 10}),
        ({"owned": Owned("acme"), "channel": "chat"}, {3}),
        ({"owned": Owned("acme", others=True), "language": "zh", "metric": "csat"}, {7, 9}),
        ({"owned": Owned((f"a{n}" for n in range(40_000)), ("'", "王芳", "$accounts"))}, {7, 9}),
    ],
    ids=str,
)
def test_filters_choose_rows_and_whole_records(asked, filters, expected):
    assert set(records(asked, **filters)) == expected


def test_whose_records_they_are_holds_for_every_question(asked):
    mine, others = Filters(owned=Owned("acme", "王芳")), Filters(owned=Owned("acme", others=True))
    assert asked.record_counts(by=("segment",), where=mine).counts() == {"new": 2, "old": 1}
    assert asked.sentiment_counts(where=mine).counts() == {"mixed": 1, "negative": 1, "positive": 1}
    assert asked.people(where=mine) == 2
    assert [word.word for word in asked.word_counts(where=others).rows] == ["fast", "慢"]
    assert asked.polarity_counts("emotion", where=others).total == 2
    assert asked.record_counts(by=("mark:factor",), where=mine).counts() == {"ease": 1, "price": 2}
    assert scores(asked.score_counts("csat", by=("language",), where=mine)) == {
        ("en",): {5: 1},
        ("zh",): {2: 1},
    }


def test_a_filter_on_the_record_reaches_all_its_parts(asked):
    assert scores(asked.score_counts("csat", where=Filters(band=("nps", 7, 7), word="慢"))) == {(): {2: 1}}


def test_filters_hold_for_records_sentiment_and_words_alike(asked):
    where = Filters(band=("csat", 4, 5))
    assert asked.record_counts(where=where).total == 1
    assert asked.sentiment_counts(where=where).counts() == {"positive": 1}
    assert [word.word for word in asked.word_counts(where=where).rows] == ["fast"]


@pytest.mark.parametrize(
    "value", ["web' OR '1'='1", "web'); DROP TABLE answers; --", "$source", "%", "\\", ""]
)
def test_a_filter_is_a_value_and_never_a_condition(asked, value):
    where = Filters(source=value, word=value, language=value, metric=value, customer_id=value)
    assert asked.record_counts(where=where).rows == ()
    assert asked.record_counts(where=Filters(owned=Owned(value, value))).rows == ()
    assert asked.record_counts().total == 5


def test_the_people_who_said_something_are_counted_once_whatever_their_records(asked, empty_engine):
    assert asked.people() == 2  # ann twice; nothing was read in what the others said
    assert asked.people(where=Filters(language="zh")) == 1
    assert asked.people(where=Filters(sentiment=(None,))) == 0
    assert empty_engine.people() == 0


def test_words_are_counted_by_people_and_not_by_records(asked):
    assert [(word.word, word.people) for word in asked.word_counts().rows] == [
        ("fast", 2),
        ("slow", 1),
        ("慢", 1),
    ]


def test_each_word_says_how_many_meant_it_how(asked):
    (fast, *_) = asked.word_counts().rows
    assert fast.by_sentiment == (("positive", 2), (None, 1))
    assert fast.sentiment == "positive"


def test_the_words_most_people_used_come_first_and_can_be_cut(asked):
    assert [word.word for word in asked.word_counts(limit=1).rows] == ["fast"]


def test_a_word_without_a_customer_counts_once_for_each_record(engine):
    asked = engine("""
        record_id | customer_id | words
        a         |             | slow:negative
        b         |             | slow:positive
        c         | b           | slow:negative
        d         | b           | slow:negative
    """)
    (slow,) = asked.word_counts().rows
    assert (slow.people, slow.by_sentiment) == (3, (("negative", 2), ("positive", 1)))


def test_a_word_that_is_meant_both_ways_is_mixed(engine):
    asked = engine("""
        record_id | words
        a         | price:negative
        b         | price:positive
    """)
    assert [word.sentiment for word in asked.word_counts().rows] == ["mixed"]


SPOKEN = """
    record_id | part | day        | marks
    a         | 0    | 2026-01-31 | factor:price,polarity:positive,factor:price:positive
    b         | 0    | 2026-02-01 | factor:price:positive,factor:price:negative,factor:价格:negative
    c         | 0    | 2026-02-02 | factor:price:neutral,factor:price:negative,factor:ease:neutral
    d         | 0    | 2026-02-03 | factor:price,factor:price:positive,factor:price:neutral
    e         | 0    | 2026-02-04 | emotion:joy,factors:price:positive
    f         | 0    | 2026-02-05 |
    g         | 0    | 2026-02-05 | factor:price,polarity:positive,factor:price:positive
"""


def test_a_record_counts_once_for_each_thing_by_how_it_speaks_of_it(engine):
    tally = engine(SPOKEN).polarity_counts("factor")
    assert tally.by == ("factor", "polarity")
    assert tally.rows == (
        (("ease", "neutral"), 1),
        (("price", "mixed"), 1),
        (("price", "negative"), 1),
        (("price", "positive"), 3),
        (("价格", "negative"), 1),
    )


def test_how_records_speak_of_a_thing_follows_the_filters(engine):
    asked = engine(SPOKEN)
    late = Filters(start=date(2026, 2, 3), marks=(("factor:price:positive",),))
    assert asked.polarity_counts("factor", where=late).rows == ((("price", "positive"), 2),)
    assert asked.polarity_counts("emotion").rows == ((("joy", "neutral"), 1),)


@pytest.mark.parametrize("head", ["", "fact", "factor:price", "%", "' OR '1'='1"])
def test_a_head_is_the_whole_first_part_of_a_mark(engine, head):
    assert engine(SPOKEN).polarity_counts(head).rows == ()


def test_nothing_is_said_of_anything_where_there_are_no_records(empty_engine):
    assert empty_engine.polarity_counts("factor").rows == ()


def test_only_dimensions_split_a_tally(asked):
    for ask in (asked.record_counts, asked.sentiment_counts, lambda by: asked.score_counts("nps", by=by)):
        with pytest.raises(UnknownDimension, match="score"):
            ask(by=("score",))


def test_an_unknown_metric_is_refused(asked):
    with pytest.raises(UnknownMetric, match="happiness"):
        asked.score_counts("happiness")
