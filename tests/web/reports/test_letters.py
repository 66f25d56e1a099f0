"""Letters on their day: once for each member and week, to those who want them, through a real server."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import openpyxl
import pytest

from regard.web.reports import jobs, mailing
from regard.web.reports.models import Letter, LetterState, Report, Schedule, Subscription
from regard.web.reports.scheduling import MOST, change, schedule, stop
from regard.web.reports.subscribing import stop as unsubscribe
from regard.web.reports.subscribing import subscribe, unsubscribing
from regard.web.workspaces.models import Membership, Workspace
from regard.web.workspaces.tenancy import in_workspace

pytestmark = pytest.mark.django_db
SUNDAY = datetime(2026, 11, 15, 12, tzinfo=UTC)
MONDAY = datetime(2026, 11, 16, 8, tzinfo=UTC)
DIGEST = "/w/qinghe/reports/digest/"
SCHEDULE = "/w/qinghe/reports/schedule/"


@pytest.fixture
def at(monkeypatch):
    """Let the sweeps believe that it is some moment."""

    def believe(moment):
        monkeypatch.setattr(jobs.timezone, "now", lambda: moment)

    return believe


@pytest.fixture
def wanted(sender, viewer):
    """The viewer wants a digest on Mondays."""
    return subscribe(viewer, language="en", weekday=0, at=SUNDAY)


def swept(at, moment):
    at(moment)
    return jobs.digest_due(), jobs.report_due(), jobs.letters_due()


def test_a_letter_leaves_on_its_day_once(wanted, receiver, at):
    assert swept(at, MONDAY - timedelta(hours=2)) == (False, False, False)
    assert swept(at, MONDAY) == (True, False, True)
    for later in (1, 25, 24 * 6):
        assert swept(at, MONDAY + timedelta(hours=later)) == (False, False, False)
    assert swept(at, MONDAY + timedelta(days=7)) == (True, False, True)
    assert [str(mail["To"]) for mail in receiver.mails] == ["viewer@qinghe.example.com"] * 2
    assert len({mail["Message-ID"] for mail in receiver.mails}) == 2


def test_the_letter_can_be_stopped_with_one_click_and_answers_nobody(wanted, receiver, at, client):
    swept(at, MONDAY)
    (mail,) = receiver.mails
    address = mail["List-Unsubscribe"].strip("<>")
    assert address == unsubscribing(wanted) and address.startswith("https://ask.example.com/d/")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (
        mail["Auto-Submitted"] == "auto-generated" and str(mail["From"]) == "Mei 梅 <mei@qinghe.example.com>"
    )
    path = address.removeprefix("https://ask.example.com")
    assert "Shall we send you no weekly digest?" in client.get(path).content.decode()
    wanted.refresh_from_db()
    assert wanted.stopped_at is None
    assert "You get no weekly digest any more" in client.post(path).content.decode()
    wanted.refresh_from_db()
    assert wanted.stopped_at is not None
    assert client.get("/d/nonsense/").status_code == 404


def test_who_came_after_the_morning_waits_for_the_next_week(sender, viewer, receiver, at):
    subscribe(viewer, language="en", weekday=0, at=MONDAY)
    assert swept(at, MONDAY + timedelta(hours=1)) == (False, False, False)
    assert swept(at, MONDAY + timedelta(days=7)) == (True, False, True)


def test_a_worker_that_slept_over_the_day_writes_within_the_week(wanted, receiver, at):
    swept(at, MONDAY + timedelta(days=2))
    assert [letter.day for letter in Letter.objects.all()] == [MONDAY.date()]
    assert len(receiver.mails) == 1


def test_the_morning_is_that_of_the_workspace(wanted, receiver, at):
    Workspace.objects.update(time_zone="Asia/Shanghai")
    assert swept(at, datetime(2026, 11, 15, 22, 59, tzinfo=UTC))[0] is False
    assert swept(at, datetime(2026, 11, 15, 23, 1, tzinfo=UTC))[0] is True


def test_a_time_zone_that_nobody_knows_is_utc(workspace):
    workspace.time_zone = "Mars/Olympus"
    assert jobs.zone_of(workspace) == UTC


def test_who_stopped_after_it_was_written_is_not_written_to(wanted, receiver, at):
    at(MONDAY)
    jobs.digest_due()
    unsubscribe(wanted, at=MONDAY)
    jobs.letters_due()
    assert (Letter.objects.get().state, receiver.mails) == (LetterState.NOT_SENT, [])


def test_who_is_no_member_any_more_is_not_written_to(wanted, receiver, at, viewer):
    at(MONDAY)
    jobs.digest_due()
    Membership.objects.filter(user=viewer).delete()
    jobs.letters_due()
    assert (Letter.objects.get().state, receiver.mails) == (LetterState.NOT_SENT, [])


def test_without_a_server_letters_wait_and_after_three_days_they_are_old(wanted, at, sender):
    type(sender).objects.update(removed_at=SUNDAY)
    assert swept(at, MONDAY) == (True, False, False)
    assert Letter.objects.get().state == LetterState.WAITING
    swept(at, MONDAY + timedelta(days=4))
    assert Letter.objects.get().state == LetterState.NOT_SENT


def test_a_server_that_asks_for_patience_gets_it(wanted, receiver, at):
    receiver.says["RCPT"] = "451 later"
    swept(at, MONDAY)
    letter = Letter.objects.get()
    assert (letter.state, letter.tries, letter.retry_at) == (
        LetterState.WAITING, 1, MONDAY + timedelta(minutes=2),
    )  # fmt: skip
    receiver.says.clear()
    swept(at, MONDAY + timedelta(minutes=3))
    assert Letter.objects.get().state == LetterState.SENT


def test_an_address_that_is_refused_for_good_is_not_tried_again(wanted, receiver, at):
    receiver.says["RCPT"] = "550 5.1.1 no such user"
    swept(at, MONDAY)
    swept(at, MONDAY + timedelta(hours=1))
    assert (Letter.objects.get().state, Letter.objects.get().tries) == (LetterState.FAILED, 1)


def test_a_letter_whose_fate_nobody_knows_goes_once_more_under_the_same_id(wanted, receiver, at):
    receiver.says["DATA"] = "keep and drop"
    for minutes in (0, 5, 60, 600):
        swept(at, MONDAY + timedelta(minutes=minutes))
    assert len(receiver.mails) == 2 and len({mail["Message-ID"] for mail in receiver.mails}) == 1
    assert (Letter.objects.get().state, Letter.objects.get().copies) == (LetterState.SENT, 2)


def test_a_letter_of_a_killed_worker_goes_once_more_and_never_a_third_time(wanted, receiver, at):
    at(MONDAY)
    jobs.digest_due()
    Letter.objects.update(state=LetterState.SENDING, tries=1, copies=1)  # it died behind the second mark
    jobs.letters_due()
    assert (len(receiver.mails), Letter.objects.get().state) == (1, LetterState.SENT)
    Letter.objects.update(state=LetterState.SENDING, tries=2, copies=2)
    jobs.letters_due()
    assert (len(receiver.mails), Letter.objects.get().problem) == (1, "perhaps sent")


def test_a_worker_that_comes_back_late_sends_nothing(wanted, receiver, at, sender):
    at(MONDAY)
    jobs.digest_due()
    stale = Letter.objects.get()
    Letter.objects.update(tries=4)  # somebody else took it up meanwhile
    assert mailing.send(stale, sender, at=MONDAY) is False
    assert receiver.mails == []


def test_two_workers_write_one_letter(wanted, at):
    at(MONDAY)
    assert jobs.digest_due() is True
    assert jobs._write_digest(wanted, jobs.due_at(wanted, at=MONDAY)) is False
    assert Letter.objects.count() == 1


def test_a_name_with_line_breaks_makes_no_header(wanted, receiver, at, workspace):
    workspace.name = "Q\r\nBcc: eve@evil.example\u202e =?utf-8?q?x?="
    workspace.save()
    swept(at, MONDAY)
    (mail,) = receiver.mails
    assert mail["Bcc"] is None and receiver.envelopes[0].rcpt_tos == ["viewer@qinghe.example.com"]
    assert str(mail["Subject"]).startswith("Q Bcc: eve@evil.example = ?utf-8?q?x?=: ")


def test_members_of_another_workspace_get_their_own(wanted, receiver, at, stranger, other_workspace):
    with in_workspace(other_workspace):
        subscribe(stranger, language="en", weekday=0, at=SUNDAY)
    swept(at, MONDAY)
    assert [str(mail["To"]) for mail in receiver.mails] == ["viewer@qinghe.example.com"]
    with in_workspace(other_workspace):
        assert Letter.objects.get().state == LetterState.WAITING  # they have no server


def test_a_member_chooses_changes_and_stops(client, viewer, inside):
    client.force_login(viewer)
    assert "You do not get it" in client.get(DIGEST).content.decode()
    client.post(DIGEST, {"weekday": "2", "language": "zh-hans"})
    client.post(DIGEST, {"weekday": "4", "language": "en"})
    chosen = Subscription.objects.get()
    assert (chosen.user, chosen.weekday, chosen.language, chosen.stopped_at) == (viewer, 4, "en", None)
    assert "You get it" in client.get(DIGEST).content.decode()
    client.post(DIGEST, {"act": "stop"})
    assert Subscription.objects.get().stopped_at is not None
    assert client.post(DIGEST, {"weekday": "9", "language": "xx"}).status_code == 400


def test_the_page_says_that_nothing_can_leave_without_a_server(look, viewer, owner):
    assert "No mail server is set up" in look(viewer, DIGEST).text
    assert "发件人" in look(owner, DIGEST, language="zh-hans").text


def test_the_preview_is_the_letter_in_a_frame_of_ours_alone(client, viewer, scores):
    client.force_login(viewer)
    response = client.get(f"{DIGEST}preview/?language=zh-hans")
    policy = response["Content-Security-Policy"]
    assert "script-src 'none'" in policy and "frame-ancestors 'self'" in policy
    assert "不要再给我发每周摘要" in response.content.decode()
    assert "cid:" not in response.content.decode()


# --- reports on schedule ---
FIRST = datetime(2026, 11, 1, 7, 30, tzinfo=UTC)


@pytest.fixture
def scheduled(sender, viewer, analyst):
    """On the first of each month, a report to the viewer and the analyst."""
    return schedule(
        day=1, length=3, language="en", recipients=[viewer, analyst], by=analyst, at=FIRST - timedelta(9)
    )


def test_a_report_is_made_kept_and_sent_once_with_its_file(scheduled, receiver, at):
    assert swept(at, FIRST - timedelta(hours=1)) == (False, False, False)
    assert swept(at, FIRST) == (False, True, True)
    assert swept(at, FIRST + timedelta(hours=1)) == (False, False, False)
    report = Report.objects.get()
    assert (report.first, report.last, report.made_by) == (date(2026, 8, 1), date(2026, 10, 31), None)
    assert sorted(str(mail["To"]) for mail in receiver.mails) == [
        "analyst@qinghe.example.com", "viewer@qinghe.example.com",
    ]  # fmt: skip
    for mail in receiver.mails:
        (file,) = mail.iter_attachments()
        assert file.get_filename() == "regard-qinghe-2026-10-en.pdf" and file.get_content().startswith(
            b"%PDF"
        )
        assert f"/w/qinghe/reports/{report.pk}/" in mail.get_body(("plain",)).get_content()


def test_without_a_font_the_letter_says_so_and_leads_to_the_page(scheduled, receiver, at, monkeypatch):
    monkeypatch.setattr("regard.web.reports.pdf.families", lambda: frozenset({"DejaVu Sans"}))
    swept(at, FIRST)
    mail = receiver.mails[0]
    assert list(mail.iter_attachments()) == []
    assert "The PDF could not be made." in mail.get_body(("html",)).get_content()


def test_a_stopped_schedule_and_a_recipient_who_left_are_not_written_to(
    scheduled, receiver, at, viewer, analyst
):
    at(FIRST)
    jobs.report_due()
    Membership.objects.filter(user=viewer).delete()
    stop(scheduled, by=analyst, at=FIRST)
    jobs.letters_due()
    assert receiver.mails == []
    assert swept(at, FIRST + timedelta(days=30)) == (False, False, False)


def test_months_that_were_missed_are_made_up_once_the_oldest_first(scheduled, receiver, at):
    later = datetime(2027, 1, 12, 9, tzinfo=UTC)  # three mornings went by
    for _ in range(3):
        assert swept(at, later)[1:] == (True, True)
    assert swept(at, later) == (False, False, False)
    made = Report.objects.order_by("last").values_list("first", "last")
    assert list(made) == [
        (date(2026, 8, 1), date(2026, 10, 31)),
        (date(2026, 9, 1), date(2026, 11, 30)),
        (date(2026, 10, 1), date(2026, 12, 31)),
    ]
    assert len(receiver.mails) == 6
    texts = [mail.get_body(("plain",)).get_content() for mail in receiver.mails]
    assert all("when nothing ran here; it is made up for now." in text for text in texts)
    assert "It was due on Nov. 1, 2026" in texts[0]


def test_what_was_left_out_before_the_last_report_and_before_the_schedule_is_not_made_up(scheduled, at):
    swept(at, FIRST + timedelta(days=1))
    Report.objects.update(first=date(2026, 10, 1), last=date(2026, 12, 31))
    assert swept(at, datetime(2027, 1, 12, 9, tzinfo=UTC))[1] is False
    assert min(jobs.due_moments(scheduled, at=datetime(2028, 6, 2, tzinfo=UTC))).year == 2027  # a year back


def test_a_letter_on_its_day_does_not_say_that_it_comes_late(scheduled, receiver, at):
    swept(at, FIRST)
    assert "made up for" not in receiver.mails[0].get_body(("plain",)).get_content()


def test_two_schedules_of_one_month_send_each_its_own_files_in_its_own_language(
    scheduled, receiver, at, viewer, analyst
):
    more = {"formats": ["pptx", "xlsx"], "recipients": [viewer], "by": analyst, "at": FIRST - timedelta(3)}
    schedule(day=1, length=1, language="zh-hans", **more)
    swept(at, FIRST)
    to_viewer = [mail for mail in receiver.mails if "viewer" in str(mail["To"])]
    names = [[file.get_filename() for file in mail.iter_attachments()] for mail in to_viewer]
    assert sorted(names) == [
        ["regard-qinghe-2026-10-en.pdf"],
        ["regard-qinghe-2026-10-zh-hans.pptx", "regard-qinghe-2026-10-zh-hans.xlsx"],
    ]
    (files,) = [
        list(mail.iter_attachments()) for mail in to_viewer if len(list(mail.iter_attachments())) == 2
    ]
    assert [file.get_content()[:2] for file in files] == [b"PK", b"PK"]
    assert files[1].get_content_type().endswith("spreadsheetml.sheet")


def test_a_month_is_not_made_again_after_its_schedule_was_changed(scheduled, at, analyst, viewer):
    swept(at, FIRST)
    change(scheduled, by=analyst, at=FIRST, recipients=[viewer], day=5, length=1)
    assert swept(at, FIRST + timedelta(days=6))[1] is False
    assert swept(at, datetime(2026, 12, 5, 8, tzinfo=UTC))[1] is True


def test_money_is_sent_to_those_alone_who_may_see_revenue(scheduled, receiver, at):
    change(scheduled, by=scheduled.by, at=FIRST, formats=["xlsx"],
           recipients=[one.user for one in scheduled.recipients.all()])  # fmt: skip
    at(FIRST)
    jobs.report_due()
    report = Report.objects.get()
    for told in report.content.values():
        told["money"] = {"sentences": ["Of EUR 5"], "rates": [], "few": [], "notes": []}
    report.save()
    jobs.letters_due()
    sees = {}
    for mail in receiver.mails:
        (file,) = mail.iter_attachments()
        book = openpyxl.load_workbook(BytesIO(file.get_content()))
        sees[str(mail["To"])] = "Revenue kept, heard and at risk" in book.sheetnames
    assert sees == {"viewer@qinghe.example.com": False, "analyst@qinghe.example.com": True}


def test_an_analyst_sets_changes_and_stops_schedules_and_a_viewer_does_not(
    client, analyst, viewer, stranger, inside
):
    client.force_login(analyst)
    said = {"day": "3", "length": "1", "language": "zh-hans", "recipients": [str(viewer.pk)]}
    said["formats"] = ["pdf", "pptx"]
    assert "None leaves by itself" in client.get(SCHEDULE).content.decode()
    for _ in range(2):
        assert client.post(SCHEDULE, said).status_code == 302
    page = client.get(SCHEDULE).content.decode()
    assert page.count("Day 3 of each month") == 2 and "PDF, PowerPoint" in page and "One more" in page
    one, other = Schedule.objects.order_by("since", "id")
    own = f"{SCHEDULE}{one.pk}/"
    assert "Stop it" in client.get(own).content.decode()
    assert client.post(own, said | {"day": "9", "formats": ["xlsx"]}).status_code == 302
    one.refresh_from_db()
    assert (one.day, one.formats) == (9, ["xlsx"])
    assert client.post(own, {"act": "stop"}).status_code == 302
    assert list(Schedule.objects.filter(stopped_at=None)) == [other]
    assert "Stopped on" in client.get(own).content.decode()
    client.post(own, said | {"day": "7"})
    one.refresh_from_db()
    assert one.day == 9  # a stopped one stays as it was
    for wrong in ({"recipients": [str(stranger.pk)]}, {"day": "31"}, {"formats": []}):
        assert client.post(SCHEDULE, said | wrong).status_code == 400
    client.force_login(viewer)
    for path in (SCHEDULE, own):
        assert (client.get(path).status_code, client.post(path, said).status_code) == (403, 403)
    client.force_login(stranger)
    assert client.get(own).status_code == 404


def test_there_are_at_most_so_many_schedules(client, analyst, viewer, inside):
    for _ in range(MOST):
        schedule(day=1, length=3, language="en", recipients=[viewer], by=analyst, at=FIRST)
    client.force_login(analyst)
    said = {"day": "3", "length": "1", "language": "en", "recipients": [str(viewer.pk)], "formats": ["pdf"]}
    response = client.post(SCHEDULE, said)
    assert response.status_code == 400 and "stop one first" in response.content.decode()
