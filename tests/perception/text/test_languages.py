"""Which language a text is in, or too little to tell; how texts that mix two are read."""

import pytest

from regard.perception.text import read

TABLE = """
en      | The delivery was late again.
en      | Great!
en      | great service
en      | Thanks
en      | GREAT SERVICE!!!
en      | battery dead
en      | I love my new iPhone
en      | Lovely café, très chic decor but the coffee was cold.
en      | The naïve barista made a superb café au lait.
en      | We ate at 老北京 and it was wonderful, the duck was the best we ever had.
en      | sooooo goooood
en      | @support please fix this bug, thanks #fail
zh      | 好
zh      | 很好
zh      | 客服态度很好，问题解决了。
zh      | 這家餐廳的服務很好。
zh      | iPhone 15 Pro Max 真的很好用
zh      | 用 Regard 看客户反馈很方便
zh      | 给Amazon客服打了电话，没人接
zh      | WiFi太慢
zh      | 12306抢不到票，APP一直崩溃
zh      | 味道超好👍👍👍
zh      | #芒果布丁#很好吃
de      | Das Essen war sehr gut, aber der Service war langsam.
fr      | Le service était très lent.
es      | La comida estaba muy buena y el servicio también.
pt      | O atendimento foi péssimo, não volto mais.
it      | Il cibo era ottimo ma il servizio lento.
nl      | Het eten was erg lekker.
pl      | Obsługa była bardzo miła.
tr      | Yemekler çok güzeldi.
vi      | Dịch vụ rất tốt.
ja      | このレストランはとても美味しいです。
ja      | 東京のホテルに泊まりました
ko      | 배송이 너무 늦어요.
ru      | Сервис очень медленный.
ar      | الخدمة سيئة جدا
he      | השירות היה מצוין
th      | บริการดีมาก
hi      | सेवा बहुत अच्छी है
el      | Η εξυπηρέτηση ήταν άψογη.
unknown | ok
unknown | 12
unknown | 10/10
unknown | 👍👍
unknown | ???
unknown | :)
unknown | @user #1
unknown | https://example.org/great/service
unknown | x
"""

LINES = [[part.strip() for part in line.split("|", 1)] for line in TABLE.strip().splitlines()]


@pytest.mark.parametrize(("language", "text"), LINES)
def test_a_text_is_in_the_language_of_most_of_its_words(language, text):
    assert read([text], heads=["language"]).column("language").to_pylist() == [language]


def test_the_language_is_the_same_every_time():
    texts = [text for _, text in LINES]
    assert (
        len(
            {
                read(texts, heads=["language"]).column("language").combine_chunks().to_string()
                for _ in range(3)
            }
        )
        == 1
    )


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The room was nice 房间", "en"),
        ("房间很好，服务也很好 very nice", "zh"),
        ("I stayed here for three nights 很好", "en"),
        ("很好很好很好很好很好 I stayed", "zh"),
    ],
)
def test_in_a_mixed_text_the_language_with_more_words_wins(text, language):
    assert read([text]).column("language").to_pylist() == [language]


def test_the_words_of_both_languages_are_read_in_a_chinese_text():
    rows = read(["客服 very good，但是物流太慢了"], heads=["words"]).to_pylist()[0]["words"]
    assert [(row["word"], row["sentiment"]) for row in rows if row["word"] in {"good", "太慢了"}] == [
        ("good", "positive"),
        ("太慢了", "negative"),
    ]


def test_addresses_and_names_of_users_say_nothing_about_the_language():
    texts = [
        "@muygracias https://example.org/la-comida-de-la-casa the food is here",
        "#无锡 #杭州 the food is here",
    ]
    assert read(texts, heads=["language"]).column("language").to_pylist() == ["en", "en"]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("这个App很amazing，UI也很nice", "positive"),
        ("客服twice都没接电话，terrible", "negative"),
        ("The 服务 was terrible and nobody cared", "negative"),
        ("Great hotel, 很好, will come back", "positive"),
        ("iPhone 的电池太差", "negative"),
        ("Wi-Fi 很快，check-in 也很方便", "positive"),
    ],
)
def test_the_sentiment_of_a_mixed_text_comes_from_its_words(text, label):
    assert read([text]).column("sentiment").to_pylist() == [label]
