"""What a customer sees of themselves: what they told us, what happened, when we asked; how it is erased."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from regard.instruments.definition import said
from regard.web.answering.models import Response
from regard.web.channels.models import MailEvent, Message
from regard.web.contacts.addresses import addresses
from regard.web.contacts.models import ContactEvent, Invitation, Outcome, Preference, SuppressionReason
from regard.web.contacts.suppressing import suppress
from regard.web.customers.models import Customer, EventKind
from regard.web.feedback.erasing import erase_feedback
from regard.web.feedback.models import Feedback
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
    responses = Response.objects.filter(customer=customer).select_related("version", "survey")
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
    return Told(response.last_at, said(response.version.instrument.title, language), lines)


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


def asked(customer: Customer) -> list[ContactEvent]:
    """When we wrote to them, and about what."""
    rows = ContactEvent.objects.filter(customer=customer, outcome=Outcome.SENT).select_related("survey")
    return list(rows[:SHOWN])


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
