"""Alerts by e-mail: in the language of the watch, once, from the workspace's own server."""

import pytest

from regard.web.alerts import watching
from regard.web.alerts.models import Alert, AlertMail, MailState
from regard.web.alerts.watching import Terms
from regard.web.workspaces.models import Membership
from tests.web.alerts.conftest import DAY, NAME, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def read_watch(view, quiet, analyst, viewer, sender, noon):
    """Two people are written to in Chinese."""
    return watching.begin(
        view, Terms("down", 365, 30), readers=[analyst, viewer], language="zh-hans", by=analyst, at=noon
    )


@pytest.fixture
def fallen(read_watch, tell):
    tell((TODAY, 20, 1, 5))


def test_each_reader_gets_one_mail_with_the_sentence_and_the_way_to_it(
    fallen, receiver, pass_days, analyst, viewer
):
    for days in (20, 21, 22):
        pass_days(days)
    assert sorted(mail["To"] for mail in receiver.mails) == sorted([analyst.email, viewer.email])
    mail = receiver.mails[0]
    assert mail["Subject"] == f"“{NAME}”很可能下降了"
    assert mail["From"] == "Regard 清河 <regard@qinghe.example.com>"
    assert mail["Auto-Submitted"] == "auto-generated"
    text = mail.get_content()
    assert "n = 120" in text
    assert f"/w/qinghe/alerts/{Alert.objects.get().pk}/" in text
    assert {one.state for one in AlertMail.objects.all()} == {MailState.SENT}


def test_a_server_that_is_away_is_tried_again_later(fallen, receiver, pass_days):
    receiver.says["RCPT"] = "451 later"
    pass_days(20)
    assert {(one.state, one.tries) for one in AlertMail.objects.all()} == {(MailState.WAITING, 1)}
    assert receiver.mails == []
    receiver.says.clear()
    pass_days(21)
    assert len(receiver.mails) == 2


def test_an_address_that_is_refused_for_good_is_not_tried_again(fallen, receiver, pass_days):
    receiver.says["RCPT"] = "550 5.1.1 nobody"
    pass_days(20)
    pass_days(22)
    assert {(one.state, one.tries) for one in AlertMail.objects.all()} == {(MailState.FAILED, 1)}
    assert "550" in AlertMail.objects.first().problem


def test_a_mail_that_killed_two_workers_is_not_sent_a_third_time(fallen, receiver, pass_days):
    receiver.says["RCPT"] = "451 later"
    pass_days(20)
    AlertMail.objects.update(state=MailState.SENDING, tries=2)
    receiver.says.clear()
    pass_days(21)
    assert {(one.state, one.problem) for one in AlertMail.objects.all()} == {
        (MailState.FAILED, "perhaps sent")
    }
    assert receiver.mails == []


def test_who_left_or_no_longer_sees_the_view_is_not_written_to(fallen, receiver, pass_days, viewer, analyst):
    Membership.objects.filter(user=viewer).delete()
    pass_days(20)
    assert [mail["To"] for mail in receiver.mails] == [analyst.email]


def test_without_a_server_an_e_mail_waits_and_goes_when_there_is_one(
    watch, tell, pass_days, receiver, a_sender
):
    tell((TODAY, 20, 1, 5))
    pass_days(20)
    assert [mail.state for mail in AlertMail.objects.all()] == [MailState.WAITING]
    a_sender()
    pass_days(21)
    assert len(receiver.mails) == 1
    assert "has probably fallen" in receiver.mails[0]["Subject"]


def test_what_was_closed_before_it_could_be_sent_is_not_sent(
    watch, tell, pass_days, receiver, a_sender, analyst, noon
):
    tell((TODAY, 20, 1, 5))
    pass_days(20)
    watching.close(Alert.objects.get(), note="", is_new_normal=True, by=analyst, at=noon + 20 * DAY)
    a_sender()
    pass_days(21)
    assert [mail.state for mail in AlertMail.objects.all()] == [MailState.OVER]
    assert receiver.mails == []
