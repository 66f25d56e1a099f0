"""What was changed because of what customers said, as far as it falls into the days of a report."""

from datetime import UTC, datetime, time

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from regard.web.changes.models import Change, State
from regard.web.changes.presenting import verdict_of
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.card_breaks import Breaks
from regard.web.dashboards.periods import Period
from regard.web.reports.belonging import belonging, detailed, of_change
from regard.web.reports.content import Line

MOST = 12
EVERYBODY = Address()


def changes_of(period: Period, *, of: Address = EVERYBODY, breaks: Breaks | None = None) -> list[Line]:
    """Each change that began, was judged or was refused in these days, with its verdict if there is one.

    In a report `of` some alone what is of others alone is left out, and what is of more is marked.
    """
    days = {"gte": period.start, "lt": period.end}
    moments = {name: datetime.combine(day, time(), UTC) for name, day in days.items() if day}
    began = Q(**{f"start_on__{name}": day for name, day in days.items() if day})
    judged = Q(state=State.JUDGED, **{f"judge_on__{name}": day for name, day in days.items() if day})
    refused = Q(steps__state=State.WONT_DO, **{f"steps__at__{name}": at for name, at in moments.items()})
    known = Change.objects.filter(state__in=(State.UNDER_WAY, State.JUDGED, State.WONT_DO))
    rows = known.filter(began | judged | refused).select_related("ruling").distinct()
    known_breaks = breaks or Breaks.of_open_workspace()
    found = belonging(rows.order_by("-start_on", "-created_at", "-id"), of_change, of, most=MOST)
    return [_line(change, known_breaks, mark) for change, mark in found]


def _line(change: Change, breaks: Breaks, mark: str) -> Line:
    parts = [change.state_text]
    if change.state == State.WONT_DO:
        parts.append(change.did)
    elif change.start_on:
        parts.append(_("since %(day)s") % {"day": date_format(change.start_on)})
    verdict = verdict_of(change, breaks=breaks)
    if verdict is not None:
        parts += [verdict.label, verdict.sentence, *verdict.evidence]
    return Line(change.title, detailed(mark, parts), change=str(change.pk))
