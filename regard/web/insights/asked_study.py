"""What a score goes with among the ratings that were asked for beside it, in the same questionnaire."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q

from regard.perception.drivers import Driver, key_drivers
from regard.perception.moments import Moments
from regard.perception.tallies import Filters
from regard.web.feedback.models import Answer, AnswerState
from regard.web.insights.driver_study import ENOUGH, OUTCOME, PEOPLE, Scores
from regard.web.insights.kink_study import Kink, Rated, counts_of, kinks
from regard.web.insights.records import matching
from regard.web.insights.rows import METRICS, measured

__all__ = ["Asked", "Rating", "asked_study"]

AT_ONCE = 2_000  # records of one statement
WIDEST = 20  # steps of a scale whose ratings are looked at one by one


@dataclass(frozen=True)
class Rating:
    """One rating that was asked for, from `low` to `high`: `n` gave it and the score.

    `driver` is None where fewer than two ratings, or too few people, can be told apart.
    """

    name: str
    n: int
    low: int
    high: int
    driver: Driver | None
    kink: Kink | None


@dataclass(frozen=True)
class Asked:
    """The ratings of one questionnaire, the most important first; `n` records have all of them."""

    n: int
    ratings: tuple[Rating, ...]


@dataclass(frozen=True)
class _Record:
    score: float
    whose: str
    given: Mapping[str, float]


def asked_study(where: Filters, of: Scores, *, most: int = 20_000) -> Asked | None:
    """How the ratings of the questionnaire that was answered most go with its score; None without enough.

    Importance is the exact LMG share with a bootstrap over people; all associations, no causes.
    """
    scores = _scores(where, of, most)
    if len(scores) < ENOUGH:
        return None
    records, labels, scales = _records(scores, of)
    n = Counter(name for record in records for name in record.given)
    names = [name for name in sorted(n) if n[name] >= ENOUGH]
    if not names:
        return None
    bends = kinks(of.metric, {name: _rated(records, name, of) for name in names})
    drivers, whole = _drivers(records, names, of)
    ratings = [
        Rating(
            name=labels[name],
            n=n[name],
            low=scales[name][0],
            high=scales[name][1],
            driver=drivers.get(name),
            kink=bends.get(name),
        )
        for name in names
    ]
    return Asked(whole, tuple(sorted(ratings, key=_place)))


def _scores(where: Filters, of: Scores, most: int) -> dict[UUID, tuple[float, str]]:
    """The score and whose it is, of each record of the source with most of them."""
    # from the records on, so that no database looks through all of them for each answer
    scaled = {"scale_min": of.low, "scale_max": of.high, "scale_direction": of.direction}
    asked = {f"answers__{name}": value for name, value in scaled.items()}
    rows = matching(where).filter(  # what is quickly looked at comes first
        Q(answers__field_type=METRICS[of.metric], **asked), measured("answers__")
    )
    columns = ("source_id", "pk", "answers__value_number", "customer_id")
    newest = rows.order_by("-collected_at", "pk", "answers__field_id").values_list(*columns)
    found: dict[UUID, dict[UUID, tuple[float, str]]] = {}
    for source, record, score, customer in newest[:most]:
        found.setdefault(source, {}).setdefault(record, (score, str(customer or record)))
    best = max(found, key=lambda source: (len(found[source]), str(source)), default=None)
    return found[best] if best else {}


def _records(
    scores: Mapping[UUID, tuple[float, str]], of: Scores
) -> tuple[list[_Record], dict[str, str], dict[str, tuple[int, int]]]:
    """The other ratings of these records, with the label and the scale that most of them have."""
    given: dict[UUID, dict[str, float]] = {}
    labels, scales = dict[str, Counter[str]](), dict[str, Counter[tuple[int, int]]]()
    for record, name, label, value, low, high in _others(list(scores), of):
        if value == round(value):
            given.setdefault(record, {})[name] = value
            labels.setdefault(name, Counter())[label or name] += 1
            scales.setdefault(name, Counter())[int(low), int(high)] += 1
    records = [_Record(*scores[record], given.get(record, {})) for record in scores]
    return (
        records,
        {name: found.most_common(1)[0][0] for name, found in labels.items()},
        {name: found.most_common(1)[0][0] for name, found in scales.items()},
    )


def _others(ids: list[UUID], of: Scores) -> Iterator[tuple[UUID, str, str, float, float, float]]:
    """Every other rating on a scale with few steps, a bounded number of records at a time."""
    columns = ("feedback_id", "field_id", "field_label", "value_number", "scale_min", "scale_max")
    for start in range(0, len(ids), AT_ONCE):
        # not asked of the workspace: SQLite would read all of it rather than look each of the ids up
        rows = Answer._base_manager.filter(
            answer_state=AnswerState.ANSWERED,
            feedback__in=ids[start : start + AT_ONCE],
            scale_max__lte=F("scale_min") + WIDEST,
            value_number__isnull=False,
        ).exclude(field_type=METRICS[of.metric])
        yield from rows.order_by("feedback_id", "field_id").values_list(*columns)


def _rated(records: Sequence[_Record], name: str, of: Scores) -> Rated:
    by_rating: dict[int, list[float]] = {}
    for record in records:
        if name in record.given:
            by_rating.setdefault(int(record.given[name]), []).append(record.score)
    return {
        rating: counts_of(Counter(scores), low=of.low, high=of.high, low_is_good=of.low_is_good)
        for rating, scores in by_rating.items()
    }


def _drivers(records: Sequence[_Record], names: Sequence[str], of: Scores) -> tuple[dict[str, Driver], int]:
    """The drivers among the records that have every rating; none where they cannot be told apart."""
    whole = [record for record in records if all(name in record.given for name in names)]
    varied = [name for name in names if len({record.given[name] for record in whole}) > 1]
    people = {record.whose for record in whole}
    level = len({record.score for record in whole}) < 2
    if len(whole) < ENOUGH or len(people) < PEOPLE or len(varied) < 2 or level:
        return {}, len(whole)
    turn = -1 if of.low_is_good else 1
    table = [[turn * record.score, *(record.given[name] for name in varied)] for record in whole]
    moments = Moments.from_rows(table, [OUTCOME, *varied], by=[record.whose for record in whole])
    found = key_drivers(moments, OUTCOME, varied)
    return {driver.name: driver for driver in found.drivers}, len(whole)


def _place(rating: Rating) -> tuple[float, int, str]:
    return (rating.driver.rank if rating.driver else float("inf"), -rating.n, rating.name)
