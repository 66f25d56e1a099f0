"""The compiled kernel says what plain Python says, whatever the text."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from regard.perception.text.languages import LANGUAGES, SCRIPTS, tell
from regard.perception.text.languages.corpus import packed
from regard.perception.text.languages.plainly import tell_plainly

WRITTEN = """
the service was 很好 服務 客服 だった 駅 très ça l'eau don’t Ünïcödé привет їжак سلام بہت 한국 ไทย नमस्ते
@you #tag http://a.b/c www. <b> </b>
<a href='x' &amp; & < > ; ' '' aaaa １２ Ｆｕｌｌ İ ß ﬁ q 1 . ! 々 ー ꙮ ᏣᎳᎩ 😀 𠀀
"""
UNSEEN = ["\u0301", "\u200d", "\u202e", "\x00", "\ufffd", "\u00ad", "\u2028", "👩\u200d👩\u200d👧"]
FREQUENT = """
the and with have is was not this very good que muy como pero está und nicht auch sehr meget ikke och är på
не что это я в на بود این است فی من www.the http://the/and @the #and the@and very<b>good &amp; DON’T it's
été ÉTÉ n\u0303 về của 很好 的 這個 だ 都 ÷ ª the\u00adre ｔｈｅ x://the C#
"""
WORDS = st.lists(st.sampled_from(FREQUENT.split()), min_size=1, max_size=40).map(" ".join)
SCRAPS = [*WRITTEN.split(), *UNSEEN]
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(SCRAPS), max_size=30).map("".join),
    st.lists(st.sampled_from(SCRAPS), max_size=30).map(" ".join),
    WORDS,
)


@settings(max_examples=300, deadline=None)
@example(["a" * 700])
@example([" ".join("ab" * 200)])
@example(["<" + "a" * 300 + ">"])
@example(["&aaaaaaaa;", "&aaaaaaaaa;"])
@given(st.lists(TEXTS, min_size=1, max_size=8))
def test_the_kernel_and_plain_python_agree(texts):
    codes, scripts = tell(*packed(texts))
    told = [(LANGUAGES[code], SCRIPTS[script]) for code, script in zip(codes, scripts, strict=True)]
    assert told == [tell_plainly(text) for text in texts]


@settings(max_examples=300, deadline=None)
@example(["the " * 200, "很" * 299 + "a的" * 20, "the" * 99 + " the and", "é" * 299 + "éа"])
@given(st.lists(WORDS, min_size=1, max_size=8))
def test_they_agree_on_what_frequent_words_say(texts):
    codes, scripts = tell(*packed(texts))
    told = [(LANGUAGES[code], SCRIPTS[script]) for code, script in zip(codes, scripts, strict=True)]
    assert told == [tell_plainly(text) for text in texts]


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.lists(st.integers(0, 200), max_size=5))
def test_any_bytes_have_a_defined_answer(data, cuts):
    offsets = np.array(sorted(min(cut, len(data)) for cut in [0, *cuts]), np.int64)
    codes, scripts = tell(np.frombuffer(data, np.uint8), offsets)
    assert len(codes) == len(scripts) == len(offsets) - 1
    assert all(0 <= code < len(LANGUAGES) for code in codes)
    assert all(0 <= script < len(SCRIPTS) for script in scripts)


@pytest.mark.parametrize(
    "scrap",
    ["a", "好", "😀", "\u200b", "@", "<", "<a ", "&a", "\u0301", "'", "\x00", ".", "www.", "a'", "1 "],
)
def test_a_text_of_a_million_scraps_is_read(scrap):
    codes, _ = tell(*packed([scrap * 1_000_000, "The food was great"]))
    assert LANGUAGES[codes[1]] == "en"


def test_lone_surrogates_are_replaced_before_they_arrive():
    codes, _ = tell(*packed(["The \ud800 food was great"]))
    assert LANGUAGES[codes[0]] == "en"
