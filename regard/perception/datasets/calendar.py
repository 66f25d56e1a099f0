"""How much is said where and when: a growing volume, the rare voice of large accounts, two languages."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from regard.perception.datasets.plot import START, UNTIL

MONTHS = 24
FIRST_MONTH, LAST_MONTH = 68, 160
SETUP_SURVEYS = ((6, 6), (22, 17), (23, 26))
SUPPORT_SURVEYS = (18, 20, 23, 28)
REST = {"relationship-survey": 0.52, "reviews": 0.17, "mentions": 0.12, "support-desk": 0.165}
SEGMENTS = ("solo", "group", "enterprise")
SHARES = {
    "support-survey": (50, 48, 2),
    "relationship-survey": (52, 46, 2),
    "hotel-tech-reviews": (55, 44, 1),
    "app-store": (60, 40, 0),
    "social": (60, 40, 0),
    "innkeeper-forum": (60, 40, 0),
    "support-desk": (52, 46, 2),
    "interviews": (45, 37, 18),
}
CHINESE = 1 / 3


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing to be said: where, by whom, when and in which language."""

    source: str
    segment: str
    day: date
    language: str


def slots(rng: random.Random) -> list[Slot]:
    """Everything to be said, in the order of the days; a third of each source is Chinese."""
    places = sorted(_places(rng))
    found = []
    for source in sorted({source for _, source, _ in places}):
        mine = [(day, segment) for day, name, segment in places if name == source]
        chinese = set(rng.sample(range(len(mine)), round(len(mine) * CHINESE)))
        for number, (day, segment) in enumerate(mine):
            found.append(Slot(source, segment, day, "zh" if number in chinese else "en"))
    return sorted(found, key=lambda slot: (slot.day, slot.source))


def _places(rng: random.Random) -> Iterator[tuple[date, str, str]]:
    length = ((UNTIL - START).days + 1) / MONTHS
    for month in range(MONTHS):
        for name, segments, count in _said_in(month):
            for number in range(count):
                day = int((month + (number + rng.random()) / count) * length)
                source = _place(rng, name)
                segment = rng.choices(SEGMENTS, segments or SHARES[source])[0]
                yield START + timedelta(day), source, segment


def _said_in(month: int) -> Iterator[tuple[str, tuple[int, ...], int]]:
    """Name of the place, shares of the segments where they are fixed, and count."""
    volume = round(FIRST_MONTH * (LAST_MONTH / FIRST_MONTH) ** (month / (MONTHS - 1)))
    solo, group = SETUP_SURVEYS[0 if month < 12 else month // 6 - 1]
    support = SUPPORT_SURVEYS[month // 6]
    yield "setup-survey", (1, 0, 0), solo
    yield "setup-survey", (0, 1, 0), group
    yield "support-survey", (), support
    rest = volume - solo - group - support
    for name, share in REST.items():
        yield name, (), round(rest * share)
    yield "interviews", (), max(1, round(rest * (1 - sum(REST.values()))))


def _place(rng: random.Random, name: str) -> str:
    if name == "reviews":
        return "app-store" if rng.random() < 0.25 else "hotel-tech-reviews"
    if name == "mentions":
        return "innkeeper-forum" if rng.random() < 0.25 else "social"
    return name
