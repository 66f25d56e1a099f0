"""What the pages say of a campaign and of rules, so that nobody has to ask somebody else."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from regard.web.channels.models import Message
from regard.web.contacts.campaigning import start
from regard.web.contacts.drawing import draw_due
from regard.web.contacts.models import Campaign, Invitation
from regard.web.customers.models import Customer

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)


@pytest.fixture
def read(client, analyst):
    client.force_login(analyst)
    return lambda name, *args: client.get(
        reverse(f"contacts:{name}", args=["qinghe", *args])
    ).content.decode()


def test_a_campaign_says_when_its_next_message_leaves(read, nps, customers, senders, owner):
    campaign = Campaign.objects.create(survey=nps, name="Autumn 秋", created_at=timezone.now())
    start(campaign, by=owner, at=timezone.now())
    draw_due(at=timezone.now())
    assert "The next message leaves" not in read("one", campaign.pk)
    for place, invitation in enumerate(Invitation.objects.filter(campaign=campaign)):
        Message.objects.create(
            invitation=invitation,
            sender=senders[0],
            channel="email",
            kind="ask",
            message_id=f"m{place}",
            state="waiting",
            due_at=MORNING + timedelta(hours=place),
        )
    assert "The next message leaves on Nov. 23, 2026, 9:05 a.m. (UTC)" in read("one", campaign.pk)
    Message.objects.update(state="sent")
    assert "The next message leaves" not in read("one", campaign.pk)


def test_a_rule_says_which_surveys_it_is_about(read, nps, customers):
    page = read("rules")
    assert "Each person: no more than 1 in 180 days · that measure recommendation (NPS)</h2>" in page
    assert "Each person: no more than 1 in 30 days · the same survey</h2>" in page
    assert "Each person: no more than 1 in 3 days · reminders</h2>" in page
    assert "Each company: no more than 12 in 90 days</h2>" in page


def test_a_language_has_its_name_as_files_write_it_too(read, nps, customers):
    Customer.objects.filter(pk=customers[0].pk).update(language="zh")
    page = read("new-audience")
    assert "中文" in page.split('value="zh"')[1].split("</label>")[0]
