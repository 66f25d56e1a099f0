"""The compiled kernels do what the plain code of plain.py does, on every text there is."""

import unicodedata

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from regard.perception.text.buffers import utf8
from regard.perception.text.characters import CHARACTER, LETTER, SPACE, UPPER, characters
from regard.perception.text.features import FIRST_ROLE, HASHED, LONGEST_WORD, TABLE, word_row
from regard.perception.text.finding import find
from regard.perception.text.folding import LONGEST, fold
from regard.perception.text.judging import MOST
from regard.perception.text.lists import stepped, wrapped
from regard.perception.text.matching import DEEPEST, key_of
from regard.perception.text.recalling import memory
from regard.perception.text.scanning import CLAUSES, room, scan
from regard.perception.text.siding import sentiments, words_room
from regard.perception.text.tokens import (
    ADDRESS,
    CLASS,
    HANDLE,
    HASH,
    LAYERS,
    MARK,
    NUMBER,
    PICTURE,
    START,
    STOPS_AT,
    STRETCHED,
    TERMS,
    WORD,
    mixed,
)
from regard.perception.text.weighing import AT_ONCE, weigh, weighed_room
from regard.perception.text.weights import kit
from tests.perception.text import plain

few = settings(max_examples=40, deadline=None)
FRAGMENTS = [
    "not ", "isn’t ", "very ", "too ", "good", "GREAT", "Wow.", "terrible", "soooo ", "the ",
    "but ", "and ", "on hold for ", "45 minutes", "1,000.50", ". ", ", ", "! ", "\n", "不", "没有",
    "太", "好", "不错", "便宜", "但是", "等了两个小时", "三百五十", "服務態度", "，", "。", "！",
    "👍", "😡", "👨\u200d👩\u200d👧", "❤\ufe0f", ":)", ":(", "https://a.example/good ",
    "www.a.example ", "@me_2 ", "#fail ", "\x00", "\u202e", "\u200b", "مرحبا", "שלום", "é",
    "e\u0301", "İ", "ﬁ", "ａ", "𠮷", "カ", "한", "12", "-", "'", "’", "_", "\ud800", "ﬀ",
]  # fmt: skip
texts = st.one_of(
    st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join),
    st.text(st.characters(), max_size=60),
    st.text("aAbB1'’-. 好不三👍\u200d\ufeff@_:/wht", max_size=40),
)
numbers = st.integers(-(1 << 63), (1 << 63) - 1)


@pytest.fixture(scope="module")
def held():
    """The shipped kit, and room for one text after another."""
    return kit(), room()


def scanned(text, held):
    """The room of a text that the kernels went over, and what they found; its tokens as plain numbers."""
    ours, space = held
    buffer = utf8([text])
    edges, table = buffer.offsets, ours.model.table
    known = memory(len(buffer.data), table.shape[1])
    made = scan(buffer.data, edges[0], edges[1], characters(), ours.lists, table, known, space, False)
    return space, made, space.tokens[: made.tokens].tolist()


@few
@given(texts)
@example("Wow. www.wow.example wow.")
@example("00:@0")
@example("a" * LONGEST + "good")
def test_letters_and_tokens_are_those_of_the_plain_code(held, text):
    space, made, tokens = scanned(text, held)
    read = plain.letters(text)
    assert space.letters.codes[: made.letters].tolist() == [ord(one) for one, _ in read]
    assert space.letters.classes[: made.letters].tolist() == [kind for _, kind in read]
    shown = [(token[0], token[1] if token[5] & STRETCHED else 0, *token[2:6]) for token in tokens]
    assert shown == [(one[0], one[1] if one[5] & STRETCHED else 0, *one[2:]) for one in plain.tokens(text)]


@few
@given(texts)
@example("not good, " * 60)
@example("好。" * (CLAUSES + 20))
def test_features_are_those_of_the_plain_code(held, text):
    space, made, tokens = scanned(text, held)
    events = space.events[: made.events].tolist()
    opinions = space.opinions[: made.opinions].tolist()
    assert [tuple(event) for event in events] == plain.features(tokens, opinions, held[0].lists)


@few
@given(texts)
@example("good, bad; " * (CLAUSES + 20))
@example("terrible " * (AT_ONCE + 3))
def test_sums_and_scores_are_those_of_the_plain_code(held, text):
    (ours, _), (space, made, tokens) = held, scanned(text, held)
    room_for = weighed_room()
    clauses = weigh(space, made, ours.lists, ours.model, memory(len(text), 4), room_for)
    events = [tuple(event) for event in space.events[: made.events].tolist()]
    sums, sizes = plain.sums(events, text, tokens, plain.weights(ours.model.table))
    assert room_for.sums[:clauses].tolist() == sums.tolist()
    assert room_for.sizes[:clauses].tolist() == sizes
    wanted = plain.scores(sums.sum(axis=0), sum(sizes), ours.model)
    np.testing.assert_allclose(room_for.scores, wanted, rtol=1e-4, atol=1e-4)


@few
@given(texts)
def test_terms_lie_inside_the_text_and_never_over_each_other_in_a_layer(held, text):
    _, made, tokens = scanned(text, held)
    for layer in range(LAYERS):
        free = 0
        for at, token in enumerate(tokens):
            term, end = token[TERMS + 2 * layer], token[TERMS + 2 * layer + 1]
            if term >= 0:
                assert free <= at < end <= made.tokens
                free = end


@few
@given(
    st.lists(
        st.sampled_from(["good", "bad", "terrible", "cheap", "好", "差", "贵", "of", "not"]), max_size=12
    )
)
def test_a_word_alone_means_the_same_term_wherever_it_stands(held, words):
    _, _, tokens = scanned(". ".join(words), held)
    alone = [scanned(word, held)[2][0][TERMS] for word in words]
    found = [token[TERMS] for token in tokens if token[plain.KIND] != MARK]
    assert found == alone


@few
@given(st.lists(texts, min_size=1, max_size=5))
def test_what_a_memory_holds_changes_no_sum(held, batch):
    ours, space = held
    known = memory(1, 4)  # sixty-four places, fought over
    for text in batch * 2:
        _, made, _ = scanned(text, held)
        fresh, used = weighed_room(), weighed_room()
        weigh(space, made, ours.lists, ours.model, memory(1 << 20, 4), fresh)
        weigh(space, made, ours.lists, ours.model, known, used)
        assert fresh.total.tolist() == used.total.tolist()


@few
@given(texts, st.booleans(), st.booleans())
@example("terrible " * (AT_ONCE + 3), False, False)
def test_the_sentiment_alone_is_the_same(held, text, foreign, strange):
    buffer, marks = utf8([text, "good", text]), ([foreign, False, False], [strange, False, False])
    foreign_ones, strange_ones = (np.array(one, bool) for one in marks)
    whole = find(buffer, held[0], foreign_ones, strange_ones)
    sides, chances = sentiments(buffer, held[0], foreign_ones, strange_ones, words_room(len(text)), held[1])
    assert (whole.sides.tolist(), whole.chances.tolist()) == (sides.tolist(), chances.tolist())


@few
@given(numbers, numbers)
def test_hashes_are_whole_numbers_of_64_bits_that_wrap(one, other):
    assert mixed(one, other) == plain.mixed(one, other)
    assert word_row(one) == plain.word_row(one)
    assert -(1 << 63) <= plain.mixed(one, other) < 1 << 63


@few
@given(st.integers(0, 1 << 20), numbers)
def test_the_tree_is_written_and_read_with_the_same_keys(node, step):
    assert key_of(node, step) == stepped(node, step)


@few
@given(st.integers(-(1 << 80), 1 << 80))
def test_wrapping_keeps_the_lowest_64_bits(value):
    assert wrapped(value) % (1 << 64) == value % (1 << 64)
    assert wrapped(wrapped(value)) == wrapped(value)


def test_every_character_is_folded_as_texts_are():
    table = characters().folded
    alone = [code for code in range(0x10000) if not 0xD800 <= code < 0xE000]
    assert [hex(code) for code in alone if chr(table[code]) != fold(chr(code))] == []


def test_letters_digits_and_characters_have_the_class_that_unicode_gives():
    classes = characters().classes & CLASS
    named = {
        "a": LETTER,
        "é": LETTER,
        "я": LETTER,
        "ع": LETTER,
        "한": LETTER,
        "好": CHARACTER,
        "カ": CHARACTER,
    }
    assert {one: int(classes[ord(one)]) for one in named} == named
    assert [code for code in range(0x80) if chr(code).isdigit() != (classes[code] == 2)] == []
    assert {unicodedata.category(chr(code))[0] for code in range(0x3000) if classes[code] == LETTER} <= {
        "L",
        "M",
    }
    assert {chr(code) for code in range(0x80) if classes[code] == SPACE} == set(
        " \t\r\x0b\x0c\x1c\x1d\x1e\x1f"
    )


def test_a_capital_is_marked_where_folding_makes_it_small():
    upper = (characters().classes & (UPPER | CLASS)) == UPPER + LETTER
    wrong = [chr(code) for code in range(0x250) if upper[code] and chr(code).lower() == chr(code)]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("it's 1,000.5!", [WORD, NUMBER, MARK]),
        ("www.a.example/x y", [ADDRESS, WORD]),
        ("http://a.example", [ADDRESS]),
        ("@me hi", [HANDLE, WORD]),
        ("@ me", [PICTURE, WORD]),
        ("wow.www", [WORD, MARK, WORD]),
        ("a\u200bb", [WORD]),
        ("", []),
    ],
)
def test_tokens_have_kinds(held, text, kinds):
    assert [token[plain.KIND] for token in scanned(text, held)[2]] == kinds


@pytest.mark.parametrize("text", ["sooooo", "soo", "SOOO"])
def test_letters_in_a_row_count_twice_at_most(held, text):
    assert scanned(text, held)[2][0][HASH] == plain.hashed(b"soo")


def test_the_rows_of_all_features_lie_in_the_table(held):
    space, made, _ = scanned("not good, very bad! 太好了，但是很贵。👍 " * 1_000, held)
    rows = space.events[: made.events, 0]
    assert rows.max() < TABLE
    assert (rows >= HASHED).any()
    assert (rows >= FIRST_ROLE).any()
    assert made.opinions <= MOST


def test_a_word_without_end_has_the_pieces_of_its_beginning():
    long = "abcdefghijklmnopqrstuvwxyz" * 10
    assert plain.pieces(long, 0, 260)[:-1] == plain.pieces(long, 0, LONGEST_WORD)[:-1]
    assert DEEPEST > 1


def test_spans_of_tokens_count_code_points(held):
    text = "👍👍 \u202egreat\u202c 好𠮷x"
    covered = [text[token[START] : token[STOPS_AT]].strip("\u202c\u202e") for token in scanned(text, held)[2]]
    assert covered == ["👍", "👍", "great", "好", "𠮷", "x"]
