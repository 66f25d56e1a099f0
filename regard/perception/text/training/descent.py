"""Fit the weights of several heads: logistic losses, AdaGrad, each text for what it is labelled for."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from regard.perception.text.features import TABLE
from regard.perception.text.recalling import WHOLE
from regard.perception.text.training.matrix import Matrix

SENTIMENTS = 3  # the first heads exclude each other; the others are yes or no


class Weights(NamedTuple):
    """One row of weights for each feature, a column for each head, and what each head begins with."""

    table: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]


def fit(
    texts: Matrix,
    targets: npt.NDArray[np.float32],
    worth: npt.NDArray[np.float32],
    *,
    epochs: int = 3,
    rate: float = 0.12,
    decay: float = 1e-6,
    seed: int = 1,
) -> Weights:
    """Weights for `targets` (texts x heads: 0 to 1, NaN where not labelled), each text by its worth."""
    heads = targets.shape[1]
    table, bias = np.zeros((TABLE, heads), np.float32), np.zeros(heads, np.float32)
    squares, bias_squares = np.full((TABLE, heads), 1e-3, np.float32), np.full(heads, 1e-3, np.float32)
    random = np.random.default_rng(seed)
    for epoch in range(epochs):
        order = random.permutation(len(targets))
        step = rate * (1.0 - epoch / epochs)
        _epoch(*texts[:4], targets, worth, order, table, bias, squares, bias_squares, step, decay)
    return Weights(table, bias)


def scores(texts: Matrix, weights: Weights) -> npt.NDArray[np.float32]:
    """The score of every text for every head."""
    into = np.zeros((len(texts.sizes), len(weights.bias)), np.float32)
    _scores(*texts[:4], weights.table, weights.bias, into)
    return into


@njit(cache=True, nogil=True)
def _score(places, rows, counts, sizes, table, bias, text, into):  # type: ignore[no-untyped-def]
    into[:] = 0.0
    for at in range(places[text], places[text + 1]):
        weight = np.float32(counts[at])
        for head in range(len(bias)):
            into[head] += weight * table[rows[at], head]
    scale = np.float32(1.0 / (WHOLE * np.sqrt(sizes[text] + 1.0)))
    for head in range(len(bias)):
        into[head] = into[head] * scale + bias[head]
    return scale


@njit(cache=True, nogil=True)
def _scores(places, rows, counts, sizes, table, bias, into):  # type: ignore[no-untyped-def]
    for text in range(len(sizes)):
        _score(places, rows, counts, sizes, table, bias, text, into[text])


@njit(cache=True, nogil=True)
def _epoch(  # type: ignore[no-untyped-def]
    places, rows, counts, sizes, targets, worth, order, table, bias, squares, bias_squares, rate, decay
):
    heads = len(bias)
    slope, wrong = np.zeros(heads, np.float32), np.zeros(heads, np.float32)
    for text in order:
        if worth[text] == 0.0:
            continue
        scale = _score(places, rows, counts, sizes, table, bias, text, slope)
        _wrongness(slope, targets[text], worth[text], wrong)
        for head in range(len(bias)):
            bias_squares[head] += wrong[head] * wrong[head]
            bias[head] -= rate * wrong[head] / np.sqrt(bias_squares[head])
        for at in range(places[text], places[text + 1]):
            row = rows[at]
            by = np.float32(counts[at]) * scale
            for head in range(len(bias)):
                step = wrong[head] * by + decay * table[row, head]
                squares[row, head] += step * step
                table[row, head] -= rate * step / np.sqrt(squares[row, head])


@njit(cache=True, nogil=True)
def _wrongness(scored, wanted, worth, into):  # type: ignore[no-untyped-def]
    """How far each head is off: a softmax over the sentiments, a logistic curve for each other head."""
    total = np.float32(0.0)
    top = max(scored[0], scored[1], scored[2])
    for head in range(SENTIMENTS):
        into[head] = np.exp(scored[head] - top)
        total += into[head]
    for head in range(SENTIMENTS):
        into[head] = 0.0 if np.isnan(wanted[head]) else worth * (into[head] / total - wanted[head])
    for head in range(SENTIMENTS, len(scored)):
        if np.isnan(wanted[head]):
            into[head] = 0.0
        else:
            into[head] = worth * (1.0 / (1.0 + np.exp(-scored[head])) - wanted[head])
