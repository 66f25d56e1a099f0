"""The numbers of themes, made again from the records that carry them."""

from collections import Counter

from regard.perception.counts import Counts, Scale
from regard.perception.drivers import theme_impact
from regard.perception.estimates import Estimate, score_interval
from regard.perception.metrics.sentiment import polarity
from regard.web.dashboards.figures import FINER, change_interval_text, count_text, plain_text
from regard.web.insights.theme_numbers import FEELING
from tests.web.figures.records import Record
from tests.web.figures.remaking import MEASURE


def theme_feeling(records: list[Record]) -> Estimate:
    """How these whole records speak, from thirty on."""
    labels = polarity(Counter(one["sentiment"] for one in records if one["sentiment"]))
    return score_interval(labels.grouped({(-1,): -100, (0,): 0, (1,): 100}), FEELING)


def of_impact(
    every: list[Record], carried: list[Record], metric: str, scale: Scale
) -> tuple[str, str] | None:
    """The gap and the part in the whole as the tree writes them; None where either side is too few."""
    ids = {one["record_id"] for one in carried}
    mine, rest = (
        on_scale([one for one in every if (one["record_id"] in ids) == inside], metric, scale)
        for inside in (True, False)
    )
    if min(mine.n, rest.n) < 30:
        return None
    found = theme_impact(mine, rest, MEASURE[metric])
    unit = MEASURE[metric](rest).definition.unit
    gap = plain_text(found.gap.difference, unit, signed=True)
    told = [
        plain_text(one, unit, digits=FINER[unit], signed=True)
        for one in (found.impact.value, found.impact.low, found.impact.high)
    ]
    n = count_text(found.n)
    between = change_interval_text(found.gap, unit)
    return f"{gap} {between} · n = {count_text(mine.n)}", f"{told[0]} {told[1]} to {told[2]} · n = {n}"


def on_scale(records: list[Record], metric: str, scale: Scale) -> Counts:
    """The answers to a metric on one scale."""
    found: Counter[int] = Counter()
    for one in records:
        for score, told in zip(one[metric].split("; "), one[f"{metric}_scale"].split("; "), strict=True):
            if score and told == f"{scale.min}-{scale.max} {scale.direction}":
                found[int(float(score))] += 1
    return Counts.of(found, scale)
