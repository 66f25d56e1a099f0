"""What a customer sees of themselves: what they told us, when we asked; and all of it to take away."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.forms.models import model_to_dict

from regard.instruments.definition import said
from regard.web.answering.models import Response, Submission
from regard.web.channels.stopping import addresses
from regard.web.contacts.models import ContactEvent, Invitation, Outcome, Preference, SuppressionReason
from regard.web.contacts.suppressing import suppress
from regard.web.customers.models import Customer
from regard.web.feedback.erasing import erase_feedback
from regard.web.feedback.models import Feedback
from regard.web.surveys.showing import spoken
from regard.web.workspaces.outbox import announce

SHOWN = 50
OWN = ("external_id", "name", "email", "segment", "language", "lifecycle_stage", "since", "attributes")
SAID = (
    "source__name",
    "kind",
    "channel",
    "title",
    "text",
    "collected_at",
    "received_at",
    "touchpoint",
    "product",
)
ASKED = ("at", "survey__name", "kind", "channel", "outcome", "reason")


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


def asked(customer: Customer) -> list[ContactEvent]:
    """When we wrote to them, and about what."""
    rows = ContactEvent.objects.filter(customer=customer, outcome=Outcome.SENT).select_related("survey")
    return list(rows[:SHOWN])


def preference_of(customer: Customer) -> Preference | None:
    """What they chose on this page before."""
    found: Preference | None = Preference.objects.filter(customer=customer).first()
    return found


def everything(customer: Customer) -> str:
    """All that is kept of a customer, as JSON."""
    responses = Response.objects.filter(customer=customer)
    feedback = Feedback.objects.filter(customer=customer).order_by("-collected_at", "-id")
    chosen = preference_of(customer)
    content = {
        "customer": {name: getattr(customer, name) for name in OWN},
        "company": str(customer.account) if customer.account else "",
        "known_by": list(customer.identities.values("kind", "value")),
        "events": list(customer.events.values("kind", "at")),
        "feedback": [_record(row) for row in feedback.select_related("source").prefetch_related("answers")],
        "survey_answers": [_response(row) for row in responses.select_related("survey")],
        "contacts": list(ContactEvent.objects.filter(customer=customer).values(*ASKED)),
        "happenings": list(customer.happenings.values("kind", "at", "context")),
        "preference": model_to_dict(chosen, exclude=["id", "customer", "workspace"]) if chosen else None,
    }
    return json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def _record(row: Feedback) -> dict[str, Any]:
    own = {name: row.source.name if name == "source__name" else getattr(row, name) for name in SAID}
    columns = (
        "field_id",
        "field_label",
        "value_number",
        "value_text",
        "value_id",
        "value_boolean",
        "value_date",
    )
    return own | {"answers": [{name: getattr(one, name) for name in columns} for one in row.answers.all()]}


def _response(row: Response) -> dict[str, Any]:
    history = Submission.objects.filter(response=row).order_by("number").values("number", "at", "values")
    return {
        "survey": row.survey.name,
        "state": row.state,
        "language": row.language,
        "values": row.values,
        "history": list(history),
    }


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
        gone.filter(withdrawn_at=None).update(withdrawn_at=at)
        gone.update(context={}, language="", external_key="")
        customer.delete()
