"""A year of asking that never happened: people, their events and several surveys under one set of rules.

What is simulated is the world alone. Who is asked is decided by the functions that decide it in earnest.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from regard.contacting.drawing import Demand, Sample, decide, draw_samples, held, number, sample
from regard.contacting.exposing import Chance, free
from regard.contacting.ledger import Contact, ContactKind, Ledger
from regard.contacting.rules import Person, Rules, judge


@dataclass(frozen=True)
class Survey:
    """One survey of the year; with a `share` it asks after events of its kind, else it draws every day."""

    demand: Demand
    share: float = 0.0
    remind_after: int = 7
    first_day: int = 0

    @property
    def is_after_events(self) -> bool:
        """Whether it waits for something to happen."""
        return self.share > 0


@dataclass(frozen=True)
class World:
    """Everybody, what they would say to each survey, and on which days what happens to them."""

    people: Sequence[Person]
    says: dict[str, dict[str, float]]  # survey, person: the score
    events: dict[str, list[tuple[int, str]]]  # survey: day and person
    answers: float = 0.3  # how many of those who are asked
    seed: str = "year"


@dataclass(frozen=True)
class Asked:
    """One question that was put to somebody, and the chance that it had to be."""

    person: str
    at: datetime
    inclusion: float
    is_answered: bool


@dataclass
class Year:
    """What came of it."""

    contacts: list[Contact] = field(default_factory=list)
    asked: dict[str, list[Asked]] = field(default_factory=lambda: defaultdict(list))
    silences: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    without_reason: int = 0

    def estimates(self, world: World, survey: str) -> tuple[float, float, int]:
        """The mean with weights, the mean without, and the answers that they rest on."""
        rows = [one for one in self.asked[survey] if one.is_answered]
        says = world.says[survey]
        total = sum(1 / one.inclusion for one in rows)
        weighted = sum(says[one.person] / one.inclusion for one in rows) / total
        return weighted, sum(says[one.person] for one in rows) / len(rows), len(rows)


def simulate(
    world: World, surveys: Sequence[Survey], rules: Rules, *, start: datetime, days: int = 365
) -> Year:
    """Ask day by day, and remind; at the end every question that was not put has its reason."""
    run = _Run(world, surveys, rules)
    for day in range(days):
        run.day(day, start + timedelta(days=day, hours=9))
    run.finish()
    return run.year


class _Run:
    """The state of a simulated year."""

    def __init__(self, world: World, surveys: Sequence[Survey], rules: Rules) -> None:
        self.world, self.rules, self.surveys = world, rules, surveys
        self.year, self.history = Year(), Ledger()
        self.by_id = {person.id: person for person in world.people}
        self.samples = {one.demand.key: sample(world.people, one.demand) for one in surveys}
        self.done: dict[str, set[str]] = defaultdict(set)
        self.waiting: dict[str, dict[str, str]] = defaultdict(dict)  # survey, person: the last reason
        self.before: dict[str, list[Chance]] = defaultdict(list)
        self.reminders: dict[int, list[tuple[Survey, Person]]] = defaultdict(list)
        self.happens: dict[int, list[tuple[Survey, str]]] = defaultdict(list)
        for one in surveys:
            for day, person in world.events.get(one.demand.key, []):
                self.happens[day].append((one, person))

    def day(self, day: int, at: datetime) -> None:
        """Draw, then answer to what happened, then remind."""
        open_ones = [one for one in self.surveys if one.first_day <= day and not one.is_after_events]
        samples = [self._now(one) for one in open_ones]
        by_key = {one.demand.key: one for one in self.surveys}
        for drawn in draw_samples(samples, self.rules, self.history, at=at):
            survey = by_key[drawn.demand.key]
            for taken in drawn.taken:
                self._asked(survey, taken.person, taken.inclusion, day, at)
                self.done[drawn.demand.key].add(taken.person.id)
            reasons = {person.id: verdict.reason for person, verdict in drawn.refused}
            self.waiting[drawn.demand.key].update(reasons)
        kept = held(self._now(one) for one in open_ones if one.demand.reserved)
        for place, (survey, person) in enumerate(self.happens[day]):
            self._after_an_event(survey, self.by_id[person], kept, day, at + timedelta(minutes=place % 480))
        for survey, somebody in self.reminders.pop(day, []):
            self._remind(survey, somebody, at + timedelta(hours=9))

    def finish(self) -> None:
        """Who was not asked has a reason: the one that stopped them last, or chance."""
        for one in self.surveys:
            key, found = one.demand.key, self.samples[one.demand.key]
            if one.is_after_events:
                continue
            for person, verdict in found.unreachable:
                self.year.silences[key][verdict.reason] += 1
                self.done[key].add(person.id)
            self.year.silences[key]["not_drawn"] += len(found.others)
            for member in found.members:
                if member.person.id not in self.done[key]:
                    reason = self.waiting[key].get(member.person.id, "not_drawn")
                    self.year.silences[key][reason] += 1
                    self.year.without_reason += not reason

    def _now(self, survey: Survey) -> Sample:
        key = survey.demand.key
        return replace(self.samples[key], demand=replace(survey.demand, done=frozenset(self.done[key])))

    def _after_an_event(
        self, survey: Survey, person: Person, kept: dict[str, frozenset[str]], day: int, at: datetime
    ) -> None:
        demand = survey.demand
        reason = person.refusals.get("") or person.refusals.get(demand.ask.channel)
        if reason:
            self.year.silences[demand.key][reason] += 1
            return
        chance = survey.share * free(person, self.before[person.id], self.rules, ask=demand.ask, at=at)
        others = (
            one for one in self.surveys if one.demand.key in kept and one.demand.whom.holds(person.known)
        )
        for other in others:
            chance *= 1 - other.demand.reserved
        self.before[person.id].append(Chance(_contact(survey, person, at), chance))
        if number(self.world.seed + demand.key, f"{person.id} {at}") >= survey.share:
            self.year.silences[demand.key]["sampled_out"] += 1
            return
        verdict = decide(person, demand, kept, self.rules, self.history, at=at)
        if verdict.allowed:
            self._asked(survey, person, chance, day, at)
        else:
            self.year.silences[demand.key][verdict.reason] += 1
            self.year.without_reason += not verdict.reason

    def _asked(self, survey: Survey, person: Person, inclusion: float, day: int, at: datetime) -> None:
        key = survey.demand.key
        answers = number(f"{self.world.seed} answers {key}", f"{person.id} {at}") < self.world.answers
        self.year.contacts.append(_contact(survey, person, at))
        self.year.asked[key].append(Asked(person.id, at, inclusion, answers))
        if not survey.is_after_events:
            self.before[person.id].append(Chance(_contact(survey, person, at), inclusion))
        if not answers and survey.remind_after:
            self.reminders[day + survey.remind_after].append((survey, person))

    def _remind(self, survey: Survey, person: Person, at: datetime) -> None:
        ask = replace(survey.demand.ask, kind=ContactKind.REMINDER)
        verdict = judge(person, self.history, self.rules, ask=ask, at=at)
        if verdict.allowed:
            made = replace(_contact(survey, person, at), kind=str(ContactKind.REMINDER))
            self.history.add(made)
            self.year.contacts.append(made)
        else:
            self.year.silences[survey.demand.key][f"reminder: {verdict.reason}"] += 1


def _contact(survey: Survey, person: Person, at: datetime) -> Contact:
    ask = survey.demand.ask
    return Contact(person.id, person.account, ask.survey, ask.survey_kind, ask.channel, ask.kind, at)
