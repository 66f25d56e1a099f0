"""From what the kernels found to columns: each number by its name, each text with its own."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from regard.perception.text import columns
from regard.perception.text.finding import DENIALS, DENIED_WORD, LACKING, NOTHING, SAID, Columns
from regard.perception.text.lists import EMOTIONS, FACTORS, INTENTS

bits = st.lists(st.integers(0, 255), max_size=12)
spans = st.tuples(st.integers(0, 2), st.integers(0, 90), st.integers(91, 99))
rows = st.lists(st.lists(st.tuples(st.integers(0, 9), spans), max_size=5), max_size=8)


def found(count=0, **more):
    """Columns of so many texts of which nothing is said but what is named."""
    empty = Columns(
        np.full(count, NOTHING, np.int8),
        np.zeros((count, 3), np.float32),
        np.zeros(count, np.int32),
        np.zeros(count, np.int32),
        *[np.zeros(count + 1, np.int64), np.zeros((0, 4), np.int32)] * 3,
    )
    return empty._replace(**more)


def placed(texts):
    """Where the rows of each text begin, and all rows; with room behind them, as the kernel leaves it."""
    flat = [(number, *span) for text in texts for number, span in text]
    places = np.cumsum([0, *map(len, texts)])
    return places.astype(np.int64), np.array([*flat, (7, 7, 7, 7)], np.int32)


def told(texts, names, *, side="polarity", called="word"):
    """What a column says of such texts."""
    return [
        [
            {called: names[number], side: columns.SIDES[one], "start": start, "end": end}
            for number, (one, start, end) in text
        ]
        for text in texts
    ]


@given(bits)
def test_the_bits_of_labels_are_their_names(given_bits):
    array = np.array(given_bits, np.int32)
    for head, names in (("emotions", EMOTIONS), ("intents", INTENTS)):
        wanted = [[name for at, name in enumerate(names) if one >> at & 1] for one in given_bits]
        assert getattr(columns, head)(found(len(array), **{head: array})).to_pylist() == wanted


@given(st.integers(1, 30), bits)
def test_labels_are_as_many_as_there_are_names(count, given_bits):
    names = [f"n{at}" for at in range(count)]
    kept = np.array([one & ((1 << count) - 1) for one in given_bits], np.int32)
    wanted = [[name for at, name in enumerate(names) if one >> at & 1] for one in kept.tolist()]
    assert columns._labels(kept, names).to_pylist() == wanted


@given(rows)
def test_factors_have_names_sides_and_spans(texts):
    places, listed = placed(texts)
    column = columns.factors(found(len(texts), factor_places=places, factors=listed))
    assert column.to_pylist() == told(texts, FACTORS, called="factor")


@given(rows)
def test_descriptors_have_normal_forms_that_may_be_denied(texts):
    places, listed = placed(texts)
    words = ["cheap", "便宜", "clean", "新", "old"]
    names = [name for word in words for name in (word, columns.denied(word))]
    column = columns.descriptors(found(len(texts), descriptor_places=places, descriptors=listed), words)
    assert column.to_pylist() == told(texts, names)


@given(rows)
def test_words_have_plain_forms_that_may_be_denied_in_two_ways(texts):
    places, listed = placed(texts)
    terms = ["good", "诚意", "方便", "rude"]
    names = [name for term in terms for name in (term, columns.denied(term), f"没有{term}")]
    assert list(range(DENIALS)) == [SAID, DENIED_WORD, LACKING]
    column = columns.words(found(len(texts), word_places=places, words=listed), terms)
    assert column.to_pylist() == told(texts, names, side="sentiment")


def test_where_nothing_can_be_said_all_numbers_are_null():
    column = columns.sentiment(found(2))
    assert list(column) == ["sentiment", "sentiment_score", *columns.CHANCES]
    assert [values.to_pylist() for values in column.values()] == [[None, None]] * 5


def test_the_score_is_praise_less_blame():
    chances = np.array([[0.1, 0.2, 0.7], [0.5, 0.25, 0.25]], np.float32)
    column = columns.sentiment(found(2, sides=np.array([2, 0], np.int8), chances=chances))
    assert column["sentiment"].to_pylist() == ["positive", "negative"]
    assert column["sentiment_score"].to_pylist() == [0.6, -0.25]
    assert column["p_neutral"].to_pylist() == [0.2, 0.25]
