"""The records behind a number: the same filters as the archive's, asked of the database."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime, time
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, StrIndex
from django.db.models.lookups import GreaterThan

from regard.perception.tallies import Filters, Owned
from regard.web.feedback.models import Answer, Feedback
from regard.web.insights.anonymity import Apart, apart
from regard.web.insights.bound_ids import is_among
from regard.web.insights.marks import SEPARATOR
from regard.web.insights.models import current_reading
from regard.web.insights.rows import METRICS, answered, by_ids, measured
from regard.web.insights.theme_models import ThemeAssignment
from regard.web.workspaces.tenancy import TenantQuerySet

ANYTHING = Filters()
NOWHERE = Q(pk__in=())

Allowed = Iterable[str | None]


def matching(where: Filters = ANYTHING, *, q: str = "", batch: UUID | None = None) -> TenantQuerySet:
    """The records of the open workspace that `where` lets through, newest first.

    It means what the same Filters mean to the archive's engine: the counts of both are equal. Two
    filters exist here only: `q`, a text that the title or the text holds, and `batch`, an import.
    Each record comes with `reading` (only where it is read), `source`, `customer`, `account`, answers, and
    whether it `is_anonymous`: then nothing may be shown that tells it from others.
    """
    known = apart()
    records = _told(known, *_conditions(where, known.anonymous))
    if text := q.replace("\0", "").strip():
        records = records.filter(Q(title__icontains=text) | Q(text__icontains=text))
    if batch is not None:
        records = records.filter(batch_id=batch)
    return records


def among(ids: Collection[UUID], where: Filters) -> QuerySet[Feedback]:
    """Of these records of the open workspace those that `where` lets through, in no order."""
    known = apart()
    # by expressions, no index of other columns serves: the few records are found by their ids
    moment = Coalesce("collected_at", "collected_at")
    records = by_ids(list(ids)).annotate(reading=current_reading(), moment=moment)
    return records.filter(answered(known), *_conditions(where, known.anonymous, moment="moment"))


def of_staff(where: Filters = ANYTHING) -> TenantQuerySet:
    """The same of what staff believe that customers think, which is among nobody else's words."""
    known = apart()
    return _told(known, *_conditions(where, known.anonymous), of_staff=True)


def _told(known: Apart, *conditions: Q | Exists, of_staff: bool = False) -> TenantQuerySet:
    """The records that count and that these conditions let through, with all that is shown of them."""
    # one filter() for all: a second one would join the readings a second time
    counted = answered(known, of_staff=of_staff)
    records = Feedback.objects.annotate(reading=current_reading()).filter(counted, *conditions)
    records = records.annotate(is_anonymous=_is_of(known.anonymous))
    related = records.select_related("reading", "source", "customer", "account")
    found: TenantQuerySet = related.prefetch_related("answers")
    return found


def these(ids: Sequence[UUID]) -> list[Feedback]:
    """The records of these ids that there still are, in their order."""
    found = {record.pk: record for record in _told(apart(), Q(pk__in=ids))} if ids else {}
    return [found[pk] for pk in ids if pk in found]


def _is_of(sources: Collection[UUID]) -> Case | Value:
    if not sources:
        return Value(False, BooleanField())
    return Case(When(source__in=sources, then=Value(True)), default=Value(False))


def _conditions(
    where: Filters, anonymous: Collection[UUID], *, moment: str = "collected_at"
) -> Iterable[Q | Exists]:
    yield from _period(where.start, where.end, moment)
    if where.kind:
        yield _one_of("kind", where.kind, unknown=Q(kind=""))
    for name in ("channel", "segment"):
        if allowed := getattr(where, name):
            yield _one_told(name, allowed, anonymous, unknown=Q(**{name: ""}))
    if where.source:
        yield _one_of("source__key", where.source, unknown=NOWHERE)
    if where.language:
        yield _one_of("reading__language", where.language, unknown=Q(reading__isnull=True))
    if where.sentiment:
        unread = Q(reading__isnull=True) | Q(reading__sentiment="")
        yield _one_of("reading__sentiment", where.sentiment, unknown=unread)
    for name in ("customer_id", "account_id"):
        if allowed := getattr(where, name):
            yield _one_told(name, _ids(allowed), anonymous, unknown=Q(**{f"{name}__isnull": True}))
    if where.owned is not None:
        yield _owned(where.owned, anonymous)
    if where.metric:
        yield _answered(field_type__in=[METRICS[name] for name in where.metric if name in METRICS])
    if where.word:
        yield _holds("reading__vocabulary", where.word)
    for group in where.marks:
        yield _holds("reading__marks", group)
    if where.theme:
        yield Q(pk__in=_carriers(where.theme))
    if where.band is not None:
        metric, low, high = where.band
        yield _answered(field_type=METRICS.get(metric, ""), value_number__gte=low, value_number__lte=high)


def _carriers(keys: Collection[str]) -> TenantQuerySet:
    """The ids of the records that carry one of these themes, or one of these groups; of none that is gone."""
    known = [key for key in keys if "\0" not in key]
    mine = Q(theme__key__in=known) | Q(theme__parent__key__in=known)
    found: TenantQuerySet = ThemeAssignment.objects.filter(mine, theme__gone_at=None).values("feedback")
    return found


def _period(start: date | None, end: date | None, moment: str) -> Iterable[Q]:
    """The days from `start` to before `end`, in UTC; a record without a day is in no period."""
    if start is not None:
        yield Q(**{f"{moment}__gte": datetime.combine(start, time(), UTC)})
    if end is not None:
        yield Q(**{f"{moment}__lt": datetime.combine(end, time(), UTC)})


def _one_of(field: str, allowed: Iterable[Any], *, unknown: Q) -> Q:
    """One of these values; None stands for not known."""
    values = list(allowed)
    known = [value for value in values if value and "\0" not in str(value)]
    condition = Q(**{f"{field}__in": known}) if known else NOWHERE
    return condition | unknown if None in values else condition


def _one_told(field: str, allowed: Iterable[Any], anonymous: Collection[UUID], *, unknown: Q) -> Q:
    """The same of what is not known of anonymous answers."""
    values = list(allowed)
    condition = _one_of(field, values, unknown=unknown)
    if not anonymous:
        return condition
    unasked = Q(source__in=anonymous)
    return condition | unasked if None in values else condition & ~unasked


def _owned(owned: Owned, anonymous: Collection[UUID]) -> Q:
    """Whose records: of these accounts, of these customers where no account is known, or all others.

    Anonymous answers are nobody's.
    """
    unasked = Q(source__in=anonymous) if anonymous else NOWHERE
    accounts, customers = (
        is_among(name, (pk for pk in _ids(ids) if pk))
        for name, ids in (("account_id", owned.accounts), ("customer_id", owned.customers))
    )
    known, named = Q(account__isnull=False), Q(customer__isnull=False)
    if owned.others:
        return (known & ~accounts) | (~known & (~named | ~customers)) | unasked
    return ((known & accounts) | (~known & named & customers)) & ~unasked


def _ids(allowed: Allowed) -> Iterable[UUID | None]:
    """The ids that are written as the archive writes them; nothing else is an id."""
    for value in allowed:
        if value is None:
            yield None
        elif _is_id(value):
            yield UUID(value)


def _is_id(value: str) -> bool:
    try:
        return str(UUID(value)) == value
    except ValueError:
        return False


def _answered(**answer: Any) -> Exists:
    return Exists(Answer.objects.filter(measured(), feedback=OuterRef("pk"), **answer))


def _holds(column: str, words: Iterable[str]) -> Q:
    """One of these words stands in the text of a column, where each word stands between separators."""
    wanted = [word for word in words if word and SEPARATOR not in word and "\0" not in word]
    holds = (StrIndex(column, Value(f"{SEPARATOR}{word}{SEPARATOR}")) for word in wanted)
    return reduce(or_, (Q(GreaterThan(place, 0)) for place in holds), NOWHERE)
