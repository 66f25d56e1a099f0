"""Themes that belong together, under one group."""

import math

import numpy as np
import numpy.typing as npt
from scipy.cluster.hierarchy import fcluster, linkage

Real = npt.NDArray[np.float64]

FEWEST = 6  # themes: fewer are not grouped
IN_A_GROUP = 4  # themes, about


def groups(vectors: Real) -> list[list[int]]:
    """The places of themes that lie near each other, by average linkage of the angles; each has two or more.

    `vectors` has a row for each theme, of length 1.
    """
    many = vectors.shape[0]
    if many < FEWEST:
        return []
    apart = np.clip(1.0 - vectors @ vectors.T, 0.0, 2.0)
    tree = linkage(apart[np.triu_indices(many, 1)], "average")
    numbers = fcluster(tree, math.ceil(many / IN_A_GROUP), "maxclust")
    found = [np.flatnonzero(numbers == number).tolist() for number in sorted(set(numbers.tolist()))]
    return sorted((one for one in found if len(one) > 1), key=lambda one: one[0])
