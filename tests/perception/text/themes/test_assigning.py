"""Texts are given their themes: by the plain twin's rules, with spans, whatever the texts are."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regard.perception.text.themes import Term, Theme, Themes, assign, discover, search
from regard.perception.text.themes.weighing import MOST_SPANS, MOST_THEMES
from tests.perception.text.themes import plain

FORMS = {
    "wait": ("wait", "waiting", "waited"),
    "time": ("time", "times"),
    "room": ("room", "rooms"),
    "caf\u00e9": ("caf\u00e9",),
    "服务": ("服务",),
    "服务员": ("服务员",),
    "态度": ("态度",),
    "油": ("油",),
}
WEIGHTS = {
    "t1": {"wait": 0.5, "wait time": 0.8, "time": 0.05, "wait time room": 0.9},
    "t2": {"room": 0.4, "time": 0.3, "time room": 0.6},
    "t3": {"服务": 0.7, "服务 态度": 0.9, "态度": 0.5, "wait": 0.25, "caf\u00e9": 0.31},
}
PARTS = [
    "waiting", "WAIT", "time", "Times", "rooms", "room", "of", "the", "unknown", "caf\u00e9", "CAFE\u0301",
    "服务",
    "服务员", "態度", "态度", "的", "油", "车", " ", " ", " ", "-", ",", "。", "\n", "\x00", "\u200b",
    "😀", "\u202e",
    "ｒｏｏｍ", "İ", "𠮷", "\ufffd", "'", "1",
]  # fmt: skip

texts = st.one_of(st.lists(st.sampled_from(PARTS), max_size=30).map("".join), st.text(max_size=40))


def themes_of(weights, forms=FORMS):
    listed = (
        Theme(one, one, (), ("en",), tuple(Term(key, key, weight) for key, weight in some.items()))
        for one, some in weights.items()
    )
    return Themes(tuple(listed), forms)


THEMES = themes_of(WEIGHTS)


def rows(themes, batch):
    return assign(themes, batch)["themes"].to_pylist()


@settings(max_examples=400)
@given(st.lists(texts, min_size=1, max_size=6))
def test_the_hot_loops_find_what_the_plain_twin_finds(batch):
    batch = [text.encode("utf-8", "replace").decode() for text in batch]
    for text, found in zip(batch, rows(THEMES, batch), strict=True):
        expected = plain.carried(text, WEIGHTS, FORMS)
        assert [one["theme"] for one in found] == [theme for theme, _, _ in expected]
        assert [one["confidence"] for one in found] == pytest.approx([sure for _, sure, _ in expected])
        assert [[(span["start"], span["end"]) for span in one["spans"]] for one in found] == [
            spans for _, _, spans in expected
        ]


@given(st.lists(st.one_of(st.none(), texts), max_size=8), st.integers(0, 8))
def test_the_rows_do_not_depend_on_how_they_are_split(batch, cut):
    whole = rows(THEMES, batch)
    assert whole == rows(THEMES, batch[:cut]) + rows(THEMES, batch[cut:])


@given(st.lists(texts, max_size=8))
def test_confidences_are_chances_and_spans_lie_in_the_text(batch):
    for text, found in zip(batch, rows(THEMES, batch), strict=True):
        sure = [one["confidence"] for one in found]
        assert sure == sorted(sure, reverse=True)
        for one in found:
            assert 0.3 <= one["confidence"] <= 1
            places = [(span["start"], span["end"]) for span in one["spans"]]
            assert places == sorted(places)
            assert all(0 <= start < end <= len(text) for start, end in places)


def test_a_phrase_and_its_words_are_one_piece_of_evidence():
    (one,) = rows(THEMES, ["waiting times"])
    assert [(theme["theme"], round(theme["confidence"], 6)) for theme in one] == [("t1", 0.8), ("t2", 0.3)]


def test_words_in_two_places_are_two_pieces_of_evidence_and_a_word_said_twice_is_one():
    first, second = rows(THEMES, ["The waiting. A waiting time.", "waiting, waiting, waited"])
    assert round(first[0]["confidence"], 6) == round(1 - 0.5 * 0.2, 6)
    assert round(second[0]["confidence"], 6) == 0.5
    assert len(second[0]["spans"]) == 3


def test_a_word_of_grammar_may_stand_inside_a_phrase_and_a_full_stop_may_not():
    inside, apart = rows(THEMES, ["服务的态度", "服务。态度"])
    assert round(inside[0]["confidence"], 6) == 0.9
    assert round(apart[0]["confidence"], 6) == round(1 - 0.3 * 0.5, 6)


def test_a_longer_chinese_word_is_not_read_as_the_shorter_one():
    assert rows(THEMES, ["服务员", "服务"])[0] == []


def test_spans_count_code_points_before_and_after_characters_beyond_the_first_plane():
    ((one,),) = rows(THEMES, ["😀𠮷 Waiting"])
    assert one["spans"] == [{"start": 3, "end": 10}]


def test_traditional_characters_and_full_width_letters_are_read():
    first, second = rows(THEMES, ["服務態度", "ｒｏｏｍ"])
    assert (first[0]["theme"], second[0]["theme"]) == ("t3", "t2")


def test_a_text_carries_at_most_eight_themes_the_surest_ones():
    many = {f"t{n}": {"room": 0.3 + n / 100} for n in range(30)}
    (found,) = rows(themes_of(many), ["room"])
    assert [one["theme"] for one in found] == [f"t{n}" for n in range(29, 29 - MOST_THEMES, -1)]


def test_equally_sure_themes_come_in_their_order():
    many = {f"t{n}": {"room": 0.5} for n in range(30)}
    (found,) = rows(themes_of(many), ["room"])
    assert [one["theme"] for one in found] == [f"t{n}" for n in range(MOST_THEMES)]


def test_a_long_text_shows_the_first_places_of_a_theme():
    ((one,),) = rows(THEMES, ["a room. " * 500])
    assert len(one["spans"]) == MOST_SPANS
    assert one["spans"][:2] == [{"start": 2, "end": 6}, {"start": 10, "end": 14}]


def test_texts_are_searched_in_bounded_parts_with_the_same_result(monkeypatch):
    batch = ["waiting time", "", None, "服务态度", "room " * 50] * 20
    expected = rows(THEMES, batch)
    monkeypatch.setattr(search, "AT_ONCE", 64)
    monkeypatch.setattr(search, "MANY", 3)
    assert rows(THEMES, batch) == expected


def test_any_arrow_input_gives_the_same():
    listed = [None, "waiting time", "", "服务态度", None]
    expected = rows(THEMES, listed)
    for kind in (pa.string(), pa.large_string()):
        array = pa.array(["x", *listed], kind)[1:]
        assert rows(THEMES, array) == expected
        assert rows(THEMES, pa.chunked_array([array[:2], array[2:]])) == expected
        assert rows(THEMES, pa.record_batch({"text": array})) == expected


def test_the_column_has_the_type_that_is_promised_even_without_rows():
    for batch in ([], ["room"]):
        assert assign(THEMES, batch).schema.field("themes").type == pa.list_(search.CARRIED)


HOSTILE = {
    "nothing": "",
    "NUL": "\x00" * 1_000,
    "lone surrogates": "\ud800 room \udfff",
    "a million emoji": "😀" * 1_000_000,
    "zero width": "\u200b\u200d\ufeff" * 10_000,
    "right to left": "\u202eroom\u202c waiting",
    "one word of a megabyte": "r" * 1_000_000,
    "one Chinese run of a megabyte": "服" * 350_000,
    "markup": "<script>room</script>" * 1_000,
    "combining": "e\u0301" * 100_000,
    "binary": bytes(range(256)).decode("latin-1") * 100,
    "ten megabytes": "waiting time, 服务态度! " * 400_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_get_one_row_each(name):
    text = HOSTILE[name]
    found = rows(THEMES, [text, "room"])
    assert len(found) == 2
    assert [one["theme"] for one in found[1]] == ["t2"]
    for span in (span for one in found[0] for span in one["spans"]):
        assert 0 <= span["start"] < span["end"] <= len(text)


@pytest.mark.parametrize("name", [name for name in HOSTILE if name != "ten megabytes"])
def test_a_corpus_of_hostile_texts_is_discovered(name, english):
    themes = discover([*english[0][:100], *[HOSTILE[name]] * 5])
    assert themes.texts == 105


@settings(max_examples=25, deadline=None)
@given(st.lists(st.one_of(st.none(), texts, st.text(st.characters(), max_size=30)), max_size=60))
def test_any_corpus_is_discovered(batch):
    themes = discover(batch)
    assert themes.texts == len(batch)
    assert len(rows(themes, batch)) == len(batch)


def test_bytes_that_are_no_utf8_are_read_as_unknown_characters():
    broken = pa.Array.from_buffers(
        pa.string(),
        1,
        [None, pa.py_buffer(b"\x00\x00\x00\x00\x08\x00\x00\x00"), pa.py_buffer(b"\xff\xc3 room\xe4")],
    )
    ((one,),) = rows(THEMES, broken)
    assert one["spans"] == [{"start": 3, "end": 7}]
