"""An answer is taken: with its feedback record, its event and its line in the audit trail, or not at all."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from regard.instruments.answers import checked_all
from regard.instruments.definition import Instrument, path_through
from regard.web.answering.drafting import draft_of
from regard.web.answering.entering import Entry, hashed
from regard.web.answering.keys import Key
from regard.web.answering.models import Response, Submission
from regard.web.contacts.models import Invitation
from regard.web.customers.matching import Person
from regard.web.feedback.models import Channel, Feedback, State
from regard.web.feedback.recording import record
from regard.web.workspaces.outbox import announce


class KeyUsedAgain(ValueError):
    """The same form came with another content: what it said first stands."""


@dataclass(frozen=True)
class Given:
    """What one form, widget or call said: all the values that stand after it, and in which language."""

    values: dict[str, Any]
    language: str
    page: str = ""  # the last page that was answered; empty: all of them
    signals: dict[str, Any] | None = None

    @property
    def digest(self) -> str:
        """64 hexadecimal digits that change when anything said changes."""
        said = [self.values, self.language, self.page]
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def submit(entry: Entry, given: Given, *, key: Key, at: datetime) -> Response:
    """Take what was said, once for each key, in one transaction. Raises UnfitAnswer, KeyUsedAgain."""
    instrument = entry.version.instrument
    values = checked_all(instrument, given.values)
    with entry.open(), transaction.atomic():
        before = _before(entry, given, key)
        if before is not None:
            return before
        response = entry.response or _new(entry, given, key, at=at)
        response.values, response.language = values, given.language
        response.last_at = at
        response.state = state_after(instrument, values, given.page)
        if response.state == State.COMPLETE and response.completed_at is None:
            response.completed_at = at
        response.feedback = _recorded(entry, response, at=at)
        is_new = response._state.adding
        if not is_new:
            response.number += 1
        response.save()
        _keep(response, given, key, at=at)
        _use_up(entry, at=at)
        kind = "response.created" if is_new else "response.updated"
        announce(kind, content=told(response), at=at, subject=str(response.pk))
    return response


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


def _new(entry: Entry, given: Given, key: Key, *, at: datetime) -> Response:
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
        inclusion=invitation.inclusion if invitation else 1.0,
        seed=key.text[:32],
        key_hash=invitation.token_hash if named and invitation else hashed(key.text),
        started_at=key.shown_at,
        first_at=at,
        last_at=at,
    )


def _use_up(entry: Entry, *, at: datetime) -> None:
    """Of an anonymous answer the invitation knows the day alone, and no way leads from one to the other."""
    if entry.invitation is not None and entry.version.instrument.is_anonymous:
        Invitation.objects.filter(pk=entry.invitation.pk).update(used_on=at.date())


def _recorded(entry: Entry, response: Response, *, at: datetime) -> Feedback:
    """The feedback record of the answer, written or revised."""
    way = response.invitation or response.link
    draft = draft_of(
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
    record(entry.survey.source, [draft], at=at)
    found: Feedback = Feedback.objects.get(source=entry.survey.source, external_id=draft.external_id)
    return found


def _person(response: Response) -> Person:
    if response.customer is None:
        return Person()
    return Person(external_id=response.customer.external_id, segment=response.segment)


def _keep(response: Response, given: Given, key: Key, *, at: datetime) -> None:
    Submission.objects.create(
        response=response,
        survey=response.survey,
        number=response.number,
        key_hash=hashed(key.text),
        body_digest=given.digest,
        values=response.values,
        state=response.state,
        signals=given.signals or {},
        at=at,
    )
