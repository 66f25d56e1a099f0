"""Dates and times: every way of writing one, in UTC, with how exact it is; impossible ones are refused."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from regard.web.listening.formats.refusals import BadValue
from regard.web.listening.formats.times import Moment, day_and_month, moment

DAY = Moment(datetime(2024, 3, 5, tzinfo=UTC), "day")
MONTH = Moment(datetime(2024, 3, 1, tzinfo=UTC), "month")
MINUTE = Moment(datetime(2024, 3, 5, 14, 22, tzinfo=UTC), "exact")
SECOND = Moment(datetime(2024, 3, 5, 14, 22, 7, tzinfo=UTC), "exact")


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-05", "2024/03/05", "2024/3/5", "2024.03.05", "2024-3-5", "20240305", " 2024-03-05 ",
        "2024年3月5日", "2024年03月05日", "2024 年 3 月 5 日", "5 March 2024", "5 Mar 2024", "05-Mar-2024",
        "5-Mar-24", "March 5, 2024", "Mar 5, 2024", "Mar 5 2024", "March 5th, 2024", "5th March 2024",
        "Tue, 5 March 2024", "Tuesday, March 5, 2024", "Mar. 5, 2024", "5.3.2024", "05.03.2024", "5.3.24",
        "2024-03-05 00:00:00", "2024-03-05T00:00:00", "45356", "45356.0",
    ],
)  # fmt: skip
def test_a_day_is_read_in_every_way_of_writing_it(text):
    assert moment(text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-05T14:22:07Z", "2024-03-05T14:22:07+00:00", "2024-03-05T15:22:07+01:00",
        "2024-03-05T14:22:07", "2024-03-05 14:22:07", "2024-03-05 14:22:07 UTC", "2024-03-05 14:22:07 +0000",
        "2024-03-05 09:22:07 -0500", "2024-03-05 09:22:07-05:00", "2024/03/05 14:22:07",
        "2024年3月5日 14:22:07", "2024年3月5日14时22分7秒", "2024年3月5日 下午2:22:07",
        "2024-03-05 下午 2:22:07", "Mar 5, 2024 2:22:07 PM", "March 5, 2024 at 2:22:07 pm",
        "5 March 2024, 14:22:07", "Tue, 05 Mar 2024 14:22:07 +0000", "Tue, 05 Mar 2024 22:22:07 +0800",
        "5.3.2024 14:22:07", "1709648527", 1709648527, "1709648527000", 1709648527000, 1709648527.0,
        "1709648527000000",
    ],
)  # fmt: skip
def test_a_second_is_read_in_every_way_of_writing_it(text):
    assert moment(text) == SECOND


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-05 14:22", "2024-03-05T14:22", "2024/3/5 14:22", "2024年3月5日14:22",
        "2024年3月5日 14时22分",
        "5.3.2024 14:22", "Mar 5, 2024 2:22 PM", "Mar 5, 2024, 2:22 p.m.", "5-Mar-2024 14:22",
    ],
)  # fmt: skip
def test_a_minute_is_read_in_every_way_of_writing_it(text):
    assert moment(text) == MINUTE


@pytest.mark.parametrize(
    "text", ["2024-03", "2024/03", "2024/3", "2024年3月", "03/2024", "3-2024", "March 2024", "Mar 2024"]
)
def test_a_month_is_kept_as_its_first_day(text):
    assert moment(text) == MONTH


@pytest.mark.parametrize(
    ("text", "day_first", "found"),
    [
        ("5/3/2024", True, DAY),
        ("3/5/2024", False, DAY),
        ("05/03/24", True, DAY),
        ("03-05-2024", False, DAY),
        ("5/3/2024 14:22", True, MINUTE),
        ("3/5/2024 2:22 PM", False, MINUTE),
        ("03/05/2024 02:22:07 PM", False, SECOND),
        ("5.3.2024", False, DAY),
    ],
)
def test_the_order_of_day_and_month_is_what_the_file_says(text, day_first, found):
    assert moment(text, day_first=day_first) == found


@pytest.mark.parametrize(
    ("clock", "hour"),
    [
        ("12:05 AM", 0), ("12:05 PM", 12), ("1:05 AM", 1), ("1:05 PM", 13), ("11:05 PM", 23), ("0:05", 0),
        ("上午12:05", 0), ("上午9:05", 9), ("中午12:05", 12), ("中午11:05", 11), ("中午1:05", 13),
        ("下午1:05", 13), ("晚上11:05", 23), ("凌晨1:05", 1), ("凌晨12:05", 0), ("下午13:05", 13),
    ],
)  # fmt: skip
def test_halves_of_the_day_are_hours_of_the_clock(clock, hour):
    assert moment(f"2024-03-05 {clock}") == Moment(datetime(2024, 3, 5, hour, 5, tzinfo=UTC), "exact")


@pytest.mark.parametrize(
    ("zone", "utc_hour"), [("UTC", 14), ("Asia/Shanghai", 6), ("America/New_York", 19), ("Europe/Berlin", 13)]
)
def test_a_time_that_names_no_zone_is_in_the_zone_of_the_file(zone, utc_hour):
    found = moment("2024-03-05 14:22", zone=ZoneInfo(zone))
    assert found == Moment(datetime(2024, 3, 5, utc_hour, 22, tzinfo=UTC), "exact")


def test_summer_and_winter_differ_as_the_zone_says():
    zone = ZoneInfo("Europe/Berlin")
    assert moment("2024-07-05 14:00", zone=zone).at.hour == 12
    assert moment("2024-01-05 14:00", zone=zone).at.hour == 13


def test_a_zone_that_the_time_names_wins():
    assert moment("2024-03-05T14:22:07Z", zone=ZoneInfo("Asia/Shanghai")) == SECOND


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/Los_Angeles", "Pacific/Kiritimati"])
def test_a_whole_day_stays_that_day_in_whatever_zone(zone):
    assert moment("2024-03-05", zone=ZoneInfo(zone)) == DAY
    assert moment(date(2024, 3, 5), zone=ZoneInfo(zone)) == DAY
    assert moment("2024-03-05 00:00:00", zone=ZoneInfo(zone)) == DAY


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (None, None),
        ("", None),
        ("   ", None),
        (date(2024, 3, 5), DAY),
        (datetime(2024, 3, 5), DAY),
        (datetime(2024, 3, 5, 14, 22, 7), SECOND),
        (datetime(2024, 3, 5, 14, 22, 7, tzinfo=UTC), SECOND),
        (datetime(2024, 3, 5, 22, 22, 7, tzinfo=timezone(timedelta(hours=8))), SECOND),
        (45356, DAY),
        (20240305, DAY),
    ],
)
def test_cells_of_a_workbook_are_read_too(cell, found):
    assert moment(cell) == found


def test_a_day_of_a_spreadsheet_may_have_a_part_of_a_day():
    assert moment(45356.5) == Moment(datetime(2024, 3, 5, 12, tzinfo=UTC), "exact")
    assert moment("45356.5", zone=ZoneInfo("Asia/Shanghai")).at == datetime(2024, 3, 5, 4, tzinfo=UTC)


def test_fractions_of_a_second_are_kept_where_the_standard_writes_them():
    assert moment("2024-03-05T14:22:07.250Z").at == datetime(2024, 3, 5, 14, 22, 7, 250_000, tzinfo=UTC)
    assert moment(1709648527250).at == datetime(2024, 3, 5, 14, 22, 7, 250_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "year"),
    [("5/3/24", 2024), ("5/3/00", 2000), ("5/3/69", 2069), ("5/3/99", 1999), ("5-Mar-95", 1995)],
)
def test_a_year_of_two_digits_is_the_nearest_that_makes_sense(text, year):
    assert moment(text, day_first=True).at.year == year


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-30", "2023-02-29", "2024-13-01", "2024-00-10", "2024-04-31", "2024年2月30日", "31/4/2024",
        "30 February 2024", "Feb 30, 2024", "2024-13", "13/2024", "2024-03-05 25:00", "2024-03-05 14:60",
        "2024-03-05 14:22:99", "2024-03-05 13:22 +99:99", "20240230", "99.99.2024",
    ],
)  # fmt: skip
def test_a_day_that_does_not_exist_is_refused(text):
    with pytest.raises(BadValue) as bad:
        moment(text, day_first=True)
    assert (bad.value.code, bad.value.params) == ("date_impossible", {"value": text})


def test_a_day_in_the_wrong_order_is_refused_rather_than_turned_round():
    with pytest.raises(BadValue) as bad:
        moment("3/25/2024", day_first=True)
    assert bad.value.code == "date_impossible"
    assert moment("3/25/2024", day_first=False).at.day == 25


@pytest.mark.parametrize(
    "cell",
    [
        "1989-12-31",
        "2101-01-01",
        "0001-01-01",
        "9999-12-31",
        "5/3/85",
        date(1985, 3, 5),
        datetime(2150, 1, 1, 5),
    ],
)
def test_a_year_long_ago_or_far_ahead_is_refused(cell):
    with pytest.raises(BadValue) as bad:
        moment(cell)
    assert bad.value.code == "date_out_of_range"
    assert (bad.value.params["first"], bad.value.params["last"]) == ("1990", "2100")


@pytest.mark.parametrize("text", ["1990-01-01", "2100-12-31"])
def test_the_first_and_the_last_year_are_within(text):
    assert moment(text).precision == "day"


@pytest.mark.parametrize(
    "cell",
    [
        "yesterday", "2024", 2024, "soon", "12:30", "Q1 2024", "March", "5", 5,
        "-1", -45356, "1e9", "3.5.7.9", "N/A",
        "2024-03-05 and more", "99999999999999999999",
        float("inf"), float("nan"), 10**30, "二〇二四年", "x" * 500,
        "2024-03-05T", "5 Foo 2024", "2024--03", "//", "2024W10", "0",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused(cell):
    with pytest.raises(BadValue) as bad:
        moment(cell)
    assert bad.value.code == "date_not_understood"


@pytest.mark.parametrize(
    "attack", ["1/" * 40, "2024-03-05" + " " * 60 + "x", "5 " + "a" * 70, "9" * 80, "年" * 80]
)
def test_attack_texts_are_refused_at_once(attack):
    with pytest.raises(BadValue):
        moment(attack)


@pytest.mark.parametrize(
    ("cell", "pair"),
    [
        ("3/5/2024", (3, 5)), ("25.12.24 10:00", (25, 12)), ("3-5-2024", (3, 5)), ("2024-03-05", None),
        ("3/5", None), (45356, None), (None, None), ("3/5/20245", None), ("text", None),
    ],
)  # fmt: skip
def test_the_two_numbers_that_may_be_day_and_month_are_found(cell, pair):
    assert day_and_month(cell) == pair
