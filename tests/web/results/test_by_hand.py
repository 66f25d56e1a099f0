"""The figures of the page, worked out again from the answers with a pencil: no code of the library."""

import math
import re
from collections import Counter
from statistics import NormalDist

import pytest

from regard.web.insights.releasing import Release
from regard.web.results.choices import choices
from regard.web.results.counting import measured_questions
from regard.web.results.one_definition import Defined
from regard.web.results.sections import section
from regard.web.results.silence import parts
from regard.web.workspaces.tenancy import in_workspace
from tests.web.results.test_exporting import EVERY
from tests.web.results.test_results import text_of

pytestmark = pytest.mark.django_db
NEW, OLD = [10] * 12 + [9] * 20 + [8] * 10 + [5] * 8, [10] * 5 + [7] * 15 + [6] * 20 + [0] * 10
INVITED, CHANCE = {"new": 80, "old": 200}, {"new": 1.0, "old": 0.25}
Z = NormalDist().inv_cdf(0.975)


def wilson(part, whole):
    """Wilson's interval, in per cent (Wilson 1927, formula of the paper)."""
    p, rest = part / whole, Z * Z / whole
    middle, half = (
        (p + rest / 2) / (1 + rest),
        Z * math.sqrt(p * (1 - p) / whole + rest / whole / 4) / (1 + rest),
    )
    return round(100 * (middle - half)), round(100 * (middle + half))


def points(scores):
    return 100 * (sum(one >= 9 for one in scores) - sum(one <= 6 for one in scores)) / len(scores)


@pytest.fixture
def link(asked, invited):
    made = asked("nps")
    for segment, scores in (("new", NEW), ("old", OLD)):
        invited(made.survey, segment, INVITED[segment], scores, inclusion=CHANCE[segment])
    return made


def test_twenty_figures_of_the_page(workspace, link, opened, viewer):
    both = NEW + OLD
    with in_workspace(workspace):
        (found,) = measured_questions(link.survey)
        everybody, *each = parts(link.survey)
        shown = section(Defined(found))
    assert (found.estimate.n, float(found.estimate.exact)) == (100, points(both))
    # everybody invited: 80 by 1 / 1.0 and 200 by 1 / 0.25, so 80 and 800 people stand behind the answers
    weighted = (80 * points(NEW) + 800 * points(OLD)) / 880
    assert float(found.weighted.exact) == pytest.approx(weighted)
    each_weight = {"new": 80 / 50, "old": 800 / 50}
    sums = [50 * weight**power for power in (1, 2) for weight in each_weight.values()]
    assert found.weighted.n_eff == pytest.approx((sums[0] + sums[1]) ** 2 / (sums[2] + sums[3]))
    told = Counter(both)
    for share in shown.shares:
        low, high = wilson(told[share.score], 100)
        assert (share.n, share.value, share.interval) == (
            str(told[share.score]),
            f"{told[share.score]} %",
            f"{low} – {high}",
        )
    of_segment = {
        name: float(found.of(cell for cell in found.cells if cell.segment == name).exact) for name in INVITED
    }
    assert of_segment == {"new": points(NEW), "old": points(OLD)}
    assert {(row.label, row.value, row.n, row.status) for row in shown.segments} == {
        ("new", "–", "50", "not_enough_answers"),  # 50 are too few for an interval that says something
        ("old", "–", "50", "not_enough_answers"),
    }
    assert (everybody.invited, everybody.answered) == (280, 100)
    assert {one.segment: float(one.rate.exact) for one in each} == {"old": 25, "new": 62.5}
    page = text_of(opened(link, viewer))
    assert re.search(r"Everybody 280 0 0 100 36 % 30 – 41", page)


def test_the_share_of_those_who_answered_has_its_interval(workspace, link):
    with in_workspace(workspace):
        rates = {one.segment: one.rate for one in parts(link.survey)}
    for segment, (part, whole) in {None: (100, 280), "new": (50, 80), "old": (50, 200)}.items():
        assert [round(float(end)) for end in (rates[segment].low, rates[segment].high)] == [
            *wilson(part, whole)
        ]


def said(place):
    """What the person at this place says of every question."""
    return {
        "pick": "tea" if place % 3 else "cake",
        "many": ["a", "b"] if place % 4 == 0 else ["b"],
        "order": ["b", "a"] if place % 5 else ["a", "b"],
        "grid": {"x": place % 5 + 1},
        "day": f"2026-{9 + place % 3:02}-07",
    } | ({"yes": True} if place % 2 else {}) | ({"note": "Tea."} if place < 7 else {})  # fmt: skip


def test_every_kind_of_question_is_counted_as_a_pencil_counts_it(workspace, asked, answer):
    text = {"en": "Say", "zh-hans": "请说"}
    link = asked("nps", pages=[{"id": "all", "questions": [{"text": text} | one for one in EVERY]}])
    people = [said(place) for place in range(24)]
    for one in people:
        answer(link, **one)
    with in_workspace(workspace):
        cards = choices(link.survey, "en", Release(), reads=True)
    bars = [{bar.label: int(bar.n) for bar in card.options} for card in cards]
    assert bars == [
        {"Tea": sum(one["pick"] == "tea" for one in people), "Cake": 8},
        {"B": 24, "A": sum("a" in one["many"] for one in people)},
        {"B": sum(one["order"][0] == "b" for one in people), "A": 5},
        {str(score): sum(one["grid"]["x"] == score for one in people) for score in range(1, 6)},
        {"September 2026": 8, "October 2026": 8, "November 2026": 8},
        {"Say": 7},  # of the consent and the text, which read alike, the last: see below
    ]
    together = cards[-1]
    assert [(bar.n, bar.value) for bar in together.options] == [("12", "50 %"), ("7", "29 %")]
    assert {card.n for card in cards} == {24}
    tea = cards[0].options[0]
    assert tea.interval == " – ".join(str(end) for end in wilson(16, 24))


def test_few_answers_to_one_question_are_hidden_though_many_answered_the_survey(workspace, asked, answer):
    text = {"en": "Say", "zh-hans": "请说"}
    link = asked("nps", pages=[{"id": "all", "questions": [{"text": text} | one for one in EVERY]}])
    for place in range(12):
        answer(link, **({"pick": "tea"} if place < 4 else {"note": "Only this."}))
    with in_workspace(workspace):
        pick, *_others, together = choices(link.survey, "zh-hans", Release(), reads=True)
    assert (pick.is_hidden, pick.options) == (True, [])
    assert [bar.n for bar in together.options] == ["0", "8"]


def test_the_word_picker_shows_words_in_the_language_of_the_reader_with_their_reasons(
    workspace, asked, answer
):
    link = asked("words")
    for place in range(9):
        answer(link, words={"slow": f"Nine days, {place}."} | ({"caring": ""} if place % 2 else {}))
    with in_workspace(workspace):
        words, _own = choices(link.survey, "zh-hans", Release(), reads=True)
        blind, _own = choices(link.survey, "en", Release(), reads=False)
    slow, caring, *others = words.options
    assert (slow.label, slow.n, slow.polarity, len(slow.reasons)) == ("缓慢", "9", "bad", 2)
    assert (caring.label, caring.n, caring.value, caring.reasons) == ("体贴", "4", "44 %", [])
    assert {one.n for one in others} == {"0"}
    assert blind.options[0].reasons == ()


def test_a_thin_month_makes_the_periods_longer(workspace, asked, answer, noon):
    link = asked("nps")
    for month in range(1, 11):
        for _ in range(12):
            answer(link, noon.replace(month=month), score=10)
    with in_workspace(workspace):
        (found,) = measured_questions(link.survey)
        shown = section(Defined(found))
    assert (shown.unit, [(row.label, row.n) for row in shown.periods]) == (
        "quarter",
        [("Q4 2026", "12"), ("Q3 2026", "36"), ("Q2 2026", "36"), ("Q1 2026", "36")],
    )
