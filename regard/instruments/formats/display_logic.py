"""Conditions as Qualtrics keeps them: numbered expressions in numbered groups, each joined to the one before.

What is read: an option that was selected or not, a number compared with the answer, whether there is one.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from regard.instruments.formats.expressions import NoCondition, compared

SIGNS = {
    "EqualTo": "=", "NotEqualTo": "!=", "GreaterThan": ">", "GreaterThanOrEqual": ">=", "LessThan": "<",
    "LessThanOrEqual": "<=", "Selected": "=", "NotSelected": "!=", "Empty": "empty", "NotEmpty": "notempty",
}  # fmt: skip
CHOICE = re.compile(r"q://[^/]{1,40}/SelectableChoice/(\w{1,20})", re.ASCII)
WHOLE = re.compile(r"-?\d{1,4}", re.ASCII)
MOST = 40
Content = dict[str, Any]
Find = Callable[[str], tuple[Content, Callable[[str], Any]]]
"""A question of the file by its id, and what its numbered choice is here: the id of an option, or a score."""


def condition_of(logic: Any, find: Find) -> Content:
    """What a DisplayLogic or BranchLogic says. Raises NoCondition."""
    groups = [(_is_or(one.get("Type")), _group(one, find)) for one in _numbered(logic)]
    return _joined(groups)


def _group(group: Mapping[str, Any], find: Find) -> Content:
    return _joined([(_is_or(one.get("Conjuction")), _one(one, find)) for one in _numbered(group)])


def _numbered(found: Any) -> list[Mapping[str, Any]]:
    """The parts that have a number for a name, in the order of their numbers. Raises NoCondition."""
    if not isinstance(found, dict) or len(found) > MOST:
        raise NoCondition("logic")
    parts = [found[key] for key in sorted((one for one in found if WHOLE.fullmatch(str(one))), key=int)]
    if not parts or not all(isinstance(part, dict) for part in parts):
        raise NoCondition("logic")
    return parts


def _is_or(join: Any) -> bool:
    """How a part is joined to the one before; the first of several says "If" or nothing."""
    if (word := str(join or "If").lower()) not in ("if", "and", "andif", "or", "orif"):
        raise NoCondition(word)
    return word in ("or", "orif")


def _joined(parts: list[tuple[bool, Content]]) -> Content:
    """Conditions in a row: "and" binds closer than "or"."""
    several: list[list[Content]] = []
    for is_or, part in parts:
        if is_or or not several:
            several.append([])
        several[-1].append(part)
    found = [one[0] if len(one) == 1 else {"all": one} for one in several]
    return found[0] if len(found) == 1 else {"any": found}


def _one(part: Mapping[str, Any], find: Find) -> Content:
    sign = SIGNS.get(str(part.get("Operator")))
    if part.get("LogicType", "Question") != "Question" or sign is None:
        raise NoCondition(str(part.get("LogicType")))
    question, choice = find(str(part.get("QuestionIDFromLocator") or part.get("QuestionID")))
    named = CHOICE.fullmatch(str(part.get("ChoiceLocator") or part.get("LeftOperand")))
    if part["Operator"] in ("Selected", "NotSelected"):
        if named is None:
            raise NoCondition(str(part.get("ChoiceLocator")))
        return compared(question, sign, choice(named[1]), str)
    if sign in ("empty", "notempty"):
        if named is not None or question["kind"] == "matrix":
            raise NoCondition(sign)
        return compared(question, sign, None, str)
    number = str(part.get("RightOperand"))
    if named is not None or not WHOLE.fullmatch(number):
        raise NoCondition(number)
    return compared(question, sign, int(number), str)
