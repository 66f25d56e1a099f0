"""The address of the map: its days are counted back from a day; what is no day is as if it were not there."""

from datetime import date
from urllib.parse import parse_qsl

import pytest

from regard.web.dashboards.periods import Period
from regard.web.positioning.addresses import MapAddress

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ({"period": "30", "last": "2026-10-31"}, Period(date(2026, 10, 2), date(2026, 11, 1))),
        ({"period": "30", "last": "2027-10-31"}, Period(date(2026, 10, 26), date(2026, 11, 25))),
        ({"period": "30"}, Period(date(2026, 10, 26), date(2026, 11, 25))),
        ({"period": "all", "last": "2026-10-31"}, Period(None, date(2026, 11, 1))),
        ({"period": "all"}, Period()),
    ],
)
def test_days_are_counted_back_from_the_last_and_never_from_one_to_come(query, days):
    assert MapAddress.read(query).days(today=TODAY) == days


@pytest.mark.parametrize(
    "text", ["", "0001-01-01", "2026-02-30", "yesterday", "\0", "2026-10-31<b>", "9" * 500]
)
def test_what_is_no_day_is_as_if_it_were_not_there(text):
    assert MapAddress.read({"last": text}) == MapAddress()


def test_the_address_reproduces_the_view():
    asked = MapAddress(period="90", segment="a&b", source="texts", wave="2", last=date(2026, 10, 31))
    assert asked.query() == "period=90&segment=a%26b&source=texts&wave=2&last=2026-10-31"
    assert MapAddress.read(dict(parse_qsl(asked.query()))) == asked


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"period": "180"}, "period=180"),
        ({"period": "180", "last": "2026-10-31"}, "period=dates&from=2026-05-05&to=2026-10-31"),
    ],
)
def test_explore_is_asked_for_the_same_days(asked, told):
    address = MapAddress.read(asked)
    assert address.of_explore(address.days(today=TODAY)).query() == told
