"""Explore by theme, and by what one record may have several of: every count is that of its own records."""

from itertools import product

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.http import QueryDict

from regard.perception.schema import CARRIED
from regard.web.dashboards.addresses import CLOSED, DIMENSIONS, Address
from regard.web.dashboards.counting import measured_by, records_of, voices
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.splitting import counted, counted_of, measured_of
from regard.web.feedback.models import Feedback
from regard.web.insights import theme_keeping
from regard.web.insights.theme_models import Theme, ThemeAssignment
from regard.web.insights.theme_table import EVERY, path_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def numbers(inside, story):
    return Numbers.of(inside)


@pytest.fixture
def theme(numbers):
    """A theme in a group; every record that speaks of delivery carries it."""
    group = Theme.objects.create(key="parcels", name="Parcels 包裹", is_group=True)
    found = Theme.objects.create(key="late", name="Late 迟到", parent=group)
    for one in Feedback.objects.filter(text__startswith="Delivery"):
        ThemeAssignment.objects.create(feedback=one, theme=found, revision=one.revision, confidence=0.9)
    return found


SPLIT = ("segment", "source", "channel", "kind", "language", "month")


@pytest.mark.parametrize("metric", ["nps", "net_sentiment"])
def test_the_records_split_as_the_archive_does(numbers, theme, today, metric):
    """Each part of a theme has as many answers as the same part asked for by itself."""
    address = Address(period="all", metric=metric, theme=("late",))
    whole = measured_of(numbers, address, by=None, today=today)
    for by in SPLIT:
        split = measured_of(numbers, address, by=by, today=today)
        assert sum(counts.n for counts in split.counts.values()) == whole.total().n
        for value, counts in split.counts.items():
            if by != "month" and value is not None:
                one = measured_of(numbers, address.but(**{by: (value,)}), by=None, today=today)
                assert one.total().n == counts.n
        every = address.but(theme=()).filters(today=today)
        assert set(split.counts) <= set(measured_by(numbers, metric, where=every, by=by).counts)


@pytest.mark.parametrize("by", ["factor", "intent"])
def test_each_mark_has_the_number_of_its_own_records(numbers, today, by):
    address = Address(period="all", metric="nps")
    split = measured_of(numbers, address, by=by, today=today)
    assert set(split.counts) <= set(CLOSED[by])
    assert split.counts
    for value, counts in split.counts.items():
        where = address.but(**{by: (value,)}).filters(today=today)
        assert counts == measured_by(numbers, "nps", where=where).counts[None]
    found = counted_of(numbers, address, by=by, today=today)
    for value, n in found.items():
        assert records_of(address.but(**{by: (value,)}), today=today).count() == n


def test_a_filter_leaves_only_its_own_marks_in_the_chart(numbers, today):
    address = Address(period="all", metric="nps", factor=("delivery", "support"))
    assert set(measured_of(numbers, address, by="factor", today=today).counts) <= {"delivery", "support"}


def test_records_are_counted_by_a_dimension_with_a_theme_too(numbers, theme, today):
    address = Address(period="all", theme=("late",))
    assert counted(numbers, address, today=today) == theme.assignments.count()
    for by in ("sentiment", *SPLIT):
        found = counted_of(numbers, address, by=by, today=today)
        assert sum(found.values()) == theme.assignments.count()


def test_a_group_holds_the_records_of_its_themes_and_a_theme_that_is_gone_none(numbers, theme, today, noon):
    n = theme.assignments.count()
    assert counted(numbers, Address(period="all", theme=("parcels",)), today=today) == n > 20
    Theme.objects.filter(pk=theme.pk).update(gone_at=noon)
    assert counted(numbers, Address(period="all", theme=("late",)), today=today) == 0


def test_the_page_of_a_theme_shows_its_number_its_chart_and_its_words(look, owner, numbers, theme, today):
    for query in ("theme=late&metric=nps&period=all", "theme=late&period=all&by=segment"):
        page = look(owner, f"explore/?{query}")
        assert "Theme: Late 迟到" in page.text
        assert "by month" in page.text
        heard = voices(numbers, Address.read(QueryDict(query)), today=today)
        assert f"All {sum(heard.values())}" in page.text
        assert "As a table" in page.text
        assert "Delivery took three weeks" in page.text
        assert "Lovely tea" not in page.text


def test_a_theme_that_is_gone_is_told_of(look, owner, numbers):
    page = look(owner, "explore/?theme=nowhere")
    assert "Its theme was retired or not found again" in page.text
    assert "nothing carries it now" in look(owner, "explore/?theme=%00%27").text


def test_a_segment_that_is_gone_is_told_of_in_chinese_too(look, owner, numbers):
    assert "“客群：closed”下已没有任何反馈" in look(owner, "explore/?segment=closed", language="zh-hans").text


def test_sentiment_by_sentiment_is_shown_by_month_and_said(look, owner, numbers):
    page = look(owner, "explore/?metric=net_sentiment&by=sentiment")
    assert "Sentiment says nothing by sentiment; it is shown by month." in page.text
    assert Address.read(QueryDict("metric=net_sentiment&by=sentiment")).by == "month"


def test_every_metric_is_drawn_by_every_dimension(client, owner, numbers, theme):
    client.force_login(owner)
    for metric, by in product(("", "nps", "stars"), DIMENSIONS):
        response = client.get(f"/w/qinghe/explore/chart.json?by={by}&metric={metric}&period=all")
        assert response.status_code == 200, (metric, by)
        values = response.json()["data"]["values"]
        assert values, (metric, by)
        assert all("n" in row and "interval_text" in row for row in values), (metric, by)


def test_how_sure_we_are_is_said_in_plain_words(look, owner, numbers):
    page = look(owner, "explore/?metric=nps&period=all&by=factor")
    assert "The answers do not contradict a number between" in page.text
    assert "It rests on 300 answers, and 60 other records of these filters say nothing to it" in page.text
    assert "In the chart a record stands in each group that it speaks of." in page.text
    assert page.link("Definition") == "/w/qinghe/metrics/nps/"
    compared = look(owner, "explore/?metric=nps&period=90&compare=previous")
    assert "One comparison was made, with the period before" in compared.text
    few = look(owner, "explore/?metric=nps&period=90&segment=loyal&word=lovely&q=zzz")
    assert "No answers" in few.text


@pytest.fixture
def second(theme):
    """Another theme; some records carry both."""
    found = Theme.objects.create(key="broken", name="Broken", parent=theme.parent)
    for one in Feedback.objects.filter(text__contains="broken")[::2]:
        ThemeAssignment.objects.create(feedback=one, theme=found, revision=one.revision, confidence=0.8)
    return found


@pytest.mark.parametrize("is_told", [True, False], ids=["archive", "records"])
def test_each_theme_has_the_number_of_its_own_records(inside, numbers, theme, second, today, is_told):
    if is_told:
        tell_themes(inside)
        numbers = Numbers.of(inside)
    assert (numbers.themed is not None) == is_told
    address = Address(period="all", metric="nps", segment=("new",))
    split = measured_of(numbers, address, by="theme", today=today)
    assert set(split.counts) == {"late", "broken"}
    found = counted_of(numbers, address.but(metric=""), by="theme", today=today)
    for key, counts in split.counts.items():
        own = address.but(theme=(key,))
        assert counts == measured_of(numbers, own, by=None, today=today).counts[None]
        assert found[key] == records_of(own.but(metric=""), today=today).count()
    alone = measured_of(numbers, address.but(theme=("late",)), by="theme", today=today)
    assert alone.counts == {"late": split.counts["late"]}
    in_group = measured_of(numbers, address.but(theme=("parcels",)), by="theme", today=today)
    assert in_group.counts == split.counts


def tell_themes(workspace):
    """Write the file beside the archive that tells which themes each record carries."""
    rows = {}
    for one in ThemeAssignment.objects.select_related("theme__parent"):
        rows.setdefault(str(one.feedback_id), {EVERY}).update({one.theme.key, one.theme.parent.key})
    told = {"record_id": list(rows), "themes": [sorted(row) for row in rows.values()]}
    table = pa.table(told, schema=CARRIED.with_metadata({"change": "1", "took": "0"}))
    pq.write_table(table, path_of(workspace, theme_keeping.state()))


def test_by_theme_is_offered_once_there_are_themes_and_leads_to_each(look, owner, numbers, today):
    assert 'value="theme"' not in look(owner, "explore/?metric=nps").html
    group = Theme.objects.create(key="parcels", name="Parcels 包裹", is_group=True)
    found = Theme.objects.create(key="late", name="Late 迟到", parent=group)
    for one in Feedback.objects.filter(text__startswith="Delivery"):
        ThemeAssignment.objects.create(feedback=one, theme=found, revision=one.revision, confidence=0.9)
    page = look(owner, "explore/?metric=nps&by=theme&period=all")
    assert 'value="theme" selected' in page.html
    assert page.link("Late 迟到") == "/w/qinghe/explore/?period=all&theme=late&metric=nps"
    assert "In the chart a record stands in each group that it speaks of." in page.text
    assert "by theme" in page.text
    assert "Late 迟到" in look(owner, "explore/?by=theme&period=all").text
