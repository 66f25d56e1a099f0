"""Which words are frequent in one language and rare in all others: made from labelled texts."""

import numpy as np
import numpy.typing as npt
from numba import njit

from regard.perception.text.languages.corpus import Sample, packed
from regard.perception.text.languages.glancing import (
    DIGEST,
    EN,
    HEAVIEST,
    PLACES,
    SPREAD,
    UNIT,
    VOTES,
    WEIGHT,
    WORDS,
    Longs,
    Looks,
    Lower,
    leading,
    look,
    looks,
)  # fmt: skip
from regard.perception.text.languages.letters import letters
from regard.perception.text.languages.models import BITS, FAMILIES, LANGUAGES, UNKNOWN, Words
from regard.perception.text.languages.spelling import Bytes

LEAST = 3  # times that a word stands in the texts of its language
UNSEEN = 0.05  # times that a word is taken to stand in texts where it does not
VOCABULARY = 1_000  # words that are taken to exist beyond those that were seen
MOST = 3 * UNIT  # weight of one word, so that one that is repeated does not decide alone
PREFERRED = {"en": 30.0}  # how much sooner words of a language get one of the places
RIGHT = 0.985  # of what votes alone tell, so much is right at least
ENGLISH = 10.0  # how much an English piece counts in this
BARS = range(3 * UNIT, 10 * UNIT, 4)
TOLD = sorted({name for names, _ in FAMILIES.values() for name in names.split()} - {UNKNOWN})


@njit(cache=True, nogil=True)
def keys_of_all(text: Bytes, offsets: Longs, tables: Looks, lower: Lower, room: Longs, keys: Longs) -> int:
    """Write the keys of the words of all texts, one after the other; how many."""
    total = 0
    for one in range(len(offsets) - 1):
        words = look(text, offsets[one], offsets[one + 1], tables, lower, room).words
        keys[total : total + words] = room[:words]
        total += words
    return total


@njit(cache=True, nogil=True)
def leads_of_all(
    text: Bytes, offsets: Longs, tables: Looks, lower: Lower, room: Longs, table: Longs, told: Longs
) -> None:
    """Write the leading language of each text and its lead."""
    scores = np.zeros(64, np.int64)
    for one in range(len(offsets) - 1):
        seen = look(text, offsets[one], offsets[one + 1], tables, lower, room)
        told[one, 0], told[one, 1] = leading(room, seen.words, table, scores)


def keys(texts: list[str]) -> Longs:
    """The keys of all words of some texts."""
    text, offsets = packed(texts)
    found = np.zeros(len(text) + 1, np.int64)
    total = keys_of_all(text, offsets, looks(), letters().lower, np.zeros(WORDS, np.int64), found)
    return found[:total]


def counted(samples: list[Sample]) -> tuple[Longs, npt.NDArray[np.float64]]:
    """The keys of all words, and how often each stands in the texts of each language of TOLD."""
    texts: dict[str, list[str]] = {name: [] for name in TOLD}
    for sample in samples:
        if sample.language in texts:
            texts[sample.language].append(sample.text)
    own = [np.unique(keys(texts[name]), return_counts=True) for name in TOLD]
    vocabulary = np.unique(np.concatenate([found for found, _ in own]))
    counts = np.zeros((len(vocabulary), len(TOLD)))
    for column, (found, times) in enumerate(own):
        counts[np.searchsorted(vocabulary, found), column] = times
    return vocabulary, counts


def voting(samples: list[Sample]) -> Longs:
    """The table of words: each votes for its likeliest language, by how much likelier that is than others."""
    vocabulary, counts = counted(samples)
    sizes = counts.sum(0)
    logs = np.log((counts + UNSEEN) / (sizes + UNSEEN * VOCABULARY))
    best, each = logs.argmax(1), np.arange(len(vocabulary))
    second = np.partition(logs, -2, axis=1)[:, -2]
    weights = np.minimum(np.rint(UNIT * (logs[each, best] - second)), MOST).astype(np.int64)
    known = counts[each, best] >= LEAST
    preferred = np.array([PREFERRED.get(name, 1.0) for name in TOLD])
    worth = counts[each, best] / sizes[best] * preferred[best] * weights
    codes = np.array([LANGUAGES.index(name) for name in TOLD])
    votes = codes[best] << WEIGHT | np.minimum(weights, HEAVIEST)
    order = np.flatnonzero(known)[np.argsort(-worth[known], kind="stable")]
    return placed(vocabulary[order], votes[order])


def placed(words: Longs, votes: Longs) -> Longs:
    """The table that holds as many words as find one of their two places free, the first first."""
    with np.errstate(over="ignore"):
        digests = words * np.int64(SPREAD)
    table = np.zeros(2**BITS, np.int64)
    entries = (digests & DIGEST) << VOTES | votes
    for entry, place in zip(entries, (digests >> (64 - BITS)) & PLACES, strict=True):
        if not table[place] or not table[place + 1]:
            table[place + bool(table[place])] = entry
    return table


def barred(table: Longs, held: list[tuple[str, str]]) -> Words:
    """The table with the lowest lead from which, of held-out (text, language), enough are told rightly."""
    told = np.zeros((len(held), 2), np.int64)
    text, offsets = packed([piece for piece, _ in held])
    leads_of_all(text, offsets, looks(), letters().lower, np.zeros(WORDS, np.int64), table, told)
    known = np.array([LANGUAGES.index(language) for _, language in held])
    counts = np.where(known == EN, ENGLISH, 1.0)
    right, leads = counts * (told[:, 0] == known), told[:, 1]
    enough = [bar for bar in BARS if right[leads >= bar].sum() >= RIGHT * counts[leads >= bar].sum()]
    return Words(table, min(enough, default=BARS[-1]))
