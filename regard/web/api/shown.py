"""The shapes of what is given: surveys, their answers, and the addresses under which they are asked."""

from datetime import datetime
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.urls import reverse
from pydantic import BaseModel

from regard.instruments.definition import Instrument
from regard.instruments.problems import problems
from regard.instruments.questions import Question
from regard.instruments.templates import Template
from regard.web.answering.linking import address_of
from regard.web.answering.models import Link, LinkKind, Response
from regard.web.api.models import Delivery, Webhook
from regard.web.results.exporting import Answers, kind_of
from regard.web.surveys.models import Survey

T = TypeVar("T")


class Shown(BaseModel):
    """Something as the API shows it."""

    def dumped(self) -> dict[str, Any]:
        """The same as JSON values."""
        return self.model_dump(mode="json")


class Page(BaseModel, Generic[T]):
    """A part of a list; `next_cursor` leads to the next one, null ends it."""

    data: list[T]
    next_cursor: str | None


class ScaleShown(Shown):
    low: int
    high: int


class QuestionShown(Shown):
    """A question; `text` is by language."""

    id: str
    kind: str
    text: dict[str, str]
    is_required: bool
    options: list[str]
    rows: list[str]
    scale: ScaleShown | None

    @classmethod
    def of(cls, one: Question) -> "QuestionShown":
        return cls(
            id=one.id,
            kind=str(one.kind),
            text=dict(one.text),
            is_required=one.is_required,
            options=[option.id for option in one.options],
            rows=[row.id for row in one.rows],
            scale=ScaleShown(low=one.scale.low, high=one.scale.high) if one.scale else None,
        )


class SurveyShown(Shown):
    """A survey with the questions of the version that is asked; without one nothing was published yet."""

    id: str
    name: str
    kind: str
    version: int | None
    draft_number: int
    is_closed: bool
    is_anonymous: bool
    languages: list[str]
    questions: list[QuestionShown]
    created_at: datetime

    @classmethod
    def of(cls, survey: Survey) -> "SurveyShown":
        version = survey.latest
        instrument = version.instrument if version else None
        return cls(
            id=str(survey.pk),
            name=survey.name,
            kind=survey.kind,
            version=version.number if version else None,
            draft_number=survey.draft_number,
            is_closed=hasattr(survey, "closure"),
            is_anonymous=instrument.is_anonymous if instrument else False,
            languages=list(instrument.languages) if instrument else [],
            questions=[QuestionShown.of(one) for one in instrument.questions.values()] if instrument else [],
            created_at=survey.created_at,
        )


class ProblemShown(Shown):
    """What stands against publishing, or (`is_hint`) should be thought over."""

    path: str
    code: str
    detail: str
    is_hint: bool


class DraftShown(Shown):
    """The draft of a survey in Regard's own JSON; whoever saves says which `number` they have seen."""

    number: int
    content: dict[str, Any]
    problems: list[ProblemShown]

    @classmethod
    def of(cls, survey: Survey) -> "DraftShown":
        found = problems(Instrument.from_content(survey.draft))
        said = [
            ProblemShown(path=one.path, code=one.code, detail=one.detail, is_hint=one.is_hint)
            for one in found
        ]
        return cls(number=survey.draft_number, content=survey.draft, problems=said)


class TemplateShown(Shown):
    """A survey that is ready to be asked."""

    key: str
    name: dict[str, str]
    purpose: dict[str, str]

    @classmethod
    def of(cls, one: Template) -> "TemplateShown":
        return cls(key=one.key, name=dict(one.name), purpose=dict(one.purpose))


class Templates(Shown):
    data: list[TemplateShown]


class LinkShown(Shown):
    """An address under which anybody answers; each one is counted apart."""

    id: str
    survey_id: str
    name: str
    kind: str
    url: str
    created_at: datetime
    expires_at: datetime | None
    closed_at: datetime | None

    @classmethod
    def of(cls, link: Link) -> "LinkShown":
        url = address_of(link)
        if link.kind == LinkKind.WIDGET:
            url = settings.PUBLIC_URL + reverse("widget-public:script", args=[link.widget.key])
        return cls(
            id=str(link.pk),
            survey_id=str(link.survey_id),
            name=link.name,
            kind=str(link.kind),
            url=url,
            created_at=link.created_at,
            expires_at=link.expires_at,
            closed_at=link.closed_at,
        )


class UrlsShown(Shown):
    """Addresses that take one answer each."""

    urls: list[str]


class ResponseShown(Shown):
    """An answer as it stands now. What could tell who gave it is null in an anonymous survey, and segment,
    channel and language also where fewer than five people are alike."""

    id: str | None
    survey_id: str
    version: int | None
    state: str
    channel: str | None
    language: str | None
    segment: str | None
    customer_id: str | None
    values: dict[str, Any]
    number: int
    started_at: datetime | None
    first_at: datetime | None
    last_at: datetime | None
    completed_at: datetime | None

    @classmethod
    def of(cls, response: Response, answers: Answers) -> "ResponseShown":
        """The answer, as much of it as the token may see of these `answers`."""
        kind: tuple[Any, ...] = kind_of(response)
        if kind in answers.hidden:
            kind = (None, None, None, None)
        asked = {column.question for column in answers.asked}
        seen = not answers.is_anonymous
        named = answers.personal and response.customer_id
        return cls(
            id=str(response.pk) if seen else None,
            survey_id=str(response.survey_id),
            version=kind[0],
            state=str(response.state),
            channel=kind[1],
            language=kind[2],
            segment=kind[3],
            customer_id=str(response.customer_id) if named else None,
            values={name: value for name, value in response.values.items() if name in asked},
            number=response.number if seen else 1,
            started_at=response.started_at if seen else None,
            first_at=response.first_at if seen else None,
            last_at=response.last_at if seen else None,
            completed_at=response.completed_at if seen else None,
        )


class TakenShown(Shown):
    """An answer that was handed in."""

    id: str
    survey_id: str
    version: int
    state: str
    values: dict[str, Any]

    @classmethod
    def of(cls, response: Response) -> "TakenShown":
        return cls(
            id=str(response.pk),
            survey_id=str(response.survey_id),
            version=response.version.number,
            state=str(response.state),
            values=response.values,
        )


class WebhookShown(Shown):
    """An address that is told what happens; `secret` is shown when it is made, and never again."""

    id: str
    url: str
    types: list[str]
    is_paused: bool
    created_at: datetime
    secret: str | None = None

    @classmethod
    def of(cls, webhook: Webhook, *, secret: str | None = None) -> "WebhookShown":
        return cls(
            id=str(webhook.pk),
            url=webhook.url,
            types=list(webhook.types),
            is_paused=webhook.disabled_at is not None,
            created_at=webhook.created_at,
            secret=secret,
        )


class DeliveryShown(Shown):
    """An event on its way to a webhook; the next try is at `due_at`, where there is one."""

    id: str
    event_id: str
    type: str
    tries: int
    status: int | None
    problem: str
    due_at: datetime | None
    delivered_at: datetime | None
    given_up_at: datetime | None

    @classmethod
    def of(cls, one: Delivery) -> "DeliveryShown":
        return cls(
            id=str(one.pk),
            event_id=str(one.event_id),
            type=one.event.type,
            tries=one.tries,
            status=one.status,
            problem=one.problem,
            due_at=one.due_at,
            delivered_at=one.delivered_at,
            given_up_at=one.given_up_at,
        )
