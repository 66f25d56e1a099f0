"""Counts by a dimension that is no column of the archive: marks, themes, and what only the records tell."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, date
from typing import Any, TypeVar

from django.db.models import Case, Count, F, Q, Value, When
from django.db.models.functions import TruncMonth

from regard.perception.counts import Counts
from regard.web.dashboards.addresses import CLOSED, MARKED, SEVERAL, Address
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
from regard.web.insights.studies import Scale, ScoreTally
from regard.web.insights.theme_models import Theme
from regard.web.workspaces.tenancy import TenantQuerySet

ASKED_EACH = (*SEVERAL, "owner")  # the archive has no column of them
T = TypeVar("T")


def measured_of(
    numbers: Numbers,
    address: Address,
    *,
    by: str | None,
    today: date,
    period: Period | None = None,
    scale: Scale | None = None,
) -> Measured:
    """The metric of an address, for each value of the dimension `by`; on a `scale` where it is known."""
    if by in ASKED_EACH:
        return _of_each(numbers, address, str(by), today=today, period=period, scale=scale)
    if is_beyond(numbers, address):
        records = records_of(address, today=today, period=period)
        return measured_in(records, address.metric, by=by, scale=scale)
    where = where_of(address, today=today, period=period)
    return measured_by(numbers, address.metric, where=where, by=by, scale=scale)


def counted_of(numbers: Numbers, address: Address, *, by: str, today: date) -> dict[Label, int]:
    """How many records an address has, for each value of the dimension `by`."""
    if _is_one_question(numbers, address, by):
        where = where_of(_rest(address, by), today=today)
        found = numbers.record_counts(by=(_head(address, by),), where=where).counts()
        return {value: found[value] for value in _chosen(address, by) if value in found}
    if by == "theme":
        return counted_in(records_of(_rest(address, by), today=today), by, _chosen(address, by))
    if by in ASKED_EACH:
        several = _each(address, by, lambda one: counted(numbers, one, today=today))
        return {value: n for value, n in several.items() if n}
    if is_beyond(numbers, address):
        return counted_in(records_of(address, today=today), by)
    tally = numbers.record_counts(by=(by,), where=where_of(address, today=today))
    return {key[0]: n for key, n in tally.rows}


def counted_in(records: TenantQuerySet, by: str, of: Collection[str] = ()) -> dict[Label, int]:
    """The records themselves by a dimension; only some of its values where they are named."""
    rows = records.order_by().annotate(split=dimension(by)).values_list("split").annotate(n=Count("pk"))
    return {_label(value): n for value, n in rows if not of or value in of}


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
    columns = {"source": "source__key", "kind": "kind", "theme": "themes__theme__key"}
    return F(columns.get(by, f"reading__{by}"))


def _of_each(
    numbers: Numbers, address: Address, by: str, *, today: date, period: Period | None, scale: Scale | None
) -> Measured:
    """By marks and themes, of which a record may have several and counts for each; by its one owner."""

    def asked(one: Address) -> Measured:
        return measured_of(numbers, one, by=None, today=today, period=period, scale=scale)

    whole = asked(address)
    rest = _rest(address, by)
    if _is_one_question(numbers, address, by):
        where, head = where_of(rest, today=today, period=period), _head(address, by)
        split = measured_by(numbers, address.metric, where=where, by=head, scale=whole.scale)
        found: dict[Label, Counts | None] = {each: split.counts.get(each) for each in _chosen(address, by)}
    elif by == "theme":
        records = records_of(rest, today=today, period=period)
        split = measured_in(records, address.metric, by=by, scale=whole.scale)
        found = {each: split.counts.get(each) for each in _chosen(address, by)}
    else:
        each = _each(address, by, asked)
        found = {value: of.counts.get(None) for value, of in each.items() if of.scale == whole.scale}
    return replace(whole, counts={value: counts for value, counts in found.items() if counts and counts.n})


def _is_one_question(numbers: Numbers, address: Address, by: str) -> bool:
    """Whether the archive can be asked for all at once: not for marks of several ways of speaking."""
    if by == "theme":
        return numbers.themed is not None and not address.is_undrawn
    return by in MARKED and not (
        is_beyond(numbers, address) or (by == "factor" and len(address.polarity) > 1)
    )


def _head(address: Address, by: str) -> str:
    """What the archive counts by; a factor together with what is said of it is one mark."""
    return by if by == "theme" else ":".join(["mark", by, *(address.polarity if by == "factor" else ())])


def _rest(address: Address, by: str) -> Address:
    return address.but(**{by: ()})


def _chosen(address: Address, by: str) -> tuple[str, ...]:
    """The values that are told: those of the filter, or all of them; of a group the themes in it."""
    if by != "theme":
        return getattr(address, by) or CLOSED[by]
    themes = Theme.objects.filter(gone_at=None, is_group=False).order_by("place", "key")
    if address.theme:
        now = address.themes_now
        themes = themes.filter(Q(key__in=now) | Q(parent__key__in=now))
    return tuple(themes.values_list("key", flat=True))


def narrowed(by: str, value: Label) -> dict[str, Any]:
    """One value of a dimension as a change of an address."""
    return {by: () if by == "theme" and not value else (value,)}


def _each(address: Address, by: str, ask: Callable[[Address], T]) -> dict[Label, T]:
    if by == "owner":
        return {value: ask(one) for value, one in address.of_each_owner().items()}
    return {value: ask(address.but(**{by: (value,)})) for value in _chosen(address, by)}


def measured_in(
    records: TenantQuerySet, metric: str, *, by: str | None = None, scale: Scale | None = None
) -> Measured:
    """Count a metric in the records themselves."""
    if metric == "net_sentiment":
        return _read_in(records, by)
    # from the records on, so that no database looks through all of them for each answer
    answers = records.order_by().filter(measured("answers__"), answers__field_type=FIELD_TYPES[metric])
    split = {"split": dimension(by)} if by else {}
    ends = ("answers__scale_min", "answers__scale_max", "answers__scale_direction")
    columns = (*split, *ends, "answers__value_number")
    rows = answers.annotate(**split).values_list(*columns).annotate(n=Count("answers__pk"))
    cells = (
        (tuple(map(_label, head)), (int(low), int(high), way), int(score), n)
        for *head, low, high, way, score, n in rows
    )
    return on_one_scale(ScoreTally.of(metric, (by,) if by else (), cells), scale)


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
