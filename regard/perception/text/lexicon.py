"""The word lists: what each term says, how strongly, and what it does to the words near it."""

from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import NamedTuple

from regard.perception.text.inflection import forms


class Entry(NamedTuple):
    """One term: its normal form, its polarity (-4 to 4) or its factor, and its role.

    Roles: opinion; hint (counts, is not shown, counts only beside an opinion); sign (emoji, emoticon);
    negator, intensifier (change what follows); excess ('too'), scale (a size or a taste, bad after 'too');
    contrast, concession, addition (conjunctions); topic (a word to keep whole).
    """

    word: str
    value: float
    role: str


Phrases = dict[str, list[tuple[tuple[str, ...], Entry]]]  # second word: what follows it, longest first
Terms = dict[
    str, tuple[Entry | None, Phrases | None]
]  # first word: its own entry, the phrases that it begins


def rows(name: str) -> Iterator[list[str]]:
    """The rows of one list, four columns each; lines that begin with '# ' are comments."""
    text = resources.files(__package__).joinpath(f"lexicons/{name}.tsv").read_text(encoding="utf-8")
    for line in text.split("\n"):
        if line and not line.startswith("# "):
            yield [*line.split("\t"), "", "", ""][:4]


def entries(name: str) -> dict[str, Entry]:
    """One list by its terms; a term without a role is an opinion."""
    return {term: Entry(term, float(value), role or "opinion") for term, value, role, _ in rows(name)}


@cache
def signs() -> dict[str, Entry]:
    """Emoji and emoticons, which speak in every language."""
    return {term: entry._replace(role="sign") for term, entry in entries("signs").items()}


@cache
def sign_terms() -> Terms:
    """Emoji and emoticons alone, for texts in languages that are not read."""
    return {term: (entry, None) for term, entry in signs().items()}


@cache
def english_words() -> dict[str, Entry]:
    """English opinions with their inflected forms, and the words of grammar."""
    words: dict[str, Entry] = {}
    for term, value, kind, _ in rows("english"):
        for form in forms(term, kind):
            words.setdefault(form, Entry(term, float(value), "opinion"))
    return signs() | words | entries("english_grammar")


@cache
def english() -> Terms:
    """English words and phrases by their first word."""
    begun: dict[str, Phrases] = {}
    for phrase, weight, role, normal in rows("english_phrases"):
        first, second, *rest = phrase.split()
        entry = Entry(normal or phrase.replace(" <n>", ""), float(weight), role or "opinion")
        begun.setdefault(first, {}).setdefault(second, []).append((tuple(rest), entry))
    for choices in (choices for phrases in begun.values() for choices in phrases.values()):
        choices.sort(key=lambda choice: -len(choice[0]))
    words = english_words()
    return {term: (words.get(term), begun.get(term)) for term in words.keys() | begun.keys()}


@cache
def chinese() -> dict[str, Entry]:
    """Chinese opinions, nouns to keep whole, the words of grammar, and English opinions in Chinese texts."""
    borrowed = {term: entry for term, entry in english_words().items() if entry.role == "opinion"}
    return borrowed | signs() | entries("chinese") | entries("chinese_grammar")


@cache
def stopwords() -> frozenset[str]:
    """Words that name nothing."""
    return frozenset(term for term, _, _, _ in rows("stopwords"))
