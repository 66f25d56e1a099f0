"""What was answered, counted from the records themselves: live, and the same rules as everywhere."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils import timezone

from regard.instruments.definition import said
from regard.instruments.questions import Kind, Question
from regard.web.answering.models import Response
from regard.web.feedback.models import Answer, State
from regard.web.insights.rows import METRICS, measured
from regard.web.insights.studies import Counts, Estimate, Scale, UnfitScale, metrics_at
from regard.web.results.hiding import K
from regard.web.results.releasing import Release, release
from regard.web.results.weighing import COUNTED, Weighing
from regard.web.surveys.models import Survey
from regard.web.workspaces.tenancy import TenantQuerySet

LEVEL = 0.95
HIDE_BELOW = K


@dataclass(frozen=True)
class Cell:
    """How many gave one score, alike in everything that results are told apart by."""

    score: int
    segment: str
    month: date | None
    version: int | None
    chance: float  # that they had to be asked
    is_partial: bool
    is_invited: bool
    n: int


@dataclass(frozen=True)
class Measured:
    """One question (or one row of a matrix) with a metric: its number, and how many gave each score."""

    question: Question
    field_id: str
    metric: str
    scale: Scale
    cells: tuple[Cell, ...]
    weighing: Weighing
    elsewhere: int = 0  # answers on another scale: not counted
    reworded: bool = False  # some were given when the question read otherwise

    def label(self, language: str) -> str:
        """What was asked."""
        text = said(self.question.text, language)
        row = next(
            (row for row in self.question.rows if f"{self.question.id}.{row.id}" == self.field_id), None
        )
        return f"{text} – {said(row.text, language)}" if row else text

    @property
    def counts(self) -> Counts:
        """All answers as they came."""
        return counted(self.cells, self.scale)

    @property
    def estimate(self) -> Estimate | None:
        """The number of all answers as they came; None where nobody answered."""
        return self.of(self.cells)

    @property
    def weighted(self) -> Estimate | None:
        """The number of all invited; None where weights change nothing, or would give a few answers away."""
        invited = [cell for cell in self.cells if cell.is_invited]
        weights = {self.weighing.of(cell.segment, cell.chance) for cell in invited}
        others = sum(cell.n for cell in self.cells if not cell.is_invited)
        if len(weights) < 2 or 0 < others < K:
            return None
        return self.judge(weighted(invited, self.scale, self.weighing))

    def of(self, cells: Iterable[Cell]) -> Estimate | None:
        """The number of some of the answers."""
        counts = counted(cells, self.scale)
        return self.judge(counts) if counts.n else None

    def judge(self, counts: Counts) -> Estimate:
        """The metric of these counts. Raises UnfitScale."""
        return metrics_at(level=LEVEL, hide_below=K)[self.metric](counts)


def measured_questions(survey: Survey, released: Release | None = None) -> list[Measured]:
    """The questions of the version of today that measure something, where their scale fits the metric.

    Without `released` they count what may be shown at this moment.
    """
    if survey.latest is None:
        return []
    questions = survey.latest.instrument.questions.values()
    weighing = Weighing.of_survey(survey)
    steps = release(survey, at=timezone.now()) if released is None else released
    found = [
        _measured(survey, one, field_id, weighing, steps)
        for one in questions
        if one.measures in METRICS
        for field_id in fields(one)
    ]
    return [one for one in found if _fits(one)]


def fields(question: Question) -> list[str]:
    """Under which names its scores are kept: one, or one for each row of a matrix."""
    if question.kind == Kind.MATRIX:
        return [f"{question.id}.{row.id}" for row in question.rows]
    return [question.id]


def by_state(survey: Survey) -> dict[str, int]:
    """How many answers there are of each state."""
    rows = Response.objects.filter(survey=survey).order_by().values_list("state").annotate(n=Count("pk"))
    return dict(rows)


def counted(cells: Iterable[Cell], scale: Scale) -> Counts:
    """How many gave each score."""
    found: Counter[int] = Counter()
    for cell in cells:
        found[cell.score] += cell.n
    return Counts.of(found, scale)


def weighted(cells: Iterable[Cell], scale: Scale, weighing: Weighing) -> Counts:
    """The same with the sums of weights and of their squares."""
    n, w, w2 = ([0] * len(scale.scores), [0.0] * len(scale.scores), [0.0] * len(scale.scores))
    for cell in cells:
        place, weight = cell.score - scale.min, weighing.of(cell.segment, cell.chance)
        n[place] += cell.n
        w[place] += cell.n * weight
        w2[place] += cell.n * weight * weight
    return Counts(tuple(n), scale, tuple(w), tuple(w2))


def _fits(found: Measured) -> bool:
    try:
        found.judge(found.counts)
    except UnfitScale:
        return False
    return True


def _measured(
    survey: Survey, question: Question, field_id: str, weighing: Weighing, released: Release
) -> Measured:
    scale = question.scale
    assert scale is not None  # noqa: S101 - a question with scores has a scale
    every = released.of_records(_answers(survey, field_id), "feedback__response")
    here = every.filter(scale_min=scale.low, scale_max=scale.high, scale_direction=scale.direction)
    now = _cells(here)
    cells = (*now, *_earlier_cells(question, field_id, released))
    low_is_good = scale.direction == "low_is_good"
    return Measured(
        question,
        field_id,
        question.measures,
        Scale(scale.low, scale.high, direction="low_is_good" if low_is_good else "high_is_good"),
        cells,
        weighing,
        elsewhere=every.count() - sum(cell.n for cell in now),
        reworded=_is_reworded(survey, question, {cell.version for cell in cells}),
    )


def _answers(survey: Survey, field_id: str) -> TenantQuerySet:
    found: TenantQuerySet = Answer.objects.filter(
        measured(), feedback__source=survey.source_id, feedback__state__in=COUNTED, field_id=field_id
    )
    return found


def _cells(answers: TenantQuerySet) -> tuple[Cell, ...]:
    rows = answers.annotate(month=TruncMonth("feedback__collected_at", tzinfo=UTC)).order_by()
    named = rows.values_list(
        "value_number",
        "feedback__segment",
        "month",
        "feedback__response__version__number",
        "feedback__response__inclusion",
        "feedback__state",
        "feedback__response__link",
    )
    return tuple(
        Cell(
            int(score),
            segment,
            month.date() if month else None,
            version,
            chance if chance else 1.0,
            state == State.PARTIAL,
            version is not None and link is None,
            n,
        )
        for score, segment, month, version, chance, state, link, n in named.annotate(n=Count("pk"))
    )


def _earlier_cells(question: Question, field_id: str, released: Release) -> Iterator[Cell]:
    """The scores of answers that were changed since the last step, as they were at it."""
    for one in released.earlier:
        response, then = one.response, one.response.version.instrument.questions.get(question.id)
        score = scored(one.values, question, field_id)
        if score is None or then is None or then.scale != question.scale:
            continue
        number, is_partial = response.version.number, one.state == State.PARTIAL
        is_invited = response.link_id is None
        month = response.first_at.astimezone(UTC).date().replace(day=1)
        yield Cell(score, "", month, number, response.inclusion, is_partial, is_invited, 1)


def scored(values: dict[str, Any], question: Question, field_id: str) -> int | None:
    """The score that an answer has under this name."""
    value = values.get(question.id)
    if question.kind == Kind.MATRIX:
        value = (value or {}).get(field_id.removeprefix(f"{question.id}."))
    return value


def _is_reworded(survey: Survey, question: Question, numbers: set[int | None]) -> bool:
    """Whether some of the answers were given to other words under the same name."""
    for version in survey.versions.filter(number__in=[one for one in numbers if one is not None]):
        then = version.instrument.questions.get(question.id)
        if then is not None and dict(then.text) != dict(question.text):
            return True
    return False
