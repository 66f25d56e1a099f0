"""A draft is changed piece by piece, and what it was before stays as it was."""

import copy

import pytest

from regard.instruments.definition import Instrument, UnfitInstrument
from regard.instruments.editing import (
    ACTS,
    NoSuchPart,
    added,
    page_of,
    question_of,
    with_page,
    with_question,
)
from regard.instruments.questions import Kind
from regard.instruments.templates import templates

BOTH = {"en": "New", "zh-hans": "新"}


@pytest.fixture
def content():
    return templates()["nps"].make().to_content()


def layout(content):
    return [(page["id"], [question["id"] for question in page["questions"]]) for page in content["pages"]]


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_of_question_can_be_added_and_asked(content, kind):
    made = added(content, kind, text=BOTH, labels=BOTH)
    assert layout(made)[-1] == ("page_1", ["q1"])
    assert Instrument.from_content(made).questions["q1"].kind == kind
    assert layout(added(made, kind, text=BOTH, labels=BOTH))[-1] == ("page_2", ["q2"])


ACTED = {
    ("say", "up"): [("score", ["score"]), ("why", ["say", "why", "word"])],
    ("why", "down"): [("score", ["score"]), ("why", ["say", "why", "word"])],
    ("why", "up"): [("score", ["score", "why"]), ("why", ["say", "word"])],
    ("score", "up"): [("score", ["score"]), ("why", ["why", "say", "word"])],
    ("score", "down"): [("why", ["score", "why", "say", "word"])],
    ("word", "down"): [("score", ["score"]), ("why", ["why", "say", "word"])],
    ("word", "remove"): [("score", ["score"]), ("why", ["why", "say"])],
    ("word", "split"): [("score", ["score"]), ("why", ["why", "say"]), ("page_1", ["word"])],
    ("why", "split"): [("score", ["score"]), ("why", ["why", "say", "word"])],
    ("say", "join"): [("score", ["score", "why", "say", "word"])],
    ("score", "join"): [("score", ["score"]), ("why", ["why", "say", "word"])],
}


@pytest.mark.parametrize(("name", "act"), ACTED)
def test_a_button_moves_a_question_and_leaves_the_draft_before_as_it_was(content, name, act):
    before = copy.deepcopy(content)
    assert layout(ACTS[act](content, name)) == ACTED[name, act]
    assert content == before


def test_a_question_that_others_ask_about_cannot_go_without_them(content):
    with pytest.raises(UnfitInstrument) as caught:
        Instrument.from_content(ACTS["remove"](content, "score"))
    assert caught.value.path == "say.show_if"


def test_the_branches_of_a_page_stay_at_its_end_when_it_is_split_and_joined(content):
    branches = [{"when": {"question": "why", "op": "answered"}, "to": "end"}]
    content = with_page(content, "why", branches=branches)
    made = ACTS["split"](content, "word")
    assert [page.get("branches") for page in made["pages"]] == [None, None, branches]
    assert ACTS["join"](made, "word") == content


def test_a_page_takes_a_condition_and_loses_it(content):
    condition = {"question": "score", "op": "answered"}
    made = with_page(content, "why", show_if=condition)
    assert page_of(made, "why")["show_if"] == condition
    assert with_page(made, "why", show_if={}) == content


def test_a_question_is_replaced_in_its_place(content):
    question = question_of(content, "word") | {"text": BOTH}
    made = with_question(content, "word", question)
    assert (question_of(made, "word")["text"], layout(made)) == (BOTH, layout(content))


def test_what_is_not_there_is_named(content):
    for act in (question_of, page_of, *ACTS.values()):
        with pytest.raises(NoSuchPart, match="nobody"):
            act(content, "nobody")
