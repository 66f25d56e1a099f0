"""Answers by day, segment and whatever else, by score: added, taken away, sliced and rolled up as counts."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Any, Self, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from regard.perception.counts import Counts, Scale, UnlikeCounts
from regard.perception.cubes.cells import UnfitCube, canonical, checked, summed
from regard.perception.schema import UnknownDimension
from regard.perception.tallies import Key, ScoreRow, ScoreTally, Value


@dataclass(frozen=True, eq=False, repr=False)
class CountCube:
    """How many answers gave each score, for each combination of the dimensions that has any.

    `dims` are d names; `axes` hold the values of each dimension; `codes` (cells x d integers) name a value
    of each axis for each cell; `n` (cells x K integers) are the answers by score, low to high; `missing`
    (cells) those without a score; `w` and `w2` (cells x K) the sums of weights and of their squares. Only
    cells with answers are kept, so the size follows what was answered and not what could have been. Cells
    named twice are added; cells and values are put in order (None last), so that the same answers make
    equal cubes whichever way they came. Integers are exact; sums of weights are so up to rounding.

    Raises UnfitCube for arrays that do not fit each other, BelowZero for counts below zero, OffScale for
    weights that are no numbers and for more than 2^53 answers.

    >>> from regard.perception.counts import Scale
    >>> cube = CountCube.of(("segment",), {("new",): Counts.of({5: 3}, Scale(1, 5))}, Scale(1, 5))
    >>> (cube + cube).counts(segment="new").n_by_score
    (0, 0, 0, 0, 6)
    """

    dims: tuple[str, ...]
    axes: tuple[tuple[Value, ...], ...]
    codes: npt.NDArray[np.int32]
    n: npt.NDArray[np.int64]
    scale: Scale
    missing: npt.NDArray[np.int64] | None = None
    w: npt.NDArray[np.float64] | None = None
    w2: npt.NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        given = {name: getattr(self, name) for name in ("codes", "n", "missing", "w", "w2")}
        blocks = {name: None if block is None else np.asarray(block) for name, block in given.items()}
        codes = cast(npt.NDArray[np.int32], blocks.pop("codes"))
        missing = blocks["missing"]
        blocks["missing"] = np.zeros((len(self.n), 1), np.int64) if missing is None else missing[..., None]
        checked(self.dims, self.axes, codes, blocks, len(self.scale.scores))
        axes, codes, found = canonical(self.dims, self.axes, codes, blocks)
        found["missing"] = np.asarray(found["missing"])[:, 0]
        object.__setattr__(self, "axes", axes)
        for name, array in ({"codes": codes} | found).items():
            if array is not None:
                array.setflags(write=False)
            object.__setattr__(self, name, array)

    @classmethod
    def of(cls, dims: Sequence[str], cells: Mapping[Key, Counts], scale: Scale) -> Self:
        """A cube from `{key: counts}`; a key holds one value for each of `dims`.

        Raises UnlikeCounts for counts on another scale, and for weighted answers beside others.
        """
        return cls._from_rows(tuple(dims), list(cells.items()), scale)

    @classmethod
    def from_tally(cls, tally: ScoreTally, *, scale: Scale | None = None) -> Self:
        """The cube of a tally's answers on `scale`; it may be left out where the tally has only one.

        Raises UnlikeCounts where it is left out and the tally has none or several.
        """
        scales = {row.counts.scale for row in tally.rows}
        if scale is None and len(scales) != 1:
            raise UnlikeCounts(f"{tally.metric} is on {len(scales)} scales; a cube needs one")
        chosen = scales.pop() if scale is None else scale
        rows = [(row.key, row.counts) for row in tally.rows if row.counts.scale == chosen]
        return cls._from_rows(tally.by, rows, chosen)

    @classmethod
    def from_table(cls, table: pa.Table) -> Self:
        """The cube that `to_table` wrote. Raises UnfitCube for a table that it did not write."""
        try:
            about = json.loads(table.schema.metadata[b"regard.cube"])
            dims, weighted = tuple(about["dims"]), about["weighted"]
            scale = Scale(about["min"], about["max"], direction=about["direction"])
            pairs = [_decoded(table[f"dim_{name}"]) for name in dims]
            found = {name: _block(table, name, scale) for name in ("n", *(("w", "w2") if weighted else ()))}
            missing = table["missing"].to_numpy()
        except (KeyError, TypeError, pa.ArrowException) as problem:
            raise UnfitCube(f"not the table of a cube: {problem}") from problem
        codes = np.stack([codes for _, codes in pairs], 1) if dims else np.zeros((len(missing), 0), np.int32)
        return cls(dims, tuple(axis for axis, _ in pairs), codes, scale=scale, missing=missing, **found)

    @classmethod
    def merge(cls, cubes: Sequence["CountCube"]) -> "CountCube":
        """All answers of one or more cubes together, in whatever order; keys may differ.

        Raises UnlikeCounts for other dimensions, another scale, or weights beside none; ValueError where
        there is no cube.
        """
        if not cubes:
            raise ValueError("no cubes to merge")
        return _joined([(cube, 1) for cube in cubes])

    def __add__(self, other: "CountCube") -> "CountCube":
        return _joined([(self, 1), (other, 1)])

    def __sub__(self, other: "CountCube") -> "CountCube":
        """The answers without those of `other` (a person is erased); raises BelowZero where it had more."""
        return _joined([(self, 1), (other, -1)])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, CountCube):
            return NotImplemented
        if (self.dims, self.axes, self.scale) != (other.dims, other.axes, other.scale):
            return False
        names = ("codes", "n", "missing", "w", "w2")
        return all(_same(getattr(self, name), getattr(other, name)) for name in names)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        sizes = ", ".join(f"{len(axis)} {dim}" for dim, axis in zip(self.dims, self.axes, strict=True))
        return f"<CountCube of {self.total:,} answers on {self.scale} by {sizes or 'nothing'}>"

    @property
    def total(self) -> int:
        """All answers together."""
        return int(self.n.sum())

    @property
    def rows(self) -> tuple[ScoreRow, ...]:
        """The counts of each cell, in the order of the keys."""
        axes = [[axis[code] for code in self.codes[:, place]] for place, axis in enumerate(self.axes)]
        keys = zip(*axes, strict=True) if axes else [()] * len(self.n)
        return tuple(ScoreRow(key, self._counts(slice(place, place + 1))) for place, key in enumerate(keys))

    def by(self, dim: str) -> dict[Value, Counts]:
        """`{value: counts}` of one dimension, in order.

        >>> from regard.perception.counts import Scale
        >>> like = Counts.of({1: 2}, Scale(0, 1))
        >>> cube = CountCube.of(("tier", "day"), {("a", None): like, ("b", None): like}, Scale(0, 1))
        >>> {tier: counts.n for tier, counts in cube.by("tier").items()}
        {'a': 2, 'b': 2}
        """
        return {row.key[0]: row.counts for row in self.rollup(dim).rows}

    def counts(self, **where: Value | Collection[Value]) -> Counts:
        """The answers of all cells, or of those that `where` chooses as in `slice`, as one `Counts`."""
        return (self.slice(**where) if where else self)._counts(slice(None))

    def slice(self, **where: Value | Collection[Value]) -> "CountCube":
        """Only the cells with this value, or one of these values, of each named dimension.

        The dimensions stay. A value that nobody has leaves no cells. Raises UnknownDimension.

        >>> from regard.perception.counts import Scale
        >>> cube = CountCube.of(("tier",), {("a",): Counts.of({1: 2}, Scale(0, 1))}, Scale(0, 1))
        >>> cube.slice(tier="a").total, cube.slice(tier=("b", None)).total
        (2, 0)
        """
        kept = np.ones(len(self.n), bool)
        for dim, wanted in where.items():
            one = wanted is None or isinstance(wanted, str) or not isinstance(wanted, Collection)
            values = {cast(Value, wanted)} if one else set(cast(Collection[Value], wanted))
            kept &= self._marked(dim, values.__contains__)
        return self._only(kept)

    def between(self, dim: str, start: Value, end: Value) -> "CountCube":
        """Only the cells from `start` (included) to `end` (not included); an unknown value is in neither.

        Raises UnknownDimension, and UnfitCube for ends that the values cannot be compared with.
        """

        def inside(value: Value) -> bool:
            return value is not None and start <= value < end  # type: ignore[operator]

        try:
            return self._only(self._marked(dim, inside))
        except TypeError as problem:
            raise UnfitCube(f"{dim}: {problem}") from problem

    def rollup(self, *by: str) -> "CountCube":
        """The same answers by fewer dimensions, none for all of them together. Raises UnknownDimension."""
        places = [self._place(dim) for dim in by]
        axes = tuple(self.axes[place] for place in places)
        return replace(self, dims=by, axes=axes, codes=self.codes[:, places])

    def relabel(self, dim: str, label: Callable[[Any], Value], *, name: str | None = None) -> "CountCube":
        """The same answers with `label(value)` for each value of a dimension: months for days, regions.

        `label` sees every known value once; None, not known, stays None. Raises UnknownDimension.

        >>> from datetime import date
        >>> from regard.perception.counts import Scale
        >>> like = Counts.of({1: 2}, Scale(0, 1))
        >>> days = CountCube.of(("day",), {(date(2026, 5, day),): like for day in (1, 2)}, Scale(0, 1))
        >>> days.relabel("day", lambda day: f"{day:%Y-%m}", name="month").by("month")["2026-05"].n
        4
        """
        place = self._place(dim)
        labels = tuple(None if value is None else label(value) for value in self.axes[place])
        dims = (*self.dims[:place], name or dim, *self.dims[place + 1 :])
        return replace(self, dims=dims, axes=(*self.axes[:place], labels, *self.axes[place + 1 :]))

    @cached_property
    def months(self) -> "CountCube":
        """The same answers with `month` (YYYY-MM) in place of `day`; made when first asked for, and kept.

        Raises UnknownDimension for a cube without days, UnfitCube for days that are no dates.
        """
        place = self._place("day")
        days = self.axes[place]
        if not {date, type(None)}.issuperset(map(type, days)):
            raise UnfitCube("day: not all of its values are dates")
        months, codes = _coded([day.isoformat()[:7] if isinstance(day, date) else None for day in days])
        placed = self.codes.copy()
        placed[:, place] = np.array(codes, np.int32)[placed[:, place]]
        dims = (*self.dims[:place], "month", *self.dims[place + 1 :])
        return replace(
            self, dims=dims, axes=(*self.axes[:place], months, *self.axes[place + 1 :]), codes=placed
        )

    def sums(self, dim: str | None = None) -> dict[str, npt.NDArray[Any] | None]:
        """Arrays `n`, `w` and `w2` (None without weights) of one dimension, or of all answers together.

        Each has a row of K sums, low to high, for each value of the dimension, in the order of its axis.
        """
        place = None if dim is None else self._place(dim)
        group = np.zeros(len(self.n), np.int64) if place is None else self.codes[:, place]
        groups = 1 if place is None else len(self.axes[place])
        return {name: summed(getattr(self, name), group, groups) for name in ("n", "w", "w2")}

    def to_table(self) -> pa.Table:
        """An Arrow table, one row a cell: `dim_*`, `n_*`, `missing`, with weights `w_*` and `w2_*`."""
        columns: dict[str, pa.Array] = {}
        for place, dim in enumerate(self.dims):
            columns[f"dim_{dim}"] = pa.array(self.axes[place]).take(pa.array(self.codes[:, place]))
        for name in ("n", "w", "w2"):
            block = getattr(self, name)
            for place, score in enumerate(self.scale.scores if block is not None else ()):
                columns[f"{name}_{score}"] = pa.array(block[:, place])
        columns["missing"] = pa.array(cast(npt.NDArray[np.int64], self.missing))
        about = {name: getattr(self.scale, name) for name in ("min", "max", "direction")}
        about |= {"dims": self.dims, "weighted": self.w is not None}
        return pa.table(columns).replace_schema_metadata({"regard.cube": json.dumps(about)})

    @classmethod
    def _from_rows(cls, dims: tuple[str, ...], rows: Sequence[tuple[Key, Counts]], scale: Scale) -> Self:
        for key, counts in rows:
            if not isinstance(key, tuple) or len(key) != len(dims):
                raise UnfitCube(f"{key!r} is no key by {dims}")
            if counts.scale != scale:
                raise UnlikeCounts(f"{key}: {counts.scale} in a cube on {scale}")
        weighted = {counts.w is not None for _, counts in rows}
        if len(weighted) == 2:
            raise UnlikeCounts("weighted answers and answers without weights are not counted together")
        pairs = [_coded([key[place] for key, _ in rows]) for place in range(len(dims))]
        codes = np.array([codes for _, codes in pairs], np.int32).reshape(len(dims), len(rows)).T
        shape = (len(rows), len(scale.scores))
        blocks: dict[str, Any] = {
            "n": np.array([counts.n_by_score for _, counts in rows], np.int64).reshape(shape)
        }
        if weighted == {True}:
            blocks["w"] = np.array([counts.w for _, counts in rows], float).reshape(shape)
            blocks["w2"] = np.array([counts.w2 for _, counts in rows], float).reshape(shape)
        missing = np.array([counts.missing for _, counts in rows], np.int64)
        axes = tuple(axis for axis, _ in pairs)
        return cls(dims, axes, codes, scale=scale, missing=missing, **blocks)

    def _counts(self, cells: Any) -> Counts:
        def summed(block: npt.NDArray[Any] | None) -> Any:
            return None if block is None else tuple(block[cells].sum(0).tolist())

        missing = int(cast(npt.NDArray[np.int64], self.missing)[cells].sum())
        return Counts(summed(self.n), self.scale, summed(self.w), summed(self.w2), missing)

    def _only(self, kept: npt.NDArray[np.bool_]) -> "CountCube":
        blocks: dict[str, Any] = {name: getattr(self, name) for name in ("codes", "n", "missing", "w", "w2")}
        chosen: dict[str, Any] = {
            name: None if block is None else block[kept] for name, block in blocks.items()
        }
        return replace(self, **chosen)

    def _place(self, dim: str) -> int:
        if dim not in self.dims:
            raise UnknownDimension(
                f"{dim!r} is no dimension of a cube by {', '.join(self.dims) or 'nothing'}"
            )
        return self.dims.index(dim)

    def _marked(self, dim: str, chosen: Callable[[Value], bool]) -> npt.NDArray[np.bool_]:
        place = self._place(dim)
        marks = np.array([chosen(value) for value in self.axes[place]], bool)
        return marks[self.codes[:, place]]


def _joined(parts: Sequence[tuple[CountCube, int]]) -> CountCube:
    first = parts[0][0]
    for cube, _ in parts[1:]:
        if (cube.dims, cube.scale) != (first.dims, first.scale):
            raise UnlikeCounts(f"{first.dims} on {first.scale} and {cube.dims} on {cube.scale} are not added")
        if (cube.w is None) != (first.w is None):
            raise UnlikeCounts("weighted answers and answers without weights are not counted together")
    sizes = np.array([[len(axis) for axis in cube.axes] for cube, _ in parts], np.int64)
    offsets = np.cumsum(sizes, 0) - sizes

    def stacked(name: str) -> Any:
        blocks = [(getattr(cube, name), sign) for cube, sign in parts]
        return None if blocks[0][0] is None else np.concatenate([sign * block for block, sign in blocks])

    return CountCube(
        first.dims,
        tuple(tuple(chain(*axes)) for axes in zip(*(cube.axes for cube, _ in parts), strict=True)),
        np.concatenate([cube.codes + offset for (cube, _), offset in zip(parts, offsets, strict=True)]),
        stacked("n"),
        first.scale,
        *map(stacked, ("missing", "w", "w2")),
    )


def _coded(values: Sequence[Value]) -> tuple[tuple[Value, ...], list[int]]:
    place = {value: code for code, value in enumerate(dict.fromkeys(values))}
    return tuple(place), [place[value] for value in values]


def _decoded(column: pa.ChunkedArray) -> tuple[tuple[Value, ...], npt.NDArray[Any]]:
    """The values of a column and the code of each row; a null is a value like the others."""
    values = column.combine_chunks()
    values = values.dictionary_decode() if pa.types.is_dictionary(values.type) else values
    coded = values.dictionary_encode(null_encoding="encode")
    return tuple(coded.dictionary.to_pylist()), np.asarray(coded.indices, np.int32)


def _block(table: pa.Table, name: str, scale: Scale) -> npt.NDArray[Any]:
    columns = [table[f"{name}_{score}"].to_numpy() for score in scale.scores]
    return np.stack(columns, 1)


def _same(one: npt.NDArray[Any] | None, other: npt.NDArray[Any] | None) -> bool:
    return one is other or (one is not None and other is not None and np.array_equal(one, other))
