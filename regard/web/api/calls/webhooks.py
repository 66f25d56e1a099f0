"""Addresses that are told what happens, by Standard Webhooks."""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from regard.web.accounts.models import User
from regard.web.api.calls.acting import acted, changed
from regard.web.api.calls.finding import found
from regard.web.api.delivering import send_again
from regard.web.api.entering import Answer, allowed
from regard.web.api.models import Delivery, Webhook
from regard.web.api.paging import Cursor, Limit, listed
from regard.web.api.shapes_strict import NewWebhook
from regard.web.api.shown import DeliveryShown, Page, WebhookShown
from regard.web.api.tokens import Scope
from regard.web.api.webhooks import disable, enable, make_webhook, remove, secret_of

router = Router(tags=["webhooks"])


@router.get("/webhooks", response=Page[WebhookShown])
@allowed(Scope.WEBHOOKS_READ)
def list_webhooks(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> Answer:
    """The addresses that are told."""
    return listed(Webhook.objects, WebhookShown.of, cursor=cursor, limit=limit)


@router.post("/webhooks", response={201: WebhookShown})
@allowed(Scope.WEBHOOKS_WRITE)
def add_webhook(request: HttpRequest, new: NewWebhook) -> Answer:
    """Tell one more address from now on; no `types` are all of them. The answer has its `secret`."""

    def made(by: User, at: datetime) -> WebhookShown:
        row, _secret = make_webhook(new.url, types=list(new.types), by=by, at=at)
        return WebhookShown.of(row)  # kept for a repeated call: the secret is not among it

    status, told = acted(request, made, status=201)
    return status, told | {"secret": secret_of(found(Webhook.objects, UUID(told["id"])))}


@router.delete("/webhooks/{webhook_id}", response={204: None})
@allowed(Scope.WEBHOOKS_WRITE)
def remove_webhook(request: HttpRequest, webhook_id: UUID) -> Answer:
    """Tell it nothing more, and forget it."""

    def removed(by: User, at: datetime) -> None:
        remove(found(Webhook.objects, webhook_id), by=by, at=at)

    return acted(request, removed)


@router.post("/webhooks/{webhook_id}/pause", response=WebhookShown)
@allowed(Scope.WEBHOOKS_WRITE)
def pause(request: HttpRequest, webhook_id: UUID) -> Answer:
    """Tell it nothing until it goes on; nothing is missed."""
    pausing = partial(disable, because="by hand")
    return changed(request, Webhook.objects, webhook_id, pausing, WebhookShown.of)


@router.delete("/webhooks/{webhook_id}/pause", response=WebhookShown)
@allowed(Scope.WEBHOOKS_WRITE)
def go_on(request: HttpRequest, webhook_id: UUID) -> Answer:
    """Tell it again, from where it stopped."""
    return changed(request, Webhook.objects, webhook_id, enable, WebhookShown.of)


@router.get("/webhooks/{webhook_id}/deliveries", response=Page[DeliveryShown])
@allowed(Scope.WEBHOOKS_READ)
def list_deliveries(request: HttpRequest, webhook_id: UUID, cursor: Cursor = "", limit: Limit = 50) -> Answer:
    """What it was told, is being told, or was given up."""
    rows = Delivery.objects.filter(webhook=found(Webhook.objects, webhook_id)).select_related("event")
    return listed(rows, DeliveryShown.of, cursor=cursor, limit=limit)


@router.post("/deliveries/{delivery_id}/again", response=DeliveryShown)
@allowed(Scope.WEBHOOKS_WRITE)
def again(request: HttpRequest, delivery_id: UUID) -> Answer:
    """Send one event once more, although it was given up or is there already."""

    def sent(_by: User, at: datetime) -> DeliveryShown:
        send_again(found(Delivery.objects, delivery_id), at=at)
        return DeliveryShown.of(found(Delivery.objects.select_related("event"), delivery_id))

    return acted(request, sent)
