"""Pages that would open with too few answers open with a longer period, and say so."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.http import QueryDict
from django.test import RequestFactory

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.opening import opened, query_of, staying
from tests.web.dashboards.test_drivers import spoken

NINETY = "Last 90 days"


def tried(path, found):
    """Open an address where each period says what `found` has for it."""
    request = RequestFactory().get(path)
    asked = []

    def ask(address):
        asked.append(address.period)
        return found.get(address.period, "")

    start = opened(request, Address.read(request.GET), ask=ask, is_useful=bool)
    return start, asked


def test_the_usual_period_is_asked_alone_where_it_is_useful():
    start, asked = tried("/", {"90": "enough"})
    assert (start.address.period, asked, start.why(str)) == ("90", ["90"], "")


def test_the_shortest_longer_period_that_is_useful_is_shown_with_its_reason():
    start, asked = tried("/?metric=nps", {"365": "enough"})
    assert (start.address, asked) == (Address(metric="nps", period="365"), ["90", "180", "365"])
    reason = start.why(lambda usual: f"Only {len(usual)} answers.")
    assert reason == "“Last 365 days”, because “Last 90 days” says too little. Only 0 answers."


def test_where_no_period_is_useful_the_usual_one_stays():
    start, asked = tried("/", {})
    assert (start.address.period, start.why(str), len(asked)) == ("90", "", 3)


@pytest.mark.parametrize("period", ["30", "90", "365", "all"])
def test_a_period_that_the_address_names_stays(period):
    start, asked = tried(f"/?period={period}", {"180": "enough"})
    assert (start.address.period, asked) == (period, [period])


def test_a_link_names_its_period_so_that_it_stays():
    assert query_of(Address(metric="nps")) == "period=90&metric=nps"
    assert Address.read(QueryDict(query_of(Address(period="all")))) == Address(period="all")
    links = [("a", "/x/?period=30", False), ("b", "/x/?metric=nps", True), ("c", "/x/", False)]
    assert staying(links, "180") == [
        ("a", "/x/?period=30", False),
        ("b", "/x/?metric=nps&period=180", True),
        ("c", "/x/?period=180", False),
    ]


@pytest.fixture
def long_ago(tell, inside, today):
    """What goes with the score was said between 100 and 180 days ago; ten people said something lately."""
    told = list(spoken(today))
    earlier = [replace(one, collected_at=one.collected_at - timedelta(days=100)) for one in told]
    tell([*earlier, *(replace(one, external_id=f"late{place}") for place, one in enumerate(told[:10]))])
    return inside


@pytest.mark.django_db
def test_drivers_open_with_the_period_that_tells_factors_apart_and_say_why(long_ago, look, owner):
    page = look(owner, "drivers/")
    assert "Loyalty (NPS) goes most closely with support" in page.text
    reason = "Not enough answers yet: 10 with words and a score, 90 more (n = 10)"
    assert f"“Last 180 days”, because “{NINETY}” says too little. {reason}" in page.text
    links = dict(page.links)
    assert links[NINETY].endswith("?period=90")
    assert "period=180" in links["Satisfaction (CSAT)"]
    assert "“最近 90 天”的内容太少。" in look(owner, "drivers/", language="zh-hans").text


@pytest.mark.django_db
def test_drivers_of_a_named_period_stay_there_and_the_picture_is_of_what_is_shown(
    long_ago, look, owner, client
):
    text = look(owner, "drivers/?period=90").text
    assert "90 more" in text and "says too little" not in text
    assert client.get("/w/qinghe/drivers/chart.json?period=90").status_code == 404
    assert client.get("/w/qinghe/drivers/chart.json").status_code == 200


@pytest.mark.django_db
def test_a_split_opens_with_the_period_that_has_a_change_to_split(long_ago, look, owner, client):
    text = look(owner, "explore/mix/?metric=nps&period=90").text
    assert "Not enough answers yet in both periods" in text
    told = list(look(owner, "explore/mix/?metric=nps").links)
    assert any("period=90" in url for name, url in told if name == NINETY)
