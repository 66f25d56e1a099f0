"""Texts that repeat an earlier one: the kernels beside plain sets."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regard.perception.text.buffers import utf8
from regard.perception.text.quality import duplicate_groups, flags
from regard.perception.text.quality.duplicates import alike, sketches
from regard.perception.text.quality.letters import kind, letters

SENTENCE = "The parcel came two days late and the box was open when the courier gave it to my neighbour."


def groups(*texts):
    return duplicate_groups(*utf8(list(texts))).tolist()


def folded(text):
    """The plain twin of folding: letters, digits, marks and pictures in lower case, all narrow."""
    out = []
    for letter in text:
        if ord(letter) >= 0x10000:
            if ord(letter) < 0xE0000 and not 0x1F3FB <= ord(letter) <= 0x1F3FF:
                out.append(letter)
        elif kind(letter):
            narrow = chr(ord(letter) - 0xFEE0) if "！" <= letter <= "～" else letter
            lower = narrow.lower()
            out.append(lower if len(lower) == 1 and ord(lower) < 0x10000 else narrow)
    return "".join(out)


def shingles(text):
    """The plain twin of shingling: the shortest run that ends at each letter with five bytes or more."""
    letters_of, found = folded(text), set()
    sizes = [min(3, len(letter.encode("utf-8", "surrogatepass"))) for letter in letters_of]
    for last in range(len(letters_of)):
        first, size = last, sizes[last]
        while size < 5 and first:
            first -= 1
            size += sizes[first]
        if size >= 5:
            found.add(letters_of[first : last + 1])
    return found


def share(one, two):
    first, second = shingles(one), shingles(two)
    return len(first & second), len(first | second)


@pytest.mark.parametrize(
    "other",
    [
        SENTENCE, SENTENCE.upper(), SENTENCE.replace(" ", "  ") + "!!!", SENTENCE + " ok",
        SENTENCE.replace("neighbour", "neighbor"), "😀" + SENTENCE, "“" + SENTENCE + "”",
    ],
)  # fmt: skip
def test_a_text_with_little_changed_joins_the_first(other):
    assert groups(SENTENCE, "Lovely tea.", other) == [0, 1, 0]


def test_chinese_texts_are_compared_by_pairs_of_characters():
    text = "快递晚了两天才到，盒子已经打开了，客服一直没有人回复，非常失望。"
    assert groups(text, text.replace("非常", "很"), "味道很好，下次还会再来，服务员很热情，上菜也很快。") == [
        0,
        0,
        2,
    ]


def test_short_answers_are_nobodys_copy():
    assert groups("Very good service", "Very good service", "很好吃", "很好吃") == [0, 1, 2, 3]


def test_the_least_length_is_forty_bytes_folded():
    letters_only = "abcdefghij" * 2 + "klmnopqrstuvwxyzabc"
    assert groups(letters_only, letters_only) == [0, 1]
    assert groups(letters_only + "d", letters_only + "d") == [0, 0]


def test_only_the_later_ones_are_flagged():
    found = flags(*utf8([SENTENCE, SENTENCE, SENTENCE + "!"])).to_pylist()
    assert found == [[], ["near_duplicate"], ["near_duplicate"]]


def test_a_text_twice_as_long_is_another_text():
    assert groups(SENTENCE, (SENTENCE + " ") * 3) == [0, 1]


def test_no_texts_and_missing_texts():
    assert groups() == []
    assert groups(None, "", None) == [0, 1, 2]


SAID = "tea late box open courier kind rude warm cold price fair shop 茶 送 慢 好 盒子 客服 кот дом 😀 Ä É 42"
WORDS = SAID.split()


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=12, max_size=30), st.randoms(use_true_random=False))
def test_the_share_is_counted_as_plain_sets_count_it(words, chance):
    other = [word if chance.random() > 0.05 else chance.choice(WORDS) for word in words]
    one, two = " ".join(words), " ".join(other)
    data, offsets = utf8([one, two])
    lengths = sketches(data, offsets).lengths
    common, either = share(one, two)
    near = max(map(len, (folded(one), folded(two)))) <= 2 * min(map(len, (folded(one), folded(two))))
    if lengths.all():
        assert alike(data, offsets, letters(), sketches(data, offsets), 0, 1) == (
            near and 5 * common >= 4 * either
        )
    assert lengths.tolist() == [len(folded(t)) if size(t) >= 40 else 0 for t in (one, two)]


def size(text):
    return sum(min(3, len(letter.encode())) for letter in folded(text))


def test_nobody_is_grouped_falsely_and_few_are_missed():
    chance = random.Random(7)
    vocabulary = [
        "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(3, 9))) for _ in range(400)
    ]
    texts = []
    for _ in range(300):
        words = chance.choices(vocabulary, k=chance.randint(14, 40))
        texts.append(" ".join(words))
        words[chance.randrange(len(words))] = chance.choice(vocabulary)
        texts.append(" ".join(words))
    found = duplicate_groups(*utf8(texts))
    missed = wanted = 0
    for place in range(0, len(texts), 2):
        common, either = share(texts[place], texts[place + 1])
        together = found[place + 1] == place
        assert not together or 5 * common >= 4 * either
        wanted += 5 * common >= 4 * either
        missed += 5 * common >= 4 * either and not together
    assert found[0::2].tolist() == list(range(0, len(texts), 2))
    assert wanted > 150
    assert missed <= 0.02 * wanted


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from([SENTENCE, SENTENCE.upper(), "Good", "", SENTENCE[::-1], "快递" * 30]), max_size=12
    )
)
def test_a_group_is_named_by_its_first_row(texts):
    found = groups(*texts)
    assert all(first <= row and found[first] == first for row, first in enumerate(found))
    seen = {}
    keys = [folded(text) if size(text) >= 40 else (row,) for row, text in enumerate(texts)]
    assert found == [seen.setdefault(key, row) for row, key in enumerate(keys)]


def test_the_same_texts_give_the_same_groups_wherever_they_lie():
    data, offsets = utf8(["pad", SENTENCE, "x", SENTENCE])
    assert duplicate_groups(data, offsets[1:]).tolist() == [0, 1, 0]
    assert np.array_equal(duplicate_groups(data, offsets), duplicate_groups(data, offsets))
