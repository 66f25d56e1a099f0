"""What shapes the view of customers: asked, read in their texts, seen in what they did; never averaged."""
# The question is written here and every value is bound:
# ruff: noqa: S608

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When, Window
from django.db.models.functions import Coalesce, RowNumber

from regard.perception.comparisons import Comparison
from regard.perception.estimates import Definition, Estimate
from regard.perception.tallies import Filters
from regard.web.feedback.models import Answer, Feedback
from regard.web.insights import studies
from regard.web.insights.afterwards_study import (
    DONE,
    FOLLOWED,
    OUTCOMES,
    STANCES,
    After,
    Counted,
    Text,
    afterwards,
    followed,
    left_after,
    share,
)
from regard.web.insights.anonymity import anonymous_sources
from regard.web.insights.driver_study import heard
from regard.web.insights.marks import FACTORS
from regard.web.insights.recent import recent
from regard.web.insights.records import matching
from regard.web.surveys.models import Survey
from regard.web.workspaces.tenancy import TenantQuerySet, current_workspace

__all__ = [
    "ASKED",
    "DONE",
    "FOLLOWED",
    "OUTCOMES",
    "SAID",
    "STANCES",
    "After",
    "Comparison",
    "Estimate",
    "Influence",
    "Spoken",
    "Study",
    "influence_study",
    "named_by",
    "ranks",
    "silent",
]

TEMPLATE = "influence"
FIELD = "factors."  # what the answers of the question begin with
ASKED = Definition("influence_asked/1", "% of people who named the factor when asked", "percent", margin=10)
SAID = Definition(
    "influence_said/1", "% of records with words that speak of the factor", "percent", margin=10
)
WRITTEN = "is_worded AND NOT list_contains(CAST(:apart AS VARCHAR[]), source)"
TEXTS = f"""
    SELECT customer_id, account_id, epoch_us(moment) AS at, array_to_string(marks, chr(10)) AS marks FROM (
        SELECT record_id, customer_id, account_id, moment, marks, sentiment FROM told
        WHERE part = 0 AND {WRITTEN}
        ORDER BY moment DESC NULLS LAST, record_id DESC LIMIT :most
    ) WHERE sentiment IS NOT NULL ORDER BY moment DESC NULLS LAST, record_id DESC
"""
"""Of the newest records with words those that were read: whose, when, and all that they are marked with."""
SILENT = f"""
    SELECT record_id FROM (
        SELECT record_id, moment, marks, sentiment FROM told WHERE part = 0 AND {WRITTEN}
        ORDER BY moment DESC NULLS LAST, record_id DESC LIMIT :most
    ) WHERE sentiment IS NOT NULL AND NOT contains(concat(chr(10), array_to_string(marks, chr(10))), :factor)
    ORDER BY moment DESC NULLS LAST, record_id DESC
"""
"""Of the same records those that speak of no factor."""
FIRST = 3  # places that are the first ones
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

    `left` has the share that left or paid less among customers who complained of it, and that among those
    who wrote of something else; an association. The ranks say from which place to which it may stand.
    """

    factor: str
    asked: Estimate | None
    said: Spoken | None
    left: After
    asked_rank: Rank | None = None
    said_rank: Rank | None = None
    done_rank: Rank | None = None

    @property
    def done(self) -> Comparison | None:
        """Left or paid less: those who complained of it minus all others; None for too few."""
        return self.left.compared

    @property
    def is_untold(self) -> bool:
        """Whether it may be among the first when asked, and too few were followed to say what they did."""
        return self.asked_rank is not None and self.asked_rank[0] <= FIRST and self.done is None

    @property
    def disagrees(self) -> bool:
        """Whether two of the ways put it at places that do not meet."""
        known = [rank for rank in (self.asked_rank, self.said_rank, self.done_rank) if rank]
        return any(one[1] < other[0] for one in known for other in known)


@dataclass(frozen=True)
class Study:
    """All factors, and how many people were asked, records read and customers followed.

    `unmapped` records speak of no factor; `sources` are the surveys that asked. `after` tells what was done
    after praise and complaint; what is known of nobody who was followed is in `unknown`.
    """

    factors: tuple[Influence, ...]
    asked: int
    said: int
    done: int
    unmapped: int
    sources: tuple[str, ...]
    after: tuple[After, ...] = ()
    unknown: tuple[str, ...] = ()


def influence_study(where: Filters, *, today: date, most: int = 20_000) -> Study:
    """The ten factors in three ways, each counted by itself; `most` of the newest records are read."""
    surveys = Survey.objects.filter(kind=TEMPLATE).select_related("source")
    named, asked = _asked(where, surveys)
    texts = _texts(where, surveys, most)
    spoken = _spoken(text.said for text in texts)
    counted = Counted.of(followed(texts, today=today))
    left = left_after(counted)
    found = [
        Influence(
            factor,
            share(named[factor], asked, ASKED) if asked else None,
            spoken.get(factor),
            left[factor],
        )
        for factor in FACTORS
    ]
    return Study(
        factors=_ranked(found),
        asked=asked,
        said=len(texts),
        done=counted.total,
        unmapped=sum(not text.said for text in texts),
        sources=tuple(sorted(survey.source.key for survey in surveys)),
        after=afterwards(counted),
        unknown=tuple(outcome for outcome in OUTCOMES if outcome not in counted.known),
    )


def named_by(where: Filters, factor: str) -> tuple[list[UUID], bool]:
    """The records in which people named a factor when they were asked, newest first; one of each person.

    Answers of anonymous surveys are not listed by what was chosen; whether one of them asked comes, too.
    """
    anonymous, surveys = anonymous_sources(), Survey.objects.filter(kind=TEMPLATE)
    last = _last_of_each(where, surveys.exclude(source__in=anonymous))
    named = Answer.objects.filter(feedback=OuterRef("pk"), field_id__startswith=FIELD, value_id=factor)
    # among the last ones, not the last among these: a later answer that names something else counts
    found = Feedback.objects.filter(Exists(named), pk__in=last.values("pk"))
    newest = found.order_by(F("collected_at").desc(nulls_last=True), "-pk")
    return list(newest.values_list("pk", flat=True)), surveys.filter(source__in=anonymous).exists()


def silent(where: Filters, *, most: int = 20_000) -> list[UUID]:
    """The records with words that speak of no factor, newest first, of the `most` newest."""
    surveys = Survey.objects.filter(kind=TEMPLATE).select_related("source")
    apart: dict[str, studies.Value] = {"apart": [survey.source.key for survey in surveys]}
    days = recent(where, WRITTEN, apart, most=most)
    values = apart | {"most": most, "factor": "\nfactor:"}
    found = studies.table(current_workspace(), SILENT, values, where=days)
    return [UUID(pk) for pk in found["record_id"].to_pylist()]


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


def _asked(where: Filters, surveys: "QuerySet[Survey]") -> tuple[Counter[str], int]:
    """How many people named each factor, and how many were asked; the database counts them."""
    last = _last_of_each(where, surveys).values("pk")
    rows = Feedback.objects.filter(pk__in=last, answers__field_id__startswith=FIELD)
    named = {factor: Count("pk", filter=Q(answers__value_id=factor)) for factor in FACTORS}
    found = rows.aggregate(people=Count("pk", distinct=True), **named)
    return Counter({factor: found[factor] for factor in FACTORS}), found["people"]


def _last_of_each(where: Filters, surveys: "QuerySet[Survey]") -> TenantQuerySet:
    """The records in which people were asked for factors; of one person the later one, an undated one first.

    Whoever answered an anonymous survey is nobody else: each of its records is of one person.
    """
    sources = [survey.source_id for survey in surveys]
    given = Answer.objects.filter(feedback=OuterRef("pk"), field_id__startswith=FIELD)
    records = matching(where).order_by().filter(Exists(given), source__in=sources)
    alone = When(source__in=anonymous_sources(), then=F("pk"))
    latest = F("collected_at").desc(nulls_last=True), F("pk").desc()
    who = Case(alone, default=Coalesce("customer_id", "pk"))
    ranked = records.annotate(who=who).annotate(
        later=Window(RowNumber(), partition_by=[F("who")], order_by=latest)
    )
    found: TenantQuerySet = ranked.filter(later=1)
    return found


def _texts(where: Filters, surveys: "QuerySet[Survey]", most: int) -> list[Text]:
    """What was written by itself and could be read: not by staff, nor as the reason for a named factor."""
    apart: dict[str, studies.Value] = {"apart": [survey.source.key for survey in surveys]}
    days = recent(where, WRITTEN, apart, most=most)
    found = studies.table(current_workspace(), TEXTS, apart | {"most": most}, where=days)
    marks = found["marks"].combine_chunks().dictionary_encode()
    said = [heard(text.split("\n")) for text in marks.dictionary.to_pylist()]
    columns = [found[name].to_pylist() for name in ("customer_id", "account_id", "at")]
    rows = zip(*columns, marks.indices.to_pylist(), strict=True)
    return [Text(customer, account, at, said[place]) for customer, account, at, place in rows]


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
            share(of.total(), total, SAID),
            of.total(),
            of["positive"] + of["mixed"],
            of["negative"] + of["mixed"],
        )
        for factor, of in labels.items()
    }


def _ranked(found: list[Influence]) -> tuple[Influence, ...]:
    """Each with its places among those that the same way tells of; the most spoken of first."""
    asked = ranks({one.factor: _ends(one.asked) for one in found if one.asked and _is_enough(one.asked)})
    said = ranks(
        {one.factor: _ends(one.said.share) for one in found if one.said and _is_enough(one.said.share)}
    )
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


def _is_enough(share: Estimate) -> bool:
    return share.n >= share.definition.minimum


def _ends(estimate: Estimate) -> tuple[float, float]:
    low, high = estimate.band or (0.0, 100.0)
    return float(low), float(high)
