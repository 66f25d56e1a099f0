"""Themes that belong together, under one group."""

import math

import numpy as np
import numpy.typing as npt
from scipy.cluster.hierarchy import fcluster, linkage

Real = npt.NDArray[np.float64]

FEWEST = 6  # themes: fewer are not grouped
IN_A_GROUP = 4  # themes, about
NEAR = 0.06  # mean cosine of a group: those of a looser one are only what is left over


def groups(vectors: Real) -> list[list[int]]:
    """The places of themes that lie near each other, by Ward's (1963) linkage; each has two or more.

    `vectors` has a row for each theme, of length 1.
    """
    many = vectors.shape[0]
    if many < FEWEST:
        return []
    numbers = fcluster(linkage(vectors, "ward"), math.ceil(many / IN_A_GROUP), "maxclust")
    found = [np.flatnonzero(numbers == number).tolist() for number in sorted(set(numbers.tolist()))]
    return sorted((one for one in found if _nearness(vectors[one]) >= NEAR), key=lambda one: one[0])


def _nearness(vectors: Real) -> float:
    """The mean cosine of different rows; none where there is one."""
    many = vectors.shape[0]
    return float(((vectors @ vectors.T).sum() - many) / (many * (many - 1))) if many > 1 else 0.0
