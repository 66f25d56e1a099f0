"""What each flag is given to, and what it is not given to."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regard.perception.text.buffers import utf8
from regard.perception.text.quality import FLAGS, flags

FORM = "Your parcel {} is waiting at the counter, please pay the fee today at http://parcels.example/{}"


def of(*texts):
    return flags(*utf8(list(texts))).to_pylist()


@pytest.mark.parametrize(
    "text", ["", " ", "\n\t", "...", "-", "!?!?", "，。！", "\u200b\u200d", "\ufe0f", "$$$", "\0"]
)
def test_space_and_punctuation_alone_are_empty(text):
    assert of(text) == [["empty"]]


@pytest.mark.parametrize("text", ["n/a", "无", "5", "👍", "★★★", "ok", "é", "٣", ":) 1", "𠮷"])
def test_a_letter_a_digit_or_a_picture_says_something(text):
    assert of(text) == [[]]


@pytest.mark.parametrize(
    "text",
    [
        "asdfgh jkl", "asdf", "qwertyuiop", "lkjsdf lkjsdf", "asdasdasd", "dfgdfg dfgdfg", "zxczxczxc",
        "xcvbnm",
        "sdkjfhskdjfh ksjdhf", "hjkhjkhjk", "фывапролдж", "йцукен", "aaaaaaaa", "AAAAAAA!!", "111111111",
        "😂" * 1000,
        "x" * 40, "啊" * 50, "dsfsdfsdf", "hfdjksfhdkjs hfjdks",
    ],
    ids=lambda text: ascii(text[:12]),
)  # fmt: skip
def test_mashed_keys_and_one_letter_alone_are_gibberish(text):
    assert of(text) == [["gibberish"]]


@pytest.mark.parametrize(
    "text",
    [
        "good", "hahahaha", "哈哈哈哈哈哈", "好好好好", "zzzzzz", "hhhhhhh", "Yesssssss", "Noooooo",
        "ahhhh", "lol omg", "wtf",
        "rhythm", "were", "property", "Wert", "strč prst skrz krk", "Przybyszewski", "thx brb",
        "HDMI USB DVD",
        "https://t.co/sdfgjkxq", "@sdfgjkxq #dfgdfg", "ABC123XYZ", "666666", "👍👍👍", "salad falls",
        "白白白", "запрос",
        "qwerty keyboard", "Aquí, aquí.", "¡Qué bien!", "Schlittschuhlaufen", "Nghiêng", "кккк", "XPS",
    ],
)  # fmt: skip
def test_words_laughter_codes_and_links_are_not_gibberish(text):
    assert of(text) == [[]]


@pytest.mark.parametrize(
    "text",
    [
        "Make money online! Click here: http://example.com/a",
        "Best online casino, claim your bonus now www.win.example.xyz",
        "Earn $500 per day working from home, contact me on WhatsApp",
        "Crypto trading signals, join our telegram t.me/abc",
        "Get free followers at www.followers.com",
        "刷单兼职，日结，加微信 abc12345",
        "兼职招聘，在家可做，日赚300元，加V：abc888888",
        "代开发票，微信同号",
        "想赚钱的加我微信：zhuan8888",
    ],
)
def test_an_offer_with_a_way_to_answer_it_is_spam(text):
    assert "spam" in of(text)[0]


@pytest.mark.parametrize(
    "text",
    [
        "The link to click here is broken.", "客服让我加微信，一直没有人回。",
        "The crypto app keeps crashing.", "微信支付失败",
        "I won a prize at the casino hotel.", "好评返现是骗人的", "卖家让我好评返现，加微信",
        "WhatsApp support never answered.",
        "I used the code and it failed http://t.co/x", "兼职学生服务态度好",
        "I earn little and the loan is dear.",
    ],
)  # fmt: skip
def test_a_complaint_that_speaks_of_such_things_is_not_spam(text):
    assert of(text) == [[]]


def test_a_form_filled_in_three_ways_is_bot_like():
    found = of(FORM.format(4711, "a1"), FORM.format(99, "b2"), FORM.format(123, "c3"), "Lovely tea.")
    assert [("bot_like" in row) for row in found] == [True, True, True, False]


def test_two_customers_who_wrote_the_same_with_other_numbers_are_not_bots():
    found = of(*(f"I waited more than {hours} hours for my parcel and nobody called." for hours in (3, 5)))
    assert [flag for row in found for flag in row if flag == "bot_like"] == []


def test_short_sentences_with_numbers_are_not_forms():
    assert of("I waited 3 hours.", "I waited 4 hours.", "I waited 5 hours.") == [[], [], []]


@pytest.mark.parametrize(
    "text", ["刚买就降价" * 20, "buy this now " * 12, "好吃，" * 60], ids=["zh", "en", "zh, short"]
)
def test_one_phrase_over_and_over_is_bot_like(text):
    assert of(text) == [["bot_like"]]


def test_a_long_text_is_not_repetition_because_it_is_long():
    words = [f"w{place * place % 977}x{place % 89}" for place in range(20_000)]
    assert of(" ".join(words)) == [[]]


def test_flags_come_in_their_order():
    text = "Make money online! Click here: http://example.com/a or write to ann@example.com"
    assert of(text, text) == [["spam", "personal_data"], ["near_duplicate", "spam", "personal_data"]]
    assert FLAGS == ("empty", "gibberish", "near_duplicate", "spam", "bot_like", "personal_data")


def test_no_texts_give_no_rows():
    assert of() == []


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(st.characters(), max_size=80), max_size=6))
def test_any_text_has_a_row_of_known_flags(texts):
    found = of(*texts)
    assert len(found) == len(texts)
    assert all(set(row) <= set(FLAGS) and len(set(row)) == len(row) for row in found)


@pytest.mark.parametrize(
    "text",
    [
        "1" * 300_000, "1-" * 150_000, "a@" * 150_000, "a.b@" * 80_000, "x" * 300_000 + "@", "A1 " * 100_000,
        "路1号" * 80_000, "京" * 200_000 + "路1号", "12 Ab Cd Ef " * 25_000, "+1 " * 100_000,
        "1.2.3." * 50_000,
        "a:" * 150_000, "http://a:" * 30_000, "my name is " * 30_000, "Regards, " + "\n" * 200_000,
        "GB82 " * 60_000,
        "😂" * 250_000, "click here casino " * 15_000, "加微信" * 80_000, "(0" * 150_000,
        "Dear Mr A" * 30_000,
        ("AA11" + "A" * 36 + "-") * 7000, "+1(1)1 1.1-1 1(1-" * 15_000,
        "\0" * 300_000, "\u202e" * 100_000, "e\u0301" * 100_000, "www." * 75_000, "asdf " * 60_000,
        "Calle A" * 40_000,
    ],
    ids=lambda text: ascii(text[:8]),
)  # fmt: skip
def test_a_hostile_text_is_read_to_its_end(text):
    assert len(of(text)) == 1


def test_bytes_that_are_no_utf8_do_not_read_past_the_end():
    data = np.array([0xF0, 0x9F, 0xE4, 0x80, 0xFF, 0xC3], np.uint8)
    assert flags(data, np.array([0, 1, 2, 4, 5, 6])).to_pylist() == [["empty"]] * 2 + [["empty"]] * 3
