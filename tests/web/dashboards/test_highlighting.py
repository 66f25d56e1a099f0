"""A text in pieces is still the same text, whatever is marked in it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.web.dashboards.highlighting import Segment, Span, factor_spans, found_spans, read_spans, segments

TEXT = "客服很好 but 🫖 slow"
places = st.integers(-5, 40)
spans = st.lists(
    st.tuples(places, places, st.sampled_from(["positive", "negative", "found"])).map(lambda row: Span(*row)),
    max_size=12,
)


@given(st.text(max_size=40), spans)
def test_the_pieces_together_are_exactly_the_text(text, marks):
    assert "".join(piece.text for piece in segments(text, marks)) == text


@given(st.text(max_size=40), spans)
def test_no_piece_is_empty_and_no_two_plain_ones_meet(text, marks):
    pieces = segments(text, marks)
    assert all(piece.text for piece in pieces)
    assert not any(not a.mark and not b.mark for a, b in pairwise(pieces))


def test_spans_count_code_points():
    found = segments(TEXT, [Span(0, 2, "positive"), Span(9, 10, "negative"), Span(11, 15, "negative")])
    assert found == [
        Segment("客服", "positive"),
        Segment("很好 but "),
        Segment("🫖", "negative"),
        Segment(" "),
        Segment("slow", "negative"),
    ]


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([Span(0, 4, "positive"), Span(2, 6, "negative")], ["abcd"]),
        ([Span(0, 2, "positive"), Span(0, 5, "negative")], ["abcde"]),
        ([Span(-3, 2, "positive")], []),
        ([Span(4, 99, "positive")], ["efg"]),
        ([Span(3, 3, "positive"), Span(5, 2, "negative")], []),
        ([Span(2, 4, "positive"), Span(4, 6, "negative")], ["cd", "ef"]),
    ],
    ids=["the earlier wins", "the longer wins", "before the text", "past the end", "empty", "side by side"],
)
def test_spans_that_clash(marks, expected):
    assert [piece.text for piece in segments("abcdefg", marks) if piece.mark] == expected


def test_only_praise_and_complaint_are_marked():
    words = [
        {"word": "good", "sentiment": "positive", "start": 0, "end": 4},
        {"word": "tea", "sentiment": "neutral", "start": 5, "end": 8},
        {"word": "slow", "sentiment": "negative", "start": 9, "end": 13},
    ]
    assert read_spans(words) == [Span(0, 4, "positive"), Span(9, 13, "negative")]


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        ("Slow, slow and SLOW", "slow", [(0, 4), (6, 10), (15, 19)]),
        ("aaaa", "aa", [(0, 2), (2, 4)]),
        ("İstanbul and istanbul", "istanbul", [(13, 21)]),
        ("客服客服", "客服", [(0, 2), (2, 4)]),
        ("nothing", "", []),
        ("nothing", "else", []),
    ],
)
def test_the_words_searched_for_are_found_in_any_case(text, wanted, found):
    assert [(span.start, span.end) for span in found_spans(text, wanted)] == found


@given(st.text(max_size=60), st.text(min_size=1, max_size=3))
def test_a_found_span_lies_in_the_text(text, wanted):
    assert all(0 <= span.start < span.end <= len(text) for span in found_spans(text, wanted))


def factor(name, polarity, start, end):
    return {"factor": name, "polarity": polarity, "start": start, "end": end, "note": f"{name}: {polarity}"}


def test_what_shows_a_factor_is_marked_and_named_and_neutral_mentions_stay_unmarked():
    found = factor_spans([factor("price", "negative", 3, 9), factor("ease", "neutral", 12, 20)])
    assert found == [Span(3, 9, "negative factor", "price: negative")]


def test_one_piece_that_shows_two_factors_has_both_names():
    both = [factor("price", "negative", 3, 9), factor("trust", "negative", 3, 9)]
    assert factor_spans(both) == [Span(3, 9, "negative factor", "price: negative, trust: negative")]
    mixed = [factor("price", "negative", 3, 9), factor("product", "positive", 3, 9)]
    assert factor_spans(mixed) == [Span(3, 9, "neutral factor", "price: negative, product: positive")]
