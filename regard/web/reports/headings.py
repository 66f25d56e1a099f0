"""What the parts of a report are called, on the page and in every file."""

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def headings(language: str) -> dict[str, str]:
    """The names of all parts, in one language."""
    with translation.override(language):
        return {
            "report": _("How customers see us"),
            "compared_with": _("compared with"),
            "changed": _("What changed"),
            "seen": _("How we are seen"),
            "factors": _("Factors, and what was said of them"),
            "words": _("The words customers use"),
            "unknown": _("What we don't know yet"),
            "findings": _("Findings"),
            "changes": _("What we did"),
            "definitions": _("Definitions"),
            "about": _("About"),
            "numbers": _("Numbers"),
            "money": _("Revenue kept, heard and at risk"),
            "themes": _("What people speak about"),
            "map": _("What we intend, and what is said"),
            "trends": _("Over the months"),
            "months": _("Numbers by month"),
            **_columns(),
        }


def _columns() -> dict[str, str]:
    return {
        "metric": _("Metric"),
        "number": _("Number"),
        "value": _("Value"),
        "interval": _("95 % interval"),
        "low": _("Lower end"),
        "high": _("Upper end"),
        "level": _("Level"),
        "unit": _("Unit"),
        "n": "n",
        "change": pgettext("of a number", "Change"),
        "definition": _("Definition"),
        "version": _("Version"),
        "factor": _("Factor"),
        "praise": pgettext("how many", "Praise"),
        "complaints": pgettext("how many", "Complaints"),
        "net": _("Praise minus complaint"),
        "share": _("Share"),
        "rank": _("Rank"),
        **_more_columns(),
        **_said(),
    }


def _more_columns() -> dict[str, str]:
    return {
        "word": _("Word"),
        "theme": _("Theme"),
        "gap": _("Gap"),
        "month": _("Month"),
        "of_days": _("Of the days"),
        "moved": _("Moved most"),
        "most": _("Said most"),
        "without_gap": _("No gap is shown for"),
        "trend_key": _("Line: the number. Band: its 95 % interval. A hole: not enough answers."),
        "trend_slide": _("Line: the number; whiskers: its 95 % interval. A hole: not enough answers."),
        "people": _("People"),
        "records": _("Records"),
        "sentence": _("Sentence"),
        "evidence": _("Evidence"),
    }


def _said() -> dict[str, str]:
    return {
        "too_few": _("not enough answers yet"),
        "no_words": _("No word was used by three people or more in this period."),
        "key": _(
            "Every line runs from the worst (left) to the best (right). The mark is the number, the band its "
            "95 % interval, the thin stroke the period before."
        ),
        "scale_of_slides": _(
            "Bars: the numbers, each between the ends of its own scale; lines: their 95 % intervals."
        ),
        "made": _("Made"),
        "period": _("Period"),
        "company": _("Workspace"),
    }
