"""Kernel: the longest terms of the lists that begin at a token, one for each of three layers."""

import numpy as np
import numpy.typing as npt
from numba import njit

from regard.perception.text.lists import Lists
from regard.perception.text.tokens import (
    FLAGS,
    GLUED,
    HAN,
    HASH,
    KIND,
    LAYERS,
    MARK,
    NUMBER_HASH,
    NUMERIC,
    PICTURE,
    PLAIN,
    PRIME,
    SPREAD,
    STRETCHED,
    TERMS,
    WORD,
    Tokens,
)  # fmt: skip

ROLE, CUE, DESCRIPTOR = range(3)  # layers
DEEPEST = 16  # tokens of a term
Steps = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]


@njit(cache=True, nogil=True, inline="always")
def key_of(node: int, token: int) -> int:
    """The key of a step from a node."""
    key = (token ^ (node * SPREAD)) * PRIME
    return (key ^ (key >> 29)) | 1


@njit(cache=True, nogil=True, forceinline=True)
def step_from(steps: Steps, seen: Bytes, node: int, token: int) -> int:
    """The slot of the step from a node, or -1."""
    key = key_of(node, token)
    if not (seen[(key >> 4) & (len(seen) - 1)] >> ((key >> 1) & 7)) & 1:
        return -1
    last = len(steps) - 1
    slot = key & last
    while steps[slot, 0]:
        if steps[slot, 0] == key:
            return slot
        slot = (slot + 1) & last
    return -1


@njit(cache=True, nogil=True)
def match(tokens: Tokens, made: int, lists: Lists, foreign: bool) -> None:
    """Fill the terms of the tokens of a text, none over another in a layer; of a foreign text only signs."""
    steps, seen, layers, numbers = lists.steps, lists.seen, lists.layers, lists.numbers
    free = np.zeros(LAYERS, np.int64)
    for at in range(made):
        for layer in range(LAYERS):
            tokens[at, TERMS + 2 * layer] = -1
        if foreign and tokens[at, KIND] != PICTURE and tokens[at, KIND] != MARK:
            continue
        numeric = _walk(tokens, made, steps, seen, layers, numbers, free, at, False)
        if numeric:
            _walk(tokens, made, steps, seen, layers, numbers, free, at, True)
        for layer in range(LAYERS):
            if tokens[at, TERMS + 2 * layer] >= 0:
                free[layer] = tokens[at, TERMS + 2 * layer + 1]


@njit(cache=True, nogil=True, forceinline=True)
def _walk(
    tokens: Tokens,
    made: int,
    steps: Steps,
    seen: Bytes,
    layers: Bytes,
    numbers: npt.NDArray[np.int64],
    free: npt.NDArray[np.int64],
    first: int,
    counted: bool,
) -> bool:
    """Follow the tree from one token; whether a numeral was met that could be read as a number, too."""
    at, node, numeric = first, 0, False
    while at < made and at - first < DEEPEST:
        kind, flags = tokens[at, KIND], tokens[at, FLAGS]
        if node and kind == PICTURE and not flags & GLUED:
            break
        numeral = flags & NUMERIC != 0 and kind == HAN
        slot = -1
        if not (counted and numeral):
            slot = step_from(steps, seen, node, tokens[at, HASH])
            if slot < 0 and flags & STRETCHED:
                slot = step_from(steps, seen, node, tokens[at, PLAIN])
        after = at + 1
        if slot < 0 and (numeral or (node and kind == WORD and _number_word(tokens[at, HASH], numbers))):
            slot = step_from(steps, seen, node, NUMBER_HASH)
            while numeral and after < made and tokens[after, FLAGS] & NUMERIC:
                after += 1
        elif numeral:
            numeric = True
        if slot < 0:
            break
        at, node = after, steps[slot, 1] >> 32
        term = (steps[slot, 1] & 0xFFFFFFFF) - 1
        if term >= 0:
            _take(tokens, layers, free, first, term, at)
    return numeric


@njit(cache=True, nogil=True, forceinline=True)
def _number_word(token: int, numbers: npt.NDArray[np.int64]) -> bool:
    found = False
    for number in numbers:
        found |= number == token
    return found


@njit(cache=True, nogil=True, forceinline=True)
def _take(
    tokens: Tokens, layers: Bytes, free: npt.NDArray[np.int64], first: int, term: int, end: int
) -> None:
    """Keep a term in each layer that it has something for, where it is the longest yet."""
    for layer in range(LAYERS):
        place = TERMS + 2 * layer
        taken = tokens[first, place] >= 0 and tokens[first, place + 1] >= end
        if layers[term] >> layer & 1 and first >= free[layer] and not taken:
            tokens[first, place], tokens[first, place + 1] = term, end
