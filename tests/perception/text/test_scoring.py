"""From opinions to a score and a label."""

import pytest

from regard.perception.text.findings import Findings, Opinion
from regard.perception.text.scoring import NEUTRAL, clause_labels, judge, named


def findings(*strengths, shown=True, loudness=1.0):
    """Findings with one opinion of each strength, each in a clause of its own."""
    opinions = [
        Opinion("word", strength, place, place + 1, place, shown) for place, strength in enumerate(strengths)
    ]
    return Findings(opinions, [], loudness)


@pytest.mark.parametrize(
    ("strengths", "label"),
    [
        ((), "neutral"),
        ((3.0,), "positive"),
        ((-3.0,), "negative"),
        ((0.5,), "neutral"),
        ((3.0, -1.0), "positive"),
        ((1.0, -3.0), "negative"),
        ((2.0, -2.0), "neutral"),
        ((3.0, -3.0), "mixed"),
        ((4.0, 4.0, -4.0, -4.0), "mixed"),
        ((4.0, 4.0, 4.0, 4.0, -4.0), "positive"),
    ],
)
def test_the_label_follows_praise_against_blame(strengths, label):
    assert judge(findings(*strengths)).label == label


def test_a_text_is_mixed_only_where_both_sides_are_strong():
    assert judge(findings(2.9, -2.9)).label == "neutral"
    assert judge(findings(3.0, -3.0)).label == "mixed"


def test_weak_signs_alone_say_nothing():
    assert judge(findings(-1.0, -1.0, -1.0, shown=False)) == ("neutral", 0.0)


def test_more_of_the_same_is_more_certain_but_never_more_than_one():
    scores = [judge(findings(*[2.0] * count)).score for count in (1, 2, 5, 50, 5_000)]
    assert scores == sorted(scores)
    assert scores[-1] <= 1.0


def test_blame_mirrors_praise():
    assert judge(findings(2.0, 1.0)).score == -judge(findings(-2.0, -1.0)).score


def test_loudness_strengthens_whatever_is_said():
    assert judge(findings(1.0, loudness=1.3)).score > judge(findings(1.0)).score
    assert judge(findings(-1.0, loudness=1.3)).score < judge(findings(-1.0)).score


@pytest.mark.parametrize(
    ("score", "label"),
    [(NEUTRAL, "positive"), (NEUTRAL - 0.001, "neutral"), (0, "neutral"), (-NEUTRAL, "negative")],
)
def test_the_name_of_a_score_begins_at_its_limit(score, label):
    assert named(score) == label


def test_clauses_have_labels_of_their_own():
    assert clause_labels(findings(2.0, -2.0, 0.1)) == {0: "positive", 1: "negative", 2: "neutral"}
