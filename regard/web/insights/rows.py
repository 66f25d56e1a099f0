"""Feedback as rows of the archive: streamed from the database, a batch of Arrow rows at a time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

import pyarrow as pa
from django.db.models import F, Q
from django.db.models.functions import Floor

from regard.perception.schema import ROWS
from regard.web.feedback.models import Answer, AnswerState, Feedback, FieldType, State
from regard.web.feedback.undoing import UNDATED
from regard.web.insights.models import current_reading

BATCH = 2_000
WIDEST = 1_000
METRICS = {"nps": FieldType.NPS, "csat": FieldType.CSAT, "ces": FieldType.CES, "stars": FieldType.RATING}
METRIC_OF = {field_type.value: metric for metric, field_type in METRICS.items()}
ANSWERED = (State.PARTIAL, State.COMPLETE)
RECORD = (
    "pk", "source__key", "kind", "channel", "collected_at", "reading__language", "segment", "customer_id",
    "account_id", "subject", "reading__sentiment", "reading__sentiment_score", "reading__words", "is_public",
)  # fmt: skip
SCORE = ("field_type", "value_number", "scale_min", "scale_max", "scale_direction")

Score = tuple[str, float, float, float, str]


def answered() -> Q:
    """The records that count: complete or partial, not unconfirmed, withdrawn, deleted or a machine's."""
    return Q(state__in=ANSWERED)


def measured() -> Q:
    """The answers that measure: a whole number on a whole scale, within it, of a kind with a metric."""
    whole = Q(value_number=Floor("value_number"), scale_min=Floor("scale_min"), scale_max=Floor("scale_max"))
    within = Q(
        value_number__gte=F("scale_min"), value_number__lte=F("scale_max"), scale_min__lt=F("scale_max")
    )
    bounded = Q(scale_min__gte=-WIDEST, scale_max__lte=WIDEST)  # the archive refuses wider scales
    kinds = Q(answer_state=AnswerState.ANSWERED, field_type__in=METRIC_OF)
    return kinds & whole & within & bounded & ~Q(scale_direction="")


def batches_of(month: str) -> Iterator[pa.RecordBatch]:
    """The rows of one month ("2026-03", or "undated") of the open workspace, in the order of their days."""
    records = (
        Feedback.objects.annotate(reading=current_reading())
        .filter(answered(), in_month(month))
        .order_by("collected_at", "pk")
        .values_list(*RECORD)
        .iterator(chunk_size=BATCH)
    )
    while some := list(islice(records, BATCH)):
        scores = _scores([record[0] for record in some])
        yield _batch(row for record in some for row in _rows(record, scores[record[0]]))


def in_month(month: str) -> Q:
    """The records that are filed under a month, in UTC."""
    if month == UNDATED:
        return Q(collected_at__isnull=True)
    year, number = map(int, month.split("-"))
    months = year * 12 + number  # counted from 1 of month 0; the next one begins the next month
    until = datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC) if months // 12 <= 9999 else None
    since = Q(collected_at__gte=datetime(year, number, 1, tzinfo=UTC))
    return since & Q(collected_at__lt=until) if until else since


def _scores(ids: list[UUID]) -> defaultdict[UUID, list[Score]]:
    found: defaultdict[UUID, list[Score]] = defaultdict(list)
    answers = Answer.objects.filter(measured(), feedback__in=ids).order_by("feedback_id", "field_id", "pk")
    for feedback_id, *score in answers.values_list("feedback_id", *SCORE):
        found[feedback_id].append(tuple(score))
    return found


def _rows(record: tuple[Any, ...], scores: list[Score]) -> Iterator[tuple[Any, ...]]:
    """Part 0 with the record's first score and its text columns, then a row for each further score."""
    pk, source, kind, channel, at, language, segment, customer, account, subject, *found, is_public = record
    day = at.date() if at else None
    about = (
        source, kind, channel, day, _month(day), language, segment or None, customer and str(customer),
        account and str(account), subject or None,
    )  # fmt: skip
    name = str(pk)
    for part, score in enumerate(scores or [None]):
        columns = (METRIC_OF[score[0]], *score[1:]) if score else (None,) * 5
        yield name, part, *about, *columns, *(_text(*found) if part == 0 else (None,) * 3), is_public


def _month(day: date | None) -> str | None:
    return f"{day.year:04}-{day.month:02}" if day else None


def _text(sentiment: str | None, score: float | None, words: list[dict[str, Any]] | None) -> tuple[Any, ...]:
    if words is None:  # not read yet
        return None, None, None
    pairs = dict.fromkeys((found["word"], found["sentiment"]) for found in words)
    return sentiment or None, score, [{"word": word, "sentiment": label} for word, label in pairs]


def _batch(rows: Iterable[tuple[Any, ...]]) -> pa.RecordBatch:
    columns = list(zip(*rows, strict=True))
    arrays = [pa.array(column, field.type) for column, field in zip(columns, ROWS, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=ROWS)
