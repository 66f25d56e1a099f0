"""An answer is taken: with its feedback record, its event and its line in the audit trail, or not at all."""

import hashlib
import json
import secrets
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from regard.instruments.answers import checked_all
from regard.instruments.definition import Instrument, path_through
from regard.instruments.ordering import paged
from regard.web.answering.drafting import draft_of
from regard.web.answering.entering import Entry, Gone, hashed
from regard.web.answering.keys import Key
from regard.web.answering.levels import level_of
from regard.web.answering.linking import within
from regard.web.answering.models import Judged, Response, Submission
from regard.web.answering.writing import Raced, written
from regard.web.contacts.models import Invitation
from regard.web.customers.matching import Match, Person
from regard.web.feedback.drafts import Draft
from regard.web.feedback.models import Channel, State
from regard.web.feedback.recording import next_change, record_one, revise_one
from regard.web.workspaces.outbox import announce
from regard.web.workspaces.together import insert_beside, insertion_of, update_of

SAID = (
    "values",
    "language",
    "state",
    "number",
    "last_at",
    "completed_at",
    "suspicion",
)  # what a change rewrites


class KeyUsedAgain(ValueError):
    """The same form came with another content: what it said first stands."""


@dataclass(frozen=True)
class Given:
    """What one form, widget or call said: all the values that stand after it, and in which language."""

    values: dict[str, Any]
    language: str
    page: str = ""  # the last page that was answered; empty: all of them
    signals: dict[str, Any] | None = None  # how it came: kept with the submission
    suspicion: dict[str, Any] | None = None  # what speaks for a machine; it is then counted apart

    @property
    def digest(self) -> str:
        """64 hexadecimal digits that change when anything said changes."""
        said = [self.values, self.language, self.page]
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def submit(entry: Entry, given: Given, *, key: Key, at: datetime) -> Response:
    """Take what was said, once for each key; returns after the commit.

    Raises UnfitAnswer, KeyUsedAgain, Busy, and Gone: an anonymous invitation was used, a link is full.
    """
    values = checked_all(entry.version.instrument, given.values)

    def take(is_again: bool) -> Response:
        with entry.open():
            change = next_change(with_trail=True)  # first: whoever has it waits for nobody else
            if not is_again:
                return _take(entry, given, values, key, at=at, change=change)
            same = _before(entry, given, key)
            return same or _take(entry.anew(), given, values, key, at=at, change=change)

    return written(take)


def _take(
    entry: Entry, given: Given, values: dict[str, Any], key: Key, *, at: datetime, change: int
) -> Response:
    if entry.response is None:
        response = _created(entry, given, values, key, at=at, change=change)
    else:
        response = _changed(entry, given, values, key, at=at, change=change)
    kind = "response.created" if entry.response is None else "response.updated"
    announce(kind, content=told(response), at=at, subject=str(response.pk), is_held=True)
    return response


def _created(
    entry: Entry, given: Given, values: dict[str, Any], key: Key, *, at: datetime, change: int
) -> Response:
    _use_up(entry, at=at)
    response = _new(entry, key, at=at)
    _say(response, entry.version.instrument, given, values, at=at)
    response.feedback = record_one(
        entry.survey.source, record_of(entry, response), known=match_of(response), at=at, change=change
    )
    most = entry.link.most if entry.link else 0
    insertion = insertion_of(response, within(response, most) if most else None)
    if not insert_beside(insertion, _submission(response, given, key, at=at)):
        raise Raced if was_taken(entry, key) else Gone("full")
    response._state.adding = False
    return response


def _changed(
    entry: Entry, given: Given, values: dict[str, Any], key: Key, *, at: datetime, change: int
) -> Response:
    """The answer as it is now, unless somebody else has changed it since it was read. Raises Raced."""
    assert entry.response is not None  # noqa: S101 - for the types: this is an answer that was begun
    response = copy(entry.response)
    before = record_of(entry, response).answers
    _say(response, entry.version.instrument, given, values, at=at)
    response.number += 1
    said = {name: getattr(response, name) for name in SAID}
    update = update_of(Response, said, id=response.pk, number=response.number - 1)
    if not insert_beside(update, _submission(response, given, key, at=at)):
        raise Raced
    if response.feedback is not None:
        draft, known = record_of(entry, response), match_of(response)
        revise_one(response.feedback, draft, before=before, known=known, at=at, change=change)
    return response


def _say(
    response: Response, instrument: Instrument, given: Given, values: dict[str, Any], *, at: datetime
) -> None:
    response.values, response.language, response.last_at = values, given.language, at
    state = state_after(paged(instrument, seed=response.seed), values, given.page)
    if state == State.COMPLETE and response.completed_at is None:
        response.completed_at = at
    response.suspicion = response.suspicion | (given.suspicion or {})
    response.state = state_of(response)


def state_of(response: Response) -> str:
    """Perhaps a machine's, unless a member judged otherwise; else complete or partial."""
    if response.judged == Judged.MACHINE or (response.suspicion and response.judged != Judged.PERSON):
        return State.BOT_SUSPECT
    return State.COMPLETE if response.completed_at else State.PARTIAL


def state_after(instrument: Instrument, values: dict[str, Any], page: str) -> str:
    """Complete where the last page was answered, or all of them were; else partial."""
    last = path_through(instrument, values)[-1].id
    return State.COMPLETE if page in ("", last) else State.PARTIAL


def told(response: Response) -> dict[str, Any]:
    """What webhooks are told of an answer; its words are asked for by its id."""
    return {
        "id": str(response.pk),
        "survey_id": str(response.survey_id),
        "feedback_id": str(response.feedback_id),
        "state": str(response.state),
        "number": response.number,
    }


def _before(entry: Entry, given: Given, key: Key) -> Response | None:
    """The answer that this very form made already."""
    same = Submission.objects.filter(survey=entry.survey, key_hash=hashed(key.text))
    found = same.select_related("response").first()
    if found is None:
        return None
    if found.body_digest != given.digest:
        raise KeyUsedAgain(str(found.response_id))
    response: Response = found.response
    return response


def was_taken(entry: Entry, key: Key) -> bool:
    """Whether the form with this key was sent before."""
    return bool(Submission.objects.filter(survey=entry.survey, key_hash=hashed(key.text)).exists())


def _new(entry: Entry, key: Key, *, at: datetime) -> Response:
    invitation = entry.invitation
    way = invitation or entry.link
    is_anonymous = entry.version.instrument.is_anonymous
    named = None if is_anonymous else invitation
    return Response(
        survey=entry.survey,
        version=entry.version,
        invitation=named,
        link=entry.link,
        customer=named.customer if named else None,
        channel=way.channel if way else Channel.WEB,
        segment=named.segment if named else "",
        inclusion=_inclusion(invitation, is_anonymous=is_anonymous),
        seed=named.token_hash[:32] if named else key.seed,
        key_hash=named.token_hash if named else hashed(key.text if key.is_ours else secrets.token_urlsafe()),
        started_at=key.shown_at,
        first_at=at,
        last_at=at,
    )


def _inclusion(invitation: Invitation | None, *, is_anonymous: bool) -> float:
    """The chance to be asked; one that few had would lead to them."""
    if invitation is None:
        return 1.0
    return level_of(invitation) if is_anonymous else invitation.inclusion


def _use_up(entry: Entry, *, at: datetime) -> None:
    """Of an anonymous answer the invitation knows the day alone, and no way leads from one to the other."""
    if entry.invitation is not None and entry.version.instrument.is_anonymous:
        unused = Invitation.objects.filter(pk=entry.invitation.pk, used_on=None)
        if not unused.update(used_on=at.date()):
            raise Gone("used")


def record_of(entry: Entry, response: Response) -> Draft:
    """The feedback record of the answer."""
    way = entry.link if response.invitation_id is None else entry.invitation
    return draft_of(
        entry.version.instrument,
        response.values,
        external_id=str(response.pk),
        channel=response.channel,
        state=response.state,
        language=response.language,
        person=_person(response),
        context=way.context if way else {},
        at=response.first_at,
    )


def _person(response: Response) -> Person:
    if response.customer is None:
        return Person()
    return Person(external_id=response.customer.external_id, segment=response.segment)


def match_of(response: Response) -> Match | None:
    """The customer of the record."""
    customer = response.customer
    return Match(customer.pk, customer.account_id, response.segment) if customer else None


def _submission(response: Response, given: Given, key: Key, *, at: datetime) -> Submission:
    return Submission(
        response=response,
        survey_id=response.survey_id,
        number=response.number,
        key_hash=hashed(key.text),
        body_digest=given.digest,
        values=response.values,
        state=response.state,
        signals=given.signals or {},
        at=at,
    )
