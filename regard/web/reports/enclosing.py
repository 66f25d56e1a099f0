"""What a scheduled report is sent with: its sentence, the way to its page, and the PDF."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from regard.web.channels.composing import LONGEST_SUBJECT, in_header
from regard.web.channels.looks import DARK, LOOK
from regard.web.reports.digest import Written
from regard.web.reports.making import content_of
from regard.web.reports.models import Report
from regard.web.reports.pdf import MissingFont, as_pdf


def enclosed(report: Report, *, language: str) -> tuple[Written, bytes | None, str]:
    """The letter, its file and the name of that; without a font for it, the letter says so instead."""
    content = content_of(report, language)
    slug = report.workspace.slug
    file: bytes | None = None
    with translation.override(language):
        missing = ""
        try:
            file = as_pdf(content, at=report.made_at)
        except MissingFont as problem:
            missing = str(problem)
        context = {
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
    return written, file, f"regard-{slug}-{report.last:%Y-%m}-{language}.pdf"
