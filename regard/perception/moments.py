"""Sums of products of columns, in random blocks: all that a linear analysis of many rows needs."""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Self

import numpy as np
import numpy.typing as npt

from regard.perception.counts import FARTHEST

Real = npt.NDArray[np.float64]
Missing = Literal["complete", "pairwise"]
SAMPLE = 10_000
FEWEST_BLOCKS = 10
"""Resampling fewer blocks says little about how much their sums vary."""
LARGEST = 1e100
"""Beyond this a square may be too large for a double."""
FAR = 100.0
"""A column whose mean is this many standard deviations from 0 is summed from near its mean."""
TINY = 1e-12
"""A variance below this share of the mean square is what rounding left of none."""


class UnfitRows(ValueError):
    """Rows that cannot be summed; the message names the place."""


class UnlikeMoments(ValueError):
    """Moments of other columns, of another number of blocks or with missing values treated otherwise."""


class UnknownColumn(ValueError):
    """A column that the moments do not have, or one that is named twice."""


class TooFewRows(ValueError):
    """Fewer rows with every value than the question needs."""


class AllEqual(ValueError):
    """A column in which every row has the same value goes with nothing."""


class NeverAdded(ValueError):
    """Rows are taken away that were never added, or not in these blocks."""


@dataclass(frozen=True, eq=False, repr=False)
class Moments:
    """Sums over rows of w z z', where z is 1, the values of a row and, if pairwise, which of them it has.

    `sums` are B blocks of such matrices; `origin` (one number a column) was subtracted from the values
    before, 0 for ratings; `used` and `seen` count the rows of each block that were summed and that there
    were; `w2` is the sum of squared weights of each block. Moments of the same columns are added and taken
    away, in any order, exactly for ratings and otherwise up to rounding. Resampling the blocks with
    replacement is a bootstrap that needs no rows: `resampled`. The fields are all there is to store.
    """

    names: tuple[str, ...]
    sums: Real
    origin: Real
    used: npt.NDArray[np.int64]
    seen: npt.NDArray[np.int64]
    w2: Real
    missing: Missing = "complete"

    @classmethod
    def from_rows(
        cls,
        rows: npt.ArrayLike,
        names: Sequence[str],
        *,
        weights: npt.ArrayLike | None = None,
        by: npt.ArrayLike | None = None,
        blocks: int = 1000,
        missing: Missing = "complete",
        seed: int = 1,
    ) -> Self:
        """Sum `rows` (n x p numbers, NaN or None for "not applicable" or missing) in `blocks` random blocks.

        `names` are p names; `weights` n numbers, none below zero. `by` holds n keys: rows of one key (a
        person, an account) stay in one block, are resampled together and can be taken away again.
        Without keys the blocks follow from `seed` and the rows, so that days added one by one fill all of
        them. "complete" uses the rows with every value; "pairwise" uses, for each two columns, the rows
        with both (see `correlations`). Raises UnfitRows for what is no table of numbers with its names.

        >>> moments = Moments.from_rows([[1, 2], [3, 5], [5, float("nan")]], ["a", "b"])
        >>> moments.n, moments.share_used, moments.mean.tolist()
        (2, 0.6666666666666666, [2.0, 3.5])
        """
        table = _numbers(rows)
        heavy = _checked(table, names, weights, blocks)
        if missing not in ("complete", "pairwise"):
            raise UnfitRows(f"missing values are {missing!r}")
        block = _blocks_of(table, by, blocks, seed)
        order = np.argsort(block, kind="stable")
        seen = np.bincount(block, minlength=blocks)
        ends = np.cumsum(seen)
        origin = _origin(table)
        width = 1 + len(names) * (2 if missing == "pairwise" else 1)
        sums, used, w2 = np.zeros((blocks, width, width)), np.zeros(blocks, np.int64), np.zeros(blocks)
        for place in np.flatnonzero(seen):
            chosen = order[ends[place] - seen[place] : ends[place]]
            design, kept = _design(table, chosen, origin, names, missing)
            some = np.ones(len(chosen)) if heavy is None else heavy[chosen]
            sums[place] = design.T @ (design if heavy is None else design * some[kept, None])
            used[place], w2[place] = len(design), some[kept] @ some[kept]
        return cls(tuple(names), sums, origin, used, seen, w2, missing)

    def __add__(self, other: "Moments") -> "Moments":
        return self._with(other, 1)

    def __sub__(self, other: "Moments") -> "Moments":
        """The rows without those of `other`; raises NeverAdded where they are not in the same blocks.

        They are where both were summed with the same keys (`by`), or from the very same rows, and seed.
        """
        return self._with(other, -1)

    def __repr__(self) -> str:
        return f"<Moments of {', '.join(self.names)}: {self.n:,} rows in {len(self.sums):,} blocks>"

    @property
    def n(self) -> int:
        """The rows that were summed; pairwise, those with any value."""
        return int(self.used.sum())

    @property
    def share_used(self) -> float:
        """The share of the rows that were summed, 0 where there were none."""
        seen = int(self.seen.sum())
        return self.n / seen if seen else 0.0

    @property
    def n_eff(self) -> float:
        """Kish's effective number of rows, (sum w)^2 / sum w^2."""
        squares = float(self.w2.sum())
        return float(self.total[0, 0]) ** 2 / squares if squares else 0.0

    @property
    def total(self) -> Real:
        """The sums of all blocks together."""
        return np.asarray(self.sums.sum(0))

    @property
    def mean(self) -> Real:
        """The mean of each column; raises TooFewRows where there is no row."""
        return self.means(self.total)

    @property
    def cov(self) -> Real:
        """The covariance matrix with denominator n - 1 (weighted: effective n - 1); raises TooFewRows."""
        if self.n_eff <= 1 + TINY:
            raise TooFewRows(f"a covariance needs two rows, there are {self.n}")
        variances, correlations = self.standardised(self.total[None])
        sizes = np.sqrt(variances[0] * self.n_eff / (self.n_eff - 1))
        return np.asarray(correlations[0] * sizes[:, None] * sizes)

    @property
    def corr(self) -> Real:
        """The correlation matrix; raises AllEqual for a column without variance, TooFewRows."""
        return np.asarray(self.correlations(self.total[None])[0])

    def select(self, *names: str) -> "Moments":
        """The moments of these columns, in this order. Rows are not summed anew: `n` stays.

        Raises UnknownColumn.
        """
        places = self.places(*names)
        kept = [0, *(1 + place for place in places)]
        if self.missing == "pairwise":
            kept += [1 + len(self.names) + place for place in places]
        sums = self.sums[:, kept][:, :, kept]
        return replace(self, names=tuple(names), sums=sums, origin=self.origin[places])

    def drop(self, *names: str) -> "Moments":
        """The moments without these columns. Raises UnknownColumn."""
        self.places(*names)
        return self.select(*(name for name in self.names if name not in names))

    def places(self, *names: str) -> list[int]:
        """Where these columns stand; raises UnknownColumn for one that is not there or named twice."""
        for name in names:
            if name not in self.names:
                raise UnknownColumn(f"{name!r} is none of the columns {', '.join(self.names)}")
        if len(set(names)) != len(names):
            raise UnknownColumn(f"a column stands twice in {names}")
        return [self.names.index(name) for name in names]

    def resampled(self, replicates: int, *, seed: int = 1) -> Iterator[Real]:
        """Sums of as many blocks as have rows, drawn with replacement, up to a thousand replicates at a time.

        Raises TooFewRows where fewer than 10 blocks have rows.
        """
        filled = self.sums[self.used > 0]
        if len(filled) < FEWEST_BLOCKS:
            raise TooFewRows(f"rows in {len(filled)} blocks; an interval needs {FEWEST_BLOCKS}")
        flat = filled.reshape(len(filled), -1)
        chance = np.random.default_rng(seed)
        even = np.full(len(filled), 1 / len(filled))
        for start in range(0, replicates, 1000):
            some = min(1000, replicates - start)
            drawn = chance.multinomial(len(filled), even, some).astype(float)
            yield (drawn @ flat).reshape(some, *self.sums.shape[1:])

    def means(self, sums: Real) -> Real:
        """The means of sums (… x q x q), as … x p; raises TooFewRows where a column has no value."""
        p = len(self.names)
        weight = sums[..., 0, 1 + p :] if self.missing == "pairwise" else sums[..., 0, :1]
        if not (weight > 0).all():
            raise TooFewRows("a mean needs one row")
        return np.asarray(self.origin + sums[..., 0, 1 : 1 + p] / weight)

    def correlations(self, sums: Real) -> Real:
        """The correlation matrices of sums (R x q x q), as R x p x p.

        Pairwise, each entry is from the rows with both values, divided by the standard deviations of all
        values of each; where that leaves a negative eigenvalue it is set to 0 and the diagonal back to 1
        (Higham 2002 surveys such repairs; this is the first step of his). Raises AllEqual for a column
        without variance, TooFewRows for two columns that no row has both of.
        """
        variances, found = self.standardised(sums)
        flat = (variances <= 0).any(0)
        if flat.any():
            raise AllEqual(f"{self.names[int(flat.argmax())]}: every row has the same value")
        return found

    def standardised(self, sums: Real) -> tuple[Real, Real]:
        """Variances with denominator n (R x p, 0 where rounding left less) and correlations (R x p x p).

        As `correlations`, but a column without variance, as a replicate may have, correlates 0 with others.
        """
        weight, one, both = self._pairs(sums)
        if not (weight > 0).all():
            raise TooFewRows("two columns of which no row has both")
        covariance = both / weight - (one / weight) * (np.swapaxes(one, 1, 2) / weight)
        squares, variances = (
            np.diagonal(one, axis1=1, axis2=2).copy() for one in (both / weight, covariance)
        )
        variances[variances <= TINY * squares] = 0
        scale = np.divide(1, np.sqrt(variances), out=np.zeros_like(variances), where=variances > 0)
        found = covariance * scale[:, :, None] * scale[:, None, :]
        if self.missing == "pairwise":
            found = _repaired(found)
        np.clip(found, -1, 1, out=found)
        diagonal = np.arange(len(self.names))
        found[:, diagonal, diagonal] = 1
        return variances, found

    def _pairs(self, sums: Real) -> tuple[Real, Real, Real]:
        """For each two columns: the weight of the rows, the sum of the first, the sum of the product."""
        p = len(self.names)
        values = slice(1, 1 + p)
        both = sums[:, values, values]
        if self.missing == "pairwise":
            return sums[:, 1 + p :, 1 + p :], sums[:, values, 1 + p :], both
        weight = np.broadcast_to(sums[:, :1, :1], both.shape)
        return weight, np.broadcast_to(sums[:, values, :1], both.shape), both

    def _with(self, other: "Moments", sign: int) -> "Moments":
        mine, theirs = ((m.names, len(m.sums), m.missing) for m in (self, other))
        if mine != theirs:
            raise UnlikeMoments(f"moments of {mine} and of {theirs} are not added")
        names = ("sums", "used", "seen", "w2")
        if other.n > self.n:
            self = replace(self, sums=_moved(self, other.origin), origin=other.origin)  # noqa: PLW0642
        moved = {"sums": _moved(other, self.origin), "used": other.used, "seen": other.seen, "w2": other.w2}
        found: dict[str, Any] = {name: getattr(self, name) + sign * moved[name] for name in names}
        if (found["used"] < 0).any() or (found["seen"] < 0).any():
            raise NeverAdded("rows are taken away that are not in these blocks; sum both with the same keys")
        found["sums"][found["used"] == 0] = 0
        return replace(self, **found)


def _numbers(rows: npt.ArrayLike) -> npt.NDArray[Any]:
    """The rows as an array; None is missing."""
    table = np.asarray(rows)
    if table.dtype.kind == "O" and all(
        value is None or isinstance(value, float | int) for value in table.flat
    ):
        return table.astype(float)
    return table


def _checked(
    table: npt.NDArray[Any], names: Sequence[str], weights: npt.ArrayLike | None, blocks: int
) -> Real | None:
    if table.ndim != 2 or table.shape[1] != len(names) or table.dtype.kind not in "iufb":
        raise UnfitRows(f"{table.dtype} of shape {table.shape} are no rows of the columns {tuple(names)}")
    if len(set(names)) != len(names) or not names:
        raise UnknownColumn(f"{tuple(names)} are no names of different columns")
    if not 0 < blocks <= np.iinfo(np.uint16).max:
        raise UnfitRows(f"{blocks} blocks")
    if weights is None:
        return None
    heavy = np.asarray(weights, float)
    if heavy.shape != (len(table),):
        raise UnfitRows(f"weights of shape {heavy.shape} for {len(table)} rows")
    wrong = ~(np.isfinite(heavy) & (heavy >= 0))
    if wrong.any():
        raise UnfitRows(f"weights[{int(wrong.argmax())}]: {heavy[wrong][0]} is no weight")
    return heavy


def _blocks_of(
    table: npt.NDArray[Any], by: npt.ArrayLike | None, blocks: int, seed: int
) -> npt.NDArray[np.uint16]:
    """The block of each row."""
    n = len(table)
    if by is None:
        head = zlib.crc32(np.ascontiguousarray(table[:SAMPLE]).tobytes())
        chance = np.random.default_rng([seed, n, head])
        block = np.empty(n, np.uint16)
        block[chance.permutation(n)] = np.resize(chance.permutation(blocks), n)
        return block
    keys = np.asarray(by)
    if keys.shape != (n,):
        raise UnfitRows(f"keys of shape {keys.shape} for {n} rows")
    different, place = np.unique(keys, return_inverse=True)
    hashed = [zlib.crc32(f"{seed}:{key}".encode()) % blocks for key in different.tolist()]
    return np.array(hashed, np.uint16)[place]


def _origin(table: npt.NDArray[Any]) -> Real:
    """0, or a whole number near the mean where sums from 0 would lose the variance to rounding."""
    head = table[:SAMPLE].astype(float)
    known = np.abs(head) <= LARGEST
    many = np.maximum(known.sum(0), 1)
    head = np.where(known, head, 0)
    mean = head.sum(0) / many
    deviation = np.sqrt(np.where(known, (head - mean) ** 2, 0).sum(0) / many)
    far = (np.abs(mean) > FAR * deviation) & ((deviation > 0) | (np.abs(mean) > FARTHEST))
    return np.where(far, np.round(mean), 0.0)


def _design(
    table: npt.NDArray[Any],
    chosen: npt.NDArray[np.int64],
    origin: Real,
    names: Sequence[str],
    missing: Missing,
) -> tuple[Real, npt.NDArray[np.bool_]]:
    """The rows of a block with a leading 1, and which of them are used."""
    p = len(names)
    design = np.ones((len(chosen), 1 + p * (2 if missing == "pairwise" else 1)))
    values = design[:, 1 : 1 + p]
    np.subtract(table.take(chosen, 0), origin, out=values)
    known = np.abs(values) <= LARGEST
    if known.all():
        return design, np.ones(len(design), bool)
    wrong = ~known & ~np.isnan(values)
    if wrong.any():
        row, column = np.argwhere(wrong)[0]
        raise UnfitRows(f"{names[column]} in row {chosen[row]} is beyond {LARGEST:g}")
    values[~known] = 0
    design[:, 1 + p :] = known[:, : design.shape[1] - 1 - p]
    kept: npt.NDArray[np.bool_] = np.all(known, 1) if missing == "complete" else np.any(known, 1)
    return design[kept], kept


def _moved(moments: Moments, origin: Real) -> Real:
    """The sums as if another origin had been subtracted."""
    step = moments.origin - origin
    if not step.any():
        return moments.sums
    p = len(step)
    move = np.eye(moments.sums.shape[1])
    if moments.missing == "pairwise":
        move[1 + p + np.arange(p), 1 + np.arange(p)] = step
    else:
        move[0, 1 : 1 + p] = step
    return np.asarray(move.T @ moments.sums @ move)


def _repaired(matrices: Real) -> Real:
    """The matrices without negative eigenvalues, their diagonals 1 again; those without any as they are."""
    values, vectors = np.linalg.eigh(matrices)
    wrong = values[:, 0] < 0
    if wrong.any():
        clipped = np.maximum(values[wrong], 0)[:, None, :]
        mended = (vectors[wrong] * clipped) @ np.swapaxes(vectors[wrong], 1, 2)
        scale = np.sqrt(np.diagonal(mended, axis1=1, axis2=2))
        scale = np.where(scale > 0, scale, 1)
        matrices = matrices.copy()
        matrices[wrong] = mended / scale[:, :, None] / scale[:, None, :]
    return matrices
