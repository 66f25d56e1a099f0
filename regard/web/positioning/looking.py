"""What the map is drawn from: the list of one wave, the words of one source, asked once for each state."""

import hashlib
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache

from regard.web.dashboards.numbers import KEPT_SECONDS, Numbers
from regard.web.dashboards.periods import Period
from regard.web.insights.map_study import PEOPLE, Heard, MapStudy, asked, believed, map_study, texts
from regard.web.positioning.addresses import MapAddress, filters
from regard.web.positioning.intentions import Vocabulary, Wave, waves


@dataclass(frozen=True)
class Looked:
    """One look: the address with its source, the days, the list, what was heard and what the study says."""

    address: MapAddress
    days: Period
    waves: list[Wave]
    wave: Wave | None
    vocabulary: Vocabulary
    heard: Heard
    study: MapStudy
    asked_people: int
    segments: tuple[str, ...]


def look(numbers: Numbers, address: MapAddress, *, today: date) -> Looked:
    """The study that the address asks for; without a source the answers where there are enough."""
    every = waves()
    wave = _chosen(every, address.wave)
    days = address.within(wave.start, wave.end, today=today) if wave else address.days(today=today)
    vocabulary = Vocabulary.of(wave.words if wave else ())
    picked = _heard(numbers, "asked", address, days, vocabulary)
    source = address.source or ("asked" if len(picked.people) >= PEOPLE else "texts")
    heard = picked if source == "asked" else _heard(numbers, "texts", address, days, vocabulary)
    chosen = address.but(source=source)
    return Looked(
        address=chosen,
        days=days,
        waves=every,
        wave=wave,
        vocabulary=vocabulary,
        heard=heard,
        study=_study(numbers, heard, chosen, days, vocabulary),
        asked_people=len(picked.people),
        segments=tuple(sorted({segment for segment, _ in heard.people if segment})),
    )


def _chosen(every: list[Wave], number: str) -> Wave | None:
    """The wave of the address, or the last one."""
    named = [wave for wave in every if str(wave.number) == number]
    return next(iter(named or every[-1:]), None)


def _heard(numbers: Numbers, source: str, address: MapAddress, days: Period, vocabulary: Vocabulary) -> Heard:
    """What was heard in one way, remembered until the archive is written again."""
    read = asked if source == "asked" else texts
    key = _key(numbers, "heard", source, address.owned, days, vocabulary.terms)
    found: Heard | None = cache.get(key)
    if found is None:
        found = read(filters(days, address.owned), vocabulary.terms)
        cache.set(key, found, KEPT_SECONDS)
    return found


def _study(
    numbers: Numbers, heard: Heard, address: MapAddress, days: Period, vocabulary: Vocabulary
) -> MapStudy:
    staff = believed(vocabulary.terms) if address.source == "asked" else None
    whose = hashlib.sha256(repr(staff).encode()).hexdigest() if staff else ""
    chosen = (address.source, address.segment, address.owned)
    key = _key(numbers, "map", *chosen, days, vocabulary.intended, whose)
    found: MapStudy | None = cache.get(key)
    if found is None:
        found = map_study(heard, vocabulary.intended, staff, source=address.source, segment=address.segment)
        cache.set(key, found, KEPT_SECONDS)
    return found


def _key(numbers: Numbers, *parts: object) -> str:
    fresh = numbers.fresh
    state = f"{numbers.workspace.pk} {fresh.change} {fresh.at} {fresh.unread} {parts}"
    return f"positioning:{hashlib.sha256(state.encode()).hexdigest()}"
