"""JSON objects laid flat into the cells of one row.

Objects inside an object become columns with a dot (`user.name`), lists of plain values are joined with
commas, lists of objects are numbered from 1 (`answers.1.text`). Where a key comes twice the last one counts.
NaN and infinity are no values. A whole number keeps all its digits; beyond 18 of them it is kept as text.
"""

import json
import math
from collections.abc import Iterator
from typing import Any

from .headers import MAX_NAME, printable
from .refusals import BadValue, Refused
from .rows import MAX_CELL, MAX_COLUMNS, RAW_SHOWN, Cell, Row
from .texts import without_lone_surrogates

MAX_DEPTH = 32
MAX_DIGITS = 18


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits) <= MAX_DIGITS else digits


DECODER = json.JSONDecoder(parse_constant=lambda _: None, parse_int=_whole)


def decoded(text: str) -> Any:
    """Return what a JSON text says; raises BadValue with the code json_broken or json_too_deep."""
    try:
        return DECODER.decode(text)
    except RecursionError as problem:
        raise BadValue("json_too_deep", limit=MAX_DEPTH) from problem
    except ValueError as problem:
        raise BadValue("json_broken", position=getattr(problem, "pos", 0) + 1) from problem


def row_of(number: int, item: Any) -> Row:
    """Return a JSON object as a row; raises BadValue where it is none, too deep, too wide or too large."""
    if not isinstance(item, dict):
        raise BadValue("json_not_object")
    values: dict[str, Cell] = {}
    for path, cell in _leaves(item, "", 1):
        if len(values) >= MAX_COLUMNS:
            raise BadValue("json_too_wide", limit=MAX_COLUMNS)
        if isinstance(cell, str) and len(cell) > MAX_CELL:
            raise BadValue("cell_too_large", limit=MAX_CELL)
        values[_free(path, values)] = cell
    return Row(number, values)


def refused(number: int, bad: BadValue, raw: str) -> Refused:
    """Return the refusal of one JSON row, with the beginning of its text."""
    return Refused(number, None, bad.code, bad.params, printable(raw[:RAW_SHOWN]))


def _leaves(item: dict[str, Any], path: str, depth: int) -> Iterator[tuple[str, Cell]]:
    if depth > MAX_DEPTH:
        raise BadValue("json_too_deep", limit=MAX_DEPTH)
    for key, value in item.items():
        name = f"{path}{printable(key)[:MAX_NAME] or '-'}"
        if isinstance(value, dict):
            yield from _leaves(value, f"{name}.", depth + 1)
        elif isinstance(value, list):
            yield from _listed(value, name, depth + 1)
        else:
            yield name, _cell(value)


def _listed(items: list[Any], name: str, depth: int) -> Iterator[tuple[str, Cell]]:
    if any(isinstance(item, (dict, list)) for item in items):
        numbered = {str(place): item for place, item in enumerate(items, start=1)}
        yield from _leaves(numbered, f"{name}.", depth)
    else:
        cells = (_cell(item) for item in items)
        yield name, ", ".join(str(cell) for cell in cells if cell is not None)


def _cell(value: Any) -> Cell:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, str):
        return value if value.isascii() else without_lone_surrogates(value)
    return value if isinstance(value, (int, float)) else None


def _free(path: str, taken: dict[str, Cell]) -> str:
    name, count = path, 1
    while name in taken:
        count += 1
        name = f"{path} ({count})"
    return name
