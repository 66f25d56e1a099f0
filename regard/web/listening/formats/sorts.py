"""What sort of thing a cell holds, as far as its characters tell."""

import re
from datetime import date
from enum import Enum

from .rows import Cell

_NUMBER = re.compile(r"[-+]?\d{1,18}(?:[.,]\d{1,12})?%?\Z")
_DATE = re.compile(
    r"(?:\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{4}年\d{1,2}月(?:\d{1,2}日)?)"
    r"(?:[ T].{0,25}|\d.{0,15})?\Z"
)
_EMAIL = re.compile(r"[^@\s<>,;]{1,64}@[^@\s<>,;]{1,190}\.[^@\s<>,;.]{2,63}\Z")
_ADDRESS = re.compile(r"https?://\S{3,2000}\Z", re.IGNORECASE)


class Sort(Enum):
    """The sorts of cell that can be told apart."""

    EMPTY = "empty"
    NUMBER = "number"
    DATE = "date"
    EMAIL = "email"
    ADDRESS = "address"
    WORDS = "words"


def sort_of(cell: Cell) -> Sort:
    """Return the sort of a cell; a number with a decimal comma is a number."""
    if cell is None or cell == "":
        return Sort.EMPTY
    if isinstance(cell, (int, float)):
        return Sort.NUMBER
    if isinstance(cell, date):
        return Sort.DATE
    return _sort_of_text(cell.strip())


def _sort_of_text(text: str) -> Sort:
    if len(text) <= 20 and _NUMBER.match(text):
        return Sort.NUMBER
    if len(text) <= 40 and _DATE.match(text):
        return Sort.DATE
    if is_email(text):
        return Sort.EMAIL
    return Sort.ADDRESS if is_address(text) else Sort.WORDS if text else Sort.EMPTY


def is_email(text: str) -> bool:
    """Tell whether the text is one e-mail address."""
    return len(text) <= 254 and "@" in text and _EMAIL.match(text) is not None


def is_address(text: str) -> bool:
    """Tell whether the text is a web address that a browser may be sent to."""
    return len(text) <= 2_008 and _ADDRESS.match(text) is not None
