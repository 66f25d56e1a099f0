"""What each kind of question takes, and what it refuses and why."""

import pytest

from regard.instruments.answers import UnfitAnswer, checked, checked_all, sent
from regard.instruments.placeholders import UnknownPlaceholder, filled, placeholders
from regard.instruments.questions import Kind, Option, Question, Scale
from regard.instruments.templates import templates

OPTIONS = (
    Option("a", {"en": "A"}),
    Option("b", {"en": "B"}),
    Option("none", {"en": "None"}, is_alone=True),
)
ASKED = {
    "scale": Question("q", Kind.SCALE, {"en": "?"}, scale=Scale(0, 10)),
    "single": Question("q", Kind.SINGLE, {"en": "?"}, options=OPTIONS),
    "multiple": Question("q", Kind.MULTIPLE, {"en": "?"}, options=OPTIONS, most=2),
    "words": Question("q", Kind.WORDS, {"en": "?"}, options=OPTIONS, most=2),
    "matrix": Question("q", Kind.MATRIX, {"en": "?"}, scale=Scale(1, 5), rows=OPTIONS),
    "short_text": Question("q", Kind.SHORT_TEXT, {"en": "?"}, longest=5),
    "contact": Question("q", Kind.CONTACT, {"en": "?"}),
    "date": Question("q", Kind.DATE, {"en": "?"}),
    "consent": Question("q", Kind.CONSENT, {"en": "?"}),
}


class Form(dict):
    """The fields of a form, several values each."""

    def get(self, name, default=""):
        return self[name][-1] if self.get_all(name) else default

    def getlist(self, name):
        return self.get_all(name)

    def get_all(self, name):
        return super().get(name, [])


KEPT = [
    ("scale", 0, 0), ("scale", 10, 10), ("scale", None, None), ("scale", "", None),
    ("single", "b", "b"), ("multiple", ["b", "a"], ["b", "a"]), ("multiple", ["none"], ["none"]),
    ("words", {"a": "because 因为", "b": ""}, {"a": "because 因为", "b": ""}),
    ("matrix", {"a": 1, "b": 5}, {"a": 1, "b": 5}), ("matrix", {}, None),
    ("short_text", "茶很好喝。", "茶很好喝。"),
    ("contact", {"email": "a@b.example"}, {"email": "a@b.example"}),
    ("date", "2026-11-22", "2026-11-22"), ("consent", True, True),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value", "kept"), KEPT)
def test_what_is_on_the_scale_or_among_the_options_is_kept_as_it_is(kind, value, kept):
    assert checked(ASKED[kind], value) == kept


REFUSED = [
    *(("scale", value, "not_a_score") for value in (11, -1, 9.5, "9", True, [9], {"a": 1}, 10**30)),
    *(("single", value, "not_an_option") for value in ("c", 1, ["a"], {"a": 1}, True)),
    ("multiple", ["a", "a"], "not_an_option"), ("multiple", "a", "not_an_option"),
    ("multiple", [["a"]], "not_an_option"), ("multiple", ["a", "b", "none"], "too_many"),
    ("multiple", ["a", "none"], "alone"), ("words", ["a"], "not_an_option"),
    ("words", {"a": "x" * 301}, "too_long"), ("matrix", {"c": 1}, "not_an_option"),
    ("matrix", {"a": 6}, "not_a_score"), ("short_text", "123456", "too_long"),
    ("short_text", "a\0", "not_a_text"), ("short_text", "\ud800", "not_a_text"),
    ("short_text", 5, "not_a_text"),
    ("contact", {"email": "no"}, "not_an_address"), ("contact", {"fax": "1"}, "not_a_text"),
    ("date", "2026-02-30", "not_a_date"), ("date", "20261122", "not_a_date"), ("date", 5, "not_a_date"),
    ("consent", "yes", "not_an_option"), ("consent", False, "not_an_option"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value", "code"), REFUSED)
def test_anything_else_is_refused_and_named(kind, value, code):
    with pytest.raises(UnfitAnswer) as caught:
        checked(ASKED[kind], value)
    assert caught.value.code == code


def test_a_question_that_was_not_shown_may_not_be_answered():
    nps = templates()["nps"].make()
    assert checked_all(nps, {"score": 9, "say": "Go there"}) == {"score": 9, "say": "Go there"}
    for values in ({"score": 3, "say": "Go there"}, {"score": 3, "other": "x"}):
        with pytest.raises(UnfitAnswer, match="not_asked"):
            checked_all(nps, values)


SENT = [
    ("scale", {"q": ["9"]}, 9), ("scale", {}, ""), ("scale", {"q": ["nine"]}, "nine"),
    ("scale", {"q": ["９"]}, "９"),
    ("multiple", {"q": ["a", "b"]}, ["a", "b"]),
    ("words", {"q": ["a", "b"], "q.a.why": [" so "]}, {"a": "so", "b": ""}),
    ("matrix", {"q.a": ["3"]}, {"a": 3}), ("short_text", {"q": [" tea\r\n"]}, "tea"),
    ("contact", {"q.email": ["a@b.example"], "q.name": [""]}, {"email": "a@b.example"}),
    ("consent", {"q": ["yes"]}, True), ("consent", {}, None),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "fields", "value"), SENT)
def test_the_fields_of_a_form_stand_for_a_value(kind, fields, value):
    assert sent(ASKED[kind], Form(fields)) == value


def test_a_gap_is_filled_once_and_names_that_nobody_knows_are_refused():
    assert (
        filled("Hello {first_name}!", {"first_name": "{company}", "company": "Qinghe"}) == "Hello {company}!"
    )
    assert placeholders("{company} {answer.score}", questions=["score"]) == ["company", "answer.score"]
    for text in ("{first_name.__class__}", "{answer.other}", "{0}", "{company!r}", "{company:>99}"):
        with pytest.raises(UnknownPlaceholder):
            placeholders(text, questions=["score"])
