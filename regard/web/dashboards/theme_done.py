"""What people did to the themes, told with who, when and what came of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regard.web.dashboards.figures import count_text
from regard.web.insights import theme_keeping
from regard.web.insights.theme_models import DraftedAct, ThemeEvent
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
