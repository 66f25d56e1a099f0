"""Non-negative factors of a sparse matrix: which texts go together, and by which terms."""

import math
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Real = npt.NDArray[np.float64]
Matrix: TypeAlias = Any  # a scipy.sparse.csr_array, of which mypy knows nothing

TINY = 1e-9
ROUNDS = 60
SPARE = 10  # directions more than wanted, which make those wanted more exact
POWERS = 4


def factorise(matrix: Matrix, start: Real, *, rounds: int = ROUNDS) -> tuple[Real, Real]:
    """W (texts by factors) and H (factors by terms), both >= 0, with W H near the matrix.

    Hierarchical alternating least squares (Cichocki and Phan 2009), begun with the rows of `start` as H.
    """
    h = np.ascontiguousarray(start) + 1e-6
    w = np.zeros((start.shape[0], matrix.shape[0]))
    turned = matrix.T.tocsr()
    for _ in range(rounds):
        _improve(w, np.ascontiguousarray((matrix @ h.T).T), h @ h.T)
        _improve(h, np.ascontiguousarray((turned @ w.T).T), w @ w.T)
        length = np.sqrt((h * h).sum(1)) + TINY
        h /= length[:, None]
        w *= length[:, None]
    return np.ascontiguousarray(w.T), h


def first_factors(matrix: Matrix, factors: int, *, seed: int) -> Real:
    """Rows to begin with: the non-negative halves of singular vectors (Boutsidis and Gallopoulos 2008)."""
    values, right = directions(matrix, factors, seed=seed)
    left = matrix @ right.T
    h = np.zeros((factors, matrix.shape[1]))
    for place, value in enumerate(values):
        up, down = np.maximum(right[place], 0), np.maximum(-right[place], 0)
        ups, downs = np.maximum(left[:, place], 0), np.maximum(-left[:, place], 0)
        more = np.linalg.norm(up) * np.linalg.norm(ups) >= np.linalg.norm(down) * np.linalg.norm(downs)
        h[place] = math.sqrt(value) * (up if more else down)
    return h


def directions(matrix: Matrix, most: int, *, seed: int) -> tuple[Real, Real]:
    """The greatest singular values and their right vectors, as rows; fewer where the matrix is small.

    By a random range with power iterations (Halko, Martinsson and Tropp 2011), which the seed settles.
    """
    texts, terms = matrix.shape
    wanted = max(min(most, texts, terms), 1)
    drawn = np.random.default_rng(seed).standard_normal((terms, min(wanted + SPARE, terms)))
    span, _ = np.linalg.qr(matrix @ drawn)
    turned = matrix.T.tocsr()
    for _ in range(POWERS):
        across, _ = np.linalg.qr(turned @ span)
        span, _ = np.linalg.qr(matrix @ across)
    _, values, right = np.linalg.svd((turned @ span).T, full_matrices=False)
    return values[:wanted], right[:wanted]


def _improve(rows: Real, products: Real, square: Real) -> None:
    """One round over the rows, each the best >= 0 while the others stand."""
    for at in range(rows.shape[0]):
        if square[at, at] > TINY:
            step = (products[at] - square[at] @ rows) / square[at, at]
            np.maximum(rows[at] + step, 0, out=rows[at])
