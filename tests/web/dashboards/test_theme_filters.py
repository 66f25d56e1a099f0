"""Explore with a theme asks the archive, or the records while it tells of other themes: the same is told."""

from dataclasses import replace

import pytest
from django.utils import timezone

from regard.web.dashboards.addresses import MARKED, Address
from regard.web.dashboards.counting import is_beyond, voices, where_of
from regard.web.dashboards.explore import _page, listed
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.splitting import counted, counted_of, measured_of
from regard.web.insights import theme_keeping
from regard.web.insights.theme_keeping import Move, Rename
from regard.web.insights.theme_table import path_of
from regard.web.insights.theme_tallies import ThemesMoved
from tests.web.insights.conftest import drafts, inside, settle
from tests.web.insights.test_theme_tallies import follow, said, told
from tests.web.insights.test_themes import change, theme_of

__all__ = ["drafts", "follow", "inside", "said", "settle", "told"]
pytestmark = pytest.mark.django_db
DIMENSIONS = ("month", "segment", "source", "language", "sentiment", *MARKED)


def all_of(numbers, address, today):
    """All that explore asks for one address."""
    one = address.but(metric="csat")
    page = [record.pk for record in _page(numbers, address, 0, today=today)]
    assert page == [record.pk for record in listed(address, today=today)[: len(page) or 5]]
    return [
        voices(numbers, address, today=today),
        counted(numbers, address, today=today),
        *(counted_of(numbers, address, by=by, today=today) for by in DIMENSIONS),
        *(measured_of(numbers, one, by=by, today=today) for by in (None, *DIMENSIONS)),
        measured_of(numbers, address.but(metric="net_sentiment"), by="month", today=today),
        page,
    ]


@pytest.fixture
def grouped(told, owner, noon, follow):
    """One theme that holds another, and the archive tells so."""
    one, other = theme_of("parcel"), theme_of("味道")
    for act in (Move(one.key, None), Move(other.key, None), Move(one.key, other.key)):
        change(act, by=owner, at=noon)
    follow()
    return told


@pytest.mark.parametrize("chosen", [{}, {"segment": ("老客户", None)}, {"factor": ("price", "speed")}])
def test_both_ways_tell_the_same_of_a_group(grouped, chosen, noon):
    address = Address(period="all", theme=theme_of("味道").key, **chosen)
    archived = Numbers.of(grouped)
    assert not is_beyond(archived, address)
    found = all_of(archived, address, noon.date())
    path_of(grouped, theme_keeping.state()).unlink()
    recorded = Numbers.of(grouped)
    assert is_beyond(recorded, address)
    assert found == all_of(recorded, address, noon.date())
    assert found[1] > 0 or chosen


def test_nobody_carries_a_theme_that_there_is_not(grouped, noon):
    for key in ("nothing", "*", "~", "价格"):
        assert counted(Numbers.of(grouped), Address(period="all", theme=key), today=noon.date()) == 0


def test_an_archive_of_other_themes_is_not_asked(grouped, owner, noon):
    change(Rename(theme_of("parcel").key, "包裹"), by=owner, at=noon)
    numbers, address = Numbers.of(grouped), Address(period="all", theme=theme_of("parcel").key)
    with pytest.raises(ThemesMoved):
        numbers.record_counts(where=where_of(address, today=noon.date()))
    assert counted(numbers, address, today=timezone.now().date()) > 0


def test_numbers_of_a_theme_are_behind_as_long_as_its_file_is(grouped):
    numbers = Numbers.of(grouped)
    assert not numbers.fresh_by_theme().behind
    numbers.__dict__["themed"] = replace(numbers.themed, change=numbers.fresh.change - 1)
    assert numbers.fresh_by_theme().behind and not numbers.fresh.behind
