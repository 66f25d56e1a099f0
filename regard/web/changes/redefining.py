"""Where the definition of a change's number changed: what is not compared then, and how that is said."""

from dataclasses import dataclass, replace
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from regard.web.changes.models import Change, Ruling
from regard.web.dashboards.card_breaks import Breaks
from regard.web.dashboards.naming import metric_text
from regard.web.insights.effect_study import BEFORE, Plan


@dataclass(frozen=True)
class Cut:
    """What a change of the definition leaves: the days from `since` on, or nothing because of `across`."""

    since: date | None = None
    across: date | None = None

    @classmethod
    def of(cls, metric: str, start: date, until: date, breaks: Breaks) -> "Cut":
        """A day before the start leaves the days since then; one from the start on leaves nothing."""
        days = [day for day in breaks.of(metric) if start - BEFORE < day < until]
        return cls(
            since=max((day for day in days if day < start), default=None),
            across=max((day for day in days if day >= start), default=None),
        )


def cut_of(change: Change, breaks: Breaks) -> Cut:
    """What is left to look at, as far as is known; all of it where nothing is promised yet."""
    if change.start_on is None or change.judge_on is None:
        return Cut()
    return Cut.of(change.metric, change.start_on, change.judge_on, breaks)


def within(plan: Plan, breaks: Breaks) -> Plan:
    """The plan, kept to the days in which its number means one thing."""
    cut = Cut.of(plan.metric, plan.start, plan.until, breaks)
    return replace(plan, since=cut.since, redefined_on=cut.across)


def parted(ruling: Ruling, breaks: Breaks) -> date | None:
    """The day that keeps what a verdict rests on from being compared, known then or recorded since."""
    if kept := ruling.content.get("redefined"):
        return date.fromisoformat(kept)
    first, until = (date.fromisoformat(ruling.content[end]) for end in ("from", "until"))
    return max((day for day in breaks.of(ruling.change.metric) if first < day < until), default=None)


def since_then(change: Change, breaks: Breaks) -> date | None:
    """The day from the judging day on that keeps the number since then from standing beside the others."""
    days = (day for day in breaks.of(change.metric) if change.judge_on and day >= change.judge_on)
    return max(days, default=None)


def sentence(metric: str, day: date) -> str:
    """Why nothing can be said of a change."""
    text = _("The definition of %(metric)s changed on %(day)s, so before and after are not compared.")
    return text % {"metric": metric_text(metric), "day": date_format(day)}


def plainly(day: date) -> str:
    """The same for everybody, who know no metric by its name."""
    text = _("We cannot tell: what we measure changed on %(day)s, so before and after are not compared.")
    return text % {"day": date_format(day)}


def shortened(metric: str, day: date) -> str:
    """That the weeks before a day are not looked at, and why."""
    text = _("The definition of %(metric)s changed on %(day)s: the weeks before it are left out.")
    return text % {"metric": metric_text(metric), "day": date_format(day)}


def note_of(change: Change, breaks: Breaks) -> str:
    """What is known of it before the verdict, as a sentence; "" where nothing is."""
    cut = cut_of(change, breaks)
    if cut.across:
        return sentence(change.metric, cut.across)
    return shortened(change.metric, cut.since) if cut.since else ""
