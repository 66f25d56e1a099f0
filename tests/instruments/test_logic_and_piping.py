"""Conditions over answers, and gaps in texts: exact, closed, and false where nothing was answered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.instruments.conditions import DEEPEST, UnfitCondition, condition
from regard.instruments.placeholders import (
    MOST,
    NAMES,
    TooManyPlaceholders,
    UnknownPlaceholder,
    filled,
    placeholders,
)

QUESTIONS, BOXES = st.sampled_from("abc"), st.sampled_from("xy")
COMPARISON = st.one_of(
    st.builds(
        lambda q, low, high: {"question": q, "op": "between", "low": low, "high": high},
        QUESTIONS, st.integers(-2, 9), st.integers(-2, 9),
    ),
    st.builds(lambda q, value: {"question": q, "op": "equals", "value": value}, QUESTIONS, st.integers(0, 7)),
    st.builds(lambda q, value: {"question": q, "op": "holds", "value": value}, QUESTIONS, BOXES),
    st.builds(lambda q: {"question": q, "op": "answered"}, QUESTIONS),
)  # fmt: skip
CONDITIONS = st.recursive(
    COMPARISON,
    lambda part: (
        st.builds(
            lambda key, parts: {key: parts}, st.sampled_from(["all", "any"]), st.lists(part, min_size=1)
        )
        | part.map(lambda one: {"not": one})
    ),
    max_leaves=6,
)
ANSWERS = st.dictionaries(QUESTIONS, st.integers(0, 7) | st.lists(st.sampled_from("xy"), unique=True))


def deep(content):
    parts = [
        *content.get("all", []),
        *content.get("any", []),
        *([content["not"]] if "not" in content else []),
    ]
    return 1 + max(map(deep, parts), default=0)


@given(CONDITIONS.filter(lambda one: deep(one) <= DEEPEST), CONDITIONS, ANSWERS)
def test_not_all_and_any_are_what_logic_says(one, other, values):
    def holds(content):
        return condition(content).holds(values) if deep(content) <= DEEPEST else None

    if None in (holds({"not": one}), holds({"all": [one, other]})):
        return
    assert holds({"not": one}) is not holds(one)
    assert holds({"all": [one, other]}) is (holds(one) and holds(other))
    assert holds({"any": [one, other]}) is (holds(one) or holds(other))


@given(COMPARISON)
def test_what_was_not_answered_makes_every_comparison_false(content):
    assert condition(content).holds({}) is False
    assert condition(content).questions == {content["question"]}


def test_a_score_is_not_a_truth_and_not_a_text():
    between = condition({"question": "a", "op": "between", "low": 0, "high": 1})
    assert [between.holds({"a": value}) for value in (0, 1, True, "1", 0.5, [1])] == [
        True,
        True,
        *[False] * 4,
    ]


@pytest.mark.parametrize(
    "content",
    [
        7, [], {"all": []}, {"all": {}}, {"all": [], "any": []}, {"not": 7}, {"question": "a"},
        {"op": "equals"},
        {"question": "a", "op": "equals"}, {"question": 7, "op": "answered"},
        {"question": "a", "op": "matches"},
        {"question": "a", "op": "between", "low": 0, "high": 1.5},
        {"question": "a", "op": "answered", "x": 1},
        {"question": "a", "op": "between", "low": True, "high": 1},
    ],
)  # fmt: skip
def test_what_is_no_condition_is_refused_with_its_place(content):
    with pytest.raises(UnfitCondition, match=r"^show_if\.any\.0"):
        condition({"any": [content]})


def test_a_condition_is_as_deep_as_it_may_be_and_no_deeper():
    content = {"question": "a", "op": "answered"}
    for _level in range(DEEPEST - 1):
        content = {"not": content}
    assert condition(content).holds({"a": 1}) is (DEEPEST % 2 == 1)
    with pytest.raises(UnfitCondition, match="nested deeper"):
        condition({"not": content})


@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=20)), st.text(max_size=30))
def test_what_is_filled_in_is_never_read_again(given_names, words):
    text = "".join(f"{{{name}}}" for name in NAMES) + words.replace("{", "").replace("}", "")
    assert filled(text, given_names).startswith("".join(given_names.get(name, "") for name in NAMES))
    assert filled("{first_name}", {"first_name": "{company}{answer.a}"}) == "{company}{answer.a}"


@pytest.mark.parametrize(
    "text",
    ["{first_name.__class__}", "{0}", "{}", "{{7*7}}", "{answer.a[0]}", "{answer.nobody}", "{FIRST_NAME}"],
)
def test_no_other_gap_is_filled_and_each_is_named(text):
    assert "__class__" not in filled(text, {"first_name": "Ada"})
    assert "Ada" not in filled(text, {"first_name": "Ada", "answer.a": "Ada"})
    with pytest.raises(UnknownPlaceholder):
        placeholders(text, questions=["a"])


def test_a_text_has_no_more_gaps_than_it_may():
    assert len(placeholders("{company}" * MOST)) == MOST
    with pytest.raises(TooManyPlaceholders):
        placeholders("{company}" * (MOST + 1))
