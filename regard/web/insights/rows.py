"""Feedback as rows of the archive: streamed from the database, a batch of Arrow rows at a time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

import pyarrow as pa
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Floor
from django.utils import timezone

from regard.perception.schema import RATING, ROWS
from regard.web.feedback.models import Answer, AnswerState, Direction, Feedback, FieldType, State
from regard.web.feedback.undoing import UNDATED
from regard.web.insights.anonymity import UNTOLD, Apart, anonymous_sources, apart, withheld
from regard.web.insights.marks import parted
from regard.web.insights.models import current_reading
from regard.web.workspaces.tenancy import TenantQuerySet

BATCH = 2_000
WIDEST = 1_000
METRICS = {
    "nps": FieldType.NPS,
    "csat": FieldType.CSAT,
    "ces": FieldType.CES,
    "stars": FieldType.RATING,
    "trust": FieldType.TRUST,
    "values": FieldType.VALUES,
}
METRIC_OF = {field_type.value: metric for metric, field_type in METRICS.items()}
ANSWERED = (State.PARTIAL, State.COMPLETE)
RECORD = (
    "pk", "source__key", "kind", "channel", "collected_at", "reading__language", "segment", "customer_id",
    "account_id", "subject", "reading__sentiment", "reading__sentiment_score", "reading__descriptors",
    "reading__marks", "is_public", "is_worded", "response__version_id", "source_id",
)  # fmt: skip
SCORE = ("field_type", "value_number", "scale_min", "scale_max", "scale_direction")

WORDED = Case(When(title="", text="", then=Value(False)), default=Value(True))
BESIDE = ("field_id", "field_label", "field_type", "value_number", "scale_min", "scale_max")
STEPS = 20  # of a scale whose ratings are looked at one by one

Score = tuple[str, float, float, float, str]


def answered(known: Apart | None = None, *, of_staff: bool = False) -> Q:
    """The records that count: complete or partial, not unconfirmed, withdrawn, deleted or a machine's.

    They are the customers', or what staff believe of them instead. Those of anonymous surveys count from
    their step on. `known` says which sources these are, where that was asked already.
    """
    sources = apart() if known is None else known
    counted = Q(state__in=ANSWERED)
    if of_staff:
        counted &= Q(source__in=sources.staff)
    elif sources.staff:
        counted &= ~Q(source__in=sources.staff)
    waiting = withheld(sources.anonymous, at=timezone.now(), of_staff=of_staff)
    return counted & ~Q(pk__in=waiting) if waiting else counted


def measured(of: str = "") -> Q:
    """The answers that measure: a whole number on a whole scale, within it, of a kind with a metric.

    `of` leads to the answers from where they are asked for: "answers__" from their record.
    """
    number, low, high = (f"{of}{name}" for name in ("value_number", "scale_min", "scale_max"))
    whole = Q(**{name: Floor(name) for name in (number, low, high)})
    within = Q(**{f"{number}__gte": F(low), f"{number}__lte": F(high), f"{low}__lt": F(high)})
    bounded = Q(**{f"{low}__gte": -WIDEST, f"{high}__lte": WIDEST})  # the archive refuses wider scales
    kinds = Q(**{f"{of}answer_state": AnswerState.ANSWERED, f"{of}field_type__in": METRIC_OF})
    told = Q(**{f"{of}scale_direction__in": Direction.values})
    return kinds & whole & within & bounded & told


def batches_of(month: str, *, until: int | None = None) -> Iterator[pa.RecordBatch]:
    """The rows of one month ("2026-03", or "undated") of the open workspace, in the order of their days.

    Where it says `until`, records that were added after that change are left to `additions_of`.
    """
    records = Feedback.objects.annotate(reading=current_reading()).filter(answered(), in_month(month))
    if until is not None:
        records = records.filter(Q(change__lte=until) | Q(revision__gt=1))
    records = records.annotate(is_worded=WORDED).order_by("collected_at", "pk")
    yield from _batches(records.values_list(*RECORD).iterator(chunk_size=BATCH))


def additions_of(month: str, *, after: int, until: int) -> Iterator[pa.RecordBatch]:
    """The rows of the records that were added to the month by the changes after `after` and up to `until`.

    In the order of their days, too; those that were revised since are not among them.
    """
    added = added_to(month, after=after, until=until).iterator(chunk_size=BATCH)
    while some := list(islice(added, BATCH)):
        found = by_ids(some).annotate(reading=current_reading(), is_worded=WORDED)
        found = found.filter(answered(), revision=1)
        by_id = {record[0]: record for record in found.values_list(*RECORD)}
        yield from _batches(by_id[pk] for pk in some if pk in by_id)


def added_to(month: str, *, after: int, until: int) -> TenantQuerySet:
    """The ids of the records that `additions_of` tells, in its order."""
    # by an expression, no index of the days serves: the few records are found by their change numbers
    moment = Coalesce("collected_at", "collected_at")
    records = Feedback.objects.annotate(moment=moment).filter(answered(), in_month(month, of="moment"))
    records = records.filter(revision=1, change__gt=after, change__lte=until).order_by("moment", "pk")
    ids: TenantQuerySet = records.values_list("pk", flat=True)
    return ids


def in_month(month: str, *, of: str = "collected_at") -> Q:
    """The records that are filed under a month, in UTC."""
    if month == UNDATED:
        return Q(**{f"{of}__isnull": True})
    year, number = map(int, month.split("-"))
    months = year * 12 + number  # counted from 1 of month 0; the next one begins the next month
    until = datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC) if months // 12 <= 9999 else None
    since = Q(**{f"{of}__gte": datetime(year, number, 1, tzinfo=UTC)})
    return since & Q(**{f"{of}__lt": until}) if until else since


def by_ids(ids: Sequence[UUID]) -> QuerySet[Feedback]:
    """The records of these ids, which the open workspace has told."""
    # not asked of the workspace: SQLite would read all of it rather than look each of the ids up
    return Feedback._base_manager.filter(pk__in=ids).order_by()


def scores_of(ids: Sequence[UUID]) -> QuerySet[Answer]:
    """The answers that measure, of the records of these ids, which the open workspace has told."""
    answers = Answer._base_manager.filter(measured(), feedback__in=ids)  # by the ids alone: see by_ids
    return answers.order_by("feedback_id", "field_id", "pk")


def _batches(records: Iterator[tuple[Any, ...]]) -> Iterator[pa.RecordBatch]:
    while some := list(islice(records, BATCH)):
        ids, anonymous = [record[0] for record in some], anonymous_sources()
        scores, beside = _scores(ids), _beside(ids)
        told = [_untold(record) if record[-1] in anonymous else record[:-1] for record in some]
        yield _batch(row for record in told for row in _rows(record, scores[record[0]], beside[record[0]]))


def _untold(record: tuple[Any, ...]) -> tuple[Any, ...]:
    """The record without what nobody is told of an anonymous answer."""
    return tuple(None if name in UNTOLD else cell for name, cell in zip(RECORD[:-1], record, strict=False))


def _scores(ids: list[UUID]) -> defaultdict[UUID, list[Score]]:
    found: defaultdict[UUID, list[Score]] = defaultdict(list)
    for feedback_id, *score in scores_of(ids).values_list("feedback_id", *SCORE):
        found[feedback_id].append(tuple(score))
    return found


def _beside(ids: list[UUID]) -> defaultdict[UUID, list[tuple[Any, ...]]]:
    """What else was asked: the words that were picked, and the ratings on scales with few steps."""
    picked = Q(field_type=FieldType.WORD_CHOICE)
    few = Q(
        answer_state=AnswerState.ANSWERED, value_number__isnull=False, scale_max__lte=F("scale_min") + STEPS
    )
    rows = Answer._base_manager.filter(picked | few, feedback__in=ids).order_by("feedback_id", "field_id")
    found: defaultdict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    for feedback_id, *answer in rows.values_list("feedback_id", *BESIDE, "value_id"):
        found[feedback_id].append(tuple(answer))
    return found


def _rows(
    record: tuple[Any, ...], scores: list[Score], beside: list[tuple[Any, ...]]
) -> Iterator[tuple[Any, ...]]:
    """Part 0 with the record's first score and what is told of it once, then a row for each further score."""
    pk, source, kind, channel, at, language, segment, customer, account, subject, *found = record
    *read, is_public, is_worded, version = found
    day = at.date() if at else None
    about = (
        source, kind, channel, day, _month(day), language, segment or None, customer and str(customer),
        account and str(account), subject or None,
    )  # fmt: skip
    name, once = str(pk), (*_asked(scores, beside), version and str(version))
    for part, score in enumerate(scores or [None]):
        columns = (METRIC_OF[score[0]], *score[1:]) if score else (None,) * 5
        text, asked = (_text(*read), once) if part == 0 else ((None,) * 4, (None,) * 3)
        yield name, part, *about, *columns, *text, is_public, at, is_worded, *asked


def _asked(scores: list[Score], beside: list[tuple[Any, ...]]) -> tuple[Any, ...]:
    """The ratings, where they are not all of the kind of the one score, and the words that were picked."""
    picked = [value for *_, kind, _n, _low, _high, value in beside if kind == FieldType.WORD_CHOICE]
    rated = [one[:-1] for one in beside if one[2] != FieldType.WORD_CHOICE and one[3].is_integer()]
    several = len({score[0] for score in scores} | {kind for _, _, kind, *_ in rated}) > 1
    names = [field.name for field in RATING]
    ratings = [dict(zip(names, one, strict=True)) for one in rated]
    return ratings if several else None, picked or None


def _month(day: date | None) -> str | None:
    return f"{day.year:04}-{day.month:02}" if day else None


def _text(
    sentiment: str | None, score: float | None, described: list[dict[str, Any]] | None, marks: str | None
) -> tuple[Any, ...]:
    if described is None or marks is None:  # not read yet
        return (None,) * 4
    pairs = dict.fromkeys((found["word"], found["polarity"]) for found in described)
    used = [{"word": word, "sentiment": label} for word, label in pairs]
    return sentiment or None, score, used, parted(marks)


def _batch(rows: Iterable[tuple[Any, ...]]) -> pa.RecordBatch:
    columns = list(zip(*rows, strict=True))
    arrays = [pa.array(column, field.type) for column, field in zip(columns, ROWS, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=ROWS)
