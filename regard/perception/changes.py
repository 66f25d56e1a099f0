"""What changed between two sets of rows, judged together so that noise is not called a change."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from regard.perception.comparisons import Comparison, judged
from regard.perception.counts import Scale
from regard.perception.estimates import Estimate, UnfitScale
from regard.perception.metrics import polarity
from regard.perception.metrics.by_name import Metric, metrics_at
from regard.perception.metrics.sentiment import POLARITY
from regard.perception.schema import METRICS
from regard.perception.tallies import Engine, Filters, Tally, Value

Place = tuple[str, str | None, Value, Scale]
"""Metric, dimension (None: overall), value of the dimension, scale."""


@dataclass(frozen=True)
class Finding:
    """One metric before and after, overall or for one value of one dimension."""

    metric: str
    dimension: str | None
    value: Value
    scale: Scale
    before: Estimate
    after: Estimate
    comparison: Comparison

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return {
            "metric": self.metric,
            "dimension": self.dimension,
            "value": self.value if isinstance(self.value, str | bool | None) else str(self.value),
            "scale": str(self.scale),
            "before": self.before.to_dict(),
            "after": self.after.to_dict(),
            "comparison": self.comparison.to_dict(),
        }


@dataclass(frozen=True)
class Changes:
    """Every comparison that was made, the most certain first, and how many they are."""

    findings: tuple[Finding, ...]

    @property
    def comparisons(self) -> int:
        """How many comparisons were made, significant or not."""
        return len(self.findings)

    @property
    def significant(self) -> tuple[Finding, ...]:
        """The findings that stay after the adjustment for their number."""
        return tuple(finding for finding in self.findings if finding.comparison.significant)


def changes(
    engine: Engine,
    before: Filters,
    after: Filters,
    by: tuple[str, ...] = ("segment",),
    *,
    level: float = 0.95,
    hide_below: int = 0,
    without: Collection[str] = (),
) -> Changes:
    """Compare every metric of two sets of rows, overall and for each value of each dimension in `by`.

    Only numbers that are shown in both are compared, each on its own scale; p-values are adjusted over all
    comparisons made (Benjamini and Hochberg 1995) at q = (1 - `level`) / 2: half, so that of a few hundred
    pairs of sets without any change the share that says otherwise stays below 1 - `level`. The two sets must
    not share rows. The intervals of the significant ones are wider, as those were chosen for being large: see
    comparisons.judged. The metrics named in `without` are not compared at all, as where their definition
    differs between the two sets; they do not count among the comparisons. Answers count as independent:
    several of one customer in the same set make intervals too narrow. Raises what the engine raises.
    """
    measure = metrics_at(level=level, hide_below=hide_below)
    earlier, later = (_estimates(engine, where, by, measure) for where in (before, after))
    places = [place for place in earlier if place in later and place[0] not in without]
    comparisons, _ = judged(
        [(earlier[place], later[place]) for place in places], q=(1 - level) / 2, level=level
    )
    findings = [
        Finding(*place, earlier[place], later[place], comparison)
        for place, comparison in zip(places, comparisons, strict=True)
    ]
    return Changes(tuple(sorted(findings, key=_certainty)))


def _certainty(finding: Finding) -> tuple[float, float]:
    return finding.comparison.p_value, -finding.comparison.n_before - finding.comparison.n_after


def _estimates(
    engine: Engine, where: Filters, by: tuple[str, ...], measure: dict[str, Metric]
) -> dict[Place, Estimate]:
    """What is shown of these rows, overall first."""
    found: dict[Place, Estimate] = {}
    for metric in METRICS:
        tally = engine.score_counts(metric, by=by, where=where)
        for dimension in (None, *by):
            for row in tally.rollup(*((dimension,) if dimension else ())).rows:
                place = metric, dimension, row.key[0] if row.key else None, row.counts.scale
                try:
                    found[place] = measure[metric](row.counts)
                except UnfitScale:
                    continue
    others = tuple(name for name in by if name != "sentiment")
    read = engine.sentiment_counts(by=others, where=where)
    found |= _net_sentiment(read, others, measure["net_sentiment"])
    return {place: estimate for place, estimate in found.items() if estimate.status == "shown"}


def _net_sentiment(read: Tally, by: tuple[str, ...], measure: Metric) -> dict[Place, Estimate]:
    found: dict[Place, Estimate] = {}
    for dimension in (None, *by):
        labels: dict[Value, dict[str, int]] = {}
        for key, n in read.rollup(*((dimension,) if dimension else ()), "sentiment").rows:
            labels.setdefault(key[0] if dimension else None, {})[str(key[-1])] = n
        for value, counts in labels.items():
            found["net_sentiment", dimension, value, POLARITY] = measure(polarity(counts))
    return found
