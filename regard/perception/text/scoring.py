"""The label of each clause, told from the opinions in it."""

from collections import defaultdict
from typing import Literal

from regard.perception.text.findings import Findings

Sentiment = Literal["negative", "neutral", "positive"]

NEUTRAL = 0.5  # below this distance from 0 a clause is neutral


def named(score: float, *, neutral: float) -> Sentiment:
    """The label of a score."""
    if score >= neutral:
        return "positive"
    return "negative" if score <= -neutral else "neutral"


def clause_labels(findings: Findings) -> dict[int, Sentiment]:
    """The label of each clause that holds an opinion."""
    sums: defaultdict[int, float] = defaultdict(float)
    for opinion in findings.opinions:
        sums[opinion.clause] += opinion.strength
    return {clause: named(strength, neutral=NEUTRAL) for clause, strength in sums.items()}
