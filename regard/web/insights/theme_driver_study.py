"""What goes with a score among the themes that people mention: the same question as of the factors."""
# The question is written here and every value is bound:
# ruff: noqa: S608

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from regard.perception.drivers import KeyDrivers, key_drivers
from regard.perception.estimates import score_interval
from regard.perception.metrics.sentiment import polarity
from regard.perception.moments import Moments
from regard.perception.tallies import Filters
from regard.web.insights import studies
from regard.web.insights.driver_study import (
    OF_KIND,
    OUTCOME,
    PLACED,
    SPOKEN,
    DriverStudy,
    Factor,
    Scores,
    lacking,
)
from regard.web.insights.recent import recent
from regard.web.insights.theme_models import Theme
from regard.web.insights.theme_tallies import Themed, ThemesMoved

MOST_THEMES = 10  # are ranked beside each other: every order in which they can be taken is looked at
READ = f"""
    SELECT score, whose, coalesce(sentiment, '') AS sentiment,
        array_to_string(list_sort(list_intersect(coalesce(themes, []), CAST(:themes AS VARCHAR[]))), chr(10))
        AS carried
    FROM (
        SELECT record_id, any_value(moment) AS moment, arg_min(score, part) AS score,
            any_value(coalesce(customer_id, record_id)) AS whose
        FROM told WHERE is_worded AND {OF_KIND}
        GROUP BY record_id ORDER BY moment DESC NULLS LAST, record_id DESC LIMIT :most
    ) JOIN (SELECT record_id, sentiment FROM told WHERE part = 0 AND marks IS NOT NULL) USING (record_id)
    LEFT JOIN themed USING (record_id)
"""
"""Of the newest records with words the first score of this kind, the sentiment, which themes they carry."""

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Rows:
    """The score and sentiment of each record, whose it is, and which of the sets `carried` it carries."""

    scores: Numbers
    whose: list[str]
    sentiments: list[str]
    which: npt.NDArray[np.int64]
    carried: tuple[frozenset[str], ...]


def theme_driver_study(where: Filters, of: Scores, told: Themed, *, most: int = 20_000) -> DriverStudy:
    """How the themes that people mention go with their score, in the newest `most` records at most.

    A theme counts 1 where a record carries it and 0 where it does not; themes that hold others are left out,
    for they are these once more. The most mentioned ones that enough records carry, and enough do not, are
    ranked. `performance` is praise minus complaint of the records that carry a theme, as wholes. Importance
    is the exact LMG share of the variance with a bootstrap over people; all associations, no causes. Raises
    ThemesMoved where the themes were changed just now.
    """
    themes = _themes()
    rows = _rows(where, of, told, themes, most)
    bare = DriverStudy(of, len(rows.whose), of.n, _factors(rows, None))
    if short := lacking(bare, rows.whose, rows.scores):
        return short
    names = _often(rows, themes)
    if len(names) < 2:
        return bare
    found = key_drivers(_moments(rows, names, of), OUTCOME, names)
    return replace(bare, factors=_factors(rows, found), inseparable=found.inseparable, r2=found.r2)


def _themes() -> list[str]:
    """The themes that there are and that hold no others, by their keys."""
    standing = Theme.objects.filter(gone_at=None)
    holding = standing.exclude(parent=None).values("parent")
    return list(standing.filter(is_group=False).exclude(pk__in=holding).values_list("key", flat=True))


def _rows(where: Filters, of: Scores, told: Themed, themes: Sequence[str], most: int) -> _Rows:
    days = recent(where, f"is_worded AND {OF_KIND}", of.asked(), most=most)
    values: dict[str, studies.Value] = of.asked() | {"most": most, "themes": list(themes)}
    try:
        found = studies.with_themes(
            told.workspace, told.path, lambda engine: engine.table(READ, values, where=days)
        )
    except Exception as problem:
        if told.path.exists():
            raise
        raise ThemesMoved(told.path.name) from problem
    carried = found["carried"].combine_chunks().dictionary_encode()
    return _Rows(
        scores=found["score"].to_numpy(),
        whose=found["whose"].to_pylist(),
        sentiments=found["sentiment"].to_pylist(),
        which=carried.indices.to_numpy().astype(np.int64),
        carried=tuple(frozenset(filter(None, text.split("\n"))) for text in carried.dictionary.to_pylist()),
    )


def _mentions(rows: _Rows, names: Sequence[str]) -> Numbers:
    """Which set of themes holds which theme, a row for a set and a column for a theme."""
    return np.array([[name in some for name in names] for some in rows.carried], dtype=np.float64)


def _often(rows: _Rows, themes: Sequence[str]) -> list[str]:
    """The themes of most records, of those that enough carry and enough do not."""
    n: list[float] = (np.bincount(rows.which) @ _mentions(rows, themes)).tolist() if themes else []
    total = len(rows.whose)
    enough = [(-many, key) for key, many in zip(themes, n, strict=True) if SPOKEN <= many <= total - SPOKEN]
    return [key for _many, key in sorted(enough)[:MOST_THEMES]]


def _moments(rows: _Rows, names: Sequence[str], of: Scores) -> Moments:
    """The better score is always the higher one."""
    turn = -1 if of.low_is_good else 1
    table = np.column_stack([turn * rows.scores, _mentions(rows, names)[rows.which]])
    return Moments.from_rows(table, [OUTCOME, *names], by=rows.whose)


def _factors(rows: _Rows, found: KeyDrivers | None) -> tuple[Factor, ...]:
    """Every theme that a record carries, those with a rank first."""
    drivers = {one.name: one for one in found.drivers} if found else {}
    labels: dict[str, Counter[str]] = {}
    for (which, sentiment), n in Counter(zip(rows.which.tolist(), rows.sentiments, strict=True)).items():
        for key in rows.carried[which]:
            labels.setdefault(key, Counter())[sentiment] += n
    every = [_factor(key, some) for key, some in labels.items()]
    ranked = [replace(one, driver=drivers.get(one.name)) for one in every]
    return tuple(
        sorted(ranked, key=lambda one: (one.driver.rank if one.driver else np.inf, -one.n, one.name))
    )


def _factor(key: str, labels: Counter[str]) -> Factor:
    read = Counter({label: n for label, n in labels.items() if label})
    groups = polarity(read).grouped({(-1,): -100, (0,): 0, (1,): 100})
    return Factor(
        name=key,
        n=labels.total(),
        praised=labels["positive"] + labels["mixed"],
        complained=labels["negative"] + labels["mixed"],
        performance=score_interval(groups, PLACED),
    )
