"""How themes are called, what is none, and which of two languages are perhaps one."""

from regard.perception.text.themes import discover
from regard.perception.text.themes.tree import Term, Theme
from regard.perception.text.themes.twins import twins
from regard.perception.text.themes.vocabulary import own_words

TEXTS = [
    *["The check-in at Lanternway took an hour, checking in is slow"] * 20,
    *["Lanternway answers: my question was answered late at night"] * 20,
    *["Lanternway raised the price again, the price is too much"] * 20,
]


def names(**how: str) -> list[str]:
    return [theme.name for theme in discover(TEXTS, **how).tree.values()]


def theme(key: str, name: str, *languages: str) -> Theme:
    return Theme(key, name, (name,), languages, terms=(Term(name, name, 0.9),))


def test_a_word_that_only_says_what_is_done_names_no_theme_where_another_does() -> None:
    found = " ".join(names())
    assert "question" in found
    assert "check-in" in found
    assert not {"answer", "answers", "check"} & set(names())


def test_the_name_of_the_company_is_in_no_theme() -> None:
    for one in discover(TEXTS, unnamed="Lanternway 灯途").tree.values():
        assert not [term for term in one.terms if "lanternway" in term.text]


def test_a_topic_in_the_name_of_a_company_stays_a_topic() -> None:
    assert own_words("Price & Delivery GmbH 灯途科技") == {"gmbh", "灯途科技"}
    assert "price" in " ".join(names(unnamed="Price Ltd"))


def test_themes_whose_names_say_the_same_in_two_languages_are_twins() -> None:
    english, chinese = theme("t1", "Price", "en"), theme("t2", "价格", "zh")
    others = [theme("t3", "kiosk", "en"), theme("t4", "同行", "zh"), theme("t5", "price", "en", "zh")]
    assert twins([english, chinese, *others]) == [(english, chinese)]
    assert twins([theme("t6", "prices", "en"), chinese])
    assert twins(others) == []


def test_a_theme_is_in_one_pair_at_most() -> None:
    found = twins([theme("t1", "price", "en"), theme("t2", "价格", "zh"), theme("t3", "价钱", "zh")])
    assert [(one.id, other.id) for one, other in found] == [("t1", "t2")]
