"""The themes that one record carries: how surely, and the words that show each."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from regard.web.dashboards.findings import percent_text
from regard.web.feedback.models import Feedback
from regard.web.insights import theme_keeping
from regard.web.insights.models import said
from regard.web.insights.theme_finding import waiting
from regard.web.insights.theme_models import Theme, ThemeAssignment


@dataclass(frozen=True)
class Carried:
    """One theme of a record with its own address and that of its group, and the words that show it."""

    theme: Theme
    url: str
    group_url: str
    chance: str
    words: list[str]


@dataclass(frozen=True)
class Themes:
    """The themes of a record, the surest first; `note` says why there are none."""

    carried: list[Carried]
    note: str = ""


def themes_of(record: Feedback, *, slug: str) -> Themes | None:
    """What a record speaks about; None where it says nothing, or no theme was discovered yet."""
    kept = theme_keeping.state()
    if not kept.found or not said(record):
        return None
    if Feedback.objects.filter(waiting(kept), pk=record.pk).exists():
        return Themes([], _("This record is being given its themes."))
    rows = ThemeAssignment.objects.filter(feedback=record, revision=record.revision, theme__gone_at=None)
    carried = [_carried(row, said(record), slug) for row in rows.select_related("theme__parent")]
    return Themes(carried, "" if carried else _("It carries no theme."))


def _carried(row: ThemeAssignment, text: str, slug: str) -> Carried:
    group = row.theme.parent
    return Carried(
        theme=row.theme,
        url=_url(slug, row.theme),
        group_url=_url(slug, group) if group else "",
        chance=percent_text(row.confidence),
        words=list(dict.fromkeys(words for start, end in row.spans if (words := text[start:end]))),
    )


def _url(slug: str, theme: Theme) -> str:
    return f"{reverse('themes:detail', args=[slug, theme.key])}?period=all"
