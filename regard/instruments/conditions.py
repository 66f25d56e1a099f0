"""When a question is shown or a branch taken: conditions over what was answered, as plain JSON values.

    {"question": "score", "op": "between", "low": 0, "high": 6}
    {"question": "reasons", "op": "holds", "value": "price"}
    {"question": "why", "op": "answered"}
    {"all": [...]}, {"any": [...]}, {"not": ...}; {} holds always

What was not answered makes every comparison false.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Values = Mapping[str, Any]
"""What was answered so far, by the id of the question: see `regard.instruments.answers`."""
OPERATORS = ("equals", "between", "holds", "answered")
DEEPEST = 8


class UnfitCondition(ValueError):
    """A condition that is none; says what and where."""


@dataclass(frozen=True)
class Condition:
    """A condition that was checked; `content` is what it is made of."""

    content: Mapping[str, Any]

    def holds(self, values: Values) -> bool:
        """Whether it holds for what was answered."""
        return _holds(self.content, values)

    @property
    def questions(self) -> frozenset[str]:
        """The questions that it asks about."""
        return frozenset(_questions(self.content))


ALWAYS = Condition({})


def condition(content: Any, *, path: str = "show_if") -> Condition:
    """The condition that JSON values describe. Raises UnfitCondition with the path of what is wrong.

    >>> low = condition({"question": "score", "op": "between", "low": 0, "high": 6})
    >>> low.holds({"score": 3}), low.holds({"score": 9}), low.holds({})
    (True, False, False)
    """
    _check(content, path, DEEPEST)
    return Condition(content)


def _check(content: Any, path: str, deeper: int) -> None:
    if not isinstance(content, Mapping):
        raise UnfitCondition(f"{path}: a condition is an object")
    if deeper == 0:
        raise UnfitCondition(f"{path}: nested deeper than {DEEPEST}")
    if not content:
        return
    keys = set(content)
    if keys in ({"all"}, {"any"}):
        (key,) = keys
        if not isinstance(content[key], list) or not content[key]:
            raise UnfitCondition(f"{path}.{key}: a list of conditions")
        for place, part in enumerate(content[key]):
            _check(part, f"{path}.{key}.{place}", deeper - 1)
    elif keys == {"not"}:
        _check(content["not"], f"{path}.not", deeper - 1)
    else:
        _check_comparison(content, keys, path)


def _check_comparison(content: Mapping[str, Any], keys: set[str], path: str) -> None:
    operator = content.get("op")
    if operator not in OPERATORS:
        raise UnfitCondition(f"{path}.op: one of {', '.join(OPERATORS)}")
    wanted = {"equals": {"value"}, "holds": {"value"}, "between": {"low", "high"}, "answered": set()}[
        operator
    ]
    if keys != {"question", "op", *wanted} or not isinstance(content["question"], str):
        raise UnfitCondition(f"{path}: {operator} takes {', '.join(['question', 'op', *sorted(wanted)])}")
    numbers = [content[key] for key in ("low", "high") if key in content]
    if any(type(number) is not int for number in numbers):
        raise UnfitCondition(f"{path}: between takes whole numbers")


def _holds(content: Mapping[str, Any], values: Values) -> bool:
    if not content:
        return True
    if "all" in content:
        return all(_holds(part, values) for part in content["all"])
    if "any" in content:
        return any(_holds(part, values) for part in content["any"])
    if "not" in content:
        return not _holds(content["not"], values)
    return _compared(content, values.get(content["question"]))


def _compared(content: Mapping[str, Any], value: Any) -> bool:
    if value is None:
        return False
    match content["op"]:
        case "equals":
            return bool(value == content["value"])
        case "between":
            return type(value) is int and content["low"] <= value <= content["high"]
        case "holds":
            return isinstance(value, list | Mapping) and content["value"] in value
    return True


def _questions(content: Mapping[str, Any]) -> Iterator[str]:
    for part in (*content.get("all", ()), *content.get("any", ())):
        yield from _questions(part)
    if "not" in content:
        yield from _questions(content["not"])
    if "question" in content:
        yield content["question"]
