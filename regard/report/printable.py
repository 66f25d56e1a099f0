"""Texts of strangers made harmless to show, and measured in the columns of a terminal."""

import unicodedata
from collections.abc import Iterable, Iterator

JOINERS = "\u200c\u200d"  # part of words in some scripts, and of emoji
WIDE = "WF"
CUT = "…"


def plain(text: str) -> str:
    """One harmless line without blanks around it."""
    return " ".join(harmless(text).split())


def harmless(text: str) -> str:
    """The text without control characters, hidden marks of direction and halves of characters."""
    return text if text.isascii() and text.isprintable() else "".join(map(_shown, text))


def _shown(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind in ("Cc", "Zl", "Zp"):
        return " "
    if kind == "Cs":
        return "\ufffd"
    return "" if kind == "Cf" and letter not in JOINERS else letter


def width(text: str) -> int:
    """How many columns a text takes: two for a Chinese character, none for a combining mark."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(letter: str) -> int:
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in WIDE else 1


def padded(text: str, columns: int) -> str:
    """The text with blanks after it."""
    return text + " " * (columns - width(text))


def right(text: str, columns: int) -> str:
    """The text with blanks before it."""
    return " " * (columns - width(text)) + text


def fitted(text: str, columns: int) -> str:
    """The text, cut with an ellipsis where it takes more columns."""
    if width(text) <= columns:
        return text
    kept, taken = "", 1
    for letter in text:
        taken += _columns(letter)
        if taken > columns:
            break
        kept += letter
    return kept.rstrip() + CUT


def lines_of(pieces: Iterable[str], columns: int, *, gap: str = "   ") -> Iterator[str]:
    """The pieces side by side, on as many lines as they need; no piece is broken."""
    line = ""
    for piece in pieces:
        if line and width(line) + width(gap) + width(piece) > columns:
            yield line
            line = ""
        line = f"{line}{gap}{piece}" if line else piece
    if line:
        yield line


def prose(text: str, columns: int) -> Iterator[str]:
    """A sentence broken at blanks, or between Chinese characters."""
    line = ""
    for piece in _breakable(text):
        if line and width((line + piece).rstrip()) > columns:
            yield line.rstrip()
            line = ""
        line += piece
    if line.strip():
        yield line.rstrip()


def _breakable(text: str) -> Iterator[str]:
    """Words with the blank after them; Chinese characters one by one, punctuation with what it follows."""
    piece = ""
    for letter in text:
        wide = _columns(letter) == 2
        starts = wide and not unicodedata.category(letter).startswith("P")
        if piece and (
            starts or (piece[-1] == " ") or (_columns(piece[-1]) == 2 and not wide and letter != " ")
        ):
            yield piece
            piece = ""
        piece += letter
    if piece:
        yield piece
