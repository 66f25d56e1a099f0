"""An e-mail of an alert is tried again where that is of use, each time later, and never sent a third time."""

from datetime import timedelta

import pytest

from regard.web.alerts import mailing
from regard.web.alerts.mailing import LONGEST_WAIT, MINUTE, TRIES, WITHOUT_SENDER, sender_of_open_workspace
from regard.web.alerts.models import Alert, AlertEvent, AlertMail, MailState, Watch
from regard.web.channels.models import Sender
from regard.web.channels.smtp import Refused, Unknown
from regard.web.outbound import OutboundError
from tests.web.alerts.conftest import TODAY

pytestmark = pytest.mark.django_db
LATER = Refused(451, "later", is_for_good=False)


@pytest.fixture
def mail(view, analyst, noon):
    """An e-mail that waits, of an alert that nobody reckoned."""
    days = {"started_on": TODAY, "watched_to": TODAY, "baseline_from": TODAY}
    watch = Watch.objects.create(
        view=view, query=view.query, metric="nps", scale=[0, 10, "high_is_good"], direction="down",
        run_length=365, baseline_days=30, language="en", made_at=noon, baseline=[], monitor={}, **days,
    )  # fmt: skip
    of_days = {"day": TODAY, "since": TODAY, "baseline_from": TODAY, "baseline_to": TODAY}
    event = AlertEvent.objects.create(opened_at=noon, has_news=False, told_at=noon)
    Alert.objects.create(event=event, watch=watch, raised_at=noon, counts=[], baseline=[], **of_days)
    return AlertMail.objects.create(event=event, user=analyst, message_id="<1@regard>", due_at=noon)


@pytest.mark.parametrize(
    ("problem", "tries", "state"),
    [
        (LATER, 1, MailState.WAITING),
        (LATER, TRIES - 1, MailState.WAITING),
        (LATER, TRIES, MailState.FAILED),
        (Refused(550, "nobody", is_for_good=True), 1, MailState.FAILED),
        (Unknown("broken off"), 1, MailState.FAILED),  # perhaps they have it
        (OutboundError("no way out"), 1, MailState.WAITING),
    ],
)
def test_what_may_pass_is_tried_again_and_nothing_else(mail, noon, problem, tries, state):
    mail.tries = tries
    mailing._later(mail, problem, at=noon)
    kept = AlertMail.objects.get()
    assert (kept.state, kept.due_at) == (state, noon + min(MINUTE * 2**tries, LONGEST_WAIT))
    assert kept.problem


def test_a_problem_without_words_is_told_by_its_kind_and_a_long_one_is_cut(mail, noon):
    mailing._later(mail, OutboundError(""), at=noon)
    assert AlertMail.objects.get().problem == "OutboundError"
    mailing._later(mail, OutboundError("x" * 900), at=noon)
    assert len(AlertMail.objects.get().problem) == 500


@pytest.mark.parametrize(
    ("state", "tries", "taken", "after"),
    [
        (MailState.WAITING, 0, True, MailState.SENDING),
        (MailState.WAITING, 5, True, MailState.SENDING),
        (MailState.SENDING, 1, True, MailState.SENDING),
        (MailState.SENDING, 2, False, MailState.FAILED),
    ],
)
def test_a_mail_is_marked_before_it_goes_and_two_marks_are_the_most(mail, state, tries, taken, after):
    AlertMail.objects.update(state=state, tries=tries)
    mail.refresh_from_db()
    assert mailing._taken(mail) is taken
    assert AlertMail.objects.get().state == after


def test_of_two_workers_one_takes_it(mail):
    mine, theirs = AlertMail.objects.get(), AlertMail.objects.get()
    assert mailing._taken(mine) is True
    assert mailing._taken(theirs) is False


@pytest.mark.parametrize(
    ("sender", "writes"),
    [
        ({"kind": "smtp", "options": {"host": "mail.example.com"}}, True),
        ({"kind": "anymail", "options": {"host": "mail.example.com"}}, True),
        ({"kind": "smtp", "options": {}}, False),
        ({"kind": "sms", "channel": "sms", "options": {"host": "x"}}, False),
        ({"kind": "smtp", "options": {"host": "mail.example.com"}, "removed_at": True}, False),
    ],
)
def test_only_a_mail_server_that_is_there_writes_to_members(inside, owner, noon, sender, writes):
    more = {"removed_at": noon} if sender.pop("removed_at", None) else {}
    Sender.objects.create(
        name="Mei", address="mei@x.example", created_at=noon, created_by=owner, **sender, **more
    )
    assert (sender_of_open_workspace() is not None) is writes


def test_nothing_is_sent_before_it_is_due(mail, noon):
    assert mailing.send_due(at=noon - timedelta(seconds=1)) is False
    assert AlertMail.objects.get().due_at == noon


def test_without_a_server_it_waits_and_no_worker_runs_after_it(mail, noon):
    assert mailing.send_due(at=noon) is False
    kept = AlertMail.objects.get()
    assert (kept.state, kept.tries, kept.due_at) == (MailState.WAITING, 0, noon + WITHOUT_SENDER)


def test_it_is_tried_for_a_week_and_never_waits_longer_than_six_hours():
    waits = [min(MINUTE * 2**tries, LONGEST_WAIT) for tries in range(1, TRIES)]
    assert sum(waits, timedelta()) > timedelta(days=7)
    assert max(waits) == timedelta(hours=6)
