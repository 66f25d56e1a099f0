"""The one form of a cube's cells: values in order and in use, every cell once, none empty."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from regard.perception.counts import OffScale
from regard.perception.tallies import Value

Axis = tuple[Value, ...]
Whole = npt.NDArray[np.int64]
Block = npt.NDArray[Any]
Blocks = Mapping[str, Block | None]
MOST = 2**53
"""Sums stay below this, where doubles still hold every integer."""
NEARLY = 1e-9
"""Sums of weights may miss zero by this share of what was taken away."""


class UnfitCube(ValueError):
    """Cells that make no cube: arrays of unlike shapes, codes without a value, values without an order."""


class BelowZero(ValueError):
    """Answers are taken away that were never counted; the message names the cell."""


def checked(dims: tuple[str, ...], axes: tuple[Axis, ...], codes: Block, blocks: Blocks, scores: int) -> None:
    """Refuse arrays that do not fit each other: `codes` is cells x dims, each block cells x scores."""
    n = blocks["n"]
    cells = n.shape[0] if n is not None and n.ndim else -1
    if len(set(dims)) != len(dims) or len(axes) != len(dims):
        raise UnfitCube(f"{len(axes)} axes for the dimensions {dims}")
    if codes.shape != (cells, len(dims)) or codes.dtype.kind not in "iu":
        raise UnfitCube(f"codes of shape {codes.shape} for {cells} cells by {dims}")
    if (blocks["w"] is None) != (blocks["w2"] is None):
        raise UnfitCube("weights need both their sums and their sums of squares")
    for name, block in blocks.items():
        if block is None:
            continue
        if block.shape != (cells, 1 if name == "missing" else scores):
            raise UnfitCube(f"{name} of shape {block.shape} for {cells} cells of {scores} scores")
        _refuse_no_numbers(name, block)


def _refuse_no_numbers(name: str, block: Block) -> None:
    if name in ("n", "missing"):
        if block.dtype.kind not in "iu":
            raise OffScale(f"{name} are no integers")
        largest = max(int(block.max(initial=0)), -int(block.min(initial=0)))
        if largest * block.size >= MOST and np.abs(block.astype(float)).sum() >= MOST:
            raise OffScale(f"{name}: 2^53 answers or more")
    elif block.dtype.kind != "f":
        raise OffScale(f"{name} are no numbers")
    elif not np.isfinite(block).all():
        cell = int((~np.isfinite(block).all(1)).argmax())
        raise OffScale(f"{name} is no number in cell {cell}")


def canonical(
    dims: tuple[str, ...], axes: tuple[Axis, ...], codes: Block, blocks: Blocks
) -> tuple[tuple[Axis, ...], npt.NDArray[np.int32], dict[str, Block | None]]:
    """The axes, codes and blocks with cells of the same key added; raises UnfitCube and BelowZero."""
    pairs = [_ordered(dim, axis, codes[:, i]) for i, (dim, axis) in enumerate(zip(dims, axes, strict=True))]
    sizes = [len(axis) for axis, _ in pairs]
    if np.prod(sizes, dtype=float) >= 2.0**62:
        raise UnfitCube(f"too many combinations of {dims}")
    packed = np.zeros(len(codes), np.int64)
    for size, (_, column) in zip(sizes, pairs, strict=True):
        packed = packed * size + column
    cells, added = _added(packed, int(np.prod(sizes)), blocks)
    columns: list[Whole] = []
    for size in reversed(sizes):
        cells, column = np.divmod(cells, size)
        columns.insert(0, column)
    kept, clean = _clean(added, blocks)
    used = [_used(axis, column[kept]) for (axis, _), column in zip(pairs, columns, strict=True)]
    placed = np.zeros((int(kept.sum()), len(dims)), np.int32)
    for place, (_, column) in enumerate(used):
        placed[:, place] = column
    _refuse_negative(tuple(axis for axis, _ in used), placed, clean)
    return tuple(axis for axis, _ in used), placed, clean


def _added(packed: Whole, size: int, blocks: Blocks) -> tuple[Whole, dict[str, Block | None]]:
    """The different numbers in order, and the sums of each; a stored cube has every cell once, in order."""
    if (packed[1:] > packed[:-1]).all():
        return packed, {name: None if block is None else _wide(block) for name, block in blocks.items()}
    cells, group = _grouped(packed, size)
    return cells, {name: summed(block, group, len(cells)) for name, block in blocks.items()}


def _wide(block: Block) -> Block:
    return block.astype(np.int64 if block.dtype.kind in "iu" else float)  # a copy: a cube is never changed


def _grouped(packed: Whole, size: int) -> tuple[Whole, Whole]:
    """The different numbers in order, and the place of each among them; without sorting where few can be."""
    if size > 4 * len(packed) + 1000:
        found, group = np.unique(packed, return_inverse=True)
        return found, group
    present = np.bincount(packed, minlength=size) > 0
    return np.flatnonzero(present), (np.cumsum(present) - 1)[packed]


def _ordered(dim: str, axis: Axis, codes: Block) -> tuple[Axis, Whole]:
    if codes.size and not 0 <= codes.min() <= codes.max() < len(axis):
        raise UnfitCube(f"{dim}: a code without a value, from {codes.min()} to {codes.max()}")
    try:
        order: list[Value] = sorted(set(axis) - {None})  # type: ignore[type-var]
    except TypeError as problem:
        raise UnfitCube(f"{dim}: values without an order: {problem}") from problem
    order += [None] if None in axis else []
    place = {value: code for code, value in enumerate(order)}
    return tuple(order), np.array([place[value] for value in axis], np.int64)[codes]


def _used(axis: Axis, codes: Whole) -> tuple[Axis, Whole]:
    """The values that some cell has, and the codes that name them."""
    present = np.bincount(codes, minlength=len(axis)) > 0
    return tuple(axis[code] for code in np.flatnonzero(present)), (np.cumsum(present) - 1)[codes]


def summed(block: Block | None, group: Block, groups: int) -> Block | None:
    """The sums of the rows of each group, groups x columns."""
    if block is None:
        return None
    if groups == 1:
        return np.asarray(block.sum(0, np.int64 if block.dtype.kind in "iu" else float, keepdims=True))
    columns = [np.bincount(group, column, groups) for column in block.T]
    total: Block = np.stack(columns, 1)
    return total.astype(np.int64) if block.dtype.kind in "iu" else total


def _clean(summed: Blocks, given: Blocks) -> tuple[npt.NDArray[np.bool_], dict[str, Block | None]]:
    """Which cells have answers, and their blocks; sums of weights are 0 where nobody answered."""
    n, missing = (np.asarray(summed[name]) for name in ("n", "missing"))
    kept: npt.NDArray[np.bool_] = np.any(n, 1) | np.any(missing, 1)
    if kept.all() and summed["w"] is None:
        return kept, dict(summed)
    clean: dict[str, Block | None] = {"n": n[kept], "missing": missing[kept]}
    for name in ("w", "w2"):
        block = summed[name]
        if block is not None:
            block = np.where(n[kept] != 0, block[kept], 0.0)
            slack = NEARLY * np.abs(np.asarray(given[name])).max(initial=0)
            block = np.where(np.abs(block) <= slack, np.maximum(block, 0), block)
        clean[name] = block
    return kept, clean


def _refuse_negative(axes: tuple[Axis, ...], codes: Block, blocks: Blocks) -> None:
    for name, block in blocks.items():
        if block is not None and block.min(initial=0) < 0:
            cell = int((block.min(1) < 0).argmax())
            key = tuple(axis[code] for axis, code in zip(axes, codes[cell], strict=True))
            raise BelowZero(f"{key}: {name} of {block[cell].min()}")
