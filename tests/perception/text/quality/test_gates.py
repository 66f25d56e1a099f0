"""What the first look lets through: nothing that a dearer check would have found."""

import pytest

from regard.perception.text.buffers import utf8
from regard.perception.text.quality.gates import EMPTY, MASHED, NUMBER, gates
from regard.perception.text.quality.keywords import (
    ADDRESS,
    MAIL,
    NAME,
    PAIRS,
    PROMOTION,
    ROAD,
    WORDS,
    keywords,
    number_of,
)
from regard.perception.text.quality.personal import has_spans, spans
from regard.perception.text.quality.promotion import PAYING, is_spam


def of(text):
    return int(gates(*utf8([text]))[0])


@pytest.mark.parametrize("gate", [NAME, PROMOTION])
def test_each_word_and_pair_opens_its_gate_wherever_it_stands(gate):
    words = [*WORDS[gate].split(), *PAIRS[gate].split()]
    written = [
        form for word in words for form in (word, f"so {word.upper()}, then", f"好{word}的", f"({word})")
    ]
    assert [text for text in written if not of(text) & gate] == []


@pytest.mark.parametrize("word", WORDS[ADDRESS].split())
def test_a_street_has_a_capital_and_a_number_before_it(word):
    assert of(f"at 12 Old Mill {word.title()}, Leeds") & ADDRESS
    assert not of(f"at 12 old mill {word}") & ADDRESS
    assert not of(f"at Old Mill {word.title()}") & ADDRESS
    assert not of(f"12 of all of us were on our way to {word.title()}") & ADDRESS


@pytest.mark.parametrize(
    "text",
    ["12 rue de la Paix", "12 allée du Parc", "Via Roma 5", "Hauptstrasse 12", "Hauptstraße 12", "3栋"],
)
def test_roads_of_other_languages_need_a_digit_only(text):
    assert of(text) & ADDRESS
    assert not of("".join(letter for letter in text if not letter.isdigit())) & ADDRESS


def test_via_in_small_letters_is_no_road():
    assert not of("seen via 12 friends") & (ADDRESS | ROAD)


def test_a_longer_word_is_not_the_shorter_one_in_it():
    assert not of("learning, reclaimed, bonuses, teloan") & PROMOTION


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("1234567", True), ("123456", False), ("AB 12 34 56 C", True), ("12 34 56 c", False),
        ("1 a 2 b 3 c 4 d 5 e 6 f 7", False), ("192.168.10.24", True), ("１２３４５６７", True),
        ("2012 and 2013 then", False), ("12-34-56-78", True),
    ],
)  # fmt: skip
def test_numbers_have_seven_digits_or_letters_before_six(text, opens):
    assert bool(of(text) & NUMBER) is opens


@pytest.mark.parametrize(
    ("text", "opens"), [("a@b", True), ("a＠b", True), ("@a", False), ("a @b", False), ("a@", False)]
)
def test_mail_has_letters_on_both_sides(text, opens):
    assert bool(of(text) & MAIL) is opens


def test_empty_and_mashed_texts_are_told_at_once():
    assert of("...") == EMPTY
    assert of("asdfghjkl") & MASHED
    assert of("фывапролдж") & MASHED


def test_the_tables_have_a_slot_for_each_number():
    held = keywords()
    wanted = {number_of(word) for words in WORDS.values() for word in words.split()}
    assert wanted <= set(held.words.tolist())
    assert (held.word_gates > 0).sum() == len(wanted)


OFFERS = """online casino|jackpots|cialis|forex|payday loan|online betting|slot game|slots games
binary options|escorts|crypto trading|crypto investing|bitcoin profits|bitcoin mining|free followers
get followers
backlinks|seo service|nft drops|airdrops|replica watches|weight-loss pills|weight loss pill|make money fast
working from home and earn|earn $500 per day|earn up to 90 usd a week|earn 40€ daily|guaranteed income
passive profits|extra income|double your money|claim your free prize|claim your reward|sign-up bonus
welcome bonus|deposit bonus|instant loan|instant approval|loans approved|loan available
cheap meds|cheap pills"""


@pytest.mark.parametrize("offer", [offer for line in OFFERS.splitlines() for offer in line.split("|")])
@pytest.mark.parametrize("before", ["", "“好” "])
def test_every_offer_that_pays_is_spam_with_a_link(before, offer):
    text = f"{before}{offer.capitalize()} at http://x.example/a"
    assert PAYING.search(text)
    assert of(text) & PROMOTION
    assert is_spam(text)


@pytest.mark.parametrize(
    "text",
    ["ann@example.com", "nothing", "我叫王小明，", "12 rue de la Paix", "12:30", "+44 20 7946 0958", ""],
)
def test_to_have_personal_data_is_to_have_a_span(text):
    assert has_spans(text) is bool(spans(text))
