"""Numbers of a survey are of one definition, and no period is compared across a day on which it changed."""

import random
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from regard.instruments.questions import Kind, Question
from regard.perception.counts import Scale
from regard.web.dashboards.card_breaks import Breaks
from regard.web.dashboards.card_models import MetricChange
from regard.web.results.counting import Cell, Measured, size
from regard.web.results.hiding import K
from regard.web.results.one_definition import Defined, Stretch
from regard.web.results.periods import by_period, periods_of
from regard.web.results.sections import section
from regard.web.results.standing import Standing
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
    unit, rows = by_period(Defined(found).stretches, Breaks({metric: days}).of("nps"))
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


def cell(score, month, n):
    return Cell(score, "", month, 1, 1.0, False, False, n)


def test_a_month_in_which_the_definition_changed_is_two_rows():
    september, october, day = date(2026, 9, 1), date(2026, 10, 1), date(2026, 9, 20)
    before = Measured(QUESTION, "score", "nps", Scale(0, 10), (cell(0, september, 60),), Weighing())
    since = replace(before, cells=(cell(10, september, 40), cell(10, october, 50)))
    unit, rows = by_period((Stretch(None, before), Stretch(day, since)), (day,))
    told = [(row.label, row.hint, row.value, row.n, row.change) for row in rows]
    apart = "definition changed on Sept. 20, 2026; not compared"
    assert (unit, told) == (
        "month",
        [
            (OCTOBER, "", "+100", "50", ""),
            (SEPTEMBER, "from Sept. 20, 2026 on", "+100", "40", apart),
            (SEPTEMBER, "before Sept. 20, 2026", "−100", "60", ""),
        ],
    )


def test_a_month_with_two_changes_says_between_which():
    september, days = date(2026, 9, 1), (date(2026, 9, 10), date(2026, 9, 20))
    one = Measured(QUESTION, "score", "nps", Scale(0, 10), (cell(5, september, 60),), Weighing())
    stretches = [Stretch(start, one) for start in (None, *days)]
    rows = by_period(stretches, days)[1]
    assert [row.hint for row in rows] == [
        "from Sept. 20, 2026 on",
        "from Sept. 10, 2026 to before Sept. 20, 2026",
        "before Sept. 10, 2026",
    ]


@pytest.fixture
def told_of(workspace, asked, answer, noon, owner):
    """So many answers on each day of September, and the definition changed on others; what is told of it."""

    def look(given, *days, **survey):
        link = asked("nps", **survey)
        for day, n in given.items():
            for _ in range(n):
                answer(link, at=noon.replace(month=9, day=day), score=day % 11)
        with in_workspace(workspace):
            for day in days:
                row = {"metric": "nps", "day": date(2026, 9, day), "what": "by app", "why": "unread"}
                MetricChange.objects.create(**row, by=owner, by_name="O", at=noon)
            return Standing.of(link.survey, at=noon).defined[0]

    return look


def sizes(defined):
    return [(one.start and one.start.day, one.measured.counts.n) for one in defined.stretches]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "days", "cut"),
    [
        ({5: 7, 15: 8, 25: 9}, (10, 20), [(None, 7), (10, 8), (20, 9)]),
        ({5: 7, 15: 8, 20: 9}, (10, 20), [(None, 7), (10, 8), (20, 9)]),  # the day itself is of the new one
        ({5: 7, 15: 2, 25: 9}, (10, 20), [(None, 9), (20, 9)]),  # two between would be told apart
        ({5: 4, 15: 8, 25: 9}, (10, 20), [(None, 12), (20, 9)]),
        ({5: 7, 15: 8, 25: 4}, (10, 20), [(None, 7), (10, 12)]),
        ({5: 4, 25: 9}, (20,), [(None, 13)]),
        ({5: 9}, (20,), [(None, 9)]),
        ({25: 9}, (20,), [(None, 9)]),
    ],
)
def test_answers_are_cut_only_where_five_stand_on_either_side(told_of, given, days, cut):
    defined = told_of(given, *days)
    assert sizes(defined) == cut
    scores = [one.measured.counts.n_by_score for one in defined.stretches]
    whole = [given.get(score, 0) + given.get(score + 11, 0) + given.get(score + 22, 0) for score in range(11)]
    assert [sum(each) for each in zip(*scores, strict=True)] == whole  # nothing is lost, nothing counts twice


@pytest.mark.django_db
def test_answers_in_steps_are_not_cut(told_of):
    defined = told_of({5: 10, 25: 10}, 20, anonymous=True)
    assert (defined.is_mixed, sizes(defined)) == (True, [(None, 20)])
    shown = section(defined, is_stepwise=True, days=(date(2026, 9, 20),))
    assert shown.note.startswith("The definition of Loyalty (NPS) changed on Sept. 20, 2026.")
    assert "both definitions are counted together" in shown.note
    assert (shown.rows[0].hint, shown.periods) == ("NPS", [])


@pytest.mark.django_db
def test_the_number_its_spread_and_its_version_are_of_the_days_since(told_of):
    shown = section(told_of({5: 30, 21: 40}, 20), days=(date(2026, 9, 20),))
    assert (shown.rows[0].n, shown.rows[0].value) == ("40", "+100")
    assert shown.rows[0].hint == "NPS · only the answers since Sept. 20, 2026, when the definition changed"
    assert [share.n for share in shown.shares] == ["0"] * 10 + ["40"]
    assert "/1 v2" in shown.definition
    assert [row.n for row in shown.periods] == ["40", "30"]


@pytest.mark.django_db
@pytest.mark.parametrize("few", [0, 3, 5])
def test_segments_since_a_change_do_not_tell_of_a_few_before(workspace, owner, asked, invited, noon, few):
    link, old = asked("nps"), noon.replace(month=9, day=5)
    invited(link.survey, "big", 30, [0] * 30, at=old)
    if few:
        invited(link.survey, "few", 20, [0] * few, at=old)
    for segment in ("big", "few"):
        invited(link.survey, segment, 40, [10] * 30)
    with in_workspace(workspace):
        row = {"metric": "nps", "day": date(2026, 9, 20), "what": "by app", "why": "unread"}
        MetricChange.objects.create(**row, by=owner, by_name="O", at=noon)
        shown = section(Standing.of(link.survey, at=noon).defined[0])
    hidden = "Segments are not told apart here" in shown.note
    assert hidden == (few == 3)
    assert [row.n for row in shown.segments] == ([] if hidden else ["30", "30"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "note", "parts"),
    [
        (
            "en",
            "changed on Sept. 20, 2026. The number and its spread are of the answers since.",
            ["from Sept. 20, 2026 on", "before Sept. 20, 2026"],
        ),
        (
            "zh-hans",
            "的定义自2026年9月20日起改变。数值及其分布只计此后的回答。",
            ["自 2026年9月20日 起", "2026年9月20日之前"],
        ),
    ],
)
def test_the_page_tells_the_part_and_what_is_followed_knows_a_change(
    workspace, owner, asked, answer, opened, noon, language, note, parts
):
    link = asked("nps")
    for day, score in ((5, 0), (25, 10)):
        for _ in range(30):
            answer(link, at=noon.replace(month=9, day=day), score=score)
    with in_workspace(workspace):
        mark = Standing.of(link.survey, at=noon).mark
        row = {"metric": "nps", "day": date(2026, 9, 20), "what": "by app", "why": "unread"}
        MetricChange.objects.create(**row, by=owner, by_name="O", at=noon)
        assert Standing.of(link.survey, at=noon).mark != mark
    page = opened(link, owner, language)
    assert page.count(note) == 1
    assert [page.count(f"<small>{part}</small>") for part in parts] == [1, 1]


def side(dice, months):
    """Answers of some months, few in some of them."""
    sizes = [(month, dice.choice((0, 1, 3, 6, 9, 30))) for month in months]
    return tuple(cell(9, month, n) for month, n in sizes if n)


def test_what_is_hidden_of_the_periods_before_and_since_is_nobody_or_at_least_five_people():
    """Small months of two stretches, each of at least five: nothing that is shown tells of the rest."""
    dice, seen = random.Random(4), Counter()
    one = Measured(QUESTION, "score", "nps", Scale(0, 10), (), Weighing())
    for _ in range(300):
        months = [date(2026, month, 1) for month in range(1, dice.randint(3, 10))]
        cut = dice.choice(months).replace(day=15)
        sides = (
            side(dice, [day for day in months if day < cut]),
            side(dice, [day for day in months if day.month >= cut.month]),
        )
        if min(map(size, sides)) < K:
            continue  # there is no such cut
        stretches = [
            Stretch(start, replace(one, cells=cells)) for start, cells in zip((None, cut), sides, strict=True)
        ]
        estimates = periods_of(stretches, "month")
        for cells, is_since in zip(sides, (False, True), strict=True):
            told = [each for period, each in estimates.items() if (period.start >= cut) == is_since]
            shown = [each.n for each in told if each is not None]
            rest = size(cells) - sum(shown)
            assert all(n >= K for n in shown)
            assert not shown or rest == 0 or rest >= K
            seen["shown"] += bool(shown)
            seen["hidden"] += None in told
    assert min(seen["shown"], seen["hidden"]) > 50
