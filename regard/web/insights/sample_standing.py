"""How far the sample's people trust the company and share its values: what each of a segment answers."""

import random
from typing import Any

SCORES = range(1, 8)
AGREES = {  # by survey and segment: how often each score from 1 to 7 is given, of 100 people
    "trust": {
        "solo": (2, 4, 7, 14, 24, 30, 19),
        "group": (4, 7, 11, 20, 26, 21, 11),
        "enterprise": (1, 2, 5, 10, 25, 35, 22),
    },
    "values": {
        "solo": (3, 5, 9, 24, 24, 22, 13),
        "group": (4, 7, 13, 31, 23, 15, 7),
        "enterprise": (3, 6, 12, 33, 24, 15, 7),
    },
}
REASONS = {"promises": 0.9, "honest": 0.45}
"""What is asked beside trust, each with the chance that it goes with the score."""
ANSWERED = 0.85


def agreed(rng: random.Random, kind: str, segment: str) -> dict[str, Any]:
    """What one person of a segment answered, as the values of an answer to the survey of that kind."""
    (score,) = rng.choices(SCORES, AGREES[kind][segment])
    found = {"score": score}
    for name, together in REASONS.items() if kind == "trust" else ():
        (other,) = rng.choices(SCORES, AGREES[kind][segment])
        near = min(max(score + rng.choice((-1, 0, 0, 1)), SCORES[0]), SCORES[-1])
        given = near if rng.random() < together else other
        if rng.random() < ANSWERED:
            found[name] = given
    return found
