"""One character for one character: what a text is folded to never moves a place in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.perception.text.folding import LONGEST, fold, foldings, traditional


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("GREAT", "great"),
        ("isn’t", "isn't"),
        ("isn＇t", "isn't"),
        ("“quoted”", '"quoted"'),
        ("ＡＢＣ！？，", "abc!?,"),
        ("好。", "好."),
        ("西\u3000瓜", "西 瓜"),
        ("İstanbul", "istanbul"),
        ("ÀÉÎ", "àéî"),
        ("客服態度惡劣", "客服态度恶劣"),
        ("手機收不到訊號", "手机收不到讯号"),
        ("a\ud800b", "a\ufffdb"),
        ("a\x00b", "a\x00b"),
        ("ß", "ß"),
        ("", ""),
    ],
)
def test_case_width_quotes_and_traditional_characters_become_plain(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize("plane", range(0x11))
def test_no_character_there_is_changes_the_length_of_a_text(plane):
    codes = range(plane * 0x10000, (plane + 1) * 0x10000)
    wrong = [codes[at] for at in range(0, 0x10000, 0x80) if len(fold(block(codes, at))) != 0x80]
    assert wrong == []


def block(codes, at):
    """The 128 characters that begin at a place in a plane."""
    return "".join(map(chr, codes[at : at + 0x80]))


@given(st.text())
def test_folding_keeps_every_place(text):
    assert len(fold(text)) == len(text)


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


def test_only_the_first_characters_are_kept():
    assert len(fold("é" * (LONGEST + 1))) == LONGEST
    assert len(fold("e" * (LONGEST + 1))) == LONGEST


def test_a_simplified_character_is_never_taken_for_a_traditional_one():
    assert set(traditional().values()).isdisjoint(traditional())


def test_fifteen_hundred_traditional_characters_are_known():
    assert len(traditional()) >= 1_500
    assert all(len(old) == len(new) == 1 for old, new in traditional().items())


def test_folding_goes_from_one_character_to_one_character():
    assert all(isinstance(old, int) and isinstance(new, int) for old, new in foldings().items())
