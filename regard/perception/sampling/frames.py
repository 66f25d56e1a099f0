"""The frame: everybody who was invited or could be, one row a person, as columns."""

import math
from collections.abc import Iterable, Mapping, Sequence
from numbers import Real
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Frame: TypeAlias = Mapping[str, Sequence[Any]] | pa.Table
FARTHEST = 1e100
"""No number of a frame lies beyond this on either side of 0: its square would be no number."""

Floats: TypeAlias = NDArray[np.float64]
Places: TypeAlias = NDArray[np.int64]


class UnfitFrame(ValueError):
    """A frame whose columns are missing, empty, not equally long or without a number where one is due."""


class UnfitWeights(ValueError):
    """Weights that are below zero, no numbers, all zero or not as many as the rows."""


def read(frame: Frame) -> dict[str, list[Any]]:
    """The columns of a mapping or an Arrow table as lists; raises UnfitFrame where they do not fit."""
    if isinstance(frame, pa.Table):
        columns = {name: frame.column(name).to_pylist() for name in frame.column_names}
    else:
        columns = {name: _plain(column) for name, column in frame.items()}
    if not columns:
        raise UnfitFrame("a frame without a column")
    first, length = next((name, len(column)) for name, column in columns.items())
    for name, column in columns.items():
        if len(column) != length:
            raise UnfitFrame(f"{name} has {len(column)} rows and {first} has {length}")
    if not length:
        raise UnfitFrame("a frame without a row")
    return columns


def column(columns: Mapping[str, list[Any]], name: str) -> list[Any]:
    """One column by its name; raises UnfitFrame where there is none."""
    if name not in columns:
        raise UnfitFrame(f"the frame has no column {name!r}, but {', '.join(columns)}")
    return columns[name]


def coded(values: Iterable[Any]) -> tuple[list[Any], Places]:
    """The categories in order of appearance, and the place of each value among them; None is one."""
    places: dict[Any, int] = {}
    codes = [places.setdefault(value, len(places)) for value in values]
    return list(places), np.array(codes, dtype=np.int64)


def is_number(value: Any) -> bool:
    """Whether a value of a column counts as a number: True and False do not."""
    return isinstance(value, Real) and not isinstance(value, bool)


def numbers(values: Iterable[Any], name: str) -> Floats:
    """The values as numbers that can be squared; raises UnfitFrame with the place of one that is none."""
    given = list(values)
    for place, value in enumerate(given):
        if not is_number(value) or not -FARTHEST <= value <= FARTHEST:
            raise UnfitFrame(f"{name}[{place}]: {value!r} is no number to reckon with")
    return np.array(given, dtype=np.float64)


def weights(values: Iterable[float] | None, rows: int) -> Floats:
    """The weights of the rows, one for each where none are given; raises UnfitWeights."""
    if values is None:
        return np.ones(rows)
    given = _plain(values)
    if len(given) != rows:
        raise UnfitWeights(f"{len(given)} weights for {rows} rows")
    for place, value in enumerate(given):
        if not is_number(value) or not 0 <= value < math.inf:
            raise UnfitWeights(f"weights[{place}]: {value!r} is no weight")
    array = np.array(given, dtype=np.float64)
    largest = float(array.max(initial=0.0))
    if largest == 0:
        raise UnfitWeights("all weights are zero")
    if not math.isfinite(largest * rows):
        raise UnfitWeights("the weights are too large to be added")
    return array


def _plain(values: Iterable[Any]) -> list[Any]:
    """A list of Python's own values, from any sequence or array."""
    return list(values.tolist()) if isinstance(values, np.ndarray) else list(values)
