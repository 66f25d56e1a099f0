"""One event is told once: what moved at about the same time is one message, one delivery, one line."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from regard.web.alerts import watching
from regard.web.alerts.joining import NEAR, belong, sight
from regard.web.alerts.models import Alert, AlertClosing, AlertEvent, AlertMail, MailState, Watch
from regard.web.alerts.watching import Terms
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.saving import save
from regard.web.workspaces.models import OutboxEvent
from tests.web.alerts.conftest import DAY, NAME, ROLES, TODAY

pytestmark = pytest.mark.django_db
ALL = ("admin", "analyst", "agent", "viewer")


def url(name, *args):
    return reverse(f"alerts:{name}", args=["qinghe", *args])


@pytest.fixture
def begin(analyst, noon, inside):
    """Watch an address for a fall (or another way) and write to these people."""

    def watched(address, name, readers=(), way="down", roles=ROLES):
        view = save(address, name=name, note="", roles=roles, by=analyst, at=noon)
        return watching.begin(view, Terms(way, 365, 30), readers=readers, language="en", by=analyst, at=noon)

    return watched


@pytest.fixture
def three(quiet, begin, sender, analyst, viewer):
    """The loyalty of all and of a segment, and the share of complaints; the viewer reads one of them."""
    begin(Address(metric="nps"), NAME, [analyst])
    begin(Address(metric="nps", segment=("new",)), "New 新客", [analyst])
    begin(Address(sentiment=("negative",)), "Complaints 抱怨", [analyst, viewer], way="up")


@pytest.fixture
def fallen(three, tell, pass_days):
    tell((TODAY, 60, 1, 5))
    pass_days(20)


def subjects(receiver):
    return sorted((mail["To"], mail["Subject"]) for mail in receiver.mails)


def test_what_moves_together_is_one_event_and_one_message_to_each_reader(fallen, receiver, analyst, viewer):
    assert (Alert.objects.count(), AlertEvent.objects.count()) == (3, 1)
    assert subjects(receiver) == sorted(
        [
            (analyst.email, f"3 views have probably moved: “{NAME}”, “New 新客”, “Complaints 抱怨”"),
            (viewer.email, "“Complaints 抱怨” has probably risen"),
        ]
    )
    text = next(mail for mail in receiver.mails if mail["To"] == analyst.email).get_content()
    assert text.count("has probably fallen:") == 2 and text.count("has probably risen:") == 1
    for alert in Alert.objects.all():
        assert f"/alerts/{alert.pk}/" in text
    assert f"/alerts/events/{AlertEvent.objects.get().pk}/" in text
    assert text.count("It does not say why") == 1


def test_programs_are_told_once_with_all_of_it(fallen, pass_days):
    for day in (21, 22, 23):
        pass_days(day)
    event = OutboxEvent.objects.get()
    assert event.type == "alert.raised"
    assert [one["view"] for one in event.content["alerts"]] == [NAME, "New 新客", "Complaints 抱怨"]
    assert event.content["event"] == str(AlertEvent.objects.get().pk)
    assert event.content["id"] == event.content["alerts"][0]["id"]


def test_what_joins_later_is_told_once_more_and_then_never(
    three, tell, pass_days, receiver, analyst, viewer, begin
):
    tell((TODAY, 60, 1, 5))
    late = [
        begin(Address(metric=metric, segment=segment), f"Late {place}", [analyst])
        for place, (metric, segment) in enumerate([("nps", ("new",)), ("nps", ()), ("net_sentiment", ())])
    ]
    Watch.objects.filter(pk__in=[watch.pk for watch in late]).update(rested_on=TODAY + 99 * DAY)
    pass_days(6)
    sent = len(receiver.mails)
    assert (sent, Alert.objects.count()) == (2, 3)
    for place, watch in enumerate(late):
        Watch.objects.filter(pk=watch.pk).update(rested_on=None)
        pass_days(7 + place)
    assert (Alert.objects.count(), AlertEvent.objects.count()) == (6, 1)
    assert [mail["To"] for mail in receiver.mails[sent:]] == [analyst.email]
    update = receiver.mails[-1]
    assert update["Subject"] == "“Late 0” has probably fallen"
    assert update.get_content().startswith("This joined an event that you were written to about before")
    assert [event.type for event in OutboxEvent.objects.order_by("position")] == [
        "alert.raised",
        "alert.updated",
    ]
    assert len(OutboxEvent.objects.order_by("position").last().content["alerts"]) == 4


def test_an_e_mail_that_waits_lists_what_joined_meanwhile_and_no_second_one_is_written(
    three, tell, pass_days, receiver, analyst, begin
):
    tell((TODAY, 60, 1, 5))
    late = begin(Address(metric="net_sentiment"), "Late", [analyst])
    Watch.objects.filter(pk=late.pk).update(rested_on=TODAY + 99 * DAY)
    receiver.says["RCPT"] = "451 later"
    pass_days(6)
    Watch.objects.filter(pk=late.pk).update(rested_on=None)
    receiver.says.clear()
    pass_days(8)
    (mail,) = (mail for mail in receiver.mails if mail["To"] == analyst.email)
    assert mail["Subject"].startswith("4 views have probably moved")
    assert AlertMail.objects.filter(user=analyst).count() == 1


def test_of_an_event_each_reads_what_they_may_see(
    quiet, begin, sender, analyst, viewer, tell, pass_days, receiver
):
    begin(Address(metric="nps"), "Own", [analyst, viewer], roles=("analyst",))
    begin(Address(metric="net_sentiment"), "Shared", [analyst, viewer])
    tell((TODAY, 60, 1, 5))
    pass_days(20)
    (mail,) = (mail for mail in receiver.mails if mail["To"] == viewer.email)
    assert "Own" not in mail["Subject"] + mail.get_content()


def test_the_app_shows_one_event_with_its_alerts(look, fallen, analyst, viewer):
    event = AlertEvent.objects.get()
    every = look(analyst, url("every"))
    assert every.html.count('class="alert-open"') == 1
    assert every.link("3 views have probably moved") == url("event", event.pk)
    assert look(viewer, "home/").link("3 views have probably moved") == url("event", event.pk)
    page = look(viewer, url("event", event.pk))
    for alert in Alert.objects.all():
        assert url("told", alert.pk) in page.html
    assert "at most 7 days apart" in page.text
    assert "Close all" not in page.text
    chinese = look(analyst, url("event", event.pk), language="zh-hans").text
    assert "3 个视图很可能发生了变化" in chinese
    told = look(analyst, url("told", Alert.objects.order_by("raised_at").first().pk))
    assert "In the same event" in told.text
    assert told.link("All of the event") == url("event", event.pk)


def test_who_sees_none_of_its_views_sees_no_event(client, fallen, agent):
    client.force_login(agent)
    assert client.get(url("event", AlertEvent.objects.get().pk)).status_code == 404
    assert client.post(url("close_event", AlertEvent.objects.get().pk), {}).status_code == 403


def test_all_of_it_is_closed_at_once_and_one_by_one(client, look, fallen, analyst, noon):
    event = AlertEvent.objects.get()
    first = Alert.objects.order_by("raised_at").first()
    watching.close(first, note="", is_new_normal=True, by=analyst, at=noon)
    assert look(analyst, url("every")).html.count('class="alert-open"') == 1
    client.force_login(analyst)
    done = client.post(url("close_event", event.pk), {"note": "A strike 罢工", "is_new_normal": "on"})
    assert done.url == url("event", event.pk)
    assert (Alert.objects.filter(closing=None).count(), AlertClosing.objects.count()) == (0, 3)
    assert AlertClosing.objects.filter(note="A strike 罢工").count() == 2
    every = look(analyst, url("every"))
    assert 'class="alert-open"' not in every.html
    assert "A strike 罢工" in every.text.split("Closed")[1]
    assert "has probably moved" not in look(analyst, "home/").text


def test_the_page_of_an_event_of_one_alert_is_that_alert(client, watch, tell, pass_days, analyst):
    tell((TODAY, 20, 1, 5))
    pass_days(20)
    client.force_login(analyst)
    assert client.get(url("event", AlertEvent.objects.get().pk)).url == url("told", Alert.objects.get().pk)


def test_after_an_event_is_closed_another_one_is_told_anew(fallen, tell, pass_days, receiver, analyst, noon):
    before = len(receiver.mails)
    for alert in Alert.objects.select_related("watch"):
        watching.close(alert, note="", is_new_normal=False, by=analyst, at=noon + 20 * DAY)
    pass_days(40)
    assert AlertEvent.objects.count() == 2
    assert len(receiver.mails) == before + 2
    assert {mail.state for mail in AlertMail.objects.all()} == {MailState.SENT}


def at_days(address, first, last):
    return sight(address.query(), TODAY + first * DAY, TODAY + last * DAY)


NPS = Address(metric="nps")


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        (NPS, Address(metric="csat"), True),  # the same people may have given both
        (NPS, Address(factor=("delivery",)), True),
        (NPS.but(segment=("a",)), NPS.but(segment=("b",)), True),  # the same metric of two parts
        (NPS.but(segment=("a",)), Address(metric="csat", segment=("b",)), False),
        (NPS.but(segment=("a",)), Address(metric="csat", segment=("b", "a")), True),
        (NPS.but(segment=("a",)), Address(metric="csat", channel=("email",)), True),
        (
            Address(factor=("delivery",), source=("x",)),
            Address(factor=("delivery", "price"), source=("y",)),
            True,
        ),
        (Address(factor=("price",), source=("x",)), Address(factor=("delivery",), source=("y",)), False),
        (Address(theme=("late",), source=("x",)), Address(theme=("late",), source=("y",)), True),
        (
            Address(metric="csat", account=str(UUID(int=1))),
            Address(metric="nps", account=str(UUID(int=2))),
            False,
        ),
    ],
)
def test_which_views_may_be_of_one_event(inside, one, other, is_one):
    assert belong(at_days(one, 0, 3), at_days(other, 1, 4)) is is_one
    assert belong(at_days(other, 0, 3), at_days(one, 1, 4)) is is_one


@pytest.mark.parametrize(("gap", "is_one"), [(-3, True), (0, True), (7, True), (8, False), (60, False)])
def test_which_days_may_be_of_one_event(inside, gap, is_one):
    assert timedelta(days=7) == NEAR
    assert belong(at_days(NPS, 0, 3), at_days(NPS, 3 + gap, 20 + gap)) is is_one
    assert belong(at_days(NPS, 3 + gap, 20 + gap), at_days(NPS, 0, 3)) is is_one
