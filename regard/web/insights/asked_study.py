"""What a score goes with among the ratings that were asked for beside it, in the same questionnaire."""
# The questions are written here and every value is bound:
# ruff: noqa: S608

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from regard.perception.drivers import Driver, Inseparable, KeyDrivers, key_drivers
from regard.perception.moments import Moments
from regard.perception.tallies import Filters
from regard.web.insights import studies
from regard.web.insights.driver_study import ENOUGH, OF_KIND, OUTCOME, PEOPLE, Scores
from regard.web.insights.kink_study import Kink, Rated, counts_of, kinks
from regard.web.insights.recent import recent
from regard.web.insights.rows import METRICS
from regard.web.workspaces.tenancy import current_workspace

__all__ = ["Asked", "Rating", "asked_study"]

NEWEST = f"""
    SELECT source, record_id, score, coalesce(customer_id, record_id) AS whose FROM told WHERE {OF_KIND}
    ORDER BY moment DESC NULLS LAST, record_id, part LIMIT :most
"""
"""The newest scores of a kind, with the record, its source and whose it is."""
BESIDE = """
    SELECT record_id, one.name, one.label, one.value, one.scale_min, one.scale_max
    FROM (SELECT record_id, unnest(ratings) AS one FROM told WHERE source = :source AND ratings IS NOT NULL)
    WHERE one.kind <> :kind ORDER BY record_id, one.name
"""
"""Every rating of another kind in the records of a source."""

ANY = "SELECT 1 AS one FROM told WHERE ratings IS NOT NULL LIMIT 1"

Given = Mapping[str, tuple[float, str]]  # the score and whose it is, by the record


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
    """The ratings of the questionnaire `source`, the most important first; `n` records have all of them.

    Those that explain each other to nine tenths are `inseparable`: only together have they a share.
    """

    source: str
    n: int
    ratings: tuple[Rating, ...]
    inseparable: tuple[Inseparable, ...] = ()


@dataclass(frozen=True)
class _Record:
    score: float
    whose: str
    given: Mapping[str, float]


def asked_study(where: Filters, of: Scores, *, most: int = 20_000) -> Asked | None:
    """How the ratings of the questionnaire that was answered most go with its score; None without enough.

    Importance is the exact LMG share with a bootstrap over people; all associations, no causes.
    """
    if not studies.table(current_workspace(), ANY, where=where).num_rows:
        return None
    source, scores = _scores(where, of, most)
    if len(scores) < ENOUGH:
        return None
    records, labels, scales = _records(where, of, source, scores)
    n = Counter(name for record in records for name in record.given)
    names = [name for name in sorted(n) if n[name] >= ENOUGH]
    if not names:
        return None
    bends = kinks(of.metric, {name: _rated(records, name, of) for name in names})
    found, whole = _drivers(records, names, of)
    drivers = {driver.name: driver for driver in found.drivers} if found else {}
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
    groups = [
        replace(one, drivers=tuple(labels[name] for name in one.drivers))
        for one in (found.inseparable if found else ())
    ]
    return Asked(source, whole, tuple(sorted(ratings, key=_place)), tuple(groups))


def _scores(where: Filters, of: Scores, most: int) -> tuple[str, Given]:
    """The source with most of the newest scores, and those of each of its records."""
    days = recent(where, OF_KIND, of.asked(), most=most)
    rows = studies.table(current_workspace(), NEWEST, of.asked() | {"most": most}, where=days)
    found: dict[str, dict[str, tuple[float, str]]] = {}
    for source, record, score, whose in zip(*rows.to_pydict().values(), strict=True):
        found.setdefault(source, {})[record] = (score, whose)
    best = max(found, key=lambda source: (len(found[source]), source), default="")
    return best, found.get(best, {})


def _records(
    where: Filters, of: Scores, source: str, scores: Given
) -> tuple[list[_Record], dict[str, str], dict[str, tuple[int, int]]]:
    """The other ratings of these records, with the label and the scale that most of them have."""
    given: dict[str, dict[str, float]] = {}
    labels, scales = dict[str, Counter[str]](), dict[str, Counter[tuple[int, int]]]()
    values = {"source": source, "kind": METRICS[of.metric].value}
    rows = studies.table(current_workspace(), BESIDE, values, where=where)
    for record, name, label, value, low, high in zip(*rows.to_pydict().values(), strict=True):
        if record in scores:
            given.setdefault(record, {})[name] = value
            labels.setdefault(name, Counter())[label or name] += 1
            scales.setdefault(name, Counter())[int(low), int(high)] += 1
    records = [_Record(*scores[record], given.get(record, {})) for record in scores]
    return (
        records,
        {name: found.most_common(1)[0][0] for name, found in labels.items()},
        {name: found.most_common(1)[0][0] for name, found in scales.items()},
    )


def _rated(records: Sequence[_Record], name: str, of: Scores) -> Rated:
    by_rating: dict[int, list[float]] = {}
    for record in records:
        if name in record.given:
            by_rating.setdefault(int(record.given[name]), []).append(record.score)
    return {
        rating: counts_of(Counter(scores), low=of.low, high=of.high, low_is_good=of.low_is_good)
        for rating, scores in by_rating.items()
    }


def _drivers(records: Sequence[_Record], names: Sequence[str], of: Scores) -> tuple[KeyDrivers | None, int]:
    """What goes with it in the records that have every rating; None where nothing can be told apart."""
    whole = [record for record in records if all(name in record.given for name in names)]
    varied = [name for name in names if len({record.given[name] for record in whole}) > 1]
    people = {record.whose for record in whole}
    level = len({record.score for record in whole}) < 2
    if len(whole) < ENOUGH or len(people) < PEOPLE or len(varied) < 2 or level:
        return None, len(whole)
    turn = -1 if of.low_is_good else 1
    table = [[turn * record.score, *(record.given[name] for name in varied)] for record in whole]
    moments = Moments.from_rows(table, [OUTCOME, *varied], by=[record.whose for record in whole])
    return key_drivers(moments, OUTCOME, varied), len(whole)


def _place(rating: Rating) -> tuple[float, int, str]:
    return (rating.driver.rank if rating.driver else float("inf"), -rating.n, rating.name)
