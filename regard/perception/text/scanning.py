"""One text after another through the kernels, and the room that they need."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from regard.perception.text.characters import Characters
from regard.perception.text.compiling import kernel, part
from regard.perception.text.features import Events, events_room, features
from regard.perception.text.folding import LONGEST
from regard.perception.text.judging import (
    AT_CLAUSE,
    HINT,
    TERM,
    VALUE,
    Numbers,
    judge,
    opinions_room,
    state_room,
)
from regard.perception.text.lists import Lists
from regard.perception.text.matching import match
from regard.perception.text.recalling import Longs, Memory, recall
from regard.perception.text.tokens import LAYERS, Letters, Tokens, decode, letters_room, tokenise, tokens_room

DISPUTE = 0.7  # how much praise and blame in one text take from each other's certainty
SOFTNESS = 5.0  # points of opinion, squared, that a text needs to be taken for certain
CLAUSES = 128  # of one text; what follows counts for the last


class Room(NamedTuple):
    """Everything that one text needs on its way; used again for the next."""

    letters: Letters
    tokens: Tokens
    opinions: Numbers
    state: Numbers
    free: npt.NDArray[np.int64]
    begins: npt.NDArray[np.int32]
    events: Events


class Scanned(NamedTuple):
    """How many of each were found in a text."""

    letters: int
    tokens: int
    opinions: int
    events: int


def room() -> Room:
    """Room for one text at a time."""
    return Room(
        letters_room(),
        tokens_room(),
        opinions_room(),
        state_room(),
        np.zeros(LAYERS, np.int64),
        np.zeros(LONGEST, np.int32),
        events_room(),
    )


@kernel
def scan(
    data: npt.NDArray[np.uint8],
    start: int,
    stop: int,
    tables: Characters,
    lists: Lists,
    table: Longs,
    known: Memory,
    held: Room,
    foreign: bool,
) -> Scanned:
    """Letters, tokens, terms, opinions and features of one text, into `held`."""
    letters = decode(data, start, stop, tables, held.letters)
    tokens = tokenise(held.letters, letters, held.tokens)
    recall(held.letters, held.tokens, tokens, lists, table, known)
    match(held.tokens, tokens, lists, foreign, held.free, held.begins)
    found = judge(held.tokens, tokens, lists, held.opinions, held.state)
    count = features(held.tokens, tokens, held.opinions, found, lists, held.events)
    return Scanned(letters, tokens, found, count)


@part
def rules(
    opinions: Numbers, found: int, roles: npt.NDArray[np.uint8], clause: int
) -> tuple[float, float, float, float]:
    """The rules' score of a text (clause -1) or a clause, from -1 to 1; that of hints alone; good; bad."""
    good, bad, shown = 0.0, 0.0, False
    for opinion in range(found):
        if clause >= 0 and min(opinions[opinion, AT_CLAUSE], CLAUSES - 1) != clause:
            continue
        value = opinions[opinion, VALUE]
        good += max(value, 0.0)
        bad -= min(value, 0.0)
        shown |= roles[int(opinions[opinion, TERM])] != HINT
    total = good - bad
    score = total / np.sqrt(total * total + DISPUTE * good * bad + SOFTNESS)
    return (score, 0.0, good, bad) if shown else (0.0, score, good, bad)
