"""An audience: a rule over what is known of people. The same language says whom a cap is for.

A rule is JSON: {"all": [{"field": "segment", "op": "is", "values": ["new", "loyal"]}, ...]}. Every condition
has to hold; an empty list means everybody. A field is a name (FIELDS) or "attributes.<name>".
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FIELDS = (
    "segment", "account", "account_segment", "region", "language", "stage", "monthly_revenue", "days_known",
)  # fmt: skip
NUMBERS = frozenset({"monthly_revenue", "days_known"})
OWN = "attributes."
MOST, LONGEST = 20, 200

Known = Mapping[str, Any]
"""What is known of a person, by field; a field that is missing is not known."""


class Op(enum.StrEnum):
    IS = "is"  # one of the values
    IS_NOT = "is_not"  # none of them; also where it is not known
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class UnfitRule(ValueError):
    """A rule that cannot be read: `path` says where, `reason` what."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = path, reason


@dataclass(frozen=True)
class Condition:
    """One thing that has to hold of a person."""

    field: str
    op: Op
    values: tuple[str, ...] = ()
    number: float = 0.0

    def holds(self, known: Known) -> bool:
        """Whether it holds; what is not known equals nothing, and is neither high nor low."""
        value = known.get(self.field)
        if self.op in (Op.IS, Op.IS_NOT):
            return (value is not None and str(value) in self.values) == (self.op == Op.IS)
        number = _number(value)
        if number is None:
            return False
        return number >= self.number if self.op == Op.AT_LEAST else number <= self.number


@dataclass(frozen=True)
class Rule:
    """Everybody of whom every condition holds."""

    conditions: tuple[Condition, ...] = ()

    def holds(self, known: Known) -> bool:
        """Whether somebody of whom this is known belongs to it."""
        return all(condition.holds(known) for condition in self.conditions)

    @classmethod
    def from_content(cls, content: Any, *, path: str = "rule") -> "Rule":
        """The rule that JSON values describe. Raises UnfitRule."""
        if content in ({}, None):
            return cls()
        if not isinstance(content, dict) or set(content) != {"all"} or not isinstance(content["all"], list):
            raise UnfitRule(path, 'not {"all": [...]}')
        if len(content["all"]) > MOST:
            raise UnfitRule(path, f"more than {MOST} conditions")
        rows = enumerate(content["all"])
        return cls(tuple(_condition(one, f"{path}.all[{place}]") for place, one in rows))

    def to_content(self) -> dict[str, Any]:
        """The same as JSON values."""
        return {"all": [_written(one) for one in self.conditions]}


def _condition(content: Any, path: str) -> Condition:
    if not isinstance(content, dict):
        raise UnfitRule(path, "not an object")
    field, op = content.get("field"), content.get("op")
    if not isinstance(field, str) or not (field in FIELDS or field.startswith(OWN)) or len(field) > LONGEST:
        raise UnfitRule(f"{path}.field", "unknown")
    if op not in tuple(Op):
        raise UnfitRule(f"{path}.op", "unknown")
    if op in (Op.IS, Op.IS_NOT):
        values: Any = content.get("values")
        fits = isinstance(values, list) and values and all(isinstance(one, str) for one in values)
        if not fits or len(values) > LONGEST or set(content) != {"field", "op", "values"}:
            raise UnfitRule(f"{path}.values", "not a list of texts")
        return Condition(field, Op(op), tuple(values))
    number = content.get("number")
    if isinstance(number, bool) or not isinstance(number, int | float) or not abs(number) < 1e15:
        raise UnfitRule(f"{path}.number", "not a number")
    return Condition(field, Op(op), number=float(number))


def _written(condition: Condition) -> dict[str, Any]:
    shared = {"field": condition.field, "op": str(condition.op)}
    if condition.op in (Op.IS, Op.IS_NOT):
        return shared | {"values": list(condition.values)}
    return shared | {"number": condition.number}


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if abs(number) < float("inf") else None
