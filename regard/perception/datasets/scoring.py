"""Scores that scatter like people's and still keep to their mean: each run covers the whole curve."""

import random
from collections import defaultdict
from datetime import date
from statistics import NormalDist

from regard.perception.datasets.places import Place
from regard.perception.datasets.plot import expected
from regard.perception.datasets.shapes import Answer

RUN = 12
ANGRY = {"nps": 0.08, "stars": 0.06}


class Dice:
    """Places on the curve from 0 to 1, dealt in shuffled runs, one series for each source and segment."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._runs: defaultdict[tuple[str, str], list[float]] = defaultdict(list)

    def roll(self, series: tuple[str, str]) -> float:
        """The next place of the series; any RUN of them, counted from its start, are spread evenly."""
        run = self._runs[series]
        if not run:
            run += [(number + self._rng.random()) / RUN for number in range(RUN)]
            self._rng.shuffle(run)
        return run.pop()


def answer(place: Place, segment: str, day: date, *, newcomer: bool, at: float) -> Answer:
    """The score that stands `at` (0 to 1) on the curve of its place, segment and day."""
    angry = ANGRY.get(place.metric, 0.0)
    if at < angry:
        score = place.low + int(at / angry * ((place.high - place.low) // 2 + 1))
    else:
        mean, spread = expected(place.metric, segment, day, is_new=newcomer)
        calm = min(max((at - angry) / (1 - angry), 1e-6), 1 - 1e-6)
        score = min(max(round(NormalDist(mean, spread).inv_cdf(calm)), place.low), place.high)
    return Answer(place.metric, score, place.low, place.high)
