"""From the opinions in a text to its score and its label."""

from collections import defaultdict
from math import sqrt
from typing import Literal, NamedTuple

from regard.perception.text.findings import Findings

Sentiment = Literal["negative", "neutral", "positive", "mixed"]

SOFTNESS = 5.0  # points of opinion, squared, that a text needs to be taken for certain
DISPUTE = 0.7  # how much praise and blame in one text take from each other's certainty
NEUTRAL = 0.3  # below this distance from 0 a text is neutral
STRONG = 3.0  # points that each side of a mixed text has at least


class Verdict(NamedTuple):
    """A score from -1 to 1, and the label that goes with it."""

    label: Sentiment
    score: float


def judge(findings: Findings) -> Verdict:
    """The score and the label of one text."""
    strengths = [opinion.strength for opinion in findings.opinions]
    if not any(opinion.shown for opinion in findings.opinions):
        return Verdict("neutral", 0.0)
    good = sum(strength for strength in strengths if strength > 0)
    bad = good - sum(strengths)
    total = (good - bad) * findings.loudness
    score = round(total / sqrt(total * total + DISPUTE * good * bad + SOFTNESS), 4)
    label = named(score)
    if label == "neutral" and good >= STRONG and bad >= STRONG:
        return Verdict("mixed", score)
    return Verdict(label, score)


def named(score: float, *, neutral: float = NEUTRAL) -> Sentiment:
    """The label of a score."""
    if score >= neutral:
        return "positive"
    return "negative" if score <= -neutral else "neutral"


def clause_labels(findings: Findings) -> dict[int, Sentiment]:
    """The label of each clause that holds an opinion."""
    sums: defaultdict[int, float] = defaultdict(float)
    for opinion in findings.opinions:
        sums[opinion.clause] += opinion.strength
    return {clause: named(strength, neutral=0.5) for clause, strength in sums.items()}
