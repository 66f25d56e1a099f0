"""The draft of changes to the themes, as curators see it: its acts, and the tree as it would be."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regard.perception.text.themes import Theme, Themes
from regard.web.dashboards.figures import count_text
from regard.web.insights import theme_drafting, theme_keeping
from regard.web.insights.theme_finding import worded
from regard.web.insights.theme_models import DraftedAct, ThemeDraft, ThemeState
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest

TEXTS = {
    "rename": gettext_lazy("Rename “%(theme)s” to “%(name)s”."),
    "merge": gettext_lazy("Merge %(others)s into “%(theme)s”."),
    "split": gettext_lazy("Split “%(name)s” off “%(theme)s”."),
    "retire": gettext_lazy("Retire “%(theme)s”."),
}


@dataclass(frozen=True)
class Line:
    """One act of the draft: `lost` where it no longer fits the themes of now."""

    text: str
    who: str
    when: datetime
    lost: bool
    url: str


@dataclass(frozen=True)
class Preview:
    """One theme as it would be: how many records carry it now and then, and what is done to it."""

    name: str
    level: int
    now: str
    then: str
    note: str = ""
    is_gone: bool = False
    is_changed: bool = False


@dataclass(frozen=True)
class Draft:
    """All that the page shows of a draft; without `is_counted` the numbers of records are not known yet."""

    seen: str
    who: str
    when: datetime
    lines: list[Line]
    changed: list[Preview]
    tree: list[Preview]
    is_counted: bool
    counted: str
    texts: str
    counted_at: datetime | None
    moved: int
    moved_text: str
    fits: bool


def draft_of(request: MemberRequest) -> Draft | None:
    """The open draft of the workspace; None where there is none, and for those who may not change themes."""
    if not request.membership.may(Permission.THEME_CURATE):
        return None
    kept, row = theme_keeping.state(), theme_drafting.open_draft()
    return None if row is None else _shown(row, kept, request.workspace.slug)


def _shown(row: ThemeDraft, kept: ThemeState, slug: str) -> Draft:
    seen, drafted = theme_drafting.seen_of(row, kept), theme_drafting.drafted(row, kept)
    is_counted = row.counted_at is not None and row.counted_seen == seen
    preview = _preview(row, theme_keeping.themes(kept), drafted.themes, is_counted=is_counted)
    acts = row.acts.select_related("undoes")
    return Draft(
        seen=seen,
        who=row.by_name or _("Somebody"),
        when=row.at,
        lines=[_line(act, act.position in drafted.unfit, slug) for act in acts],
        changed=[line for line in preview if line.is_changed],
        tree=[line for line in preview if not line.is_gone],
        is_counted=is_counted,
        counted=count_text(row.counted if row.counted_seen == seen else 0),
        texts="" if is_counted else count_text(worded().count()),
        counted_at=row.counted_at,
        moved=row.moved,
        moved_text=count_text(row.moved),
        fits=not drafted.unfit,
    )


def _line(act: DraftedAct, lost: bool, slug: str) -> Line:
    url = reverse("themes:take-out", args=[slug, act.pk])
    return Line(drafted_text(act), act.by_name or _("Somebody"), act.at, lost, url)


def drafted_text(act: DraftedAct) -> str:
    """What an act of a draft would do, in a sentence."""
    event = act.undoes.event if act.undoes else act.event
    told = event_text(event, act.names)
    return _("Undo: %(act)s") % {"act": told} if act.undoes else told


def event_text(event: dict[str, Any], names: dict[str, str]) -> str:
    """What an event does, in a sentence; `names` are those of the themes that it speaks of."""
    parts = {"theme": names.get(event.get("theme") or event.get("into") or "", "")}
    if event["kind"] == "move":
        parent = event.get("parent")
        text = _("Move “%(theme)s” under “%(parent)s”.") if parent else _("Move “%(theme)s” to the top.")
        return text % {**parts, "parent": names.get(str(parent), "")}
    others = _(", ").join(f"“{names.get(key, key)}”" for key in event.get("others", ()))
    return str(TEXTS[event["kind"]] % {**parts, "name": event.get("name", ""), "others": others})


def _preview(row: ThemeDraft, now: Themes, then: Themes, *, is_counted: bool) -> list[Preview]:
    """Every theme of the draft in its place, each group before what it holds; then those that are gone."""
    tops = [theme for theme in then.tree.values() if theme.parent not in then.tree]
    ordered = [
        one for top in tops for one in (top, *(held for held in then.tree.values() if held.parent == top.id))
    ]
    gone = [theme for key, theme in now.tree.items() if key not in then.tree]
    numbers = (row.now, row.then) if is_counted else None
    return [_previewed(theme, now, then, numbers) for theme in (*ordered, *gone)]


def _previewed(
    theme: Theme, now: Themes, then: Themes, numbers: tuple[dict[str, int], dict[str, int]] | None
) -> Preview:
    old, new = now.tree.get(theme.id), then.tree.get(theme.id)
    counts = [counted.get(theme.id, 0) for counted in numbers] if numbers else [0, 0]
    note = _note(old, new, now, then)
    return Preview(
        name=theme.name,
        level=2 if theme.parent in then.tree and new else 1,
        now=count_text(counts[0]) if numbers and old else "–",
        then=count_text(counts[1]) if numbers and new else "–",
        note=note,
        is_gone=new is None,
        is_changed=bool(note) or counts[0] != counts[1],
    )


def _note(old: Theme | None, new: Theme | None, now: Themes, then: Themes) -> str:
    """What the draft does to one theme; nothing where its records alone change."""
    if new is None:
        return _("is gone")
    if old is None:
        return _("is new")
    notes = []
    if old.name != new.name:
        notes.append(_("was called “%(name)s”") % {"name": old.name})
    if old.parent != new.parent:
        above = then.tree.get(new.parent or "")
        notes.append(_("moves under “%(name)s”") % {"name": above.name} if above else _("moves to the top"))
    if new.terms and {term.key for term in old.terms} != {term.key for term in new.terms}:
        grown = len(new.terms) > len(old.terms)
        notes.append(_("takes in words of others") if grown else _("gives words away"))
    return _(", ").join(notes)
