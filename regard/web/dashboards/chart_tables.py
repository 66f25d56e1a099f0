"""The table behind the chart of explore on its way out: each row's number as it is, not as it is rounded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from regard.web.dashboards.comparing import Other
from regard.web.dashboards.plots import Chart, Line
from regard.web.dashboards.questions import Question
from regard.web.insights.studies import Estimate

DIGITS = 6
FEW = "not enough answers"
COLUMNS = (
    "metric", "definition", "filters", "from", "to", "by", "group", "value", "low", "high", "level", "n",
    "status", "compared_with", "other_value", "other_low", "other_high", "other_n", "difference",
    "difference_low", "difference_high", "difference_level", "p_adjusted", "differs",
)  # fmt: skip


@dataclass(frozen=True)
class ChartTable:
    """The rows of one chart: an exporting.Sheet."""

    question: Question
    chart: Chart
    about: Sequence[tuple[str, str]]
    title: str = "Chart"
    columns: Sequence[str] = COLUMNS

    def rows(self) -> Iterator[list[Any]]:
        """One line for each row of the table; what is not shown there is not told here either."""
        for line in self.chart.lines:
            told = _told(line) if self.question.address.measures else _counted(line)
            yield [*self._asked(line), *told, *self._compared(line)]

    def _asked(self, line: Line) -> list[Any]:
        address, days, naming = self.question.address, self.question.period, self.question.naming
        filters = "; ".join(naming.described(address.but(metric=""), today=self.question.today)[1:])
        dates = [day.isoformat() if day else "" for day in (days.start, days.last_day)]
        name = address.metric if address.measures else "records"
        return [name, line.definition, filters, *dates, address.by, line.label]

    def _compared(self, line: Line) -> list[Any]:
        other = line.other
        if other is None:
            return [""] * 11
        kind = self.question.address.compare
        return [kind, *_number(other.estimate), other.estimate.n, *_difference(other)]


def _counted(line: Line) -> list[Any]:
    return [line.n, "", "", "", line.n, "counted"]


def _told(line: Line) -> list[Any]:
    if line.estimate is None:
        return ["", "", "", "", 0, "no answers"]
    status = "shown" if line.estimate.status == "shown" else FEW
    return [*_number(line.estimate), line.estimate.level, line.n, status]


def _number(estimate: Estimate) -> list[Any]:
    """The number and its interval; empty where it is not shown."""
    if estimate.status != "shown" or estimate.low is None or estimate.high is None:
        return [""] * 3
    value = estimate.exact if estimate.exact is not None else estimate.value
    return [round(float(one), DIGITS) for one in (value or 0, estimate.low, estimate.high)]


def _difference(other: Other) -> list[Any]:
    found = other.comparison
    if found is None:
        return ["", "", "", "", "", other.reason]
    ends = [round(one, DIGITS) for one in (found.difference, found.low, found.high, found.level)]
    p = found.p_value if found.p_adjusted is None else found.p_adjusted
    return [*ends, round(p, DIGITS), "yes" if found.significant else "no clear difference"]
