"""Counts by a dimension that the archive does not split by: marks, and what only the records tell."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date
from typing import Any, TypeVar

from django.db.models import Case, Count, F, Value, When
from django.db.models.functions import TruncMonth

from regard.perception.counts import Counts
from regard.web.dashboards.addresses import CLOSED, MARKED, Address
from regard.web.dashboards.counting import (
    Measured,
    is_beyond,
    measured_by,
    on_one_scale,
    records_of,
    where_of,
)
from regard.web.dashboards.counting import Value as Label
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.periods import Period
from regard.web.insights import studies
from regard.web.insights.anonymity import anonymous_sources
from regard.web.insights.rows import METRICS as FIELD_TYPES
from regard.web.insights.rows import measured
from regard.web.insights.studies import Filters, ScoreTally
from regard.web.workspaces.tenancy import TenantQuerySet

ASKED_EACH = (*MARKED, "owner")  # the archive has no column of them
T = TypeVar("T")


def measured_of(
    numbers: Numbers, address: Address, *, by: str | None, today: date, period: Period | None = None
) -> Measured:
    """The metric of an address, for each value of the dimension `by`."""
    if by in ASKED_EACH:
        return _of_each(numbers, address, str(by), today=today, period=period)
    if is_beyond(numbers, address):
        return measured_in(records_of(address, today=today, period=period), address.metric, by=by)
    where = where_of(address, today=today, period=period)
    return measured_by(numbers, address.metric, where=where, by=by)


def counted_of(numbers: Numbers, address: Address, *, by: str, today: date) -> dict[Label, int]:
    """How many records an address has, for each value of the dimension `by`."""
    if _is_one_question(numbers, address, by):
        tally = numbers.record_counts(by=(_head(address, by),), where=_rest(address, by, today, None))
        found = tally.counts()
        return {value: found[value] for value in _chosen(address, by) if value in found}
    if by in ASKED_EACH:
        several = _each(address, by, lambda one: counted(numbers, one, today=today))
        return {value: n for value, n in several.items() if n}
    if is_beyond(numbers, address):
        records = records_of(address, today=today).order_by()
        rows = records.annotate(split=dimension(by)).values_list("split").annotate(n=Count("pk"))
        return {_label(value): n for value, n in rows}
    tally = numbers.record_counts(by=(by,), where=where_of(address, today=today))
    return {key[0]: n for key, n in tally.rows}


def counted(numbers: Numbers, address: Address, *, today: date) -> int:
    """How many records an address has."""
    if is_beyond(numbers, address):
        return int(records_of(address, today=today).count())
    return numbers.record_counts(where=where_of(address, today=today)).total


def dimension(by: str) -> Any:
    """A dimension as a column of a record; of anonymous answers neither segment nor channel is told."""
    if by == "month":
        return TruncMonth("collected_at", tzinfo=UTC)
    if by in ("segment", "channel"):
        hidden = anonymous_sources()
        return Case(When(source__in=hidden, then=Value("")), default=F(by)) if hidden else F(by)
    return F({"source": "source__key", "kind": "kind"}.get(by, f"reading__{by}"))


def _of_each(numbers: Numbers, address: Address, by: str, *, today: date, period: Period | None) -> Measured:
    """By marks, of which a record may have several and counts for each; by owner, of which it has one."""

    def asked(one: Address) -> Measured:
        return measured_of(numbers, one, by=None, today=today, period=period)

    whole = asked(address)
    if _is_one_question(numbers, address, by):
        where = _rest(address, by, today, period)
        split = measured_by(numbers, address.metric, where=where, by=_head(address, by), scale=whole.scale)
        found: dict[Label, Counts | None] = {each: split.counts.get(each) for each in _chosen(address, by)}
    else:
        each = _each(address, by, asked)
        found = {value: of.counts.get(None) for value, of in each.items() if of.scale == whole.scale}
    return replace(whole, counts={value: counts for value, counts in found.items() if counts and counts.n})


def _is_one_question(numbers: Numbers, address: Address, by: str) -> bool:
    """Whether the archive can be asked for all marks at once: not for those of several ways of speaking."""
    return by in MARKED and not (
        is_beyond(numbers, address) or (by == "factor" and len(address.polarity) > 1)
    )


def _head(address: Address, by: str) -> str:
    """The marks as a dimension; a factor together with what is said of it is one mark."""
    return ":".join(["mark", by, *(address.polarity if by == "factor" else ())])


def _rest(address: Address, by: str, today: date, period: Period | None) -> Filters:
    return where_of(address.but(**{by: ()}), today=today, period=period)


def _chosen(address: Address, by: str) -> tuple[str, ...]:
    return getattr(address, by) or CLOSED[by]


def _each(address: Address, by: str, ask: Callable[[Address], T]) -> dict[Label, T]:
    if by == "owner":
        return {value: ask(one) for value, one in address.of_each_owner().items()}
    return {value: ask(address.but(**{by: (value,)})) for value in _chosen(address, by)}


def measured_in(records: TenantQuerySet, metric: str, *, by: str | None = None) -> Measured:
    """Count a metric in the records themselves."""
    if metric == "net_sentiment":
        return _read_in(records, by)
    # from the records on, so that no database looks through all of them for each answer
    answers = records.order_by().filter(measured("answers__"), answers__field_type=FIELD_TYPES[metric])
    split = {"split": dimension(by)} if by else {}
    scale = ("answers__scale_min", "answers__scale_max", "answers__scale_direction")
    columns = (*split, *scale, "answers__value_number")
    rows = answers.annotate(**split).values_list(*columns).annotate(n=Count("answers__pk"))
    cells = (
        (tuple(map(_label, head)), (int(low), int(high), way), int(score), n)
        for *head, low, high, way, score, n in rows
    )
    return on_one_scale(ScoreTally.of(metric, (by,) if by else (), cells))


def _read_in(records: TenantQuerySet, by: str | None) -> Measured:
    """Net sentiment in the records themselves."""
    split = dimension(by) if by else Value("")
    rows = records.order_by().annotate(split=split).values_list("split", "reading__sentiment")
    labels: dict[Label, dict[str, int]] = {}
    for value, label, n in rows.annotate(n=Count("pk")):
        if label:
            labels.setdefault(_label(value), {})[label] = n
    counts = {value: studies.polarity(of_value) for value, of_value in labels.items()}
    scale = next((each.scale for each in counts.values()), None)
    return Measured("net_sentiment", scale, counts)


def _label(value: Any) -> Label:
    """A value as the archive has it: a month as "2026-03", nothing as None."""
    if isinstance(value, date):
        return f"{value:%Y-%m}"
    return value or None
