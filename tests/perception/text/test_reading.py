"""What goes in and what comes out: one row for each row, whatever the shape of the input."""

import pyarrow as pa
import pytest

from regard.perception.text import ENGINE, VERSION, UnknownHeadError, read

TEXTS = [
    "The food was great, but the service was slow.",
    "味道不错，送得也快",
    None,
    "",
    "Das ist sehr gut.",
]
WORD = pa.struct(
    [("word", pa.string()), ("sentiment", pa.string()), ("start", pa.int32()), ("end", pa.int32())]
)


def test_the_engine_has_a_name_and_a_version():
    assert (ENGINE, VERSION) == ("regard-rules", "1")


def test_the_columns_are_language_sentiment_score_and_words():
    assert read(TEXTS).schema == pa.schema(
        [
            ("language", pa.string()),
            ("sentiment", pa.string()),
            ("sentiment_score", pa.float64()),
            ("words", pa.list_(WORD)),
        ]
    )


def test_every_text_gets_one_row_in_its_place():
    table = read(TEXTS)
    assert table.column("language").to_pylist() == ["en", "zh", "unknown", "unknown", "other"]
    assert table.column("sentiment").to_pylist() == ["neutral", "positive", None, None, None]


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


@pytest.mark.parametrize(
    "texts", [[], pa.array([], pa.string()), pa.table({"text": pa.array([], pa.string())})]
)
def test_no_text_gives_no_row_and_the_same_columns(texts):
    assert read(texts).schema == read(TEXTS).schema
    assert read(texts).num_rows == 0


@pytest.mark.parametrize("text", [None, "", " ", "\n\t  \u3000", "\u00a0"])
def test_an_empty_text_says_nothing(text):
    assert read([text]).to_pylist() == [
        {"language": "unknown", "sentiment": None, "sentiment_score": None, "words": []}
    ]


def test_a_text_in_another_language_is_read_for_its_emoji_alone():
    rows = read(["C'était très bon, merci beaucoup 👍", "C'était très bon, merci beaucoup"]).to_pylist()
    assert [(row["language"], row["sentiment"]) for row in rows] == [("other", "positive"), ("other", None)]
    assert [[word["word"] for word in row["words"]] for row in rows] == [["👍"], []]


def test_a_text_without_letters_is_read_for_its_emoji():
    rows = read(["👍👍", "😡", "12", "?!"]).to_pylist()
    assert [(row["language"], row["sentiment"]) for row in rows] == [
        ("unknown", "positive"),
        ("unknown", "negative"),
        ("unknown", None),
        ("unknown", None),
    ]


@pytest.mark.parametrize(
    ("heads", "columns"),
    [
        (None, ["language", "sentiment", "sentiment_score", "words"]),
        (["sentiment"], ["sentiment", "sentiment_score"]),
        (["language"], ["language"]),
        (("words", "language"), ["language", "words"]),
        ([], []),
    ],
)
def test_only_the_heads_that_are_asked_for_come_back(heads, columns):
    assert read(TEXTS, heads=heads).column_names == columns


def test_a_head_alone_says_what_it_says_among_the_others():
    whole = read(TEXTS)
    for head in ["language", "sentiment", "words"]:
        assert read(TEXTS, heads=[head]).column(head) == whole.column(head)


def test_a_head_that_no_engine_has_is_refused_by_name():
    with pytest.raises(UnknownHeadError, match="emotions"):
        read(TEXTS, heads=["sentiment", "emotions"])


def test_no_sentiment_is_null_and_never_nan():
    scores = read([None, "ok", "12", "fine", "坏"]).column("sentiment_score")
    assert [score is None or score == score for score in scores.to_pylist()] == [True] * 5


def test_texts_after_the_first_twenty_thousand_characters_are_not_read():
    start = "The parcel is here. " * 1_000
    late, early = read([start + "It is terrible!", "It is terrible! " + start]).to_pylist()
    assert (late["sentiment"], early["sentiment"]) == ("neutral", "negative")


@pytest.mark.parametrize(
    "text",
    [
        "good " * 2_000_000,
        "a" * 10_000_000,
        "不" * 10_000_000,
        "!" * 10_000_000,
        "not " * 2_500_000,
        ":" * 5_000_000 + ")" * 5_000_000,
        "等了" * 5_000_000,
        "1" * 10_000_000,
        "一" * 10_000_000,
        "http://" * 1_400_000,
        "it's'" * 2_000_000,
        "soooo " * 1_600_000,
    ],
    ids=lambda text: text[:6],
)
def test_ten_megabytes_are_read_in_less_than_two_seconds(text, processor_time):
    assert read([text]).num_rows == 1
    assert processor_time() < 2


@pytest.mark.parametrize("unit", ["不", "1个", "not ", "等了一", "a'", "(", "越来越", "too "])
def test_twice_the_text_takes_about_twice_the_time(unit, processor_time):
    read([unit * 5_000])
    took = []
    for times in (4_000, 8_000):
        text = (unit * times)[: len(unit) * times]
        best = min(timed(text, processor_time) for _ in range(3))
        took.append(best)
    assert took[1] < took[0] * 4 + 0.05


def timed(text, processor_time):
    before = processor_time()
    read([text[:20_000]])
    return processor_time() - before


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
