"""What was done because of what customers said, in the days of a report; and the sample's findings."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from regard.web.changes.models import Change, State, Step
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.periods import Period
from regard.web.feedback.drafts import Draft
from regard.web.reports import sample
from regard.web.reports.doing import changes_of
from regard.web.reports.models import Finding
from regard.web.reports.standing import standing_findings
from tests.web.dashboards.conftest import ces, csat, moment

pytestmark = pytest.mark.django_db
OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1))


def at(month, day):
    return datetime(2026, month, day, 12, tzinfo=UTC)


def change(title, state, **said):
    return Change.objects.create(
        title_en=title, title_zh=f"{title} 中", state=state, created_at=at(9, 1), **said
    )


def test_what_began_was_judged_or_refused_in_these_days_is_told(inside):
    change("Began", State.UNDER_WAY, start_on=date(2026, 10, 1))
    change("Judged", State.JUDGED, start_on=date(2026, 7, 1), judge_on=date(2026, 10, 31))
    refused = change("Refused", State.WONT_DO, did_en="It would cost too much.")
    for day in (5, 6):
        Step.objects.create(change=refused, state=State.WONT_DO, at=at(10, day))
    change("Later", State.UNDER_WAY, start_on=date(2026, 11, 1))
    change("Not yet", State.PLANNED, start_on=date(2026, 10, 2))
    change("Still running", State.UNDER_WAY, start_on=date(2026, 8, 1), judge_on=date(2026, 10, 9))
    found = {line.title: line.detail for line in changes_of(OCTOBER)}
    assert found == {
        "Began": "Under way · since Oct. 1, 2026",
        "Judged": "Judged · since July 1, 2026",
        "Refused": "Won’t do · It would cost too much.",
    }


def test_chinese_readers_read_it_in_chinese(inside):
    change("Began", State.UNDER_WAY, start_on=date(2026, 10, 1))
    with translation.override("zh-hans"):
        (line,) = changes_of(OCTOBER)
    assert line.title == "Began 中" and "2026年10月1日" in line.detail


def test_the_findings_of_the_sample_stand_on_its_records(tell, inside, owner, today, noon):
    """The very shape of the sample: groups find it harder, and those who had help are satisfied."""

    def given(number):
        recent = number < 80
        day = today - timedelta(days=number % 80 + 2 if recent else 95 + number % 80)
        answers = (ces(3 + number % 3 if recent else 6 + number % 2), csat(5 - (number % 5 == 0)))
        return Draft(f"g{number}", answers=answers, segment="group", collected_at=moment(day))

    tell(given(number) for number in range(160))
    sample.load(by=owner, at=datetime.combine(today, datetime.min.time(), UTC))
    assert Finding.objects.count() == 2
    told = [line.detail for line in standing_findings(Numbers.of(inside), today=today)]
    assert ["too early to judge" in detail and " 0 answers since then" in detail for detail in told] == [
        True
    ] * 2
