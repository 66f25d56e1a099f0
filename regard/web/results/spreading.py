"""How many gave each answer to a question that makes no metric, counted in the database."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from django.db.models import Count, F
from django.db.models.functions import Left

from regard.instruments.questions import SCORED, WRITTEN, Kind, Question
from regard.web.answering.drafting import draft_of
from regard.web.customers.matching import Person
from regard.web.feedback.drafts import AnswerDraft
from regard.web.feedback.models import Answer, Feedback
from regard.web.insights.rows import METRICS
from regard.web.results.counting import fields
from regard.web.results.releasing import Earlier, Release
from regard.web.results.weighing import COUNTED
from regard.web.surveys.models import Survey
from regard.web.workspaces.tenancy import TenantQuerySet

SEVERAL = (Kind.MULTIPLE, Kind.WORDS, Kind.RANKING)
MONTH = len("2026-11")


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


def spreads(survey: Survey, released: Release) -> Iterator[Spread]:
    """The questions of the version of today that make no metric, in their order."""
    if survey.latest is None:
        return
    questions = [one for one in survey.latest.instrument.questions.values() if _is_counted(one)]
    records = Feedback.objects.filter(source=survey.source_id, state__in=COUNTED)
    everybody = len(released.earlier) + (released.of_records(records).count() if questions else 0)
    for question in questions:
        if question.kind in SEVERAL:
            yield _of_names(
                survey, question, released, [f"{question.id}.{one.id}" for one in question.options]
            )
            continue
        for name in fields(question):
            found = _of_names(survey, question, released, [name])
            is_of_all = question.kind in WRITTEN or question.kind == Kind.CONSENT
            yield Spread(question, name, everybody, found.answers) if is_of_all else found


def reasons(survey: Survey, question: Question, released: Release, *, of_each: int) -> dict[str, list[str]]:
    """The newest things that were written beside the words of a word picker, some of each word."""
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


def _of_names(survey: Survey, question: Question, released: Release, names: Sequence[str]) -> Spread:
    rows = _rows(survey, names, released)
    n = rows.aggregate(n=Count("feedback", distinct=True))["n"] if len(names) > 1 else 0
    found: Counter[Any] = Counter()
    kept = rows.filter(value_number=1) if question.kind == Kind.RANKING else rows
    for key, parts in kept.annotate(key=_key(question)).order_by().values_list("key").annotate(n=Count("pk")):
        found[_plain(question, key)] += parts
    for one in released.earlier:
        drafts = [draft for draft in _drafts(one) if draft.field_id in names]
        n += bool(drafts)
        found.update(_keys(question, drafts))
    return Spread(question, names[0], n if len(names) > 1 else found.total(), found)


def _rows(survey: Survey, names: Sequence[str], released: Release) -> TenantQuerySet:
    found: TenantQuerySet = Answer.objects.filter(
        feedback__source=survey.source_id, feedback__state__in=COUNTED, field_id__in=names
    )
    return released.of_records(found, "feedback__response")


def _key(question: Question) -> Any:
    if question.kind == Kind.DATE:
        return Left("value_text", MONTH)
    if question.kind in SCORED:
        return F("value_number")
    if question.kind in (*WRITTEN, Kind.CONSENT):
        return F("field_id")
    return F("value_id")


def _plain(question: Question, key: Any) -> Any:
    if question.kind in (*WRITTEN, Kind.CONSENT):
        return True
    return int(key) if question.kind in SCORED else key


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
