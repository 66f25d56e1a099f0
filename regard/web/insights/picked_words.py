"""What people picked of the words that a survey offered: the lists of today, and the answers to them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from regard.instruments.definition import Instrument
from regard.instruments.questions import Kind, Question
from regard.perception.tallies import Filters
from regard.web.feedback.models import FieldType, Source
from regard.web.insights import studies
from regard.web.insights.anonymity import STAFF, anonymous_sources
from regard.web.insights.records import matching
from regard.web.surveys.models import Survey
from regard.web.workspaces.tenancy import TenantQuerySet, current_workspace

PICKED = """
    SELECT record_id, source, asked_with, coalesce(customer_id, record_id) AS whose,
        coalesce(segment, '') AS segment, array_to_string(picked, chr(10)) AS options
    FROM told WHERE picked IS NOT NULL AND source IN (SELECT unnest(:sources))
    ORDER BY moment NULLS FIRST, record_id
"""
"""What each record picked of the words that were offered, who picked last comes last."""
COLUMNS = (
    "pk", "source_id", "source__key", "response__version_id", "customer_id", "segment", "answers__value_id",
)  # fmt: skip


Pick = tuple[str, str, str | None, str, str, str]  # the columns of PICKED
Terms = Mapping[str, str]  # the name under which a word counts, by each of its forms in small letters
Names = dict[str, dict[str, str]]  # what a word is called, by language


@dataclass(frozen=True)
class Listed:
    """The words of one survey's picker as it is asked today: the options and what they count as."""

    options: frozenset[str]
    versions: frozenset[str]  # those that asked with the same words
    terms: dict[str, str]
    names: Names
    polarity: dict[str, str]


def lists_of(surveys: TenantQuerySet, terms: Terms) -> dict[str, Listed]:
    """By the key of their source, of the surveys that have a word picker and are published."""
    found: dict[str, Listed] = {}
    known = surveys.select_related("source").prefetch_related("versions")
    for survey in known.order_by("created_at", "pk"):
        asked_with = [(one.pk, _question(one.instrument)) for one in survey.versions.all()]
        if asked_with and (question := asked_with[0][1]):
            found[survey.source.key] = _list(question, asked_with, terms)
    return found


def asking_words() -> Survey | None:
    """The newest survey that asks customers with a list of words; None where there is none."""
    known = Survey.objects.exclude(kind=STAFF).prefetch_related("versions").order_by("-created_at", "-pk")
    found: Survey | None = next(
        (one for one in known if one.versions.all() and _question(one.versions.all()[0].instrument)), None
    )
    return found


def _question(instrument: Instrument) -> Question | None:
    return next((one for one in instrument.questions.values() if one.kind == Kind.WORDS), None)


def _list(question: Question, asked_with: Sequence[tuple[UUID, Question | None]], terms: Terms) -> Listed:
    counts_as: dict[str, str] = {}
    for option in question.options:
        if option.polarity:
            known = (terms.get(text.casefold()) for text in option.text.values())
            counts_as[option.id] = next((name for name in known if name), option.id)
    kept = [option for option in question.options if option.polarity]
    options = _options(question)
    return Listed(
        options,
        frozenset(str(pk) for pk, asked_by in asked_with if asked_by and _options(asked_by) == options),
        counts_as,
        {counts_as[option.id]: dict(option.text) for option in kept},
        {counts_as[option.id]: option.polarity for option in kept},
    )


def _options(question: Question) -> frozenset[str]:
    return frozenset(option.id for option in question.options)


def picked_in(records: TenantQuerySet, lists: Mapping[str, Listed]) -> Iterator[Pick]:
    """The same of records that no archive holds: of staff, and of customers until there is one."""
    # from the records on, so that no database looks through all of them for each answer
    chosen = records.filter(source__key__in=lists, answers__field_type=FieldType.WORD_CHOICE)
    rows = chosen.order_by("collected_at", "answers__pk").values_list(*COLUMNS)
    anonymous = anonymous_sources()
    for pk, home, key, version, customer, segment, option in rows:
        whose = (str(pk), "") if home in anonymous else (str(customer or pk), segment)
        yield str(pk), key, version and str(version), *whose, option


@dataclass(frozen=True)
class Answered:
    """What somebody chose last: in which record, in which segment they were, and the words."""

    record: str
    segment: str
    words: frozenset[str]


def picks_of(where: Filters, lists: Mapping[str, Listed]) -> Iterable[Pick]:
    """What the matching records picked, from the archive where there is one."""
    if not studies.was_whole(current_workspace()):
        return picked_in(matching(where), lists)
    found = studies.table(current_workspace(), PICKED, {"sources": list(lists)}, where=where)
    return zip(*found.to_pydict().values(), strict=True)


def newest_of(picks: Iterable[Pick], lists: Mapping[str, Listed]) -> tuple[dict[str, Answered], int, int]:
    """The last answer of each person, how many were given to another list, and how many there are."""
    options: defaultdict[str, set[str]] = defaultdict(set)
    about: dict[str, Pick] = {}
    for pick in picks:
        options[pick[0]].update(pick[-1].split("\n"))
        about.setdefault(pick[0], pick)
    newest: dict[str, Answered] = {}
    apart = 0
    for record, source, version, whose, segment, _ in about.values():
        of = lists[source]
        if version in of.versions:
            words = frozenset(of.terms[one] for one in options[record] if one in of.terms)
            newest[whose] = Answered(record, segment, words)
        else:
            apart += 1
    return newest, apart, len(about)


def answers_about(where: Filters, terms: Terms, word: str = "", *, segment: str = "") -> list[UUID]:
    """The records in which people chose from a list, or chose one word of it: of each person the last one.

    Records of anonymous surveys are not told, the newest come first.
    """
    hidden = Source.objects.filter(pk__in=anonymous_sources()).values_list("key", flat=True)
    every = lists_of(Survey.objects.exclude(kind=STAFF), terms)
    lists = {key: one for key, one in every.items() if key not in set(hidden)}
    newest = newest_of(picks_of(where, lists), lists)[0].values() if lists else ()
    chose = [one for one in newest if segment in ("", one.segment) and (not word or word in one.words)]
    return [UUID(one.record) for one in reversed(chose)]
