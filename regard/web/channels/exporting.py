"""Everything that is kept of a customer, in a form that other programs read."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.forms.models import model_to_dict

from regard.web.answering.models import Response, Submission
from regard.web.channels.models import Message
from regard.web.channels.own_page import preference_of
from regard.web.contacts.addresses import addresses, hashed
from regard.web.contacts.models import ContactEvent, Invitation, Quiet, Suppression
from regard.web.customers.models import Customer
from regard.web.feedback.models import Feedback

OWN = (
    "external_id",
    "name",
    "email",
    "segment",
    "language",
    "lifecycle_stage",
    "since",
    "monthly_revenue",
    "currency",
    "attributes",
)
SAID = ("kind", "channel", "title", "text", "collected_at", "received_at", "touchpoint", "product")
ANSWERED = (
    "field_id",
    "field_label",
    "value_number",
    "value_text",
    "value_id",
    "value_boolean",
    "value_date",
)
ASKED = ("at", "survey__name", "kind", "channel", "outcome", "reason")
INVITED = ("channel", "language", "segment", "context")
TIMES = ("created", "due", "sent", "delivered", "bounced", "opened", "reminded", "expires", "withdrawn")
SENT = ("kind", "channel", "state", "due_at", "sent_at", "problem")
CAME_BACK = ("kind", "detail", "at")


def everything(customer: Customer) -> str:
    """All that is kept of a customer, as JSON."""
    responses = Response.objects.filter(customer=customer).select_related("survey")
    content = {
        "customer": _of(customer, OWN),
        "company": str(customer.account) if customer.account else "",
        "known_by": list(customer.identities.values("kind", "value")),
        "known_before": list(customer.revisions.values("content", "replaced_at")),
        "events": list(customer.events.values("kind", "at", "amount")),
        "happenings": list(customer.happenings.values("kind", "at", "context")),
        "feedback": _feedback(customer),
        "survey_answers": [_response(row) for row in responses],
        "invitations": _invitations(customer),
        "contacts": list(ContactEvent.objects.filter(customer=customer).values(*ASKED)),
        "left_alone": list(Quiet.objects.filter(customer=customer).values("because", "since", "until")),
        "not_written_to": _not_written_to(customer),
        "preference": _preference(customer),
    }
    return json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def _of(row: Model, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _feedback(customer: Customer) -> list[dict[str, Any]]:
    rows = Feedback.objects.filter(customer=customer).order_by("-collected_at", "-id")
    return [_record(row) for row in rows.select_related("source").prefetch_related("answers")]


def _record(row: Feedback) -> dict[str, Any]:
    answers = [_of(one, ANSWERED) for one in row.answers.all()]
    return {"source": row.source.name, **_of(row, SAID), "answers": answers}


def _response(row: Response) -> dict[str, Any]:
    history = Submission.objects.filter(response=row).order_by("number").values("number", "at", "values")
    own = _of(row, ("state", "language", "values"))
    return {"survey": row.survey.name, **own, "history": list(history)}


def _invitations(customer: Customer) -> list[dict[str, Any]]:
    rows = Invitation.objects.filter(customer=customer).select_related("survey")
    rows = rows.prefetch_related("messages__sender", "messages__events")
    return [_invitation(row) for row in rows]


def _invitation(row: Invitation) -> dict[str, Any]:
    times = _of(row, tuple(f"{name}_at" for name in TIMES))
    return {
        "survey": row.survey.name,
        **_of(row, INVITED),
        **times,
        "messages": [_message(one) for one in row.messages.all()],
    }


def _message(row: Message) -> dict[str, Any]:
    came_back = [_of(one, CAME_BACK) for one in row.events.all()]
    return {"from": row.sender.name, **_of(row, SENT), "came_back": came_back}


def _not_written_to(customer: Customer) -> list[dict[str, Any]]:
    own = {hashed(kind, value): value for kind, value in addresses(customer)}
    rows = Suppression.objects.filter(value_hash__in=own)
    said = rows.values("value_hash", "kind", "reason", "at", "lifted_at")
    return [{"address": own[row.pop("value_hash")], **row} for row in said]


def _preference(customer: Customer) -> dict[str, Any] | None:
    chosen = preference_of(customer)
    return model_to_dict(chosen, exclude=["id", "customer", "workspace"]) if chosen else None
