"""The themes of a workspace as rows: loaded, shown as a tree, and carried by records."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from regard.perception.text.themes import (
    Event,
    Merge,
    Move,
    Rename,
    Retire,
    Split,
    Themes,
    UnfitEvent,
    assign,
    event_from_dict,
)
from regard.perception.text.themes.curation import names_of
from regard.web.feedback.models import Feedback
from regard.web.insights.models import said
from regard.web.insights.theme_models import Theme, ThemeAssignment, ThemeEvent, ThemeState
from regard.web.workspaces.tenancy import current_workspace

__all__ = ["Event", "Merge", "Move", "Rename", "Retire", "Split", "UnfitEvent"]

AT_ONCE = 2_000  # records that are given their themes anew within a publication; the worker does the rest
MOVING = ("merge", "split", "retire")  # acts after which records carry other themes

Found = dict[UUID, list[dict[str, Any]]]


def state() -> ThemeState:
    """How far the themes of the open workspace are."""
    return ThemeState.objects.first() or ThemeState()


def themes(kept: ThemeState | None = None) -> Themes:
    """The themes of the open workspace with all that people changed and did not undo."""
    row = kept or state()
    return _loaded(current_workspace().pk, row.edition, row.discovered_at) if row.found else Themes()


def unmet() -> frozenset[int]:
    """The positions of the events that stand but that the themes of now no longer allow."""
    lost = themes().unmet
    return frozenset(row.position for row in _standing() if event_from_dict(row.event) in lost)


def drafted(undone: Iterable[ThemeEvent], kept: ThemeState) -> Themes:
    """The themes of now, but with some events undone."""
    left = {row.pk for row in undone}
    return _stored(kept, [row for row in _standing() if row.pk not in left])


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


def follow(row: ThemeState, events: Sequence[Event], *, at: datetime) -> None:
    """After some events were kept or undone: the rows, and the records that carry what they touched.

    Records of merged themes stand together at once; of others the newest, and the worker does the rest.
    """
    row.begin_edition()
    moving = [event for event in events if event.kind in MOVING]
    if moving:
        row.change, row.record_id = 0, None
    row.save()
    tree = _stored(row, _standing())
    show(tree, at=at)
    for event in moving:
        if isinstance(event, Merge) and event.into in tree.tree:
            _join(event)
    touched = names_of(moving) | {event.new for event in moving if isinstance(event, Split)}
    carriers = ThemeAssignment.objects.filter(theme__key__in=touched).values("feedback")
    if moving:
        give(list(Feedback.objects.filter(pk__in=carriers).order_by("-change")[:AT_ONCE]), tree)


def _join(event: Merge) -> None:
    """Let the records of merged themes carry the one that took them in, each once."""
    into = Theme.objects.get(key=event.into)
    own = ThemeAssignment.objects.filter(theme=into, feedback=OuterRef("feedback"))
    for other in Theme.objects.filter(key__in=event.others, gone_at__isnull=False):
        ThemeAssignment.objects.filter(~Exists(own), theme=other).update(theme=into)


def locked() -> ThemeState:
    """The state of the themes, which nobody else changes before this transaction ends."""
    ThemeState.objects.get_or_create()
    row: ThemeState = ThemeState.objects.select_for_update().get()
    return row


def _standing() -> Iterable[ThemeEvent]:
    rows: Iterable[ThemeEvent] = ThemeEvent.objects.filter(undoing=None).order_by("position")
    return rows


def _stored(row: ThemeState, events: Iterable[ThemeEvent]) -> Themes:
    stand = tuple(event_from_dict(one.event) for one in events)
    return replace(Themes.from_dict(row.found), events=stand) if row.found else Themes()


@lru_cache(maxsize=8)
def _loaded(_workspace: UUID, _edition: int, _discovered_at: datetime | None) -> Themes:
    """The tables of some themes are made once for many batches."""
    return _stored(state(), _standing())
