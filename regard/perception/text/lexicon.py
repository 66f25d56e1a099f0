"""The word lists as they are written: their rows, and the plain form of each term."""

from collections.abc import Iterator
from functools import cache
from importlib import resources

from regard.perception.text.inflection import forms

GRAMMAR = ("signs", "english_grammar", "chinese_grammar")


def rows(name: str) -> Iterator[list[str]]:
    """The rows of one list, four columns each; lines that begin with '# ' are comments."""
    text = resources.files(__package__).joinpath(f"lexicons/{name}.tsv").read_text(encoding="utf-8")
    for line in text.split("\n"):
        if line and not line.startswith("# "):
            yield [*line.split("\t"), "", "", ""][:4]


@cache
def plain_forms() -> dict[str, str]:
    """The plain form of each term that has a polarity or does something to the words near it.

    >>> [plain_forms()[term] for term in ("impressed", "died after <n>", "等N个小时", "难吃")]
    ['impress', 'died after', '等很久', '难吃']
    """
    plain: dict[str, str] = {}
    for name in GRAMMAR:
        for term, *_ in rows(name):
            plain.setdefault(term, term)
    for term, _, _, normal in rows("english_phrases"):
        plain.setdefault(term, normal or term.replace(" <n>", "").replace("<n> ", ""))
    for term, _, normal, _ in rows("chinese_phrases"):
        plain.setdefault(term, normal or term)
    for term, *_ in rows("chinese"):
        plain.setdefault(term, term)
    for term, _, kind, _ in rows("english"):
        for form in forms(term, kind):
            plain.setdefault(form, term)
    return plain
