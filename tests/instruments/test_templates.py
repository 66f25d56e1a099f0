"""Every template is complete in both languages, and is read again as it was written."""

import pytest

from regard.instruments.definition import Instrument, UnfitInstrument, path_through
from regard.instruments.ordering import ordered
from regard.instruments.problems import problems
from regard.instruments.templates import templates

KEYS = sorted(templates())


@pytest.mark.parametrize("key", KEYS)
def test_a_template_can_be_published_as_it_is(key):
    assert problems(templates()[key].make()) == []


@pytest.mark.parametrize("key", KEYS)
def test_a_template_is_read_again_as_it_was_written(key):
    made = templates()[key].make()
    assert Instrument.from_content(made.to_content()) == made


@pytest.mark.parametrize("key", KEYS)
def test_a_template_has_a_name_and_a_purpose_in_both_languages(key):
    template = templates()[key]
    assert set(template.name) == set(template.purpose) == {"en", "zh-hans"}


def test_only_those_who_would_recommend_are_asked_what_they_would_say():
    nps = templates()["nps"].make()
    seen = [
        [question.id for page in path_through(nps, {"score": score}) for question in page.questions]
        for score in (3, 9)
    ]
    assert seen == [["score", "why", "say", "word"]] * 2  # on the page; whether shown is asked of each
    say = nps.questions["say"]
    assert [say.show_if.holds({"score": score}) for score in (3, 8, 9, 10)] == [False, False, True, True]


ALL = {
    "csat", "nps", "ces", "ces_1", "trust", "values", "words", "influence", "exit", "signup", "interview",
    "beliefs", "causes",
}  # fmt: skip


def test_there_is_a_template_for_everything_that_is_promised():
    assert set(templates()) == ALL


def test_the_word_picker_shows_good_and_bad_words_in_turn_and_to_each_person_in_another_order():
    question = templates()["words"].make().questions["words"]
    seen = [ordered(question, seed=f"person {number}") for number in range(20)]
    for options in seen:
        assert options[-1].id == "no_word"
        assert len({option.polarity for option in options[0:-1:2]}) == 1
    assert len({tuple(option.id for option in options) for options in seen}) == 20


def test_who_would_not_be_interviewed_is_asked_nothing_else():
    screener = templates()["interview"].make()
    assert [page.id for page in path_through(screener, {"willing": "no"})] == ["willing"]
    assert [page.id for page in path_through(screener, {"willing": "yes"})] == ["willing", "about", "contact"]


def test_what_staff_believe_makes_no_metric_and_names_nobody():
    beliefs = templates()["beliefs"].make()
    assert (beliefs.score, beliefs.is_anonymous) == (None, True)


def test_the_poll_of_causes_always_offers_lower_prices_last():
    question = templates()["causes"].make().questions["causes"]
    assert {ordered(question, seed=str(number))[-1].id for number in range(20)} == {"lower_price"}


REFUSED = {
    "format": lambda c: c | {"format": "other/1"},
    "languages": lambda c: c | {"languages": ["tlh"]},
    "owner": lambda c: c | {"owner": "x"},
    "title.fr": lambda c: c | {"title": {"fr": "Bonjour"}},
    "pages.0.questions.0.scale": lambda c: _question(c, scale={"low": 5, "high": 1}),
    "pages.0.questions.0.measures": lambda c: _question(c, measures="happiness"),
    "pages.0.questions.0.id": lambda c: _question(c, id="Score 1"),
    "pages.0.questions.0.options": lambda c: _question(c, options=[{"id": "a", "text": {"en": "A"}}]),
    "pages.0.questions.0.show_if.op": lambda c: _question(c, show_if={"question": "why", "op": "eval"}),
    "score.show_if": lambda c: _question(c, show_if={"question": "why", "op": "answered"}),
}


def _question(content, **changes):
    first, *rest = content["pages"]
    question, *others = first["questions"]
    return content | {"pages": [first | {"questions": [question | changes, *others]}, *rest]}


@pytest.mark.parametrize("path", REFUSED)
def test_what_cannot_be_asked_is_refused_with_its_path(path):
    content = REFUSED[path](templates()["nps"].make().to_content())
    with pytest.raises(UnfitInstrument) as caught:
        Instrument.from_content(content)
    assert caught.value.path == path


def test_a_text_that_misses_a_language_stands_in_the_way():
    content = templates()["csat"].make().to_content()
    content = _question(content, text={"en": "How satisfied are you, {first_name}?"})
    found = problems(Instrument.from_content(content))
    assert [(one.path, one.code, one.detail) for one in found] == [
        ("score.text", "not_translated", "zh-hans")
    ]
