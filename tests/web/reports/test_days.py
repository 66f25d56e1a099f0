"""On which morning a letter is due, wherever the workspace is."""

from datetime import UTC, datetime

import pytest

from regard.web.reports.jobs import due_at, week_of
from regard.web.reports.models import Subscription
from regard.web.workspaces.models import Workspace


def wanted(weekday, zone="UTC"):
    return Subscription(weekday=weekday, workspace=Workspace(slug="x", name="x", time_zone=zone))


@pytest.mark.parametrize(
    ("now", "weekday", "zone", "due"),
    [
        (datetime(2026, 11, 18, 12), 0, "UTC", datetime(2026, 11, 16, 7)),
        (datetime(2026, 11, 18, 12), 2, "UTC", datetime(2026, 11, 18, 7)),
        (datetime(2026, 11, 18, 12), 6, "UTC", datetime(2026, 11, 22, 7)),
        (datetime(2026, 11, 15, 23), 0, "Asia/Shanghai", datetime(2026, 11, 15, 23)),  # Monday there
        (datetime(2026, 11, 16, 3), 0, "America/New_York", datetime(2026, 11, 9, 12)),  # Sunday there
        (datetime(2026, 3, 31, 12), 0, "Europe/Berlin", datetime(2026, 3, 30, 5)),  # summer time began
        (datetime(2026, 1, 1, 12), 0, "UTC", datetime(2025, 12, 29, 7)),
    ],
)
def test_a_letter_is_due_on_the_morning_of_its_day_in_this_week(now, weekday, zone, due):
    assert due_at(wanted(weekday, zone), at=now.replace(tzinfo=UTC)) == due.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        (datetime(2026, 11, 16, 7), "2026-W47"),
        (datetime(2025, 12, 29, 7), "2026-W01"),
        (datetime(2027, 1, 3, 7), "2026-W53"),
    ],
)
def test_a_week_has_one_name_across_the_new_year(moment, week):
    assert week_of(moment) == week


def test_seven_days_of_one_week_are_all_in_it():
    at = datetime(2026, 11, 18, 12, tzinfo=UTC)
    assert {week_of(due_at(wanted(weekday), at=at)) for weekday in range(7)} == {"2026-W47"}
