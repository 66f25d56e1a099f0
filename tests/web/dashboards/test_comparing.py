"""A number beside other days and other people: whom it stands beside, and when it is said to differ."""

import random
import re
from datetime import timedelta

import pytest

from regard.perception.comparisons import judged
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.comparing import everybody, less, narrows
from regard.web.dashboards.counting import MEASURE
from regard.web.dashboards.naming import Naming
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.panels import panel
from regard.web.dashboards.periods import Period
from regard.web.dashboards.plots import chart_of, other_cells
from regard.web.dashboards.questions import Question
from regard.web.dashboards.splitting import measured_of
from regard.web.feedback.drafts import Draft
from regard.web.insights.studies import Counts, Scale
from tests.web.dashboards.conftest import ces, moment, nps

pytestmark = pytest.mark.django_db
TEN = Scale(0, 10)
SCORES = {
    "north": (9, 10, 10, 8),
    "south": (0, 3, 5, 6, 2, 6, 7),
    "east": (9, 9, 10, 7),
    "west": (9, 10, 8, 8),
}


@pytest.fixture
def told(tell, today, inside):
    """Four regions by two channels, now and a year ago; the south fell, the others stayed."""
    dice, drafts = random.Random(5), []
    for segment, scores in SCORES.items():
        for ago in (10, 375):
            usual = scores if ago == 10 or segment != "south" else SCORES["east"]
            for number in range(60):
                channel = ("email", "web")[number % 2]
                at = moment(today - timedelta(days=ago + number % 5))
                answers = (nps(dice.choice(usual)),)
                name = f"{segment} {ago} {number}"
                drafts.append(Draft(name, answers=answers, segment=segment, channel=channel, collected_at=at))
    tell(drafts)
    return Numbers.of(inside)


def ask(numbers, today, **chosen):
    address = Address(**{"metric": "nps", "period": "30", **chosen})
    return Question(numbers, address, Naming.of_open_workspace(), today, "/w/x/explore/")


def counts(numbers, today, **chosen):
    return measured_of(numbers, Address(metric="nps", **chosen), by=None, today=today).counts[None]


def a_year_ago(today):
    before = Period.last(30, today=today).a_year_ago
    return {"period": "dates", "start": before.start, "last": before.last_day}


def test_the_same_days_a_year_ago(told, today):
    chart = chart_of(ask(told, today, compare="year", by="segment"))
    for line in chart.lines:
        before = counts(told, today, segment=(line.label,), **a_year_ago(today))
        assert line.other.estimate == MEASURE["nps"](before)
        assert "compare" not in line.other.records
        assert line.other.comparison.significant == (line.label == "south")
    found = panel(ask(told, today, compare="year", segment=("south",)), records=0).change
    assert found.direction == "down"
    assert found.beside == "n = 60 a year ago"


def test_the_rows_are_judged_together_as_one_family(told, today):
    chart = chart_of(ask(told, today, compare="year", by="segment"))
    pairs = [(line.other.estimate, line.estimate) for line in chart.lines]
    assert [line.other.comparison for line in chart.lines] == judged(pairs)[0]
    assert chart.comparisons == 4
    said = {line.label: other_cells(line)[1] for line in chart.lines}
    assert re.fullmatch(r'<b class="difference">\d+ points less \(−\d+ to −\d+\)</b>', said["south"])
    assert all("no clear difference (" in said[name] for name in ("north", "east", "west"))
    assert "4 rows were compared with a year ago and judged together" in chart.note


def test_a_segment_is_compared_with_everybody_else(told, today):
    found = panel(ask(told, today, compare="others", segment=("south",)), records=0)
    others = counts(told, today, period="30", segment=("north", "east", "west"))
    assert found.change.beside == f"n = {others.n} others"
    assert found.change.direction == "down"
    assert "Against all others: " in found.sentence


def test_each_group_beside_all_others_and_within_a_filter_beside_the_same_of_others(told, today):
    for line in chart_of(ask(told, today, compare="others", by="segment")).lines:
        rest = counts(told, today, period="30", segment=tuple(set(SCORES) - {line.label}))
        assert line.other.estimate == MEASURE["nps"](rest)
    within = chart_of(ask(told, today, compare="others", by="channel", segment=("south",)))
    assert {line.label for line in within.lines} == {"E-mail", "Web"}
    for line in within.lines:
        channel = {"E-mail": "email", "Web": "web"}[line.label]
        chosen = {"period": "30", "channel": (channel,), "segment": ("north", "east", "west")}
        assert line.other.estimate == MEASURE["nps"](counts(told, today, **chosen))


def test_months_stand_beside_themselves_a_year_ago(told, today):
    lines = [line for line in chart_of(ask(told, today, compare="year")).lines if line.n]
    assert sum(line.n for line in lines) == 240
    assert sum(line.other.estimate.n for line in lines) == 240


def test_without_a_filter_nobody_is_left_out(told, today):
    found = panel(ask(told, today, compare="others"), records=0)
    assert found.change.text == "nobody is left out: choose a filter or a chart by group"
    assert all(line.other is None for line in found.chart.lines)
    searched = panel(ask(told, today, compare="others", q="tea"), records=0)
    assert searched.change is None or searched.change.text.startswith("A search, one import")


def test_too_few_answers_are_not_compared_and_another_scale_neither(told, tell, today):
    at = moment(today)
    tell([Draft(f"few {n}", answers=(nps(9),), segment="tiny", collected_at=at) for n in range(3)])
    lines = chart_of(ask(told, today, compare="others", by="segment")).lines
    tiny = next(line for line in lines if line.label == "tiny")
    assert tiny.other.comparison is None
    assert "not enough answers to compare" in other_cells(tiny)[1]


def test_who_is_left_out_and_what_is_left():
    address = Address(metric="nps", segment=("a",), theme=("t",), period="90")
    assert narrows(address)
    assert not narrows(everybody(address))
    assert not narrows(Address(segment=("a",)), but="segment")
    every, own = Counts.of({0: 5, 9: 7}, TEN), Counts.of({0: 5, 9: 2}, TEN)
    assert less(every, own) == Counts.of({9: 5}, TEN)
    assert less(every, None) == every
    assert less(every, every) is None
    assert less(own, every) is None  # more was said meanwhile
    assert less(None, own) is None


def test_the_page_tells_the_difference_of_each_row_and_its_address_reproduces_it(look, owner, told):
    page = look(owner, "explore/?metric=nps&period=30&by=segment&compare=year")
    assert 'value="year" selected' in page.html
    for text in ("A year ago", "n = 60", "Difference", "no clear difference (", "points less"):
        assert text in page.text
    assert "In the chart 4 rows were compared and judged together" in page.text
    chinese = look(owner, "explore/?metric=nps&period=30&by=segment&compare=others", language="zh-hans")
    assert "其他所有人" in chinese.text


def test_compare_is_offered_only_where_there_is_a_number(look, owner, told):
    assert 'name="compare"' not in look(owner, "explore/").html
    assert 'name="compare"' in look(owner, "explore/?metric=nps").html


def test_ease_that_is_low_is_good_says_which_way_is_better(inside, tell, today):
    at = moment(today)
    for name, score in (("a", 7), ("b", 2)):
        tell([Draft(f"{name}{n}", answers=(ces(score),), segment=name, collected_at=at) for n in range(40)])
    found = panel(
        Question(
            Numbers.of(inside),
            Address(metric="ces", segment=("b",), compare="others"),
            Naming.of_open_workspace(),
            today,
            "/",
        ),
        records=0,
    )
    assert found.change.direction == "down"
