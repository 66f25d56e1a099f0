"""Who said what on which day, as columns: from the archive, and from the database until there is one."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from functools import lru_cache
from itertools import islice
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Count, Max, Q

from regard.web.customers.models import Account, Customer, CustomerRevision
from regard.web.feedback.models import Answer, Direction, Feedback, FieldType
from regard.web.insights import studies
from regard.web.insights.anonymity import anonymous_sources
from regard.web.insights.marks import parted
from regard.web.insights.models import current_reading
from regard.web.insights.reading import feed_end
from regard.web.insights.rows import answered, measured
from regard.web.workspaces.tenancy import TenantQuerySet, current_workspace

RECORD = ("pk", "customer_id", "account_id", "collected_at")
WHOSE = ("record_id", "customer_id", "account_id", "day")
SCORES = pa.schema(
    [*((name, pa.string()) for name in WHOSE[:3]), ("day", pa.date32()), ("score", pa.float64())]
)
RECORDS = SCORES.remove(4).append(pa.field("marks", pa.list_(pa.string())))
RECOMMENDED = {
    "field_type": FieldType.NPS, "scale_min": 0, "scale_max": 10, "scale_direction": Direction.HIGH_IS_GOOD,
}  # fmt: skip
AT_ONCE = 2_000  # records of one statement


def scores_said(since: date | None = None) -> pa.Table:
    """Every answer from 0 to 10 to "would you recommend us?" of known people and companies, since a day."""
    asked = (
        (pc.field("metric") == "nps")
        & (pc.field("scale_min") == 0)
        & (pc.field("scale_max") == 10)
        & (pc.field("scale_direction") == Direction.HIGH_IS_GOOD.value)
        & pc.field("score").is_valid()
    )
    found = studies.rows(current_workspace(), (*WHOSE, "score"), asked & _known(since))
    return found if found is not None else _told(SCORES, _scores(since))


def people_said(since: date) -> pa.Table:
    """Every record of known people and companies since a day."""
    found = studies.rows(current_workspace(), WHOSE[1:], (pc.field("part") == 0) & _known(since))
    return found if found is not None else _told(RECORDS, _records(since))


def records_said(since: date) -> pa.Table:
    """Every record of known people and companies since a day, with its marks."""
    found = studies.rows(current_workspace(), (*WHOSE[1:], "marks"), (pc.field("part") == 0) & _known(since))
    return found if found is not None else _told(RECORDS, _records(since))


def payers_of(rows: pa.Table) -> pa.Array:
    """Whose each row is, by its id: the company of the person who said it, else the person.

    The company is that of today: of a person whose row was never changed it is the one that stands beside
    what they said, where it is still there.
    """
    beside, people = rows["account_id"].combine_chunks(), rows["customer_id"].combine_chunks()
    pks = Account.objects.order_by().values_list("pk", flat=True)
    accounts = pa.array([str(pk) for pk in pks], pa.string())
    beside = pc.if_else(pc.is_in(beside, accounts), beside, pa.scalar(None, pa.string()))
    changed, now = _changed(current_workspace().pk, _state())
    if not len(changed):
        return pc.coalesce(beside, people)
    return pc.coalesce(now.take(pc.index_in(people, changed)), beside, people)


def _state() -> str:
    """What changes whenever anything is said, or a person is changed."""
    revisions = CustomerRevision.objects.aggregate(n=Count("pk"), at=Max("replaced_at"))
    return f"{feed_end()} {revisions}"


@lru_cache(maxsize=8)
def _changed(_workspace: UUID, _state: str) -> tuple[pa.Array, pa.Array]:
    """The people who were ever changed, and whose they are today."""
    rows = Customer.objects.filter(revision__gt=1).order_by().values_list("pk", "account_id")
    found = [(str(pk), str(account or pk)) for pk, account in rows]
    return pa.array([pk for pk, _ in found], pa.string()), pa.array(
        [whose for _, whose in found], pa.string()
    )


def given_in(records: Iterable[UUID]) -> list[tuple[datetime, UUID, UUID, float]]:
    """When each answer of these records was given: moment, record, answer and score, in no order."""
    ids, found = iter(sorted(records)), list[Any]()
    while some := list(islice(ids, AT_ONCE)):
        # not asked of the workspace: SQLite would read all of it rather than look each of the ids up
        rows = Answer._base_manager.filter(measured(), feedback__in=some, **RECOMMENDED).order_by()
        found += rows.values_list("feedback__collected_at", "feedback_id", "pk", "value_number")
    return found


def _known(since: date | None) -> pc.Expression:
    """The rows of known people and companies that have a day."""
    known = pc.field("customer_id").is_valid() | pc.field("account_id").is_valid()
    return known & (pc.field("day").is_valid() if since is None else pc.field("day") >= since)


def _told(shape: pa.Schema, rows: Iterable[tuple[Any, ...]]) -> pa.Table:
    """Rows of the database as those of the archive."""
    columns: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) or [()] * len(shape)
    ids = [[pk and str(pk) for pk in column] for column in columns[:3]]
    days = [at.date() for at in columns[3]]
    arrays = [
        pa.array(column, field.type) for column, field in zip([*ids, days, columns[4]], shape, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=shape)


def _scores(since: date | None) -> Iterator[tuple[Any, ...]]:
    # from the records on, so that no database looks through all of them for each answer
    asked = {f"answers__{name}": value for name, value in RECOMMENDED.items()}
    rows = _people(since).filter(measured("answers__"), **asked)
    yield from rows.values_list(*RECORD, "answers__value_number").iterator()


def _records(since: date) -> Iterator[tuple[Any, ...]]:
    rows = _people(since).annotate(reading=current_reading())
    for *whose, marks in rows.values_list(*RECORD, "reading__marks").iterator():
        yield *whose, parted(marks or "")


def _people(since: date | None) -> TenantQuerySet:
    """The records of known people and companies that have a day."""
    dated = Q(collected_at__isnull=False)
    if since is not None:
        dated = Q(collected_at__gte=datetime.combine(since, time(), UTC))
    rows = Feedback.objects.filter(answered(), dated).exclude(Q(customer=None) & Q(account=None))
    found: TenantQuerySet = rows.exclude(source__in=anonymous_sources()).order_by()
    return found
