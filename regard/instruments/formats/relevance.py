"""Conditions as LimeSurvey writes them, read by the same grammar; whatever else is written is no condition.

Q1.NAOK == "A2" and (Q2.NAOK >= 3 or !is_empty(Q3.NAOK)) and Q4_SQ1.NAOK == "Y"
"""

import re
from collections.abc import Callable
from typing import Any

from regard.instruments.formats import expressions
from regard.instruments.formats.expressions import NoCondition, Token

NAME = r"(?:[A-Za-z]\w{0,60}|\d{1,10}X\d{1,10}X\w{1,60})(?:\.[A-Za-z]{1,12})?"
TOKEN = re.compile(
    rf"\s*(?:(?P<empty>is_empty\s*\(\s*{NAME}\s*\))|(?P<text>'[^']{{0,300}}'|\"[^\"]{{0,300}}\")"
    r"|(?P<word>(?:and|or|not|eq|ne|lt|le|gt|ge)\b)"
    rf"|(?P<name>{NAME})(?!\w*\s*\()|(?P<number>-?\d{{1,4}})(?![\w.])"
    r"|(?P<sign><=|>=|!=|==|=|<|>|\(|\)|&&|\|\||!))",
    re.IGNORECASE | re.ASCII,
)
ASKED = re.compile(rf"\(\s*({NAME})\s*\)", re.IGNORECASE | re.ASCII)
WORDS = {"eq": "=", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
SUFFIXES = ("", "naok", "value", "valuenaok", "code")
YES = "Y"
Content = dict[str, Any]
Compare = Callable[[str, str, Any], Content]


def condition_of(text: str, compare: Compare) -> Content:
    """The condition that is written; `compare` says what one comparison becomes. Raises NoCondition."""
    parts = [part for token in expressions.tokens(text, TOKEN) for part in _parts(*token)]
    return expressions.Reader(parts, compare).read()


def _parts(kind: str, word: str) -> list[Token]:
    if kind == "empty":
        asked = ASKED.search(word)
        return [("name", _name(asked[1] if asked else "")), ("word", "empty")]
    if kind == "name":
        return [(kind, _name(word))]
    return [(kind, WORDS.get(word, word))]


def _name(written: str) -> str:
    """The name of a question without what is asked of it: its code is the only thing that we know."""
    name, _dot, suffix = written.partition(".")
    if suffix.lower() not in SUFFIXES:
        raise NoCondition(written)
    return name


def compared(question: Content, sign: str, value: Any, option: Callable[[Any], str]) -> Content:
    """One comparison with the answer to a question. Raises NoCondition."""
    if isinstance(value, str) and not value.strip() and sign in ("=", "!="):
        sign, value = "empty" if sign == "=" else "notempty", None
    if "scale" in question and isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:4])
    return expressions.compared(question, sign, value, option)


def ticked(question: Content, part: str, sign: str, value: Any) -> Content:
    """One box of several, which is its own variable there: "Y" where it is ticked. Raises NoCondition."""
    holds = {"question": question["id"], "op": "holds", "value": part}
    is_blank = isinstance(value, str) and not value.strip()
    if (sign == "=" and value == YES) or sign == "notempty" or (sign == "!=" and is_blank):
        return holds
    if (sign == "!=" and value == YES) or sign == "empty" or (sign == "=" and is_blank):
        return {"not": holds}
    raise NoCondition(part)
