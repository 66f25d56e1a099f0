"""The words customers use: nobody can be recognised by one, and each is as large as its people are many."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.perception.telling import listed
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.vocabulary import FEWEST, cloud, size_of
from regard.web.insights.studies import WordCount

ADDRESS = Address(period="30", segment=("new",))


def word(text: str, people: int, sentiment: str | None = "positive") -> WordCount:
    return WordCount(text, people, ((sentiment, people),))


def shown(*words: WordCount):
    return cloud(words, address=ADDRESS, url="/w/x/explore/")


def test_a_word_of_fewer_than_three_people_is_not_shown():
    assert [
        found.word for found in shown(word("tea", 9), word("rude", 3), word("odd", 2), word("me", 1))
    ] == [
        "tea",
        "rude",
    ]
    assert shown() == []


def test_each_word_opens_its_records_within_the_filters_of_the_page():
    (found,) = shown(word("排队 & <b>", 5))
    assert found.href == "/w/x/explore/?period=30&segment=new&word=%E6%8E%92%E9%98%9F+%26+%3Cb%3E"
    assert found.count == 5


@pytest.mark.parametrize(
    ("cells", "sentiment"),
    [
        ((("positive", 5), ("negative", 1)), "positive"),
        ((("positive", 1), ("negative", 5)), "negative"),
        ((("positive", 3), ("negative", 3)), "neutral"),
        ((("neutral", 6),), "neutral"),
        (((None, 6),), "neutral"),
    ],
)
def test_colour_follows_what_most_people_felt(cells, sentiment):
    people = sum(n for _, n in cells)
    assert [found.sentiment for found in shown(WordCount("tea", people, cells))] == [sentiment]


@given(st.integers(FEWEST, 100_000), st.integers(FEWEST, 100_000))
def test_sizes_run_from_one_to_five_and_never_against_the_number_of_people(a, b):
    few, many = sorted((a, b))
    assert 1 <= size_of(few, many) <= size_of(many, many) <= 5
    assert size_of(many, many) == (5 if many > FEWEST else 1)


def test_what_tells_most_of_most_people_comes_first_and_is_as_large_as_its_people():
    found = shown(
        word("new", 87, "neutral"), word("good", 40), word("slow", 30, "negative"), word("tasty", 6)
    )
    assert [(one.word, one.size) for one in found] == [("slow", 5), ("good", 5), ("tasty", 2)]


def test_words_that_tell_nothing_take_no_place_of_others():
    nothing = sorted(text for text, share in listed().items() if not share)
    untelling = [word(text, 90 + n, "neutral") for n, text in enumerate(nothing)]
    found = shown(*untelling, word("organic", 3, "neutral"), word("新鲜", 3))
    assert {one.word for one in found} == {"organic", "新鲜"}
    assert shown(*untelling) == []
