"""What mail providers tell of a message, in one form: django-anymail reads what each of them posts.

A message goes out by the provider's SMTP server and carries the id of its row in a header that the provider
repeats in each event. The address that events are posted to holds a token of the sender: who knows it is the
provider. Nothing is called here.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from anymail.signals import EventType
from anymail.webhooks.brevo import BrevoTrackingWebhookView
from anymail.webhooks.mailjet import MailjetTrackingWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from regard.web.channels.models import MailEventKind

KEY = "regard"
BROKEN = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    OSError,
    ImproperlyConfigured,  # anymail's word for the event of another kind of webhook
)
MOST = 1_000  # events of one call
VIEWS: dict[str, Any] = {
    "brevo": BrevoTrackingWebhookView,
    "mailjet": MailjetTrackingWebhookView,
    "postmark": PostmarkTrackingWebhookView,
}
NAMES = {"brevo": "Brevo", "mailjet": "Mailjet", "postmark": "Postmark"}
KINDS = {
    EventType.DELIVERED: MailEventKind.DELIVERED,
    EventType.OPENED: MailEventKind.OPENED,
    EventType.BOUNCED: MailEventKind.HARD_BOUNCE,
    EventType.DEFERRED: MailEventKind.SOFT_BOUNCE,
    EventType.REJECTED: MailEventKind.SOFT_BOUNCE,
    EventType.COMPLAINED: MailEventKind.COMPLAINT,
    EventType.UNSUBSCRIBED: MailEventKind.UNSUBSCRIBE,
    EventType.AUTORESPONDED: MailEventKind.OUT_OF_OFFICE,
}


class UnreadableEvents(ValueError):
    """What was posted is not what this provider posts."""


@dataclass(frozen=True)
class Told:
    """One event: of which message, what, when where it says so."""

    message: UUID
    kind: str
    external_id: str
    at: datetime | None
    detail: str


def header_of(provider: str, message: UUID) -> tuple[str, str] | None:
    """The header that makes a provider name the message in its events; None for one that we do not know."""
    told = json.dumps({KEY: str(message)})
    headers = {
        "brevo": ("X-Mailin-custom", told),
        "mailjet": ("X-MJ-EventPayload", told),
        "postmark": (f"X-PM-Metadata-{KEY}", str(message)),
    }
    return headers.get(provider)


def told_by(provider: str, request: HttpRequest) -> list[Told]:
    """The events in a call of this provider; those of messages that are not ours are left out.

    Raises UnreadableEvents.
    """
    view = VIEWS[provider](webhook_secret="not:asked")  # noqa: S106 - the address has the secret
    try:
        events = view.parse_events(request)
        return list(_ours(events[:MOST]))
    except BROKEN as error:
        raise UnreadableEvents(type(error).__name__) from error


def _ours(events: list[Any]) -> Iterator[Told]:
    for event in events:
        kind = MailEventKind.SOFT_BOUNCE if _is_soft(event) else KINDS.get(event.event_type)
        own = event.metadata.get(KEY) if isinstance(event.metadata, dict) else None
        if kind is None or not isinstance(own, str):
            continue
        try:
            message = UUID(own)
        except ValueError:
            continue
        yield Told(message, kind, _key(event), event.timestamp, str(event.mta_response or "")[:200])


def _is_soft(event: Any) -> bool:
    """A bounce that says nothing against the address: anymail calls it a bounce like the others."""
    raw = event.esp_event
    named = {"soft_bounce", "SoftBounce"} & {raw.get("event"), raw.get("Type")}
    return event.event_type == EventType.BOUNCED and bool(named or raw.get("hard_bounce") is False)


def _key(event: Any) -> str:
    """The same for the same event: providers post again what was not acknowledged."""
    said = json.dumps(event.esp_event, sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()
