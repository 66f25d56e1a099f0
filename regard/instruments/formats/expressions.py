"""Conditions as SurveyJS writes them, read by a grammar of our own; whatever else is written is no condition.

{score} >= 9 and {reasons} contains 'price' or not ({why} empty)
"""

import re
from collections.abc import Callable
from typing import Any

TOKEN = re.compile(
    r"\s*(?:(?P<name>\{[^{}]{1,100}\})|(?P<text>'[^']{0,300}'|\"[^\"]{0,300}\")|(?P<number>-?\d{1,4})(?![\w.])"
    r"|(?P<sign><=|>=|<>|!=|==|=|<|>|\(|\)|&&|\|\||!)|(?P<word>[A-Za-z]{1,20}))"
)
LONGEST, MOST_TOKENS = 2_000, 200
SIGNS = {"==": "=", "<>": "!=", "equal": "=", "notequal": "!=", "greater": ">", "less": "<"}
SIGNS |= {"greaterorequal": ">=", "lessorequal": "<=", "&&": "and", "||": "or", "!": "not"}
LOWEST, HIGHEST = 0, 10
Content = dict[str, Any]
Token = tuple[str, str]


class NoCondition(ValueError):
    """Words that this grammar does not read."""


class Reader:
    """Reads an expression once from left to right; `compare` says what one comparison becomes."""

    def __init__(self, tokens: list[Token], compare: Callable[[str, str, Any], Content]) -> None:
        self._left = tokens
        self._compare = compare

    def read(self) -> Content:
        """The whole as a condition. Raises NoCondition."""
        found = self._several("or", "any", lambda: self._several("and", "all", self._one))
        if self._left:
            raise NoCondition(self._left[0][1])
        return found

    def _several(self, word: str, key: str, part: Callable[[], Content]) -> Content:
        found = [part()]
        while self._takes(word):
            found.append(part())
        return found[0] if len(found) == 1 else {key: found}

    def _one(self) -> Content:
        if self._takes("not"):
            return {"not": self._one()}
        if self._takes("("):
            found = self._several("or", "any", lambda: self._several("and", "all", self._one))
            if not self._takes(")"):
                raise NoCondition("(")
            return found
        kind, name = self._next()
        if kind != "name":
            raise NoCondition(name)
        _kind, sign = self._next()
        value = None if sign in ("empty", "notempty") else self._value()
        return self._compare(name, sign, value)

    def _value(self) -> Any:
        kind, text = self._next()
        if kind == "number":
            return int(text)
        if kind == "text":
            return text
        raise NoCondition(text)

    def _next(self) -> Token:
        if not self._left:
            raise NoCondition("end")
        return self._left.pop(0)

    def _takes(self, word: str) -> bool:
        is_there = bool(self._left) and self._left[0] in (("sign", word), ("word", word))
        if is_there:
            self._left.pop(0)
        return is_there


def tokens(text: str, pattern: re.Pattern[str] = TOKEN) -> list[Token]:
    """The parts of an expression, each with its kind: name, text, number, sign, word. Raises NoCondition."""
    if len(text) > LONGEST:
        raise NoCondition("too long")
    found: list[Token] = []
    at = 0
    text = text.rstrip()
    while at < len(text):
        token = pattern.match(text, at)
        if token is None or len(found) == MOST_TOKENS:
            raise NoCondition(text[at : at + 20])
        kind = str(token.lastgroup)
        found.append(_token(kind, token[kind]))
        at = token.end()
    return found


def _token(kind: str, word: str) -> Token:
    if kind == "text":
        return kind, word[1:-1]
    if kind not in ("word", "sign"):
        return kind, word.strip("{}").strip()
    plain = SIGNS.get(word.lower(), word.lower())
    return ("word" if plain in ("and", "or", "not") else kind), plain


def compared(question: Content, sign: str, value: Any, option: Callable[[Any], str]) -> Content:
    """One comparison with a question's answer; `option` finds the id of a choice. Raises NoCondition."""
    about = {"question": question["id"]}
    if sign in ("empty", "notempty"):
        answered = about | {"op": "answered"}
        return answered if sign == "notempty" else {"not": answered}
    if "options" in question:
        chosen = option(value)
        holds = "equals" if question["kind"] == "single" else "holds"
        if not chosen or sign not in ("=", "!=", "contains", "anyof"):
            raise NoCondition(str(value))
        found = about | {"op": holds, "value": chosen}
        return {"not": found} if sign == "!=" else found
    if "scale" not in question or type(value) is not int:
        raise NoCondition(str(value))
    return _scored(about, sign, value)


def _scored(about: Content, sign: str, value: int) -> Content:
    ends = {
        "=": (value, value),
        "!=": (value, value),
        ">=": (value, HIGHEST),
        ">": (value + 1, HIGHEST),
        "<=": (LOWEST, value),
        "<": (LOWEST, value - 1),
    }
    if sign not in ends:
        raise NoCondition(sign)
    low, high = ends[sign]
    found = about | {"op": "between", "low": low, "high": high}
    return {"not": found} if sign == "!=" else found
