"""Labelled texts for training, split by group, and the short pieces that are cut from them."""

import csv
import gzip
import json
import random
import re
import unicodedata
import zlib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import numpy as np

from regard.perception.text.languages.models import SOLE
from regard.perception.text.languages.spelling import Bytes, Counts

csv.field_size_limit(10_000_000)
BASE = "lid_dev"
MORE = {  # rows of each language at most that are taken from other sets, for informal text
    "goemotions": 6_000,
    "semeval_tweets": 6_000,
    "xed_en": 4_000,
    "amazon_polarity": 2_000,
    "xed_projections": 2_000,
    "xlmt_multilingual": 1_600,
}
PIECES = {
    "sentences": 70,
    "word-pairs": 10,
    "informal": 5,
    "gibberish": 3,
    "phrases": 12,
}  # cut from each text
FIFTH = 5
MASHED = 0.3  # share of word pairs that are also made into gibberish
KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "asdfjkl")
WORDS = (1, 1, 2, 2, 2, 3, 3, 4, 6)
NOISE = ("lol ", "RT ", "omg ", "haha ", "ok ")


class Sample(NamedTuple):
    """A text, its language and what kind of text it is."""

    text: str
    language: str
    kind: str

    @property
    def held_out(self) -> bool:
        """Whether the text is in the fifth that estimates are made on; near-duplicates stay together."""
        letters = re.sub(r"\W", "", self.text.lower())[:32]
        return self.kind != "phrases" and zlib.crc32(letters.encode()) % FIFTH == 0


def corpus(folder: Path) -> list[Sample]:
    """All texts that the weights are made from."""
    base = [Sample(row["text"], row["label"], json.loads(row["extra"])["kind"]) for row in rows(folder, BASE)]
    base += gibberish(base) + phrases()
    return base + [sample for name, most in MORE.items() for sample in informal(folder, name, most)]


def rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    """The rows of one set."""
    with gzip.open(folder / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def phrases() -> list[Sample]:
    """Short things that customers write, of our own; all of them train."""
    text = resources.files(__package__).joinpath("phrases.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if not line.startswith("# ")]
    return [Sample(phrase, language, "phrases") for language, row in lines for phrase in row.split(", ")]


def gibberish(samples: list[Sample]) -> list[Sample]:
    """Letters that make no words, as many in each script as people write: shuffled, or struck in a row."""
    dice = random.Random(BASE)  # noqa: S311 - no secret
    return [
        Sample(" ".join(mashed(word, dice) for word in sample.text.split()), "unknown", "gibberish")
        for sample in samples
        if sample.kind == "word-pairs" and sample.language not in SOLE.values() and dice.random() < MASHED
    ]


def mashed(word: str, dice: random.Random) -> str:
    """The letters of a word in any order, or as many neighbours on a keyboard for one in Latin letters."""
    if word.isascii() and dice.random() < 0.7:
        keys = dice.choice(KEYS)
        if dice.random() < 0.5:
            start = dice.randrange(len(keys))
            return "".join(keys[(start + at) % len(keys)] for at in range(len(word)))
        return "".join(dice.choices(keys, k=len(word)))
    return "".join(dice.sample(word, len(word)))


def informal(folder: Path, name: str, most: int) -> list[Sample]:
    """At most so many rows of each language of one set, drawn by seed."""
    by_language: dict[str, list[str]] = {}
    for row in rows(folder, name):
        by_language.setdefault(row["lang"], []).append(row["text"])
    dice = random.Random(name)  # noqa: S311 - no secret
    return [
        Sample(text, language, "informal")
        for language, texts in sorted(by_language.items())
        for text in dice.sample(texts, min(most, len(texts)))
    ]


def pieces(sample: Sample, dice: random.Random) -> list[str]:
    """The text itself, and pieces of it in changing dress."""
    return [sample.text, *(dressed(piece(sample.text, dice), dice) for _ in range(PIECES[sample.kind]))]


def piece(text: str, dice: random.Random) -> str:
    """A few of the words, or the first or any few characters."""
    words = text.split()
    if dice.random() < 0.75 and len(words) > 2:
        length = dice.choice(WORDS)
        start = dice.randrange(max(1, len(words) - length + 1))
        return " ".join(words[start : start + length])
    length = dice.randint(4, 24)
    start = 0 if dice.random() < 0.6 else dice.randrange(max(1, len(text) - length))
    return text[start : start + length]


def dressed(text: str, dice: random.Random) -> str:
    """As people type it: in capitals, with a drawn-out letter, an exclamation before it, loose accents."""
    chance = dice.random()
    if chance < 0.05:
        return text.upper()
    if chance < 0.08:
        return unicodedata.normalize("NFD", text)
    if chance < 0.11:
        return re.sub(r"(\w)\b", r"\1\1\1", text, count=1)
    return dice.choice(NOISE) + text if chance < 0.12 else text


def packed(texts: list[str]) -> tuple[Bytes, Counts]:
    """UTF-8 bytes and offsets of a list of texts."""
    encoded = [text.encode("utf-8", "replace") for text in texts]
    offsets = np.zeros(len(encoded) + 1, np.int64)
    np.cumsum([len(text) for text in encoded], out=offsets[1:])
    return np.frombuffer(b"".join(encoded), np.uint8), offsets
