"""Which words and phrases of a corpus may carry themes, and which text has which."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import rjieba
from scipy import sparse

from regard.perception.text.buffers import utf8
from regard.perception.text.folding import fold
from regard.perception.text.themes.factorising import Matrix
from regard.perception.text.themes.stemming import stem
from regard.perception.text.themes.vocabulary import Matches, Terms, Vocabulary, Words, dull, inflected

Real = npt.NDArray[np.float64]

LATIN = re.compile(r"[^\W\d_][^\W_]+")
RUN = re.compile(r"[\u3400-\u9fff]+")
NAMING = frozenset(
    {
        "n",
        "v",
        "vn",
        "a",
        "an",
        "ad",
        "vd",
        "i",
        "l",
        "j",
        "nz",
        "b",
        "nr",
        "ns",
        "nt",
        "s",
        "vi",
        "ng",
        "g",
        "zg",
    }
)
PARTICLES = frozenset("的了着吗呢吧啊呀嘛么")
FEWEST = 3  # texts that a term stands in, at least
ENOUGH = 10  # texts that are enough however many there are
RARE = 0.002  # of the texts: a term of fewer says little of them
MOST_WORDS = 20_000
LOOKED = 2_000  # characters of a text in which words are looked for; all of it is then searched for them
MOST_PHRASES = 3_000
MOST_TERMS = 6_000
USUAL = 0.35  # of the texts: a word of more of them parts nothing
USUAL_OF_FEW = 0.6  # the same, where there are few texts
FEW = 120  # texts with a word
BOUND = 0.3  # normalised pointwise mutual information that makes two words a phrase
INSIDE = 0.5  # of the rarer pair, so that three words are a phrase


@dataclass(frozen=True)
class Corpus:
    """The texts of one language as terms: the matrix has a row for each text and 1 where it has the term."""

    vocabulary: Vocabulary
    written: dict[str, list[str]]
    terms: list[str]
    matches: Matches
    matrix: Matrix


def mine(texts: Sequence[str], *, language: str, unnamed: frozenset[str] = frozenset()) -> Corpus:
    """The terms of some texts of one language, "en" or "zh"; none of `unnamed`, folded words."""
    seen = words_seen(texts, language, unnamed)
    written = {key: inflected(key, shapes) for key, shapes in seen.items()}
    vocabulary = Vocabulary.of(written)
    words = vocabulary.find(*utf8(texts))
    keys = list(written)
    terms = keys + [" ".join(keys[number] for number in phrase) for phrase in phrases(words, len(keys))]
    matches = Terms.of(terms, vocabulary).find(words)
    matrix = presence(matches, len(terms))
    kept = _useful(matrix)
    terms = [terms[number] for number in kept]
    matches = Terms.of(terms, vocabulary).find(words)
    return Corpus(vocabulary, written, terms, matches, presence(matches, len(terms)))


def words_seen(
    texts: Sequence[str], language: str, unnamed: frozenset[str] = frozenset()
) -> dict[str, list[str]]:
    """The words that stand in enough texts, as forms by their stem, the frequent stems first."""
    cut = _chinese if language == "zh" else _latin
    often, shapes = Counter[str](), defaultdict[str, Counter[str]](Counter)
    for text in texts:
        met = set(cut(fold(text[:LOOKED]))) - unnamed
        often.update({stem(word) for word in met})
        for word in met:
            shapes[stem(word)][word] += 1
    fewest, most = _rare(len(texts)), _usual(len(texts))
    kept = sorted((-n, key) for key, n in often.items() if fewest <= n <= most)[:MOST_WORDS]
    return {key: sorted(shapes[key]) for _, key in kept}


def phrases(words: Words, stems: int) -> Iterator[tuple[int, ...]]:
    """Two or three stems that stand together more often than chance would have it, the firmest first."""
    alone = np.bincount(words.numbers, minlength=stems)
    pairs, counts = _counted(words, 2, stems)
    first, second = (pairs // stems).astype(np.int64), (pairs % stems).astype(np.int64)
    total = max(words.numbers.size, 1)
    together = counts / total
    bound = np.log(together * total**2 / (alone[first] * alone[second])) / -np.log(together)
    fewest = _rare(words.begins.size)
    firm = np.flatnonzero((counts >= fewest) & (bound >= BOUND))
    firm = firm[np.argsort(-(counts * bound)[firm], kind="stable")][:MOST_PHRASES]
    often = {(int(first[at]), int(second[at])): int(counts[at]) for at in firm}
    yield from often
    triples, times = _counted(words, 3, stems)
    for triple, n in zip(triples.tolist(), times.tolist(), strict=True):
        a, b, c = triple // stems**2, triple // stems % stems, triple % stems
        if n >= fewest and n >= INSIDE * min(often.get((a, b), total), often.get((b, c), total)):
            yield a, b, c


def presence(matches: Matches, terms: int) -> Matrix:
    """1 where a text has a term."""
    texts = matches.begins.size - 1
    rows = np.repeat(np.arange(texts), np.diff(matches.begins))
    made = sparse.coo_array((np.ones(rows.size), (rows, matches.terms)), shape=(texts, terms)).tocsr()
    made.data[:] = 1.0
    return made


def weighted(matrix: Matrix) -> Matrix:
    """Rare terms count more (log of texts by texts with it), and each text's row has length 1."""
    texts, often = matrix.shape[0], np.asarray(matrix.sum(0)).ravel()
    rarity = np.log((1 + texts) / (1 + often)) + 1
    scaled = (matrix * rarity[None]).tocsr()
    length = np.sqrt(np.asarray((scaled * scaled).sum(1)).ravel())
    scaled.data /= np.repeat(np.where(length > 0, length, 1), np.diff(scaled.indptr))
    return scaled


def _rare(texts: int) -> float:
    return min(max(RARE * texts, FEWEST), ENOUGH)


def _usual(texts: int) -> float:
    return max(USUAL * texts, min(USUAL_OF_FEW * texts, FEW), FEWEST)


def _useful(matrix: Matrix) -> list[int]:
    texts, often = matrix.shape[0], np.asarray(matrix.sum(0)).ravel()
    fit = np.flatnonzero((often >= _rare(texts)) & (often <= _usual(texts)))
    return sorted(fit[np.argsort(-often[fit], kind="stable")][:MOST_TERMS].tolist())


def _counted(words: Words, length: int, stems: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """How often each run of linked words occurs, as one number for each run."""
    ends = words.numbers.size - length + 1
    if ends < 1:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    whole = np.ones(ends, np.bool_)
    code = np.zeros(ends, np.int64)
    for place in range(length):
        code = code * stems + words.numbers[place : place + ends]
        if place:
            whole &= words.linked[place : place + ends]
    return np.unique(code[whole], return_counts=True)


def _latin(folded: str) -> Iterator[str]:
    stops = dull()
    return (word for word in LATIN.findall(folded) if word not in stops and len(word) < 30)


def _chinese(folded: str) -> Iterator[str]:
    stops = dull()
    for run in RUN.findall(folded):
        for word, role in segmenter().tag(run, False):
            if role in NAMING and 2 <= len(word) <= 6 and word not in stops and word[-1] not in PARTICLES:
                yield word
    yield from (word for word in LATIN.findall(folded) if word.isascii() and word not in stops)


@cache
def segmenter() -> rjieba.Jieba:
    """A segmenter with the dictionary that it brings."""
    return rjieba.Jieba()
