"""From the outbox to those who are told: at least once, in time, and given up after three days."""

import random
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from regard.web.api.models import Delivery, Webhook
from regard.web.api.webhooks import body_of, disable, headers_of
from regard.web.outbound import Busy, Limits, OutboundError, TurnedAway, call
from regard.web.sealing import BrokenSeal
from regard.web.workspaces.models import OutboxEvent

LIMITS = Limits(seconds=10.0, size=64 * 1024, attempts=1)
AT_ONCE = 100
WAITS = (5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
"""Seconds before each next try; then it is given up, and can be sent again by hand."""
GONE = 410


def follow(webhook: Webhook) -> bool:
    """Take what happened since the last time on its list; whether anything did."""
    with transaction.atomic():
        row = Webhook.objects.select_for_update().get(pk=webhook.pk)
        events = list(OutboxEvent.objects.filter(position__gt=row.position).order_by("position")[:AT_ONCE])
        if not events:
            return False
        wanted = [one for one in events if not row.types or one.type in row.types]
        due = timezone.now()
        Delivery.objects.bulk_create(Delivery(webhook=row, event=one, due_at=due) for one in wanted)
        Webhook.objects.filter(pk=row.pk).update(position=events[-1].position)
    return True


def send_due(webhook: Webhook, *, at: datetime) -> bool:
    """Send what is due, in order, up to the first that fails; whether anything was."""
    due = Delivery.objects.filter(webhook=webhook, due_at__lte=at).select_related("event")
    found = list(due.order_by("event__position")[:AT_ONCE])
    for delivery in found:
        if not _sent(webhook, delivery):
            break
    return bool(found)


def send_again(delivery: Delivery, *, at: datetime) -> None:
    """Once more, although it was given up or is there already."""
    fresh = {"due_at": at, "tries": 0, "given_up_at": None, "delivered_at": None, "problem": ""}
    Delivery.objects.filter(pk=delivery.pk).update(**fresh)


def _sent(webhook: Webhook, delivery: Delivery) -> bool:
    now = timezone.now()
    body = body_of(delivery.event)
    try:
        headers = headers_of(webhook, delivery.event, body, at=now)
        call(webhook.url, body=body, headers=headers, limits=LIMITS)
    except (OutboundError, BrokenSeal) as error:
        _failed(webhook, delivery, error, at=timezone.now())
        return False
    Delivery.objects.filter(pk=delivery.pk).update(
        delivered_at=timezone.now(), due_at=None, status=200, problem="", tries=delivery.tries + 1
    )
    return True


def _failed(webhook: Webhook, delivery: Delivery, error: Exception, *, at: datetime) -> None:
    status = error.status if isinstance(error, TurnedAway) else None
    after = error.after if isinstance(error, Busy) else None
    is_last = delivery.tries >= len(WAITS) or status == GONE
    wait = 0.0 if is_last else max(WAITS[delivery.tries] * random.uniform(0.8, 1.2), after or 0.0)  # noqa: S311
    Delivery.objects.filter(pk=delivery.pk).update(
        tries=delivery.tries + 1,
        status=status,
        problem=str(error)[:200],
        due_at=None if is_last else at + timedelta(seconds=min(wait, WAITS[-1])),
        given_up_at=at if is_last else None,
    )
    if status == GONE:
        disable(webhook, because="410", by=None, at=at)
