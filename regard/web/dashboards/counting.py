"""Counts for a page: from the archive, or from the records where only they can answer."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count

from regard.web.dashboards.addresses import METRICS, SENTIMENTS, UNKNOWN, Address
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.periods import Period
from regard.web.insights import studies
from regard.web.insights.records import matching
from regard.web.insights.studies import Counts, Estimate, Filters, Scale, ScoreTally, Tally, UnfitScale
from regard.web.insights.theme_table import EVERY, NONE
from regard.web.workspaces.tenancy import TenantQuerySet

SCORED = tuple(metric for metric in METRICS if metric != "net_sentiment")
MEASURE = studies.metrics_at(level=0.95, hide_below=0)
READ_LANGUAGES = ("en", "zh", "unknown")  # how well others are read nobody has measured
Value = str | date | bool | None


@dataclass(frozen=True)
class Measured:
    """The answers to one metric on the scale that most were given on, for each value of a dimension."""

    metric: str
    scale: Scale | None
    counts: dict[Value, Counts] = field(default_factory=dict)
    elsewhere: int = 0  # answers on other scales, which are not mixed in
    unmeasured: dict[Value, Counts] = field(default_factory=dict)  # of languages that have no number alone

    def estimates(self) -> dict[Value, Estimate]:
        """The number for each value of the dimension."""
        return {value: MEASURE[self.metric](counts) for value, counts in self.counts.items()}

    def total(self) -> Estimate | None:
        """The number of all of them; None where nobody answered, or in unmeasured languages alone."""
        every = [*self.counts.values(), *self.unmeasured.values()]
        return MEASURE[self.metric](Counts.sum(every)) if self.counts else None

    def of_languages(self) -> "Measured":
        """The same by language, where those whose reading is not measured have no number of their own."""
        others = {value: counts for value, counts in self.counts.items() if is_unmeasured((value,))}
        known = {value: counts for value, counts in self.counts.items() if value not in others}
        return replace(self, counts=known, unmeasured=others)


def is_unmeasured(languages: Iterable[Value]) -> bool:
    """Whether these are languages alone for which nobody has measured how well they are read."""
    chosen = set(languages)
    return bool(chosen) and None not in chosen and chosen.isdisjoint(READ_LANGUAGES)


def where_of(address: Address, *, today: date, period: Period | None = None) -> Filters:
    """What the archive is asked, where it can be: the filters of an address and its themes."""
    return _with_theme(address, address.filters(today=today, period=period))


def _with_theme(address: Address, where: Filters) -> Filters:
    return replace(where, theme=address.themes_now) if address.theme else where


def is_beyond(numbers: Numbers, address: Address) -> bool:
    """Whether something is asked that only the records can answer, not the counts of the archive."""
    is_named = not {EVERY, NONE} & set(address.theme)  # those two are nobody's names
    return address.is_undrawn or bool(address.theme and not (is_named and numbers.themed))


def records_of(address: Address, *, today: date, period: Period | None = None) -> TenantQuerySet:
    """The records that an address asks for, newest first, whatever is said in them."""
    return matching_address(address, address.filters(today=today, period=period))


def matching_address(address: Address, where: Filters) -> TenantQuerySet:
    """The records that these filters let through and that the rest of the address asks for."""
    asked = _with_theme(address, where)
    found = matching(asked, q=address.q, batch=UUID(address.batch) if address.batch else None)
    if address.period == "undated":
        found = found.filter(collected_at__isnull=True)
    return found


def voiced(where: Filters, voice: str) -> Filters:
    """Of these records those that speak with one sentiment; "~" stands for no sentiment at all."""
    return replace(where, sentiment=(None if voice == UNKNOWN else voice,))


def measured_by(
    numbers: Numbers, metric: str, *, where: Filters, by: str | None = None, scale: Scale | None = None
) -> Measured:
    """Ask the archive for a metric, for each value of the dimension `by`; on a `scale` where it is known."""
    dimensions = (by,) if by else ()
    if metric == "net_sentiment":
        return _read(numbers.sentiment_counts(by=dimensions, where=where))
    return on_one_scale(numbers.score_counts(metric, by=dimensions, where=where), scale)


def on_one_scale(tally: ScoreTally, known: Scale | None = None) -> Measured:
    """Keep one scale: the one with the most answers among those that the metric is defined on."""
    usual = (scale for scale, counts in tally.scales().items() if fits(tally.metric, counts))
    scale = known or next(usual, None)
    kept = {row.key[0] if row.key else None: row.counts for row in tally.rows if row.counts.scale == scale}
    return Measured(tally.metric, scale, kept, tally.n - sum(counts.n for counts in kept.values()))


def fits(metric: str, counts: Counts) -> bool:
    """Whether the metric is defined on the scale of these answers."""
    try:
        MEASURE[metric](counts)
    except UnfitScale:
        return False
    return True


def voices(numbers: Numbers, address: Address, *, today: date) -> dict[str | None, int]:
    """How many records speak with which sentiment; None: nothing was written, or it is not read yet.

    While the archive is behind the records, they are asked themselves.
    """
    where = where_of(address, today=today)
    if numbers.fresh.behind or is_beyond(numbers, address):
        return _voices_in(matching_address(address, where))
    tally = numbers.record_counts(by=("sentiment",), where=where)
    return {_label(key[0]): n for key, n in tally.rows}


def _voices_in(records: TenantQuerySet) -> dict[str | None, int]:
    rows = records.order_by().values_list("reading__sentiment").annotate(n=Count("pk"))
    found: dict[str | None, int] = {}
    for label, n in rows:
        found[label or None] = found.get(label or None, 0) + n
    return found


def _label(value: Any) -> str | None:
    return value if value in SENTIMENTS else None


def _read(tally: Tally) -> Measured:
    """Net sentiment by the first dimension, or overall where sentiment is the only one."""
    split = len(tally.by) > 1
    labels: dict[Value, dict[str, int]] = {}
    for key, n in tally.rows:
        labels.setdefault(key[0] if split else None, {})[str(key[-1])] = n
    counts = {value: studies.polarity(of_value) for value, of_value in labels.items()}
    scale = next((each.scale for each in counts.values()), None)
    return Measured("net_sentiment", scale, counts)
