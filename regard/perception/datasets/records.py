"""What the people of the sample workspace said: surveys, reviews, mentions, messages, interviews."""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from regard.perception.datasets.calendar import Slot, slots
from regard.perception.datasets.cast import Person, Pool, at, author
from regard.perception.datasets.places import PLACES, Place, product_of, touchpoint_of
from regard.perception.datasets.plot import UNTIL
from regard.perception.datasets.scoring import Dice, answer
from regard.perception.datasets.shapes import Answer, Record
from regard.perception.datasets.telling import Shelf
from regard.perception.datasets.texts import Text

NEW_FOR = timedelta(120)
BETWEEN_SURVEYS = {"relationship-survey": 183, "support-survey": 14, "setup-survey": 21}
CONTRARY = 0.06
KNOWN = {"hotel-tech-reviews": 0.25, "app-store": 0.0, "social": 0.12, "innkeeper-forum": 0.2}


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: a known person, or only a public name."""

    person: Person | None
    name: str
    segment: str
    region: str

    @property
    def key(self) -> str:
        """What two records of one speaker share."""
        return self.person.customer.external_id if self.person else self.name

    def is_new(self, day: date) -> bool:
        """Whether it is a known person who has just become a customer."""
        return self.person is not None and is_new(self.person, day)


class Ledger:
    """Who was asked what and when, so that nobody is asked too often."""

    def __init__(self, staff: list[Person]) -> None:
        self._staff: defaultdict[tuple[str, str], list[Person]] = defaultdict(list)
        for person in staff:
            self._staff[person.house.account.segment, person.customer.language].append(person)
        self._asked: dict[tuple[str, str], date] = {}
        self._last: dict[str, date] = {}

    def pick(self, rng: random.Random, slot: Slot) -> Person | None:
        """Somebody who may be asked on that day, or nobody."""
        free = [
            person for person in self._staff[slot.segment, slot.language] if self._may_be_asked(person, slot)
        ]
        if not free:
            return None
        fresh = [person for person in free if is_new(person, slot.day)]
        if slot.source == "setup-survey" and fresh and rng.random() < 0.6:
            free = fresh
        chosen = rng.choices(free, [person.zeal for person in free])[0]
        if slot.source in BETWEEN_SURVEYS:
            self._last[chosen.customer.external_id] = slot.day
            self._asked[chosen.customer.external_id, slot.source] = slot.day
        return chosen

    def _may_be_asked(self, person: Person, slot: Slot) -> bool:
        customer, house = person.customer, person.house
        if customer.since + timedelta(2) > slot.day or not house.is_here(slot.day):
            return False
        if slot.source not in BETWEEN_SURVEYS:
            return True
        key = customer.external_id
        asked = self._asked.get((key, slot.source), date.min)
        is_rested = (slot.day - asked).days >= BETWEEN_SURVEYS[slot.source]
        return is_rested and (slot.day - self._last.get(key, date.min)).days >= 7


def is_new(person: Person, day: date) -> bool:
    """Whether the person has been a customer for less than about four months."""
    return day - person.customer.since <= NEW_FOR


def records(rng: random.Random, staff: list[Person], names: dict[str, Pool]) -> list[Record]:
    """Everything that was said, in the order in which it was, numbered in each source.

    Who answers what score is settled before the texts are chosen, so a new text changes no number.
    """
    ledger, dice = Ledger(staff), Dice(rng)
    spoken = [
        _spoken(rng, slot, who, dice) for slot in slots(rng) for who in _speaker(rng, slot, ledger, names)
    ]
    shelf = Shelf()
    said = sorted(
        (_record(rng, *each, shelf) for each in spoken), key=lambda row: (row.experienced_at, row.source)
    )
    counts: dict[str, int] = {}
    return [_numbered(record, counts) for record in said]


def _spoken(
    rng: random.Random, slot: Slot, who: Speaker, dice: Dice
) -> tuple[Slot, Speaker, tuple[Answer, ...]]:
    place = PLACES[slot.source]
    if not place.metric:
        return slot, who, ()
    at_ = dice.roll((slot.source, slot.segment))
    return slot, who, (answer(place, slot.segment, slot.day, newcomer=who.is_new(slot.day), at=at_),)


def _numbered(record: Record, counts: dict[str, int]) -> Record:
    counts[record.source] = counts.get(record.source, 0) + 1
    external_id = f"{record.source}-{counts[record.source]:05d}"
    permalink = f"https://example.com/{record.source}/{external_id}" if record.is_public else ""
    return replace(record, external_id=external_id, permalink=permalink)


def _speaker(rng: random.Random, slot: Slot, ledger: Ledger, names: dict[str, Pool]) -> Iterator[Speaker]:
    if not PLACES[slot.source].is_public or rng.random() < KNOWN[slot.source]:
        person = ledger.pick(rng, slot)
        if person:
            account = person.house.account
            yield Speaker(person, person.public_name, account.segment, account.region)
        return
    segment = slot.segment if PLACES[slot.source].kind == "review" else ""
    name, region = author(rng, slot.language, names)
    yield Speaker(None, name, segment, region)


def _record(
    rng: random.Random, slot: Slot, who: Speaker, answers: tuple[Answer, ...], shelf: Shelf
) -> Record:
    place = PLACES[slot.source]
    text = None if answers and rng.random() < place.silence else _text(rng, slot, who, place, answers, shelf)
    when = at(rng, slot.day)
    return Record(
        external_id="",
        source=slot.source,
        kind=place.kind,
        channel=rng.choice(place.channels),
        customer=who.person.customer.external_id if who.person else None,
        author_name=who.name if place.is_public else "",
        experienced_at=when,
        collected_at=_collected(rng, when, place.delay_hours),
        title=text.title if text else "",
        text=text.text if text else "",
        answers=answers,
        touchpoint=touchpoint_of(place, text, newcomer=who.is_new(slot.day)),
        product=product_of(rng, text),
        region=who.region,
        segment=who.segment,
        is_public=place.is_public,
        permalink="",
    )


def _text(
    rng: random.Random, slot: Slot, who: Speaker, place: Place, answers: tuple[Answer, ...], shelf: Shelf
) -> Text:
    tone = _tone(answers[0]) if answers else None
    if answers and rng.random() < CONTRARY:
        tone = rng.choice((-2, -1, 0, 1, 2))
    return shelf.take(
        rng,
        language=slot.language,
        kind=place.kind,
        metric=place.metric if place.kind == "survey_response" else "",
        tone=tone,
        segment=who.segment,
        day=slot.day,
        speaker=who.key,
    )


def _tone(answer: Answer) -> float:
    """The tone, -2 to 2, that goes with a score."""
    return 4 * (answer.score - answer.scale_min) / (answer.scale_max - answer.scale_min) - 2


def _collected(rng: random.Random, when: datetime, delay_hours: int) -> datetime:
    arrived = when + timedelta(minutes=rng.randint(0, delay_hours * 60))
    return min(arrived, datetime.combine(UNTIL, time(23, 59, 59), UTC))
