"""Frequent words: which get a vote, how much it weighs, and when votes alone tell."""

import numpy as np

from regard.perception.text.languages import LANGUAGES
from regard.perception.text.languages.corpus import Sample
from regard.perception.text.languages.frequent import BARS, MOST, barred, keys, placed, voting
from regard.perception.text.languages.glancing import HEAVIEST, ODDS, WEIGHT, vote_of
from regard.perception.text.languages.models import BITS, shipped


def vote(word: str, table) -> tuple[str, int] | None:
    """The language and the weight of a word."""
    found = int(vote_of(keys([word])[0], table))
    return (LANGUAGES[found >> WEIGHT], found & HEAVIEST) if found else None


def samples(**texts: str) -> list[Sample]:
    """Each text ten times."""
    return [Sample(text, language, "sentences") for language, text in texts.items()] * 10


def test_a_word_votes_for_the_language_that_cannot_do_without_it():
    table = voting(samples(en="the house", nl="het huis", de="das haus"))
    assert [vote(word, table) for word in ("the", "huis", "Haus")] == [
        ("en", MOST),
        ("nl", MOST),
        ("de", MOST),
    ]


def test_a_word_that_two_languages_share_weighs_little():
    table = voting(samples(en="the house was in order", nl="het huis was in orde"))
    shared, own = vote("was", table), vote("house", table)
    assert shared is not None
    assert own is not None
    assert shared[1] < 4 < own[1]


def test_a_word_that_was_hardly_seen_has_no_vote():
    rare = [Sample("zebra zebra", "en", "sentences")]
    table = voting(samples(en="the house", nl="het huis") + rare)
    assert vote("zebra", table) is None
    assert vote("the", table) is not None


def test_case_and_full_width_do_not_change_a_key():
    assert len({*keys(["the The THE ｔｈｅ Ｔｈｅ été ÉTÉ"]).tolist()}) == 2


def test_a_long_word_is_known_by_its_last_letters():
    assert keys(["misunderstanding"])[0] == keys(["standing"])[0] != keys(["tanding"])[0]


def test_addresses_users_hashtags_and_markup_have_no_keys():
    assert len(keys(["www.example.org/the @the #the jo@the.org ://the/and <the> &the;"])) == 0


def test_the_first_words_get_the_places():
    words = np.arange(1, 3 * 2**BITS, dtype=np.int64)
    table = placed(words, np.full(len(words), 7 << WEIGHT | 9, np.int64))
    assert vote_of(words[0], table) == 7 << WEIGHT | 9
    kept = np.array([vote_of(word, table) > 0 for word in words])
    assert kept.sum() == (table != 0).sum()
    assert kept[: 2**10].all()


def test_the_bar_is_where_votes_begin_to_be_right():
    table = voting(samples(en="the house", nl="het huis"))
    right, wrong = [("the house", "en")] * 50, [("the house", "nl")] * 50
    assert barred(table, right).bar == min(BARS)
    assert barred(table, wrong).bar > 2 * MOST + ODDS


def test_no_texts_are_a_table_without_words():
    assert not voting([]).any()


def test_the_shipped_words_vote_for_their_languages():
    table = shipped().words.table
    words = {"en": "the", "de": "nicht", "fr": "vous", "es": "pero", "nl": "niet", "ru": "это", "fa": "است"}
    told = {name: vote(word, table) for name, word in words.items()}
    assert {name: found and found[0] for name, found in told.items()} == {name: name for name in words}
