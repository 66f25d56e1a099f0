"""Where the definition of a metric changed: its version on a day, and what is not compared across it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from regard.web.dashboards.addresses import METRICS
from regard.web.dashboards.card_models import MetricChange, parted
from regard.web.dashboards.naming import metric_text
from regard.web.dashboards.periods import Period

FIRST = 1


@dataclass(frozen=True)
class Breaks:
    """The days on which each metric began to mean something else, the earliest first."""

    days: Mapping[str, tuple[date, ...]] = field(default_factory=dict)

    @classmethod
    def of_open_workspace(cls) -> "Breaks":
        """Those of the metrics that can be asked for, in one question."""
        rows = MetricChange.objects.filter(metric__in=METRICS, withdrawal=None)
        found: dict[str, tuple[date, ...]] = {}
        for metric, day in rows.values_list("metric", "day"):
            found[metric] = (*found.get(metric, ()), day)
        return cls(found)

    def of(self, metric: str) -> tuple[date, ...]:
        """The days of one metric."""
        return self.days.get(metric, ())

    def version(self, metric: str, day: date | None) -> int:
        """The version of a metric's definition on a day, as its card counts them; None: the last one."""
        return FIRST + sum(day is None or each <= day for each in self.of(metric))

    def named(self, definition: str, metric: str, day: date | None) -> str:
        """A definition with the version that holds on a day: "csat.top2box/1 v2"; the first is unsaid."""
        return versioned(definition, self.version(metric, day))

    def part(self, metric: str, period: Period) -> Period:
        """The days of a period since the definition last changed in it; all of them where it did not."""
        within = (
            day
            for day in self.of(metric)
            if (period.start is None or day > period.start) and (period.end is None or day < period.end)
        )
        last = max(within, default=None)
        return Period(last, period.end) if last else period

    def parts(self, period: Period) -> dict[str, Period]:
        """The metrics of which a period shows only the part since their definition changed, with it."""
        found = {metric: self.part(metric, period) for metric in self.days}
        return {metric: part for metric, part in found.items() if part != period}

    def between(self, metric: str, before: Period | None, after: Period) -> date | None:
        """The day that keeps a metric of two periods from being compared; None where they may be."""
        return parted(self.of(metric), before, after) if before else None

    def among(self, before: Period | None, after: Period) -> dict[str, date]:
        """Every metric that cannot be compared between two periods, with the day since when."""
        days = {metric: self.between(metric, before, after) for metric in METRICS}
        return {metric: day for metric, day in days.items() if day}


def versioned(definition: str, version: int) -> str:
    """A definition with its version as its card counts them; the first is unsaid."""
    return definition if version == FIRST else f"{definition} v{version}"


def not_compared(metric: str, day: date) -> str:
    """Why a metric is not compared, as a sentence."""
    return _("The definition of %(metric)s changed on %(day)s; not compared.") % {
        "metric": metric_text(metric),
        "day": date_format(day),
    }


def briefly(day: date) -> str:
    """The same beside the number that it is about."""
    return _("definition changed on %(day)s; not compared") % {"day": date_format(day)}


def only_since(day: date) -> str:
    """That a number is of the part of its period that is of one definition."""
    return _("only the answers since %(day)s, when the definition changed") % {"day": date_format(day)}
