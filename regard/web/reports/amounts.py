"""An estimate of the studies as a report writes and keeps it."""

from regard.web.dashboards.figures import interval_text, value_text
from regard.web.insights.studies import Estimate
from regard.web.reports.board import Amount


def amount(estimate: Estimate, *, version: str = "") -> Amount:
    """An estimate as it is written and as it is, by the `version` that holds here where there are several."""
    return Amount(
        text=value_text(estimate),
        interval=interval_text(estimate),
        n=estimate.n,
        unit=estimate.definition.unit,
        version=version or estimate.definition.id,
        value=estimate.value,
        low=estimate.low,
        high=estimate.high,
        level=estimate.level,
    )
