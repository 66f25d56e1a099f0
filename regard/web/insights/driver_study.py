"""What goes with a score: how people speak of each factor, its part of the differences, its rank."""
# The questions are written here and every value is bound:
# ruff: noqa: S608

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from regard.perception.drivers import Driver, Inseparable, KeyDrivers, key_drivers
from regard.perception.estimates import Definition, Estimate, Interval, score_interval
from regard.perception.metrics.sentiment import DEFINITION as NET_SENTIMENT
from regard.perception.metrics.sentiment import POLARITY, VALUES, polarity
from regard.perception.moments import Moments
from regard.perception.tallies import Filters
from regard.web.insights import studies
from regard.web.insights.kink_study import Kink, Rated, counts_of, kinks
from regard.web.insights.marks import FACTORS
from regard.web.insights.recent import recent
from regard.web.workspaces.tenancy import current_workspace

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
    margin=NET_SENTIMENT.margin,  # one rule for all that is praise minus complaint
    formula="100 x (praise - complaint) / records that speak of the factor",
    scale=POLARITY,
)
PLACED = replace(PERFORMANCE, id="driver_polarity/1", margin=100)
"""The same beside a rank, where the interval itself tells how little is known: from the minimum n on."""

SEVERAL = "SELECT 1 AS one FROM told WHERE part > 0 AND score IS NOT NULL LIMIT 1"
KINDS = """
    SELECT metric, scale_min, scale_max, scale_direction, {} AS n FROM told
    WHERE is_worded AND score IS NOT NULL
    GROUP BY ALL ORDER BY n DESC, metric, scale_min, scale_max, scale_direction
"""
"""What the records with words were asked, and in how many of them."""
OF_KIND = """
    metric = :asked AND score IS NOT NULL
    AND scale_min = :low AND scale_max = :high AND scale_direction = :direction
"""
"""The rows of one kind of score: the values that are bound are those of Scores.asked."""
NEWEST = f"""
    SELECT score, whose, array_to_string(marks, chr(10)) AS marks FROM (
        SELECT record_id, any_value(moment) AS moment, arg_min(score, part) AS score,
            any_value(coalesce(customer_id, record_id)) AS whose
        FROM told WHERE is_worded AND {OF_KIND}
        GROUP BY record_id ORDER BY moment DESC NULLS LAST, record_id DESC LIMIT :most
    ) JOIN (SELECT record_id, marks FROM told WHERE part = 0 AND marks IS NOT NULL) USING (record_id)
"""
"""Of the newest records with words the first score of this kind, and all that they are marked with."""

Heard = Mapping[str, str]  # how one record speaks of each factor that it speaks of
Scale = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Rows:
    """The score of each record, whose it is, and which of the ways `said` it speaks in."""

    scores: Scale
    whose: list[str]
    which: npt.NDArray[np.int64]
    said: tuple[Heard, ...]

    def __len__(self) -> int:
        return len(self.scores)


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

    def asked(self) -> dict[str, studies.Value]:
        """What stands in a question for answers of this kind."""
        return {"asked": self.metric, "low": self.low, "high": self.high, "direction": self.direction}


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

    @property
    def is_wide(self) -> bool:
        """Whether its performance is a number only because its interval stands beside it."""
        low, high = self.performance.low, self.performance.high
        return low is not None and high is not None and not PERFORMANCE.admits(low, high)

    @property
    def judged(self) -> int:
        """How many records praise it or complain of it, and do not do both."""
        groups = self.performance.groups
        return int(groups.counts[0] + groups.counts[-1]) if groups else 0

    @property
    def leans(self) -> bool:
        """Whether there is more praise than complaint, or more complaint, by more than chance."""
        low, high = self.performance.low, self.performance.high
        return low is not None and high is not None and (low > 0 or high < 0)


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
    found: dict[str, Scores] = {}
    workspace = current_workspace()
    several = studies.table(workspace, SEVERAL, where=where).num_rows
    n = "count(DISTINCT record_id)" if several else "count(*)"  # which is counted in a fraction of the time
    for row in studies.table(workspace, KINDS.format(n), where=where).to_pylist():
        metric, low, high, direction, n = row.values()
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
    if short := lacking(bare, rows.whose, rows.scores):
        return short
    names = _often(rows)
    if len(names) < 2:
        return bare
    found = key_drivers(_moments(rows, names, of), OUTCOME, names)
    alike = _alike(rows)
    bends = kinks(of.metric, {name: _rated(alike, name, of) for name in names})
    factors = tuple(replace(one, kink=bends.get(one.name)) for one in _factors(rows, found))
    return replace(bare, factors=factors, inseparable=found.inseparable, r2=found.r2)


def lacking(bare: DriverStudy, whose: Collection[str], scores: Scale) -> DriverStudy | None:
    """The study with what it lacks, where there are too few records or people, or all scores are equal."""
    if len(whose) < ENOUGH:
        return replace(bare, needed=ENOUGH - len(whose))
    if len(set(whose)) < PEOPLE:
        return replace(bare, few_people=True)
    return replace(bare, level_scores=True) if np.ptp(scores) == 0 else None


def _rows(where: Filters, of: Scores, most: int) -> _Rows:
    """The score and the polarities of each record that is read."""
    days = recent(where, f"is_worded AND {OF_KIND}", of.asked(), most=most)
    found = studies.table(current_workspace(), NEWEST, of.asked() | {"most": most}, where=days)
    marks = found["marks"].combine_chunks().dictionary_encode()
    return _Rows(
        scores=found["score"].to_numpy(),
        whose=found["whose"].to_pylist(),
        which=marks.indices.to_numpy().astype(np.int64),
        said=tuple(heard(text.split("\n")) for text in marks.dictionary.to_pylist()),
    )


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


def _signs(rows: _Rows, names: Iterable[str]) -> Scale:
    """What each way of speaking counts for each factor, a row for a way and a column for a factor."""
    signs = [[VALUES[said.get(name, "neutral")] for name in names] for said in rows.said]
    return np.array(signs, dtype=np.float64)


def _often(rows: _Rows) -> list[str]:
    """The factors that enough records praise or complain of, and not all records alike."""
    signs, n = _signs(rows, FACTORS), np.bincount(rows.which, minlength=len(rows.said))
    enough = (n @ np.abs(signs) >= SPOKEN) & (np.ptp(signs, axis=0) > 0)
    return [factor for factor, is_enough in zip(FACTORS, enough.tolist(), strict=True) if is_enough]


def _moments(rows: _Rows, names: list[str], of: Scores) -> Moments:
    """The better score is always the higher one, so that praise that goes with it has a slope above 0."""
    turn = -1 if of.low_is_good else 1
    table = np.column_stack([turn * rows.scores, _signs(rows, names)[rows.which]])
    return Moments.from_rows(table, [OUTCOME, *names], by=rows.whose)


def _alike(rows: _Rows) -> list[tuple[Heard, Counter[float]]]:
    """How many gave each score, together where they said the same of everything."""
    found: list[tuple[Heard, Counter[float]]] = [(said, Counter()) for said in rows.said]
    pairs, n = np.unique(np.column_stack([rows.which, rows.scores]), axis=0, return_counts=True)
    for (which, score), many in zip(pairs.tolist(), n.tolist(), strict=True):
        found[int(which)][1][score] = many
    return found


def _rated(alike: Iterable[tuple[Heard, Counter[float]]], name: str, of: Scores) -> Rated:
    """The scores of those who complain of a factor (-1), say neither (0) and praise it (1)."""
    by_sign: dict[int, Counter[float]] = {}
    for said, given in alike:
        by_sign.setdefault(int(VALUES[said.get(name, "neutral")]), Counter()).update(given)
    return {
        sign: counts_of(scores, low=of.low, high=of.high, low_is_good=of.low_is_good)
        for sign, scores in by_sign.items()
    }


def _factors(rows: _Rows, found: KeyDrivers | None) -> tuple[Factor, ...]:
    """Every factor that somebody speaks of, those with a rank first."""
    drivers = {one.name: one for one in found.drivers} if found else {}
    spoken: dict[str, Counter[str]] = {}
    n = np.bincount(rows.which, minlength=len(rows.said)).tolist()
    for said, many in zip(rows.said, n, strict=True):
        for factor, label in said.items():
            spoken.setdefault(factor, Counter())[label] += many
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
        performance=score_interval(groups, PLACED),
        driver=driver,
    )


def _place(factor: Factor) -> tuple[float, int, str]:
    return (factor.driver.rank if factor.driver else float("inf"), -factor.n, factor.name)
