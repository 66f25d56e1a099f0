"""Every metric by the name that rows give it."""

from collections.abc import Callable

from regard.perception.counts import Counts
from regard.perception.estimates import Estimate
from regard.perception.metrics.ces import ces, version_for
from regard.perception.metrics.csat import csat
from regard.perception.metrics.likert import trust, value_alignment
from regard.perception.metrics.nps import nps
from regard.perception.metrics.sentiment import net_sentiment
from regard.perception.metrics.stars import star_rating

Metric = Callable[[Counts], Estimate]


def metrics_at(*, level: float, hide_below: int) -> dict[str, Metric]:
    """Every metric by its name in the rows, at this level; CES in the version that its scale belongs to."""
    rules: dict[str, Callable[..., Estimate]] = {
        "nps": nps,
        "csat": csat,
        "ces": lambda counts, **how: ces(counts, version=version_for(counts.scale), **how),
        "stars": star_rating,
        "trust": trust,
        "values": value_alignment,
        "net_sentiment": net_sentiment,
    }
    return {name: _bound(rule, level, hide_below) for name, rule in rules.items()}


def _bound(rule: Callable[..., Estimate], level: float, hide_below: int) -> Metric:
    return lambda counts: rule(counts, level=level, hide_below=hide_below)
