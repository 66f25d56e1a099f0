"""Where the definition of a metric changed: what is not compared across it, and how that is said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from regard.web.dashboards.addresses import METRICS
from regard.web.dashboards.card_models import MetricChange, parted
from regard.web.dashboards.naming import metric_text
from regard.web.dashboards.periods import Period


@dataclass(frozen=True)
class Breaks:
    """The days on which each metric began to mean something else."""

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

    def between(self, metric: str, before: Period | None, after: Period) -> date | None:
        """The day that keeps a metric of two periods from being compared; None where they may be."""
        return parted(self.of(metric), before, after) if before else None

    def among(self, before: Period | None, after: Period) -> dict[str, date]:
        """Every metric that cannot be compared between two periods, with the day since when."""
        days = {metric: self.between(metric, before, after) for metric in METRICS}
        return {metric: day for metric, day in days.items() if day}


def not_compared(metric: str, day: date) -> str:
    """Why a metric is not compared, as a sentence."""
    return _("The definition of %(metric)s changed on %(day)s; not compared.") % {
        "metric": metric_text(metric),
        "day": date_format(day),
    }


def briefly(day: date) -> str:
    """The same beside the number that it is about."""
    return _("definition changed on %(day)s; not compared") % {"day": date_format(day)}
