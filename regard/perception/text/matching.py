"""Kernel: the longest terms of the lists that begin at a token, one for each of three layers.

What the tree says of its first step stands in the ROOT of each token (`recalling`), so that a word with which
no term begins costs nothing.
"""

import numpy as np
import numpy.typing as npt

from regard.perception.text.compiling import part
from regard.perception.text.hinting import natural
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
    ROOT,
    SPREAD,
    STRETCHED,
    TERMS,
    Tokens,
)  # fmt: skip

ROLE, CUE, DESCRIPTOR = range(3)  # layers
DEEPEST = 16  # tokens of a term
NODE, TERM = 32, 0xFFFFFFFF  # of a step: the shift of the next node (0: none), the bits of the term plus 1
NUMBER_WORD = 1 << 62  # in a ROOT: the word is a number
STEP = NUMBER_WORD - 1
Steps = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]


@part
def key_of(node: int, token: int) -> int:
    """The key of a step from a node."""
    key = (token ^ (node * SPREAD)) * PRIME
    return (key ^ (key >> 29)) | 1


@part
def is_seen(seen: Bytes, key: int) -> int:
    """1 where there may be a step with this key, else 0."""
    return int((seen[natural((key >> 4) & (len(seen) - 1))] >> ((key >> 1) & 7)) & 1)


@part
def step_from(steps: Steps, seen: Bytes, node: int, token: int) -> int:
    """What a step from a node leads to; 0 where there is none."""
    key = key_of(node, token)
    if not is_seen(seen, key):
        return 0
    last = len(steps) - 1
    slot = natural(key & last)
    while steps[slot, 0]:
        if steps[slot, 0] == key:
            return int(steps[slot, 1])
        slot = natural((slot + 1) & last)
    return 0


@part
def root_of(token: int, lists: Lists) -> int:
    """What the tree says of a token that begins a term, and whether it is a number word."""
    root = step_from(lists.steps, lists.seen, 0, token)
    for number in lists.numbers:
        if number == token:
            root |= NUMBER_WORD
    return root


@part
def match(
    tokens: Tokens, made: int, lists: Lists, foreign: bool, free: Steps, begins: npt.NDArray[np.int32]
) -> int:
    """Fill the terms of the tokens of a text, none over another in a layer; of a foreign text only signs.

    `begins` are then the tokens at which a term begins; how many there are.
    """
    steps, seen, layers = lists.steps, lists.seen, lists.layers
    free[:] = 0
    found = 0
    for candidate in range(_candidates(tokens, made, seen, begins)):
        at = natural(begins[candidate])
        kind = tokens[at, KIND]
        if foreign and kind != PICTURE and kind != MARK:
            continue
        numeric = _walk(tokens, made, steps, seen, layers, free, at, False)
        if numeric:
            _walk(tokens, made, steps, seen, layers, free, at, True)
        begins[found] = at
        here = False
        for layer in range(LAYERS):
            if tokens[at, TERMS + 2 * layer] >= 0:
                free[layer] = tokens[at, TERMS + 2 * layer + 1]
                here = True
        found += here
    return found


@part
def _candidates(tokens: Tokens, made: int, seen: Bytes, begins: npt.NDArray[np.int32]) -> int:
    """Write the tokens at which a term may begin to `begins`, almost without a branch; how many there are."""
    count = 0
    for at in range(made):
        for layer in range(LAYERS):
            tokens[at, TERMS + 2 * layer] = -1
        root, flags = tokens[at, ROOT], tokens[at, FLAGS]
        node = (root & STEP) >> NODE
        bit = is_seen(seen, key_of(node, tokens[at + 1, HASH]))
        bit |= (tokens[at + 1, FLAGS] & (STRETCHED | NUMERIC)) | (tokens[at + 1, ROOT] & NUMBER_WORD)
        further = (node != 0) & (bit != 0) & (at + 1 < made)
        numeral = (flags & NUMERIC != 0) & (tokens[at, KIND] == HAN)
        begins[count] = at
        count += further | (root & TERM != 0) | numeral | (flags & STRETCHED != 0)
    return count


@part
def _walk(
    tokens: Tokens,
    made: int,
    steps: Steps,
    seen: Bytes,
    layers: Bytes,
    free: Steps,
    first: int,
    counted: bool,
) -> bool:
    """Follow the tree from one token; whether a numeral was met that could be read as a number, too."""
    at, node, numeric = first, 0, False
    while at < made and at - first < DEEPEST:
        at = natural(at)
        kind, flags = tokens[at, KIND], tokens[at, FLAGS]
        if node and kind == PICTURE and not flags & GLUED:
            break
        numeral = flags & NUMERIC != 0 and kind == HAN
        step = 0
        if not (counted and numeral):
            step = step_from(steps, seen, node, tokens[at, HASH]) if node else tokens[at, ROOT] & STEP
            if step == 0 and flags & STRETCHED:
                step = step_from(steps, seen, node, tokens[at, PLAIN])
        after = at + 1
        if step == 0 and (numeral or (node and tokens[at, ROOT] & NUMBER_WORD)):
            step = step_from(steps, seen, node, NUMBER_HASH)
            while numeral and after < made and tokens[after, FLAGS] & NUMERIC:
                after += 1
        elif numeral:
            numeric = True
        if step == 0:
            break
        at, node = after, step >> NODE
        if step & TERM:
            _take(tokens, layers, free, first, (step & TERM) - 1, at)
        if node == 0:
            break
    return numeric


@part
def _take(
    tokens: Tokens, layers: Bytes, free: npt.NDArray[np.int64], first: int, term: int, end: int
) -> None:
    """Keep a term in each layer that it has something for, where it is the longest yet."""
    for layer in range(LAYERS):
        place = TERMS + 2 * layer
        taken = tokens[first, place] >= 0 and tokens[first, place + 1] >= end
        if layers[term] >> layer & 1 and first >= free[layer] and not taken:
            tokens[first, place], tokens[first, place + 1] = term, end
