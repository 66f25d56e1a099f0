"""What goes with a score: how people speak of each factor, its part of the differences, its rank."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import CharField, Count, OuterRef, Q, Subquery
from django.db.models.functions import Cast, Coalesce

from regard.perception.drivers import Driver, Inseparable, KeyDrivers, key_drivers
from regard.perception.estimates import Definition, Estimate, Interval, score_interval
from regard.perception.metrics.sentiment import POLARITY, VALUES, polarity
from regard.perception.moments import Moments
from regard.perception.tallies import Filters
from regard.web.feedback.models import Answer
from regard.web.insights.kink_study import Kink, Rated, counts_of, kinks
from regard.web.insights.marks import FACTORS, parted
from regard.web.insights.rows import METRIC_OF, METRICS, measured
from regard.web.insights.theme_numbers import worded

__all__ = [
    "Driver",
    "DriverStudy",
    "Factor",
    "Inseparable",
    "Interval",
    "Kink",
    "Scores",
    "driver_study",
    "scores",
]

OUTCOME = "score"
ENOUGH = 100  # answers with words: from here on the interval of R squared is known to hold
PEOPLE = 30  # they are what is drawn again and again, all that one of them said together
SPOKEN = 30  # records that praise a factor or complain of it; what fewer do goes with nothing for sure
PERFORMANCE = Definition(
    "factor_polarity/1",
    "Praise minus complaint v1: of the records that speak of the factor, % that praise minus % that complain",
    "points",
    margin=35,
    formula="100 x (praise - complaint) / records that speak of the factor",
    scale=POLARITY,
)

Heard = Mapping[str, str]  # how one record speaks of each factor that it speaks of
Row = tuple[float, UUID, Heard]  # the score, whose it is, and what was said


@dataclass(frozen=True)
class Scores:
    """A metric on the scale that most of its answers are on; `n` of the records with words have one."""

    metric: str
    low: int
    high: int
    direction: str
    n: int

    @property
    def low_is_good(self) -> bool:
        """Whether a smaller score is the better one."""
        return self.direction == "low_is_good"


@dataclass(frozen=True)
class Factor:
    """One factor: `n` records speak of it, `performance` is praise minus complaint among them.

    `praised` and `complained` count the records that do so, those that do both in each.
    `driver` says what goes with it; None where too few speak of it or nothing could be asked. `kink` says how
    far the score lies below where it is complained of, and above where it is praised; None where too few do.
    """

    name: str
    n: int
    praised: int
    complained: int
    performance: Estimate
    driver: Driver | None = None
    kink: Kink | None = None


@dataclass(frozen=True)
class DriverStudy:
    """What goes with one metric in `n` records with words and a score, of `seen` that there are.

    `factors` stand with the most important first, those that too few judge last. `needed` is how many more
    records the question needs, `few_people` that too few people said them all, `level_scores` that all
    scores are equal, so that nothing goes with them. Without `r2` and any of these, fewer than two factors
    are judged often enough.
    """

    scores: Scores
    n: int
    seen: int
    factors: tuple[Factor, ...] = ()
    inseparable: tuple[Inseparable, ...] = ()
    r2: Interval | None = None
    needed: int = 0
    few_people: bool = False
    level_scores: bool = False


def scores(where: Filters) -> list[Scores]:
    """What the records with words were asked: each metric on its usual scale, the most answered first."""
    kind = ("field_type", "scale_min", "scale_max", "scale_direction")
    # from the records on, so that no database looks through all of them for each answer
    given = worded(where).order_by().filter(measured("answers__"))
    rows = given.values_list(*(f"answers__{name}" for name in kind)).annotate(n=Count("pk", distinct=True))
    found: dict[str, Scores] = {}
    for kind_, low, high, direction, n in sorted(rows, key=lambda row: (-row[4], *row[:4])):
        metric = METRIC_OF[kind_]
        found.setdefault(metric, Scores(metric, int(low), int(high), direction, n))
    return list(found.values())


def driver_study(where: Filters, of: Scores, *, most: int = 20_000) -> DriverStudy:
    """How the factors that people speak of go with their score, in the newest `most` records at most.

    A factor counts +1 where a record praises it, -1 where it complains of it, 0 where it does both, neither
    or does not speak of it: not to speak of a thing is neither praise nor complaint. Importance is the exact
    LMG share of the variance with a bootstrap over people; all associations, no causes.
    """
    rows = _rows(where, of, most)
    bare = DriverStudy(of, len(rows), of.n, _factors(rows, None))
    if len(rows) < ENOUGH:
        return replace(bare, needed=ENOUGH - len(rows))
    if len({whose for _, whose, _ in rows}) < PEOPLE:
        return replace(bare, few_people=True)
    if len({score for score, *_ in rows}) == 1:
        return replace(bare, level_scores=True)
    names = _often(rows)
    if len(names) < 2:
        return bare
    found = key_drivers(_moments(rows, names, of), OUTCOME, names)
    alike = _alike(rows)
    bends = kinks(of.metric, {name: _rated(alike, name, of) for name in names})
    factors = tuple(replace(one, kink=bends.get(one.name)) for one in _factors(rows, found))
    return replace(bare, factors=factors, inseparable=found.inseparable, r2=found.r2)


def _rows(where: Filters, of: Scores, most: int) -> list[Row]:
    """The score and the polarities of each record that is read."""
    kind = {"field_type": METRICS[of.metric], "scale_min": of.low, "scale_max": of.high}
    alike = Q(feedback=OuterRef("pk"), scale_direction=of.direction, **kind)
    given = Answer.objects.filter(alike, measured())  # what is quickly looked at comes first
    score = Subquery(given.order_by("field_id").values("value_number")[:1])
    records = worded(where).annotate(given=score).exclude(given=None).prefetch_related(None)
    whose = Coalesce(Cast("customer_id", CharField()), Cast("pk", CharField()))
    found = records.annotate(whose=whose).values_list("given", "whose", "reading__marks")[:most]
    kept: dict[str, Heard] = {}
    return [
        (given, UUID(whose), kept.get(marks) or kept.setdefault(marks, heard(parted(marks))))
        for given, whose, marks in found.iterator()
        if marks is not None
    ]


def heard(marks: Iterable[str]) -> dict[str, str]:
    """How marks speak of each factor: `factor:price:negative` and `:positive` together are mixed.

    >>> heard(["factor:price", "factor:price:negative", "polarity:negative", "factor:ease:neutral"])
    {'price': 'negative', 'ease': 'neutral'}
    """
    said: dict[str, set[str]] = {}
    for mark in marks:
        head, _, rest = mark.partition(":")
        factor, _, label = rest.partition(":")
        if head == "factor" and label:
            said.setdefault(factor, set()).add(label)
    return {factor: _together(labels) for factor, labels in said.items()}


def _together(labels: set[str]) -> str:
    if {"negative", "positive"} <= labels:
        return "mixed"
    return next((label for label in ("negative", "positive") if label in labels), "neutral")


def _often(rows: Sequence[Row]) -> list[str]:
    """The factors that enough records praise or complain of, and not all records alike."""
    judged = {factor: [VALUES[said.get(factor, "neutral")] for *_, said in rows] for factor in FACTORS}
    return [
        factor for factor, signs in judged.items() if sum(map(abs, signs)) >= SPOKEN and len(set(signs)) > 1
    ]


def _moments(rows: Sequence[Row], names: Sequence[str], of: Scores) -> Moments:
    """The better score is always the higher one, so that praise that goes with it has a slope above 0."""
    turn = -1 if of.low_is_good else 1
    table = [
        [turn * score, *(VALUES[said.get(name, "neutral")] for name in names)] for score, _, said in rows
    ]
    return Moments.from_rows(table, [OUTCOME, *names], by=[str(whose) for _, whose, _ in rows])


def _alike(rows: Sequence[Row]) -> list[tuple[Heard, Counter[float]]]:
    """How many gave each score, together where they said the same of everything."""
    found: dict[int, tuple[Heard, Counter[float]]] = {}
    for score, _, said in rows:
        found.setdefault(id(said), (said, Counter()))[1][score] += 1
    return list(found.values())


def _rated(alike: Sequence[tuple[Heard, Counter[float]]], name: str, of: Scores) -> Rated:
    """The scores of those who complain of a factor (-1), say neither (0) and praise it (1)."""
    by_sign: dict[int, Counter[float]] = {}
    for said, given in alike:
        by_sign.setdefault(int(VALUES[said.get(name, "neutral")]), Counter()).update(given)
    return {
        sign: counts_of(scores, low=of.low, high=of.high, low_is_good=of.low_is_good)
        for sign, scores in by_sign.items()
    }


def _factors(rows: Sequence[Row], found: KeyDrivers | None) -> tuple[Factor, ...]:
    """Every factor that somebody speaks of, those with a rank first."""
    drivers = {one.name: one for one in found.drivers} if found else {}
    spoken: dict[str, Counter[str]] = {}
    for *_, said in rows:
        for factor, label in said.items():
            spoken.setdefault(factor, Counter())[label] += 1
    every = [_factor(name, labels, drivers.get(name)) for name, labels in spoken.items()]
    return tuple(sorted(every, key=_place))


def _factor(name: str, labels: Counter[str], driver: Driver | None) -> Factor:
    groups = polarity(labels).grouped({(-1,): -100, (0,): 0, (1,): 100})
    both = labels["mixed"]
    return Factor(
        name=name,
        n=labels.total(),
        praised=labels["positive"] + both,
        complained=labels["negative"] + both,
        performance=score_interval(groups, PERFORMANCE),
        driver=driver,
    )


def _place(factor: Factor) -> tuple[float, int, str]:
    return (factor.driver.rank if factor.driver else float("inf"), -factor.n, factor.name)
