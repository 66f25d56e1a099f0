"""The report of one file: its study, what changed within its time, and where all of it comes from."""

from dataclasses import dataclass, field
from datetime import date

from regard.perception.changes import Changes, Finding, changes
from regard.perception.counts import Counts, Scale
from regard.perception.estimates import Estimate
from regard.perception.study import Study, perception
from regard.perception.tallies import Engine, Filters, WordCount
from regard.report.gathering import Gathered
from regard.web.listening.formats import Mapping

WORDS_ASKED = 400  # so that each sentiment has its words


@dataclass(frozen=True)
class Halves:
    """The time of a file cut in two at the beginning of a month, and what changed between the halves."""

    first: tuple[str, str]
    second: tuple[str, str]
    changes: Changes

    def finding(self, metric: str, scale: Scale | None) -> Finding | None:
        """What became of one metric; None where it cannot be told."""
        fitting = [
            one for one in self.changes.findings if one.metric == metric and scale in (None, one.scale)
        ]
        return fitting[0] if fitting else None


@dataclass(frozen=True)
class Report:
    """Everything that the terminal, the page and the machine are told."""

    name: str
    study: Study
    mapping: Mapping
    gathered: Gathered
    limit: int
    halves: Halves | None = None
    spread: dict[str, Counts] = field(default_factory=dict)

    @property
    def read(self) -> int:
        """How many records have a text that could be read."""
        return sum(self.study.sentiment.values())

    @property
    def words(self) -> tuple[WordCount, ...]:
        """The words that most people use, as many as were asked for."""
        return self.study.words[: self.limit]

    def words_of(self, sentiment: str, n: int) -> list[WordCount]:
        """The words that most people use with one sentiment."""
        return [word for word in self.study.words if word.sentiment == sentiment][:n]

    def scale(self, metric: str) -> Scale | None:
        """The scale that a metric is reported on."""
        estimate = self.study.metrics[metric]
        return next(
            (one.scale for one in self.study.scales.get(metric, ()) if one.estimate is estimate), None
        )

    def months_of(self, metric: str) -> dict[str, Estimate]:
        """A metric by month, where there are answers."""
        return {month.month: month.metrics[metric] for month in self.study.months if metric in month.metrics}


def report_of(engine: Engine, *, name: str, mapping: Mapping, gathered: Gathered, limit: int) -> Report:
    """Ask the engine everything that a report tells; `limit` is how many words."""
    study = perception(engine, words=max(limit, WORDS_ASKED))
    months = [month.month for month in study.months]
    return Report(
        name=name,
        study=study,
        mapping=mapping,
        gathered=gathered,
        limit=limit,
        halves=_halves(engine, months) if len(months) > 1 else None,
        spread={metric: _spread(engine, metric, study) for metric in study.scales},
    )


def _spread(engine: Engine, metric: str, study: Study) -> Counts:
    """The answers on the scale that the metric is reported on."""
    found = engine.score_counts(metric).scales()
    return found.get(study.scales[metric][0].scale) or next(iter(found.values()))


def _halves(engine: Engine, months: list[str]) -> Halves:
    spanned = months_between(months[0], months[-1])
    cut = len(spanned) // 2
    middle = _first_day(spanned[cut])
    return Halves(
        (spanned[0], spanned[cut - 1]),
        (spanned[cut], spanned[-1]),
        changes(engine, Filters(end=middle), Filters(start=middle), by=()),
    )


def months_between(first: str, last: str) -> list[str]:
    """Every month from the first to the last: "2026-03"."""
    start, end = (12 * int(month[:4]) + int(month[5:]) - 1 for month in (first, last))
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(start, end + 1)]


def _first_day(month: str) -> date:
    return date(int(month[:4]), int(month[5:]), 1)
