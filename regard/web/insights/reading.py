"""Read what has been said since last time: the change feed in, readings and stale months out."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa
from django.db import transaction
from django.db.models import F, Q

from regard.perception import text
from regard.web.feedback.models import ChangeClock, Feedback, Removal, Revision
from regard.web.feedback.undoing import month_of
from regard.web.insights.models import Reading, ReadingCursor, StaleMonth, said, vocabulary
from regard.web.workspaces.leases import Hold

BATCH = 500


def unread() -> Q:
    """The records of the open workspace that the engine now installed has not read yet."""
    cursor = _cursor()
    later = Q(change__gt=cursor.change)
    if cursor.record_id is None:
        return later
    return Q(change__gte=cursor.change) & ~Q(change=cursor.change, id__lte=cursor.record_id)


def caught_up() -> bool:
    """Whether every change to the feedback of the open workspace is read."""
    cursor = _cursor()
    return cursor.record_id is None and cursor.change >= feed_end()


def feed_end() -> int:
    """The number of the last change; every row up to it can be seen by whoever asks afterwards."""
    return int(ChangeClock.objects.values_list("value", flat=True).first() or 0)


def read_next(hold: Hold, *, at: datetime) -> int:
    """Read the next records of the open workspace in one transaction; how many. 0: all is read.

    Raises IntegrityError where a record was removed meanwhile, and LeaseLost; then nothing is written.
    """
    cursor, end = _cursor(), feed_end()
    news = Feedback.objects.filter(unread(), change__lte=end).order_by("change", "id")
    records = list(news.only("title", "text", "collected_at", "revision", "change")[:BATCH])
    found = _read(records, at=at)
    gone = Removal.objects.filter(change__gt=cursor.removal, change__lte=end)
    months = {month_of(record.collected_at) for record in records} | _months_before(records)
    with transaction.atomic():
        hold.still_held(at=at)
        # in the order of the ids, as whoever removes records locks them
        Reading.objects.bulk_create(sorted(found, key=lambda row: row.feedback_id), ignore_conflicts=True)
        mark_stale(months | set(gone.values_list("month", flat=True)), at=at)
        _move(cursor, records, end)
    return len(records)


def mark_stale(months: Iterable[str], *, at: datetime) -> None:
    """Say that these months of the archive have to be written again."""
    wanted = sorted(months)
    StaleMonth.objects.filter(month__in=wanted).update(marks=F("marks") + 1)
    StaleMonth.objects.bulk_create(
        [StaleMonth(month=month, since=at) for month in wanted], ignore_conflicts=True
    )


def _cursor() -> ReadingCursor:
    wanted = {"engine": text.ENGINE, "version": text.VERSION}
    return ReadingCursor.objects.filter(**wanted).first() or ReadingCursor(**wanted)


def _read(records: Sequence[Feedback], *, at: datetime) -> list[Reading]:
    texts = pa.table({"text": pa.array([said(record) for record in records], pa.string())})
    found = text.read(texts, heads=text.EVERY_HEAD).to_pylist() if records else []
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
        words=found["words"],
        vocabulary=vocabulary(found["words"]),
        created_at=at,
    )


def _months_before(records: Sequence[Feedback]) -> set[str]:
    """The months that revised records were filed under before."""
    revised = [record for record in records if record.revision > 1]
    contents = Revision.objects.filter(feedback__in=revised).values_list("content__collected_at", flat=True)
    return {month_of(datetime.fromisoformat(written) if written else None) for written in contents}


def _move(cursor: ReadingCursor, records: Sequence[Feedback], end: int) -> None:
    cursor.removal = end
    if len(records) < BATCH:
        cursor.change, cursor.record_id = end, None
    else:
        cursor.change, cursor.record_id = records[-1].change, records[-1].pk
    cursor.save()
