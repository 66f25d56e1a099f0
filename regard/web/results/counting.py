"""What was answered, counted from the records themselves: live, and the same rules as everywhere."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count
from django.db.models.functions import Cast, Left
from django.utils import timezone

from regard.instruments.definition import Instrument, said
from regard.instruments.questions import Kind, Question
from regard.web.answering.models import Response
from regard.web.feedback.models import Answer, State
from regard.web.insights.releasing import Release, release
from regard.web.insights.rows import METRICS, measured
from regard.web.insights.studies import Counts, Estimate, Scale, UnfitScale, metrics_at
from regard.web.results.hiding import K
from regard.web.results.remembering import remembered
from regard.web.results.weighing import COUNTED, Invited, Weighing
from regard.web.surveys.models import Survey

LEVEL = 0.95
HIDE_BELOW = K
MONTH = len("2026-11")
COLUMNS = (
    "scale_min", "scale_max", "scale_direction", "value_number", "feedback__segment", "month",
    "feedback__response__version__number", "feedback__response__inclusion", "feedback__state",
    "feedback__response__link",
)  # fmt: skip


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
class Group:
    """Those of a cell, and the scale that they answered on: its ends and which of them is good."""

    scale: tuple[float, float, str]
    cell: Cell


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
    def segments(self) -> dict[str, list[Cell]]:
        """The cells of each segment."""
        found: defaultdict[str, list[Cell]] = defaultdict(list)
        for cell in self.cells:
            found[cell.segment].append(cell)
        return dict(found)

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


def measured_questions(
    survey: Survey,
    released: Release | None = None,
    asked: Sequence[Invited] | None = None,
    *,
    since: datetime | None = None,
) -> list[Measured]:
    """The questions of the version of today that measure something, where their scale fits the metric.

    Without `released` they count what may be shown at this moment; `asked` are the invitations where they
    are counted already. With `since` they count what was said from then on.
    """
    if survey.latest is None:
        return []
    weighing = Weighing.of_survey(survey, asked)
    steps = release(survey, at=timezone.now()) if released is None else released
    names = [
        (one, field_id)
        for one in survey.latest.instrument.questions.values()
        if one.measures in METRICS
        for field_id in fields(one)
    ]
    wanted = tuple(field_id for _question, field_id in names)
    groups = remembered(
        survey, ("scores", wanted, since, steps.name), lambda: _groups(survey, wanted, steps, since)
    )
    versions = {one.number: one.instrument for one in survey.versions.all()}
    found = [
        _measured(question, field_id, groups.get(field_id, ()), weighing, steps, versions)
        for question, field_id in names
    ]
    return [one for one in found if _fits(one)]


def fields(question: Question) -> list[str]:
    """Under which names its scores are kept: one, or one for each row of a matrix."""
    if question.kind == Kind.MATRIX:
        return [f"{question.id}.{row.id}" for row in question.rows]
    return [question.id]


def by_state(survey: Survey) -> dict[str, int]:
    """How many answers there are of each state."""
    rows = Response.objects.filter(survey=survey).order_by().values_list("state").annotate(n=Count("*"))
    return dict(rows)


def size(cells: Iterable[Cell]) -> int:
    """How many answers."""
    return sum(cell.n for cell in cells)


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
    question: Question,
    field_id: str,
    groups: Sequence[Group],
    weighing: Weighing,
    released: Release,
    versions: Mapping[int, Instrument],
) -> Measured:
    scale = question.scale
    assert scale is not None  # noqa: S101 - a question with scores has a scale
    asked = (scale.low, scale.high, scale.direction)
    now = [group.cell for group in groups if group.scale == asked]
    cells = (*now, *_earlier_cells(question, field_id, released))
    low_is_good = scale.direction == "low_is_good"
    return Measured(
        question,
        field_id,
        question.measures,
        Scale(scale.low, scale.high, direction="low_is_good" if low_is_good else "high_is_good"),
        cells,
        weighing,
        elsewhere=sum(group.cell.n for group in groups if group.scale != asked),
        reworded=any(
            _is_other(question, versions[number])
            for number in {cell.version for cell in cells}
            if number is not None
        ),
    )


def _groups(
    survey: Survey, wanted: Sequence[str], released: Release, since: datetime | None
) -> dict[str, tuple[Group, ...]]:
    """How many gave each score under each of these names: one statement for all of them."""
    answers = Answer.objects.filter(
        measured(), feedback__source=survey.source_id, feedback__state__in=COUNTED, field_id__in=wanted
    )
    if since is not None:
        answers = answers.filter(feedback__collected_at__gte=since)
    rows = released.of_records(answers, "feedback__response").order_by()
    # the text of a moment begins with its month, on either database in UTC: no function call for each row
    named = rows.annotate(month=Left(Cast("feedback__collected_at", CharField()), MONTH))
    found: defaultdict[str, list[Group]] = defaultdict(list)
    for field_id, *columns in named.values_list("field_id", *COLUMNS).annotate(n=Count("*")):
        found[field_id].append(_group(*columns))
    return {name: tuple(groups) for name, groups in found.items()}


def _group(
    low: float,
    high: float,
    direction: str,
    score: float,
    segment: str,
    month: str | None,
    version: int | None,
    chance: float | None,
    state: str,
    link: UUID | None,
    n: int,
) -> Group:
    cell = Cell(
        int(score),
        segment,
        date.fromisoformat(f"{month}-01") if month else None,
        version,
        chance if chance else 1.0,
        state == State.PARTIAL,
        version is not None and link is None,
        n,
    )
    return Group((low, high, direction), cell)


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


def _is_other(question: Question, then: Instrument) -> bool:
    """Whether a version asked it in other words under the same name."""
    asked = then.questions.get(question.id)
    return asked is not None and dict(asked.text) != dict(question.text)
