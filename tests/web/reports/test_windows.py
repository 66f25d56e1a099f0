"""The days of a report and of a digest, and those that they are compared with."""

from datetime import date

import pytest

from regard.web.dashboards.periods import Period
from regard.web.reports.windows import last_month, month_window, months, week_window

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("month", "length", "days", "before"),
    [
        ("2026-10", 1, (date(2026, 10, 1), date(2026, 11, 1)), (date(2026, 8, 31), date(2026, 10, 1))),
        ("2026-10", 3, (date(2026, 8, 1), date(2026, 11, 1)), (date(2026, 5, 1), date(2026, 8, 1))),
        ("2026-02", 3, (date(2025, 12, 1), date(2026, 3, 1)), (date(2025, 9, 2), date(2025, 12, 1))),
        ("2025-12", 1, (date(2025, 12, 1), date(2026, 1, 1)), (date(2025, 10, 31), date(2025, 12, 1))),
    ],
)
def test_a_report_covers_whole_months_and_as_many_days_before(month, length, days, before):
    window = month_window(month, length, today=TODAY)
    assert (window.period, window.before) == (Period(*days), Period(*before))
    assert window.address.days(today=TODAY) == window.period


def test_a_month_that_is_not_over_ends_today():
    window = month_window("2026-11", 1, today=TODAY)
    assert window.period == Period(date(2026, 11, 1), date(2026, 11, 24))
    assert window.before == Period(date(2026, 10, 9), date(2026, 11, 1))


def test_a_digest_looks_at_ninety_days_up_to_yesterday():
    window = week_window(TODAY)
    assert window.period == Period(date(2026, 8, 25), TODAY)
    assert window.before == Period(date(2026, 5, 27), date(2026, 8, 25))


def test_the_months_to_choose_from_cross_the_new_year():
    assert months(date(2026, 2, 3))[:3] == ["2026-02", "2026-01", "2025-12"]
    assert last_month(date(2026, 1, 31)) == "2025-12"
