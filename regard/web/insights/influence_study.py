"""What shapes the view of customers: asked, read in their texts, seen in what they did; never averaged."""
# The question is written here and every value is bound:
# ruff: noqa: S608

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet

from regard.perception.comparisons import Comparison, adjust, difference
from regard.perception.counts import Groups
from regard.perception.estimates import Definition, Estimate, score_interval
from regard.perception.tallies import Filters
from regard.web.customers.models import Event, EventKind
from regard.web.insights import studies
from regard.web.insights.anonymity import anonymous_sources
from regard.web.insights.driver_study import heard
from regard.web.insights.marks import FACTORS
from regard.web.insights.recent import recent
from regard.web.insights.records import matching
from regard.web.surveys.models import Survey
from regard.web.workspaces.tenancy import current_workspace

__all__ = ["Comparison", "Estimate", "Influence", "Spoken", "Study", "influence_study", "ranks"]

TEMPLATE = "influence"
FOLLOWED = 90  # days after the text in which somebody leaves or pays less
LEFT = (EventKind.CANCELLED, EventKind.DOWNGRADED)
ASKED = Definition("influence_asked/1", "% of people who named the factor when asked", "percent", margin=10)
SAID = Definition(
    "influence_said/1", "% of records with words that speak of the factor", "percent", margin=10
)
DONE = Definition(
    "influence_done/1", f"% of customers who left or paid less within {FOLLOWED} days", "percent", margin=100
)
WRITTEN = "is_worded AND NOT list_contains(CAST(:apart AS VARCHAR[]), source)"
TEXTS = f"""
    SELECT customer_id, epoch_us(moment) AS at, array_to_string(marks, chr(10)) AS marks FROM (
        SELECT record_id, customer_id, moment, marks, sentiment FROM told
        WHERE part = 0 AND {WRITTEN}
        ORDER BY moment DESC NULLS LAST, record_id DESC LIMIT :most
    ) WHERE sentiment IS NOT NULL ORDER BY moment DESC NULLS LAST, record_id DESC
"""
"""Of the newest records with words those that were read: whose, when, and all that they are marked with."""
EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
Rank = tuple[int, int]


@dataclass(frozen=True)
class Spoken:
    """The records that speak of a factor: their share, how many praise and how many complain."""

    share: Estimate
    n: int
    praised: int
    complained: int


@dataclass(frozen=True)
class Influence:
    """One factor in three ways; None where nobody was asked, nothing was read, or too few did anything.

    `done` is the share that left or paid less among customers who complained of it, minus that among those
    who wrote of something else; an association. The ranks say from which place to which it may stand.
    """

    factor: str
    asked: Estimate | None
    said: Spoken | None
    done: Comparison | None
    asked_rank: Rank | None = None
    said_rank: Rank | None = None
    done_rank: Rank | None = None

    @property
    def disagrees(self) -> bool:
        """Whether two of the ways put it at places that do not meet."""
        known = [rank for rank in (self.asked_rank, self.said_rank, self.done_rank) if rank]
        return any(one[1] < other[0] for one in known for other in known)


@dataclass(frozen=True)
class Study:
    """All factors, and how many people were asked, records read and customers followed.

    `unmapped` records speak of no factor; `sources` are the surveys that asked.
    """

    factors: tuple[Influence, ...]
    asked: int
    said: int
    done: int
    unmapped: int
    sources: tuple[str, ...]


def influence_study(where: Filters, *, today: date, most: int = 20_000) -> Study:
    """The ten factors in three ways, each counted by itself; `most` of the newest records are read."""
    surveys = Survey.objects.filter(kind=TEMPLATE).select_related("source")
    named, asked = _asked(where, surveys)
    texts = _texts(where, surveys, most)
    spoken = _spoken(heard for *_, heard in texts)
    left = _left(texts, today=today)
    done = _done(left)
    found = [
        Influence(
            factor,
            _share(named[factor], asked, ASKED) if asked else None,
            spoken.get(factor),
            done.get(factor),
        )
        for factor in FACTORS
    ]
    return Study(
        factors=_ranked(found),
        asked=asked,
        said=len(texts),
        done=len(left),
        unmapped=sum(not heard for *_, heard in texts),
        sources=tuple(sorted(survey.source.key for survey in surveys)),
    )


def ranks(intervals: Mapping[str, tuple[float, float]]) -> dict[str, Rank]:
    """The places that each may have: behind those that lie wholly above it, before those wholly below.

    >>> ranks({"price": (30, 40), "ease": (10, 20), "trust": (15, 35)})
    {'price': (1, 2), 'ease': (2, 3), 'trust': (1, 3)}
    """
    return {
        name: (
            1 + sum(other_low > high for other_low, _high in intervals.values()),
            len(intervals) - sum(other_high < low for _low, other_high in intervals.values()),
        )
        for name, (low, high) in intervals.items()
    }


Text = tuple[str | None, int | None, Mapping[str, str]]
"""Whose it is, when it was said in microseconds, how it speaks of each factor."""


def _asked(where: Filters, surveys: "QuerySet[Survey]") -> tuple[Counter[str], int]:
    """How many people named each factor, and how many were asked; of one person the later answer counts."""
    asked = [survey.source_id for survey in surveys]
    if not asked:
        return Counter(), 0
    # from the records on, so that no database looks through all of them for each answer
    records = matching(where).filter(source__in=asked, answers__field_id__startswith="factors.")
    rows = records.order_by("collected_at", "pk").values_list(
        "pk", "customer_id", "source_id", "answers__value_id"
    )
    anonymous = anonymous_sources()
    newest: dict[UUID, UUID] = {}
    chosen: defaultdict[UUID, set[str]] = defaultdict(set)
    for record, customer, source, option in rows:
        newest[record if source in anonymous else customer or record] = record
        chosen[record].add(option)
    named = Counter(option for record in newest.values() for option in chosen[record])
    return named, len(newest)


def _texts(where: Filters, surveys: "QuerySet[Survey]", most: int) -> list[Text]:
    """What was written by itself and could be read: not by staff, nor as the reason for a named factor."""
    apart: dict[str, studies.Value] = {"apart": [survey.source.key for survey in surveys]}
    days = recent(where, WRITTEN, apart, most=most)
    found = studies.table(current_workspace(), TEXTS, apart | {"most": most}, where=days)
    marks = found["marks"].combine_chunks().dictionary_encode()
    said = [heard(text.split("\n")) for text in marks.dictionary.to_pylist()]
    rows = found["customer_id"].to_pylist(), found["at"].to_pylist(), marks.indices.to_pylist()
    return [(customer, at, said[place]) for customer, at, place in zip(*rows, strict=True)]


def _spoken(texts: Iterable[Mapping[str, str]]) -> dict[str, Spoken]:
    total, labels = 0, {factor: Counter[str]() for factor in FACTORS}
    for said in texts:
        total += 1
        for factor, label in said.items():
            if factor in labels:
                labels[factor][label] += 1
    if not total:
        return {}
    return {
        factor: Spoken(
            _share(of.total(), total, SAID),
            of.total(),
            of["positive"] + of["mixed"],
            of["negative"] + of["mixed"],
        )
        for factor, of in labels.items()
    }


def _left(texts: Iterable[Text], *, today: date) -> list[tuple[Mapping[str, str], bool]]:
    """Of each customer the first text that is old enough, and whether they left or paid less after it."""
    last = _microseconds(datetime.combine(today - timedelta(days=FOLLOWED - 1), time(), UTC))
    first: dict[str, tuple[int, Mapping[str, str]]] = {}
    for customer, at, said in texts:
        if customer is None or at is None or at >= last:
            continue
        if customer not in first or at < first[customer][0]:
            first[customer] = (at, said)
    events: defaultdict[str, list[int]] = defaultdict(list)
    for customer, when in Event.objects.filter(kind__in=LEFT).order_by().values_list("customer_id", "at"):
        events[str(customer)].append(_microseconds(when))
    span = timedelta(days=FOLLOWED) // MICROSECOND
    return [
        (said, any(at < when <= at + span for when in events.get(customer, ())))
        for customer, (at, said) in first.items()
    ]


def _microseconds(at: datetime) -> int:
    return (at - EPOCH) // MICROSECOND


def _done(left: list[tuple[Mapping[str, str], bool]]) -> dict[str, Comparison]:
    """Those who complained of each factor beside all others who wrote, where there are enough of both."""
    compared: dict[str, Comparison] = {}
    for factor in FACTORS:
        mine = [gone for said, gone in left if said.get(factor) in ("negative", "mixed")]
        rest = [gone for said, gone in left if said.get(factor) not in ("negative", "mixed")]
        if min(len(mine), len(rest)) >= DONE.minimum:
            compared[factor] = difference(
                _share(sum(rest), len(rest), DONE), _share(sum(mine), len(mine), DONE)
            )
    judged = adjust([one.p_value for one in compared.values()])
    return {factor: one.adjusted(p) for (factor, one), p in zip(compared.items(), judged, strict=True)}


def _ranked(found: list[Influence]) -> tuple[Influence, ...]:
    """Each with its places among those that the same way tells of; the most spoken of first."""
    asked = ranks({one.factor: _ends(one.asked) for one in found if one.asked})
    said = ranks({one.factor: _ends(one.said.share) for one in found if one.said})
    done = ranks({one.factor: (one.done.low, one.done.high) for one in found if one.done})
    placed = [
        replace(
            one,
            asked_rank=asked.get(one.factor),
            said_rank=said.get(one.factor),
            done_rank=done.get(one.factor) if len(done) > 1 else None,
        )
        for one in found
    ]
    return tuple(sorted(placed, key=lambda one: -(one.said.n if one.said else 0)))


def _ends(estimate: Estimate) -> tuple[float, float]:
    low, high = estimate.band or (0.0, 100.0)
    return float(low), float(high)


def _share(yes: int, n: int, definition: Definition) -> Estimate:
    return score_interval(Groups((0, 100), (n - yes, yes), n), definition)
