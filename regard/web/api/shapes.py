"""The shapes of what is handed in: unknown names of a record are reported, everywhere else refused."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator


def text(most: int, *, least: int = 0) -> Any:
    """A text of at most so many characters; none of them is NUL, which no database keeps."""
    return Annotated[str, StringConstraints(min_length=least, max_length=most, pattern=r"^[^\x00]*$")]


Finite = Annotated[float, Field(allow_inf_nan=False, ge=-1e15, le=1e15)]
Hubs = Literal["text", "categorical", "nps", "csat", "ces", "rating", "number", "boolean", "date"]
Type = Literal[Hubs, "trust", "values"]  # the last two are ours
Scale = tuple[float, float]
SCALES: dict[str, Scale] = {
    "nps": (0, 10),
    "csat": (1, 5),
    "ces": (1, 7),
    "rating": (1, 5),
    "trust": (1, 7),
    "values": (1, 7),
}
NEEDED = {
    "text": "value_text",
    "categorical": "value_text",
    "number": "value_number",
    "boolean": "value_boolean",
    "date": "value_date",
}


class FeedbackRecord(BaseModel):
    """One answered field, in the shape of a Formbricks Hub feedback record; several make one submission."""

    model_config = ConfigDict(extra="allow")

    source_type: text(60, least=1)  # type: ignore[valid-type]
    field_id: text(100, least=1)  # type: ignore[valid-type]
    field_type: Type
    tenant_id: text(255, least=1)  # type: ignore[valid-type]
    submission_id: text(200, least=1)  # type: ignore[valid-type]
    source_id: text(255) | None = None  # type: ignore[valid-type]
    source_name: text(200) | None = None  # type: ignore[valid-type]
    field_label: text(500) | None = None  # type: ignore[valid-type]
    field_group_id: text(100) | None = None  # type: ignore[valid-type]
    field_group_label: text(500) | None = None  # type: ignore[valid-type]
    value_text: text(30_000) | None = None  # type: ignore[valid-type]
    value_id: text(200) | None = None  # type: ignore[valid-type]
    value_number: Finite | None = None
    value_boolean: bool | None = None
    value_date: AwareDatetime | date | None = None
    language: Annotated[str, StringConstraints(max_length=10, pattern=r"^[A-Za-z0-9-]*$")] | None = None
    user_id: text(200) | None = None  # type: ignore[valid-type]
    collected_at: AwareDatetime | None = None
    metadata: dict[str, Any] | None = None
    scale_min: Finite | None = None  # ours: where the scale is not the usual one
    scale_max: Finite | None = None

    @model_validator(mode="after")
    def _fits(self) -> "FeedbackRecord":
        needed = NEEDED.get(self.field_type, "value_number")
        if getattr(self, needed) is None:
            raise ValueError(f"field_type {self.field_type} takes {needed}")
        low, high = self.scale
        if self.field_type in SCALES and not (low < high and low <= (self.value_number or 0) <= high):
            raise ValueError(f"value_number lies outside {low:g} to {high:g}")
        return self

    @property
    def scale(self) -> Scale:
        """The bounds of the score: those that were told, or the usual ones."""
        low, high = SCALES.get(self.field_type, (0.0, 0.0))
        low = low if self.scale_min is None else self.scale_min
        return low, high if self.scale_max is None else self.scale_max


class FeedbackShown(BaseModel):
    """An answered field as it is kept, with the id of its record; `unknown_fields` were not taken."""

    id: str
    feedback_id: str
    submission_id: str
    source_type: str
    source_name: str
    field_id: str
    field_label: str
    field_type: str
    collected_at: datetime | None
    created_at: datetime
    language: str
    metadata: dict[str, Any]
    tenant_id: str | None = None
    value_number: float | None = None
    value_id: str | None = None
    value_boolean: bool | None = None
    value_date: str | None = None
    value_text: str | None = None
    unknown_fields: list[str] = []
