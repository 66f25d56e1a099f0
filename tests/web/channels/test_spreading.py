"""When messages leave: within the hours of the place, spread over them, each always at the same moment."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from regard.web.channels.spreading import Hours, moment

ZONES = ("UTC", "Asia/Shanghai", "America/New_York", "Pacific/Auckland")
TIMES = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(lambda one: one.replace(tzinfo=UTC))
DAYS = st.sets(st.integers(0, 6), min_size=1).map(lambda one: tuple(sorted(one)))


@given(TIMES, st.sampled_from(ZONES), st.integers(0, 23), st.integers(1, 24), DAYS, st.text(max_size=9))
def test_a_message_leaves_within_the_hours_and_not_before_it_is_due(after, zone, start, length, days, key):
    hours = Hours(start, min(start + length, 24), days)
    leaves = moment(after, hours, zone=zone, key=key)
    here = leaves.astimezone(ZoneInfo(zone))
    assert after <= leaves <= after + timedelta(days=8)
    assert (here.hour, here.weekday() in days) in {(hour, True) for hour in range(hours.start, hours.end)}
    assert moment(after, hours, zone=zone, key=key) == leaves


def test_a_thousand_messages_are_spread_over_the_day():
    sunday = datetime(2026, 11, 15, 12, tzinfo=UTC)
    leave = [moment(sunday, Hours(), zone="UTC", key=str(number)) for number in range(1_000)]
    by_hour = [sum(one.hour == hour for one in leave) for hour in range(9, 18)]
    assert {one.date().isoformat() for one in leave} == {"2026-11-16"}
    assert min(by_hour) > 70 and max(by_hour) < 160
