"""From the outbox to those who are told: at least once, side by side, given up after three days.

One call of each webhook is under way at a time, so that a receiver hears things in their order, and one
that is slow or gone keeps no other waiting. What a receiver refuses waits alone; while it cannot be reached,
or fails, everything that it is to be told waits, and it is asked again after five minutes at most.
"""

import random
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Subquery
from django.utils import timezone

from regard.web.api.models import Delivery, Webhook
from regard.web.api.webhooks import body_of, disable, headers_of
from regard.web.outbound import Busy, Limits, OutboundError, TurnedAway, call
from regard.web.sealing import BrokenSeal
from regard.web.workspaces.models import OutboxEvent
from regard.web.workspaces.tenancy import in_workspace

LIMITS = Limits(seconds=10.0, size=64 * 1024, attempts=1)
AT_ONCE = 100
SIDE_BY_SIDE = 16
WAITS = (5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
"""Seconds before each next try; then it is given up, and can be sent again by hand."""
REST = 5 * 60
"""Seconds at most that a receiver which does not answer is left alone."""
GLANCE = 0.2
GONE = 410
Told = Future[bytes]


class Round:
    """Webhooks that are told side by side, those that answer as long as others keep us waiting."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._calls: dict[Told, tuple[Webhook, Delivery]] = {}

    def go(self, webhooks: list[Webhook]) -> bool:
        """Tell each of them what is due, until nothing is or nobody answers; whether there was anything."""
        worked, ends = False, timezone.now() + timedelta(seconds=LIMITS.seconds)
        while True:
            busy = {webhook.pk for webhook, _delivery in self._calls.values()}
            if timezone.now() < ends:
                idle = [webhook for webhook in webhooks if webhook.pk not in busy]
                begun = [self._begin(webhook) for webhook in idle]
                worked = worked or any(begun)
            if not self._calls:
                return worked
            for told in wait(self._calls, timeout=GLANCE, return_when=FIRST_COMPLETED).done:
                self._end(told)

    def _begin(self, webhook: Webhook) -> bool:
        with in_workspace(webhook.workspace):
            followed = follow(webhook)
            delivery = next_due(webhook, at=timezone.now())
            if delivery is None:
                return followed
            body = body_of(delivery.event)
            try:
                headers = headers_of(webhook, delivery.event, body, at=timezone.now())
            except BrokenSeal as error:
                _failed(webhook, delivery, error, at=timezone.now())
                return True
        told = self._pool.submit(call, webhook.url, body=body, headers=headers, limits=LIMITS)
        self._calls[told] = (webhook, delivery)
        return True

    def _end(self, told: Told) -> None:
        webhook, delivery = self._calls.pop(told)
        with in_workspace(webhook.workspace):
            try:
                told.result()
            except OutboundError as error:
                _failed(webhook, delivery, error, at=timezone.now())
            else:
                _delivered(webhook, delivery, at=timezone.now())


def is_due(webhook: Webhook, *, at: datetime) -> bool:
    """Whether there is anything to tell it, as far as a look without a lock tells."""
    with in_workspace(webhook.workspace):
        return _has_more(webhook) or next_due(webhook, at=at) is not None


def _has_more(webhook: Webhook) -> bool:
    seen = Webhook.objects.filter(pk=webhook.pk).values("position")
    return bool(OutboxEvent.objects.filter(position__gt=Subquery(seen)).exists())


def follow(webhook: Webhook) -> bool:
    """Take what happened since the last time on its list; whether anything did."""
    if not _has_more(webhook):
        return False
    with transaction.atomic():
        row = Webhook.objects.select_for_update().filter(pk=webhook.pk, disabled_at=None).first()
        if row is None:
            return False
        events = list(OutboxEvent.objects.filter(position__gt=row.position).order_by("position")[:AT_ONCE])
        if not events:
            return False
        wanted = [one for one in events if not row.types or one.type in row.types]
        due = timezone.now()
        Delivery.objects.bulk_create(Delivery(webhook=row, event=one, due_at=due) for one in wanted)
        Webhook.objects.filter(pk=row.pk).update(position=events[-1].position)
    return True


def next_due(webhook: Webhook, *, at: datetime) -> Delivery | None:
    """What it is told next; nothing while it rests or is paused."""
    listening = Webhook.objects.filter(pk=webhook.pk, disabled_at=None).exclude(rests_until__gt=at)
    due = Delivery.objects.filter(webhook__in=listening, due_at__lte=at).select_related("event")
    found: Delivery | None = due.order_by("event__position").first()
    return found


def send_again(delivery: Delivery, *, at: datetime) -> None:
    """Once more, although it was given up or is there already."""
    fresh = {"due_at": at, "tries": 0, "given_up_at": None, "delivered_at": None, "problem": ""}
    Delivery.objects.filter(pk=delivery.pk).update(**fresh)
    Webhook.objects.filter(pk=delivery.webhook_id).update(rests_until=None)


def _delivered(webhook: Webhook, delivery: Delivery, *, at: datetime) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(
        delivered_at=at, due_at=None, status=200, problem="", tries=delivery.tries + 1
    )
    Webhook.objects.filter(pk=webhook.pk).exclude(rests_until=None).update(rests_until=None)


def _failed(webhook: Webhook, delivery: Delivery, error: Exception, *, at: datetime) -> None:
    status = error.status if isinstance(error, TurnedAway) else None
    after = error.after if isinstance(error, Busy) else None
    is_last = delivery.tries >= len(WAITS) or status == GONE
    pause = 0.0 if is_last else max(WAITS[delivery.tries] * random.uniform(0.8, 1.2), after or 0.0)  # noqa: S311
    Delivery.objects.filter(pk=delivery.pk).update(
        tries=delivery.tries + 1,
        status=status,
        problem=str(error)[:200],
        due_at=None if is_last else at + timedelta(seconds=min(pause, WAITS[-1])),
        given_up_at=at if is_last else None,
    )
    if status is None or isinstance(error, Busy):
        rests = at + timedelta(seconds=min(pause or REST, max(REST, after or 0.0)))
        Webhook.objects.filter(pk=webhook.pk).update(rests_until=rests)
    if status == GONE:
        disable(webhook, because="410", by=None, at=at)
