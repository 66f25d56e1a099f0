"""Read what has been said since last time: the change feed in, readings and stale months out."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
from django.db import transaction
from django.db.models import F, Q

from regard.perception import text
from regard.web.feedback.models import ChangeClock, Feedback, Removal, Revision
from regard.web.feedback.undoing import UNDATED, month_of
from regard.web.insights.corrections import keep_corrections
from regard.web.insights.marks import joined, marks_of, vocabulary
from regard.web.insights.models import Reading, ReadingCursor, StaleMonth, installed, said, serving
from regard.web.workspaces.leases import Hold

BATCH = 500
HEADS = ("language", "sentiment", "factors", "emotions", "intents", "descriptors", "flags", "words")
LISTS = ("factors", "emotions", "intents", "descriptors", "flags", "words")
CHANCES = ("p_negative", "p_neutral", "p_positive")


def unread(by: ReadingCursor | None = None) -> Q:
    """The records of the open workspace that a version, by default the installed one, has not read yet."""
    cursor = by or installed()
    later = Q(change__gt=cursor.change)
    if cursor.record_id is None:
        return later
    return Q(change__gte=cursor.change) & ~Q(change=cursor.change, id__lte=cursor.record_id)


def caught_up() -> bool:
    """Whether every change to the feedback of the open workspace is read."""
    cursor = installed()
    return cursor.record_id is None and cursor.change >= feed_end()


def feed_end() -> int:
    """The number of the last change; every row up to it can be seen by whoever asks afterwards."""
    return int(ChangeClock.objects.values_list("value", flat=True).first() or 0)


def read_next(hold: Hold, *, at: datetime) -> int:
    """Read the next records of the open workspace in one transaction; how many. 0: all is read.

    Raises IntegrityError where a record was removed meanwhile, and LeaseLost; then nothing is written.
    """
    cursor, end = installed(), feed_end()
    news = Feedback.objects.filter(unread(cursor), change__lte=end).order_by("change", "id")
    records = list(news.only("title", "text", "collected_at", "revision", "change")[:BATCH])
    found = _read(records, at=at)
    gone = Removal.objects.filter(change__gt=cursor.removal, change__lte=end)
    untold = _untold(records, cursor)
    months = {month_of(record.collected_at) for record in untold} | _months_before(untold)
    if _begins_to_count(cursor, records):
        months |= months_said()
    with transaction.atomic():
        hold.still_held(at=at)
        # in the order of the ids, as whoever removes records locks them
        Reading.objects.bulk_create(sorted(found, key=lambda row: row.feedback_id), ignore_conflicts=True)
        keep_corrections(records)
        mark_stale(months | set(gone.values_list("month", flat=True)), at=at)
        _move(cursor, records, end, at=at)
    return len(records)


def months_said() -> set[str]:
    """Every month of the open workspace that feedback is filed under, and "undated"."""
    dated = Feedback.objects.datetimes("collected_at", "month", tzinfo=UTC)
    return {month_of(first) for first in dated} | {UNDATED}


def mark_stale(months: Iterable[str], *, at: datetime) -> None:
    """Say that these months of the archive have to be written again."""
    wanted = sorted(months)
    StaleMonth.objects.filter(month__in=wanted).update(marks=F("marks") + 1)
    StaleMonth.objects.bulk_create(
        [StaleMonth(month=month, since=at) for month in wanted], ignore_conflicts=True
    )


def _untold(records: list[Feedback], cursor: ReadingCursor) -> list[Feedback]:
    """The records that the archive must hear of now: not those that only a coming version reads again."""
    counts = serving()
    if counts.is_of(cursor.engine, cursor.version):
        return records
    return [record for record in records if record.change > counts.change]


def _begins_to_count(cursor: ReadingCursor, records: Sequence[Feedback]) -> bool:
    """Whether a coming version has now read everything, so that its readings take the place of others."""
    last = cursor.whole_at is None and len(records) < BATCH
    return last and not serving().is_of(cursor.engine, cursor.version)


def _read(records: Sequence[Feedback], *, at: datetime) -> list[Reading]:
    texts = pa.table({"text": pa.array([said(record) for record in records], pa.string())})
    found = text.read(texts, heads=HEADS).to_pylist() if records else []
    return [_reading(record, row, at=at) for record, row in zip(records, found, strict=True)]


def _reading(record: Feedback, found: dict[str, Any], *, at: datetime) -> Reading:
    return Reading(
        feedback=record,
        revision=record.revision,
        engine=text.ENGINE,
        version=text.VERSION,
        language=found["language"],
        sentiment=found["sentiment"] or "",
        sentiment_score=found["sentiment_score"],
        **{name: found[name] for name in (*CHANCES, *LISTS)},
        vocabulary=vocabulary(found["words"]),
        marks=joined(marks_of(found)),
        created_at=at,
    )


def _months_before(records: Sequence[Feedback]) -> set[str]:
    """The months that revised records were filed under before."""
    revised = [record for record in records if record.revision > 1]
    contents = Revision.objects.filter(feedback__in=revised).values_list("content__collected_at", flat=True)
    return {month_of(datetime.fromisoformat(written) if written else None) for written in contents}


def _move(cursor: ReadingCursor, records: Sequence[Feedback], end: int, *, at: datetime) -> None:
    cursor.removal = end
    if len(records) < BATCH:
        cursor.change, cursor.record_id, cursor.whole_at = end, None, cursor.whole_at or at
    else:
        cursor.change, cursor.record_id = records[-1].change, records[-1].pk
    cursor.save()
