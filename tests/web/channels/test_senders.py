"""The pages where senders are made: who may, what is refused, and that no secret is shown again."""

import pytest

from regard.web import sealing
from regard.web.channels.jobs import send_due
from regard.web.channels.models import Message, Sender
from regard.web.channels.smtp import PURPOSE
from regard.web.channels.spreading import Hours, UnfitHours
from regard.web.contacts.models import Campaign
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
HOME = "/w/qinghe/settings/senders/"


@pytest.fixture
def said(receiver):
    return {
        "name": "Mei", "address": "mei@qinghe.example.com", "postal_address": "1 Tea Lane",
        "host": "127.0.0.1",
        "port": receiver.port, "security": "none", "user": "", "password": "", "per_minute": 60,
    }  # fmt: skip


@pytest.mark.parametrize("role", ["owner", "admin", "analyst", "agent", "viewer"])
def test_only_those_who_change_settings_change_senders(role, request, workspace, sender, client):
    client.force_login(request.getfixturevalue(role))
    expected = 200 if role in ("owner", "admin") else 403
    for path in ("", "new/", "text/", f"{sender.pk}/"):
        assert client.get(HOME + path).status_code == expected
    assert client.get("/w/qinghe/settings/").status_code == expected


def test_a_sender_is_made_tried_changed_and_removed(said, owner, nps, client):
    client.force_login(owner)
    one = client.post(HOME + "new/", said | {"password": "tea secret"}).url
    sender = Sender.objects.get()
    assert sealing.unseal(sender.sealed_secrets["password"], purpose=PURPOSE) == "tea secret"
    assert "tea secret" not in client.get(one).content.decode()
    assert "lets us in" in client.post(one + "trial/", follow=True).content.decode()
    client.post(one, said | {"name": "Mei Lin"})
    sender.refresh_from_db()
    assert (sender.name, "password" in sender.sealed_secrets) == ("Mei Lin", True)
    client.post(one, said | {"host": "smtp.example.com", "security": "tls"})
    sender.refresh_from_db()
    assert sender.sealed_secrets == {}
    client.post(one + "removal/")
    assert client.get(one).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("address", "mei@x.example, bo@x.example"), ("address", "Mei <mei@x.example>"), ("address", "mei"),
        ("address", "mei@x.example\nBcc: bo@x.example"), ("reply_to", "a@b\r\nX: y"), ("security", "tls1"),
        ("postal_address", ""), ("port", "0"), ("host", "192.168.0.1"), ("per_minute", "0"),
    ],
)  # fmt: skip
def test_what_no_sender_is_like_is_refused(said, owner, nps, client, field, value):
    client.force_login(owner)
    assert client.post(HOME + "new/", said | {field: value}).status_code == 200
    assert Sender.objects.count() == 0


def test_a_number_that_texts_is_kept_and_its_key_is_not_shown(owner, nps, client):
    client.force_login(owner)
    said = {"kind": "whatsapp", "name": "Mei", "address": "+49 30 123456", "account": "AC1", "per_minute": 5}
    one = client.post(HOME + "text/", said | {"password": "tea secret"}).url
    sender = Sender.objects.get()
    assert (sender.channel, sender.address) == ("chat", "+4930123456")
    assert "tea secret" not in client.get(one).content.decode()
    assert client.post(one + "trial/").status_code == 404
    for bad in ({"address": "12"}, {"url": "http://10.0.0.1"}, {"url": "file:///etc"}):
        assert client.post(HOME + "text/", said | bad).status_code == 200
    assert Sender.objects.count() == 1


def test_the_sweep_sends_what_is_due_at_once_where_a_campaign_says_so(
    invited, sender, receiver, nps, settings
):
    campaign = Campaign.objects.create(
        survey=nps, name="After a cup", sending={"sender": str(sender.pk), "at_once": True}, created_at=NOON
    )
    type(invited).objects.update(campaign=campaign)
    assert send_due() is True
    assert (len(receiver.mails), Message.objects.get().state) == (1, "sent")
    assert send_due() is False


def test_hours_in_which_nothing_could_leave_are_refused():
    for content in ({"from_hour": 18, "to_hour": 9}, {"weekdays": []}, {"weekdays": [7]}, {"from_hour": "x"}):
        with pytest.raises(UnfitHours):
            Hours.from_content(content)
