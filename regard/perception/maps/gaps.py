"""Three gaps between what was intended, what staff believe and what customers say."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from regard.perception.comparisons import Comparison, adjust, difference
from regard.perception.counts import Groups
from regard.perception.estimates import Definition, Estimate, Interval, score_interval
from regard.perception.intervals import critical_value, score_limits
from regard.perception.maps.tables import UnfitTable, is_count

Gap = Literal["not delivered", "not noticed", "self-deception"]
FEWEST_STAFF = 5
"""Nothing is said about the belief of fewer staff, nor with fewer customers than the definition's minimum."""
DEFINITION = Definition("word/1", "% of people who chose the word", "percent", margin=10)


@dataclass(frozen=True)
class Said:
    """How many of `people` chose each word; a word that is left out was chosen by nobody.

    Raises UnfitTable where a word was chosen by more people than there are.
    """

    people: int
    chosen: Mapping[str, int]

    def __post_init__(self) -> None:
        if not is_count(self.people):
            raise UnfitTable(f"{self.people!r} people is no count")
        for word, count in self.chosen.items():
            if not is_count(count) or count > self.people:
                raise UnfitTable(f"{word!r} was chosen by {count!r} of {self.people} people")

    def share(self, word: str, level: float) -> Estimate:
        """The percentage of people who chose the word, with its Wilson interval."""
        chose = self.chosen.get(word, 0)
        return score_interval(_two(chose, self.people), DEFINITION.at(level))


@dataclass(frozen=True)
class WordGap:
    """One intended word: who chose it, and the gaps that the answers show after correction for all words.

    `balance` is the share of customers who chose the word minus that of its opposite, -1 to 1, where it
    has one; `silence` the p-value that at least the asked-for share noticed; all p-values are adjusted
    (Benjamini and Hochberg 1995). `belief` is staff against customers.
    """

    word: str
    opposite: str | None
    staff: Estimate
    customers: Estimate
    balance: Interval | None
    p_not_delivered: float | None
    p_not_noticed: float
    belief: Comparison
    gaps: tuple[Gap, ...]

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        parts = {"staff": self.staff.to_dict(), "customers": self.customers.to_dict()}
        balance = None if self.balance is None else self.balance.to_dict()
        more = {"balance": balance, "belief": self.belief.to_dict(), "gaps": list(self.gaps)}
        return dict(self.__dict__) | parts | more


def gaps(
    intended: Mapping[str, str | None] | Sequence[str],
    staff: Said,
    customers: Said,
    *,
    noticed: float = 20.0,
    level: float = 0.95,
) -> tuple[WordGap, ...]:
    """Name the gaps of each intended word: *not delivered*, *not noticed*, *self-deception*.

    `intended` are the words, or {word: its opposite or None}. *Not delivered*: customers chose the opposite
    more often than the word (score test of paired shares; Tango 1998). *Not noticed*: fewer than `noticed`
    percent of customers chose the word or its opposite; nobody is an answer too. *Self-deception*: more
    staff than customers chose the word (MOVER). Each is said only where its p-value, adjusted over the
    words, is at most 1 - level, from 30 customers and 5 staff on. Nobody chooses a word together with its
    opposite. Raises UnfitTable.

    >>> found = gaps({"calm": "hectic", "fair": None},
    ...              Said(40, {"calm": 30, "fair": 4}), Said(400, {"calm": 40, "hectic": 160, "fair": 20}))
    >>> [(line.word, line.gaps) for line in found]
    [('calm', ('not delivered', 'self-deception')), ('fair', ('not noticed',))]
    """
    opposites = dict(intended) if isinstance(intended, Mapping) else dict.fromkeys(intended)
    if not opposites or isinstance(intended, str):
        raise UnfitTable("no word is intended")
    if not 0 < noticed < 100:
        raise UnfitTable(f"a share of customers that notice lies between 0 and 100, not at {noticed}")
    for who, said in (("staff", staff), ("customers", customers)):
        if said.people == 0:
            raise UnfitTable(f"no {who} were asked")
    worse = {word: _one_sided(customers, word, other) for word, other in opposites.items() if other}
    delivered = _adjusted(worse)
    silent = _adjusted({word: _silence(customers, word, opposites[word], noticed) for word in opposites})
    beliefs = {word: difference(customers.share(word, level), staff.share(word, level)) for word in opposites}
    believed = _adjusted({word: found.p_value for word, found in beliefs.items()})
    enough, lines = customers.people >= DEFINITION.minimum, []
    for word, other in opposites.items():
        belief = beliefs[word].adjusted(believed[word])
        signs: dict[Gap, bool] = {
            "not delivered": delivered.get(word, 1.0) <= 1 - level,
            "not noticed": silent[word] <= 1 - level,
            "self-deception": belief.significant and belief.difference > 0 and staff.people >= FEWEST_STAFF,
        }
        lines.append(
            WordGap(
                word=word,
                opposite=other,
                staff=staff.share(word, level),
                customers=customers.share(word, level),
                balance=_balance(customers, word, other, level),
                p_not_delivered=delivered.get(word),
                p_not_noticed=silent[word],
                belief=belief,
                gaps=tuple(gap for gap, shown in signs.items() if shown and enough),
            )
        )
    return tuple(lines)


def _two(chose: int, people: int) -> Groups:
    return Groups((0, 100), (people - chose, chose), people)


def _adjusted(p_values: Mapping[str, float]) -> dict[str, float]:
    return dict(zip(p_values, adjust(list(p_values.values())), strict=True))


def _pair(said: Said, word: str, opposite: str | None) -> tuple[int, int]:
    """How many chose the word and how many its opposite."""
    chose, against = said.chosen.get(word, 0), said.chosen.get(opposite, 0) if opposite else 0
    if word == opposite or chose + against > said.people:
        raise UnfitTable(f"somebody chose {word!r} together with its opposite {opposite!r}")
    return chose, against


def _one_sided(said: Said, word: str, opposite: str) -> float:
    """The chance of as many more against the word, were as many for it as against it (score test)."""
    chose, against = _pair(said, word, opposite)
    return _upper_tail((against - chose) / math.sqrt(against + chose)) if against + chose else 1.0


def _silence(said: Said, word: str, opposite: str | None, noticed: float) -> float:
    """The chance of so few who took a side, did `noticed` percent do so (score test; Wilson 1927)."""
    share, expected = sum(_pair(said, word, opposite)) / said.people, noticed / 100
    return _upper_tail((expected - share) / math.sqrt(expected * (1 - expected) / said.people))


def _upper_tail(z: float) -> float:
    return math.erfc(z / math.sqrt(2)) / 2


def _balance(said: Said, word: str, opposite: str | None, level: float) -> Interval | None:
    if not opposite:
        return None
    chose, against = _pair(said, word, opposite)
    cells = [against, said.people - chose - against, chose]
    low, high = score_limits([-1, 0, 1], cells, critical_value(level))
    return Interval((chose - against) / said.people, low, high, level, said.people, "Tango (1998)")
