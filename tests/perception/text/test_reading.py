"""What goes in and what comes out: one row for each row, whatever the shape of the input."""

import pyarrow as pa
import pytest

from regard.perception.text import ENGINE, EXTRAS, HEADS, VERSION, UnknownHeadError, read
from regard.perception.text.buffers import NoTextsError
from regard.perception.text.folding import LONGEST

TEXTS = [
    "The food was great, but the service was slow.",
    "味道不错，送得也快",
    None,
    "",
    "Das ist sehr gut.",
]
SPAN = [("start", pa.int32()), ("end", pa.int32())]
NAMES = pa.list_(pa.string())
SENTIMENT = ["sentiment", "sentiment_score", "p_negative", "p_neutral", "p_positive"]
NOTHING = dict.fromkeys(SENTIMENT) | {"factors": [], "emotions": [], "intents": [], "descriptors": []}


def spans(*names):
    """The type of a list of spans, each with names."""
    return pa.list_(pa.struct([*((name, pa.string()) for name in names), *SPAN]))


def test_the_engine_has_a_name_and_a_version():
    assert (ENGINE, VERSION) == ("regard", "3")


def test_the_columns_come_in_one_order_with_one_type_each():
    numbers = [(name, pa.float64()) for name in SENTIMENT[1:]]
    assert read(TEXTS).schema == pa.schema(
        [
            ("language", pa.string()),
            ("sentiment", pa.string()),
            *numbers,
            ("factors", spans("factor", "polarity")),
            ("emotions", NAMES),
            ("intents", NAMES),
            ("descriptors", spans("word", "polarity")),
            ("flags", NAMES),
        ]
    )


def test_the_other_columns_come_where_they_are_named():
    assert read(TEXTS, heads=EXTRAS).schema == pa.schema(
        [
            ("words", spans("word", "sentiment")),
            ("script", pa.string()),
            ("personal_data", spans("kind")),
        ]
    )


def test_every_text_gets_one_row_in_its_place():
    table = read(TEXTS)
    assert table.column("language").to_pylist() == ["en", "zh", "unknown", "unknown", "de"]
    assert [side is None for side in table.column("sentiment").to_pylist()] == [
        False,
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    "texts",
    [
        pa.array(TEXTS),
        pa.array(TEXTS, pa.large_string()),
        pa.array(TEXTS).dictionary_encode(),
        pa.chunked_array([TEXTS[:2], TEXTS[2:]], pa.string()),
        pa.record_batch({"id": range(5), "text": TEXTS}),
        pa.table({"text": TEXTS, "id": range(5)}),
        tuple(TEXTS),
    ],
    ids=["array", "large", "dictionary", "chunked", "batch", "table", "tuple"],
)
def test_the_shape_of_the_input_changes_nothing(texts):
    assert read(texts) == read(TEXTS)


def test_a_slice_of_an_array_is_read_as_if_it_were_an_array():
    array = pa.array(["before", *TEXTS, "after"])
    assert read(array.slice(1, 5)) == read(TEXTS)
    assert read(array.cast(pa.large_string()).slice(1, 5)) == read(TEXTS)
    assert read(pa.table({"text": array}).slice(1, 5)) == read(TEXTS)


def test_more_words_than_are_remembered_at_once_change_nothing():
    letters = "abcdefghijklmnopqrstuvwxyz"
    starts = [one + two + three for one in letters for two in letters for three in letters]
    words = [start + end for end in ("ly", "er", "ed") for start in starts]
    texts = [f"good {' '.join(words[at : at + 100])} bad" for at in range(0, len(words), 100)]
    heads = ["sentiment", "factors", "emotions", "intents", "descriptors"]
    assert len(words) > 40_000
    together = read(texts, heads=heads).to_pylist()
    assert together[::40] == [read([text], heads=heads).to_pylist()[0] for text in texts[::40]]


@pytest.mark.parametrize(
    "texts", [[], pa.array([], pa.string()), pa.table({"text": pa.array([], pa.string())})]
)
def test_no_text_gives_no_row_and_the_same_columns(texts):
    assert read(texts).schema == read(TEXTS).schema
    assert read(texts).num_rows == 0


@pytest.mark.parametrize("text", [None, "", " ", "\n\t  \u3000", "\u00a0"])
def test_an_empty_text_says_nothing(text):
    assert read([text]).to_pylist() == [{"language": "unknown", "flags": ["empty"]} | NOTHING]


def test_a_text_in_a_language_that_was_not_learned_is_read_for_its_emoji_alone():
    texts = ["Obsługa była bardzo miła 👍", "Obsługa była bardzo miła 😡", "Obsługa była bardzo miła"]
    rows = read(texts, heads=["language", "sentiment", "words"]).to_pylist()
    assert [(row["language"], row["sentiment"]) for row in rows] == [
        ("pl", "positive"),
        ("pl", "negative"),
        ("pl", None),
    ]
    assert [[word["word"] for word in row["words"]] for row in rows] == [["👍"], ["😡"], []]


def test_a_text_in_a_language_that_was_learned_has_a_sentiment_and_no_factors():
    rows = read(
        ["C'était excellent, merci beaucoup !", "Das war leider eine große Enttäuschung."]
    ).to_pylist()
    assert [row["language"] for row in rows] == ["fr", "de"]
    assert None not in [row["sentiment"] for row in rows]
    assert [row[head] for row in rows for head in ("factors", "emotions", "intents", "descriptors")] == [
        []
    ] * 8


def test_a_text_without_words_is_read_for_its_emoji():
    rows = read(["👍👍", "😡", ":(", "12", "?!", "https://a.example", "\u200b"]).to_pylist()
    assert [row["sentiment"] for row in rows] == ["positive", "negative", "negative", None, None, None, None]
    assert {row["language"] for row in rows} == {"unknown"}


@pytest.mark.parametrize(
    ("heads", "columns"),
    [
        (None, ["language", *SENTIMENT, *HEADS[2:]]),
        (["sentiment"], SENTIMENT),
        (["flags", "emotions"], ["emotions", "flags"]),
        (["language"], ["language"]),
        (("words", "language"), ["language", "words"]),
        ([], []),
    ],
)
def test_only_the_heads_that_are_asked_for_come_back(heads, columns):
    assert read(TEXTS, heads=heads).column_names == columns


def test_a_head_alone_says_what_it_says_among_the_others():
    whole = read(TEXTS, heads=[*HEADS, *EXTRAS])
    for head in [*HEADS, *EXTRAS]:
        assert read(TEXTS, heads=[head]).column(head) == whole.column(head)


def test_a_head_that_no_engine_has_is_refused_by_name():
    with pytest.raises(UnknownHeadError, match="'irony' is none of language, sentiment"):
        read(TEXTS, heads=["sentiment", "irony"])


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ("one text", "one string, where a list of strings is wanted"),
        ([1, 2], "not a list of strings"),
        (pa.array([1, 2]), "an array of int64, where strings are wanted"),
        (pa.table({"words": ["a"]}), "no column `text` among words"),
    ],
)
def test_what_holds_no_texts_is_refused_with_what_it_is(texts, said):
    with pytest.raises(NoTextsError, match=said):
        read(texts)


def test_no_sentiment_is_null_and_never_nan():
    scores = read([None, "ok", "12", "fine", "坏"]).column("sentiment_score")
    assert [score is None or score == score for score in scores.to_pylist()] == [True] * 5


def test_texts_after_the_first_twenty_thousand_characters_are_not_read():
    start = "The parcel is here. " * (LONGEST // 20)
    heads = ["sentiment", "factors", "emotions", "intents", "descriptors", "words"]
    early, cut, late = read(
        ["It is terrible! " + start, start, start + "It is terrible!"], heads=heads
    ).to_pylist()
    assert late == cut
    assert early["sentiment_score"] < cut["sentiment_score"]
    assert "terrible" in [word["word"] for word in early["descriptors"] + early["words"]]


@pytest.mark.parametrize(
    "unit",
    [
        "good ", "a", "不", "!", "not ", ":", "等了", "1", "一", "http://", "it's'", "soooo ", "👍", "\u0301",
        "\u200d", "\x00", "@", "\U0001f468\u200d\U0001f469\u200d", "\n", "(",
    ],
)  # fmt: skip
def test_ten_megabytes_are_one_row_with_spans_inside_what_is_read(unit):
    text = unit * (10_000_000 // len(unit.encode()))
    row = read([text], heads=[*HEADS, "words"]).to_pylist()[0]
    found = [one for head in ("factors", "descriptors", "words") for one in row[head]]
    assert all(0 <= one["start"] < one["end"] <= LONGEST for one in found)


def test_a_million_emoji_are_heard_and_a_million_letters_say_one_thing():
    praise, blame, letters = read(["👍" * 1_000_000, "😡" * 1_000_000, "a" * 1_000_000]).to_pylist()
    assert (praise["sentiment"], blame["sentiment"]) == ("positive", "negative")
    assert letters["factors"] == letters["descriptors"] == []


def test_bytes_that_were_never_a_text_are_read():
    noise = [
        bytes(range(256)).decode(code, "replace") * 100 for code in ("latin-1", "utf-8", "gb18030", "utf-16")
    ]
    assert read(noise, heads=[*HEADS, *EXTRAS]).num_rows == 4


@pytest.mark.parametrize(
    "text",
    [
        "\x00great\x00",
        "👨‍👩‍👧‍👦 great 👩🏽‍🚀",
        "\u202egreat\u202c مرحبا",
        "e\u0301 great",
        "great\ufeff",
        "\ud800great\udfff",
        "İstanbul great",
        "ﬀ great ﬁ",
        "great\u2028\u2029",
        "𝓰𝓻𝓮𝓪𝓽 great",
    ],
)
def test_strange_characters_neither_break_nor_move_a_word(text):
    words = read([text], heads=["words"]).column("words").to_pylist()[0]
    spans = [text[word["start"] : word["end"]] for word in words if word["word"] == "great"]
    assert "great" in spans


def test_a_chinese_text_with_strange_characters_is_read():
    rows = read(["\ud800味道\x00不错\udfff", "👨‍👩‍👧味道不错", "味道不错\u202e𠮷野家"]).to_pylist()
    assert [row["sentiment"] for row in rows] == ["positive"] * 3
