"""The themes page: every theme with its numbers, what changed, and what people did to the themes."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from django.core.cache import cache
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.definitions import net_rule
from regard.web.dashboards.figures import (
    METRIC_NAMES,
    Position,
    change_interval_text,
    change_text,
    count_text,
    interval_text,
    plain_text,
    position,
    value_text,
)
from regard.web.dashboards.numbers import KEPT_SECONDS
from regard.web.feedback.models import Feedback
from regard.web.insights import theme_keeping
from regard.web.insights.studies import Comparison, Estimate, freshness
from regard.web.insights.theme_finding import FIRST, waiting
from regard.web.insights.theme_models import DraftedAct, Theme, ThemeEvent
from regard.web.insights.theme_numbers import Scores, Seen, ThemeNumbers, seen
from regard.web.insights.theme_tallies import Themed
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest

ACTS = {
    "rename": gettext_lazy("%(who)s renamed “%(theme)s” to “%(name)s”."),
    "merge": gettext_lazy("%(who)s merged %(others)s into “%(theme)s”."),
    "split": gettext_lazy("%(who)s split “%(name)s” off “%(theme)s”."),
    "move": gettext_lazy("%(who)s moved “%(theme)s”."),
    "retire": gettext_lazy("%(who)s retired “%(theme)s”."),
}
SHOWN = 10  # acts
T = TypeVar("T")


@dataclass(frozen=True)
class Figure:
    """One number with its interval and n, ready to be shown; `note` stands in its place where it is not."""

    value: str
    interval: str = ""
    n: str = ""
    note: str = ""
    direction: str = ""
    scale: Position | None = None
    is_shown: bool = True


@dataclass(frozen=True)
class Row:
    """One line of the tree."""

    theme: Theme
    url: str
    n: str
    share: Figure
    sentiment: Figure
    gap: Figure
    mark: str = ""
    change: str = ""
    children: list["Row"] = field(default_factory=list)

    @property
    def rule(self) -> str:
        """From when on its sentiment is a number."""
        return net_rule()


@dataclass(frozen=True)
class Act:
    """What somebody did, and when; `undo_url` for those who may undo it."""

    text: str
    when: datetime
    undone: str
    lost: bool
    undo_url: str
    published: str = ""
    counted: list[str] = field(default_factory=list)
    in_draft: bool = False


@dataclass(frozen=True)
class Tree:
    """All that the page shows."""

    rows: list[Row]
    records: str
    without: str
    without_share: str
    without_url: str
    metric: str
    compared: bool
    waiting: int
    texts: str
    read: str
    is_sample: bool
    discovered_at: datetime | None
    first: int
    acts: list[Act]

    @property
    def rule(self) -> str:
        """From when on praise minus complaint is a number."""
        return net_rule()


def tree(request: MemberRequest, address: Address, *, today: date) -> Tree:
    """Ask everything that the page shows, for the period and the segment of its address."""
    numbers = numbers_of(request, address, today=today)
    kept = theme_keeping.state()
    found = theme_keeping.themes(kept)
    themes = list(Theme.objects.filter(gone_at=None).select_related("parent"))
    slug = request.workspace.slug
    return Tree(
        rows=_rows(themes, numbers, slug, address),
        records=count_text(numbers.records),
        without=count_text(numbers.without),
        without_share=f"{100 * numbers.without / numbers.records:.0f}" if numbers.records else "",
        without_url=_to(reverse("themes:none", args=[slug]), address),
        metric=str(METRIC_NAMES.get(numbers.scores.metric, "")),
        compared=address.days(today=today).before is not None,
        waiting=Feedback.objects.filter(waiting(kept)).count() if kept.found else 0,
        texts=count_text(kept.texts),
        read=count_text(found.read),
        is_sample=found.read < kept.texts,
        discovered_at=kept.discovered_at,
        first=FIRST,
        acts=acts(request, ThemeEvent.objects.all()),
    )


def numbers_of(request: MemberRequest, address: Address, *, today: date) -> Seen:
    """The numbers of all themes, asked once for each state of the themes and of the archive."""
    where, before = address.filters(today=today), address.days(today=today).before
    earlier = address.filters(today=today, period=before) if before else None
    return once(request.workspace, ("seen", where, earlier), lambda themed: seen(where, earlier, told=themed))


def once(workspace: Workspace, asked: tuple[Any, ...], answer: Callable[[Themed | None], T]) -> T:
    """The answer, asked once for each state of the themes, of the archive and of what it tells of themes."""
    fresh, kept = freshness(workspace), theme_keeping.state()
    themed = Themed.of(workspace, kept)
    state = f"{workspace.pk} {fresh.change} {fresh.at} {kept.edition} {kept.change} {kept.record_id}"
    told = f"{state} {themed.state if themed else ''} {asked}"
    key = f"themes:{hashlib.sha256(told.encode()).hexdigest()}"
    found: T | None = cache.get(key)
    if found is None:
        found = answer(themed)
        cache.set(key, found, KEPT_SECONDS)
    return found


def row(theme: Theme, numbers: Seen, slug: str, address: Address) -> Row:
    """One theme with its numbers."""
    own = numbers.themes.get(theme.pk)
    url = _to(reverse("themes:detail", args=[slug, theme.key]), address)
    if own is None:
        none = Figure("–", note=_("No answers"))
        return Row(theme, url, count_text(0), none, none, none)
    return Row(
        theme=theme,
        url=url,
        n=count_text(own.n),
        share=figure(own.share),
        sentiment=figure(own.sentiment),
        gap=gap_figure(own.gap, numbers.scores),
        mark=_mark(own),
        change=_moved(own.change),
    )


def figure(estimate: Estimate | None) -> Figure:
    """A number with its interval, or why there is none."""
    if estimate is None:
        return Figure("–", note=_("No answers"))
    n, scale = count_text(estimate.n), position(estimate)
    if estimate.status != "shown":
        told = ngettext("%(n)s more needed", "%(n)s more needed", estimate.needed) % {"n": estimate.needed}
        note = told if estimate.needed else _("not enough answers yet")
        return Figure("–", n=n, note=note, scale=scale, is_shown=False)
    return Figure(value_text(estimate), interval_text(estimate), n, scale=scale)


def gap_figure(gap: Comparison | None, scores: Scores) -> Figure:
    """How the score of those who mention a theme differs; its direction only where it is told from chance."""
    if gap is None:
        return Figure("–", note=_("not enough answers yet") if scores.metric else _("no scores"))
    better = (gap.difference > 0) != scores.low_is_good
    return Figure(
        plain_text(gap.difference, scores.unit, signed=True),
        change_interval_text(gap, scores.unit),
        count_text(gap.n_after),
        note="" if gap.significant else _("no clear difference"),
        direction=("up" if better else "down") if gap.significant else "",
    )


def acts(request: MemberRequest, events: Any, *, most: int = SHOWN) -> list[Act]:
    """What people did last, the newest first."""
    may = request.membership.may(Permission.THEME_CURATE)
    lost = theme_keeping.unmet()
    rows = events.order_by("-position").select_related("undoing__publication", "publication")
    slug, told = request.workspace.slug if may else "", []
    to_undo = set(DraftedAct.objects.exclude(undoes=None).values_list("undoes", flat=True)) if may else set()
    for event in rows[:most]:
        told.append(_act(event, event.position in lost, slug, in_draft=event.pk in to_undo))
    return told


def _act(event: ThemeEvent, lost: bool, slug: str, *, in_draft: bool) -> Act:
    undoing = getattr(event, "undoing", None)
    names = {
        "who": event.by_name or _("Somebody"),
        "theme": event.names.get(event.event.get("theme") or event.event.get("into"), ""),
        "name": event.event.get("name", ""),
        "others": _(", ").join(f"“{event.names.get(key, key)}”" for key in event.event.get("others", ())),
    }
    undone = ""
    if undoing is not None:
        undone = _("Undone by %(who)s on %(day)s.") % {
            "who": undoing.by_name or _("somebody"),
            "day": date_format(undoing.at, "DATETIME_FORMAT"),
        }
    open_to = bool(slug) and undoing is None
    return Act(
        text=ACTS[event.kind] % names,
        when=event.at,
        undone=undone,
        lost=lost and undoing is None,
        undo_url=reverse("themes:undo", args=[slug, event.pk]) if open_to and not in_draft else "",
        published=_publisher(event),
        counted=_counted(event),
        in_draft=open_to and in_draft,
    )


def _publisher(event: ThemeEvent) -> str:
    """Who published an act, where that was another person than the one who made it."""
    publication = event.publication
    if publication is None or publication.by_name == event.by_name:
        return ""
    return _("Published by %(who)s.") % {"who": publication.by_name or _("somebody")}


def _counted(event: ThemeEvent) -> list[str]:
    """How many records carried the theme of an act before and after its publication."""
    counts = event.publication.counts if event.publication else {}
    told = []
    for key in (event.event.get("theme") or event.event.get("into"), event.event.get("new")):
        if key in counts:
            name = event.event["name"] if key == event.event.get("new") else event.names.get(key, key)
            before, after = (count_text(n) for n in counts[key])
            values = {"theme": name, "before": before, "after": after}
            told.append(_("“%(theme)s”: %(before)s records before, %(after)s after.") % values)
    return told


def most_said(themes: Iterable[Theme], numbers: Seen) -> list[Theme]:
    """Those of the most records first."""
    often = {pk: found.n for pk, found in numbers.themes.items()}
    return sorted(themes, key=lambda theme: (-often.get(theme.pk, 0), theme.place))


def _rows(themes: Sequence[Theme], numbers: Seen, slug: str, address: Address) -> list[Row]:
    """Groups with what they hold, those with many records first."""
    ordered = most_said(themes, numbers)
    made = {theme.pk: row(theme, numbers, slug, address) for theme in ordered}
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
    query = address.query()
    return f"{url}?{query}" if query else url
