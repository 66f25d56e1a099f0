"""What home tells of alerts."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from regard.web.alerts.gathering import Happened, happened, open_and_closed, seen_by
from regard.web.dashboards.card_breaks import Breaks
from regard.web.dashboards.notes import Note
from regard.web.dashboards.numbers import Numbers
from regard.web.workspaces.scope import MemberRequest

MOST = 3


def waiting(request: MemberRequest, _numbers: Numbers) -> list[Note]:
    """The events of which nobody closed every alert yet, the newest first; one line for each."""
    told = seen_by(request.membership).filter(closing=None, watch__ending=None)
    events = list(open_and_closed(told)[0][:MOST])
    breaks = Breaks.of_open_workspace() if events else Breaks()
    return [_note(each, request.workspace.slug) for each in happened(events, told, breaks)]


def _note(event: Happened, slug: str) -> Note:
    detail = _("Alert of %(day)s, not closed yet") % {"day": date_format(event.day, "MONTH_DAY_FORMAT")}
    return Note(event.headline, detail, event.url(slug))
