"""A feedback record of one field becomes an answer inside the record of its submission."""

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.text import slugify

from regard.web.api.refusing import Refused
from regard.web.api.shapes import SCALES, FeedbackRecord
from regard.web.customers.matching import Match, Person, match
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.models import Answer, Channel, Feedback, FieldType, Kind, Source
from regard.web.feedback.recording import next_change, record_one, revise_one

ANSWER = tuple(AnswerDraft.__dataclass_fields__)
KINDS = {"review": Kind.REVIEW, "interview": Kind.INTERVIEW, "conversation": Kind.CONVERSATION}
MOST_ATTRIBUTES, LONGEST_ATTRIBUTE = 50, 1000


def take(record: FeedbackRecord, *, at: datetime) -> tuple[int, dict[str, Any]]:
    """Keep it: 201 where it is new, 200 where it was there with the same value, else Refused (409)."""
    change = next_change()  # whoever writes this submission, too, waits here
    source = _source(record, at=at)
    answer = _answer(record)
    row = Feedback.objects.filter(source=source, external_id=record.submission_id).first()
    if row is None:
        draft = _draft(record, (answer,), at=at)
        row = record_one(source, draft, known=_known(draft.person), at=at, change=change)
        return 201, told(row, _stored(row, answer.field_id), record)
    said = tuple(AnswerDraft(**{name: getattr(one, name) for name in ANSWER}) for one in row.answers.all())
    same = next((one for one in said if one.field_id == answer.field_id), None)
    if same is None:
        draft = _draft(record, (*said, answer), at=at, row=row)
        known = _match_of(row) or _known(draft.person)
        revise_one(row, draft, before=said, known=known, at=at, change=change)
        return 201, told(row, _stored(row, answer.field_id), record)
    if replace(same, field_label="") != replace(answer, field_label=""):
        raise Refused(409, "this submission has another value for this field already")
    return 200, told(row, _stored(row, answer.field_id), record)


def told(row: Feedback, answer: Answer, record: FeedbackRecord | None = None) -> dict[str, Any]:
    """An answer in the shape that it came in, with the id of its record."""
    found: dict[str, Any] = {
        "id": str(answer.pk),
        "feedback_id": str(row.pk),
        "submission_id": row.external_id,
        "source_type": row.kind,
        "source_name": row.source.name,
        "field_id": answer.field_id,
        "field_label": answer.field_label,
        "field_type": answer.field_type,
        "collected_at": row.collected_at.isoformat() if row.collected_at else None,
        "created_at": row.received_at.isoformat(),
        "language": row.declared_language,
        "metadata": row.attributes,
    }
    found |= _value(answer)
    if record is not None:
        found |= {"source_type": record.source_type, "tenant_id": record.tenant_id}
        found["unknown_fields"] = sorted(record.model_extra or {})
    return found


def _value(answer: Answer) -> dict[str, Any]:
    said = {
        "value_number": answer.value_number,
        "value_id": answer.value_id or None,
        "value_boolean": answer.value_boolean,
        "value_date" if answer.field_type == FieldType.DATE else "value_text": answer.value_text or None,
    }
    return {name: value for name, value in said.items() if value is not None}


def _stored(row: Feedback, field_id: str) -> Answer:
    answer: Answer = Answer.objects.get(feedback=row, field_id=field_id)
    return answer


def _source(record: FeedbackRecord, *, at: datetime) -> Source:
    named = f"{record.tenant_id}\0{record.source_type}\0{record.source_id or ''}"
    digest = hashlib.sha256(named.encode()).hexdigest()[:16]
    key = f"api-{slugify(record.source_type)[:60]}-{digest}"
    name = record.source_name or record.source_type
    made: Source = Source.objects.get_or_create(
        key=key, defaults={"name": name, "kind": _kind(record), "created_at": at}
    )[0]
    return made


def _kind(record: FeedbackRecord) -> Kind:
    return KINDS.get(record.source_type, Kind.SURVEY_RESPONSE)


def _answer(record: FeedbackRecord) -> AnswerDraft:
    label = record.field_label or ""
    if record.field_type in SCALES:
        low, high = record.scale
        value = record.value_number or 0.0
        return AnswerDraft.score(record.field_type, value, low, high, field_id=record.field_id, label=label)
    written = record.value_text or ""
    if record.field_type == "date" and record.value_date is not None:
        written = record.value_date.isoformat()
    return AnswerDraft(
        field_id=record.field_id,
        field_type=record.field_type,
        field_label=label,
        value_number=record.value_number,
        value_text=written,
        value_id=record.value_id or "",
        value_boolean=record.value_boolean,
    )


def _draft(
    record: FeedbackRecord, answers: tuple[AnswerDraft, ...], *, at: datetime, row: Feedback | None = None
) -> Draft:
    texts = [one.value_text for one in answers if one.field_type == FieldType.TEXT and one.value_text]
    about = {name: _short(value) for name, value in list((record.metadata or {}).items())[:MOST_ATTRIBUTES]}
    first = row.collected_at if row else None
    return Draft(
        external_id=record.submission_id,
        kind=_kind(record),
        channel=row.channel if row else Channel.IMPORT,
        text="\n\n".join(texts),
        answers=answers,
        person=Person(external_id=record.user_id or ""),
        collected_at=first or record.collected_at or at,
        declared_language=record.language or (row.declared_language if row else ""),
        attributes=(row.attributes if row else {}) | about,
    )


def _short(value: Any) -> str:
    return str(value).replace("\0", "")[:LONGEST_ATTRIBUTE]


def _known(person: Person) -> Match | None:
    return match([person]).get(person.key)


def _match_of(row: Feedback) -> Match | None:
    return Match(row.customer_id, row.account_id, row.segment) if row.customer_id else None
