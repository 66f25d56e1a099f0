"""An SPSS system file (.sav), written as its published description says: named columns with labels.

Source: PSPP developer's guide, "System File Format". Numbers are doubles; texts are UTF-8, cut at 32,000
bytes; no answer is the system-missing value, or an empty text.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any

MISSING = -1.7976931348623157e308
LONGEST = 32_000  # bytes of a text; the format ends at 32,767
SEGMENT = 255  # bytes of a piece of a long text
STEP = 252  # a long text of width w has ceil(w / 252) pieces
NUMERIC, TEXT = 5, 1  # formats F and A
LABEL, VALUE_LABEL = 255, 119  # bytes


@dataclass(frozen=True)
class Variable:
    """One column: its name (64 bytes at most, see `names`), what it is, and what its numbers mean."""

    name: str
    label: str = ""
    is_text: bool = False
    digits: int = 0
    values: dict[int, str] = field(default_factory=dict)
    missing: tuple[int, ...] = ()  # numbers that stand for a kind of no answer: three at most


@dataclass(frozen=True)
class _Piece:
    """What the file calls a variable: a column, or one piece of a long text."""

    short: str
    width: int  # 0: a number
    label: str
    digits: int
    missing: tuple[int, ...] = ()

    @property
    def cells(self) -> int:
        return max(-(-self.width // 8), 1)


def write(
    file: IO[bytes], variables: Sequence[Variable], rows: Sequence[Sequence[Any]], *, title: str, at: datetime
) -> None:
    """Write the rows; a cell is a number, a text or None. A text in a column of numbers raises ValueError."""
    widths = [_width(variable, rows, place) for place, variable in enumerate(variables)]
    pieces: list[list[_Piece]] = []
    for variable, width in zip(variables, widths, strict=True):
        pieces.append(_pieces(variable, width, start=sum(map(len, pieces))))
    flat = [piece for some in pieces for piece in some]
    file.write(_header(sum(piece.cells for piece in flat), len(rows), title, at))
    for piece in flat:
        file.write(_variable(piece))
    for record in (*_value_labels(variables, pieces), *_extensions(variables, pieces, widths)):
        file.write(record)
    file.write(struct.pack("<ii", 999, 0))
    for row in rows:
        for cell, variable, some in zip(row, variables, pieces, strict=True):
            file.write(_cell(cell, variable, some))


def names(wanted: Sequence[str]) -> list[str]:
    """Names that SPSS takes, one for each: letters, digits and "_", no two alike whatever their case.

    >>> names(["score", "Score", "1st", "why?", "原因", "all"])
    ['score', 'Score_2', 'v_1st', 'why_', '原因', 'all_']
    """
    found: dict[str, str] = {}
    for name in wanted:
        clean = "".join(sign if sign.isalnum() or sign in "_." else "_" for sign in name).rstrip(".") or "v"
        clean = clean if clean[0].isalpha() else f"v_{clean}"
        clean = f"{clean}_" if clean.upper() in RESERVED else clean
        base, number = _cut(clean, 56), 1
        unique = base
        while unique.upper() in found:
            number += 1
            unique = f"{base}_{number}"
        found[unique.upper()] = unique
    return list(found.values())


RESERVED = frozenset(["ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"])


def _cut(text: str, longest: int) -> str:
    """No more bytes than this, and no half character."""
    return text.encode("utf-8", "replace")[:longest].decode("utf-8", "ignore")


def _bytes(text: Any) -> bytes:
    return _cut(str(text).replace("\0", ""), LONGEST).encode()


def _width(variable: Variable, rows: Sequence[Sequence[Any]], place: int) -> int:
    if not variable.is_text:
        return 0
    return max((len(_bytes(row[place])) for row in rows if row[place] is not None), default=1) or 1


def _pieces(variable: Variable, width: int, *, start: int) -> list[_Piece]:
    if width <= SEGMENT:
        return [_Piece(f"V{start:07}", width, variable.label, variable.digits, variable.missing)]
    n = -(-width // STEP)
    last = width - (n - 1) * STEP
    return [
        _Piece(f"V{start + i:07}", SEGMENT if i < n - 1 else last, variable.label if not i else "", 0)
        for i in range(n)
    ]


def _header(cells: int, rows: int, title: str, at: datetime) -> bytes:
    month = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[at.month - 1]
    made = f"{at:%d} {month} {at:%y}{at:%H:%M:%S}".encode()
    program = b"@(#) SPSS DATA FILE Regard".ljust(60)
    numbers = struct.pack("<iiiii", 2, cells, 0, 0, rows)
    name = _cut(title, 64).encode().ljust(64)
    return b"$FL2" + program + numbers + struct.pack("<d", 100.0) + made + name + b"\0" * 3


def _variable(piece: _Piece) -> bytes:
    label = _cut(piece.label, LABEL).encode()
    kind, width, digits = (TEXT, piece.width, 0) if piece.width else (NUMERIC, 8 + piece.digits, piece.digits)
    shape = kind << 16 | width << 8 | digits
    found = (
        struct.pack("<iiiiii", 2, piece.width, bool(label), len(piece.missing), shape, shape)
        + piece.short.encode()
    )
    if label:
        found += struct.pack("<i", len(label)) + label.ljust(-(-len(label) // 4) * 4)
    found += struct.pack(f"<{len(piece.missing)}d", *piece.missing)
    further = struct.pack("<iiiiii", 2, -1, 0, 0, 0, 0) + b" " * 8
    return found + further * (piece.cells - 1)


def _value_labels(variables: Sequence[Variable], pieces: Sequence[Sequence[_Piece]]) -> Iterator[bytes]:
    place = 1
    for variable, some in zip(variables, pieces, strict=True):
        if variable.values:
            yield struct.pack("<ii", 3, len(variable.values)) + b"".join(
                _labelled(value, text) for value, text in variable.values.items()
            )
            yield struct.pack("<iii", 4, 1, place)
        place += sum(piece.cells for piece in some)


def _labelled(value: int, text: str) -> bytes:
    label = _cut(text, VALUE_LABEL).encode() or b" "
    return struct.pack("<dB", value, len(label)) + label.ljust(-(-(len(label) + 1) // 8) * 8 - 1)


def _extensions(
    variables: Sequence[Variable], pieces: Sequence[Sequence[_Piece]], widths: Sequence[int]
) -> Iterator[bytes]:
    """Machine, numbers, long names, widths of long texts, and that all texts are UTF-8."""
    yield _extension(3, 4, struct.pack("<8i", 1, 0, 0, -1, 1, 1, 2, 65001))
    yield _extension(4, 8, struct.pack("<ddd", MISSING, -MISSING, -1.7976931348623155e308))
    long = [f"{some[0].short}={one.name}" for one, some in zip(variables, pieces, strict=True)]
    yield _extension(13, 1, "\t".join(long).encode())
    wide = [
        f"{some[0].short}={width:05}\0\t"
        for some, width in zip(pieces, widths, strict=True)
        if width > SEGMENT
    ]
    if wide:
        yield _extension(14, 1, "".join(wide).encode())
    yield _extension(20, 1, b"UTF-8")


def _extension(kind: int, size: int, content: bytes) -> bytes:
    return struct.pack("<iiii", 7, kind, size, len(content) // size) + content


def _cell(cell: Any, variable: Variable, pieces: Sequence[_Piece]) -> bytes:
    if not variable.is_text:
        return struct.pack("<d", MISSING if cell is None else float(cell))
    text, found = b"" if cell is None else _bytes(cell), b""
    for piece in pieces:
        found += text[:SEGMENT].ljust(piece.cells * 8)
        text = text[SEGMENT:]
    return found
