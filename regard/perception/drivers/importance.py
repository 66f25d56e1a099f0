"""The share of the variance that goes with each driver, for many correlation matrices at once."""

from dataclasses import dataclass
from math import factorial

import numpy as np
import numpy.typing as npt

Real = npt.NDArray[np.float64]
Triangle = list[list[Real]]
MOST = 16
"""LMG looks at every subset of the drivers: 65,536 of them for 16."""
TINY = 1e-10
"""A driver of which the others leave less than this share of variance says nothing beyond them."""
AT_ONCE = 2**17
"""How many subsets are swept at once, over all matrices: a megabyte stays near the processor."""


class TooManyDrivers(ValueError):
    """LMG looks at every subset, which more than 16 drivers have too many of; relative weights do not."""


@dataclass(frozen=True)
class Fit:
    """Linear fits of one outcome on p drivers, all standardised; arrays of R x p, but r2 and halo R.

    `correlation` is that with the outcome, `unique` the loss of r2 without the driver, `slope` its
    coefficient, `tolerance` the share of its variance that the others leave, `halo` the share of the
    drivers' variance on their first principal component. `r2` is the squared multiple correlation.
    """

    r2: Real
    correlation: Real
    unique: Real
    slope: Real
    tolerance: Real
    halo: Real


def fit(corr: Real) -> Fit:
    """The fits of R correlation matrices (R x 1+p x 1+p, the outcome first).

    Directions in which the drivers do not vary, as copies make them, are left out. Unit: shares of the
    outcome's variance, standard deviations for slopes.

    >>> fit(np.array([[[1, 0.6, 0.6], [0.6, 1, 1], [0.6, 1, 1]]])).slope.round(6).tolist()
    [[0.3, 0.3]]
    """
    towards = corr[:, 1:, 0]
    values, vectors = np.linalg.eigh(corr[:, 1:, 1:])
    inverse = 1 / np.maximum(values, TINY)
    along = np.einsum("rjk,rj->rk", vectors, towards)
    slope = np.einsum("rjk,rk->rj", vectors, along * inverse)
    tolerance = 1 / np.einsum("rjk,rk->rj", vectors**2, inverse)
    return Fit(
        r2=np.minimum((along**2 * inverse).sum(1), 1),
        correlation=towards,
        unique=slope**2 * tolerance,
        slope=slope,
        tolerance=tolerance,
        halo=values[:, -1] / values.shape[1],
    )


def relative_weights(corr: Real) -> Real:
    """Johnson's (2000) relative weights, the same as Genizi's (1993); R x p, each row sums to its R squared.

    `corr` is R x 1+p x 1+p, the outcome first: one eigendecomposition a matrix, for any number of drivers.

    >>> relative_weights(np.array([[[1, 0.6, 0.6], [0.6, 1, 0], [0.6, 0, 1]]])).round(6).tolist()
    [[0.36, 0.36]]
    """
    values, vectors = np.linalg.eigh(corr[:, 1:, 1:])
    values = np.maximum(values, 0)
    along = np.einsum("rjk,rj->rk", vectors, corr[:, 1:, 0]) / np.sqrt(np.maximum(values, TINY))
    root = (vectors * np.sqrt(values)[:, None, :]) @ np.swapaxes(vectors, 1, 2)
    squares = np.einsum("rjk,rk->rj", vectors, along) ** 2
    return np.asarray(np.einsum("rjk,rk->rj", root**2, squares))


def lmg(corr: Real) -> Real:
    """LMG (Lindeman, Merenda and Gold 1980), the Shapley values of R squared; R x p, rows sum to R squared.

    `corr` is R x 1+p x 1+p, the outcome first, p at most 16. Exact over all 2^p subsets. Raises
    TooManyDrivers.

    >>> lmg(np.array([[[1, 0.6, 0.6], [0.6, 1, 1], [0.6, 1, 1]]])).round(6).tolist()
    [[0.18, 0.18]]
    """
    p = corr.shape[1] - 1
    if p > MOST:
        raise TooManyDrivers(
            f"{p} drivers are more than the {MOST} that LMG can look at; use relative weights"
        )
    return _weighed(_halved(corr), _gains(p)).T


def residuals(corr: Real) -> Real:
    """The variance of the outcome that each subset of the drivers leaves, as 2^p x R.

    Driver k of 0..p-1 is in the subsets whose number has bit p-1-k.
    """
    return _spread(_halved(corr))


def _halved(corr: Real) -> Triangle:
    """The lower triangle of the matrices, an array of R numbers for each entry."""
    return [[np.ascontiguousarray(corr[:, i, j]) for j in range(i + 1)] for i in range(corr.shape[1])]


def _weighed(left: Triangle, gains: Real) -> Real:
    """`gains` times what all subsets leave: in halves, without and with the last driver, until they fit."""
    if left[0][0].size << (len(left) - 1) <= AT_ONCE:
        return np.asarray(np.einsum("ds,sr->dr", gains, _spread(left)))  # BLAS would wake its threads for it
    without = left[:-1]
    swept = [[entry.copy() for entry in row] for row in without]
    _sweep(swept, left[-1])
    return _weighed(without, gains[:, ::2]) + _weighed(swept, gains[:, 1::2])


def _spread(left: Triangle) -> Real:
    """What each subset leaves, 2^p x R; `left` stays as it is.

    From the last driver to the first, each is either left out or swept out of what is left (a Schur
    complement): both halves of the subsets come from one matrix, which is smaller each time, so that all
    take 6 operations a subset, whatever p.
    """
    replicates = left[0][0].size
    while len(left) > 1:
        doubled = [[np.concatenate([entry, entry]) for entry in row] for row in left[:-1]]
        _sweep([[entry[entry.size // 2 :] for entry in row] for row in doubled], left[-1])
        left = doubled
    return left[0][0].reshape(-1, replicates)


def _sweep(rows: Triangle, pivot: list[Real]) -> None:
    """Take out of `rows`, in place, what goes with the driver of `pivot`, unless nothing of it is left."""
    inverse = np.divide(1, pivot[-1], out=np.zeros_like(pivot[-1]), where=pivot[-1] > TINY)
    spare = np.empty_like(inverse)
    for i, row in enumerate(rows):
        scaled = pivot[i] * inverse
        for j, entry in enumerate(row):
            np.subtract(entry, np.multiply(scaled, pivot[j], out=spare), out=entry)


def _gains(p: int) -> Real:
    """The weight of each subset's residual variance in each driver's importance, p x 2^p."""
    subsets = np.arange(2**p)
    inside = (subsets >> np.arange(p - 1, -1, -1)[:, None]) & 1
    size = inside.sum(0)
    ways = np.array([factorial(m) * factorial(p - m - 1) / factorial(p) for m in range(p)] + [0])
    return np.asarray(np.where(inside == 1, -ways[size - 1], ways[size]))
