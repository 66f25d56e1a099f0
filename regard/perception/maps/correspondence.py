"""Correspondence analysis: words and segments as points, near one another where they go together."""

from dataclasses import dataclass

import numpy as np

from regard.perception.maps.tables import Floats, UnfitTable

NEGLIGIBLE = 1e-12


@dataclass(frozen=True)
class Axes:
    """A table taken apart: masses, standard row coordinates and principal coordinates on all axes.

    `rows` and `columns` are (places x axes); `values` are the singular values, largest first. Empty rows
    and columns have mass 0 and lie at the origin.
    """

    row_mass: Floats
    column_mass: Floats
    values: Floats
    standard: Floats
    rows: Floats
    columns: Floats

    def supplementary(self, profile: Floats) -> Floats:
        """Where a column with this profile over the rows would lie, without having drawn the axes."""
        return np.asarray(profile @ self.standard)


def decompose(counts: Floats) -> Axes:
    """Take a table of counts apart by the singular values of its standardised residuals.

    Each axis points to the side where the farthest row lies. Source: Greenacre (1984, 2017).
    """
    shares = counts / counts.sum()
    row_mass, column_mass = shares.sum(axis=1), shares.sum(axis=0)
    by_row, by_column = _inverse_root(row_mass), _inverse_root(column_mass)
    residuals = (shares - np.outer(row_mass, column_mass)) * np.outer(by_row, by_column)
    left, values, right = np.linalg.svd(residuals, full_matrices=False)
    kept = min(counts.shape) - 1
    left, values, right = left[:, :kept], values[:kept], right[:kept].T
    standard = left * by_row[:, None]
    farthest = np.abs(standard).argmax(axis=0)
    signs = np.where(standard[farthest, np.arange(kept)] < 0, -1.0, 1.0)
    return Axes(
        row_mass=row_mass,
        column_mass=column_mass,
        values=values,
        standard=standard * signs,
        rows=standard * signs * values,
        columns=right * by_column[:, None] * signs * values,
    )


def drawn_axes(axes: Axes) -> int:
    """How many axes carry any inertia; raises UnfitTable where all segments use the words alike."""
    carrying = int(np.sum(axes.values > NEGLIGIBLE**0.5))
    if carrying == 0:
        raise UnfitTable("all segments use the words alike: there is no axis to draw")
    return carrying


def turned(moving: Floats, fixed: Floats, mass: Floats) -> Floats:
    """The rotation or reflection that lays `moving` closest to `fixed` (Procrustes; Gower 1975)."""
    left, _, right = np.linalg.svd((moving * mass[:, None]).T @ fixed)
    return np.asarray(left @ right)


def _inverse_root(mass: Floats) -> Floats:
    return np.where(mass > 0, 1 / np.sqrt(np.where(mass > 0, mass, 1.0)), 0.0)
