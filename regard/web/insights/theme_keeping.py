"""The themes of a workspace as rows: loaded, shown as a tree, changed by people, and changed back."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import transaction

from regard.perception.text.themes import (
    Event,
    Merge,
    Move,
    Rename,
    Retire,
    Split,
    Term,
    Themes,
    UnfitEvent,
    assign,
    event_from_dict,
    event_to_dict,
)
from regard.perception.text.themes.curation import names_of
from regard.web.accounts.models import User
from regard.web.feedback.models import Feedback
from regard.web.insights.models import said
from regard.web.insights.theme_models import Theme, ThemeAssignment, ThemeEvent, ThemeState, ThemeUndoing
from regard.web.workspaces.auditing import record_event
from regard.web.workspaces.tenancy import current_workspace

__all__ = ["Event", "Merge", "Move", "Rename", "Retire", "Split", "Term", "UnfitEvent"]

AT_ONCE = 2_000  # records that are given their themes anew within an act; the worker follows with the rest
MOVING = ("merge", "split", "retire")  # acts after which records carry other themes

Found = dict[UUID, list[dict[str, Any]]]


def state() -> ThemeState:
    """How far the themes of the open workspace are."""
    return ThemeState.objects.first() or ThemeState()


def themes(kept: ThemeState | None = None) -> Themes:
    """The themes of the open workspace with all that people changed and did not undo."""
    row = kept or state()
    return _loaded(current_workspace().pk, row.edition, row.discovered_at) if row.found else Themes()


def terms(theme: Theme) -> tuple[Term, ...]:
    """The words of a theme, the telling ones first; none for one that is gone."""
    known = themes().tree.get(theme.key)
    return known.terms if known else ()


def unmet() -> frozenset[int]:
    """The positions of the events that stand but that the themes of now no longer allow."""
    lost = themes().unmet
    return frozenset(row.position for row in _standing() if event_from_dict(row.event) in lost)


def part_of(theme: Theme) -> str:
    """The key of a part that is split off a theme; none that was ever used."""
    used = set(Theme.objects.filter(key__startswith=f"{theme.key}.").values_list("key", flat=True))
    return next(key for n in range(1, len(used) + 2) if (key := f"{theme.key}.{n}") not in used)


def change(event: Event, *, by: User, at: datetime) -> ThemeEvent:
    """Do an act now and keep it as an event. Raises UnfitEvent, then nothing is changed."""
    with transaction.atomic():
        row = _locked()
        before = themes(row)
        after = before.after(event)
        names = {key: before.tree[key].name for key in sorted(names_of([event])) if key in before.tree}
        last = ThemeEvent.objects.order_by("-position").values_list("position", flat=True).first() or 0
        kept: ThemeEvent = ThemeEvent.objects.create(
            position=last + 1, kind=event.kind, event=event_to_dict(event), names=names, by=by,
            by_name=str(by), at=at,
        )  # fmt: skip
        record_event(f"theme.{event.kind}", by=by, at=at, subject=", ".join(names.values()), **kept.event)
        _follow(row, after, kept, at=at)
    return kept


def undo(kept: ThemeEvent, *, by: User, at: datetime) -> None:
    """Let things stand as if an act had not been done; later acts stay. Twice changes nothing."""
    with transaction.atomic():
        row = _locked()
        _undone, new = ThemeUndoing.objects.get_or_create(
            event=kept, defaults={"by": by, "by_name": str(by), "at": at}
        )
        if not new:
            return
        record_event("theme.undone", by=by, at=at, subject=", ".join(kept.names.values()), **kept.event)
        _follow(row, _stored(row), kept, at=at)


def show(tree: Themes, *, at: datetime) -> None:
    """Bring the rows in line with the themes; within the transaction of whoever changed them."""
    rows = {row.key: row for row in Theme.objects.all()}
    for place, theme in enumerate(tree.tree.values()):
        row = rows.setdefault(theme.id, Theme(key=theme.id, created_at=at))
        row.name, row.keywords, row.languages = theme.name, list(theme.keywords), list(theme.languages)
        row.is_group, row.place, row.gone_at = not theme.terms, place, None
    for key, row in rows.items():
        known = tree.tree.get(key)
        row.parent = rows.get(known.parent) if known and known.parent else None
        if known is None and row.gone_at is None:
            row.gone_at = at
    new = [row for row in rows.values() if row._state.adding]
    new.sort(key=lambda row: row.parent is not None)  # a parent is written before what it holds
    Theme.objects.bulk_create(new)
    fields = ["name", "keywords", "languages", "parent", "is_group", "place", "gone_at"]
    Theme.objects.bulk_update([row for row in rows.values() if row not in new], fields, batch_size=200)


def give(records: Sequence[Feedback], tree: Themes) -> None:
    """Give these records the themes of their texts, in the place of those that they had."""
    ids = dict(Theme.objects.values_list("key", "pk"))
    carried = assign(tree, [said(record) for record in records]).column("themes").to_pylist()
    rows = [
        ThemeAssignment(
            feedback_id=record.pk, theme_id=ids[one["theme"]], revision=record.revision,
            confidence=round(one["confidence"], 4), spans=_places(one["spans"]),
        )
        for record, some in zip(records, carried, strict=True)
        for one in some
    ]  # fmt: skip
    ThemeAssignment.objects.filter(feedback__in=[record.pk for record in records]).delete()
    ThemeAssignment.objects.bulk_create(rows, batch_size=1_000)


def _places(spans: Sequence[dict[str, int]]) -> list[list[int]]:
    return [[span["start"], span["end"]] for span in spans]


def _follow(row: ThemeState, tree: Themes, kept: ThemeEvent, *, at: datetime) -> None:
    """After an act: the rows, and the records that carry what it touched; the worker does the rest."""
    row.edition += 1
    if kept.kind in MOVING:
        row.change, row.record_id = 0, None
    row.save()
    show(tree, at=at)
    if kept.kind in MOVING:
        touched = names_of([event_from_dict(kept.event)]) | {kept.event.get("new", "")}
        carriers = ThemeAssignment.objects.filter(theme__key__in=touched).values("feedback")
        give(list(Feedback.objects.filter(pk__in=carriers).order_by("-change")[:AT_ONCE]), tree)


def _locked() -> ThemeState:
    ThemeState.objects.get_or_create()
    row: ThemeState = ThemeState.objects.select_for_update().get()
    return row


def _standing() -> Iterable[ThemeEvent]:
    rows: Iterable[ThemeEvent] = ThemeEvent.objects.filter(undoing=None).order_by("position")
    return rows


def _stored(row: ThemeState) -> Themes:
    events = tuple(event_from_dict(one.event) for one in _standing())
    return replace(Themes.from_dict(row.found), events=events) if row.found else Themes()


@lru_cache(maxsize=8)
def _loaded(_workspace: UUID, _edition: int, _discovered_at: datetime | None) -> Themes:
    """The tables of some themes are made once for many batches."""
    return _stored(state())
