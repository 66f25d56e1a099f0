"""Series of days to draw and to count."""

from datetime import date, timedelta

import numpy as np

from regard.perception import Counts, Scale

ELEVEN = Scale(0, 10)
START = date(2024, 1, 1)
GOOD, WORSE, CEILING = (0.15, 0.25, 0.60), (0.22, 0.25, 0.53), (0.02, 0.06, 0.92)


def answers(detractors, passives, promoters):
    return Counts.of({0: detractors, 7: passives, 10: promoters}, ELEVEN)


def day(number):
    return START + timedelta(days=number)


def drawn(seed, length, shares=GOOD, *, n=15, weekend=None, then=None, at=None):
    """A Poisson number of answers a day, spread by `shares`, and by `then` from day `at` on."""
    chance, found = np.random.default_rng(seed), {}
    for number in range(length):
        many = chance.poisson(n if weekend is None or number % 7 < 5 else weekend)
        spread = shares if at is None or number < at else then
        found[day(number)] = answers(*chance.multinomial(many, spread).tolist())
    return found
