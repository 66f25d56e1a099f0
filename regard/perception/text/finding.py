"""Kernel: all texts of a buffer, one after another, into columns."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from regard.perception.text.buffers import Utf8
from regard.perception.text.characters import UNSEEN, Characters, characters
from regard.perception.text.compiling import kernel
from regard.perception.text.concluding import conclude, edges_of, emotions, factors, intents
from regard.perception.text.desks import desk
from regard.perception.text.judging import FIRST, HINT, IS_DENIED, LAST, TERM, VALUE
from regard.perception.text.lists import Lists
from regard.perception.text.matching import DESCRIPTOR
from regard.perception.text.recalling import Memory
from regard.perception.text.scanning import Room, Scanned, scan
from regard.perception.text.siding import sentiments
from regard.perception.text.tokens import CLASS, DENIED, HAN, KIND, START, STOPS_AT, TERMS, WORD
from regard.perception.text.weighing import Weighed, weigh
from regard.perception.text.weights import Kit, Model

MOST_FACTORS, MOST_DESCRIPTORS, MOST_WORDS = 24, 24, 30  # of one text
NOTHING = -1
SAID, DENIED_WORD, LACKING = range(3)  # a word as it is, with 'not' or 不 before it, with 没有
DENIALS = 3
LACK = tuple(ord(letter) for letter in "没无未冇")  # what begins a negator of having
FAINT = 0.01  # a word that says less takes no side


class Columns(NamedTuple):
    """What was found: one place for each text, and rows behind places (`factors`, `descriptors`, `words`).

    A factor is (factor, side, start, end); a descriptor (number * 2 + denied, side, start, end); a word
    (term * DENIALS + how it is denied, side, start, end). Labels are bits.
    """

    sides: npt.NDArray[np.int8]
    chances: npt.NDArray[np.float32]
    emotions: npt.NDArray[np.int32]
    intents: npt.NDArray[np.int32]
    factor_places: npt.NDArray[np.int64]
    factors: npt.NDArray[np.int32]
    descriptor_places: npt.NDArray[np.int64]
    descriptors: npt.NDArray[np.int32]
    word_places: npt.NDArray[np.int64]
    words: npt.NDArray[np.int32]


def find(
    texts: Utf8,
    kit: Kit,
    foreign: npt.NDArray[np.bool_],
    strange: npt.NDArray[np.bool_],
    *,
    clauses: bool = True,
    labels: bool = True,
    words: bool = False,
) -> Columns:
    """Everything that the heads say of each text; without `clauses` neither factors nor descriptors.

    Without `labels` nothing but the sentiment, which is the same and takes less time. Only with `words` also
    the words that judge.

    Of texts that are `foreign` only the sentiment is told, of those that are `strange` only by their signs.
    """
    count = len(texts)
    room_for = min(MOST_FACTORS * count, 3 * count + 1_000)
    out = Columns(
        np.full(count, NOTHING, np.int8),
        np.zeros((count, 3), np.float32),
        np.zeros(count, np.int32),
        np.zeros(count, np.int32),
        np.zeros(count + 1, np.int64),
        np.zeros((room_for, 4), np.int32),
        np.zeros(count + 1, np.int64),
        np.zeros((room_for, 4), np.int32),
        np.zeros(count + 1, np.int64),
        np.zeros((room_for if words else 0, 4), np.int32),
    )
    here = desk(kit)
    if not (labels or words):
        sides, chances = sentiments(texts, kit, foreign, strange, here.words, here.room)
        return out._replace(sides=sides, chances=chances)
    begin = 0
    while True:
        begin = _find(
            *texts,
            foreign,
            strange,
            characters(),
            kit.lists,
            kit.model,
            here.memory,
            here.room,
            here.weighed,
            out,
            begin,
            clauses and labels,
            words,
        )
        if begin >= count:
            return out
        out = out._replace(
            factors=_wider(out.factors), descriptors=_wider(out.descriptors), words=_wider(out.words)
        )


def _wider(rows: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    return np.concatenate([rows, np.zeros((len(rows) + 100, 4), np.int32)])


@kernel
def _find(
    data: npt.NDArray[np.uint8],
    offsets: npt.NDArray[np.int64],
    foreign: npt.NDArray[np.bool_],
    strange: npt.NDArray[np.bool_],
    tables: Characters,
    lists: Lists,
    model: Model,
    known: Memory,
    held: Room,
    weighed: Weighed,
    out: Columns,
    begin: int,
    wanted: bool,
    worded: bool,
) -> int:
    """Read from text `begin` on; where it stopped for want of room, or the end."""
    edges = weighed.edges
    for text in range(begin, len(offsets) - 1):
        factor, descriptor = out.factor_places[text], out.descriptor_places[text]
        if factor + MOST_FACTORS > len(out.factors) or descriptor + MOST_DESCRIPTORS > len(out.descriptors):
            return text
        if worded and out.word_places[text] + MOST_WORDS > len(out.words):
            return text
        made = scan(
            data, offsets[text], offsets[text + 1], tables, lists, model.table, known, held, foreign[text]
        )
        if made.tokens:
            found = weigh(held, made, lists, model, known, weighed)
            said = _worded(held, made)
            if made.opinions or (said and not strange[text]):
                if strange[text]:
                    weighed.scores[:] = 0.0
                out.sides[text] = conclude(
                    held.opinions, made.opinions, lists, model, weighed.scores, out.chances[text]
                )
            if not foreign[text] and (said or made.opinions):
                out.emotions[text] = emotions(weighed.scores, model)
                out.intents[text] = intents(weighed.scores, model, out.sides[text])
            if wanted and not foreign[text]:
                edges_of(held, made, edges)
                end = factor + MOST_FACTORS
                factor = factors(held, made, lists, model, weighed, found, edges, out.factors, factor, end)
                descriptor = _describe(held, made, lists, out, text, descriptor)
        out.factor_places[text + 1], out.descriptor_places[text + 1] = factor, descriptor
        if worded:
            out.word_places[text + 1] = _judging(held, made, lists, out.words, out.word_places[text])
    return len(offsets) - 1


@kernel
def _worded(held: Room, made: Scanned) -> bool:
    """Whether a text has a word at all: from numbers, punctuation and addresses nobody tells a sentiment."""
    for token in range(made.tokens):
        if held.tokens[token, KIND] == WORD or held.tokens[token, KIND] == HAN:
            return True
    return False


@kernel
def _describe(held: Room, made: Scanned, lists: Lists, out: Columns, text: int, at: int) -> int:
    """The descriptors of one text."""
    end = at + MOST_DESCRIPTORS
    tokens = held.tokens
    for token in range(made.tokens):
        term = tokens[token, TERMS + 2 * DESCRIPTOR]
        if term < 0 or at >= end:
            continue
        denied = tokens[token, DENIED]
        tone = -lists.tones[term] if denied else lists.tones[term]
        last = tokens[token, TERMS + 2 * DESCRIPTOR + 1] - 1
        out.descriptors[at, 0] = 2 * lists.descriptors[term] + denied
        out.descriptors[at, 1] = 2 if tone > 0.2 else 0 if tone < -0.2 else 1
        out.descriptors[at, 2] = tokens[token, START]
        out.descriptors[at, 3] = _seen(held, tokens[token, START], tokens[last, STOPS_AT])
        at += 1
    return at


@kernel
def _judging(held: Room, made: Scanned, lists: Lists, rows: npt.NDArray[np.int32], first: int) -> int:
    """The words of one text that judge, in its order, into `rows` from `first`; where they end."""
    tokens, at = held.tokens, first
    for opinion in range(made.opinions):
        one = held.opinions[opinion]
        term = int(one[TERM])
        if lists.roles[term] == HINT or at >= first + MOST_WORDS:
            continue
        start, last, place = tokens[int(one[FIRST]), START], int(one[LAST]), at
        while place > first and rows[place - 1, 2] > start:
            for column in range(4):
                rows[place, column] = rows[place - 1, column]
            place -= 1
        rows[place, 0] = DENIALS * term + _denial(held, one)
        rows[place, 1] = 2 if one[VALUE] > FAINT else 0 if one[VALUE] < -FAINT else 1
        rows[place, 2], rows[place, 3] = start, _seen(held, start, tokens[last, STOPS_AT])
        at += 1
    return at


@kernel
def _denial(held: Room, opinion: npt.NDArray[np.float64]) -> int:
    """How an opinion is denied."""
    if opinion[IS_DENIED] == 0:
        return SAID
    negator = held.letters.codes[held.tokens[int(opinion[FIRST]), START]]
    return LACKING if negator in LACK else DENIED_WORD


@kernel
def _seen(held: Room, start: int, end: int) -> int:
    """The end of a span without the characters that nobody sees."""
    while end - 1 > start and held.letters.classes[end - 1] & CLASS == UNSEEN:
        end -= 1
    return end
