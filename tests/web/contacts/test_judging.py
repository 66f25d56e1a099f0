"""May this person be contacted now: the tables say what the rules read."""

from datetime import timedelta

import pytest

from regard.contacting.rules import ALLOWED, DEFAULT, Rules, Verdict
from regard.web.contacts.inviting import invite
from regard.web.contacts.judging import may_contact
from regard.web.contacts.models import ContactEvent, ContactRules, Quiet
from regard.web.contacts.noting import note
from regard.web.contacts.preferring import UnfitPreference, prefer
from regard.web.contacts.ruling import change_rules, rules_now
from regard.web.contacts.suppressing import is_suppressed, lift, suppress
from regard.web.surveys import publishing
from regard.web.workspaces.models import AuditEvent
from regard.web.workspaces.tenancy import in_workspace

pytestmark = pytest.mark.django_db


def may(customer, survey, at, *, kind="ask", channel="email", **more):
    return may_contact(customer, survey=survey, channel=channel, kind=kind, at=at, **more)


def test_somebody_whom_nobody_has_asked_may_be_asked(customers, nps, noon):
    assert may(customers[0], nps, noon) == ALLOWED


def test_what_was_sent_counts_and_what_was_not_sent_does_not(customers, nps, csat, noon):
    ada = customers[0]
    for outcome in ("not_sent", "failed"):
        note(ada, kind="ask", outcome=outcome, at=noon, survey=nps, channel="email", reason="quiet")
    assert may(ada, nps, noon) == ALLOWED
    note(ada, kind="ask", outcome="sent", at=noon, survey=nps, channel="sms")
    later = noon + timedelta(days=20)
    assert may(ada, nps, later) == Verdict(False, "same_survey", "nps_once")
    assert may(ada, csat, later) == ALLOWED
    assert may(ada, csat, noon + timedelta(days=13)) == Verdict(False, "asked_lately", "person_rest")


def test_an_invitation_on_the_way_counts_where_people_are_chosen_and_not_where_it_is_sent(
    customers, nps, csat, noon
):
    ada = customers[0]
    waiting = invite(nps, ada, channel="email", due_at=noon, at=noon)
    assert may(ada, csat, noon, on_the_way=True).reason == "asked_lately"
    assert may(ada, csat, noon) == ALLOWED
    assert may(ada, nps, noon, on_the_way=True, invitation=waiting) == ALLOWED
    note(waiting, kind="ask", outcome="not_sent", reason="quiet", at=noon)
    assert may(ada, csat, noon, on_the_way=True) == ALLOWED


def test_two_senders_of_one_account_cannot_both_use_up_its_last_contact(customers, nps, owner, noon):
    ada, bo, _chen = customers
    content = DEFAULT.to_content() | {"caps": [{"key": "quarter", "most": 1, "days": 90, "each": "account"}]}
    change_rules(Rules.from_content(content), by=owner, at=noon)
    first, second = (invite(nps, one, channel="email", due_at=noon, at=noon) for one in (ada, bo))
    assert may(ada, nps, noon, invitation=first) == ALLOWED
    note(first, kind="ask", outcome="sent", at=noon)
    assert may(bo, nps, noon, invitation=second) == Verdict(False, "account_cap", "quarter")


def test_quiet_lasts_until_a_fortnight_after_the_complaint_was_settled(customers, nps, owner, noon):
    ada, bo, chen = customers
    quiet = Quiet.objects.create(account=ada.account, because="complaint 47", since=noon, opened_by=owner)
    assert may(bo, nps, noon).reason == "quiet"
    assert may(chen, nps, noon, channel="sms") == ALLOWED
    quiet.ended_at = noon + timedelta(days=1)
    quiet.save()
    assert may(ada, nps, noon + timedelta(days=14)).reason == "quiet"
    assert may(ada, nps, noon + timedelta(days=15)) == ALLOWED


def test_without_an_address_there_is_no_way_to_ask(customers, nps, noon):
    chen = customers[2]
    assert may(chen, nps, noon) == Verdict(False, "no_address", "refusal")
    assert may(chen, nps, noon, channel="sms") == ALLOWED
    assert may(chen, nps, noon, channel="in_app") == ALLOWED


def test_who_unsubscribed_is_asked_by_no_channel_and_whose_mail_bounced_by_another(customers, nps, noon):
    ada, _bo, chen = customers
    suppress("email", "ada@example.com", reason="bounced", at=noon)
    assert may(ada, nps, noon).reason == "bounced"
    assert may(ada, nps, noon, channel="in_app") == ALLOWED
    suppress("phone", "+8613800000000", reason="unsubscribed", at=noon)
    assert may(chen, nps, noon, channel="in_app").reason == "unsubscribed"


def test_an_address_is_the_same_in_capitals_and_is_kept_as_a_hash_alone(customers, nps, csat, owner, noon):
    row = suppress("email", " Ada@Example.COM", reason="by_hand", at=noon, survey=nps)
    assert suppress("email", "ada@example.com", reason="by_hand", at=noon, survey=nps) == row
    assert is_suppressed("email", "ADA@example.com", survey=nps)
    assert not is_suppressed("email", "ada@example.com", survey=csat)
    assert not is_suppressed("email", "ada@example.com")
    assert "ada" not in row.value_hash and len(row.value_hash) == 64
    assert (may(customers[0], nps, noon).reason, may(customers[0], csat, noon)) == ("unsubscribed", ALLOWED)
    lift(row, by=owner, at=noon)
    assert may(customers[0], nps, noon) == ALLOWED


def test_the_hash_of_an_address_is_another_one_in_another_workspace(nps, other_workspace, noon):
    here = suppress("email", "ada@example.com", reason="by_hand", at=noon)
    with in_workspace(other_workspace):
        assert not is_suppressed("email", "ada@example.com")
        there = suppress("email", "ada@example.com", reason="by_hand", at=noon)
    assert here.value_hash != there.value_hash


def test_what_people_chose_holds(customers, nps, csat, noon):
    ada = customers[0]
    prefer(ada, at=noon, at_most_once_in_days=365, channels_off=["sms", "email"])
    assert may(ada, nps, noon).reason == "preference"
    prefer(ada, at=noon, at_most_once_in_days=365)
    assert may(ada, nps, noon) == ALLOWED
    note(ada, kind="ask", outcome="sent", at=noon, survey=nps, channel="email")
    assert may(ada, csat, noon + timedelta(days=364)) == Verdict(False, "preference", "preference")
    for unfit in ({"at_most_once_in_days": 0}, {"channels_off": ["pigeon"]}):
        with pytest.raises(UnfitPreference):
            prefer(ada, at=noon, **unfit)


def test_a_closed_survey_asks_nobody_and_an_answered_one_reminds_nobody(customers, nps, owner, noon):
    late = invite(nps, customers[0], channel="email", due_at=noon, at=noon)
    late.used_on = noon.date()
    assert may(customers[0], nps, noon, kind="reminder", invitation=late).reason == "answered"
    late.used_on, late.expires_at = None, noon
    assert may(customers[0], nps, noon, kind="reminder", invitation=late).reason == "expired"
    publishing.close(nps, by=owner, at=noon)
    assert may(customers[0], nps, noon) == Verdict(False, "closed", "survey")


def test_a_link_of_nobody_in_particular_has_nobody_to_spare(nps, noon):
    assert may(None, nps, noon) == ALLOWED


def test_each_change_of_the_rules_is_another_row(nps, owner, noon):
    assert rules_now() == (None, DEFAULT)
    first = change_rules(DEFAULT, by=owner, at=noon)
    second = change_rules(Rules(DEFAULT.caps[:1], quiet_days=3), by=owner, at=noon)
    assert (first.number, second.number) == (1, 2)
    assert rules_now() == (second, Rules(DEFAULT.caps[:1], quiet_days=3))
    assert ContactRules.objects.count() == 2
    assert AuditEvent.objects.filter(action="rules.changed").count() == 2


def test_the_times_of_an_invitation_keep_in_step_with_its_lines(customers, nps, noon):
    sent = invite(nps, customers[0], channel="email", due_at=noon, at=noon)
    note(sent, kind="ask", outcome="sent", at=noon)
    note(sent, kind="reminder", outcome="sent", at=noon + timedelta(days=7))
    sent.refresh_from_db()
    assert (sent.sent_at, sent.reminded_at) == (noon, noon + timedelta(days=7))
    lines = ContactEvent.objects.order_by("at").values_list("kind", "survey_kind", "customer", "account")
    assert list(lines) == [
        (kind, "nps", customers[0].pk, customers[0].account_id) for kind in ("ask", "reminder")
    ]
