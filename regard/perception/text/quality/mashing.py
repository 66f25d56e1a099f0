"""Keyboard mashing: keys in a row, or letters that no language puts side by side."""

import numpy as np

from regard.perception.text.compiling import kernel
from regard.perception.text.quality.letters import LETTER, Bytes, Letters, class_of, decoded, integer

ROLL, HOME_ROLL = 5, 4  # neighbouring keys in one direction; on the lower Latin rows fewer are enough
HOME = (40, 79)  # their keys
MIDDLE = (40, 59)
FEW, SOME, MANY = 5, 8, 14  # pairs of letters
FEW_COST, SOME_COST, MANY_COST, MIDDLE_COST = 5.6, 4.9, 4.4, 3.4  # mean cost from which they are mashed
MOST = 0.6
UNCLEAN = np.array([chr(code) in "0123456789@#/_=&<>\\" for code in range(128)])


@kernel
def mashed(data: Bytes, start: int, end: int, table: Letters) -> bool:
    """Whether most letters were struck at random; words with digits, links and handles do not count."""
    at, count, rolled, middle, pairs, cost = start, 0, 0, 0, 0, 0
    while at < end:
        at, found = _word(data, at, end, table)
        count += found[0]
        rolled += found[1]
        middle += found[2]
        pairs += found[3]
        cost += found[4]
    if count < HOME_ROLL or rolled > MOST * count:
        return count >= HOME_ROLL
    if pairs < FEW or pairs < MOST * count - 2:
        return False
    if middle == count:
        return pairs >= SOME and cost >= MIDDLE_COST * pairs
    least = FEW_COST if pairs < SOME else SOME_COST if pairs < MANY else MANY_COST
    return cost >= least * pairs


@kernel
def _word(data: Bytes, at: int, end: int, table: Letters) -> tuple[int, tuple[int, int, int, int, int]]:
    """The end of a word; its letters, those in rolls, those of the middle row, pairs and their cost."""
    count, rolled, middle, pairs, cost = 0, 0, 0, 0, 0
    before, step, run, clean = 0, 0, 1, True
    while at < end:
        code, at = decoded(data, at, end)
        if code <= 32 or code == 0x3000:
            break
        if code < 128 and UNCLEAN[code]:
            clean = False
        kind = class_of(code, table.classes)
        code = integer(table.folded[code]) if kind == LETTER and code < 0x10000 else 0
        count += kind == LETTER
        key = integer(table.keys[code])
        middle += MIDDLE[0] <= key < MIDDLE[1]
        rolled, step, run = _roll(rolled, step, run, key, integer(table.keys[before]))
        if 97 <= code <= 122 and 97 <= before <= 122 and code != before:
            pairs += 1
            cost += integer(table.unusual[before - 97, code - 97])
        before = code
    rolled, step, run = _roll(rolled, step, run, 0, integer(table.keys[before]))
    return at, (count, rolled, middle, pairs, cost) if clean else (0, 0, 0, 0, 0)


@kernel
def _roll(rolled: int, step: int, run: int, key: int, before: int) -> tuple[int, int, int]:
    """Go on with a run of neighbouring keys, or end it and count its letters where it is long enough."""
    move = key - before if key and before else 0
    if move in (1, -1) and (move == step or run == 1):
        return rolled, move, run + 1
    least = HOME_ROLL if HOME[0] <= before < HOME[1] else ROLL
    return rolled + (run if run >= least else 0), 0, 1
