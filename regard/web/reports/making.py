"""A report is made: its numbers and sentences are kept as they are, in each language."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from regard.web.accounts.models import User
from regard.web.dashboards.naming import Naming
from regard.web.reports.board import PARTS
from regard.web.reports.content import Content
from regard.web.reports.gathering import gathered
from regard.web.reports.models import Report, Schedule
from regard.web.reports.windows import Window
from regard.web.workspaces.auditing import record_event
from regard.web.workspaces.models import Workspace

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


def make(
    workspace: Workspace,
    window: Window,
    *,
    by: User | None,
    at: datetime,
    schedule: Schedule | None = None,
) -> Report:
    """Keep what the open workspace tells of a window now."""
    today = at.date()
    content = {
        language: gathered(workspace, window, language=language, today=today, board=PARTS).to_dict()
        for language in LANGUAGES
    }
    first, last = window.address.start or date.min, window.address.last or today
    with transaction.atomic():
        report: Report = Report.objects.create(
            first=first,
            last=last,
            whose=_whose(window),
            content=content,
            schedule=schedule,
            made_at=at,
            made_by=by,
            made_by_name=str(by) if by else "",
        )
        record_event("report.made", by=by, at=at, subject=str(report.pk), first=first.isoformat())
    return report


def _whose(window: Window) -> str:
    """Of whom it is, where it is not of everybody."""
    naming = Naming.of_open_workspace()
    chosen = [("segment", one) for one in window.address.segment]
    chosen += [("source", one) for one in window.address.source]
    return " · ".join(naming.name(dimension, value) for dimension, value in chosen)[:500]


def content_of(report: Report, language: str) -> Content:
    """What a kept report says in a language. Raises UnknownForm."""
    kept = report.content.get(language) or report.content[LANGUAGES[0]]
    return Content.from_dict(kept)
