"""A change is filed, planned, begun or turned down; from its beginning on nothing of it is written anew."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from regard.perception.effects.verdicts import STRENGTH
from regard.web.accounts.models import User
from regard.web.changes.hearing import keep_voices
from regard.web.changes.models import (
    OPEN,
    TEXTS,
    Change,
    Course,
    Exposed,
    Progress,
    PublicPage,
    Remark,
    State,
    Step,
)
from regard.web.workspaces.auditing import record_event
from regard.web.workspaces.outbox import announce


class Locked(ValueError):
    """What was promised stands: it is not written anew."""


class Act(Protocol):
    """Something that is decided about a change. Raises Locked, NotReady."""

    def __call__(self, change: Change, *, by: User, at: datetime) -> None: ...


class NotReady(ValueError):
    """Something is missing before a change may begin; the message says what, in the reader's language."""


def file(change: Change, *, by: User, at: datetime) -> Change:
    """Keep a new change, as an idea or as planned."""
    with transaction.atomic():
        change.created_at, change.created_by = at, by
        change.save()
        _step(change, State(change.state), by=by, at=at)
    return change


def rewrite(change: Change, *, by: User, at: datetime) -> None:
    """Keep what was changed of a change that is not locked. Raises Locked."""
    with transaction.atomic():
        known = _held(change)
        change.save()
        if change.state != known.state:
            _step(change, State(change.state), by=by, at=at)
        else:
            record_event("change.rewritten", by=by, at=at, subject=str(change.pk))


def begin(change: Change, *, by: User, at: datetime) -> None:
    """Lock what is promised, and keep whose words led to it. Raises Locked, NotReady."""
    with transaction.atomic():
        _held(change)
        if missing := lacking(change, today=at.date()):
            raise NotReady(missing[0])
        _move(change, State.UNDER_WAY, by=by, at=at)
        n = keep_voices(change, at=at)
        told = {"id": str(change.pk), "metric": change.metric, "records": n, "design": change.design}
        told["strength"] = STRENGTH[change.design]
        days = {"start_on": f"{change.start_on}", "judge_on": f"{change.judge_on}"}
        announce("change.locked", content=told | days, at=at, by=by, subject=str(change.pk))


def turn_down(change: Change, *, by: User, at: datetime) -> None:
    """Decide against it; why is told to those who asked. Raises Locked, NotReady."""
    with transaction.atomic():
        _held(change)
        if not (change.did_en or change.did_zh):
            raise NotReady(_("Say why it will not be done: those who asked are told."))
        _move(change, State.WONT_DO, by=by, at=at)
        keep_voices(change, at=at)


def go_on(change: Change, kind: Course, on: date, reason: str, *, by: User, at: datetime) -> Progress:
    """Say how a locked change goes: done, or not as promised; the promise stays. Raises NotReady."""
    with transaction.atomic():
        held: Change = Change.objects.select_for_update().get(pk=change.pk)
        if held.state not in (State.UNDER_WAY, State.JUDGED):
            raise NotReady(_("Only of what was promised it is said how it goes."))
        made: Progress = Progress.objects.create(change=held, kind=kind, on=on, reason=reason, by=by, at=at)
        days = {"done_on": on} if kind == Course.DONE else {"slip": kind, "slipped_on": on}
        Change.objects.filter(pk=held.pk).update(**days)
        record_event(f"change.{kind.value}", by=by, at=at, subject=str(held.pk), on=f"{on}")
    return made


def correct(change: Change, texts: Mapping[str, str], *, by: User, at: datetime) -> list[str]:
    """Write the texts of a locked change anew, never its promise; which. What they were is in the trail."""
    with transaction.atomic():
        held: Change = Change.objects.select_for_update().get(pk=change.pk)
        was = {name: getattr(held, name) for name in TEXTS}
        names = [name for name in TEXTS if texts.get(name, was[name]) != was[name]]
        if names:
            Change.objects.filter(pk=held.pk).update(**{name: texts[name] for name in names})
            before = {name: was[name] for name in names}
            record_event("change.corrected", by=by, at=at, subject=str(held.pk), before=before)
    return names


def remark(change: Change, text: str, *, by: User, at: datetime) -> Remark:
    """Add to a change; what was written stays."""
    with transaction.atomic():
        made: Remark = Remark.objects.create(change=change, text=text, by=by, at=at)
        record_event("change.remarked", by=by, at=at, subject=str(change.pk))
    return made


def publish(change: Change, *, by: User, at: datetime, shown: bool) -> None:
    """Put a change on the public page, or take it off."""
    with transaction.atomic():
        change.published_at, change.published_by = (at, by) if shown else (None, None)
        change.save(update_fields=["published_at", "published_by"])
        record_event(
            "change.published" if shown else "change.unpublished", by=by, at=at, subject=str(change.pk)
        )


def open_page(*, by: User, at: datetime, is_on: bool, is_listed: bool) -> PublicPage:
    """Let everybody read the decisions, or nobody; search engines only where it says so."""
    chosen = {"is_on": is_on, "is_listed": is_listed, "changed_at": at, "changed_by": by}
    with transaction.atomic():
        page, _is_new = PublicPage.objects.update_or_create(defaults=chosen)
        record_event("decisions.opened" if is_on else "decisions.closed", by=by, at=at, is_listed=is_listed)
    kept: PublicPage = page
    return kept


def lacking(change: Change, *, today: date) -> list[str]:
    """What has to be said before it begins; nothing where it may."""
    found = {
        _("Say which number it should move."): not change.metric,
        _("Say of which factor or theme it is the share."): change.metric == "share" and not change.about,
        _("Say the smallest effect that would be worth it."): not change.smallest,
        _("Say on which day it starts."): change.start_on is None,
        _("Say on which day it is judged."): change.judge_on is None,
        _("Say who answers for it."): change.owner_id is None,
        _("Say whom it reaches."): bool(change.exposed_by != Exposed.EVERYONE and not change.exposed),
        _(
            "It reaches everybody at once, which is weak evidence at best. Hold some out by chance, or begin "
            "with a segment, a region or a source and judge it before the others follow; where neither is "
            "possible, say so."
        ): change.is_weak and not change.all_at_once,
    }
    if change.start_on is not None and change.start_on < today:
        found[_("It has started already: a promise is made before. Name a day that is still to come.")] = True
    return [text for text, is_missing in found.items() if is_missing]


def _held(change: Change) -> Change:
    """The row as it stands, held until the transaction ends. Raises Locked."""
    known: Change = Change.objects.select_for_update().get(pk=change.pk)
    if known.is_locked:
        raise Locked(str(known.pk))
    return known


def _move(change: Change, state: State, *, by: User | None, at: datetime) -> None:
    change.state = state
    change.save(update_fields=["state"])
    _step(change, state, by=by, at=at)


def _step(change: Change, state: State, *, by: User | None, at: datetime) -> None:
    Step.objects.create(change=change, state=state, by=by, at=at)
    if state in (*OPEN, State.WONT_DO):
        record_event(f"change.{state.value}", by=by, at=at, subject=str(change.pk))
