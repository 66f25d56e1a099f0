"""What customers did in the days after they spoke of a factor, beside those who wrote of other things."""

from collections import defaultdict
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
    """What one customer did after the first text, and after the first that praised or blamed a factor."""

    did: frozenset[str]
    after: Mapping[tuple[str, str], frozenset[str]]


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
    """Of each customer what they did in the days after the first text, and the first of each kind.

    Texts that are not old enough are left out. Whoever is of a company is that company: what it or anybody
    of it does is one thing that is done.
    """
    last = microseconds(datetime.combine(today - timedelta(days=FOLLOWED - 1), time(), UTC))
    first: dict[str, int] = {}
    spoke: defaultdict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    accounts, alone = set[str](), set[str]()
    for customer, account, at, said in texts:
        whose = account or customer
        if whose is None or at is None or at >= last:
            continue
        (accounts if account else alone).add(whose)
        first[whose] = min(at, first.get(whose, at))
        for kind in _kinds(said):
            spoke[whose][kind] = min(at, spoke[whose].get(kind, at))
    done = _done(accounts, alone)
    return [
        Deeds(
            _within(done[whose], at),
            {kind: _within(done[whose], when) for kind, when in spoke[whose].items()},
        )
        for whose, at in first.items()
    ]


def _kinds(said: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Each factor that is praised or complained of, and which of both."""
    for factor, label in said.items():
        yield from ((factor, stance) for stance, labels in STANCES.items() if label in labels)


def _within(done: Iterable[tuple[str, int]], at: int) -> frozenset[str]:
    span = timedelta(days=FOLLOWED) // MICROSECOND
    return frozenset(outcome for outcome, when in done if at < when <= at + span)


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
    known = {outcome for one in deeds for outcome in one.did.union(*one.after.values())}
    found = []
    for factor in FACTORS:
        for stance in STANCES:
            for outcome in (name for name in OUTCOMES if name in known):
                one = _after(deeds, factor, stance, outcome, (outcome,))
                found.extend([one] if one.mine.n else [])
    return _adjusted(found)


def left_after(deeds: Sequence[Deeds]) -> dict[str, After]:
    """Those who complained of each factor beside all others: who left or paid less."""
    found = [_after(deeds, factor, "complaint", "left", LEFT) for factor in FACTORS]
    return {one.factor: one for one in _adjusted(found)}


def _after(deeds: Sequence[Deeds], factor: str, stance: str, name: str, outcomes: Sequence[str]) -> After:
    """How often one of the outcomes came after it, and after the first text of all others."""
    kind, wanted = (factor, stance), set(outcomes)
    ours = [not wanted.isdisjoint(one.after[kind]) for one in deeds if kind in one.after]
    others = [not wanted.isdisjoint(one.did) for one in deeds if kind not in one.after]
    mine, rest = (share(sum(half), len(half), DONE) for half in (ours, others))
    return After(factor, stance, name, mine, rest, _compared(mine, rest))


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
