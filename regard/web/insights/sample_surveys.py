"""The surveys of the sample workspace: what was asked, by which ways, and the answers as they came."""

import hashlib
import random
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from regard.instruments.templates import templates
from regard.perception.datasets import shapes
from regard.web.accounts.models import User
from regard.web.answering.drafting import draft_of
from regard.web.answering.entering import hashed
from regard.web.answering.linking import make_link
from regard.web.answering.models import Link, LinkKind, Response, Submission
from regard.web.contacts.models import Invitation
from regard.web.customers.matching import Person
from regard.web.customers.models import Customer
from regard.web.feedback.models import Channel, Feedback, Source, State
from regard.web.feedback.recording import record
from regard.web.insights.sample_asking import EVENTS, SHARES, Book
from regard.web.insights.sample_standing import AGREES, agreed
from regard.web.insights.sample_words import picked
from regard.web.surveys.models import Survey
from regard.web.surveys.publishing import publish

SEED = 20_261_122
LANGUAGES = {"en": "en", "zh": "zh-hans"}
LINKS = {Channel.IN_APP: LinkKind.WIDGET, Channel.KIOSK: LinkKind.KIOSK, Channel.CHAT: LinkKind.PAGE}
NAMES = {Channel.IN_APP: "App", Channel.KIOSK: "Kiosk", Channel.CHAT: "Chat"}
UNCONFIRMED = 40  # one in so many of those who stayed silent had clicked a score
READING = timedelta(seconds=70)
STANDING = (  # key, name, kind, how many answered
    ("trust-survey", "Trust in us 对我们的信任", "trust", 420),
    ("values-survey", "What we stand for 我们代表什么", "values", 300),
)
HALF_A_YEAR = 180
WORDS = ("word-survey", "Words for us 我们的形象词", 150, 420)  # key, name, days ago, people asked


@dataclass(frozen=True)
class Asked:
    """A source of the sample that is a survey: its template, and where its texts were written."""

    template: str
    texts: tuple[str, str]  # the question after a low score and after a high one

    def asks_why(self, row: shapes.Record) -> str:
        """The open question that this score leads to."""
        (answer,) = row.answers
        return self.texts[answer.score > (answer.scale_min + answer.scale_max) / 2]


SURVEYS = {
    "relationship-survey": Asked("nps", ("why", "why")),
    "support-survey": Asked("csat", ("why", "why")),
    "setup-survey": Asked("ces", ("why", "liked")),
}


def is_partial(row: shapes.Record) -> bool:
    """Whether the person left after the score: half of those who wrote nothing."""
    return row.source in SURVEYS and not row.text and int(row.external_id[-5:]) % 2 == 1


def load_surveys(told: shapes.Sample, *, by: User, at: datetime) -> None:
    """Make surveys of the sample's sources, with everybody who was asked; the records are there already."""
    rng = random.Random(SEED)  # noqa: S311 - nothing here is a secret
    people = {row.external_id: row for row in Customer.objects.select_related("account")}
    for key in SURVEYS:
        rows = [row for row in told.records if row.source == key]
        _survey(key, rows, people, rng, by=by, at=at)
    _words(people, rng, by=by, at=at)
    for place, (key, name, kind, wanted) in enumerate(STANDING):
        own = random.Random(SEED + 2 + place)  # noqa: S311 - nothing here is a secret
        _standing(Source(key=key, name=name), kind, wanted, people, own, by=by, at=at)


def _survey(
    key: str,
    rows: Sequence[shapes.Record],
    people: dict[str, Customer],
    rng: random.Random,
    *,
    by: User,
    at: datetime,
) -> None:
    source = Source.objects.get(key=key)
    began = rows[0].collected_at - timedelta(days=3)
    survey = _published(source, SURVEYS[key].template, by=by, at=began)
    links = _links(survey, {row.channel for row in rows}, by=by, at=began)
    chance = 1.0 if SURVEYS[key].template in EVENTS else 0.0
    book = Book(survey, list(people.values()), rng, by=by, at=at, chance=chance)
    ids = dict(Feedback.objects.filter(source=source).order_by().values_list("external_id", "pk"))
    responses = []
    for row in rows:
        customer = people[row.customer or ""]
        invitation = book.ask(customer, row.collected_at) if row.channel == Channel.EMAIL else None
        made = _response(survey, customer, row.collected_at, invitation or links[row.channel])
        made.feedback_id = ids[row.external_id]
        made.values = _values(row, SURVEYS[key])
        responses.append(_with_state(made, State.PARTIAL if is_partial(row) else State.COMPLETE))
    book.add_silent_ones()
    book.write()
    clicks = [
        _clicked(survey, one, rng, at=at) for one in book.silent[::UNCONFIRMED] if one.bounced_at is None
    ]
    _record_new(survey, clicks, at=at)
    write([*responses, *clicks])


def _words(people: dict[str, Customer], rng: random.Random, *, by: User, at: datetime) -> None:
    """Once, half a year ago: which words describe us; by e-mail, and in the app."""
    key, name, days, wanted = WORDS
    began = at - timedelta(days=days)
    source = Source.objects.create(key=key, name=name, kind="survey_response", created_at=at)
    survey = _published(source, "words", by=by, at=began)
    link = _links(survey, {Channel.IN_APP}, by=by, at=began)[Channel.IN_APP]
    here = [row for row in people.values() if row.since and row.since < began]
    book = Book(survey, here, rng, by=by, at=at, chance=wanted / len(here))
    responses = []
    for customer in rng.sample(here, wanted):
        when = began + timedelta(days=rng.randrange(12), minutes=rng.randrange(420, 1080))
        answers = rng.random() < SHARES[customer.segment][1]
        in_app = answers and rng.random() < 0.3
        way = link if in_app else book.ask(customer, when, answers=answers)
        if answers:
            made = _response(survey, customer, when, way)
            made.values = picked(rng, customer.segment, customer.language)
            responses.append(_with_state(made, State.COMPLETE))
    book.write()
    _record_new(survey, responses, at=at)
    write(responses)


def _standing(
    source: Source,
    kind: str,
    wanted: int,
    people: dict[str, Customer],
    rng: random.Random,
    *,
    by: User,
    at: datetime,
) -> None:
    """Whether they trust us or share our values: asked in the app, all through the last half year."""
    source.kind, source.created_at = "survey_response", at
    source.save()
    began = at - timedelta(days=HALF_A_YEAR)
    survey = _published(source, kind, by=by, at=began)
    link = _links(survey, {Channel.IN_APP}, by=by, at=began)[Channel.IN_APP]
    here = [row for row in people.values() if row.since and row.since < began and row.segment in AGREES[kind]]
    responses = []
    for number, customer in enumerate(rng.sample(here, wanted)):
        when = began + timedelta(days=1 + (HALF_A_YEAR - 2) * number / wanted, minutes=rng.randrange(600))
        made = _response(survey, customer, when, link)
        made.values = agreed(rng, kind, customer.segment)
        responses.append(_with_state(made, State.COMPLETE))
    _record_new(survey, responses, at=at)
    write(responses)


def _published(source: Source, template: str, *, by: User, at: datetime) -> Survey:
    survey: Survey = Survey.objects.create(
        source=source,
        name=source.name,
        kind=template,
        draft=templates()[template].make().to_content(),
        created_at=at,
        created_by=by,
    )
    publish(survey, by=by, at=at)
    return survey


def _links(survey: Survey, channels: Iterable[str], *, by: User, at: datetime) -> dict[str, Link]:
    ways = [Channel(one) for one in sorted(channels) if one != Channel.EMAIL]
    return {one: make_link(survey, name=NAMES[one], by=by, at=at, kind=LINKS[one]) for one in ways}


def _response(survey: Survey, customer: Customer, when: datetime, way: Invitation | Link) -> Response:
    invitation = way if isinstance(way, Invitation) else None
    key_hash = invitation.token_hash if invitation else hashed(secrets.token_urlsafe())
    return Response(
        survey=survey,
        version=survey.latest,
        invitation=invitation,
        link=way if isinstance(way, Link) else None,
        customer=customer,
        channel=way.channel,
        language=LANGUAGES[customer.language],
        segment=customer.segment,
        inclusion=invitation.inclusion if invitation else 1.0,
        seed=key_hash[:32],
        key_hash=key_hash,
        started_at=when - READING,
        first_at=when,
        last_at=when,
    )


def _with_state(response: Response, state: State) -> Response:
    response.state = state
    response.completed_at = response.last_at if state == State.COMPLETE else None
    return response


def _values(row: shapes.Record, asked: Asked) -> dict[str, Any]:
    score = row.answers[0].score
    return {"score": score} | ({asked.asks_why(row): row.text} if row.text else {})


def _clicked(survey: Survey, invitation: Invitation, rng: random.Random, *, at: datetime) -> Response:
    """Somebody (or a program that reads mails) followed the link of a score, and nothing more."""
    assert invitation.sent_at and invitation.customer  # noqa: S101 - for the types: it was sent to somebody
    when = min(invitation.sent_at + timedelta(minutes=rng.randrange(2, 900)), at)
    made = _response(survey, invitation.customer, when, invitation)
    scale = survey.latest.instrument.questions["score"].scale if survey.latest else None
    made.values = {"score": rng.choice(scale.scores)} if scale else {}
    return _with_state(made, State.UNCONFIRMED)


def _record_new(survey: Survey, responses: Sequence[Response], *, at: datetime) -> None:
    drafts = [
        draft_of(
            one.version.instrument,
            one.values,
            external_id=str(one.pk),
            channel=one.channel,
            state=one.state,
            language=one.language,
            person=_person(one),
            context={"touchpoint": "daily use"},
            at=one.first_at,
        )
        for one in responses
    ]
    record(survey.source, drafts, at=at)
    ids = dict(Feedback.objects.filter(source=survey.source).order_by().values_list("external_id", "pk"))
    for one in responses:
        one.feedback_id = ids[str(one.pk)]


def _person(response: Response) -> Person:
    customer = response.customer
    return Person(external_id=customer.external_id if customer else "", segment=response.segment)


def write(responses: Sequence[Response]) -> None:
    """Keep what the sample's people answered, each as one submission."""
    Response.objects.insert_many(responses)
    Submission.objects.insert_many(
        Submission(
            response=one,
            survey_id=one.survey_id,
            number=1,
            key_hash=hashed(f"sample/{one.pk}"),
            body_digest=hashlib.sha256(str(one.values).encode()).hexdigest(),
            values=one.values,
            state=one.state,
            at=one.last_at,
        )
        for one in responses
    )
