"""How many of some people may be asked on an average day, if nothing else is asked of them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime

from regard.contacting.ledger import Contact
from regard.contacting.rules import Ask, Cap, Each, Person, Rules, counts, stops

ANY = datetime(1, 1, 1, tzinfo=UTC)


def a_day(people: Iterable[Person], rules: Rules, *, ask: Ask) -> float:
    """How many may be asked a day, year in and year out; nobody is asked twice on one day.

    Each person as often as the strictest of the caps lets them, and their accounts as often as theirs do.
    Reminders use the same caps and are not counted here: it is the most that is possible.
    """
    alone, together = 0.0, defaultdict[str, list[Person]](list)
    for person in people:
        if person.account:
            together[person.account].append(person)
        else:
            alone += often(person, rules, ask=ask)
    return alone + sum(_of_account(found, rules, ask) for found in together.values())


def often(person: Person, rules: Rules, *, ask: Ask) -> float:
    """How many times a day one person may be asked: 1/180 is once in 180 days."""
    own = [1 / person.rest_days] if person.rest_days else []
    return min([1.0, *own, *_rates(person, rules, ask, Each.PERSON)])


def _of_account(found: list[Person], rules: Rules, ask: Ask) -> float:
    caps = [rate for person in found for rate in _rates(person, rules, ask, Each.ACCOUNT)]
    return min([sum(often(person, rules, ask=ask) for person in found), *caps])


def _rates(person: Person, rules: Rules, ask: Ask, each: Each) -> list[float]:
    """What the caps that count this very question leave of it, in questions a day."""
    asked = Contact(person.id, person.account, ask.survey, ask.survey_kind, ask.channel, ask.kind, ANY)

    def holds(cap: Cap) -> bool:
        return cap.each == each and stops(cap, person, ask) and counts(cap, asked, ask)

    return [cap.most / cap.days for cap in rules.caps if holds(cap)]
