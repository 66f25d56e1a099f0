"""The words of a text: opinions and topics, each with what it feels and where it stands."""

import pytest

from regard.perception.text import read


def words(text):
    """Each word of a text with its sentiment and the letters that it covers."""
    rows = read([text], heads=["words"]).column("words").to_pylist()[0]
    return [(row["word"], row["sentiment"], text[row["start"] : row["end"]]) for row in rows]


def opinion(text, word):
    """What one word of a text feels, and the letters that it covers."""
    return [(sentiment, covered) for found, sentiment, covered in words(text) if found == word]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is not cheap.", [("not cheap", "negative", "not cheap")]),
        ("It isn't very cheap.", [("not cheap", "negative", "isn't very cheap")]),
        ("The bed wasn't clean", [("bed", "negative", "bed"), ("not clean", "negative", "wasn't clean")]),
        ("no longer reliable", [("not reliable", "negative", "no longer reliable")]),
        ("hardly useful", [("not useful", "negative", "hardly useful")]),
        ("not terrible", [("not terrible", "positive", "not terrible")]),
        ("不便宜", [("不便宜", "negative", "不便宜")]),
        ("不是很方便", [("不方便", "negative", "不是很方便")]),
        ("没有那么流畅", [("没有流畅", "negative", "没有那么流畅")]),
        ("不算难吃", [("不难吃", "positive", "不算难吃")]),
    ],
)
def test_a_denied_word_is_one_word_with_its_negator(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "word", "covered"),
    [
        ("DELAYED twice", "delayed", "DELAYED"),
        ("they impressed us", "impress", "impressed"),
        ("so many problems", "problem", "problems"),
        ("the nicest people", "nicest", "nicest"),
        ("it’s never arrived", "never arrived", "never arrived"),
        ("we were put on hold again", "on hold", "put on hold"),
        ("ＧＲＥＡＴ", "great", "ＧＲＥＡＴ"),
        ("it was gooood", "good", "gooood"),
        ("態度惡劣", "态度恶劣", "態度惡劣"),
        ("等了差不多三个小时", "等很久", "等了差不多三个小时"),
        ("菜里居然有一根头发", "有异物", "菜里居然有一根头发"),
    ],
)
def test_a_word_comes_in_its_plain_form_and_points_at_what_was_written(text, word, covered):
    assert [found for _, found in opinion(text, word)] == [covered]


def test_nouns_take_the_sentiment_of_their_clause():
    assert words("The food was great but the waiter was rude; we sat by the window.") == [
        ("food", "positive", "food"),
        ("great", "positive", "great"),
        ("waiter", "negative", "waiter"),
        ("rude", "negative", "rude"),
        ("sat", "neutral", "sat"),
        ("window", "neutral", "window"),
    ]


def test_chinese_nouns_take_the_sentiment_of_their_clause():
    assert words("环境很好，但是服务员态度恶劣。地铁站旁边") == [
        ("环境", "positive", "环境"),
        ("很好", "positive", "很好"),
        ("服务员", "negative", "服务员"),
        ("态度恶劣", "negative", "态度恶劣"),
        ("地铁站", "neutral", "地铁站"),
    ]


@pytest.mark.parametrize(
    ("text", "food"),
    [
        ("Great service and food", "positive"),
        ("The service and food were great", "positive"),
        ("Great service and terrible food", "negative"),
        ("Terrible service and great food", "positive"),
        ("The service was great, the food terrible", "negative"),
        ("We came for the food", "neutral"),
    ],
)
def test_and_parts_two_opinions_but_not_two_nouns_of_one_opinion(text, food):
    assert opinion(text, "food") == [(food, "food")]


def test_numbers_short_words_and_words_of_grammar_are_no_topics():
    assert words("It is on the 21st of the month, at 10 or 11, by us.") == []
    assert words("我们在二十一号的十点半左右去了") == []


def test_plural_topics_come_in_the_singular():
    assert [word for word, _, _ in words("The deliveries, rooms, buses, glass and status")] == [
        "delivery",
        "room",
        "buse",
        "glass",
        "status",
    ]


def test_the_same_word_twice_has_two_places():
    assert [covered for _, covered in opinion("good food, Good wine", "good")] == ["good", "Good"]


def test_emoji_and_emoticons_are_words():
    assert words("👍 :( 😡") == [("👍", "positive", "👍"), (":(", "negative", ":("), ("😡", "negative", "😡")]


def test_weak_signs_count_but_are_not_shown():
    assert [word for word, _, _ in words("Why would they, instead, be good")] == ["good"]


def test_at_most_thirty_words_come_back_in_the_order_of_the_text():
    text = " ".join(f"good thing{chr(97 + number % 26)}{chr(97 + number // 26)}," for number in range(200))
    rows = read([text], heads=["words"]).column("words").to_pylist()[0]
    assert len(rows) == 30
    assert sum(row["word"] == "good" for row in rows) == 20
    assert rows == sorted(rows, key=lambda row: (row["start"], row["end"]))


def test_words_in_an_address_are_not_words():
    assert words("see https://example.org/terrible/service www.bad.example here") == []


def test_an_opinion_inside_a_longer_phrase_is_not_counted_twice():
    assert words("not a problem") == [("no problem", "positive", "not a problem")]
