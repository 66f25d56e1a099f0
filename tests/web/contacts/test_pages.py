"""The pages about whom to ask: planned, seen, started, stopped; rules, stop list, quiet; by whom."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from regard.contacting.rules import DEFAULT
from regard.web.channels.models import Sender
from regard.web.contacts.campaigning import start
from regard.web.contacts.drawing import draw_due
from regard.web.contacts.models import Audience, Campaign, ContactEvent, ContactRules, Quiet, Suppression
from regard.web.contacts.noting import note
from regard.web.contacts.rule_forms import shown
from regard.web.contacts.ruling import rules_now
from regard.web.surveys import publishing
from regard.web.workspaces.models import AuditEvent
from regard.web.workspaces.tenancy import in_workspace

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 15, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>{{ 7*7 }}"


def plan(asked, /, **changes):
    given = {
        "survey": asked.pk, "name": "Autumn 秋", "channel": "email", "trigger": "once", "event_kind": "",
        "delay_hours": "0", "planned": "0", "per_day": "0", "wanted": "0", "priority": "5",
        "share_percent": "100", "reserved_percent": "0",
    }  # fmt: skip
    return given | changes


def made(survey, at, **changes):
    return Campaign.objects.create(survey=survey, **({"name": "Autumn", "created_at": at} | changes))


def test_a_campaign_is_planned_seen_started_and_stopped(go, nps, customers):
    response = go("new", send=plan(nps, planned="1", reminder_after_days="7"))
    campaign = Campaign.objects.get()
    assert response.url == reverse("contacts:one", args=["qinghe", campaign.pk])
    page = go("one", campaign.pk).content.decode()
    assert "If it began now" in page and "no address for this channel" in page
    assert campaign.invitations.count() == 0
    go("start", campaign.pk, send={"x": "1"})
    campaign.refresh_from_db()
    assert (campaign.started_by.email, campaign.reminder_after_days) == ("analyst@qinghe.example.com", 7)
    draw_due(at=timezone.now())
    page = go("one", campaign.pk).content.decode()
    assert "So far" in page and "no address for this channel" in page and "not drawn" in page
    assert campaign.invitations.count() == 1


def test_a_campaign_offers_the_channels_that_work_and_says_what_the_others_need(
    go, nps, customers, senders, client, owner
):
    page = go("new", query=f"?survey={nps.pk}").content.decode()
    assert re.findall(r'<option value="(\w+)"[^>]*>(E-mail|SMS|Chat)<', page) == [("email", "E-mail")]
    assert "SMS: its sender reports a problem. Chat: it has no sender yet." in page
    assert "An owner or admin adds senders in the settings." in page
    assert f'<option value="{nps.pk}" selected' in page
    assert "Select a valid choice" in go("new", send=plan(nps, channel="sms")).content.decode()
    senders[1].problem = ""
    senders[1].save()
    Sender.objects.create(channel="email", name="Bad", address="b@x.example", problem="x", created_at=NOW)
    assert go("new", send=plan(nps, channel="sms")).status_code == 302
    senders[0].removed_at = NOW
    senders[0].save()
    campaign = made(nps, NOW)
    page = go("one", campaign.pk, language="zh-hans").content.decode()
    assert "：发件人报告了问题。" in page
    client.force_login(owner)
    page = client.get(reverse("contacts:one", args=["qinghe", campaign.pk])).content.decode()
    assert reverse("channels:every", args=["qinghe"]) in page


def test_a_survey_leads_to_a_campaign_and_a_plan_and_a_customer_to_their_ledger(go, client, nps, customers):
    survey = client.get(f"/w/qinghe/surveys/{nps.pk}/").content.decode()
    assert reverse("contacts:new", args=["qinghe"]) + f"?survey={nps.pk}" in survey
    assert reverse("results:planning", args=["qinghe", nps.pk]) in survey
    campaign = go("one", made(nps, NOW).pk).content.decode()
    assert reverse("results:planning", args=["qinghe", nps.pk]) + "?channel=email" in campaign
    customer = client.get(f"/w/qinghe/customers/{customers[0].pk}/").content.decode()
    assert reverse("contacts:person", args=["qinghe", customers[0].pk]) in customer


def test_stopping_is_one_button_and_stays_stopped(go, nps, customers, owner):
    campaign = made(nps, timezone.now(), trigger="rolling", per_day=1)
    start(campaign, by=owner, at=timezone.now() - timedelta(seconds=1))
    go("stop", campaign.pk, send={"x": "1"})
    campaign.refresh_from_db()
    assert campaign.stopped_by.email == "analyst@qinghe.example.com"
    assert "Stopped" in go("every").content.decode()
    assert draw_due(at=timezone.now()) is False


def test_what_would_be_drawn_is_what_is_drawn(go, nps, customers, owner):
    campaign = made(nps, timezone.now(), planned=1)
    go("one", campaign.pk)
    assert Campaign.objects.get().started_at is None
    start(campaign, by=owner, at=timezone.now())
    draw_due(at=timezone.now())
    assert campaign.draws.get().taken == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"trigger": "event"}, "Name the event"),
        ({"trigger": "rolling"}, "How many a day?"),
        ({"priority": "0"}, "A number from 1 to 9"),
        ({"more_of": "new"}, "Choose a segment"),
        ({"first_day": "2026-12-02", "last_day": "2026-12-01"}, "before the first"),
        ({"channel": "import"}, "Select a valid choice"),
        ({"share_percent": "101"}, "100"),
        ({"planned": "-1"}, "0"),
        ({"survey": "0192d0d0-0000-7000-8000-000000000000"}, "Select a valid choice"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_made(go, nps, customers, changes, words):
    response = go("new", send=plan(nps, **changes))
    assert response.status_code == 200
    assert words in response.content.decode()
    assert Campaign.objects.count() == 0


def test_a_survey_or_audience_of_another_workspace_cannot_be_named(go, nps, customers, other_workspace, noon):
    with in_workspace(other_workspace):
        theirs = Audience.objects.create(name="Theirs", rule={}, created_at=noon)
    response = go("new", send=plan(nps, audience=theirs.pk))
    assert "Select a valid choice" in response.content.decode()
    assert go("audience", theirs.pk).status_code == 404
    assert Campaign.objects.count() == 0


def test_a_campaign_that_asks_already_is_not_changed(go, nps, customers, owner, noon):
    campaign = made(nps, noon)
    start(campaign, by=owner, at=noon)
    assert go("change", campaign.pk, send=plan(nps, name="Other")).status_code == 302
    assert Campaign.objects.get().name == "Autumn"


def test_a_plan_comes_back_as_it_was_filled_in(go, nps, customers):
    filled = plan(
        nps, more_of="new", more_times="4", first_day="2026-12-01", last_day="2026-12-31",
        reserved_percent="15", share_percent="50", trigger="event", event_kind="order.delivered",
    )  # fmt: skip
    go("new", send=filled)
    campaign = Campaign.objects.get()
    assert (campaign.shares, campaign.reserved, campaign.share) == ({"new": 4.0}, 0.15, 0.5)
    page = go("change", campaign.pk).content.decode()
    for words in ('value="2026-12-31"', 'value="15"', 'value="50"', 'value="4.0"', "order.delivered"):
        assert words in page


def test_an_audience_is_a_form_and_says_how_many_belong_to_it(go, nps, customers):
    customers[0].attributes = {"plan": "pro"}
    customers[0].save()
    given = {"account_segment": "enterprise", "known_at_least": "365"}
    go("new-audience", name="Old 老客户", attribute="plan", attribute_values="pro， max", **given)
    audience = Audience.objects.get()
    assert audience.rule == {"all": [
        {"field": "account_segment", "op": "is", "values": ["enterprise"]},
        {"field": "days_known", "op": "at_least", "number": 365.0},
        {"field": "attributes.plan", "op": "is", "values": ["pro", "max"]},
    ]}  # fmt: skip
    page = go("audiences").content.decode()
    assert "Old 老客户" in page and 'data-label="People today">1<' in page
    page = go("audience", audience.pk).content.decode()
    assert 'value="365"' in page and 'value="pro, max"' in page and "checked" in page
    go("audience", audience.pk, name="Everybody")
    audience.refresh_from_db()
    assert audience.rule == {"all": []}


def caps(*rows, **changes):
    fields = {
        "cap-TOTAL_FORMS": len(rows) + 1, "cap-INITIAL_FORMS": len(DEFAULT.caps), "quiet_days": "14",
        f"cap-{len(rows)}-each": "person", f"cap-{len(rows)}-about": "every",
        f"cap-{len(rows)}-counts": "asks",
    }  # fmt: skip
    fields |= {f"cap-{place}-{name}": value for place, row in enumerate(rows) for name, value in row.items()}
    return fields | changes


def test_the_rules_come_back_as_they_are_and_a_save_without_change_is_no_change(go, nps, customers):
    assert "Each company: no more than 12 in 90 days" in go("rules").content.decode()
    go("rules", send=caps(*shown(DEFAULT)))
    assert ContactRules.objects.count() == 0
    assert rules_now()[1] == DEFAULT


def test_a_rule_is_changed_added_and_removed(go, nps, customers):
    place = len(DEFAULT.caps)
    go(
        "rules",
        send=caps(
            *shown(DEFAULT),
            **{
                "cap-0-days": "365", "cap-1-DELETE": "on", "quiet_days": "30",
                f"cap-{place}-each": "account", f"cap-{place}-most": "2", f"cap-{place}-days": "90",
                f"cap-{place}-counts": "all", f"cap-{place}-segment": "enterprise",
            },
        ),
    )  # fmt: skip
    _row, found = rules_now()
    assert [cap.key for cap in found.caps] == [
        "nps_once", "after_reminder", "person_rest", "person_year", "account_quarter", "own_1",
    ]  # fmt: skip
    assert (found.caps[0].days, found.quiet_days) == (365, 30)
    own = found.caps[-1]
    assert (own.most, own.days, str(own.each), own.whom.holds({"segment": "enterprise"})) == (
        2, 90, "account", True,
    )  # fmt: skip
    assert not own.whom.holds({"segment": "new"})


def test_a_rule_that_does_not_fit_changes_nothing(go, nps, customers):
    response = go("rules", send=caps(*shown(DEFAULT), **{"cap-0-most": "-1"}))
    assert response.status_code == 200
    assert ContactRules.objects.count() == 0


def test_an_address_is_stopped_by_hand_and_written_to_again(go, nps, customers):
    go("stopped", kind="email", value="ADA@example.com", evidence="by phone")
    row = Suppression.objects.get()
    page = go("stopped").content.decode()
    assert row.value_hash[:8] in page and "by phone" in page and "ada@" not in page.lower()
    go("lift", row.pk, send={"x": "1"})
    row.refresh_from_db()
    assert row.lifted_by.email == "analyst@qinghe.example.com"


def test_somebody_is_left_alone_and_it_is_settled(go, nps, customers):
    ada = customers[0]
    go("person", ada.pk, because="Complaint 47", whole_account="on")
    quiet = Quiet.objects.get()
    assert (quiet.account, quiet.customer) == (ada.account, None)
    assert "Complaint 47" in go("person", customers[1].pk).content.decode()
    response = go("end-quiet", quiet.pk, customer=str(ada.pk))
    assert response.url == reverse("contacts:person", args=["qinghe", ada.pk])
    quiet.refresh_from_db()
    assert quiet.ended_at is not None
    assert go("end-quiet", quiet.pk, customer="x").url == reverse("contacts:every", args=["qinghe"])


def test_the_people_who_were_not_asked_are_listed_with_their_reason(go, nps, customers, owner):
    campaign = made(nps, timezone.now())
    start(campaign, by=owner, at=timezone.now())
    draw_due(at=timezone.now())
    page = go("silent", campaign.pk).content.decode()
    assert "陈" in page and "no address for this channel" in page
    assert "陈" not in go("silent", campaign.pk, query="?reason=quiet").content.decode()
    assert go("silent", campaign.pk, query="?reason=nonsense&page=99").status_code == 200


def test_the_ledger_of_a_person_says_what_was_sent_and_what_was_not(go, nps, customers, noon):
    note(customers[0], kind="ask", outcome="sent", at=noon, survey=nps, channel="email")
    note(
        customers[0], kind="reminder", outcome="not_sent", reason="quiet", at=noon, survey=nps, channel="sms"
    )
    page = go("person", customers[0].pk).content.decode()
    for words in ("Reminder", "quiet after a complaint", "Twice a year 每半年"):
        assert words in page


@pytest.mark.parametrize("role", ["viewer", "agent"])
def test_who_may_not_send_sees_and_changes_nothing(client, nps, customers, owner, noon, request, role):
    campaign = made(nps, noon)
    quiet = Quiet.objects.create(customer=customers[0], because="x", since=noon)
    client.force_login(request.getfixturevalue(role))
    assert client.get("/w/qinghe/asking/").status_code == 200
    page = client.get(f"/w/qinghe/asking/{campaign.pk}/").content.decode()
    assert "Start asking" not in page
    for name, *args in (
        ("new",), ("change", campaign.pk), ("start", campaign.pk), ("stop", campaign.pk), ("rules",),
        ("stopped",), ("new-audience",), ("end-quiet", quiet.pk),
    ):  # fmt: skip
        response = client.post(reverse(f"contacts:{name}", args=["qinghe", *args]), {})
        assert response.status_code == 403, name
    people = client.get(f"/w/qinghe/asking/{campaign.pk}/not-asked/").status_code
    assert people == (200 if role == "agent" else 403)
    client.post(reverse("contacts:person", args=["qinghe", customers[0].pk]), {"because": "mine"})
    assert (Campaign.objects.get().started_at, Quiet.objects.count()) == (None, 1)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_hostile_names_are_shown_as_they_were_written(go, nps, customers, owner, language):
    customers[0].name = customers[0].segment = HOSTILE
    customers[0].save()
    nps.name = HOSTILE
    nps.save()
    Audience.objects.create(
        name=HOSTILE,
        rule={"all": [{"field": "segment", "op": "is", "values": [HOSTILE]}]},
        created_at=timezone.now(),
    )
    campaign = made(nps, timezone.now(), name=HOSTILE, audience=Audience.objects.get(), event_kind=HOSTILE)
    campaign.shares = {HOSTILE: 2.0}
    campaign.save()
    start(campaign, by=owner, at=timezone.now())
    quiet = {"because": HOSTILE, "since": timezone.now() - timedelta(days=1)}
    Quiet.objects.create(customer=customers[0], **quiet)
    draw_due(at=timezone.now())
    Campaign.objects.create(
        name="Event", survey=nps, trigger="event", event_kind=HOSTILE, created_at=timezone.now()
    )
    pages = [go(name, *args, language=language) for name, *args in (
        ("every",), ("new",), ("one", campaign.pk), ("silent", campaign.pk), ("audiences",),
        ("new-audience",), ("audience", Audience.objects.get().pk), ("rules",), ("person", customers[0].pk),
        ("one", Campaign.objects.get(name="Event").pk),
    )]  # fmt: skip
    for page in pages:
        text = page.content.decode()
        assert page.status_code == 200
        assert "<script>alert(1)" not in text
        assert "&lt;script&gt;alert(1)" in text
        assert "{49}" not in text and "49 }}" not in text


def test_the_list_asks_the_database_as_often_for_three_campaigns_as_for_one(
    go, nps, customers, noon, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for number in range(2):
        for place in range(1 + number):
            made(nps, noon, name=f"{number} {place}")
        with CaptureQueriesContext(connection) as asked:
            go("every")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_pages_are_chinese_for_who_reads_chinese(go, nps, customers, owner):
    campaign = made(nps, timezone.now())
    page = go("one", campaign.pk, language="zh-hans").content.decode()
    assert "如果现在开始" in page and "可以联系到" in page
    assert ContactEvent.objects.count() == 0


def test_one_use_links_are_made_downloaded_once_and_take_one_answer_each(go, nps, client, settings):
    settings.PUBLIC_URL = "https://ask.example.com"
    response = go("one-use", survey=nps.pk, count="3", language="zh-hans")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    head, *links = response.content.decode().split()
    assert (head, len(set(links))) == ("link", 3)
    assert all(link.startswith("https://ask.example.com/i/") for link in links)
    client.logout()
    assert client.get(links[0].removeprefix("https://ask.example.com")).status_code == 200
    assert AuditEvent.objects.filter(action="links.made").get().details == {"count": 3}


@pytest.mark.parametrize("count", ["0", "5001", "-1", "x", ""])
def test_too_many_links_or_none_are_refused(go, nps, count):
    assert go("one-use", survey=nps.pk, count=count).status_code == 200
    assert nps.invitations.count() == 0


def test_without_a_published_survey_the_pages_say_what_to_do_next(go, nps, owner, noon):
    publishing.close(nps, by=owner, at=noon)
    for name in ("one-use", "every"):
        assert "Nothing to ask yet" in go(name).content.decode()
