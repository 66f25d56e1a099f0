"""The same theme under the same id: what was found now is matched to what was found before."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from regard.perception.text.themes.tree import Theme

Real = npt.NDArray[np.float64]

ALIKE = 0.3  # cosine of the weights of two themes that may be one


def known_rows(themes: Sequence[Theme], terms: Sequence[str]) -> Real:
    """The weights of themes found before over the terms of now, a row of length 1 for each theme."""
    place = {key: number for number, key in enumerate(terms)}
    rows = np.zeros((len(themes), len(terms)))
    for row, theme in zip(rows, themes, strict=True):
        for term in theme.terms:
            if term.key in place:
                row[place[term.key]] = term.weight
    return unit(rows)


def begun_with(known: Real, guess: Real) -> Real:
    """The guess with known themes in the place of what resembles them most; the rest of the guess stays."""
    if not known.size:
        return guess
    known = known[known.any(1)]
    _, places = linear_sum_assignment(-(known @ unit(guess).T))
    rest = np.delete(guess, places, axis=0)
    return np.concatenate([known, rest])[: max(guess.shape[0], known.shape[0])]


def matched(before: Sequence[Theme], now: Sequence[Theme]) -> dict[int, str]:
    """For the places of themes found now the id of the theme before that each one is (Kuhn 1955)."""
    keys = sorted({term.key for theme in (*before, *now) for term in theme.terms})
    if not keys or not before or not now:
        return {}
    alike = known_rows(now, keys) @ known_rows(before, keys).T
    return {
        int(row): before[int(column)].id
        for row, column in zip(*linear_sum_assignment(-alike), strict=True)
        if alike[row, column] >= ALIKE
    }


def matched_members(before: Mapping[str, set[str]], now: Sequence[set[str]]) -> dict[int, str]:
    """For the places of groups found now the id of the group before that holds the same themes."""
    if not before or not now:
        return {}
    ids = list(before)
    shared = np.array([[len(new & before[one]) / len(new | before[one]) for one in ids] for new in now])
    return {
        int(row): ids[int(column)]
        for row, column in zip(*linear_sum_assignment(-shared), strict=True)
        if shared[row, column] > 0
    }


def unit(rows: Real) -> Real:
    """Rows of length 1; a row of zeros stays."""
    length = np.sqrt((rows * rows).sum(1, keepdims=True))
    return rows / np.where(length > 0, length, 1.0)
