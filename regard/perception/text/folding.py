"""Bring a text to one spelling of its characters without moving any of them."""

import re
from functools import cache
from importlib import resources

LONGEST = 20_000  # characters of one text that are read; what follows is not
SURROGATES = re.compile("[\ud800-\udfff]")
PUNCTUATION = {
    "\u2018": "'", "\u2019": "'", "\u201b": "'", "\u02bc": "'", "\u00b4": "'", "`": "'", "\uff07": "'",
    "\uff40": "'",
    "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u300c": '"', "\u300d": '"',
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2015": "-",
    "\u3000": " ", "\u00a0": " ", "\u2026": ".", "\u3002": ".", "\u3001": ",",
}  # fmt: skip


@cache
def traditional() -> dict[str, str]:
    """The traditional characters that have one simplified form, by themselves."""
    text = resources.files(__package__).joinpath("lexicons/traditional.tsv").read_text(encoding="utf-8")
    pairs = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {old: new for olds, news in pairs for old, new in zip(olds, news, strict=True)}


@cache
def foldings() -> dict[int, int]:
    """One character for one character: full width to ASCII, curly to straight, traditional to simplified."""
    wide = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table = {**wide, **PUNCTUATION, **traditional()}
    return {ord(old): ord(new) for old, new in table.items()}


def fold(text: str) -> str:
    """Lower case and plain characters for the first LONGEST characters; position n stays position n."""
    text = text[:LONGEST]
    if text.isascii():
        return text.lower().replace("`", "'")
    # U+0130 is the one character whose lower case is two
    return SURROGATES.sub("\ufffd", text.replace("\u0130", "i").lower()).translate(foldings())
