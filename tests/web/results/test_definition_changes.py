"""No period of a survey is compared across a day on which its metric began to mean something else."""

from datetime import date

import pytest

from regard.instruments.questions import Kind, Question
from regard.perception.counts import Scale
from regard.web.dashboards.card_breaks import Breaks
from regard.web.dashboards.card_models import MetricChange
from regard.web.results.counting import Cell, Measured
from regard.web.results.rows import by_period
from regard.web.results.weighing import Weighing
from regard.web.workspaces.tenancy import in_workspace

QUESTION = Question(id="score", kind=Kind.SCALE, text={"en": "Would you?"}, measures="nps")


def measured(scores, n=60):
    """In the months of 2026 from August on everybody gave one score."""
    cells = tuple(
        Cell(score, "", date(2026, month, 1), 1, 1.0, False, False, n)
        for month, score in enumerate(scores, start=8)
    )
    return Measured(QUESTION, "score", "nps", Scale(0, 10), cells, Weighing())


def told(found, *days, metric="nps"):
    unit, rows = by_period(found, Breaks({metric: days}))
    return unit, [(row.label, row.change) for row in rows]


AUGUST, SEPTEMBER, OCTOBER = "August 2026", "September 2026", "October 2026"
UP = "200 points"


@pytest.mark.parametrize(
    ("day", "changes"),
    [
        (date(2026, 8, 1), ["", UP, ""]),  # the first day: one definition in all
        (date(2026, 8, 2), ["", "from Aug. 2, 2026", ""]),
        (date(2026, 9, 1), ["", "from Sept. 1, 2026", ""]),
        (date(2026, 9, 2), ["from Sept. 2, 2026", "from Sept. 2, 2026", ""]),
        (date(2026, 10, 31), ["from Oct. 31, 2026", UP, ""]),
        (date(2026, 11, 1), ["", UP, ""]),
    ],
)
def test_a_day_within_two_months_keeps_them_apart(day, changes):
    _unit, rows = told(measured([0, 10, 10]), day)
    said = [one.replace("from ", "definition changed on ") for one in changes]
    said = [one if one in ("", UP) else f"{one}; not compared" for one in said]
    assert rows == [(OCTOBER, said[0]), (SEPTEMBER, said[1]), (AUGUST, said[2])]


def test_another_metric_changes_nothing_here():
    assert told(measured([0, 10]), date(2026, 9, 1), metric="csat")[1] == [(SEPTEMBER, UP), (AUGUST, "")]


def test_longer_periods_end_where_they_end():
    thin = measured([0, 10, 10, 10, 10], n=12)
    assert told(thin, date(2026, 12, 31)) == (
        "quarter",
        [("Q4 2026", "definition changed on Dec. 31, 2026; not compared"), ("Q3 2026", "")],
    )
    assert told(thin, date(2027, 1, 1))[1][0] == ("Q4 2026", "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "definition changed on Sept. 20, 2026; not compared"),
        ("zh-hans", "定义自2026年9月20日起改变；不作比较"),
    ],
)
def test_the_page_says_it(workspace, owner, asked, answer, opened, noon, language, said):
    link = asked("nps")
    for month, score in ((9, 0), (10, 10)):
        for _ in range(30):
            answer(link, at=noon.replace(month=month), score=score)
    assert said not in opened(link, owner, language)
    with in_workspace(workspace):
        row = {"metric": "nps", "day": date(2026, 9, 20), "what": "by app", "why": "unread"}
        MetricChange.objects.create(**row, by=owner, by_name="O", at=noon)
    assert opened(link, owner, language).count(said) == 1
