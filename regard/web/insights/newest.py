"""The newest records behind a number: the archive knows which they are, the database what came since."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

from django.db.models import F, Min, Q, QuerySet
from django.db.models.functions import Length

from regard.web.feedback.models import Feedback
from regard.web.insights import studies
from regard.web.insights.models import Correction, StaleMonth, current_reading
from regard.web.insights.records import among, matching
from regard.web.insights.rows import by_ids
from regard.web.insights.studies import Filters, Freshness
from regard.web.insights.theme_tallies import Themed
from regard.web.workspaces.models import Workspace

NEWEST = (F("collected_at").desc(nulls_last=True), "-id")
"""The order in which records are listed."""

MOST = 2_000  # records that are looked up one by one; where more have to be, the others are few
RECENT = 400  # quotes are chosen among so many of the newest records
BEGUN = timedelta(seconds=60)  # before a month is marked, a correction has begun
READABLE = range(12, 321)  # characters of a quote that is read at a glance

Dated = tuple[datetime | None, UUID]
Text = tuple[UUID, int, float | None]


def clearest(
    workspace: Workspace,
    where: Filters,
    *,
    sentiment: str,
    limit: int,
    fresh: Freshness,
    themed: Themed | None = None,
) -> list[UUID]:
    """The clearest things said with this sentiment, short ones first, among the newest matching records."""
    if where.sentiment and sentiment not in where.sentiment:
        return []
    return _best(_newest_texts(workspace, replace(where, sentiment=(sentiment,)), fresh, themed), limit)


def clearest_of(records: QuerySet[Feedback], *, limit: int) -> list[UUID]:
    """The same of records that only the database can tell; all of them speak with one sentiment."""
    return _best(list(_with_text(records.order_by(*NEWEST))[:RECENT]), limit)


def _best(texts: list[Text], limit: int) -> list[UUID]:
    best = sorted(texts, key=lambda row: (row[1] not in READABLE, -abs(row[2] or 0)))[:limit]
    return [pk for pk, *_ in best]


def _newest_texts(
    workspace: Workspace, where: Filters, fresh: Freshness, themed: Themed | None
) -> list[Text]:
    """How long the newest texts are, and how clear."""
    for most in (RECENT, 2 * RECENT):  # some have a title alone
        ids = newest(workspace, where, most=most, fresh=fresh, themed=themed)
        if ids is None:
            break
        rows = by_ids(ids).annotate(reading=current_reading())
        found = {row[0]: row for row in _with_text(rows)}
        if len(found) >= RECENT or len(ids) < most:
            return [found[pk] for pk in ids if pk in found][:RECENT]
    return list(_with_text(matching(where).order_by(*NEWEST))[:RECENT])


def _with_text(records: QuerySet[Feedback]) -> QuerySet[Feedback, Text]:
    written = records.exclude(text="").annotate(length=Length("text"))
    return written.values_list("pk", "length", "reading__sentiment_score")


def newest(
    workspace: Workspace, where: Filters, *, most: int, fresh: Freshness, themed: Themed | None = None
) -> list[UUID] | None:
    """The ids of the newest records that `records.matching(where)` finds, at most so many, in their order.

    For filters that few records match: there the database looks through all others. None where the archive
    cannot tell, or where more are asked for, or have changed since it was written, than can be looked up one
    by one. Where the filters name themes, `themed` is what the archive tells of them.
    """
    since = _changed(fresh, min(fresh.change, themed.change) if themed else fresh.change)
    if since is None or fresh.at is None or fresh.mixed:
        return None
    limit = most + len(since)
    while limit <= MOST:
        asked = partial(themed.newest if themed else partial(studies.newest, workspace), where=where)
        told = asked(limit=limit)
        if told is None:
            return None
        told = told[:limit]  # of those that are as new as the last one, those with the last ids
        found = _dated({UUID(name) for name in told} - since)
        if len(found) >= most or len(told) < limit:
            found += among(since, where).values_list("collected_at", "pk") if since else ()
            return [pk for _, pk in sorted(found, key=_place, reverse=True)[:most]]
        limit *= 2  # some of them are gone
    return None


def _changed(fresh: Freshness, through: int) -> set[UUID] | None:
    """The records that the archive may tell otherwise than they are now; None where they are too many.

    What was said up to `through` is told.
    """
    if not fresh.behind and through == fresh.change:
        return set()
    later = Feedback.objects.filter(change__gt=through).order_by()
    ids = set(later.values_list("pk", flat=True)[: MOST + 1])
    marked = StaleMonth.objects.filter(rewrites__gt=0).aggregate(first=Min("since"))["first"]
    if marked:
        marked -= BEGUN
        corrected = Correction.objects.filter(Q(at__gte=marked) | Q(retraction__at__gte=marked)).order_by()
        ids |= set(corrected.values_list("feedback_id", flat=True)[: MOST + 1])
    return ids if len(ids) <= MOST else None


def _dated(ids: Collection[UUID]) -> list[Dated]:
    """When they came, those of them that there still are."""
    return list(by_ids(list(ids)).values_list("collected_at", "pk"))


def _place(row: Dated) -> tuple[bool, datetime, UUID]:
    at, pk = row
    return at is not None, at or datetime.min.replace(tzinfo=UTC), pk
