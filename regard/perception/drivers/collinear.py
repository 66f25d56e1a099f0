"""Drivers that the data cannot tell apart."""

import numpy as np

from regard.perception.drivers.importance import TINY, Real

EXPLAINED = 0.9
"""A driver of which the others explain this share is inseparable from them: a variance inflation of 10."""


def inseparable(corr: Real) -> list[list[int]]:
    """Groups of drivers (their places, in order) that explain each other to nine tenths; p x p in.

    A driver belongs to a group where the others explain at least 0.9 of its variance (variance inflation
    factor 10; Marquardt 1970). Its partners are found forward: the driver that explains most of what is
    left, until 0.9 is reached. Groups that share a driver are one. Exact copies and exact sums are found
    in the same way.

    >>> inseparable(np.array([[1, 0.97, 0.1], [0.97, 1, 0.1], [0.1, 0.1, 1]]))
    [[0, 1]]
    """
    groups: list[set[int]] = []
    for driver in range(len(corr)):
        partners = _explaining(corr, driver)
        if partners:
            group = {driver, *partners}
            touching = [other for other in groups if other & group]
            groups = [other for other in groups if not other & group] + [group.union(*touching)]
    return sorted(sorted(group) for group in groups)


def _explaining(corr: Real, driver: int) -> list[int]:
    """The other drivers that explain this one to nine tenths; none where all of them do not."""
    left = corr.astype(float)
    chosen: list[int] = []
    while left[driver, driver] > 1 - EXPLAINED + TINY:
        own = np.diagonal(left)
        gains = np.divide(left[driver] ** 2, own, out=np.zeros(len(own)), where=own > TINY)
        gains[[driver, *chosen]] = 0
        best = int(gains.argmax())
        if gains[best] <= TINY:
            return []
        chosen.append(best)
        left = left - np.outer(left[best], left[best]) / left[best, best]
    return chosen
