"""The library's closed solver against the literal definition and against a general optimiser."""

import math
import random

import pytest
from scipy.optimize import minimize

from regard.perception.intervals import critical_value, score_limits
from tests.oracles import precise_fit, restricted_fit

SCALES = [(0, 1), (-1, 0, 1), (1, 2, 3, 4, 5), (1, 2, 3, 4, 5, 6, 7), tuple(range(11))]


def drawn_counts(seed):
    chance = random.Random(seed)
    scale = chance.choice(SCALES)
    sparse = chance.random()
    counts = [0 if chance.random() < sparse else chance.randrange(1, 40) for _ in scale]
    return scale, counts if any(counts) else [*counts[:-1], 1]


@pytest.mark.parametrize("seed", range(150))
def test_the_limits_are_those_of_the_literal_search(seed):
    scale, counts = drawn_counts(seed)
    z = critical_value(0.95)
    assert score_limits(scale, counts, z) == pytest.approx(
        restricted_fit.score_limits(scale, counts, z), abs=2e-7
    )


@pytest.mark.parametrize("seed", range(40))
def test_the_limits_solve_the_defining_equation(seed):
    scale, counts = drawn_counts(seed)
    n = sum(counts)
    estimate = sum(score * count for score, count in zip(scale, counts, strict=True)) / n
    for limit in score_limits(scale, counts, 1.5):
        if scale[0] < limit < scale[-1]:
            allowed = 1.5**2 * restricted_fit.restricted_variance(scale, counts, limit)
            assert (estimate - limit) ** 2 * n == pytest.approx(allowed, rel=1e-5)


@pytest.mark.parametrize("counts", [[3, 5, 2, 8, 12], [0, 0, 4, 1, 5], [0, 3, 0, 0, 9], [0, 0, 0, 2, 20]])
@pytest.mark.parametrize("below", [0.2, 0.9])
def test_the_literal_fit_is_the_one_that_a_general_optimiser_finds(counts, below):
    scores = [1, 2, 3, 4, 5]
    mean = sum(s * n for s, n in zip(scores, counts, strict=True)) / sum(counts) - below
    best = minimize(
        lambda p: -sum(n * math.log(max(q, 1e-300)) for n, q in zip(counts, p, strict=True)),
        [0.2] * 5,
        method="SLSQP",
        bounds=[(1e-12, 1)] * 5,
        constraints=[
            {"type": "eq", "fun": lambda p: sum(p) - 1},
            {"type": "eq", "fun": lambda p: sum(s * q for s, q in zip(scores, p, strict=True)) - mean},
        ],
        options={"ftol": 1e-14, "maxiter": 1000},
    )
    found = sum(q * (s - mean) ** 2 for s, q in zip(scores, best.x, strict=True))
    assert restricted_fit.restricted_variance(scores, counts, mean) == pytest.approx(found, rel=2e-3)


NASTY = [
    ((0, 1), (1, 10**12)),
    ((0, 1), (10**15, 10**15)),
    ((-1, 0, 1), (1, 0, 1)),
    ((-100, 0, 100), (1, 10**9, 0)),
    ((-1000, 1000), (3, 5)),
    ((1, 2, 3, 4, 5), (0, 1, 0, 0, 10**12)),
    ((1, 2, 3, 4, 5), (0, 0, 30, 0, 0)),
    ((1, 2, 3, 4, 5), (0.3, 0, 0, 0, 0.1)),
    (tuple(range(11)), (0, 0, 0, 0, 0, 1e-6, 0, 0, 0, 0, 0)),
    (tuple(range(11)), (1e-9, 0, 0, 0, 0, 1e-6, 0, 0, 0, 0, 1e3)),
    (tuple(range(11)), (0, 0, 0, 0, 0, 0, 0, 0, 0, 10**14, 1)),
]


@pytest.mark.parametrize("z", [0.05, 1.96, 39.0])
@pytest.mark.parametrize(("scale", "counts"), NASTY, ids=str)
def test_the_limits_keep_the_digits_that_a_float_has(scale, counts, z):
    """One answer beside a billion, a millionth of an answer, all in one score: forty digits agree."""
    expected = [float(limit) for limit in precise_fit.score_limits(scale, counts, z)]
    width = scale[-1] - scale[0]
    assert score_limits(scale, counts, z) == pytest.approx(expected, rel=0, abs=1e-15 * width)
