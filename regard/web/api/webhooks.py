"""Addresses that are told what happens: with a secret that is shown once; signed by Standard Webhooks."""

import base64
import hashlib
import hmac
import json
import secrets
from datetime import datetime

from django.db import models, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from regard.web.accounts.models import User
from regard.web.api.models import Webhook
from regard.web.outbound import target
from regard.web.sealing import seal, unseal
from regard.web.workspaces.auditing import record_event
from regard.web.workspaces.models import OutboxEvent

PURPOSE = "webhook"
PREFIX = "whsec_"
BYTES = 32


class Told(models.TextChoices):
    RESPONSE_CREATED = "response.created", _("a survey was answered")
    RESPONSE_UPDATED = "response.updated", _("an answer went on or was changed")
    SURVEY_PUBLISHED = "survey.published", _("a survey was published")
    SURVEY_CLOSED = "survey.closed", _("a survey was closed")
    INVITATION_SENT = "invitation.sent", _("an invitation was sent")
    INVITATION_BOUNCED = "invitation.bounced", _("an invitation came back")
    CONTACT_UNSUBSCRIBED = "contact.unsubscribed", _("somebody does not want to be asked")
    CAMPAIGN_STARTED = "campaign.started", _("a campaign was started")
    CAMPAIGN_STOPPED = "campaign.stopped", _("a campaign was stopped")
    PERSON_ERASED = "person.erased", _("somebody is to be forgotten")
    CHANGE_LOCKED = "change.locked", _("what a change promises was locked")
    CHANGE_JUDGED = "change.judged", _("a change was judged")
    ALERT_RAISED = "alert.raised", _("a watched view has moved by more than chance")
    ALERT_UPDATED = "alert.updated", _("another watched view has joined an event that was told")


def make_webhook(url: str, *, types: list[str], by: User, at: datetime) -> tuple[Webhook, str]:
    """An address with its secret, told from now on. Raises RefusedAddress."""
    target(url)
    secret = _new_secret()
    with transaction.atomic():
        made: Webhook = Webhook.objects.create(
            url=url,
            types=sorted(types),
            sealed_secret=seal(secret, purpose=PURPOSE),
            position=_last_position(),
            created_at=at,
            created_by=by,
        )
        record_event("webhook.made", by=by, at=at, subject=url)
    return made, secret


def rotate(webhook: Webhook, *, by: User, at: datetime) -> str:
    """Another secret; what is sent is signed by both until it is changed once more."""
    secret = _new_secret()
    with transaction.atomic():
        Webhook.objects.filter(pk=webhook.pk).update(
            sealed_secret=seal(secret, purpose=PURPOSE), sealed_earlier_secret=webhook.sealed_secret
        )
        record_event("webhook.secret_changed", by=by, at=at, subject=webhook.url)
    return secret


def enable(webhook: Webhook, *, by: User, at: datetime) -> None:
    """Tell it again, from where it stopped."""
    with transaction.atomic():
        Webhook.objects.filter(pk=webhook.pk).update(disabled_at=None, disabled_because="", rests_until=None)
        record_event("webhook.enabled", by=by, at=at, subject=webhook.url)


def disable(webhook: Webhook, *, because: str, by: User | None, at: datetime) -> None:
    """Tell it nothing more."""
    with transaction.atomic():
        Webhook.objects.filter(pk=webhook.pk).update(disabled_at=at, disabled_because=because)
        record_event("webhook.disabled", by=by, at=at, subject=webhook.url, because=because)


def remove(webhook: Webhook, *, by: User, at: datetime) -> None:
    """Tell it nothing more, and forget it with all that was on its way."""
    with transaction.atomic():
        record_event("webhook.removed", by=by, at=at, subject=webhook.url)
        webhook.delete()


def secret_of(webhook: Webhook) -> str:
    """With what it is signed. Raises sealing.BrokenSeal."""
    return unseal(webhook.sealed_secret, purpose=PURPOSE)


def body_of(event: OutboxEvent) -> bytes:
    """What is sent of an event; the same bytes at each try."""
    said = {"type": event.type, "timestamp": event.at.isoformat(), "data": event.content}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def headers_of(webhook: Webhook, event: OutboxEvent, body: bytes, *, at: datetime) -> dict[str, str]:
    """The id, the time and the signatures, by the Standard Webhooks specification (1.0)."""
    moment = str(int(at.timestamp()))
    sealed = filter(None, (webhook.sealed_secret, webhook.sealed_earlier_secret))
    signed = [_signature(unseal(one, purpose=PURPOSE), str(event.pk), moment, body) for one in sealed]
    return {
        "content-type": "application/json",
        "webhook-id": str(event.pk),
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(signed),
    }


def _signature(secret: str, name: str, moment: str, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    digest = hmac.new(key, f"{name}.{moment}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def _new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(BYTES)).decode()


def _last_position() -> int:
    return int(OutboxEvent.objects.aggregate(last=Max("position"))["last"] or 0)
