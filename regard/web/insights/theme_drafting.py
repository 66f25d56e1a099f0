"""Changes to the themes as a draft: put in, taken out, published together or not at all, or thrown away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db import transaction

from regard.perception.text.themes import Event, Split, Themes, UnfitEvent, event_from_dict, event_to_dict
from regard.perception.text.themes.curation import names_of
from regard.web.accounts.models import User
from regard.web.insights import theme_keeping
from regard.web.insights.theme_models import (
    DraftedAct,
    Theme,
    ThemeDraft,
    ThemeEvent,
    ThemePublication,
    ThemeState,
    ThemeUndoing,
)
from regard.web.workspaces.auditing import record_event
from regard.web.workspaces.tenancy import current_workspace


class DraftMovedOn(ValueError):
    """Somebody changed the draft, or the themes, after they were looked at; nothing was done."""


class UnfitDraft(ValueError):
    """Acts of the draft that the themes of now no longer allow; nothing was published."""

    def __init__(self, acts: Sequence[DraftedAct]) -> None:
        super().__init__(", ".join(str(act.position) for act in acts))
        self.acts = acts


@dataclass(frozen=True)
class Drafted:
    """The themes as they would be, and the acts (by their positions) that no longer fit."""

    themes: Themes
    unfit: frozenset[int]


def open_draft() -> ThemeDraft | None:
    """The draft of the open workspace, where there is one."""
    found: ThemeDraft | None = ThemeDraft.objects.first()
    return found


def seen_of(draft: ThemeDraft, kept: ThemeState) -> str:
    """What somebody sees who looks at the draft now: it is the same as long as nothing of it changes."""
    return f"{draft.pk.hex[-12:]}-{draft.edition}-{kept.edition}"


def drafted(draft: ThemeDraft | None, kept: ThemeState) -> Drafted:
    """The themes of the open workspace as a draft would have them; as they are where there is none."""
    if draft is None or not kept.found:
        return Drafted(theme_keeping.themes(kept), frozenset())
    return _made(current_workspace().pk, seen_of(draft, kept), kept.discovered_at)


def part_of(theme: Theme) -> str:
    """The key of a part that is split off a theme; none that was ever used or is in the draft."""
    used = set(Theme.objects.filter(key__startswith=f"{theme.key}.").values_list("key", flat=True))
    events = (event_from_dict(act.event) for act in DraftedAct.objects.filter(undoes=None))
    used |= {event.new for event in events if isinstance(event, Split)}
    return next(key for n in range(1, len(used) + 2) if (key := f"{theme.key}.{n}") not in used)


def add(event: Event, *, by: User, at: datetime) -> DraftedAct:
    """Put a change into the draft, which is opened by the first. Raises UnfitEvent, then nothing is kept."""
    with transaction.atomic():
        kept = theme_keeping.locked()
        draft = _opened(by=by, at=at)
        before = drafted(draft, kept).themes
        before.after(event)
        names = {key: before.tree[key].name for key in sorted(names_of([event])) if key in before.tree}
        act = _act(draft, names, by=by, at=at)
        act.event = event_to_dict(event)
        return _put(act)


def add_undoing(event: ThemeEvent, *, by: User, at: datetime) -> DraftedAct | None:
    """Put into the draft that a published event is undone; None where it is, or is to be, already."""
    with transaction.atomic():
        theme_keeping.locked()
        if ThemeUndoing.objects.filter(event=event).exists() or event.drafted_undoings.exists():
            return None
        act = _act(_opened(by=by, at=at), event.names, by=by, at=at)
        act.undoes = event
        return _put(act)


def take_out(act: DraftedAct, *, by: User, at: datetime) -> None:
    """Take one act out of its draft; with the last one the draft is gone."""
    with transaction.atomic():
        theme_keeping.locked()
        draft = act.draft
        act.delete()
        draft.edition += 1
        draft.save(update_fields=["edition"])
        if not draft.acts.exists():
            draft.delete()
        _noted("theme.undrafted", act, by=by, at=at)


def discard(*, seen: str, by: User, at: datetime) -> None:
    """Throw the draft away. Raises DraftMovedOn where it is no longer what was `seen`."""
    with transaction.atomic():
        draft = _looked_at(theme_keeping.locked(), seen)
        acts = draft.acts.count()
        draft.delete()
        record_event("theme.discarded", by=by, at=at, acts=acts)


def publish(*, seen: str, by: User, at: datetime) -> ThemePublication:
    """Let everybody see the themes as the draft has them: all of its acts, or none.

    Raises DraftMovedOn where it is no longer what was `seen`, and UnfitDraft where an act no longer fits.
    """
    with transaction.atomic():
        kept = theme_keeping.locked()
        draft = _looked_at(kept, seen)
        acts = list(draft.acts.select_related("undoes", "by"))
        unfit = drafted(draft, kept).unfit
        if unfit:
            raise UnfitDraft([act for act in acts if act.position in unfit])
        publication = _publication(draft, seen, by=by, at=at)
        events = [_done(act, publication) for act in acts]
        draft.delete()
        theme_keeping.follow(kept, events, at=at)
        record_event("theme.published", by=by, at=at, acts=len(acts))
    return publication


def _done(act: DraftedAct, publication: ThemePublication) -> Event:
    """Keep an act of the draft as an event of its author, or undo the one that it undoes."""
    told = {"by": act.by, "by_name": act.by_name, "at": publication.at, "publication": publication}
    if act.undoes is not None:
        ThemeUndoing.objects.create(event=act.undoes, **told)
        plain, action = act.undoes.event, "theme.undone"
    else:
        last = ThemeEvent.objects.order_by("-position").values_list("position", flat=True).first() or 0
        kind = act.event["kind"]
        ThemeEvent.objects.create(
            position=last + 1, kind=kind, event=act.event, names=act.names, **told
        )  # fmt: skip
        plain, action = act.event, f"theme.{kind}"
    record_event(action, by=act.by, at=publication.at, subject=", ".join(act.names.values()), **plain)
    return event_from_dict(plain)


def _publication(draft: ThemeDraft, seen: str, *, by: User, at: datetime) -> ThemePublication:
    """With what was counted, where all was."""
    all_counted = draft.counted_at is not None and draft.counted_seen == seen
    keys = sorted(draft.now.keys() | draft.then.keys())
    pairs = {key: [draft.now.get(key, 0), draft.then.get(key, 0)] for key in keys}
    made: ThemePublication = ThemePublication.objects.create(
        by=by,
        by_name=str(by),
        at=at,
        counts={key: pair for key, pair in pairs.items() if pair[0] != pair[1]} if all_counted else {},
        moved=draft.moved if all_counted else None,
    )
    return made


def _opened(*, by: User, at: datetime) -> ThemeDraft:
    draft: ThemeDraft = ThemeDraft.objects.get_or_create(defaults={"by": by, "by_name": str(by), "at": at})[0]
    return draft


def _looked_at(kept: ThemeState, seen: str) -> ThemeDraft:
    draft = open_draft()
    if draft is None or seen_of(draft, kept) != seen:
        raise DraftMovedOn(seen)
    return draft


def _act(draft: ThemeDraft, names: dict[str, str], *, by: User, at: datetime) -> DraftedAct:
    last = draft.acts.order_by("-position").values_list("position", flat=True).first() or 0
    return DraftedAct(draft=draft, position=last + 1, names=names, by=by, by_name=str(by), at=at)


def _put(act: DraftedAct) -> DraftedAct:
    act.save()
    act.draft.edition += 1
    act.draft.counted_at = None
    act.draft.save(update_fields=["edition", "counted_at"])
    _noted("theme.drafted", act, by=act.by, at=act.at)
    return act


def _noted(action: str, act: DraftedAct, *, by: User | None, at: datetime) -> None:
    plain = act.undoes.event if act.undoes else act.event
    told = {"undoes": act.undoes.position} if act.undoes else {}
    record_event(action, by=by, at=at, subject=", ".join(act.names.values()), **plain, **told)


@lru_cache(maxsize=8)
def _made(_workspace: UUID, _seen: str, _discovered_at: datetime | None) -> Drafted:
    """The tables of a draft are made once for many batches."""
    acts = list(DraftedAct.objects.select_related("undoes"))
    themes = theme_keeping.drafted([act.undoes for act in acts if act.undoes], theme_keeping.state())
    unfit = set()
    for act in acts:
        try:
            themes = themes if act.undoes else themes.after(event_from_dict(act.event))
        except UnfitEvent:
            unfit.add(act.position)
    return Drafted(themes, frozenset(unfit))
