"""The lexicons as arrays: a tree of token hashes whose leaves say what a term does."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib import resources
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from regard.perception.text.buffers import utf8
from regard.perception.text.characters import characters
from regard.perception.text.inflection import forms
from regard.perception.text.lexicon import rows
from regard.perception.text.tokens import HASH, PRIME, SPREAD, decode, letters_room, tokenise, tokens_room

ROLES = (
    "", "opinion", "hint", "sign", "negator", "intensifier", "excess", "scale", "contrast", "concession",
    "addition", "topic",
)  # fmt: skip
FACTORS = (
    "support", "ease", "product", "price", "delivery", "trust", "values", "marketing", "reputation",
    "history",
)  # fmt: skip
EMOTIONS = ("joy", "trust", "fear", "surprise", "sadness", "disgust", "anger", "anticipation")
INTENTS = (
    "praise", "complaint", "question", "request", "churn_risk", "recommendation", "purchase", "urgent",
)  # fmt: skip
HEADS = {"factors": FACTORS, "emotions": EMOTIONS, "intents": INTENTS}
CUES = [(head, label) for head, labels in HEADS.items() for label in labels]
STRENGTHS = 3
SEEN = 1 << 17  # bytes of the bits of the keys
PAIRS = 1 << 20  # bits of the pairs; all are set until it is known which of them teach something
NUMBER_WORDS = [
    "a", "an", "half", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
]  # fmt: skip
REACHES = {"english": 4, "chinese": 6}  # tokens that a negator looks ahead


class Lists(NamedTuple):
    """Every term. A node of the tree is found by (node, hash) in `steps`, an open table of 2^n slots.

    A slot is a key and, in the upper half of a number, the next node (0 where nothing follows), in the lower
    the term that ends there plus 1. `seen`: a bit for each key, asked first. `pairs`: a bit for each pair of
    neighbours that counts as a feature. For each term: `layers` (bits), `roles`,
    `values` (polarity -4 to 4, or factor), `reaches`, `descriptors` (-1: none) with `tones`, and from
    `cue_places[term]` to `cue_places[term + 1]` the cues in `cues` (label * STRENGTHS + strength - 1).
    `numbers`: hashes of number words.
    """

    steps: npt.NDArray[np.int64]
    seen: npt.NDArray[np.uint8]
    pairs: npt.NDArray[np.uint8]
    layers: npt.NDArray[np.uint8]
    roles: npt.NDArray[np.uint8]
    values: npt.NDArray[np.float32]
    reaches: npt.NDArray[np.uint8]
    descriptors: npt.NDArray[np.int32]
    tones: npt.NDArray[np.float32]
    cue_places: npt.NDArray[np.int32]
    cues: npt.NDArray[np.int32]
    numbers: npt.NDArray[np.int64]


@dataclass
class Term:
    """What is known of one term before it becomes arrays."""

    role: str = ""
    value: float = 0.0
    reach: int = 4
    descriptor: str = ""
    tone: float = 0.0
    cues: list[int] = field(default_factory=list)


def compiled() -> tuple[Lists, list[str]]:
    """All lists as arrays, and the normal forms of the descriptors by their number."""
    terms = gathered()
    words = sorted({term.descriptor for term in terms.values() if term.descriptor})
    numbers = {word: number for number, word in enumerate(words)}
    tree = Tree()
    for number, text in enumerate(terms):
        if not text.isdecimal():
            tree.add(text, number)
    kept = list(terms.values())
    steps, seen = tree.table()
    places = np.cumsum([0, *(len(term.cues) for term in kept)], dtype=np.int32)
    lists = Lists(
        steps,
        seen,
        np.full(PAIRS // 8, 255, np.uint8),
        np.array([_layers(term) for term in kept], np.uint8),
        np.array([ROLES.index(term.role) for term in kept], np.uint8),
        np.array([term.value for term in kept], np.float32),
        np.array([term.reach for term in kept], np.uint8),
        np.array([numbers.get(term.descriptor, -1) for term in kept], np.int32),
        np.array([term.tone for term in kept], np.float32),
        places,
        np.array([cue for term in kept for cue in term.cues], np.int32),
        np.array([tree.hashes(word)[0] for word in NUMBER_WORDS], np.int64),
    )
    return lists, words


def _layers(term: Term) -> int:
    """The layers that a term has something for, as bits: role, cue, descriptor."""
    return bool(term.role) | 2 * bool(term.cues) | 4 * bool(term.descriptor)


def gathered() -> dict[str, Term]:
    """Every term of every list with all that the lists say of it; the first to give a polarity wins."""
    terms: dict[str, Term] = {}
    for term, value, role, reach in _polarities():
        held = terms.setdefault(term, Term())
        if not held.role:
            held.role, held.value, held.reach = role, value, reach
    for language in REACHES:
        for head in HEADS:
            for term, cue in _cues(language, head):
                held = terms.setdefault(term, Term())
                if cue not in held.cues:
                    held.cues.append(cue)
        for term, normal, tone in _descriptors(language):
            held = terms.setdefault(term, Term())
            if not held.descriptor:
                held.descriptor, held.tone = normal, tone
    return terms


def _polarities() -> Iterator[tuple[str, float, str, int]]:
    for term, value, *_ in rows("signs"):
        yield term, float(value), "sign", 0
    for language, reach in REACHES.items():
        for term, value, role, _ in rows(f"{language}_grammar"):
            yield term, float(value), role or "opinion", reach
    for phrase, value, role, _ in rows("english_phrases"):
        yield phrase, float(value), role or "opinion", REACHES["english"]
    for term, value, _normal, _ in _listed("chinese_phrases"):
        yield term, float(value), "opinion", 0
    for term, value, role, _ in rows("chinese"):
        yield term, float(value), role or "opinion", 0
    for term, value, kind, _ in rows("english"):
        for form in forms(term, kind):
            yield form, float(value), "opinion", 0


def _cues(language: str, head: str) -> Iterator[tuple[str, int]]:
    for term, label, strength, kind in _listed(f"{head}_{language}"):
        number = CUES.index((head, label))
        for form in _formed(term, kind):
            yield form, number * STRENGTHS + int(strength) - 1


def _descriptors(language: str) -> Iterator[tuple[str, str, float]]:
    for line in _listed(f"descriptors_{language}", width=5):
        term, normal, tone, _kind, shape = line
        for form in _formed(term, shape):
            yield form, normal or term, float(tone or 0)


def _formed(term: str, kind: str) -> Iterable[str]:
    """The inflected forms of a term; of a phrase those of its last word."""
    *before, last = term.split(" ")
    return [" ".join([*before, form]) for form in forms(last, kind)]


def _listed(name: str, width: int = 4) -> Iterator[list[str]]:
    """The rows of a list, padded to `width`; none where the list is not there."""
    file = resources.files(__package__).joinpath(f"lexicons/{name}.tsv")
    if not file.is_file():
        return
    for line in file.read_text(encoding="utf-8").split("\n"):
        if line and not line.startswith("# "):
            yield [*line.split("\t"), *[""] * width][:width]


class Tree:
    """Terms by the hashes of their tokens."""

    def __init__(self) -> None:
        self.steps: dict[tuple[int, int], int] = {}
        self.ends: dict[int, int] = {0: -1}
        self.letters, self.tokens = letters_room(), tokens_room()

    def add(self, term: str, number: int) -> None:
        """Add one term; the first of two with the same tokens stays."""
        node = 0
        for step in self.hashes(term):
            node = self.steps.setdefault((node, step), len(self.ends))
            self.ends.setdefault(node, -1)
        if node and self.ends[node] < 0:
            self.ends[node] = number

    def hashes(self, term: str) -> list[int]:
        """The hashes of the tokens of a term; `<n>` and N are any number."""
        chinese = any("\u3400" <= letter <= "\u9fff" for letter in term)
        shown = term.replace("<n>", "0").replace("N", "0") if chinese else term.replace("<n>", "0")
        buffer = utf8([shown])
        count = decode(buffer.data, buffer.offsets[0], buffer.offsets[1], characters(), self.letters)
        made = tokenise(self.letters, count, self.tokens)
        return [int(one) for one in self.tokens[:made, HASH]]

    def table(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
        """The tree as an open table with linear probing, at most three quarters full; bits of its keys."""
        size = 1 << max(4, (4 * len(self.steps) // 3).bit_length())
        steps, seen = np.zeros((size, 2), np.int64), np.zeros(SEEN, np.uint8)
        branching = {node for node, _ in self.steps}
        for (node, step), after in self.steps.items():
            key = stepped(node, step)
            seen[(key >> 4) & (SEEN - 1)] |= 1 << ((key >> 1) & 7)
            slot = key & (size - 1)
            while steps[slot, 0]:
                slot = (slot + 1) & (size - 1)
            further = after if after in branching else 0
            steps[slot] = key, (further << 32) | (self.ends[after] + 1)
        return steps, seen


def stepped(node: int, step: int) -> int:
    """The key of a step from a node; the kernel's `key_of` in plain integers that wrap at 64 bits."""
    key = wrapped((step ^ wrapped(node * int(SPREAD))) * int(PRIME))
    return (key ^ (key >> 29)) | 1


def wrapped(value: int) -> int:
    """A whole number as 64 bits with a sign hold it."""
    return (value + (1 << 63)) % (1 << 64) - (1 << 63)
