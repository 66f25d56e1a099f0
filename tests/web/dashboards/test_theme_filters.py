"""Explore with a theme asks the archive, or the records while it tells of other themes: the same is told."""

import re
from dataclasses import replace
from itertools import combinations

import pytest
from django.http import QueryDict
from django.utils import timezone

from regard.web.alerts.watching import Unwatchable, watched_of
from regard.web.dashboards.addresses import MARKED, Address
from regard.web.dashboards.counting import is_beyond, records_of, voices, where_of
from regard.web.dashboards.explore import _page, listed
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.saving import save
from regard.web.dashboards.splitting import counted, counted_of, measured_of
from regard.web.insights import theme_keeping
from regard.web.insights.theme_keeping import Move, Rename
from regard.web.insights.theme_models import Theme
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
    one, other = unlike(noon.date())
    for act in (Move(one.key, None), Move(other.key, None), Move(one.key, other.key)):
        change(act, by=owner, at=noon)
    follow()
    return told


@pytest.mark.parametrize("chosen", [{}, {"segment": ("老客户", None)}, {"factor": ("price", "speed")}])
def test_both_ways_tell_the_same_of_a_group(grouped, chosen, noon):
    address = Address(period="all", theme=(theme_of("味道").key,), **chosen)
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
        assert counted(Numbers.of(grouped), Address(period="all", theme=(key,)), today=noon.date()) == 0


def test_an_archive_of_other_themes_is_not_asked(grouped, owner, noon):
    change(Rename(theme_of("parcel").key, "包裹"), by=owner, at=noon)
    numbers, address = Numbers.of(grouped), Address(period="all", theme=(theme_of("parcel").key,))
    with pytest.raises(ThemesMoved):
        numbers.record_counts(where=where_of(address, today=noon.date()))
    assert counted(numbers, address, today=timezone.now().date()) > 0


def test_numbers_of_a_theme_are_behind_as_long_as_its_file_is(grouped):
    numbers = Numbers.of(grouped)
    assert not numbers.fresh_by_theme().behind
    numbers.__dict__["themed"] = replace(numbers.themed, change=numbers.fresh.change - 1)
    assert numbers.fresh_by_theme().behind and not numbers.fresh.behind


def unlike(today):
    """Two themes that no record carries both of."""
    carried = {
        one: set(
            records_of(Address(period="all", theme=(one.key,)), today=today).values_list("pk", flat=True)
        )
        for one in Theme.objects.filter(gone_at=None, is_group=False).order_by("key")
    }
    return next(
        pair
        for pair in combinations([one for one in carried if carried[one]], 2)
        if carried[pair[0]].isdisjoint(carried[pair[1]])
    )


def test_several_themes_are_one_filter_with_a_chip_each(grouped, look, analyst, noon):
    one, other = unlike(noon.date())
    query = f"period=all&theme={one.key}&theme={other.key}"
    address = Address.read(QueryDict(query))
    assert (address.theme, address.query()) == ((one.key, other.key), query)
    of_each = [
        set(records_of(address.but(theme=(key,)), today=noon.date()).values_list("pk", flat=True))
        for key in address.theme
    ]
    both = len(of_each[0] | of_each[1])
    assert counted(Numbers.of(grouped), address, today=noon.date()) == both
    assert records_of(address, today=noon.date()).count() == both > max(map(len, of_each))
    page = look(analyst, f"explore/?{query}")
    (told,) = [tag for _, tag in page.tags if "number-value" in str(tag.get("class"))]
    assert told["data-value"] == str(both)
    rest = look(analyst, page.link(f"Remove the filter Theme: {one.name}"))
    assert f"Remove the filter Theme: {other.name}" in rest.text
    (left,) = [tag for _, tag in rest.tags if "number-value" in str(tag.get("class"))]
    assert left["data-value"] == str(len(of_each[1]))
    offered = re.search(r'<select[^>]* name="theme"[^>]*>(.*?)</select>', page.html, re.S)[1]
    assert f'value="{one.key}"' not in offered
    assert "one more" in offered
    assert f'<input type="hidden" name="theme" value="{other.key}">' in page.html


def test_a_saved_view_keeps_several_themes_and_says_which_are_gone(grouped, look, analyst, noon):
    one, other = unlike(noon.date())
    view = save(Address(theme=(one.key, other.key)), name="Both", note="", roles=(), by=analyst, at=noon)
    assert view.query == f"theme={one.key}&theme={other.key}"
    assert "nothing carries it now" not in look(analyst, f"explore/?{view.query}").text
    gone = look(analyst, f"explore/?{view.query}&theme=t999")
    assert "Its theme was retired or not found again; nothing carries it now." in gone.text
    with pytest.raises(Unwatchable, match="one by one"):
        watched_of(Address(theme=(one.key, other.key)))
