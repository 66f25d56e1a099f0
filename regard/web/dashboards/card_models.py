"""Changes of what a metric means here: from which day, what, and why; recorded, never edited."""

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from regard.web.accounts.models import User
from regard.web.dashboards.periods import Period
from regard.web.workspaces.tenancy import TenantModel, TenantQuerySet


class MetricChange(TenantModel):
    """From this day on a metric means something else: numbers before and after are no one line."""

    metric = models.CharField(max_length=40)
    day = models.DateField(_("from which day on"))
    what = models.CharField(_("what changed"), max_length=300)
    why = models.CharField(_("why"), max_length=500)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["day", "at", "id"]


class ChangeWithdrawal(TenantModel):
    """A change of a definition was recorded by mistake: who said so, and when."""

    change = models.OneToOneField(MetricChange, models.CASCADE, related_name="withdrawal")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()


def recorded(metric: str) -> TenantQuerySet:
    """The changes of one metric that hold, the earliest first."""
    found: TenantQuerySet = MetricChange.objects.filter(metric=metric, withdrawal=None)
    return found


def change_days(metric: str) -> list[date]:
    """The days on which a metric began to mean something else."""
    return list(dict.fromkeys(recorded(metric).values_list("day", flat=True)))


def parted(days: Iterable[date], before: Period, after: Period) -> date | None:
    """The last day on which a definition changed after the beginning of one period, before another's end."""
    within = (
        day
        for day in days
        if (before.start is None or day > before.start) and (after.end is None or day < after.end)
    )
    return max(within, default=None)
