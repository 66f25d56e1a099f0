"""What customers did in the days after they spoke of a factor, beside those who wrote of other things."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from regard.perception.comparisons import Comparison, adjust, difference
from regard.perception.counts import Groups
from regard.perception.estimates import Definition, Estimate, score_interval
from regard.web.customers.models import Event, EventKind
from regard.web.insights.bound_ids import is_among
from regard.web.insights.marks import FACTORS

FOLLOWED = 90  # days after the text in which something is done
OUTCOMES: dict[str, tuple[str, ...]] = {
    "returned": (EventKind.PURCHASED, EventKind.RENEWED),
    "upgraded": (EventKind.UPGRADED,),
    "referred": (EventKind.REFERRED,),
    "contacted": (EventKind.CONTACTED,),
    "downgraded": (EventKind.DOWNGRADED,),
    "cancelled": (EventKind.CANCELLED,),
}
LEFT = ("downgraded", "cancelled")  # left or paid less
STANCES = {"complaint": ("negative", "mixed"), "praise": ("positive", "mixed")}
DONE = Definition(
    "influence_done/2",
    f"% of customers, a company counted once, who did it within {FOLLOWED} days",
    "percent",
    margin=100,
)
EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


class Text(NamedTuple):
    """Who wrote it, for which company, when in microseconds, and how it speaks of each factor."""

    customer: str | None
    account: str | None
    at: int | None
    said: Mapping[str, str]


class Deeds(NamedTuple):
    """How the first text of a customer spoke of each factor, and which outcomes came after it."""

    said: Mapping[str, str]
    did: frozenset[str]


@dataclass(frozen=True)
class After:
    """How often those who praised or complained of a factor did something, beside all others who wrote.

    `compared` is theirs minus the others', an association; None where there are too few of either.
    """

    factor: str
    stance: str
    outcome: str
    mine: Estimate
    others: Estimate
    compared: Comparison | None


def followed(texts: Iterable[Text], *, today: date) -> list[Deeds]:
    """Of each customer the first text that is old enough, and what they did in the days after it.

    Whoever is of a company is that company: what it or anybody of it does is one thing that is done.
    """
    last = microseconds(datetime.combine(today - timedelta(days=FOLLOWED - 1), time(), UTC))
    first: dict[str, tuple[int, Mapping[str, str]]] = {}
    accounts, alone = set[str](), set[str]()
    for customer, account, at, said in texts:
        whose = account or customer
        if whose is None or at is None or at >= last:
            continue
        (accounts if account else alone).add(whose)
        if whose not in first or at < first[whose][0]:
            first[whose] = (at, said)
    done = _done(accounts, alone)
    span = timedelta(days=FOLLOWED) // MICROSECOND
    return [
        Deeds(said, frozenset(outcome for outcome, when in done[whose] if at < when <= at + span))
        for whose, (at, said) in first.items()
    ]


def _done(accounts: Iterable[str], alone: Iterable[str]) -> defaultdict[str, list[tuple[str, int]]]:
    """What was done and when, by the company or the customer without one."""
    outcome_of = {kind: outcome for outcome, kinds in OUTCOMES.items() for kind in kinds}
    companies, people = [UUID(pk) for pk in accounts], [UUID(pk) for pk in alone]
    events = Event.objects.filter(kind__in=list(outcome_of)).order_by()
    found: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for whose, ids in (
        ("account_id", companies),
        ("customer__account_id", companies),
        ("customer_id", people),
    ):
        if not ids:
            continue
        rows = events.filter(is_among(whose, ids)).values_list(whose, "kind", "at")
        for pk, kind, at in rows:
            found[str(pk)].append((outcome_of[kind], microseconds(at)))
    return found


def afterwards(deeds: Sequence[Deeds]) -> tuple[After, ...]:
    """Every factor that was praised or complained of, by every outcome that is known of anybody."""
    every, total = Counter(outcome for one in deeds for outcome in one.did), len(deeds)
    found = []
    for factor in FACTORS:
        for stance, labels in STANCES.items():
            mine = [one for one in deeds if one.said.get(factor) in labels]
            did = Counter(outcome for one in mine for outcome in one.did)
            for outcome in (name for name in OUTCOMES if mine and every[name]):
                ours = share(did[outcome], len(mine), DONE)
                others = share(every[outcome] - did[outcome], total - len(mine), DONE)
                found.append(After(factor, stance, outcome, ours, others, _compared(ours, others)))
    return _adjusted(found)


def left_after(deeds: Sequence[Deeds]) -> dict[str, After]:
    """Those who complained of each factor beside all others: who left or paid less."""
    found, every = [], sum(map(_has_left, deeds))
    for factor in FACTORS:
        mine = [one for one in deeds if one.said.get(factor) in STANCES["complaint"]]
        gone, n = sum(map(_has_left, mine)), len(mine)
        ours, others = share(gone, n, DONE), share(every - gone, len(deeds) - n, DONE)
        found.append(After(factor, "complaint", "left", ours, others, _compared(ours, others)))
    return {one.factor: one for one in _adjusted(found)}


def _has_left(one: Deeds) -> bool:
    return any(outcome in one.did for outcome in LEFT)


def _compared(mine: Estimate, others: Estimate) -> Comparison | None:
    return difference(others, mine) if min(mine.n, others.n) >= DONE.minimum else None


def _adjusted(found: Sequence[After]) -> tuple[After, ...]:
    """The same with the p-values of all that was compared corrected together."""
    compared = [one.compared for one in found if one.compared]
    judged = iter(adjust([one.p_value for one in compared]))
    return tuple(
        replace(one, compared=one.compared.adjusted(next(judged))) if one.compared else one for one in found
    )


def share(yes: int, n: int, definition: Definition) -> Estimate:
    """Percent of `n` that are `yes`, with its score interval."""
    return score_interval(Groups((0, 100), (n - yes, yes), n), definition)


def microseconds(at: datetime) -> int:
    """Since 1970, as the archive tells moments."""
    return (at - EPOCH) // MICROSECOND
