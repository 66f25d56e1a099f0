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


def afterwards(counted: "Counted") -> tuple[After, ...]:
    """Every factor that was praised or complained of, by every outcome that is known of anybody."""
    known = counted.known
    return _adjusted(
        [
            counted.after((factor, stance), outcome)
            for factor in FACTORS
            for stance in STANCES
            for outcome in OUTCOMES
            if outcome in known and counted.n[factor, stance]
        ]
    )


def left_after(counted: "Counted") -> dict[str, After]:
    """Those who complained of each factor beside all others: who left or paid less."""
    found = [counted.after((factor, "complaint"), "left") for factor in FACTORS]
    return {one.factor: one for one in _adjusted(found)}


@dataclass(frozen=True)
class Counted:
    """How many customers did what, all of them and those of each kind; "left" is leaving or paying less."""

    total: int
    n: Counter[tuple[str, str]]  # who spoke so
    did: Counter[str]  # after their first text
    theirs: Counter[tuple[tuple[str, str], str]]  # the same of those who spoke so
    since: Counter[tuple[tuple[str, str], str]]  # what these did after they first spoke so

    @classmethod
    def of(cls, deeds: Sequence[Deeds]) -> "Counted":
        """Everything in one pass."""
        found = cls(len(deeds), Counter(), Counter(), Counter(), Counter())
        for one in deeds:
            did = _with_left(one.did)
            found.did.update(did)
            for kind, since in one.after.items():
                found.n[kind] += 1
                found.theirs.update((kind, outcome) for outcome in did)
                found.since.update((kind, outcome) for outcome in _with_left(since))
        return found

    @property
    def known(self) -> set[str]:
        """What anybody did."""
        return set(self.did) | {outcome for _kind, outcome in self.since}

    def after(self, kind: tuple[str, str], outcome: str) -> After:
        """Those who spoke so, and all others."""
        mine = share(self.since[kind, outcome], self.n[kind], DONE)
        others = share(self.did[outcome] - self.theirs[kind, outcome], self.total - self.n[kind], DONE)
        return After(*kind, outcome, mine, others, _compared(mine, others))


def _with_left(did: frozenset[str]) -> Iterable[str]:
    return did if did.isdisjoint(LEFT) else (*did, "left")


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
