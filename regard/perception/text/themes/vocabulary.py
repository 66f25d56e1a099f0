"""The words and phrases that themes are made of, and the tables by which texts are searched for them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np

from regard.perception.text.folding import fold
from regard.perception.text.inflection import forms
from regard.perception.text.themes import characters, spotting
from regard.perception.text.themes.spotting import DULL, Bytes, Flags, Ints, Keys, Offsets
from regard.perception.text.themes.stemming import stem

LISTS = ("lexicons/stopwords.tsv", "themes/dull.tsv")
BARE = ("themes/bare.tsv",)
TOPICS = ("lexicons/factors_english.tsv", "lexicons/factors_chinese.tsv")
LONGEST_HAN = 8
WORD = re.compile(r"[\u3400-\u9fff]{2,}|[^\W\d_\u3400-\u9fff][^\W_\u3400-\u9fff]+")


class Words(NamedTuple):
    """The known words of many texts, one after the other; `begins` says where each text's begin."""

    begins: Offsets
    numbers: Ints
    starts: Ints
    ends: Ints
    linked: Flags


class Matches(NamedTuple):
    """The terms of many texts with their code points, one after the other."""

    begins: Offsets
    terms: Ints
    starts: Ints
    ends: Ints


class Table(NamedTuple):
    """An open hash table."""

    keys: Keys
    values: Ints


@dataclass(frozen=True)
class Vocabulary:
    """Stems with the forms that they are written in, and terms: one to three stems, by their numbers."""

    stems: Mapping[str, int]
    words: Table
    longest: int

    @classmethod
    def of(cls, written: Mapping[str, Iterable[str]]) -> "Vocabulary":
        """From the forms of each stem; the order of the stems is their number."""
        numbers = {key: number for number, key in enumerate(written)}
        listed = {form: numbers[key] for key, shapes in written.items() for form in shapes}
        listed |= {word: DULL for word in dull() if word not in listed}
        longest = max((len(word) for word in listed if characters.is_han(word[:1])), default=1)
        marks = [spotting.hashed(characters.codes(word)) for word in listed]
        return cls(numbers, table(marks, list(listed.values())), min(longest, LONGEST_HAN))

    def find(self, data: Bytes, offsets: Offsets) -> Words:
        """The words of some texts, given as UTF-8 bytes and where each text begins."""
        folding, kinds = characters.foldings(), characters.kinds()
        data = data.view()
        data.setflags(write=False)  # as Arrow's are: the loop is compiled once
        return Words(*spotting.find_words(data, offsets, folding, kinds, *self.words, self.longest))


@dataclass(frozen=True)
class Terms:
    """The terms that are looked for among the words of a vocabulary: its stems, and phrases of them."""

    alone: Ints
    phrases: Table

    @classmethod
    def of(cls, terms: Sequence[str], vocabulary: Vocabulary) -> "Terms":
        """From terms written as stems with spaces between; a term's number is its place."""
        alone = np.full(max(len(vocabulary.stems), 1), spotting.NONE, np.int32)
        marks: list[np.uint64] = []
        numbers: list[int] = []
        for number, term in enumerate(terms):
            stems = np.array([vocabulary.stems[key] for key in term.split(" ")], np.int32)
            if stems.size == 1:
                alone[stems[0]] = number
            else:
                marks.append(spotting.hashed(stems))
                numbers.append(number)
        return cls(alone, table(marks, numbers))

    def find(self, words: Words) -> Matches:
        """The terms among the words of some texts."""
        return Matches(*spotting.find_terms(*words, self.alone, *self.phrases))


def table(marks: Sequence[np.uint64], numbers: Sequence[int]) -> Table:
    """A table at most half full."""
    size = 1 << max(4, (2 * len(marks)).bit_length())
    made = Table(np.zeros(size, np.uint64), np.full(size, spotting.NONE, np.int32))
    spotting.fill(*made, np.array(marks, np.uint64), np.array(numbers, np.int32))
    return made


def inflected(key: str, seen: Iterable[str]) -> list[str]:
    """The forms of a stem: those seen, and the regular ones of the shortest, which other texts may use."""
    listed = sorted(seen, key=lambda form: (len(form), form))
    if not listed[0].isascii() or not listed[0].isalpha():
        return listed
    return list(dict.fromkeys(listed + [form for form in forms(listed[0], "vn") if stem(form) == key]))


@cache
def dull() -> frozenset[str]:
    """Words that name no topic: those of grammar, and those that only praise or blame."""
    return _listed(LISTS)


@cache
def bare() -> tuple[frozenset[str], frozenset[str]]:
    """Words that say what is done or how it is, and their stems: alone they are no name of a topic."""
    words = _listed(BARE)
    return words, frozenset(map(stem, words))


def own_words(name: str) -> frozenset[str]:
    """The words of somebody's name, which everybody says who speaks of them; not what is a topic anyway.

    >>> sorted(own_words("Lanternway Support 灯途"))
    ['lanternway', '灯途']
    """
    return frozenset(WORD.findall(fold(name))) - _listed(TOPICS) - dull()


@cache
def _listed(names: tuple[str, ...]) -> frozenset[str]:
    found: set[str] = set()
    for name in names:
        text = resources.files("regard.perception.text").joinpath(name).read_text(encoding="utf-8")
        found.update(line.split("\t")[0] for line in text.splitlines() if line and not line.startswith("# "))
    return frozenset(found)
