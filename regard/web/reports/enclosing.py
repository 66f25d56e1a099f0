"""What a scheduled report is sent with: its sentence, the way to its page, and its files."""

from datetime import date, timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from regard.web.channels.composing import LONGEST_SUBJECT, in_header
from regard.web.channels.looks import DARK, LOOK
from regard.web.reports.digest import Written
from regard.web.reports.files import File, files_of
from regard.web.reports.making import content_of
from regard.web.reports.models import Report, only_pdf
from regard.web.reports.permitted import for_reader
from regard.web.workspaces.models import Membership

LATE = timedelta(days=1)


def enclosed(report: Report, reader: Membership, *, language: str, day: date) -> tuple[Written, list[File]]:
    """The letter that was due on a day, and its files, with what this reader may see.

    Without a font for one of them the letter says so instead; and so it does where it comes late.
    """
    content = for_reader(content_of(report, language), reader)
    slug, schedule = report.workspace.slug, report.schedule
    formats = schedule.formats if schedule else only_pdf()
    name = f"regard-{slug}-{report.last:%Y-%m}-{language}"
    with translation.override(language):
        files, missing = files_of(content, formats, name=name, at=report.made_at)
        late = _("It was due on %(day)s, when nothing ran here; it is made up for now.")
        is_late = report.made_at.date() > day + LATE
        context = {
            "late": late % {"day": date_format(day)} if is_late else "",
            "content": content,
            "missing": missing,
            "page": settings.BASE_URL + reverse("reports:one", args=[slug, report.pk]),
            "language": "zh-Hans" if language == "zh-hans" else language,
            "look": LOOK,
            "dark": DARK,
        }
        subject = _("%(company)s: report, %(period)s") % {
            "company": content.company,
            "period": content.period,
        }
        written = Written(
            in_header(subject)[:LONGEST_SUBJECT],
            render_to_string("mail/report.txt", context),
            render_to_string("mail/report.html", context),
            {},
        )
    return written, files
