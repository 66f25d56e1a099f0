"""Addresses: what a page looks at stands in its address, comes back from it, and nothing else does."""

from datetime import date
from urllib.parse import parse_qsl
from uuid import UUID

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from regard.web.dashboards.addresses import (
    CLOSED,
    COMPARED,
    DIMENSIONS,
    LAST_PAGE,
    LONGEST,
    METRICS,
    MOST,
    PERIODS,
    SENTIMENTS,
    UNKNOWN,
    Address,
    read_value,
    written_value,
)
from regard.web.dashboards.periods import Period
from regard.web.insights.studies import Filters
from regard.web.workspaces.models import Membership

TODAY = date(2026, 11, 22)
ID = "0192d0d0-0000-7000-8000-000000000000"
OTHER = "0192d0d0-0000-7000-8000-000000000001"


def read(query: str) -> Address:
    return Address.read(QueryDict(query))


def values(allowed: list[str] | None = None) -> st.SearchStrategy[tuple[str | None, ...]]:
    word = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=30)
    one = st.sampled_from(allowed) if allowed else word
    return st.lists(st.one_of(st.none(), one), max_size=4, unique=True).map(tuple)


words = values().map(lambda found: tuple(word for word in found if word is not None))
scored = st.sampled_from(["nps", "csat", "ces", "stars"])
bands = st.tuples(st.integers(0, 10), st.integers(0, 10)).map(lambda pair: (min(pair), max(pair)))


@st.composite
def addresses(draw: st.DrawFn) -> Address:
    metric = draw(st.sampled_from(["", *METRICS]))
    usual = draw(st.sampled_from([period for period in PERIODS if period != "dates"]))
    first, last = sorted(draw(st.tuples(st.dates(), st.dates())))
    with_dates = draw(st.booleans())
    return Address(
        period="dates" if with_dates else usual,
        start=first if with_dates else None,
        last=last if with_dates else None,
        compare=draw(st.sampled_from(["", *COMPARED])),
        segment=draw(values()),
        owner=draw(values([ID, OTHER])),
        source=draw(values()),
        channel=draw(values(list(CLOSED["channel"]))),
        kind=draw(values(list(CLOSED["kind"]))),
        language=draw(values(list(CLOSED["language"]))),
        sentiment=draw(values(list(CLOSED["sentiment"]))),
        word=draw(words),
        metric=metric,
        scores=draw(st.none() | bands) if metric not in ("", "net_sentiment") else None,
        by=draw(st.sampled_from([by for by in DIMENSIONS if by != "sentiment" or metric != "net_sentiment"])),
        voices=draw(st.sampled_from(["", *SENTIMENTS, UNKNOWN])),
        customer=draw(st.sampled_from(["", ID])),
        batch=draw(st.sampled_from(["", ID])),
        q=draw(st.text(max_size=30).map(lambda text: text.replace("\0", "").strip()).filter(encodable)),
        page=draw(st.integers(1, LAST_PAGE)),
    )


def encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


@given(addresses())
def test_every_address_is_read_as_it_was_written(address):
    assert read(address.query()) == address
    assert read(address.query()).problems == ()


@given(addresses())
def test_the_parts_are_what_a_form_would_send(address):
    assert parse_qsl(address.query(), keep_blank_values=True) == address.parts()


@given(st.none() | st.text(max_size=20))
def test_a_value_and_the_lack_of_one_are_told_apart(value):
    assert read_value(written_value(value)) == value


def test_the_defaults_are_left_out():
    assert Address().query() == ""
    assert read("") == Address()
    assert read("period=90&compare=&segment=&metric=&by=month&page=1&q=") == Address()


def test_whoever_asks_for_their_own_is_written_down_so_that_it_means_the_same_to_others():
    by = Membership(pk=UUID(ID))
    found = Address.read(QueryDict("owner=mine&owner=~&owner=mine"), by=by)
    assert (found.owner, found.problems) == ((ID, None), ())
    assert found.query() == f"owner={ID}&owner=~"


def test_not_known_and_a_segment_named_like_it_differ():
    assert read("segment=~").segment == (None,)
    assert read("segment=~~").segment == ("~",)
    assert read("segment=~~x").segment == ("~x",)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("channel=pigeon", "pigeon"),
        ("kind=rumour", "rumour"),
        ("language=tlh", "tlh"),
        ("sentiment=angry", "angry"),
        ("metric=happiness", "happiness"),
        ("by=customer_id", "customer_id"),
        ("voices=choir", "choir"),
        ("compare=everything", "everything"),
        ("period=7", "7"),
        ("customer=somebody", "somebody"),
        ("account=1", "1"),
        ("owner=somebody", "somebody"),
        ("owner=mine", "mine"),
        ("batch=x", "x"),
        ("from=yesterday", "yesterday"),
        ("period=dates&to=2026-13-01", "2026-13-01"),
        ("metric=nps&scores=many", "many"),
        ("metric=nps&scores=9-3", "9-3"),
        ("metric=nps&scores=1-99999999", "1-99999999"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_cannot_be_understood_is_named_and_left_out(query, said, language):
    with translation.override(language):
        found = read(query)
    assert len(found.problems) == 1
    assert said in found.problems[0]
    name = query.split("&")[-1].split("=")[0]
    assert name not in dict(found.parts())


def test_scores_need_a_metric_that_has_scores():
    for query in ("scores=0-6", "metric=net_sentiment&scores=0-6"):
        assert read(query).scores is None
        assert len(read(query).problems) == 1
    assert read("metric=nps&scores=0-6").scores == (0, 6)


def test_a_last_day_before_the_first_is_said_but_kept():
    found = read("from=2026-03-02&to=2026-03-01")
    assert (found.start, found.last) == (date(2026, 3, 2), date(2026, 3, 1))
    assert len(found.problems) == 1


def test_dates_count_only_where_no_usual_period_is_chosen():
    assert read("from=2026-03-01&to=2026-03-31").period == "dates"
    assert read("period=dates").days(today=TODAY) == Period()
    assert read("period=30&from=2026-03-01&to=2026-03-31") == Address(period="30")


def test_both_days_of_a_period_by_dates_are_in_it():
    period = read("from=2026-03-01&to=2026-03-31").days(today=TODAY)
    assert period == Period(date(2026, 3, 1), date(2026, 4, 1))
    assert read("to=9999-12-31").days(today=TODAY) == Period()


def test_too_much_of_everything_is_cut():
    many = "&".join(f"segment=s{number}" for number in range(500))
    assert len(read(many).segment) == MOST
    assert len(read("segment=" + "x" * 5_000).segment[0]) == LONGEST
    assert len(read("q=" + "x" * 5_000).q) == LONGEST


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("3", 3),
        ("0", 1),
        ("-1", 1),
        ("x", 1),
        ("", 1),
        ("99999999999999999999", 1),
        ("5000", LAST_PAGE),
        ("٣", 3),
    ],
)
def test_pages_stay_within_what_can_be_turned(text, page):
    assert read(f"page={text}").page == page


def test_nothing_that_no_database_takes_gets_through():
    found = read("segment=a%00b&q=c%00d&word=%00")
    assert found.segment == ("ab",)
    assert found.q == "cd"
    assert found.word == ()


def test_a_change_of_the_filters_begins_with_the_first_page():
    address = read("metric=nps&page=7&from=x")
    assert address.but(metric="csat").page == 1
    assert address.but(metric="csat").problems == ()
    assert address.but(page=8).page == 8


def test_the_filters_are_those_that_insights_knows():
    query = (
        "period=30&segment=new&segment=~&source=survey&kind=review&language=zh&word=tea&metric=nps&scores=0-6"
    )
    assert read(query).filters(today=TODAY) == Filters(
        start=date(2026, 10, 24),
        end=date(2026, 11, 23),
        segment=("new", None),
        source=("survey",),
        kind=("review",),
        language=("zh",),
        word=("tea",),
        metric=("nps",),
        band=("nps", 0.0, 6.0),
    )


def test_all_time_asks_for_no_days():
    assert read("period=all").filters(today=TODAY) == Filters()


def test_of_sentiment_only_records_that_were_read_are_meant():
    assert read("metric=net_sentiment").filters(today=TODAY).sentiment == SENTIMENTS
    assert read("metric=net_sentiment&sentiment=mixed").filters(today=TODAY).sentiment == ("mixed",)
    assert read("metric=net_sentiment").filters(today=TODAY).metric == ()


def test_customers_and_companies_are_asked_for_by_id():
    filters = read(f"customer={ID}&account={ID.upper()}").filters(today=TODAY)
    assert (filters.customer_id, filters.account_id) == ((ID,), (ID,))


@pytest.mark.parametrize(
    ("query", "beyond"),
    [
        ("q=tea", True),
        (f"batch={ID}", True),
        ("period=undated", True),
        ("", False),
        ("metric=nps&word=tea", False),
    ],
)
def test_what_only_the_records_can_answer(query, beyond):
    assert read(query).beyond_counting is beyond


@pytest.mark.parametrize(
    ("query", "measures"),
    [
        ("", False),
        ("metric=nps", True),
        ("metric=nps&scores=0-6", False),
        ("metric=nps&sentiment=negative", True),
        ("metric=net_sentiment", True),
        ("metric=net_sentiment&sentiment=negative", False),
    ],
)
def test_of_records_chosen_by_their_score_the_score_says_nothing(query, measures):
    assert read(query).measures is measures
