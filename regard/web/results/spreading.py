"""How many gave each answer to a question that makes no metric, counted in the database."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from django.db.models import Case, Count, Q, Value, When
from django.db.models.functions import Left

from regard.instruments.definition import said
from regard.instruments.questions import SCORED, WRITTEN, Kind, Question
from regard.web.answering.drafting import draft_of
from regard.web.customers.matching import Person
from regard.web.feedback.drafts import AnswerDraft
from regard.web.feedback.models import Answer, Feedback
from regard.web.insights.releasing import Earlier, Release
from regard.web.insights.rows import METRICS
from regard.web.results.counting import fields
from regard.web.results.remembering import remembered
from regard.web.results.weighing import COUNTED
from regard.web.surveys.models import Survey
from regard.web.workspaces.tenancy import TenantQuerySet

SEVERAL = (Kind.MULTIPLE, Kind.WORDS, Kind.RANKING)
MONTH = len("2026-11")

Counts = Mapping[str, Sequence[tuple[float | None, str, str, int]]]  # number, id, month, how many


@dataclass(frozen=True)
class Spread:
    """One question, or one row of a matrix: `n` people, and how many of them gave each answer.

    An answer is the id of an option, a score, a month ("2026-11"), True for a consent, or that something
    was written; of a ranking it is what was put first. For consents and texts `n` is everybody.
    """

    question: Question
    field_id: str
    n: int
    answers: Counter[Any] = field(default_factory=Counter)


def spreads(survey: Survey, released: Release) -> Sequence[Spread]:
    """The questions of the version of today that make no metric, in their order."""
    if survey.latest is None:
        return ()
    number = survey.latest.number
    return remembered(survey, ("spreads", number, released.name), lambda: tuple(_spreads(survey, released)))


def _spreads(survey: Survey, released: Release) -> Iterator[Spread]:
    assert survey.latest is not None  # noqa: S101 - for the types: it was asked before
    questions = [one for one in survey.latest.instrument.questions.values() if _is_counted(one)]
    records = Feedback.objects.filter(source=survey.source_id, state__in=COUNTED)
    everybody = len(released.earlier) + (released.of_records(records).count() if questions else 0)
    counts = _counts(survey, questions, released)
    for question in questions:
        if question.kind in SEVERAL:
            names = _names(question)
            people = _rows(survey, names, released).aggregate(n=Count("feedback", distinct=True))["n"]
            yield _spread(question, names, counts, released, people=people)
            continue
        for name in fields(question):
            found = _spread(question, [name], counts, released, people=None)
            is_of_all = question.kind in WRITTEN or question.kind == Kind.CONSENT
            yield Spread(question, name, everybody, found.answers) if is_of_all else found


def label_of(found: Spread, language: str) -> str:
    """What was asked."""
    text = said(found.question.text, language)
    row = next((one for one in found.question.rows if found.field_id.endswith(f".{one.id}")), None)
    return f"{text} – {said(row.text, language)}" if row else text


def reasons(survey: Survey, question: Question, released: Release, *, of_each: int) -> dict[str, list[str]]:
    """The newest things that were written beside the words of a word picker, some of each word."""
    what = ("reasons", question.id, of_each, released.name)
    return remembered(survey, what, lambda: _reasons(survey, question, released, of_each))


def _reasons(survey: Survey, question: Question, released: Release, of_each: int) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for option in question.options:
        rows = _rows(survey, [f"{question.id}.{option.id}"], released).exclude(value_text="")
        texts = rows.order_by("-feedback__collected_at", "-pk").values_list("value_text", flat=True)
        found[option.id] = list(dict.fromkeys(texts[: of_each * 5]))[:of_each]
    return found


def _is_counted(question: Question) -> bool:
    if question.kind in SCORED:
        return question.measures not in METRICS
    return question.kind in (*SEVERAL, *WRITTEN, Kind.SINGLE, Kind.CONSENT, Kind.DATE)


def _counts(survey: Survey, questions: Sequence[Question], released: Release) -> Counts:
    """How many gave each answer under each name: one statement for all of them."""
    names = [name for one in questions for name in _names(one)]
    dates = [one.id for one in questions if one.kind == Kind.DATE]
    ranked = [name for one in questions if one.kind == Kind.RANKING for name in _names(one)]
    rows = _rows(survey, names, released).exclude(Q(field_id__in=ranked) & ~Q(value_number=1))
    month = Case(When(field_id__in=dates, then=Left("value_text", MONTH)), default=Value(""))
    named = rows.annotate(month=month).order_by().values_list("field_id", "value_number", "value_id", "month")
    found: defaultdict[str, list[tuple[float | None, str, str, int]]] = defaultdict(list)
    for name, number, key, of_date, n in named.annotate(n=Count("*")) if names else ():
        found[name].append((number, key, of_date, n))
    return found


def _names(question: Question) -> list[str]:
    if question.kind in SEVERAL:
        return [f"{question.id}.{one.id}" for one in question.options]
    return fields(question)


def _spread(
    question: Question, names: Sequence[str], counts: Counts, released: Release, *, people: int | None
) -> Spread:
    found: Counter[Any] = Counter()
    for name in names:
        for number, key, month, parts in counts.get(name, ()):
            found[_plain(question, number, key, month)] += parts
    for one in released.earlier:
        drafts = [draft for draft in _drafts(one) if draft.field_id in names]
        found.update(_keys(question, drafts))
        people = people if people is None else people + bool(drafts)
    return Spread(question, names[0], found.total() if people is None else people, found)


def _rows(survey: Survey, names: Sequence[str], released: Release) -> TenantQuerySet:
    found: TenantQuerySet = Answer.objects.filter(
        feedback__source=survey.source_id, feedback__state__in=COUNTED, field_id__in=names
    )
    return released.of_records(found, "feedback__response")


def _plain(question: Question, number: float | None, key: str, month: str) -> Any:
    if question.kind in (*WRITTEN, Kind.CONSENT):
        return True
    if question.kind in SCORED:
        return int(number or 0)
    return month if question.kind == Kind.DATE else key


def _keys(question: Question, drafts: Iterable[AnswerDraft]) -> Iterator[Any]:
    for draft in drafts:
        if question.kind == Kind.DATE:
            yield draft.value_text[:MONTH]
        elif question.kind in SCORED:
            yield int(draft.value_number or 0)
        elif question.kind in (*WRITTEN, Kind.CONSENT):
            yield True
        elif question.kind != Kind.RANKING or draft.value_number == 1:
            yield draft.value_id


def _drafts(one: Earlier) -> Sequence[AnswerDraft]:
    response = one.response
    return draft_of(
        response.version.instrument,
        one.values,
        external_id="",
        channel=response.channel,
        state=one.state,
        language=response.language,
        person=Person(),
        context={},
        at=response.first_at.astimezone(UTC),
    ).answers
