"""Answers of weeks whose true NPS is known."""

from collections.abc import Callable

import numpy as np
import pytest

from regard.perception.counts import Counts, Scale

Draw = Callable[[int, float], Counts]


@pytest.fixture
def draw() -> Draw:
    """Draw `n` answers at a true NPS (in points), with 30 % passives; each test starts at the same seed."""
    rng = np.random.default_rng(1)

    def answers(n: int, score: float) -> Counts:
        promoters = (70 + score) / 200
        detractors, passives, happy = rng.multinomial(n, [0.7 - promoters, 0.3, promoters]).tolist()
        return Counts.of({3: detractors, 7: passives, 10: happy}, Scale(0, 10))

    return answers
