"""One question asked end to end: how are we seen, and what changed?"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from regard.perception.changes import Changes, Finding, changes
from regard.perception.counts import Counts, Scale
from regard.perception.estimates import Estimate, UnfitScale
from regard.perception.metrics import polarity
from regard.perception.metrics.by_name import Metric, metrics_at
from regard.perception.schema import METRICS, SENTIMENTS
from regard.perception.tallies import Engine, Filters, ScoreTally, Tally, WordCount

__all__ = ["Changes", "Finding", "Month", "ScaleEstimate", "Study", "changes", "perception"]

ANYWHERE = Filters()
CUSTOMARY = {
    "nps": Scale(0, 10),
    "csat": Scale(1, 5),
    "ces": Scale(1, 7),
    "stars": Scale(1, 5),
    "trust": Scale(1, 7),
    "values": Scale(1, 7),
}
"""The scale that a metric is reported on where all its answers came on scales that it is not defined for."""
TOLD = ("value", "low", "high", "level", "n", "status", "definition", "needed", "unit")
"""What a study tells of an estimate: these names are a contract (docs/reference/read.md)."""


@dataclass(frozen=True)
class ScaleEstimate:
    """One metric on one of the scales that it was asked on; `refusal` says why there is no estimate."""

    scale: Scale
    n: int
    estimate: Estimate | None
    refusal: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        plain: dict[str, Any] = (
            _told(self.estimate) if self.estimate else {"n": self.n, "refusal": self.refusal}
        )
        return plain | {"scale": str(self.scale)}


@dataclass(frozen=True)
class Month:
    """The same numbers of one month, each metric on the scale of the whole study."""

    month: str
    records: int
    sentiment: dict[str, int]
    metrics: dict[str, Estimate]

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        metrics = {name: _told(estimate) for name, estimate in self.metrics.items()}
        return {"month": self.month, "records": self.records, "sentiment": self.sentiment, "metrics": metrics}


@dataclass(frozen=True)
class Study:
    """How customers see the company, as far as the rows tell.

    `metrics` has a metric only where it was asked or read, on the scale with the most answers; `scales`
    has every scale that it was asked on, most answers first: they are never pooled.
    """

    records: int
    languages: dict[str, int]
    sentiment: dict[str, int]
    metrics: dict[str, Estimate]
    words: tuple[WordCount, ...]
    months: tuple[Month, ...]
    scales: dict[str, tuple[ScaleEstimate, ...]] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return {
            "records": self.records,
            "languages": self.languages,
            "sentiment": self.sentiment,
            "metrics": {name: self._metric(name) for name in self.metrics},
            "words": [
                {"word": word.word, "count": word.people, "sentiment": word.sentiment} for word in self.words
            ],
            "months": [month.to_dict() for month in self.months],
        }

    def _metric(self, name: str) -> dict[str, Any]:
        estimate = self.metrics[name]
        scales = self.scales.get(name, ())
        shown = [str(found.scale) for found in scales if found.estimate is estimate]
        others = [found.to_dict() for found in scales if found.estimate is not estimate]
        return _told(estimate) | {"scale": shown[0] if shown else None, "other_scales": others}


def perception(
    engine: Engine, where: Filters = ANYWHERE, *, level: float = 0.95, hide_below: int = 0, words: int = 50
) -> Study:
    """Ask everything that the rows tell of how customers see the company, overall and by month.

    Intervals are at `level`; numbers of fewer than `hide_below` answers are hidden; the `words` that
    most people used come first.
    """
    records = engine.record_counts(by=("month", "language"), where=where)
    read = engine.sentiment_counts(by=("month",), where=where)
    asked = {name: engine.score_counts(name, by=("month",), where=where) for name in METRICS}
    measure = metrics_at(level=level, hide_below=hide_below)
    scales = {name: _by_scale(tally, measure[name]) for name, tally in asked.items() if tally.rows}
    metrics = {name: _headline(found, name, measure[name]) for name, found in scales.items()}
    if read.rows:
        metrics["net_sentiment"] = measure["net_sentiment"](polarity(_labels(read)))
    return Study(
        records=records.total,
        languages=_languages(records),
        sentiment=_labels(read),
        metrics=metrics,
        words=engine.word_counts(where=where, limit=words).rows if words else (),
        months=_months(
            records, read, asked, {name: found[0].scale for name, found in scales.items()}, measure
        ),
        scales=scales,
    )


def _by_scale(tally: ScoreTally, measure: Metric) -> tuple[ScaleEstimate, ...]:
    """The metric on each scale; those it is defined on first, each with the most answers first."""
    found = [_on_scale(counts, measure) for counts in tally.scales().values()]
    return tuple(sorted(found, key=lambda one: one.estimate is None))


def _on_scale(counts: Counts, measure: Metric) -> ScaleEstimate:
    try:
        return ScaleEstimate(counts.scale, counts.n, measure(counts))
    except UnfitScale as refusal:
        return ScaleEstimate(counts.scale, counts.n, None, str(refusal))


def _headline(found: tuple[ScaleEstimate, ...], name: str, measure: Metric) -> Estimate:
    return found[0].estimate or measure(Counts.of({}, CUSTOMARY[name]))


def _told(estimate: Estimate) -> dict[str, Any]:
    plain = estimate.to_dict()
    return {name: plain[name] for name in TOLD}


def _labels(read: Tally) -> dict[str, int]:
    counts = read.rollup("sentiment").counts()
    return {label: counts.get(label, 0) for label in SENTIMENTS}


def _languages(records: Tally) -> dict[str, int]:
    """Records by language, most first; those that nobody has read yet are of unknown language."""
    found: Counter[str] = Counter()
    for language, n in records.rollup("language").counts().items():
        found["unknown" if language is None else str(language)] += n
    return dict(sorted(found.items(), key=lambda cell: (-cell[1], cell[0])))


def _months(
    records: Tally,
    read: Tally,
    asked: dict[str, ScoreTally],
    scales: dict[str, Scale],
    measure: dict[str, Metric],
) -> tuple[Month, ...]:
    scored = {
        (row.key[0], name): estimate
        for name, tally in asked.items()
        for row in tally.rows
        if row.counts.scale == scales[name]
        and (estimate := _on_scale(row.counts, measure[name]).estimate) is not None
    }
    return tuple(
        _month(
            str(month),
            n,
            read,
            {name: scored[month, name] for name in METRICS if (month, name) in scored},
            measure,
        )
        for month, n in records.rollup("month").counts().items()
        if month is not None
    )


def _month(
    month: str, n: int, read: Tally, metrics: dict[str, Estimate], measure: dict[str, Metric]
) -> Month:
    labels = _labels(Tally(read.by, tuple((key, n) for key, n in read.rows if key[0] == month)))
    if any(labels.values()):
        metrics = metrics | {"net_sentiment": measure["net_sentiment"](polarity(labels))}
    return Month(month, n, labels, metrics)
