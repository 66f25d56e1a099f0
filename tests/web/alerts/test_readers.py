"""Who is written to: changed by whoever may, stopped by the reader from the e-mail without signing in."""

import re

import pytest
from django.urls import reverse

from regard.web.alerts import watching
from regard.web.alerts.mailing import STOP
from regard.web.alerts.models import AlertMail, Watch, WatchReader
from regard.web.alerts.watching import Terms
from regard.web.channels.tokens import token
from regard.web.workspaces.models import AuditEvent
from tests.web.alerts.conftest import NAME, TODAY

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"alerts:{name}", args=["qinghe", *args])


def readers():
    return {row.user for row in WatchReader.objects.select_related("user")}


@pytest.fixture
def mail(view, quiet, analyst, viewer, sender, noon, tell, pass_days, receiver):
    """The e-mail that the viewer got about a fall; the analyst got one, too."""
    watching.begin(
        view, Terms("down", 365, 30), readers=[analyst, viewer], language="en", by=analyst, at=noon
    )
    tell((TODAY, 20, 1, 5))
    pass_days(20)
    return next(mail for mail in receiver.mails if mail["To"] == viewer.email)


def way_of(mail):
    """The path in the header, which is the one in the text."""
    (way,) = re.findall(r"^<(.+)>$", mail["List-Unsubscribe"])
    assert way in mail.get_content()
    return re.sub(r"^https?://[^/]+", "", way)


def test_whoever_may_changes_who_is_written_to(client, look, analyst, viewer, watch):
    client.force_login(analyst)
    assert readers() == {analyst}
    done = client.post(url("readers", watch.pk), {"readers": [str(viewer.pk)]})
    assert done.url == url("one", watch.pk)
    assert readers() == {viewer}
    assert AuditEvent.objects.first().action == "alert.readers"
    page = client.get(done.url).content.decode()
    assert re.search(rf'value="{viewer.pk}"[^>]*checked', page)
    assert not re.search(rf'value="{analyst.pk}"[^>]*checked', page)
    client.post(url("readers", watch.pk), {"readers": [str(viewer.pk)]})
    assert AuditEvent.objects.filter(action="alert.readers").count() == 1
    client.post(url("readers", watch.pk), {})
    assert readers() == set()


def test_who_may_not_or_does_not_see_it_is_not_written_to(client, viewer, agent, stranger, analyst, watch):
    client.force_login(viewer)
    assert client.post(url("readers", watch.pk), {"readers": [str(viewer.pk)]}).status_code == 403
    assert "Write to these" not in client.get(url("one", watch.pk)).content.decode()
    client.force_login(analyst)
    for user in (agent, stranger):
        assert client.post(url("readers", watch.pk), {"readers": [str(user.pk)]}).status_code == 200
    assert readers() == {analyst}


def test_of_what_is_watched_no_more_nobody_is_chosen(client, analyst, watch, noon):
    watching.end(watch, by=analyst, at=noon)
    client.force_login(analyst)
    assert client.post(url("readers", watch.pk), {}).status_code == 404
    assert readers() == {analyst}


def test_an_e_mail_is_stopped_by_a_click_and_a_button_without_signing_in(client, mail, analyst, viewer):
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    way = way_of(mail)
    page = client.get(way)
    assert (page.status_code, page["Referrer-Policy"]) == (200, "no-referrer")
    assert NAME in page.content.decode() and "Write to me no more about it" in page.content.decode()
    assert readers() == {analyst, viewer}  # looking changes nothing
    done = client.post(way, {"List-Unsubscribe": "One-Click"})
    assert "You get no e-mails about it any more" in done.content.decode()
    assert readers() == {analyst}
    assert AuditEvent.objects.filter(action="alert.unread", actor=viewer).count() == 1
    client.post(way)
    assert AuditEvent.objects.filter(action="alert.unread").count() == 1


def test_the_page_speaks_the_language_of_the_watch(client, mail):
    Watch.objects.update(language="zh-hans")
    assert "以后不再就此给您写邮件吗" in client.get(way_of(mail)).content.decode()


def test_a_token_of_another_kind_or_of_nobody_opens_nothing(client, mail):
    row = AlertMail.objects.first()
    for key in ("x", token(row.pk, purpose="notice"), token(row.event_id, purpose=STOP)):
        assert client.post(reverse("alerts-public:stop", args=[key])).status_code == 404


def test_who_stopped_is_not_written_to_by_the_next_alert(client, mail, receiver, noon, analyst, pass_days):
    from regard.web.alerts.models import Alert
    from tests.web.alerts.conftest import DAY

    client.post(way_of(mail))
    watching.close(
        Alert.objects.select_related("watch").get(),
        note="",
        is_new_normal=False,
        by=analyst,
        at=noon + 20 * DAY,
    )
    before = len(receiver.mails)
    pass_days(45)
    assert [one["To"] for one in receiver.mails[before:]] in ([], [analyst.email])
