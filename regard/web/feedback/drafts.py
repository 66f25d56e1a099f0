"""What somebody hands in to be recorded: a record's content before it is a row."""

import hashlib
import json
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cached_property
from typing import Any

from regard.web.customers.matching import Person
from regard.web.feedback.models import Channel, Direction, FieldType, Kind, Precision, State


@dataclass(frozen=True)
class AnswerDraft:
    """One answer; a score has the bounds and the direction of its scale."""

    field_id: str
    field_type: str = FieldType.TEXT
    field_label: str = ""
    value_number: float | None = None
    value_text: str = ""
    scale_min: float | None = None
    scale_max: float | None = None
    scale_direction: str = ""
    value_id: str = ""
    value_boolean: bool | None = None

    def content(self) -> dict[str, Any]:
        """All of it as JSON values; choices only where there is one, as most answers have none."""
        choice = {"value_id": self.value_id, "value_boolean": self.value_boolean}
        said = {name: value for name, value in vars(self).items() if name not in choice}
        return said | {name: value for name, value in choice.items() if value not in ("", None)}

    @classmethod
    def score(
        cls,
        field_type: str,
        value: float,
        low: float,
        high: float,
        *,
        direction: str = Direction.HIGH_IS_GOOD,
        field_id: str = "",
        label: str = "",
    ) -> "AnswerDraft":
        """A score of `value` on the scale from `low` to `high`."""
        return cls(
            field_id=field_id or field_type,
            field_type=field_type,
            field_label=label,
            value_number=value,
            scale_min=low,
            scale_max=high,
            scale_direction=direction,
        )


@dataclass(frozen=True)
class Draft:
    """The content of one feedback record; `external_id` names it within its source."""

    external_id: str
    kind: str = Kind.SURVEY_RESPONSE
    channel: str = Channel.IMPORT
    title: str = ""
    text: str = ""
    answers: tuple[AnswerDraft, ...] = ()
    person: Person = Person()
    author_name: str = ""
    experienced_at: datetime | None = None
    collected_at: datetime | None = None
    time_precision: str = Precision.EXACT
    permalink: str = ""
    declared_language: str = ""
    subject: str = ""
    touchpoint: str = ""
    lifecycle_stage: str = ""
    product: str = ""
    region: str = ""
    segment: str = ""
    is_public: bool = False
    state: str = State.COMPLETE
    attributes: dict[str, str] = field(default_factory=dict)

    def content(self) -> dict[str, Any]:
        """All of it as JSON values, the same for the same content."""
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        for name in ("experienced_at", "collected_at"):
            found[name] = found[name].isoformat() if found[name] else None
        found["answers"] = [answer.content() for answer in self.answers]
        found["person"] = vars(self.person)
        return found

    @cached_property
    def digest(self) -> str:
        """32 hexadecimal digits that change when anything said changes."""
        text = json.dumps(self.content(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
