"""A world to ask for a year: customers of three kinds, six surveys, four channels, one set of rules."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import fmean

from regard.contacting.audiences import Rule
from regard.contacting.drawing import Demand
from regard.contacting.ledger import Contact, ContactKind
from regard.contacting.rules import Ask, Cap, Each, Person, Rules
from regard.contacting.simulation import Survey, World, Year

START = datetime(2026, 1, 1, tzinfo=UTC)
ENTERPRISE = Rule.from_content({"all": [{"field": "segment", "op": "is", "values": ["enterprise"]}]})
ASK = frozenset({ContactKind.ASK})
TWO = ASK | {ContactKind.REMINDER}
RULES = Rules(
    (
        Cap("nps_once", 1, 180, kinds=frozenset({"nps"}), counts=ASK),
        Cap("same_survey", 1, 30, same_survey=True, counts=ASK),
        Cap("after_reminder", 1, 3, counts=frozenset({ContactKind.REMINDER}), holds_for=TWO),
        Cap("person_rest", 1, 14),
        Cap("person_year", 10, 365, holds_for=TWO),
        Cap("account_quarter", 8, 90, each=Each.ACCOUNT, holds_for=TWO),
    )
)
KINDS = {"light": 0.7, "heavy": 0.2, "enterprise": 0.1}
MEAN = {"light": 6.5, "heavy": 8.5, "enterprise": 5.5}  # who buys often is happier: the trap
EVENTS = {
    "csat": {"light": 4, "heavy": 20, "enterprise": 8},
    "ces": {"light": 1, "heavy": 3, "enterprise": 4},
    "visit": {"light": 12, "heavy": 60, "enterprise": 30},
}


def surveys(people: int) -> list[Survey]:
    """Six surveys, as large as so many people allow."""
    part = people / 10_000

    def some(most: int) -> int:
        return max(round(most * part), 1)

    def demand(key: str, kind: str, channel: str, **more: object) -> Demand:
        return replace(Demand(key, Ask(key, kind, channel)), **more)

    return [
        Survey(demand("nps", "nps", "email", priority=3, planned=some(3000), most=some(12))),
        Survey(
            demand(
                "trust", "trust", "email", whom=ENTERPRISE, priority=1, reserved=0.15, planned=some(400),
                most=some(3),
            )
        ),
        Survey(
            demand(
                "values", "values", "chat", priority=2, planned=some(1500), most=some(100),
                shares={"enterprise": 4.0},
            ),
            first_day=90,
        ),
        Survey(demand("csat", "csat", "email"), share=0.3),
        Survey(demand("ces", "ces", "sms"), share=0.5),
        Survey(demand("visit", "visit", "in_app"), share=0.02, remind_after=0),
    ]  # fmt: skip


def world(people: int, *, seed: int) -> World:
    """So many people, with what they would say and what happens to them."""
    chance = random.Random(seed)
    everybody: list[Person] = []
    says: dict[str, dict[str, float]] = {one.demand.key: {} for one in surveys(people)}
    events: dict[str, list[tuple[int, str]]] = {key: [] for key in EVENTS}
    for place in range(people):
        segment = chance.choices(list(KINDS), list(KINDS.values()))[0]
        person = _person(place, segment, people, chance)
        everybody.append(person)
        for scores in says.values():
            scores[person.id] = min(10, max(0, round(chance.gauss(MEAN[segment], 1.8))))
        for key, rates in EVENTS.items():
            often = chance.randrange(2 * rates[segment] + 1)
            events[key] += [(chance.randrange(365), person.id) for _event in range(often)]
    return World(everybody, says, events, seed=str(seed))


def _person(place: int, segment: str, people: int, chance: random.Random) -> Person:
    refusals = {}
    if chance.random() < 0.03:
        refusals[""] = "unsubscribed"
    if chance.random() < 0.1:
        refusals["email"] = "no_address"
    if chance.random() < 0.4:
        refusals |= {"sms": "no_address", "chat": "no_address"}
    since = START + timedelta(days=chance.random() * 365)
    quiet = ((since, since + timedelta(days=20)),) if chance.random() < 0.02 else ()
    account = f"a{place % max(people // 40, 1)}" if segment == "enterprise" else ""
    return Person(f"p{place}", account, {"segment": segment}, quiet, refusals)


def truth(imagined: World, survey: Survey) -> float:
    """The mean over everybody (or every event of everybody) whom the survey could reach."""
    ask, whom = survey.demand.ask, survey.demand.whom
    reached = {
        one.id
        for one in imagined.people
        if whom.holds(one.known) and not (one.refusals.get("") or one.refusals.get(ask.channel))
    }
    says = imagined.says[survey.demand.key]
    if survey.is_after_events:
        return fmean(says[one] for _day, one in imagined.events[survey.demand.key] if one in reached)
    return fmean(says[one] for one in reached)


def over_budget(contacts: Sequence[Contact], rules: Rules) -> list[str]:
    """Every contact that broke a rule, counted anew without the functions that decide."""
    found = []
    for cap in rules.caps:
        groups: dict[tuple[str, str], list[Contact]] = {}
        for one in sorted(contacts, key=lambda contact: contact.at):
            whose = one.account if cap.each == Each.ACCOUNT else one.person
            if whose and (not cap.kinds or cap.kinds & set(one.survey_kind.split())):
                groups.setdefault((whose, one.survey if cap.same_survey else ""), []).append(one)
        for (whose, _survey), rows in groups.items():
            for place, one in enumerate(rows):
                since = one.at - timedelta(days=cap.days)
                before = sum(1 for other in rows[:place] if other.at > since and other.kind in cap.counts)
                if one.kind in cap.holds_for and before >= cap.most:
                    found.append(f"{cap.key}: {whose} at {one.at}")
    return found


def off_by(year: Year, imagined: World, survey: Survey) -> tuple[float, float, float]:
    """How far the means with and without weights are from the truth, in standard errors, and that error."""
    rows = [one for one in year.asked[survey.demand.key] if one.is_answered]
    says = imagined.says[survey.demand.key]
    weighted, plain, _n = year.estimates(imagined, survey.demand.key)
    weights = [1 / one.inclusion for one in rows]
    spread = sum((w * (says[one.person] - weighted)) ** 2 for w, one in zip(weights, rows, strict=True))
    error = spread**0.5 / sum(weights)
    true = truth(imagined, survey)
    return (weighted - true) / error, (plain - true) / error, error
