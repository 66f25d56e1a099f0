"""Which language and which script a text is in, or honestly neither."""

import numpy as np
import pytest

from regard.perception.text.languages import LANGUAGES, SCRIPTS, OffsetsError, tell
from regard.perception.text.languages.corpus import packed


def told(*texts: str) -> list[tuple[str, str]]:
    """Language and script of each text, by name."""
    codes, scripts = tell(*packed(list(texts)))
    return [(LANGUAGES[code], SCRIPTS[script]) for code, script in zip(codes, scripts, strict=True)]


TABLE = """
af | Latn | Ek het nie gedink dat dit so lank sou duur nie.
ar | Arab | الخدمة سيئة جدا ولن أعود مرة أخرى
bg | Cyrl | Обслужването беше много бавно и няма да се върна.
bn | Beng | খাবার খুব ভালো ছিল
ca | Latn | El servei ha estat molt lent i no hi tornarem més.
cs | Latn | Obsluha byla velmi pomalá a už se nevrátíme.
cy | Latn | Roedd y bwyd yn dda iawn ond roedd y gwasanaeth yn araf.
da | Latn | Maden var rigtig god, men betjeningen var alt for langsom.
de | Latn | Das Essen war sehr gut, aber der Service war langsam.
el | Grek | Η εξυπηρέτηση ήταν άψογη.
en | Latn | The delivery was late again.
en | Latn | great service
en | Latn | lol this sucks
en | Latn | sooooo goooood
en | Latn | GREAT SERVICE!!!
es | Latn | La comida estaba muy buena y el servicio también.
et | Latn | Toit oli väga hea, aga teenindus oli aeglane.
eu | Latn | Janaria oso ona zen baina zerbitzua motela izan da.
fa | Arab | غذا خیلی خوب بود ولی سرویس کند بود
fi | Latn | Ruoka oli todella hyvää, mutta palvelu oli hidasta.
fr | Latn | Le service était très lent.
he | Hebr | השירות היה מצוין
hi | Deva | सेवा बहुत अच्छी है
hr | Latn | Hrana je bila odlična, ali usluga je bila jako spora.
hu | Latn | Az étel nagyon finom volt, de a kiszolgálás lassú.
id | Latn | Pelayanannya sangat lambat tetapi makanannya enak sekali.
is | Latn | Maturinn var mjög góður en þjónustan var hæg.
it | Latn | Il cibo era ottimo ma il servizio lento.
ja | Jpan | このレストランはとても美味しいです。
ja | Jpan | 東京駅
ko | Kore | 배송이 너무 늦어요.
lt | Latn | Maistas buvo labai skanus, bet aptarnavimas lėtas.
lv | Latn | Ēdiens bija ļoti garšīgs, bet apkalpošana lēna.
nl | Latn | Het eten was erg lekker.
pl | Latn | Obsługa była bardzo miła.
pt | Latn | O atendimento foi péssimo, não volto mais.
ro | Latn | Mâncarea a fost foarte bună, dar serviciul a fost lent.
ru | Cyrl | Сервис очень медленный, больше не придём.
sk | Latn | Jedlo bolo veľmi dobré, ale obsluha bola pomalá.
sl | Latn | Hrana je bila zelo dobra, vendar je bila postrežba počasna.
sq | Latn | Ushqimi ishte shumë i mirë por shërbimi ishte i ngadaltë.
sr | Cyrl | Храна је била одлична, али је услуга била спора.
sv | Latn | Maten var väldigt god men servicen var långsam.
sw | Latn | Chakula kilikuwa kizuri sana lakini huduma ilikuwa polepole.
ta | Taml | உணவு மிகவும் நன்றாக இருந்தது
te | Telu | ఆహారం చాలా బాగుంది
th | Thai | บริการดีมาก
tl | Latn | Masarap ang pagkain pero mabagal ang serbisyo nila.
tr | Latn | Yemekler çok güzeldi ama servis yavaştı.
uk | Cyrl | Обслуговування було дуже повільним, більше не прийдемо.
ur | Arab | کھانا بہت اچھا تھا لیکن سروس سست تھی
vi | Latn | Dịch vụ rất tốt nhưng đồ ăn hơi nguội.
zh | Hans | 客服态度很好，问题解决了。
zh | Hant | 這家餐廳的服務很好。
zh | Hans | 好
zh | Hans | OK 好
"""
ROWS = [tuple(part.strip() for part in line.split("|")) for line in TABLE.strip().splitlines()]


@pytest.mark.parametrize(("language", "script", "text"), ROWS)
def test_a_sentence_is_told_with_its_script(language, script, text):
    assert told(text) == [(language, script)]


def test_every_language_but_two_neighbours_has_a_sentence_above():
    assert set(LANGUAGES) - {language for language, _, _ in ROWS} == {"unknown", "nb", "ms"}
    assert len(LANGUAGES) == 51


@pytest.mark.parametrize(
    "text",
    ["", " ", "12", "10/10", "2024-05-01 12:30", "???", ":)", "👍👍", "❤️", "\x00", "\u200b", "\ufeff", "°%€"],
)
def test_a_text_without_letters_is_unknown_in_no_script(text):
    assert told(text) == [("unknown", "Zyyy")]


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/great/service",
        "www.example.org",
        "@user #1",
        "#fail",
        "jo@example.org",
        "&nbsp;<br/>",
    ],
)
def test_addresses_users_hashtags_and_markup_have_no_language(text):
    assert told(text) == [("unknown", "Zyyy")]


@pytest.mark.parametrize("text", ["ok", "n/a", "x", "A4", "TV", "да", "lk"])
def test_fewer_than_three_letters_are_too_few_where_languages_share_a_script(text):
    assert [language for language, _ in told(text)] == ["unknown"]


@pytest.mark.parametrize("text", ["asdfghjkl", "qwertyuiop", "sdkfjh wkqjx", "xkcvbq zzxq"])
def test_letters_that_make_no_words_are_unknown(text):
    assert told(text) == [("unknown", "Latn")]


@pytest.mark.parametrize(
    ("text", "script"),
    [("ქართული ენა", "Geor"), ("Հայերեն լեզու", "Armn"), ("ગુજરાતી ભાષા", "Gujr"), ("ភាសាខ្មែរ", "Khmr")],
)
def test_a_language_that_is_not_among_the_fifty_is_unknown_in_its_script(text, script):
    assert told(text) == [("unknown", script)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The room was nice 房间", "en"),
        ("房间很好，服务也很好 very nice", "zh"),
        ("I stayed here for three nights 很好", "en"),
        ("很好很好很好很好很好 I stayed", "zh"),
        ("iPhone 15 Pro Max 真的很好用", "zh"),
        ("We ate at 老北京 and it was wonderful, the duck was the best we ever had.", "en"),
        ("给Amazon客服打了电话，没人接", "zh"),
        ("WiFi太慢", "zh"),
        ("SE 2.5T的是EJ ，不是F", "zh"),
        ("2016款2.5L CVT，11", "zh"),
        ("Der Koch war sehr freundlich 很好", "de"),
    ],
)
def test_in_a_mixed_text_the_language_with_more_words_wins(text, language):
    assert [name for name, _ in told(text)] == [language]


def test_addresses_and_users_say_nothing_about_the_rest():
    texts = ["@muygracias https://example.org/la-comida-de-la-casa the food is here", "<p lang='fr'>好吃</p>"]
    assert told(*texts) == [("en", "Latn"), ("zh", "Hans")]


def test_the_writing_is_that_of_most_characters_that_only_one_writing_has():
    assert told("服務很好，環境也不錯，价格", "服务很好，环境也不错，價格") == [
        ("zh", "Hant"),
        ("zh", "Hans"),
    ]


def test_a_few_kana_do_not_make_a_chinese_text_japanese():
    assert told("这家店的名字叫优の良品但是东西真的不太好吃") == [("zh", "Hans")]


def test_case_width_and_drawn_out_letters_do_not_count():
    texts = [
        "The service was slow",
        "THE SERVICE WAS SLOW",
        "Ｔｈｅ ｓｅｒｖｉｃｅ ｗａｓ ｓｌｏｗ",
        "Theeeee service was sloooooow",
    ]
    assert told(*texts) == [("en", "Latn")] * 4


def test_only_the_first_letters_are_read():
    assert told("这家店" * 200 + " the rest is English" * 500) == [("zh", "Hans")]


def test_texts_do_not_change_what_is_told_of_their_neighbours():
    texts = [text for _, _, text in ROWS]
    assert told(*texts) == [told(text)[0] for text in texts]


def test_a_slice_of_a_buffer_is_read_from_where_it_begins():
    data, offsets = packed(["Das Essen war gut", "客服很好", "The food was great"])
    codes, _ = tell(data, offsets[1:])
    assert [LANGUAGES[code] for code in codes] == ["zh", "en"]


def test_no_texts_are_no_rows():
    codes, scripts = tell(np.zeros(0, np.uint8), np.zeros(1, np.int64))
    assert (codes.tolist(), codes.dtype, scripts.tolist(), scripts.dtype) == ([], np.int16, [], np.int16)


@pytest.mark.parametrize(
    ("offsets", "words"),
    [
        ([], "there is none"),
        ([0, 9], "do not fit 4 bytes"),
        ([-1, 2], "do not fit"),
        ([0, 3, 1], "do not fit"),
    ],
)
def test_offsets_that_do_not_fit_are_refused(offsets, words):
    with pytest.raises(OffsetsError, match=words):
        tell(np.frombuffer(b"good", np.uint8), np.array(offsets, np.int64))
