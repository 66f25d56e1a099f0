"""What was changed because of what customers said, as far as it falls into the days of a report."""

from datetime import UTC, datetime, time

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from regard.web.changes.models import Change, State
from regard.web.changes.presenting import verdict_of
from regard.web.dashboards.periods import Period
from regard.web.reports.content import Line

MOST = 12


def changes_of(period: Period) -> list[Line]:
    """Each change that began, was judged or was refused in these days, with its verdict if there is one."""
    days = {"gte": period.start, "lt": period.end}
    moments = {name: datetime.combine(day, time(), UTC) for name, day in days.items() if day}
    began = Q(**{f"start_on__{name}": day for name, day in days.items() if day})
    judged = Q(state=State.JUDGED, **{f"judge_on__{name}": day for name, day in days.items() if day})
    refused = Q(steps__state=State.WONT_DO, **{f"steps__at__{name}": at for name, at in moments.items()})
    known = Change.objects.filter(state__in=(State.UNDER_WAY, State.JUDGED, State.WONT_DO))
    rows = known.filter(began | judged | refused).select_related("ruling").distinct()
    return [_line(change) for change in rows.order_by("-start_on", "-created_at", "-id")[:MOST]]


def _line(change: Change) -> Line:
    parts = [str(State(change.state).label)]
    if change.state == State.WONT_DO:
        parts.append(change.did)
    elif change.start_on:
        parts.append(_("since %(day)s") % {"day": date_format(change.start_on)})
    verdict = verdict_of(change)
    if verdict is not None:
        parts += [verdict.label, verdict.sentence, *verdict.evidence]
    return Line(change.title, " · ".join(part for part in parts if part))
