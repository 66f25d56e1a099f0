"""Who is asked today: by a number that chance gave to each person, the rules permitting.

Within a campaign each person keeps one number from the start, divided by how many times as likely their
segment is to be asked; the people with the lowest numbers are its sample (sequential Poisson sampling:
Ohlsson 1998). Whom a rule stops today is asked as soon as it no longer does: what somebody was asked before
delays them and does not decide whether they belong, so that those who buy often are not asked rather than
others. The chance to be asked is therefore known before anybody is.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from regard.contacting.audiences import Rule
from regard.contacting.ledger import Contact, Ledger
from regard.contacting.rules import Ask, Person, Rules, Verdict, judge

RESERVED = Verdict(False, "reserved", "reserved")
NOT_DRAWN = Verdict(False, "not_drawn", "chance")


@dataclass(frozen=True)
class Demand:
    """A campaign as far as it matters here: what it asks whom, how many of them and how urgently.

    `planned` is the size of its sample (0: everybody), `most` how many may be asked now (0: any number),
    `reserved` the share of its audience that is kept free for it, `shares` how many times as likely a
    segment is asked, `done` who was asked already.
    """

    key: str
    ask: Ask
    whom: Rule = Rule()
    priority: int = 5
    reserved: float = 0.0
    planned: int = 0
    most: int = 0
    shares: Mapping[str, float] = field(default_factory=dict)
    seed: str = ""
    done: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Taken:
    """Somebody who is to be asked, and the chance that they had to be."""

    person: Person
    inclusion: float


@dataclass(frozen=True)
class Drawn:
    """What one demand came to: the others of the audience belong to its sample on another day, or never."""

    demand: Demand
    considered: int
    eligible: int
    taken: tuple[Taken, ...]
    refused: tuple[tuple[Person, Verdict], ...]
    not_drawn: tuple[Person, ...]


@dataclass(frozen=True)
class Sample:
    """The people of an audience who can be reached, in the order of their numbers, and their chances."""

    demand: Demand
    considered: int
    unreachable: tuple[tuple[Person, Verdict], ...]
    members: tuple[Taken, ...]
    others: tuple[Person, ...]

    @property
    def size(self) -> int:
        """How many could be reached."""
        return len(self.members) + len(self.others)

    @property
    def next(self) -> Iterator[Taken]:
        """The members who were not asked yet, in their order."""
        return (one for one in self.members if one.person.id not in self.demand.done)


def number(seed: str, name: str) -> float:
    """A number above 0 and below 1 that looks like chance and is the same each time."""
    digest = hashlib.blake2b(f"{seed}\0{name}".encode(), digest_size=8).digest()
    return (int.from_bytes(digest, "big") + 0.5) / 2**64


def sample(people: Iterable[Person], demand: Demand) -> Sample:
    """The sample of a demand, whatever the ledger says."""
    considered = [person for person in people if demand.whom.holds(person.known)]
    unreachable, reachable = [], []
    for person in considered:
        reason = person.refusals.get("") or person.refusals.get(demand.ask.channel)
        if reason:
            unreachable.append((person, Verdict(False, reason, "refusal")))
        else:
            reachable.append(person)
    weights = [demand.shares.get(str(person.known.get("segment", "")), 1.0) for person in reachable]
    chances = inclusions(weights, demand.planned)
    rows = zip(reachable, chances, strict=True)
    order = sorted(rows, key=lambda row: (_turn(demand, *row), row[0].id))
    size = min(demand.planned or len(order), len(order))
    members = tuple(Taken(person, chance) for person, chance in order[:size])
    others = tuple(person for person, _chance in order[size:])
    return Sample(demand, len(considered), tuple(unreachable), members, others)


def _turn(demand: Demand, person: Person, chance: float) -> float:
    return number(demand.seed or demand.key, person.id) / chance if chance else float("inf")


def inclusions(weights: Sequence[float], planned: int) -> list[float]:
    """The chance of each to be among `planned`, in proportion to the weights and never above 1.

    A weight of nought is never drawn.

    >>> inclusions([1, 1, 2], 2), inclusions([1, 1, 8], 2), inclusions([1, 1], 0)
    ([0.5, 0.5, 1.0], [0.5, 0.5, 1.0], [1.0, 1.0])
    """
    if not planned or planned >= len(weights):
        return [1.0 if weight > 0 else 0.0 for weight in weights]
    ceiling = float("inf")
    while True:
        certain = sum(1 for weight in weights if weight >= ceiling)
        rest = sum(weight for weight in weights if weight < ceiling)
        if planned <= certain or rest <= 0:
            return [1.0 if weight > 0 else 0.0 for weight in weights]
        unit = (planned - certain) / rest
        if (next_ceiling := 1 / unit) >= ceiling or not any(unit * w >= 1 for w in weights if w < ceiling):
            return [1.0 if weight >= ceiling else unit * weight for weight in weights]
        ceiling = next_ceiling


def held(samples: Iterable[Sample]) -> dict[str, frozenset[str]]:
    """By key of the demand, the people who are kept free for it: those whose turn comes next."""
    found = {}
    for one in samples:
        count = int(one.demand.reserved * one.size + 0.5)
        ahead = (member.person.id for member in one.next)
        found[one.demand.key] = frozenset(person for _place, person in zip(range(count), ahead, strict=False))
    return found


def is_held(person: Person, demand: Demand, kept: Mapping[str, frozenset[str]]) -> bool:
    """Whether this person is kept free for another demand."""
    return any(person.id in ids for key, ids in kept.items() if key != demand.key)


def draw(
    people: Sequence[Person], demands: Iterable[Demand], rules: Rules, history: Ledger, *, at: datetime
) -> list[Drawn]:
    """Whom each demand asks now, the most urgent first; each who is taken is written into `history`."""
    return draw_samples([sample(people, demand) for demand in demands], rules, history, at=at)


def draw_samples(
    samples: Iterable[Sample],
    rules: Rules,
    history: Ledger,
    *,
    at: datetime,
    beside: Iterable[Sample] = (),
) -> list[Drawn]:
    """The same from samples that were made before; those `beside` are not drawn from, only kept free for."""
    ordered = sorted(samples, key=lambda one: (one.demand.priority, one.demand.key))
    kept = held([*ordered, *beside])
    return [_drawn(one, kept, rules, history, at) for one in ordered]


def _drawn(
    found: Sample, kept: Mapping[str, frozenset[str]], rules: Rules, history: Ledger, at: datetime
) -> Drawn:
    demand = found.demand
    taken: list[Taken] = []
    refused: list[tuple[Person, Verdict]] = []
    for member in found.next:
        if demand.most and len(taken) >= demand.most:
            break
        verdict = decide(member.person, demand, kept, rules, history, at=at)
        if verdict.allowed:
            taken.append(member)
        else:
            refused.append((member.person, verdict))
    return Drawn(
        demand, found.considered, found.size, tuple(taken), (*found.unreachable, *refused), found.others
    )


def decide(
    person: Person,
    demand: Demand,
    kept: Mapping[str, frozenset[str]],
    rules: Rules,
    history: Ledger,
    *,
    at: datetime,
) -> Verdict:
    """Whether a person whose turn it is may be asked; if so it is written into `history`."""
    ask = demand.ask
    if is_held(person, demand, kept):
        return RESERVED
    verdict = judge(person, history, rules, ask=ask, at=at)
    if verdict.allowed:
        history.add(
            Contact(person.id, person.account, ask.survey, ask.survey_kind, ask.channel, ask.kind, at)
        )
    return verdict
