"""The profile: a row for each metric that was ever asked, with its place, its interval, its change."""

from datetime import date

import pytest
from django.utils import translation

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.profile import Seen, last_months, rows, scale_of
from regard.web.dashboards.spans import months_between, spans_of
from regard.web.insights.studies import (
    Changes,
    Counts,
    Finding,
    Scale,
    ScaleEstimate,
    Study,
    difference,
    metrics_at,
)

MEASURE = metrics_at(level=0.95, hide_below=0)
TODAY = date(2026, 11, 22)
TEN, FIVE, SEVEN = Scale(0, 10), Scale(1, 5), Scale(1, 7)
NPS = Counts.from_scores([10] * 50 + [8] * 30 + [3] * 20, TEN)
EFFORT = Scale(1, 5, direction="low_is_good")


def study(**counts: Counts) -> Study:
    estimates = {name: MEASURE[name](found) for name, found in counts.items()}
    scales = {name: (ScaleEstimate(found.scale, found.n, estimates[name]),) for name, found in counts.items()}
    return Study(100, {}, {}, estimates, (), (), scales)


def changed(metric: str, before: Counts, after: Counts, *, p: float) -> Changes:
    first, second = MEASURE[metric](before), MEASURE[metric](after)
    compared = difference(first, second).adjusted(p)
    return Changes((Finding(metric, None, None, after.scale, first, second, compared),))


def profile(now: Study, changes: Changes = Changes(()), asked: tuple[str, ...] = ()) -> dict:  # noqa: B008
    seen = Seen(now, changes, now, Address(), "/w/x/explore/")
    return {str(row.label): row for row in rows(seen, asked=asked or now.metrics, today=TODAY)}


def test_the_rows_stand_in_one_order_and_only_where_something_was_asked():
    everything = study(
        stars=Counts.from_scores([4] * 50, FIVE),
        nps=NPS,
        csat=Counts.from_scores([5] * 40, FIVE),
        ces=Counts.from_scores([6] * 40, SEVEN),
    )
    assert list(profile(everything)) == ["Satisfaction", "Ease", "Loyalty", "Public ratings"]
    assert list(profile(study(nps=NPS))) == ["Loyalty"]


def test_a_shown_number_has_its_place_its_interval_and_its_n():
    row = profile(study(nps=NPS))["Loyalty"]
    assert (row.status, row.value, row.interval, row.n) == ("shown", "+30", "+14 – +44", "100")
    assert row.position == 65
    assert row.low < 65 < row.high
    assert row.middle == 50
    assert row.href == "/w/x/explore/?metric=nps"


def test_the_bar_of_nps_goes_from_detractors_to_promoters_and_opens_each():
    parts = profile(study(nps=NPS))["Loyalty"].parts
    assert [(part.name, part.start, part.width) for part in parts] == [
        ("detractors", 0, 20),
        ("passives", 20, 30),
        ("promoters", 50, 50),
    ]
    assert [part.href.split("scores=")[1] for part in parts] == ["0-6", "7-8", "9-10"]
    assert [part.label.split()[0] for part in parts] == ["20", "30", "50"]
    assert profile(study(csat=Counts.from_scores([5] * 40, FIVE)))["Satisfaction"].parts == ()


def test_too_few_answers_show_no_number_but_how_many_are_needed():
    row = profile(study(nps=Counts.from_scores([10] * 8 + [2] * 8, TEN)))["Loyalty"]
    assert (row.status, row.value, row.interval, row.n) == ("not_enough_answers", "–", "", "16")
    assert row.needed > 14
    assert (row.position, row.parts, row.change) == (None, (), "")


def test_what_was_asked_once_but_not_now_has_a_row_without_answers():
    row = profile(study(nps=NPS), asked=("nps", "ces"))["Ease"]
    assert (row.status, row.n, row.change) == ("no_answers", "", "")


@pytest.mark.parametrize(
    ("p", "change", "direction"), [(0.01, "30 points", "down"), (0.2, "no clear change", "")]
)
def test_an_arrow_stands_only_beside_what_survived_its_test(p, change, direction):
    before = Counts.from_scores([10] * 70 + [8] * 20 + [3] * 10, TEN)
    row = profile(study(nps=NPS), changed("nps", before, NPS, p=p))["Loyalty"]
    assert (row.change, row.direction, row.before) == (change, direction, 80)


def test_without_enough_answers_before_nothing_is_compared():
    assert profile(study(nps=NPS))["Loyalty"].change == "too few answers before"


def test_a_change_of_one_segment_is_no_change_of_the_whole():
    compared = changed("nps", Counts.from_scores([10] * 100, TEN), NPS, p=0.001).findings[0]
    of_segment = Finding("nps", "segment", "new", TEN, compared.before, compared.after, compared.comparison)
    row = profile(study(nps=NPS), Changes((of_segment,)))["Loyalty"]
    assert row.change == "too few answers before"


def test_effort_stands_with_the_easy_end_on_the_right():
    easy = Counts.from_scores([1] * 90 + [2] * 10, EFFORT)
    hard = Counts.from_scores([4] * 90 + [3] * 10, EFFORT)
    row = profile(study(ces=easy), changed("ces", hard, easy, p=0.001))["Ease"]
    assert row.position > 90
    assert row.before < 40
    assert (row.direction, row.change) == ("up", "2.8")


def test_the_scale_is_the_one_that_the_study_reports():
    found = study(nps=NPS)
    assert scale_of(found, "nps") == TEN
    assert scale_of(found, "csat") is None


def test_the_year_has_twelve_months_this_one_included():
    months = last_months(date(2026, 2, 28))
    assert (months[0], months[-1], len(months)) == ("2025-03", "2026-02", 12)
    assert "2025-12" in months
    assert months == months_between("2025-03", "2026-02")


@pytest.mark.parametrize(("language", "name"), [("en", "Q4 2025"), ("zh-hans", "2025年第4季度")])
def test_quarters_hold_the_answers_of_their_three_months(language, name):
    counts = {
        month: Counts.from_scores([10] * n, TEN)
        for month, n in (("2025-11", 3), ("2025-12", 4), ("2026-02", 5))
    }
    with translation.override(language):
        spans = spans_of(counts, 3)
    assert [span.counts.n for span in spans] == [7, 5]
    assert (spans[0].name, spans[0].first, spans[0].last) == (name, "2025-11", "2025-12")
    assert (spans[1].first, spans[1].last) == ("2026-01", "2026-02")


def test_months_without_answers_keep_their_place():
    counts = {month: Counts.from_scores([10], TEN) for month in ("2025-11", "2026-02")}
    assert [bool(span.counts) for span in spans_of(counts, 1)] == [True, False, False, True]
    assert spans_of({}, 1) == []
