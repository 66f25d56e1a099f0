"""Read what has been said since last time: the change feed in, readings and stale months out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pyarrow as pa
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Least

from regard.perception import text
from regard.web.feedback.models import ChangeClock, Feedback, Removal, Revision
from regard.web.feedback.undoing import UNDATED, month_of
from regard.web.insights.corrections import keep_corrections
from regard.web.insights.marks import joined, marks_of, vocabulary
from regard.web.insights.models import (
    ArchiveState,
    Reading,
    ReadingCursor,
    StaleMonth,
    Versions,
    said,
    versions,
)
from regard.web.workspaces.leases import Hold

BATCH = 500
BEFORE = 2_000  # records before those that are read, among which one is looked for that says the same
COMPARED = 14  # characters: no shorter text is compared with others
HEADS = ("language", "sentiment", "factors", "emotions", "intents", "descriptors", "flags", "words")
LISTS = ("factors", "emotions", "intents", "descriptors", "flags", "words")
CHANCES = ("p_negative", "p_neutral", "p_positive")


class ReadSoFar(NamedTuple):
    """Every record up to `change` is read, by this engine or an earlier one; `exactly`: and no other one."""

    change: int
    exactly: bool


def unread(by: ReadingCursor | None = None) -> Q:
    """The records of the open workspace that a version, by default the installed one, has not read yet."""
    cursor = by or versions().installed
    later = Q(change__gt=cursor.change)
    if cursor.record_id is None:
        return later
    return Q(change__gte=cursor.change) & ~Q(change=cursor.change, id__lte=cursor.record_id)


def caught_up() -> bool:
    """Whether every change to the feedback of the open workspace is read."""
    cursor = versions().installed
    return cursor.record_id is None and cursor.change >= feed_end()


def read_so_far() -> ReadSoFar:
    """How far the records of the open workspace are read."""
    cursors = list(ReadingCursor.objects.values_list("change", "record_id"))
    change = max((at if within is None else at - 1 for at, within in cursors), default=0)
    return ReadSoFar(change, exactly=all(at <= change for at, _ in cursors))


def feed_end() -> int:
    """The number of the last change; every row up to it can be seen by whoever asks afterwards."""
    return int(ChangeClock.objects.values_list("value", flat=True).first() or 0)


def read_next(hold: Hold, *, at: datetime) -> int:
    """Read the next records of the open workspace in one transaction; how many. 0: all is read.

    Raises IntegrityError where a record was removed meanwhile, and LeaseLost; then nothing is written.
    """
    found, end = versions(), feed_end()
    cursor = found.installed
    news = Feedback.objects.filter(unread(cursor), change__lte=end).order_by("change", "id")
    records = list(news.only("title", "text", "collected_at", "revision", "change")[:BATCH])
    readings = _read(records, at=at)
    gone = Removal.objects.filter(change__gt=cursor.removal, change__lte=end)
    old, new = _divided(_untold(records, found))
    rewritten = {month_of(record.collected_at) for record in old} | _months_before(old)
    if found.is_rereading and len(records) < BATCH:  # from now on its readings take the place of others
        rewritten |= months_said()
    with transaction.atomic():
        hold.still_held(at=at)
        # in the order of the ids, as whoever removes records locks them
        Reading.objects.bulk_create(sorted(readings, key=lambda row: row.feedback_id), ignore_conflicts=True)
        keep_corrections(records)
        mark_stale(rewritten | set(gone.values_list("month", flat=True)), at=at)
        mark_grown(_firsts(new), at=at)
        _move(cursor, records, end, at=at)
    return len(records)


def months_said() -> set[str]:
    """Every month of the open workspace that feedback is filed under, and "undated"."""
    dated = Feedback.objects.datetimes("collected_at", "month", tzinfo=UTC)
    return {month_of(first) for first in dated} | {UNDATED}


def mark_stale(months: Iterable[str], *, at: datetime) -> None:
    """Say that these months of the archive have to be written again, whole."""
    _mark(dict.fromkeys(months, 0), at=at, rewrites=1)


def mark_grown(firsts: Mapping[str, int], *, at: datetime) -> None:
    """Say that records were added to these months of the archive, none with a smaller change number."""
    _mark(firsts, at=at, rewrites=0)


def _mark(firsts: Mapping[str, int], *, at: datetime, rewrites: int) -> None:
    """Mark within the open transaction; one at a time, so that no mark falls between finding and making."""
    if firsts:
        ArchiveState.objects.get_or_create()
        ArchiveState.objects.select_for_update().get()
    for month, first in sorted(firsts.items()):
        marked = StaleMonth.objects.filter(month=month).update(
            marks=F("marks") + 1, rewrites=F("rewrites") + rewrites, first=Least("first", first)
        )
        if not marked:
            StaleMonth.objects.create(month=month, rewrites=rewrites, first=first, since=at)


def _divided(records: Sequence[Feedback]) -> tuple[list[Feedback], list[Feedback]]:
    """Those that the archive may have already, and those that it cannot have: new, and never read before."""
    new = {record.pk for record in records if record.revision == 1}
    new -= set(read_before(records).values_list("feedback_id", flat=True))
    return [row for row in records if row.pk not in new], [row for row in records if row.pk in new]


def read_before(records: Sequence[Feedback]) -> QuerySet[Reading]:
    """The readings that there are of these records of the open workspace, by any version."""
    # not asked of the workspace: SQLite would read all of it rather than look each of the records up
    return Reading._base_manager.filter(feedback__in=records).order_by()


def _firsts(records: Sequence[Feedback]) -> dict[str, int]:
    """The smallest change number of each month."""
    latest_first = sorted(records, key=lambda record: -record.change)
    return {month_of(record.collected_at): record.change for record in latest_first}


def _untold(records: list[Feedback], found: Versions) -> list[Feedback]:
    """The records that the archive must hear of now: not those that only a coming version reads again."""
    if not found.is_rereading:
        return records
    return [record for record in records if record.change > found.serving.change]


def _read(records: Sequence[Feedback], *, at: datetime) -> list[Reading]:
    if not records:
        return []
    texts = [said(record) for record in records]
    found = text.read(_table(texts), heads=HEADS).to_pylist()
    if before := _said_before(records[0]) if any(len(one) >= COMPARED for one in texts) else []:
        flags = text.read(_table(before + texts), heads=("flags",))["flags"].to_pylist()
        found = [row | {"flags": own} for row, own in zip(found, flags[len(before) :], strict=True)]
    return [_reading(record, row, at=at) for record, row in zip(records, found, strict=True)]


def _said_before(first: Feedback) -> list[str]:
    """What the records before this one say, in the order of the feed, whichever of them were read with it."""
    earlier = Q(change__lt=first.change) | Q(change=first.change, id__lt=first.pk)
    rows = Feedback.objects.filter(earlier).order_by("-change", "-id").only("title", "text")[:BEFORE]
    return [said(row) for row in reversed(rows)]


def _table(texts: list[str]) -> pa.Table:
    return pa.table({"text": pa.array(texts, pa.string())})


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
        vocabulary=vocabulary(found["descriptors"]),
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
