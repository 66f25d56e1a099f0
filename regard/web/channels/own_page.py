"""What a customer sees of themselves: what they told us, what happened, when we asked; how it is erased."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from regard.instruments.definition import said
from regard.instruments.placeholders import filled
from regard.web.answering.models import Response
from regard.web.channels.models import MailEvent, Message
from regard.web.contacts.addresses import addresses
from regard.web.contacts.models import (
    ContactEvent,
    ContactKind,
    Invitation,
    Outcome,
    Preference,
    SuppressionReason,
)
from regard.web.contacts.suppressing import suppress
from regard.web.customers.models import Customer, EventKind
from regard.web.feedback.erasing import erase_feedback
from regard.web.feedback.models import Feedback
from regard.web.surveys.models import Version
from regard.web.surveys.showing import spoken
from regard.web.workspaces.outbox import announce

SHOWN = 50
GAPS = re.compile(r"[._-]+")  # programs name what happened: "order.delivered"


@dataclass(frozen=True)
class Told:
    """One thing that a customer told us: where, when, in their words."""

    at: datetime
    where: str
    lines: tuple[tuple[str, str], ...]  # question, answer; a text that nobody asked for has no question


def told(customer: Customer, *, language: str) -> list[Told]:
    """What they told us, newest first: answers with their questions, the rest as it was written."""
    responses = Response.objects.filter(customer=customer).select_related("version__workspace")
    answered = [_answers(one, language) for one in responses[:SHOWN]]
    rows = Feedback.objects.filter(customer=customer, response=None).select_related("source")
    rest = [Told(row.collected_at or row.received_at, row.source.name, _texts(row)) for row in rows[:SHOWN]]
    return sorted(answered + rest, key=lambda one: one.at, reverse=True)[:SHOWN]


def _answers(response: Response, language: str) -> Told:
    questions = response.version.instrument.questions
    lines = tuple(
        (said(questions[name].text, language), _spoken(questions[name], value, language))
        for name, value in response.values.items()
        if name in questions
    )
    return Told(response.last_at, _title(response.version, language), lines)


def _spoken(question: Any, value: Any, language: str) -> str:
    if isinstance(value, dict) and not question.options:
        rows = {row.id: said(row.text, language) for row in question.rows}
        return "; ".join(f"{rows.get(name, name)}: {one}" for name, one in value.items())
    return "✓" if value is True else spoken(question, value, language)


def _texts(row: Feedback) -> tuple[tuple[str, str], ...]:
    return tuple(("", text) for text in (row.title, row.text) if text)


@dataclass(frozen=True)
class Happened:
    """One thing that happened with a customer, as they would call it."""

    at: datetime
    what: str


def happened(customer: Customer) -> list[Happened]:
    """What stands on their timeline, and what was told of them, newest first."""
    names = dict(EventKind.choices)
    rows = [
        *customer.events.values_list("at", "kind")[:SHOWN],
        *customer.happenings.values_list("at", "kind")[:SHOWN],
    ]
    found = [Happened(at, str(names.get(kind) or GAPS.sub(" ", kind))) for at, kind in rows]
    return sorted(found, key=lambda one: one.at, reverse=True)[:SHOWN]


@dataclass(frozen=True)
class Asked:
    """One message of ours: when, and about what, as the survey is called where it is answered."""

    at: datetime
    title: str
    event: ContactEvent

    @property
    def is_reminder(self) -> bool:
        """Whether it only asked once more."""
        return self.event.kind == ContactKind.REMINDER


def asked(customer: Customer, *, language: str) -> list[Asked]:
    """When we wrote to them, and about what; how a survey is called inside the team stays there."""
    rows = ContactEvent.objects.filter(customer=customer, outcome=Outcome.SENT).select_related(
        "invitation__version__workspace"
    )
    return [
        Asked(one.at, _title(one.invitation.version, language) if one.invitation else "", one)
        for one in rows[:SHOWN]
    ]


def _title(version: Version, language: str) -> str:
    return filled(said(version.instrument.title, language), {"company": version.workspace.name})


def preference_of(customer: Customer) -> Preference | None:
    """What they chose on this page before."""
    found: Preference | None = Preference.objects.filter(customer=customer).first()
    return found


def erase(customer: Customer, *, at: datetime) -> None:
    """Forget a customer: what they said, their answers, who they are; nobody writes to them again.

    What is left says only that somebody was asked, never whom; of the addresses a hash.
    """
    with transaction.atomic():
        for kind, value in addresses(customer):
            suppress(kind, value, reason=SuppressionReason.ERASED, at=at, evidence="their own page")
        announce("person.erased", content={"id": str(customer.pk)}, at=at, subject=str(customer.pk))
        Response.objects.filter(customer=customer).delete()
        erase_feedback(customer)
        gone = Invitation.objects.filter(customer=customer)
        _forget_messages(customer)
        gone.filter(withdrawn_at=None).update(withdrawn_at=at)
        gone.update(context={}, language="", external_key="")
        customer.delete()


def _forget_messages(customer: Customer) -> None:
    """What servers and providers said of them, and what came back; that a message left stays."""
    own = Message.objects.filter(invitation__customer=customer)
    MailEvent.objects.filter(message__in=own).delete()
    own.update(problem="", provider_id="")
