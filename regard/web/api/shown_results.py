"""The shape of what a survey found; every number comes from regard.web.results."""

from collections.abc import Set
from datetime import date, datetime

from regard.perception.metrics.distribution import distribution
from regard.web.api.shown import Shown
from regard.web.contacts.models import Reason
from regard.web.dashboards.card_breaks import Breaks
from regard.web.insights.releasing import release
from regard.web.insights.studies import Estimate
from regard.web.results.counting import LEVEL, Measured, by_state, counted, measured_questions
from regard.web.results.hiding import K
from regard.web.results.one_definition import Defined, of_one_definition
from regard.web.results.sharing import OF_ALL, Part, is_hidden, shares_of
from regard.web.results.silence import Part as Asked
from regard.web.results.silence import parts, unasked
from regard.web.results.spreading import Spread, label_of, spreads
from regard.web.surveys.models import Survey


class EstimateShown(Shown):
    """A number with its interval and n, or (`status` not "shown") why there is none."""

    value: float | None
    low: float | None
    high: float | None
    level: float
    n: int | None
    status: str
    needed: int
    unit: str
    definition: str

    @classmethod
    def of(cls, one: Estimate) -> "EstimateShown":
        told = one.to_dict()
        same = {name: told[name] for name in cls.model_fields}
        return cls(**same | ({"n": None} if one.status == "hidden" else {}))


class ShareShown(Shown):
    """How many per cent gave one score."""

    score: int
    n: int
    percent: float
    low: float
    high: float


class SegmentShown(Shown):
    """One segment that may be shown."""

    segment: str
    estimate: EstimateShown


class MeasureShown(Shown):
    """What one question measures. `weighted` stands for everybody invited, where weights change anything.

    `version` is that of the metric's definition, as its card counts them. Where the definition `changed`
    among the answers, all numbers are of those given from that day on; where these cannot be told apart, as
    the survey is anonymous or fewer than five answered before, they are of both sides and `is_mixed` is true.
    """

    field_id: str
    question_id: str
    metric: str
    version: int
    changed: date | None
    is_mixed: bool
    text: str
    estimate: EstimateShown | None
    weighted: EstimateShown | None
    distribution: list[ShareShown]
    segments: list[SegmentShown]

    @classmethod
    def of(cls, defined: Defined, *, told: Set[str | None] | None) -> "MeasureShown":
        one = defined.measured
        all_answers, weighted = one.estimate, one.weighted
        return cls(
            field_id=one.field_id,
            question_id=one.question.id,
            metric=one.metric,
            version=defined.version,
            changed=defined.changed,
            is_mixed=defined.is_mixed,
            text=one.label("en"),
            estimate=EstimateShown.of(all_answers) if all_answers else None,
            weighted=EstimateShown.of(weighted) if weighted else None,
            distribution=_shares(one),
            segments=_segments(defined, told),
        )


class PartShown(Shown):
    """How many gave one answer, and which share that is; of a ranking: put it first."""

    answer: str  # id of an option, score, month, or "true": agreed, wrote something
    n: int
    percent: float
    low: float
    high: float


class ChoiceShown(Shown):
    """A question (or a row of a matrix) that makes no metric. Where fewer than five answered, `n` is null.

    Several answers of one person count each; the shares are of `n` people: of those who answered the
    question, or for texts and consents (`of_all`) of everybody who answered the survey.
    """

    field_id: str
    question_id: str
    kind: str
    text: str
    n: int | None
    of_all: bool
    answers: list[PartShown]

    @classmethod
    def of(cls, one: Spread) -> "ChoiceShown":
        return cls(
            field_id=one.field_id
            if one.field_id.startswith(f"{one.question.id}.") and one.question.rows
            else one.question.id,
            question_id=one.question.id,
            kind=one.question.kind,
            text=label_of(one, "en"),
            n=None if is_hidden(one) else one.n,
            of_all=one.question.kind in OF_ALL,
            answers=[_part(part) for part in shares_of(one)],
        )


class InvitedShown(Shown):
    """What became of the invitations of a segment (null: of everybody); null numbers are hidden."""

    segment: str | None
    invited: int | None
    delivered: int | None
    bounced: int | None
    answered: int | None
    rate: EstimateShown | None

    @classmethod
    def of(cls, part: Asked) -> "InvitedShown":
        same = {name: getattr(part, name) for name in cls.model_fields if name != "rate"}
        return cls(rate=EstimateShown.of(part.rate) if part.rate else None, **same)


class NotAskedShown(Shown):
    """Why people were not asked, and how many times; null: fewer than are shown."""

    reason: str
    n: int | None


class ResultsShown(Shown):
    """Everything that a survey found. `responses` counts the answers by their state.

    Answers of an anonymous survey enter five at a time; those that wait are in no number but `waiting`.
    """

    survey_id: str
    responses: dict[str, int]
    waiting: int
    measures: list[MeasureShown]
    choices: list[ChoiceShown]
    invited: list[InvitedShown]
    not_asked: list[NotAskedShown]

    @classmethod
    def of(cls, survey: Survey, *, at: datetime) -> "ResultsShown":
        """All of it as it stood at that moment."""
        asked, released = parts(survey), release(survey, at=at)
        told = {part.segment for part in asked if part.answered is not None} if asked else None
        measured = of_one_definition(
            survey, measured_questions(survey, released), released, Breaks.of_open_workspace()
        )
        codes = {str(one.label): one.value for one in Reason}
        return cls(
            survey_id=str(survey.pk),
            responses={str(state): n for state, n in by_state(survey).items()},
            waiting=released.waiting,
            measures=[MeasureShown.of(one, told=told) for one in measured],
            choices=[ChoiceShown.of(one) for one in spreads(survey, released)],
            invited=[InvitedShown.of(part) for part in asked],
            not_asked=[NotAskedShown(reason=codes[one.reason], n=one.n) for one in unasked(survey)],
        )


def _part(one: Part) -> PartShown:
    answer = "true" if one.answer is True else str(one.answer)
    percent, low, high = one.share.value, one.share.low, one.share.high
    return PartShown(answer=answer, n=one.n, percent=percent, low=low, high=high)


def _shares(one: Measured) -> list[ShareShown]:
    found = distribution(one.counts, level=LEVEL, hide_below=K)
    each = zip(one.scale.scores, one.counts.n_by_score, found.shares or (), strict=False)
    return [
        ShareShown(score=score, n=n, percent=share.value, low=share.low, high=share.high)
        for score, n, share in each
    ]


def _segments(defined: Defined, told: Set[str | None] | None) -> list[SegmentShown]:
    one = defined.measured
    groups = one.segments
    return [
        SegmentShown(segment=name, estimate=EstimateShown.of(one.judge(counted(groups[name], one.scale))))
        for name in sorted(defined.shown_segments(told))
    ]
