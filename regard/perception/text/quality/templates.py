"""Texts that are one form filled in with different numbers, links and names of accounts."""

import numpy as np
import numpy.typing as npt

from regard.perception.text.compiling import kernel
from regard.perception.text.quality.gates import DIGITS, LINK, Gates
from regard.perception.text.quality.letters import BEYOND, Bytes, Letters, Places, decoded, integer, letters
from regard.perception.text.quality.shingles import BASE, LEAST, Hashes, mixed, width

ENOUGH = 3  # different fillings of a form
SLOT = np.uint64(0x110000)
BEGINNING = 16  # bytes
SLOTS, UPPER = 1 << 16, np.uint64(48)


def filled_in(data: Bytes, offsets: Places, gates: Gates, wholes: Hashes) -> npt.NDArray[np.bool_]:
    """Which texts share their form, of 40 bytes or more without its slots, with two that fill it otherwise.

    `wholes` is one number for each whole text (uint64, n): equal where the folded texts are.
    """
    forms = np.zeros(len(gates), np.uint64)
    _forms(data, offsets, gates & (DIGITS | LINK) > 0, letters(), forms, np.zeros(SLOTS, np.int32))
    rows = np.flatnonzero(forms)
    _, places, counts = np.unique(forms[rows], return_inverse=True, return_counts=True)
    rows = rows[counts[places] >= ENOUGH]
    fillings: dict[int, set[int]] = {}
    for row in rows:
        fillings.setdefault(int(forms[row]), set()).add(int(wholes[row]))
    found = np.zeros(len(gates), np.bool_)
    found[rows] = [len(fillings[int(forms[row])]) >= ENOUGH for row in rows]
    return found


@kernel
def _forms(
    data: Bytes,
    offsets: Places,
    wanted: npt.NDArray[np.bool_],
    table: Letters,
    into: Hashes,
    counts: npt.NDArray[np.int32],
) -> None:
    """The form of each text that is wanted and begins as at least two others do."""
    for row in range(len(into)):
        if wanted[row] and offsets[row + 1] - offsets[row] >= LEAST:
            into[row], _ = _form(data, offsets[row], offsets[row + 1], table.folded, BEGINNING)
            counts[integer(into[row] >> UPPER)] += 1
    for row in range(len(into)):
        if not into[row]:
            continue
        if counts[integer(into[row] >> UPPER)] < ENOUGH:
            into[row] = 0
            continue
        form, size = _form(data, offsets[row], offsets[row + 1], table.folded, offsets[row + 1])
        into[row] = form if size >= LEAST else 0


@kernel
def _form(
    data: Bytes, start: int, end: int, folded: npt.NDArray[np.uint16], most: int
) -> tuple[np.uint64, int]:
    """A number for a text with each run of digits, link and account as the same slot, and its bytes.

    Of the text only `most` bytes are taken, as they are when folded.
    """
    at, size, value, link = start, 0, np.uint64(1), False
    filled = False
    while at < end and size < most:
        code, after = decoded(data, at, end)
        if code <= 32:
            link = False
        elif code == 64 or (code == 58 and after < end and data[after] == 47):
            link = True
        code = integer(folded[code]) if code < BEYOND else code
        slot = link or 48 <= code <= 57
        if slot and not filled:
            value = (value ^ SLOT) * BASE
        elif code and not slot:
            value = (value ^ np.uint64(code)) * BASE
            size += width(code)
        filled = slot
        at = after
    return mixed(value) | np.uint64(1), size
