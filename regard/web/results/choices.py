"""What was chosen: of each question with options, how many per cent of those who answered it."""

from dataclasses import dataclass

from django.db.models import Count

from regard.instruments.definition import said
from regard.instruments.questions import Kind, Question
from regard.web.dashboards.figures import count_text, interval_text, value_text
from regard.web.feedback.models import Answer
from regard.web.insights.studies import share
from regard.web.results.hiding import K
from regard.web.results.weighing import COUNTED
from regard.web.surveys.models import Survey
from regard.web.workspaces.tenancy import TenantQuerySet

LEVEL = 0.95
CHOSEN = (Kind.SINGLE, Kind.MULTIPLE, Kind.WORDS)


@dataclass(frozen=True)
class Chosen:
    """One option: how many chose it, the share with its interval; its bar is `width` per cent wide."""

    label: str
    n: str
    value: str
    interval: str
    width: str


@dataclass(frozen=True)
class Choice:
    """One question with its options, the most chosen first; none where too few people answered."""

    label: str
    n: int
    is_hidden: bool
    options: list[Chosen]


def choices(survey: Survey, language: str) -> list[Choice]:
    """The questions of the version of today that are answered by choosing."""
    if survey.latest is None:
        return []
    questions = survey.latest.instrument.questions.values()
    return [_choice(survey, one, language) for one in questions if one.kind in CHOSEN]


def _choice(survey: Survey, question: Question, language: str) -> Choice:
    answers = _answers(survey, question)
    n = answers.aggregate(n=Count("feedback", distinct=True))["n"]
    is_hidden = 0 < n < K
    label = said(question.text, language)
    if not n or is_hidden:
        return Choice(label, 0, is_hidden, [])
    found = dict(answers.order_by().values_list("value_id").annotate(n=Count("pk")))
    most = sorted(question.options, key=lambda option: -found.get(option.id, 0))
    return Choice(
        label, n, False, [_chosen(said(one.text, language), found.get(one.id, 0), n) for one in most]
    )


def _answers(survey: Survey, question: Question) -> TenantQuerySet:
    several = [f"{question.id}.{option.id}" for option in question.options]
    names = [question.id] if question.kind == Kind.SINGLE else several
    found: TenantQuerySet = Answer.objects.filter(
        feedback__source=survey.source_id, feedback__state__in=COUNTED, field_id__in=names
    )
    return found.exclude(value_id="")


def _chosen(label: str, part: int, whole: int) -> Chosen:
    estimate = share(part, whole, level=LEVEL, hide_below=K)
    width = f"{100 * part / whole:.2f}"
    return Chosen(label, count_text(part), value_text(estimate), interval_text(estimate), width)
