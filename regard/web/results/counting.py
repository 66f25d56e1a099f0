"""What was answered, counted from the records themselves: live, and the same rules as everywhere."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from regard.instruments.questions import Question
from regard.web.answering.models import Response
from regard.web.feedback.models import Answer, State
from regard.web.insights.rows import METRICS, measured
from regard.web.insights.studies import Counts, Estimate, Scale, metrics_at
from regard.web.surveys.models import Survey

LEVEL = 0.95
HIDE_BELOW = 5
COUNTED = (State.PARTIAL, State.COMPLETE)


@dataclass(frozen=True)
class Measured:
    """One question with a metric: its number, and how many answers gave each score."""

    question: Question
    metric: str
    estimate: Estimate | None
    counts: Counts


def measured_questions(survey: Survey) -> list[Measured]:
    """The questions of the version of today that measure something."""
    if survey.latest is None:
        return []
    questions = survey.latest.instrument.questions.values()
    return [_measured(survey, one) for one in questions if one.measures in METRICS]


def by_state(survey: Survey) -> dict[str, int]:
    """How many answers there are of each state."""
    rows = Response.objects.filter(survey=survey).order_by().values_list("state").annotate(n=Count("pk"))
    return dict(rows)


def _measured(survey: Survey, question: Question) -> Measured:
    scale = question.scale
    assert scale is not None  # noqa: S101 - a question with scores has a scale
    rows = Answer.objects.filter(
        measured(),
        feedback__source=survey.source_id,
        feedback__state__in=COUNTED,
        field_id=question.id,
        scale_min=scale.low,
        scale_max=scale.high,
        scale_direction=scale.direction,
    )
    scores = rows.order_by().values_list("value_number").annotate(n=Count("pk"))
    found = Counter({int(score): n for score, n in scores})
    low_is_good = scale.direction == "low_is_good"
    on = Scale(scale.low, scale.high, direction="low_is_good" if low_is_good else "high_is_good")
    counts = Counts(tuple(found[score] for score in scale.scores), on)
    metric = metrics_at(level=LEVEL, hide_below=HIDE_BELOW)[question.measures]
    return Measured(question, question.measures, metric(counts) if found.total() else None, counts)
