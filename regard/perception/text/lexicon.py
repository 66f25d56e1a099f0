"""The word lists: what each term says, how strongly, and what it does to the words near it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import NamedTuple

from regard.perception.text.inflection import forms

Phrase = tuple[str, ...]


class Entry(NamedTuple):
    """One term: its normal form, its polarity (-4 to 4) or factor, and its role in the sentence."""

    word: str
    value: float
    role: str


@dataclass(frozen=True)
class Lexicon:
    """Terms of one token, and phrases by their first token, longest first."""

    entries: dict[str, Entry]
    phrases: dict[str, list[tuple[Phrase, Entry]]] = field(default_factory=dict)


def rows(name: str) -> Iterator[list[str]]:
    """The rows of one list: term, value, kind, note; lines that begin with # are comments."""
    text = resources.files(__package__).joinpath(f"lexicons/{name}.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("# "):
            yield [*line.split("\t"), "", "", ""][:4]


def signs() -> dict[str, Entry]:
    """Emoji and emoticons, which speak in every language."""
    return {term: Entry(term, float(value), "sign") for term, value, _, _ in rows("signs")}


@cache
def english() -> Lexicon:
    """English opinions with their inflected forms, polar facts, and the words of grammar."""
    entries: dict[str, Entry] = {}
    phrases: dict[str, list[tuple[Phrase, Entry]]] = {}
    for term, value, kind, _ in rows("english"):
        for form in forms(term, kind):
            entries.setdefault(form, Entry(term, float(value), "opinion"))
    for term, value, kind, _ in rows("english_phrases"):
        parts = tuple(term.split())
        entry = Entry(plain(parts), float(value), kind or "opinion")
        phrases.setdefault(parts[0], []).append((parts[1:], entry))
    for term, value, role, _ in rows("english_grammar"):
        entries[term] = Entry(term, float(value), role or "opinion")
    for found in phrases.values():
        found.sort(key=lambda pair: -len(pair[0]))
    return Lexicon(signs() | entries, phrases)


def plain(parts: Phrase) -> str:
    """A phrase as people read it, without its place-holders."""
    return " ".join(part for part in parts if part not in {"*", "<n>"})


@cache
def chinese() -> Lexicon:
    """Chinese opinions, polar facts, nouns to keep whole, and the words of grammar."""
    entries = {term: Entry(term, float(value), kind or "opinion") for term, value, kind, _ in rows("chinese")}
    grammar = {term: Entry(term, float(value), role) for term, value, role, _ in rows("chinese_grammar")}
    return Lexicon(signs() | entries | grammar)
