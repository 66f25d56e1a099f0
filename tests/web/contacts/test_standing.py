"""Every silence has a reason: what became of everybody adds up to the audience, day by day, to the end."""

from collections import Counter
from datetime import timedelta

import pytest
from django.urls import reverse

from regard.web.contacts.after_events import take_next
from regard.web.contacts.campaigning import stop
from regard.web.contacts.drawing import draw_due
from regard.web.contacts.happening import happen
from regard.web.contacts.judging import may_contact
from regard.web.contacts.models import ContactEvent, Happening
from regard.web.contacts.noting import note
from regard.web.contacts.preferring import prefer
from regard.web.contacts.quieting import leave_alone
from regard.web.contacts.standing import standing_of, unasked
from regard.web.contacts.suppressing import suppress
from regard.web.customers.matching import Person

pytestmark = pytest.mark.django_db
SMALL = {"all": [{"field": "segment", "op": "is", "values": ["small"]}]}


def silent(found):
    return {reason: n for reason, _words, n in found.silent}


def send_what_is_due(campaign, at):
    """As the channels do it: the rules are asked once more, and the line is written."""
    for one in campaign.invitations.filter(sent_at=None, withdrawn_at=None).select_related("customer"):
        verdict = may_contact(
            one.customer, survey=one.survey, channel="email", kind="ask", at=at, invitation=one
        )
        outcome = "sent" if verdict.allowed else "not_sent"
        note(one, kind="ask", outcome=outcome, reason=verdict.reason, rule=verdict.rule, at=at)


@pytest.mark.parametrize("ending", ["stopped", "done"])
def test_invited_and_not_invited_and_still_to_come_add_up_to_the_audience(
    campaign, crowd, csat, owner, noon, ending
):
    """Thirty people of forty; a few of every kind of reason, and one whose complaint comes in between."""
    small = crowd[10:]
    suppress("email", small[0].email, reason="unsubscribed", at=noon)
    suppress("email", small[1].email, reason="bounced", at=noon)
    prefer(small[2], at=noon, channels_off=["email"])
    leave_alone(small[3], because="47", by=owner, at=noon, until=noon + timedelta(days=2))
    note(small[4], kind="ask", outcome="sent", at=noon - timedelta(days=12), survey=csat, channel="sms")
    made = campaign(rule=SMALL, planned=20, per_day=4, trigger="rolling", at=noon)
    for day in range(9):
        at = noon + timedelta(days=day)
        draw_due(at=at)
        if day == 1:
            late = made.invitations.filter(sent_at=None, withdrawn_at=None).first().customer
            leave_alone(late, because="48", by=owner, at=at)
        send_what_is_due(made, at)
        found = standing_of(made, at=at)
        assert (found.total, found.waiting) == (30, 30 - found.invited - found.without)
        if ending == "stopped" and day == 2:
            stop(made, by=owner, at=at)
            break
    made.refresh_from_db()
    found = standing_of(made, at=at)
    assert (found.total, found.waiting, found.invited) == (30, 0, found.sent)
    told = silent(found)
    assert {one: told[one] for one in ("unsubscribed", "bounced", "preference", "quiet")} == {
        "unsubscribed": 1, "bounced": 1, "preference": 1, "quiet": 1,
    }  # fmt: skip
    assert found.invited == (19 if ending == "done" else 11)
    lines = unasked(ContactEvent.objects.filter(campaign=made))
    people = [*lines.values_list("customer_id", flat=True)]
    people += made.invitations.filter(withdrawn_at=None).values_list("customer_id", flat=True)
    assert Counter(people) == Counter(one.pk for one in small)
    assert all(lines.values_list("reason", flat=True))


def test_of_a_campaign_after_events_each_event_is_counted_once(campaign, customers, csat, noon):
    made = campaign(csat, trigger="event", event_kind="order.delivered", reminder_after_days=7)
    for place, who in enumerate(["c-1", "c-1", "c-2", "c-3"]):
        happen("order.delivered", key=f"o-{place}", person=Person(external_id=who), at=noon, now=noon)
    take_next(at=noon)
    suppress("email", "bo@example.com", reason="complained", at=noon)
    send_what_is_due(made, noon)
    found = standing_of(made, at=noon)
    assert (found.total, Happening.objects.count(), found.invited, found.sent) == (4, 4, 1, 1)
    assert silent(found) == {"same_survey": 1, "complained": 1, "no_address": 1}
    note(made.invitations.get(customer=customers[0]), kind="reminder", outcome="not_sent", reason="quiet",
         at=noon)  # fmt: skip
    again = standing_of(made, at=noon)
    assert (again.total, [(reason, n) for reason, _words, n in again.reminders]) == (4, [("quiet", 1)])


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["people in all", "not invited, with a reason", "asked too recently", "still to come",
                "Each person: no more than 1 in 14 days", "does not want to be asked"]),
        ("zh-hans", ["涉及的人", "未邀请（有原因）", "不久前刚问过", "尚待询问",
                     "每人：14 天内不超过 1 次", "不希望被询问"]),
    ],
)  # fmt: skip
def test_the_pages_say_it_of_the_campaign_of_those_not_asked_and_of_one_person(
    client, analyst, campaign, crowd, csat, noon, language, words
):
    people, not_asked, recently, to_come, rule, unwilling = words
    suppress("email", crowd[0].email, reason="unsubscribed", at=noon)
    note(crowd[1], kind="ask", outcome="sent", at=noon - timedelta(days=2), survey=csat, channel="email")
    made = campaign(trigger="rolling", per_day=10)
    draw_due(at=noon)
    client.force_login(analyst)

    def page(name, pk):
        path = reverse(f"contacts:{name}", args=["qinghe", pk])
        return client.get(path, headers={"accept-language": language}).content.decode()

    one = page("one", made.pk)
    assert [text for text in (people, not_asked, unwilling, to_come) if text not in one] == []
    assert f"{to_come}</dt>" in one
    silent_ones = page("silent", made.pk)
    assert unwilling in silent_ones and crowd[0].email in silent_ones
    assert unwilling in page("person", crowd[0].pk)
    for day in range(1, 5):
        draw_due(at=noon + timedelta(days=day))
    ledger = page("person", crowd[1].pk)
    assert recently in ledger and rule in ledger
