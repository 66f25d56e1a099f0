"""Texts as they are kept: what was said, without characters that nobody wrote."""

import re
from datetime import datetime

from .refusals import BadValue
from .rows import Cell

MAX_TEXT = 30_000
MAX_VALUE = 500
MISSING = {"null", "nan", "n/a", "#n/a", "na", "-99", "-999", "none"}
LONGEST_MISSING = 4

_NEW_LINES = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff]")
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")


def text_of(cell: Cell, *, limit: int = MAX_TEXT, code: str = "text_too_long") -> str | None:
    """Return the text of a cell; None where it is empty or a program's word for missing.

    Control characters are taken out and line ends become \\n. Formulas stay the text that they are. Raises
    BadValue with `code` where more than `limit` characters remain.
    """
    if cell is None or cell == "":
        return None
    text = cell if isinstance(cell, str) else written(cell)
    text = text.strip() if text.isprintable() else clean(text)
    if len(text) > limit:
        raise BadValue(code, length=len(text), limit=limit)
    if not text or (len(text) <= LONGEST_MISSING and text.casefold() in MISSING):
        return None
    return text


def value_of(cell: Cell) -> str | None:
    """Return a short value such as a name, on one line; raises BadValue with the code value_too_long."""
    text = text_of(cell, limit=MAX_VALUE, code="value_too_long")
    return None if text is None else " ".join(text.split()) if "\n" in text else text


def clean(text: str) -> str:
    """Return a text without control characters, lone surrogates and blanks around it."""
    text = _NEW_LINES.sub("\n", text)
    text = _CONTROLS.sub("", text)
    return without_lone_surrogates(text).strip()


def without_lone_surrogates(text: str) -> str:
    """Return a text that can be encoded: halves of a character, cut apart by some program, become U+FFFD."""
    return _LONE_SURROGATES.sub("\ufffd", text)


def written(cell: Cell) -> str:
    """Return a number or a time as the text that a person would type."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return cell.isoformat(sep=" ") if isinstance(cell, datetime) else str(cell)
