"""The chance that somebody is free to be asked after an event, from the chances that they had before.

Whether a cap stops somebody today depends on what chance decided earlier, and those with many events are
stopped more often. Their answers therefore stand for more events than those of others: the chance to be
asked after this event is the share of events that are asked about, times the chance to be free then.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from regard.contacting.ledger import Contact
from regard.contacting.rules import Ask, Cap, Each, Person, Rules, counts, stops

LEAST = 0.01
"""No answer stands for more than a hundred events: below it weights say more about luck than about people."""


@dataclass(frozen=True, slots=True)
class Chance:
    """A contact that could have been made, and how likely it was, whether it was made or not."""

    contact: Contact
    share: float


def free(
    person: Person,
    before: Iterable[Chance],
    rules: Rules,
    *,
    ask: Ask,
    at: datetime,
) -> float:
    """The chance, above 0 and up to 1, that no cap stops `ask` now.

    `before` are the chances of this person (and, where accounts are capped, of their account) up to now.
    """
    caps = [(cap, at - timedelta(days=cap.days)) for cap in rules.caps if stops(cap, person, ask)]
    once, load = 0.0, dict.fromkeys((cap.key for cap, _since in caps), 0.0)
    for one in before:
        then = one.contact.at
        counted = [cap for cap, since in caps if since < then <= at and _counted(cap, one, person, ask)]
        once += one.share if any(cap.most == 1 for cap in counted) else 0.0
        for cap in counted:
            load[cap.key] += one.share
    found = max(1 - once, 0.0)
    for cap, _since in caps:
        if cap.most > 1:
            found *= not_full(cap.most, load[cap.key])
    return min(max(found, LEAST), 1.0)


def _counted(cap: Cap, one: Chance, person: Person, ask: Ask) -> bool:
    contact = one.contact
    return (cap.each == Each.ACCOUNT or contact.person == person.id) and counts(cap, contact, ask)


def not_full(most: int, expected: float) -> float:
    """The chance that fewer than `most` contacts were made where `expected` of them are.

    Erlang's loss formula: the load that is carried is known, the load that was offered is searched for.

    >>> round(not_full(1, 0.25), 3), round(not_full(4, 1.0), 3), not_full(2, 2.0)
    (0.75, 0.984, 0.0)
    """
    return _not_full(most, round(expected, 2))


@lru_cache(maxsize=4096)
def _not_full(most: int, expected: float) -> float:
    if expected <= 0:
        return 1.0
    if expected >= most:
        return 0.0
    low, high = expected, expected
    while high * (1 - blocked(most, high)) < expected:
        high *= 2
    for _step in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if middle * (1 - blocked(most, middle)) < expected else (low, middle)
    return 1 - blocked(most, (low + high) / 2)


def blocked(most: int, offered: float) -> float:
    """Erlang's loss formula: the share of what is offered that finds all `most` places taken.

    >>> round(blocked(1, 1.0), 3), round(blocked(2, 1.0), 3)
    (0.5, 0.2)
    """
    found = 1.0
    for place in range(1, most + 1):
        found = offered * found / (place + offered * found)
    return found
