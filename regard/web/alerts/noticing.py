"""What home tells of alerts."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from regard.web.alerts.models import Alert
from regard.web.alerts.sentences import said
from regard.web.dashboards.card_breaks import Breaks
from regard.web.dashboards.notes import Note
from regard.web.dashboards.numbers import Numbers
from regard.web.workspaces.scope import MemberRequest

MOST = 3


def waiting(request: MemberRequest, _numbers: Numbers) -> list[Note]:
    """The alerts that nobody closed yet, the newest first."""
    rows = Alert.objects.filter(closing=None, watch__ending=None).select_related("watch__view")
    mine = [alert for alert in rows if alert.watch.is_seen_by(request.membership)]
    breaks = Breaks.of_open_workspace() if mine else Breaks()
    return [_note(alert, breaks, request.workspace.slug) for alert in mine[:MOST]]


def _note(alert: Alert, breaks: Breaks, slug: str) -> Note:
    detail = _("Alert of %(day)s, not closed yet") % {"day": date_format(alert.day, "MONTH_DAY_FORMAT")}
    return Note(said(alert, breaks).headline, detail, reverse("alerts:told", args=[slug, alert.pk]))
