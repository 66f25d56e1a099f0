"""The sample workspace, from the library's data set into the database."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from regard.perception.datasets import shapes
from regard.perception.datasets.sample import sample
from regard.web.accounts.models import User
from regard.web.customers.matching import Person
from regard.web.customers.models import Account, Customer, Event, Identity
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.models import FieldType, Kind, Source, State
from regard.web.feedback.recording import record
from regard.web.insights.sample_surveys import SURVEYS, is_partial, load_surveys
from regard.web.workspaces.joining import found_workspace
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.tenancy import in_workspace

CHUNK = 500
FIELD_TYPES = {
    "nps": FieldType.NPS,
    "csat": FieldType.CSAT,
    "ces": FieldType.CES,
    "stars": FieldType.RATING,
}
SOURCE_KINDS = {
    "survey": Kind.SURVEY_RESPONSE,
    "reviews": Kind.REVIEW,
    "mentions": Kind.MENTION,
    "support": Kind.CONVERSATION,
    "interviews": Kind.INTERVIEW,
}


def load(*, by: User, at: datetime) -> Workspace:
    """A workspace owned by `by` with all of the invented company, up to the day before; all or none."""
    told = sample(until=at.date() - timedelta(days=1))
    with transaction.atomic():
        workspace = found_workspace(f"{told.company_en} {told.company_zh}", by=by, at=at, sample=True)
        with in_workspace(workspace):
            customers = _people(told)
            _events(told, customers)
            _records(told, at=at)
            load_surveys(told, by=by, at=at)
            for part in settings.SAMPLE_PARTS:
                import_string(part)(by=by, at=at)
    return workspace


def _people(told: shapes.Sample) -> dict[str, Customer]:
    accounts = {
        row.external_id: Account(
            external_id=row.external_id,
            name=row.name,
            segment=row.segment,
            region=row.region,
            monthly_revenue=Decimal(row.monthly_revenue),
            currency=row.currency,
            since=_noon(row.since),
        )
        for row in told.accounts
    }
    Account.objects.bulk_create(accounts.values())
    customers = {
        row.external_id: Customer(
            external_id=row.external_id,
            name=row.name,
            email=row.email,
            account=accounts[row.account],
            segment=accounts[row.account].segment,
            language=row.language,
            lifecycle_stage=row.lifecycle_stage,
            since=_noon(row.since),
        )
        for row in told.customers
    }
    Customer.objects.bulk_create(customers.values())
    Identity.objects.bulk_create(
        Identity(customer=row, kind="email", value=row.email) for row in customers.values() if row.email
    )
    return customers


def _events(told: shapes.Sample, customers: dict[str, Customer]) -> None:
    accounts = {row.external_id: row for row in Account.objects.all()}
    Event.objects.bulk_create(
        Event(
            customer=customers.get(row.customer or ""),
            account=accounts.get(row.account or ""),
            kind=row.kind,
            at=row.at,
            amount=Decimal(row.amount) if row.amount else None,
        )
        for row in told.events
    )


def _records(told: shapes.Sample, *, at: datetime) -> None:
    stages = {row.external_id: row.lifecycle_stage for row in told.customers}
    for place in told.sources:
        source = Source.objects.create(
            key=place.key, name=place.name_en, kind=SOURCE_KINDS[place.kind], created_at=at
        )
        drafts = (_draft(row, stages) for row in told.records if row.source == place.key)
        for chunk in _chunks(drafts):
            record(source, chunk, at=at)


def _draft(row: shapes.Record, stages: dict[str, str]) -> Draft:
    return Draft(
        external_id=row.external_id,
        kind=row.kind,
        channel=row.channel,
        title=row.title,
        text=row.text,
        answers=(
            *(_answer(answer, is_asked=row.source in SURVEYS) for answer in row.answers),
            *_written(row),
        ),
        person=Person(external_id=row.customer or ""),
        author_name=row.author_name,
        experienced_at=row.experienced_at,
        collected_at=row.collected_at,
        permalink=row.permalink,
        touchpoint=row.touchpoint,
        lifecycle_stage=stages.get(row.customer or "", ""),
        product=row.product,
        region=row.region,
        segment=row.segment,
        is_public=row.is_public,
        state=State.PARTIAL if is_partial(row) else State.COMPLETE,
    )


def _written(row: shapes.Record) -> Iterator[AnswerDraft]:
    """The text of a survey as the answer to its open question; elsewhere it is the record's own."""
    if row.source in SURVEYS and row.text:
        yield AnswerDraft(SURVEYS[row.source].asks_why(row), FieldType.TEXT, value_text=row.text)


def _answer(answer: shapes.Answer, *, is_asked: bool) -> AnswerDraft:
    return AnswerDraft.score(
        FIELD_TYPES[answer.metric],
        answer.score,
        answer.scale_min,
        answer.scale_max,
        direction=answer.direction,
        field_id="score" if is_asked else "",  # the name of the question in the survey
    )


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _chunks(drafts: Iterator[Draft]) -> Iterator[Sequence[Draft]]:
    while chunk := list(islice(drafts, CHUNK)):
        yield chunk
