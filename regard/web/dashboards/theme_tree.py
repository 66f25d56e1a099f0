"""The themes page: every theme with its numbers, what changed, and what people did to the themes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.figures import METRIC_NAMES, change_interval_text, change_text, count_text
from regard.web.dashboards.mix_subjects import FEELING, SHARE, mix_query
from regard.web.dashboards.opening import query_of
from regard.web.dashboards.sparklines import Sparkline
from regard.web.dashboards.theme_asking import numbers_of
from regard.web.dashboards.theme_done import Act, acts
from regard.web.dashboards.theme_figures import (
    Figure,
    feeling,
    feeling_rule,
    figure,
    gap_figure,
    impact_figure,
)
from regard.web.dashboards.theme_sparks import Year, spark_of, years_of
from regard.web.feedback.models import Feedback
from regard.web.insights import theme_keeping
from regard.web.insights.studies import Comparison
from regard.web.insights.theme_finding import FIRST, waiting
from regard.web.insights.theme_models import Theme, ThemeEvent
from regard.web.insights.theme_numbers import Seen, ThemeNumbers
from regard.web.workspaces.scope import MemberRequest


@dataclass(frozen=True)
class Row:
    """One line of the tree."""

    theme: Theme
    url: str
    n: str
    share: Figure
    sentiment: Figure
    gap: Figure
    impact: Figure
    spark: Sparkline | None = None
    mark: str = ""
    change: str = ""
    mix_url: str = ""  # where a change of its share is split
    feeling_mix_url: str = ""  # where one of its sentiment is
    children: list["Row"] = field(default_factory=list)


@dataclass(frozen=True)
class Tree:
    """All that the page shows."""

    rows: list[Row]
    records: str
    without: str
    without_share: str
    without_url: str
    metric: str
    feeling_rule: str
    compared: bool
    waiting: int
    texts: str
    read: str
    is_sample: bool
    discovered_at: datetime | None
    first: int
    acts: list[Act]


def tree(request: MemberRequest, address: Address, *, today: date) -> Tree:
    """Ask everything that the page shows, for the period and the segment of its address."""
    numbers, years = numbers_of(request, address, today=today), years_of(request, address, today=today)
    kept = theme_keeping.state()
    found = theme_keeping.themes(kept)
    themes = list(Theme.objects.filter(gone_at=None).select_related("parent"))
    slug = request.workspace.slug
    return Tree(
        rows=_rows(themes, numbers, years, slug, address),
        records=count_text(numbers.records),
        without=count_text(numbers.without),
        without_share=f"{100 * numbers.without / numbers.records:.0f}" if numbers.records else "",
        without_url=_to(reverse("themes:none", args=[slug]), address),
        metric=str(METRIC_NAMES.get(numbers.scores.metric, "")),
        feeling_rule=feeling_rule(),
        compared=address.days(today=today).before is not None,
        waiting=Feedback.objects.filter(waiting(kept)).count() if kept.found else 0,
        texts=count_text(kept.texts),
        read=count_text(found.read),
        is_sample=found.read < kept.texts,
        discovered_at=kept.discovered_at,
        first=FIRST,
        acts=acts(request, ThemeEvent.objects.all()),
    )


def row(theme: Theme, numbers: Seen, slug: str, address: Address, *, year: Year | None = None) -> Row:
    """One theme with its numbers."""
    own = numbers.themes.get(theme.pk)
    url = _to(reverse("themes:detail", args=[slug, theme.key]), address)
    if own is None:
        none = Figure("–", note=_("No answers"))
        return Row(theme, url, count_text(0), none, none, none, none, spark_of(year))
    return Row(
        theme=theme,
        url=url,
        n=count_text(own.n),
        share=figure(own.share),
        sentiment=feeling(own.sentiment, address),
        gap=gap_figure(own.gap, numbers.scores),
        impact=impact_figure(own.impact, own.gap, numbers.scores),
        spark=spark_of(year),
        mark=_mark(own),
        change=_moved(own.change),
        mix_url=_mix_url(SHARE, theme, own, slug, address),
        feeling_mix_url=_mix_url(FEELING, theme, own, slug, address),
    )


def _mix_url(kind: str, theme: Theme, own: ThemeNumbers, slug: str, address: Address) -> str:
    if own.change is None:
        return ""
    asked = address.but(theme=(theme.key,), metric="")
    return f"{reverse('dashboards:mix', args=[slug])}?{mix_query(kind, asked)}"


def most_said(themes: Iterable[Theme], numbers: Seen) -> list[Theme]:
    """Those of the most records first."""
    often = {pk: found.n for pk, found in numbers.themes.items()}
    return sorted(themes, key=lambda theme: (-often.get(theme.pk, 0), theme.place))


def _rows(
    themes: Sequence[Theme], numbers: Seen, years: Mapping[str, Year], slug: str, address: Address
) -> list[Row]:
    """Groups with what they hold, those with many records first."""
    ordered = most_said(themes, numbers)
    made = {theme.pk: row(theme, numbers, slug, address, year=years.get(theme.key)) for theme in ordered}
    tops: list[Row] = []
    for theme in ordered:
        if theme.parent_id in made:
            made[theme.parent_id].children.append(made[theme.pk])
        else:
            tops.append(made[theme.pk])
    return tops


def _mark(numbers: ThemeNumbers) -> str:
    """New, rising or falling; nothing where that is not told from chance."""
    change = numbers.change
    if change is None or not change.significant:
        return ""
    if numbers.is_new:
        return "new"
    return "rising" if change.difference > 0 else "falling"


def _moved(change: Comparison | None) -> str:
    """How far a share moved, with its interval: "2.1 points more (1.0 to 3.2)"."""
    if change is None or not change.significant:
        return ""
    text = _("%(size)s more") if change.difference > 0 else _("%(size)s less")
    told = text % {"size": change_text(change, "percent")}
    return _("%(change)s (%(interval)s)") % {
        "change": told,
        "interval": change_interval_text(change, "percent"),
    }


def _to(url: str, address: Address) -> str:
    return f"{url}?{query_of(address)}"
