"""What people fill in about reports: what fits is kept, what does not is named, nothing is guessed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from regard.web.accounts.models import User
from regard.web.reports.choosing import Choice, length_text
from regard.web.reports.forms import DigestForm, FindingForm, ScheduleForm
from regard.web.reports.models import Recipient, Schedule, Subscription
from regard.web.reports.scheduling import MOST, TooMany, change, open_ones, schedule, stop
from regard.web.reports.subscribing import stop as stop_digest
from regard.web.reports.subscribing import subscribe
from regard.web.reports.windows import Whose
from regard.web.workspaces.models import AuditEvent

TODAY = date(2026, 11, 16)
AT = datetime(2026, 11, 16, 12, tzinfo=UTC)
FINDING = {"sentence": "Ease is worse.", "query": "metric=ces", "claimed": "worse", "review_by": "2026-12-01"}


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({}, []),
        ({"review_by": "2026-11-17"}, []),
        ({"review_by": "2026-11-16"}, ["review_by"]),
        ({"review_by": "2026-11-15"}, ["review_by"]),
        ({"review_by": "tomorrow"}, ["review_by"]),
        ({"sentence": " "}, ["sentence"]),
        ({"sentence": "x" * 500}, []),
        ({"sentence": "x" * 501}, ["sentence"]),
        ({"query": ""}, ["query"]),
        ({"query": "m" * 4001}, ["query"]),
        ({"claimed": "best"}, ["claimed"]),
        ({"sentence": "\0"}, ["sentence"]),
    ],
)
def test_a_finding_has_a_sentence_a_view_a_claim_and_a_day_to_come(sent, wrong):
    assert sorted(FindingForm(FINDING | sent, today=TODAY).errors) == wrong


@pytest.mark.parametrize(("language", "said"), [("en", "still to come"), ("zh-hans", "将来")])
def test_why_a_day_does_not_fit_is_said_in_the_readers_language(language, said):
    with translation.override(language):
        form = FindingForm(FINDING | {"review_by": "2026-11-16"}, today=TODAY)
        assert said in str(form.errors["review_by"])


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({}, []),
        ({"weekday": "6"}, []),
        ({"weekday": "7"}, ["weekday"]),
        ({"weekday": "-1"}, ["weekday"]),
        ({"weekday": "Monday"}, ["weekday"]),
        ({"language": "de"}, ["language"]),
        ({"language": "zh-hans"}, []),
    ],
)
def test_a_digest_comes_on_a_day_of_the_week_in_a_language_that_we_speak(sent, wrong):
    assert sorted(DigestForm({"weekday": "0", "language": "en"} | sent).errors) == wrong


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({}, []),
        ({"day": "28"}, []),
        ({"day": "29"}, ["day"]),  # not every month has one
        ({"day": "0"}, ["day"]),
        ({"length": "2"}, ["length"]),
        ({"language": "fr"}, ["language"]),
        ({"recipients": []}, ["recipients"]),
        ({"formats": []}, ["formats"]),
        ({"formats": ["docx"]}, ["formats"]),
        ({"formats": ["pdf", "pptx", "xlsx"]}, []),
        ({"recipients": ["0192d0d0-0000-7000-8000-000000000000"]}, ["recipients"]),
        ({"segment": "nobody"}, ["segment"]),
        ({"segment": "new", "source": "reviews"}, []),
    ],
)
def test_a_schedule_has_a_day_of_every_month_and_somebody_to_go_to(owner, sent, wrong):
    given = {"day": "1", "length": "3", "language": "en", "recipients": [str(owner.pk)], "formats": ["pdf"]}
    given |= sent
    known = {"segments": [("new", "new")], "sources": [("reviews", "Tea reviews")]}
    assert sorted(ScheduleForm(given, members=User.objects.all(), **known).errors) == wrong


def planned(owner, *to, **more):
    return schedule(day=2, length=3, language="en", recipients=to, by=owner, at=AT, **more)


@pytest.mark.django_db
def test_several_schedules_count_beside_each_other_up_to_a_bound(inside, owner, analyst):
    assert open_ones() == []
    first = planned(owner, owner)
    second = planned(analyst, owner, analyst, segment="new", formats=["pptx", "xlsx"])
    assert open_ones() == [first, second]
    assert (first.formats, second.formats, second.segment) == (["pdf"], ["pptx", "xlsx"], "new")
    assert Recipient.objects.filter(schedule=second).count() == 2
    for _ in range(MOST - 2):
        planned(owner, owner)
    with pytest.raises(TooMany):
        planned(owner, owner)


@pytest.mark.django_db
def test_a_schedule_is_changed_in_its_place_and_the_trail_says_so(inside, owner, analyst):
    found = planned(owner, owner)
    change(found, by=analyst, at=AT, recipients=[analyst], day=9, formats=["xlsx"], language="zh-hans")
    found.refresh_from_db()
    assert (found.day, found.formats, found.language, found.since) == (9, ["xlsx"], "zh-hans", AT)
    assert [one.user for one in found.recipients.all()] == [analyst]
    event = AuditEvent.objects.get(action="report.rescheduled")
    assert (event.subject, event.details["day"]) == (str(found.pk), 9)


@pytest.mark.django_db
def test_stopping_twice_is_stopping_once_and_stops_no_other(inside, owner, analyst):
    found, other = planned(owner, owner), planned(owner, owner)
    for by in (owner, analyst):
        stop(found, by=by, at=AT)
    assert open_ones() == [other]
    assert Schedule.objects.exclude(stopped_at=None).get().stopped_by == owner
    assert AuditEvent.objects.filter(action="report.unscheduled").count() == 1


@pytest.mark.django_db
def test_a_digest_that_was_stopped_begins_anew_and_is_stopped_once(inside, viewer):
    first = subscribe(viewer, language="en", weekday=0, at=AT)
    for hours in (1, 2):
        stop_digest(first, at=AT + timedelta(hours=hours))
    assert Subscription.objects.get().stopped_at == AT + timedelta(hours=1)
    subscribe(viewer, language="zh-hans", weekday=4, at=AT + timedelta(days=1))
    kept = Subscription.objects.get()
    assert (kept.language, kept.weekday, kept.stopped_at) == ("zh-hans", 4, None)
    actions = list(AuditEvent.objects.order_by("at", "pk").values_list("action", flat=True))
    assert sorted(actions) == ["digest.stopped", "digest.subscribed", "digest.subscribed"]


@pytest.mark.parametrize(
    ("language", "n", "text"), [("en", 1, "1 month"), ("en", 3, "3 months"), ("zh-hans", 3, "3 个月")]
)
def test_a_length_is_said_in_months(language, n, text):
    with translation.override(language):
        assert length_text(n) == text


def test_a_choice_is_an_address_that_leaves_out_what_is_empty():
    assert Choice("2026-10", 3).query() == "month=2026-10&length=3"
    whose = Whose(segment="新 & new", source="reviews")
    assert Choice("2026-10", 1, whose).query() == (
        "month=2026-10&length=1&segment=%E6%96%B0+%26+new&source=reviews"
    )
