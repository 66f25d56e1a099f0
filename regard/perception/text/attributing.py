"""One text taken apart: each feature with the place that it comes from and what it adds to each score."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from regard.perception.text.buffers import Utf8
from regard.perception.text.characters import characters
from regard.perception.text.concluding import edges_of
from regard.perception.text.features import (
    EVENTS,
    IN_CLAUSE,
    counts,
    in_pair,
    in_triple,
    pair_of,
    triple_of,
)
from regard.perception.text.judging import AT_CLAUSE, FIRST, HINT, LAST, TERM, VALUE
from regard.perception.text.lists import Lists
from regard.perception.text.matching import CUE, ROLE
from regard.perception.text.recalling import Memory, memory
from regard.perception.text.scanning import CLAUSES, Room, Scanned, room, scan
from regard.perception.text.tokens import DENIED, KIND, START, STOPS_AT, TERMS, WORD
from regard.perception.text.weighing import weigh, weighed_room
from regard.perception.text.weights import HEADS, Kit

KINDS = ("word", "denied", "pair", "triple", "cue", "role", "opinion", "rule")
Feature = tuple[str, int, int]  # its kind, its first and its last token


class Opinion(NamedTuple):
    """What the rules heard at one place, with what stands around it."""

    value: float
    clause: int
    is_hint: bool


class Apart(NamedTuple):
    """One text by its n features: the kind, the place, the clause and the whole weights (n, HEADS) of each.

    `places`: the spans of the features in code points, each once, in order; `at`: which of them a feature
    has. `edges` (CLAUSES, 2): where each clause begins and ends.
    """

    kinds: list[str]
    at: npt.NDArray[np.int64]
    places: npt.NDArray[np.int64]
    clauses: npt.NDArray[np.int64]
    weights: npt.NDArray[np.int64]
    opinions: list[Opinion]
    edges: npt.NDArray[np.int32]


def taken_apart(text: Utf8, kit: Kit, *, foreign: bool) -> Apart:
    """The first text of a buffer by its features; of one that is `foreign` only the signs are terms."""
    held = room()
    start, stop = int(text.offsets[0]), int(text.offsets[1])
    known = memory(stop - start, kit.model.table.shape[1])
    made = scan(text.data, start, stop, characters(), kit.lists, kit.model.table, known, held, foreign)
    features = list(_features(held, made, kit.lists))
    edges = np.zeros((CLAUSES, 2), np.int32)
    edges_of(held, made, edges)
    spans = np.array([_span(held, first, last) for _, first, last in features], np.int64).reshape(-1, 2)
    places, at = np.unique(spans, axis=0, return_inverse=True)
    return Apart(
        [kind for kind, *_ in features],
        at.reshape(-1),
        places,
        np.minimum(held.events[: made.events, IN_CLAUSE], CLAUSES - 1).astype(np.int64),
        _weights(held, made, kit, known),
        [_opinion(row, kit.lists) for row in held.opinions[: made.opinions]],
        edges,
    )


def _features(held: Room, made: Scanned, lists: Lists) -> Iterator[Feature]:
    """The features of a text in the order in which the kernel makes them."""
    count = 0
    for at in range(made.tokens):
        for feature in (*_own(held, at, lists), *_listed(held, at, lists)):
            yield feature
            count += 1
        if count > EVENTS - 1000:
            break
    for opinion in held.opinions[: made.opinions]:
        yield "opinion", int(opinion[FIRST]), int(opinion[LAST])


def _own(held: Room, at: int, lists: Lists) -> Iterator[Feature]:
    """The features of a token and of those before it."""
    tokens = held.tokens
    yield "word", at, at
    if tokens[at, KIND] == WORD and tokens[at, DENIED]:
        yield "denied", at, at
    if in_pair(tokens, at):
        if counts(pair_of(tokens, at), lists.pairs):
            yield "pair", at - 1, at
        if in_triple(tokens, at) and counts(triple_of(tokens, at), lists.pairs):
            yield "triple", at - 2, at


def _listed(held: Room, at: int, lists: Lists) -> Iterator[Feature]:
    """What the lists say of the terms that begin at a token."""
    cue, cue_end = held.tokens[at, TERMS + 2 * CUE : TERMS + 2 * CUE + 2].tolist()
    role, role_end = held.tokens[at, TERMS + 2 * ROLE : TERMS + 2 * ROLE + 2].tolist()
    if cue >= 0:
        for _ in range(lists.cue_places[cue], lists.cue_places[cue + 1]):
            yield "cue", at, cue_end - 1
    if role >= 0:
        yield "role", at, role_end - 1


def _weights(held: Room, made: Scanned, kit: Kit, known: Memory) -> npt.NDArray[np.int64]:
    """What each feature alone brings to each head: the kernel asked for one at a time."""
    events, weighed = held.events[: made.events].copy(), weighed_room()
    weights = np.zeros((made.events, HEADS), np.int64)
    for at, event in enumerate(events):
        held.events[0] = event
        weigh(held, made._replace(events=1), kit.lists, kit.model, known, weighed)
        weights[at] = weighed.total
    held.events[: made.events] = events
    return weights


def _opinion(row: npt.NDArray[np.float64], lists: Lists) -> Opinion:
    clause, is_hint = min(int(row[AT_CLAUSE]), CLAUSES - 1), bool(lists.roles[int(row[TERM])] == HINT)
    return Opinion(float(row[VALUE]), clause, is_hint)


def _span(held: Room, first: int, last: int) -> tuple[int, int]:
    return int(held.tokens[first, START]), int(held.tokens[last, STOPS_AT])
