"""What customers say beside what was intended and what staff believe: words, distances, named gaps."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db.models import F

from regard.perception.estimates import Estimate, score_interval
from regard.perception.maps import (
    DescriptorTable,
    Distance,
    Ellipse,
    PerceptionMap,
    Point,
    Said,
    UnfitTable,
    WordGap,
    distance,
    gaps,
    perception_map,
)
from regard.perception.maps.gaps import DEFINITION, FEWEST_STAFF
from regard.perception.tallies import Filters
from regard.web.feedback.models import Feedback, FieldType
from regard.web.insights.anonymity import STAFF, anonymous_sources
from regard.web.insights.picked_words import (
    Listed,
    Names,
    Pick,
    Terms,
    answers_about,
    asking_words,
    lists_of,
    newest_of,
    picked_in,
    picks_of,
)
from regard.web.insights.records import matching, of_staff
from regard.web.insights.theme_numbers import worded
from regard.web.surveys.models import Survey

__all__ = [
    "Distance",
    "Ellipse",
    "Estimate",
    "Heard",
    "MapStudy",
    "PerceptionMap",
    "Point",
    "Reason",
    "Said",
    "WordGap",
    "answers_about",
    "asking_words",
    "map_study",
]

PEOPLE = DEFINITION.minimum  # fewer people show no map, no distance and no gap
IN_SEGMENT = 10  # people of a segment with a place of its own
SPOKEN = 3  # people who used a word that has a place
ON_THE_MAP = 20  # words from texts, the intended ones and the most used
NOTICED = {"asked": 20.0, "texts": 5.0}  # percent of people; who writes freely names few words
REPLICATES = 500
STAFF_WORD = replace(DEFINITION, id="staff_word/1", minimum=FEWEST_STAFF, margin=100)
"""Of few people, so that its interval says how little is known; of fewer than the minimum nothing."""
Person = tuple[str, frozenset[str]]


@dataclass(frozen=True)
class Heard:
    """The words of each person with their segment; an empty segment is not known.

    `names` and `polarity` ("good", "bad") say what is known of the words. `apart` people chose from another
    list of words than today's and are not among them; `seen` is how many records there were to read.
    """

    people: tuple[Person, ...] = ()
    names: Names = field(default_factory=dict)
    polarity: dict[str, str] = field(default_factory=dict)
    apart: int = 0
    seen: int = 0

    def of(self, segment: str) -> tuple[Person, ...]:
        """The people of one segment; of all where it is empty."""
        return tuple(person for person in self.people if segment in ("", person[0]))

    def said(self, pairs: Mapping[str, str | None], segment: str = "") -> Said:
        """How many chose each word; who chose a word together with its opposite took no side."""
        people = self.of(segment)
        counts = Counter(word for _, chosen in people for word in chosen)
        for word, against in pairs.items():
            if against:
                both = sum(word in chosen and against in chosen for _, chosen in people)
                counts[word] -= both
                counts[against] -= both
        return Said(len(people), dict(counts))


@dataclass(frozen=True)
class Reason:
    """What somebody wrote beside a word that they chose; of anonymous answers the record is not told."""

    text: str
    record: Feedback | None


@dataclass(frozen=True)
class MapStudy:
    """One source of customers' words, of `n` people, beside the intended words.

    Below `PEOPLE` people there is neither distance nor gap. `drawn` is None where no map can be: then
    `small` segments, or too few words, are the reason. `unsaid` are the intended words without a place on
    the map, `unlisted` those that nobody could choose, `staff` how many of them were asked these words
    (0: not comparable), `believed` how many of those chose each word, where they are enough.
    """

    n: int
    shares: dict[str, Estimate]
    apart: Distance | None = None
    gaps: tuple[WordGap, ...] = ()
    drawn: PerceptionMap | None = None
    small: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()
    staff: int = 0
    believed: dict[str, Estimate] = field(default_factory=dict)


def asked(where: Filters, terms: Terms) -> Heard:
    """What people chose from the list of a word picker, those who chose none of the words included.

    Only the lists of words that surveys ask with today; whoever was asked with another one is apart.
    """
    listed = lists_of(Survey.objects.exclude(kind=STAFF), terms)
    if not listed:
        return Heard()
    return _heard(picks_of(where, listed), listed)


def believed(terms: Terms) -> Heard:
    """What staff chose for the customers, all of it: by periods single answers could be told apart."""
    listed = lists_of(Survey.objects.filter(kind=STAFF), terms)
    return _heard(picked_in(of_staff(), listed), listed) if listed else Heard()


def texts(where: Filters, terms: Terms, *, most: int = 20_000) -> Heard:
    """The words that judge, in the newest `most` records at most that customers wrote: each person once.

    A word that neither praises nor complains ("new") counts where it is intended alone.
    """
    records = worded(where).prefetch_related(None)
    rows = records.values_list("customer_id", "pk", "segment", "is_anonymous", "reading__descriptors")[:most]
    chosen: defaultdict[UUID, set[str]] = defaultdict(set)
    homes: dict[UUID, str] = {}
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    seen = 0
    for customer, pk, segment, is_anonymous, described in rows.iterator():
        seen += 1
        whose = pk if is_anonymous else customer or pk
        for found in described or ():
            word = terms.get(found["word"].casefold())
            if word is None and found["polarity"] == "neutral":
                continue
            chosen[whose].add(word or found["word"])
            labels[word or found["word"]][found["polarity"]] += 1
            homes.setdefault(whose, "" if is_anonymous else segment)
    people = tuple((homes[whose], frozenset(words)) for whose, words in chosen.items())
    signs = {"positive": "good", "negative": "bad"}
    polarity = {word: signs.get(by.most_common(1)[0][0], "") for word, by in labels.items()}
    return Heard(people, polarity=polarity, seen=seen)


def reasons(where: Filters, terms: Terms, word: str, *, segment: str = "", most: int = 50) -> list[Reason]:
    """The newest things that people wrote beside a word when they chose it."""
    listed = lists_of(Survey.objects.exclude(kind=STAFF), terms)
    ids = {option for of in listed.values() for option, name in of.terms.items() if name == word}
    where = replace(where, segment=(segment,)) if segment else where
    chosen = matching(where).filter(
        source__key__in=listed,
        answers__field_type=FieldType.WORD_CHOICE,
        answers__value_id__in=ids,
        answers__value_text__gt="",
    )
    rows = chosen.annotate(why=F("answers__value_text")).select_related(None).prefetch_related(None)
    anonymous = anonymous_sources()
    return [
        Reason(record.why, None if record.source_id in anonymous else record)
        for record in rows.order_by("-collected_at", "-answers__pk")[:most]
    ]


def map_study(
    heard: Heard,
    intended: Mapping[str, str | None],
    staff: Heard | None,
    *,
    source: str,
    segment: str = "",
) -> MapStudy:
    """The words of all or of one segment beside the intended ones, {word: its opposite or None}.

    The map itself is of all segments. `staff` is None where their answers cannot be compared: who chooses
    from a list names more words than who writes.
    """
    people = heard.of(segment)
    meant = _offered(intended, heard.names) if source == "asked" else dict(intended)
    unlisted = tuple(word for word in intended if word not in meant)
    listed = _listed(heard, meant, source)
    said = heard.said({}, segment)
    shares = {word: said.share(word, 0.95) for word in listed}
    asked_alike = staff is not None and set(meant) <= set(staff.names)
    drawn, small, unsaid = _drawn(heard, meant, listed, staff if staff and asked_alike else Heard())
    bare = MapStudy(
        len(people),
        shares,
        drawn=drawn,
        small=small,
        unsaid=unsaid,
        unlisted=unlisted,
        believed=_beliefs(staff, listed) if staff and asked_alike else {},
    )
    if len(people) < PEOPLE or not meant:
        return bare
    chosen = [some for _, words in people if (some := words.intersection(listed))]
    believe = staff.said(meant) if staff is not None and asked_alike else Said(0, {})
    # without staff nobody's belief is compared: one who chose nothing is too few to show a gap
    found = gaps(
        meant,
        believe if believe.people else Said(1, {}),
        heard.said(meant, segment),
        noticed=NOTICED[source],
    )
    apart = distance(dict.fromkeys(meant, 1.0), chosen, replicates=REPLICATES) if chosen else None
    return replace(bare, apart=apart, gaps=found, staff=believe.people)


def _beliefs(staff: Heard, words: Iterable[str]) -> dict[str, Estimate]:
    """Which share of the staff chose each word that they could choose; nothing of fewer than the minimum."""
    if len(staff.people) < FEWEST_STAFF:
        return {}
    said = staff.said({})
    groups = {word: said.share(word, 0.95).groups for word in words if word in staff.names}
    return {word: score_interval(one, STAFF_WORD) for word, one in groups.items() if one}


def _offered(intended: Mapping[str, str | None], names: Collection[str]) -> dict[str, str | None]:
    """The intended words that stood on the list; a word that nobody could choose was not overlooked."""
    return {
        word: against if against in names else None for word, against in intended.items() if word in names
    }


def comparable_staff(study: MapStudy) -> bool:
    """Whether enough staff answered for anything to be said of what they believe."""
    return study.staff >= FEWEST_STAFF


def _heard(picks: Iterable[Pick], lists: Mapping[str, Listed]) -> Heard:
    """The words of each person, of who answered twice those of the later answer."""
    newest, apart, seen = newest_of(picks, lists)
    people = tuple((one.segment, one.words) for one in newest.values())
    return Heard(people, _merged(lists, "names"), _merged(lists, "polarity"), apart, seen)


def _merged(lists: Mapping[str, Listed], name: str) -> dict[str, Any]:
    return {word: value for of in lists.values() for word, value in getattr(of, name).items()}


def _listed(heard: Heard, intended: Mapping[str, str | None], source: str) -> list[str]:
    """The words that the study is of: those of the list, or the intended and the most used ones."""
    aims = dict.fromkeys([*intended, *(word for word in intended.values() if word)])
    if source == "asked":
        return list(dict.fromkeys([*aims, *heard.names]))
    counts = Counter(word for _, words in heard.people for word in sorted(words))
    others = [word for word, n in sorted(counts.items(), key=_most) if n >= SPOKEN and word not in aims]
    return [*aims, *others[: max(ON_THE_MAP - len(aims), 0)]]


def _most(counted: tuple[str, int]) -> tuple[int, str]:
    return -counted[1], counted[0]


def _drawn(
    heard: Heard, intended: Mapping[str, str | None], listed: Sequence[str], staff: Heard
) -> tuple[PerceptionMap | None, tuple[str, ...], tuple[str, ...]]:
    """The map of all segments with enough people, those without, and the intended words without a place."""
    sizes = Counter(segment for segment, _ in heard.people if segment)
    large = {segment for segment, n in sizes.items() if n >= IN_SEGMENT}
    small = tuple(sorted(set(sizes) - large))
    inside = [(segment, words) for segment, words in heard.people if segment in large]
    spoken = Counter(word for _, words in inside for word in words)
    placed = [word for word in listed if spoken[word] >= SPOKEN]
    unsaid = tuple(word for word in intended if word not in placed)
    if len(inside) < PEOPLE or len(large) < 2:
        return None, small, unsaid
    aims = {word: 1.0 for word in intended if word in placed}
    try:
        ordered: list[Person] = sorted(_only(inside, placed), key=_alike)
        table = DescriptorTable.from_people(ordered, words=placed)
        believed = _believed(staff, placed)
        return perception_map(table, aims or None, REPLICATES, believed=believed), small, unsaid
    except UnfitTable:  # all of them use the words alike, or one of them none of these
        return None, small, unsaid


def _believed(staff: Heard, placed: Sequence[str]) -> list[frozenset[str]]:
    """What each of the staff named of the words on the map; none where too few did, or had another list."""
    if len(staff.people) < FEWEST_STAFF or not set(placed) <= set(staff.names):
        return []
    return sorted((words.intersection(placed) for _, words in staff.people), key=sorted)


def _only(people: Iterable[Person], words: Collection[str]) -> Iterator[Person]:
    return ((segment, some) for segment, chosen in people if (some := chosen.intersection(words)))


def _alike(person: Person) -> tuple[str, list[str]]:
    """One order of people, whatever the database gave: the same draws give the same ellipses."""
    return person[0], sorted(person[1])
