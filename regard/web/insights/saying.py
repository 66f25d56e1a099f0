"""What each payer said, counted: from the archive, and from the database until there is one."""
# The questions are written here and every value is bound:
# ruff: noqa: S608

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from typing import Any
from uuid import UUID

import pyarrow as pa
from django.db.models import Count, Max, Q

from regard.perception.engines.duckdb import DuckDBEngine
from regard.perception.schema import ROWS
from regard.web.customers.models import Account, Customer, CustomerRevision
from regard.web.feedback.models import Direction, Feedback, FieldType
from regard.web.insights import studies
from regard.web.insights.anonymity import anonymous_sources
from regard.web.insights.marks import parted
from regard.web.insights.models import current_reading
from regard.web.insights.reading import feed_end
from regard.web.insights.rows import answered, measured
from regard.web.workspaces.tenancy import TenantQuerySet, current_workspace

AT_ONCE = 2_000  # rows of one statement
RECOMMENDED = """
    metric = 'nps' AND score IS NOT NULL
    AND scale_min = 0 AND scale_max = 10 AND scale_direction = 'high_is_good'
"""
"""An answer from 0 to 10 to "would you recommend us?"."""
LATER = "(moment, record_id, part)"
OF_PAYERS = """
    SELECT told.*, coalesce(moved.payer, own.account_id, told.customer_id) AS payer FROM told
    LEFT JOIN (
        SELECT unnest(CAST(:changed AS VARCHAR[])) AS customer_id, unnest(CAST(:now AS VARCHAR[])) AS payer
    ) AS moved ON moved.customer_id = told.customer_id
    LEFT JOIN (
        SELECT unnest(CAST(:accounts AS VARCHAR[])) AS account_id
    ) AS own ON own.account_id = told.account_id
    WHERE day IS NOT NULL AND (told.customer_id IS NOT NULL OR told.account_id IS NOT NULL)
"""
"""The rows of known people and companies that have a day, and whose each is.

That is the company of the person who said it, else the person. The company is that of today: of a person
whose row was never changed it is the one that stands beside what they said, where it is still there.
"""
GIVEN = f"""
    SELECT payer, day, count(*) AS n, sum(score) AS total, min(score) AS low, max(score) AS high
    FROM ({OF_PAYERS}) WHERE payer IS NOT NULL AND {RECOMMENDED} GROUP BY payer, day ORDER BY payer, day
"""
LAST = f"""
    SELECT payer, day, arg_max(score, {LATER}) AS score FROM ({OF_PAYERS})
    WHERE payer IS NOT NULL AND {RECOMMENDED} AND day IN (SELECT CAST(unnest(:days) AS DATE))
    GROUP BY payer, day
"""
HEARD = f"""
    SELECT DISTINCT payer, account_id FROM ({OF_PAYERS}) WHERE part = 0 AND day >= CAST(:since AS DATE)
"""
RECORD = ("pk", "customer_id", "account_id", "collected_at")
TOLD = (
    "record_id", "customer_id", "account_id", "day", "moment", "part", "marks",
    "metric", "score", "scale_min", "scale_max", "scale_direction",
)  # fmt: skip
ASKED = {
    "field_type": FieldType.NPS, "scale_min": 0, "scale_max": 10, "scale_direction": Direction.HIGH_IS_GOOD,
}  # fmt: skip


def given_by_day() -> pa.Table:
    """By payer and day the answers from 0 to 10: how many (`n`), `total`, the lowest and the highest."""
    return asked(GIVEN)


def last_of(days: Collection[date]) -> pa.Table:
    """The last score that each payer gave on each of these days."""
    return asked(LAST, {"days": [day.isoformat() for day in sorted(days)]})


def heard_since(since: date) -> frozenset[UUID]:
    """The payers, and the companies, of whom there is anything said since a day, anonymous answers aside."""
    found = asked(HEARD, {"since": since.isoformat()}).to_pydict()
    return frozenset(UUID(pk) for pk in {*found["payer"], *found["account_id"]} if pk)


def asked(text: str, values: Mapping[str, studies.Value] | None = None) -> pa.Table:
    """What a SELECT with OF_PAYERS in it finds."""
    workspace = current_workspace()
    pks = Account.objects.order_by().values_list("pk", flat=True)
    changed, now = _changed(workspace.pk, _state())
    known = {"changed": changed, "now": now, "accounts": [str(pk) for pk in pks], **(values or {})}
    if studies.was_whole(workspace):
        return studies.table(workspace, text, known)
    return DuckDBEngine(_told()).table(text, known)


def _state() -> str:
    """What changes whenever anything is said, or a person is changed."""
    revisions = CustomerRevision.objects.aggregate(n=Count("pk"), at=Max("replaced_at"))
    return f"{feed_end()} {revisions}"


@lru_cache(maxsize=8)
def _changed(_workspace: UUID, _state: str) -> tuple[list[str], list[str]]:
    """The people who were ever changed, and whose they are today."""
    rows = Customer.objects.filter(revision__gt=1).order_by().values_list("pk", "account_id")
    found = [(str(pk), str(account or pk)) for pk, account in rows]
    return [pk for pk, _ in found], [whose for _, whose in found]


def _told() -> pa.Table:
    """What the database tells of known people and companies, as rows of the archive."""
    columns = list(zip(*_records(), *_scores(), strict=True)) or [()] * len(TOLD)
    fields = [ROWS.field(name) for name in TOLD]
    arrays = [pa.array(column, field.type) for column, field in zip(columns, fields, strict=True)]
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


def _records() -> Iterator[tuple[Any, ...]]:
    rows = _people().annotate(reading=current_reading())
    for *record, marks in rows.values_list(*RECORD, "reading__marks").iterator():
        yield *_about(*record), 0, parted(marks or ""), *(None,) * 5


def _scores() -> Iterator[tuple[Any, ...]]:
    # from the records on, so that no database looks through all of them for each answer
    asked = {f"answers__{name}": value for name, value in ASKED.items()}
    rows = _people().filter(measured("answers__"), **asked).order_by("pk", "answers__field_id")
    given = rows.values_list(*RECORD, "answers__value_number").iterator()
    for _pk, some in groupby(given, key=lambda row: row[0]):
        for part, (*record, score) in enumerate(some, start=1):
            yield *_about(*record), part, None, "nps", score, 0.0, 10.0, ASKED["scale_direction"]


def _about(pk: UUID, customer: UUID | None, account: UUID | None, at: datetime) -> tuple[Any, ...]:
    return str(pk), customer and str(customer), account and str(account), at.date(), at


def _people() -> TenantQuerySet:
    """The records of known people and companies that have a day."""
    rows = Feedback.objects.filter(answered(), collected_at__isnull=False)
    rows = rows.exclude(Q(customer=None) & Q(account=None))
    found: TenantQuerySet = rows.exclude(source__in=anonymous_sources()).order_by()
    return found
