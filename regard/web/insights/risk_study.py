"""Which customers give a reason to be looked after, and what shows it: no chance of leaving is made up."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q

from regard.web.feedback.models import Answer, Direction, Feedback, FieldType
from regard.web.insights.anonymity import anonymous_sources
from regard.web.insights.marks import parted
from regard.web.insights.models import current_reading
from regard.web.insights.payer_study import Payer
from regard.web.insights.rows import answered, measured
from regard.web.workspaces.tenancy import TenantQuerySet

LOW = 6  # the highest score of 0 to 10 that is a reason
RECENT = 180  # days in which a low score or a word of leaving is a reason
NEW = 90  # days in which complaints are a reason, and in which somebody is silent who was not before
COMPLAINTS = 2  # in that time; most customers complain once
YEAR = 365
SPOKE = 3  # records in the year before the silence
SOON = 60  # days before a renewal in which it is told
KINDS = ("low", "leaving", "complaint", "silent", "marked", "renewal")


@dataclass(frozen=True)
class Reason:
    """One thing that speaks for looking after somebody; `n` records show it, the last one on `day`.

    `record` is the answer with the low score, `score` that score. A renewal is a reason only beside others.
    """

    kind: str
    n: int = 0
    day: date | None = None
    record: UUID | None = None
    score: int | None = None


@dataclass(frozen=True)
class AtRisk:
    """A customer of today with its reasons, the clearest first."""

    payer: Payer
    revenue: float | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Said:
    """One record of somebody: its day and what was read in it."""

    day: date
    marks: frozenset[str]


def at_risk(everybody: Sequence[Payer], *, today: date) -> list[AtRisk]:
    """Every customer of today with a reason, by currency, those who pay most first."""
    here = [one for one in everybody if one.is_here]
    said, scored = _said(here, today=today), _scored(here, today=today)
    found = []
    for one in here:
        reasons = tuple(_reasons(one, said.get(one.pk, []), scored.get(one.pk), today=today))
        if any(reason.kind != "renewal" for reason in reasons):
            found.append(AtRisk(one, one.revenue(today), reasons))
    return _ordered(found)


def _ordered(found: list[AtRisk]) -> list[AtRisk]:
    """The currency of most of them first; amounts are compared within one currency alone."""
    many: dict[str | None, int] = {}
    for one in found:
        many[one.payer.currency] = many.get(one.payer.currency, 0) + 1
    return sorted(
        found,
        key=lambda one: (
            one.payer.currency is None,
            -many[one.payer.currency],
            one.payer.currency or "",
            -(one.revenue or 0.0),
            one.payer.pk,
        ),
    )


def _reasons(one: Payer, said: Sequence[Said], scored: Reason | None, *, today: date) -> Iterator[Reason]:
    if scored:
        yield scored
    if leaving := _marked(said, "intent:churn_risk", since=today - timedelta(days=RECENT)):
        yield Reason("leaving", len(leaving), leaving[-1].day)
    complaints = _marked(said, "intent:complaint", since=today - timedelta(days=NEW))
    if len(complaints) >= COMPLAINTS:
        yield Reason("complaint", len(complaints), complaints[-1].day)
    quiet = today - timedelta(days=NEW)
    if len(said) >= SPOKE and said[-1].day < quiet:
        yield Reason("silent", len(said), said[-1].day)
    if one.is_marked:
        yield Reason("marked")
    if due := renewal(one, today=today):
        yield Reason("renewal", day=due)


def renewal(one: Payer, *, today: date) -> date | None:
    """The day within the next two months on which a year's contract ends; None without one."""
    if one.bought is None:
        return None
    years = max(1, -(-(today - one.bought).days // YEAR))
    due = one.bought + timedelta(days=YEAR * years)
    return due if due <= today + timedelta(days=SOON) else None


def _marked(said: Iterable[Said], mark: str, *, since: date) -> list[Said]:
    return [one for one in said if mark in one.marks and one.day >= since]


def _said(here: Iterable[Payer], *, today: date) -> dict[UUID, list[Said]]:
    """What each said within a year, in the order of its days."""
    whose = _whose(here)
    found: dict[UUID, list[Said]] = {}
    rows = _known(today - timedelta(days=YEAR)).annotate(reading=current_reading())
    columns = ("customer_id", "account_id", "collected_at", "reading__marks")
    for customer, account, at, marks in rows.values_list(*columns).iterator():
        pk = whose.get(customer) or whose.get(account)
        if pk:
            found.setdefault(pk, []).append(Said(at.date(), frozenset(parted(marks or ""))))
    return found


def _scored(here: Iterable[Payer], *, today: date) -> dict[UUID, Reason]:
    """The last score of each within half a year, where it is low."""
    whose = _whose(here)
    known = _known(today - timedelta(days=RECENT)).order_by()
    rows = Answer.objects.filter(
        measured(),
        field_type=FieldType.NPS,
        scale_min=0,
        scale_max=10,
        scale_direction=Direction.HIGH_IS_GOOD,
        feedback__in=known.values("pk"),
    ).order_by("feedback__collected_at", "feedback_id", "pk")
    columns = ("customer_id", "account_id", "collected_at", "pk")
    last: dict[UUID, Reason] = {}
    for customer, account, at, record, score in rows.values_list(
        *(f"feedback__{name}" for name in columns), "value_number"
    ):
        pk = whose.get(customer) or whose.get(account)
        if pk:
            last[pk] = Reason("low", 1, at.date(), record, int(score))
    return {pk: reason for pk, reason in last.items() if reason.score is not None and reason.score <= LOW}


def _known(since: date) -> TenantQuerySet:
    """The records of known people and companies since a day, oldest first."""
    rows = Feedback.objects.filter(answered(), collected_at__gte=datetime.combine(since, time(), UTC))
    named = rows.exclude(Q(customer=None) & Q(account=None)).exclude(source__in=anonymous_sources())
    found: TenantQuerySet = named.order_by("collected_at", "pk")
    return found


def _whose(here: Iterable[Payer]) -> dict[UUID, UUID]:
    """The payer of each person and of each company."""
    return {pk: one.pk for one in here for pk in (one.pk, *one.people)}
