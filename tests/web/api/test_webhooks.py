"""Webhooks: signed so that the library of the specification believes them, sent until they are there."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from standardwebhooks.webhooks import Webhook as Receiver
from standardwebhooks.webhooks import WebhookVerificationError

from regard.web.api.delivering import WAITS, send_again
from regard.web.api.jobs import deliver_due
from regard.web.api.models import Delivery, Webhook
from regard.web.api.webhooks import disable, make_webhook, remove, rotate
from regard.web.outbound import RefusedAddress
from regard.web.workspaces.models import OutboxEvent
from regard.web.workspaces.outbox import announce
from regard.web.workspaces.tenancy import in_workspace
from tests.web.asking import press

HOSTILE = [
    "http://127.0.0.1/", "https://127.0.0.1/", "https://localhost/", "https://[::1]/", "https://10.0.0.1/",
    "https://169.254.169.254/latest/meta-data/", "https://0x7f000001/", "https://2130706433/",
    "https://[::ffff:127.0.0.1]/", "https://user:word@example.com/", "file:///etc/passwd", "gopher://x/",
    "https://192.168.1.1/", "https://127.1/", "https://example.com\\@127.0.0.1/", "http://example.com/",
    "https://exa mple.com/", "https://0.0.0.0/", "https://[fe80::1]/", "https://172.16.0.1/", "",
]  # fmt: skip


def happened(noon, kind: str = "response.created") -> OutboxEvent:
    return announce(kind, content={"id": "1", "words": "好茶"}, at=noon)


def later(**columns: Any) -> None:
    """As if the time of the next try had come."""
    Delivery.objects.exclude(due_at=None).update(due_at=timezone.now() - timedelta(seconds=1), **columns)
    Webhook.objects.update(rests_until=None)


def test_an_answer_is_told_and_the_library_of_the_specification_believes_it(
    client, asked, receiver, hook, db
):
    press(client, f"/s/{asked('nps').token}/", score="9")
    while deliver_due():
        pass
    _published, (headers, body) = receiver.came
    said = Receiver(hook[1]).verify(body, headers)
    assert (said["type"], said["data"]["state"]) == ("response.created", "partial")
    assert headers["webhook-id"] == str(OutboxEvent.objects.get(type="response.created").pk)


@pytest.mark.parametrize("changed", ["body", "webhook-id", "webhook-timestamp", "webhook-signature"])
def test_what_was_changed_on_the_way_is_not_believed(receiver, hook, noon, changed):
    happened(noon)
    deliver_due()
    [(headers, body)] = receiver.came
    if changed == "body":
        body = body.replace(b"1", b"2")
    else:
        headers[changed] = {"webhook-timestamp": "1"}.get(changed, headers[changed][:-4] + "AAA=")
    with pytest.raises(WebhookVerificationError):
        Receiver(hook[1]).verify(body, headers)


def test_while_the_secret_changes_both_are_believed(receiver, hook, owner, noon):
    fresh = rotate(hook[0], by=owner, at=noon)
    happened(noon)
    deliver_due()
    [(headers, body)] = receiver.came
    assert Receiver(fresh).verify(body, headers) == Receiver(hook[1]).verify(body, headers)


def test_what_fails_is_sent_again_with_the_same_id_and_the_same_bytes(receiver, hook, noon):
    happened(noon)
    receiver.status = 500
    deliver_due()
    later()
    receiver.status = 200
    deliver_due()
    first, second = receiver.came
    assert (first[1], first[0]["webhook-id"]) == (second[1], second[0]["webhook-id"])
    row = Delivery.objects.get()
    assert (row.tries, row.due_at, row.problem) == (2, None, "")
    assert row.delivered_at is not None


def test_what_is_not_due_is_not_sent(receiver, hook, noon):
    happened(noon)
    receiver.status = 503
    deliver_due()
    deliver_due()
    assert len(receiver.came) == 1


def test_after_three_days_it_is_given_up_and_can_be_sent_again_by_hand(receiver, hook, noon):
    happened(noon)
    receiver.status = 500
    deliver_due()
    later(tries=len(WAITS))
    deliver_due()
    row = Delivery.objects.get()
    assert (row.due_at, row.given_up_at is None) == (None, False)
    send_again(row, at=timezone.now())
    receiver.status = 200
    deliver_due()
    assert Delivery.objects.get().delivered_at is not None
    assert sum(WAITS) >= 72 * 3600


def test_410_ends_the_webhook(receiver, hook, noon):
    happened(noon)
    receiver.status = 410
    deliver_due()
    assert Webhook.objects.get().disabled_because == "410"
    happened(noon)
    deliver_due()
    assert len(receiver.came) == 1


def test_nobody_goes_where_a_receiver_sends_them(receiver, hook, noon):
    happened(noon)
    receiver.status = 302
    deliver_due()
    assert Delivery.objects.get().problem == "answered with status 302"


def test_one_that_is_broken_keeps_no_other_waiting(receiver, hook, workspace, owner, noon, settings):
    settings.OUTBOUND_ALLOWED |= {"127.0.0.1:1"}
    make_webhook("http://127.0.0.1:1/", types=[], by=owner, at=noon)
    happened(noon)
    deliver_due()
    assert len(receiver.came) == 1
    assert Delivery.objects.filter(delivered_at=None).get().problem == "no connection"


def test_one_that_does_not_answer_keeps_no_other_waiting_while_it_is_called(
    receiver, hook, owner, noon, settings, slow
):
    settings.OUTBOUND_ALLOWED |= {slow.host}
    make_webhook(slow.url, types=[], by=owner, at=noon)
    for _event in range(5):
        happened(noon)
    receiver.seen = lambda: len(receiver.came) == 5 and slow.go.set()
    deliver_due()  # the slow one answers when the other has heard all five, and not before
    assert (len(receiver.came), slow.waited) == (5, [True] * 5)


def test_one_that_fails_is_left_alone_for_a_while_whatever_else_happens(receiver, hook, noon):
    receiver.status = 503
    for _event in range(3):
        happened(noon)
    deliver_due()
    happened(noon)
    deliver_due()
    assert len(receiver.came) == 1
    later()
    receiver.status = 200
    deliver_due()
    bodies = [headers["webhook-id"] for headers, _body in receiver.came[1:]]
    assert bodies == [str(row.pk) for row in OutboxEvent.objects.order_by("position")]


def test_what_a_receiver_refuses_waits_alone(receiver, hook, noon):
    first = happened(noon)
    receiver.status = 400
    receiver.seen = lambda: setattr(receiver, "status", 200)
    happened(noon)
    deliver_due()
    assert len(receiver.came) == 2
    assert Delivery.objects.filter(delivered_at=None).get().event == first


def test_one_that_was_removed_or_paused_meanwhile_is_not_told(receiver, hook, owner, noon):
    happened(noon)
    happened(noon)
    disable(hook[0], because="by hand", by=owner, at=noon)
    assert (deliver_due(), receiver.came) == (False, [])
    remove(hook[0], by=owner, at=noon)
    assert (deliver_due(), Delivery.objects.count()) == (False, 0)


def test_events_come_in_their_order_and_only_those_that_were_asked_for(receiver, hook, noon):
    Webhook.objects.update(types=["response.created"])
    for kind in ("response.created", "response.updated", "response.created"):
        happened(noon, kind)
    while deliver_due():
        pass
    told = [json.loads(body)["type"] for _headers, body in receiver.came]
    assert told == ["response.created", "response.created"]
    assert deliver_due() is False


def test_what_happened_before_is_not_told(receiver, workspace, owner, noon):
    with in_workspace(workspace):
        happened(noon)
        make_webhook(receiver.url, types=[], by=owner, at=noon)
    assert deliver_due() is False


def test_what_happens_in_another_workspace_is_not_told(receiver, hook, other_workspace, noon):
    with in_workspace(other_workspace):
        happened(noon)
    assert deliver_due() is False


@pytest.mark.parametrize("url", HOSTILE)
def test_an_address_inside_is_refused(workspace, owner, noon, url):
    with in_workspace(workspace), pytest.raises(RefusedAddress):
        make_webhook(url, types=[], by=owner, at=noon)


def test_an_address_that_leads_inside_later_is_not_called(receiver, hook, noon, settings):
    settings.OUTBOUND_ALLOWED = frozenset()
    happened(noon)
    deliver_due()
    assert (receiver.came, Delivery.objects.get().status) == ([], None)


def test_the_secret_is_not_in_the_database_as_it_is(hook):
    row, secret = hook
    assert secret.removeprefix("whsec_") not in row.sealed_secret
