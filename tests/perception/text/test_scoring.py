"""From opinions to the label of a clause."""

import pytest

from regard.perception.text.findings import Findings, Opinion
from regard.perception.text.scoring import NEUTRAL, clause_labels, named


def findings(*strengths):
    """Findings with one opinion of each strength, each in a clause of its own."""
    opinions = [
        Opinion("word", strength, place, place + 1, place) for place, strength in enumerate(strengths)
    ]
    return Findings(opinions, [])


@pytest.mark.parametrize(
    ("score", "label"),
    [(NEUTRAL, "positive"), (NEUTRAL - 0.001, "neutral"), (0, "neutral"), (-NEUTRAL, "negative")],
)
def test_the_name_of_a_score_begins_at_its_limit(score, label):
    assert named(score, neutral=NEUTRAL) == label


def test_clauses_have_labels_of_their_own():
    assert clause_labels(findings(2.0, -2.0, 0.1)) == {0: "positive", 1: "negative", 2: "neutral"}
