"""The shapes of everything else that is handed in: a name that nobody knows is refused."""

from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from regard.web.api.shapes import text
from regard.web.api.webhooks import Told as EventType
from regard.web.customers.models import LifecycleStage

Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
Key = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
Language = Annotated[str, StringConstraints(max_length=10, pattern=r"^[A-Za-z0-9-]*$")]
Channel = Literal["email", "sms", "chat"]
Stage = Literal[tuple(LifecycleStage.values)]  # type: ignore[valid-type]
Short = text(100)


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Who(Strict):
    """A customer: by an id of yours, or else by their e-mail."""

    id: Key = ""
    email: text(254) = ""  # type: ignore[valid-type]
    name: Key = ""
    account: Key = ""
    segment: Short = ""  # type: ignore[valid-type]

    @model_validator(mode="after")
    def _is_somebody(self) -> "Who":
        if not (self.id or self.email.strip()):
            raise ValueError("an id or an e-mail")
        return self


class NewCustomer(Who):
    """What is known of a customer; what is left out stays as it is.

    `owner` is the e-mail address of the member who looks after their company, or after them where they have
    none; empty for nobody.
    """

    language: Language | None = None
    lifecycle_stage: Stage | None = None  # type: ignore[valid-type]
    since: AwareDatetime | None = None
    monthly_revenue: Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)] | None = None
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None
    attributes: Annotated[dict[Name, Key], Field(max_length=50)] | None = None
    owner: text(254) | None = None  # type: ignore[valid-type]


class Told(Strict):
    """Something happened with a customer; `key` is yours, and counts once."""

    kind: text(40, least=1)  # type: ignore[valid-type]
    key: Name
    customer: Who
    at: AwareDatetime | None = None
    context: dict[str, Any] = {}


class Said(Strict):
    """The answers of one person in one survey: question by question."""

    values: dict[str, Any]
    language: Language = ""


class NewSurvey(Strict):
    """A survey to begin: either the key of a `template`, or the `content` of a draft."""

    name: Name
    template: Short | None = None  # type: ignore[valid-type]
    content: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _has_one(self) -> "NewSurvey":
        if (self.template is None) == (self.content is None):
            raise ValueError("either a template or content")
        return self


class NewDraft(Strict):
    """A draft in Regard's own JSON, and the number of the one that you have seen."""

    number: Annotated[int, Field(ge=1, le=2**31 - 1)]
    content: dict[str, Any]


class NewLink(Strict):
    """An address under which anybody answers."""

    name: Name
    kind: Literal["page", "qr", "kiosk"] = "page"


class NewLinks(Strict):
    """Addresses that take one answer each."""

    count: Annotated[int, Field(ge=1, le=1000)]
    language: Language = ""


class NewAudience(Strict):
    """Who may be asked: `{"all": [{"field": "segment", "op": "is", "values": ["new"]}]}`."""

    name: Name
    rule: dict[str, Any] = {}


Many = Annotated[int, Field(ge=0, le=1_000_000)]
Share = Annotated[float, Field(gt=0, le=1)]


class NewCampaign(Strict):
    """How a survey is put to an audience; null is everybody."""

    survey_id: UUID
    audience_id: UUID | None = None
    name: Name
    channel: Channel = "email"
    trigger: Literal["once", "rolling", "event"] = "once"
    event_kind: Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9_.-]{0,39})?$")] = ""
    delay_hours: Many = 0
    wanted: Many = 0
    per_day: Many = 0
    planned: Many = 0
    shares: Annotated[dict[Name, Annotated[float, Field(ge=0.1, le=100)]], Field(max_length=50)] = {}
    share: Share = 1.0
    priority: Annotated[int, Field(ge=1, le=9)] = 5
    reserved: Annotated[float, Field(ge=0, le=0.5)] = 0.0
    reminder_after_days: Annotated[int, Field(ge=1, le=365)] | None = None
    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None

    @model_validator(mode="after")
    def _fits(self) -> "NewCampaign":
        if self.trigger == "event" and not self.event_kind:
            raise ValueError("trigger event takes event_kind")
        if self.trigger == "rolling" and not self.per_day:
            raise ValueError("trigger rolling takes per_day")
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValueError("ends_at lies before starts_at")
        return self


class About(Strict):
    """What an invitation is about: it goes to the record that may come of it."""

    touchpoint: text(100) | None = None  # type: ignore[valid-type]
    product: text(100) | None = None  # type: ignore[valid-type]
    subject: text(200) | None = None  # type: ignore[valid-type]


class NewInvitation(Strict):
    """One person to ask, about one survey; with a `key` of yours once, however often you call."""

    survey_id: UUID
    customer: Who
    channel: Literal["email", "sms", "chat", "web"] = "email"
    language: Language = ""
    due_at: AwareDatetime | None = None
    context: About = About()
    key: Annotated[str, StringConstraints(max_length=180, pattern=r"^[^\x00]*$")] = ""


class Chosen(Strict):
    """What a customer chose, all of it at once."""

    at_most_once_in_days: Annotated[int, Field(ge=1, le=3660)] | None = None
    channels_off: Annotated[list[Short], Field(max_length=20)] = []  # type: ignore[valid-type]
    language: Language = ""


class Stopped(Strict):
    """An address that is not to be written to, about one survey or (null) about any."""

    kind: Literal["email", "phone"]
    value: text(320, least=1)  # type: ignore[valid-type]
    survey_id: UUID | None = None
    evidence: Key = ""


class NewWebhook(Strict):
    """An address that is told what happens; no `types` are all of them."""

    url: text(2000, least=1)  # type: ignore[valid-type]
    types: list[Literal[tuple(EventType.values)]] = []  # type: ignore[valid-type]
