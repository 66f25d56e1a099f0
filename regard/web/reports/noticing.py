"""What home tells of findings: those that new data contradict, and those that were to be looked at again."""

from collections.abc import Iterator
from itertools import islice

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.web.dashboards.card_breaks import Breaks
from regard.web.dashboards.figures import count_text
from regard.web.dashboards.naming import Naming
from regard.web.dashboards.notes import Note
from regard.web.dashboards.numbers import Numbers
from regard.web.reports.evidence import kept, short_text
from regard.web.reports.judging import CONTRADICTED, Judge, Standing, address_of
from regard.web.reports.models import Finding
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest

MOST = 3  # told one by one
KNOWN = 50
JUDGED = 12  # the newest, of those that the archive answers


def waiting(request: MemberRequest, numbers: Numbers) -> list[Note]:
    """The findings that need somebody: their author, and whoever writes reports."""
    rows = Finding.objects.filter(retired_at=None).order_by("-written_at", "-id")
    if not request.membership.may(Permission.REPORT_EDIT):
        rows = rows.filter(author=request.membership.user_id)
    url = reverse("reports:findings", args=[request.workspace.slug])
    notes = list(_needing(list(rows[:KNOWN]), numbers, url))
    more = len(notes) - MOST
    if more > 0:
        text = ngettext("%(n)s finding more needs somebody", "%(n)s findings more need somebody", more)
        notes[MOST:] = [Note(text % {"n": count_text(more)}, "", url)]
    return notes


def _needing(findings: list[Finding], numbers: Numbers, url: str) -> Iterator[Note]:
    """Those that are contradicted first."""
    standings = _judged(findings, numbers) if findings else {}
    today = timezone.now().date()
    for finding in findings:
        standing = standings.get(finding)
        if standing and standing.state == CONTRADICTED:
            yield Note(finding.sentence, _contradicted(finding, standing), _at(finding, url))
    for finding in findings:
        is_told = finding in standings and standings[finding].state == CONTRADICTED
        if finding.review_by < today and not is_told:
            day = date_format(finding.review_by)
            detail = _("A finding that was to be looked at again by %(day)s") % {"day": day}
            yield Note(finding.sentence, detail, _at(finding, url))


def _judged(findings: list[Finding], numbers: Numbers) -> dict[Finding, Standing]:
    """What the views of the newest say today, as far as the archive tells without looking at records."""
    judge = Judge(numbers, Naming(), Breaks.of_open_workspace(), timezone.now().date())
    counted = islice((one for one in findings if not address_of(one.query).beyond_counting), JUDGED)
    return {finding: judge.standing(finding, is_compared=False) for finding in counted}


def _contradicted(finding: Finding, standing: Standing) -> str:
    now = standing.later or (short_text(standing.now) if standing.now else "–")
    values = {"then": short_text(kept(finding)), "now": now}
    return _("A finding that new data contradict: then %(then)s, now %(now)s") % values


def _at(finding: Finding, url: str) -> str:
    return f"{url}#finding-{finding.pk}"
