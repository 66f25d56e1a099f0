"""What is said of a verdict, in both languages: with its interval, and no cause but where chance decided."""

import re
from datetime import date, timedelta

import pytest
from django.utils import translation

from regard.web.changes import presenting, wording
from regard.web.changes.models import Change, Outcome, Ruling, State
from tests.web.changes.conftest import JUDGED, START

CAUSAL = re.compile(r"\b(made|caused?|because|thanks|led to|due to)\b|导致|因为|由于|使得")
LANGUAGES = ("en", "zh-hans")
NOTHING = {"before": None, "after": None}


def number(value=50.0, unit="percent", n=200):
    return {"value": value, "low": 43.1, "high": 56.9, "n": n, "unit": unit}


def interval(value, low, high, n=400):
    return {"value": value, "low": low, "high": high, "n": n}


def ruling(verdict=Outcome.CHANGED, design="did", effect=None, unit="percent", **more):
    numbers = {"reached": {"before": number(unit=unit), "after": number(62.0, unit)}, "others": NOTHING}
    whole = {"design": design, "effect": effect, "reasons": [], "pretrend": None, "placebo": None}
    content = {"effect": whole | {"detectable": None} | more, "numbers": numbers, "elsewhere": 0}
    days = {"from": "2026-06-01", "until": JUDGED.isoformat()}
    change = Change(metric="csat", start_on=START, judge_on=JUDGED)
    return Ruling(change=change, verdict=verdict, content=content | days)


UP, DOWN = interval(3.25, 1.0, 5.5), interval(-3.25, -5.5, -1.0)


@pytest.mark.parametrize(
    ("design", "effect", "said"),
    [
        ("holdout", UP, "The change made Satisfaction (CSAT) higher by 3.3 points."),
        ("holdout", DOWN, "The change made Satisfaction (CSAT) lower by 3.3 points."),
        ("did", UP, "moved up by 3.3 points more where it reached people than elsewhere."),
        ("did", DOWN, "moved down by 3.3 points more where it reached people than elsewhere."),
        ("its", UP, "lies 3.3 points above the line that it was on before."),
        ("its", DOWN, "lies 3.3 points below the line that it was on before."),
    ],
)
def test_a_change_is_said_by_its_design_and_its_way(design, effect, said):
    assert wording.sentence(ruling(design=design, effect=effect)).endswith(said)
    assert wording.sentence(ruling(Outcome.WORSE, design, effect)).endswith(said)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("verdict", list(Outcome))
@pytest.mark.parametrize("design", ["did", "its"])
def test_no_cause_is_named_where_chance_decided_nothing(verdict, design, language):
    with translation.override(language):
        said = wording.sentence(ruling(verdict, design, UP))
        assert not CAUSAL.search(said)
        assert ("满意度" in said) == (language == "zh-hans")


@pytest.mark.parametrize(
    ("verdict", "told"),
    [
        (Outcome.CHANGED, ["95 % interval +1.0 to +5.5", "n = 400"]),
        (Outcome.NO_EVIDENCE, ["difference +3.3 points", "95 % interval +1.0 to +5.5", "n = 400"]),
        (Outcome.TOO_EARLY, ["difference +3.3 points", "95 % interval +1.0 to +5.5", "n = 400"]),
    ],
)
def test_no_sentence_stands_without_interval_and_n(verdict, told):
    found = wording.evidence(ruling(verdict, effect=UP))
    assert found == [*told, "Compared with those whom it did not reach"]


def test_without_a_number_the_design_alone_is_told():
    assert wording.evidence(ruling(Outcome.UNKNOWABLE)) == ["Compared with those whom it did not reach"]


@pytest.mark.parametrize(
    ("unit", "said"), [("percent", "+3.3 points"), ("points", "+3.3 points"), ("score", "+3.25")]
)
def test_a_difference_is_told_in_the_unit_of_its_number(unit, said):
    assert wording.amount(ruling(unit=unit), 3.25) == said


def test_where_nobody_answered_the_unit_is_points():
    empty = ruling()
    empty.content["numbers"] = {"reached": NOTHING, "others": NOTHING}
    assert wording.unit_of(empty) == "points"
    empty.content["numbers"]["others"] = {"before": None, "after": number(unit="score")}
    assert wording.unit_of(empty) == "score"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, []),
        (
            {"pretrend": interval(0, -0.5, 0.25)},
            ["Drift before it started, a week: −0.5 to +0.3 (should hold 0)"],
        ),
        (
            {"placebo": interval(0, -2, 2)},
            ["A start that never was, halfway before: −2.0 to +2.0 (should hold 0)"],
        ),
        ({"detectable": 4.0}, ["So many answers find an effect of 4.0 points in 80 % of cases"]),
    ],
)
def test_what_was_tried_beside_it_is_told_where_it_was(more, said):
    assert wording.checks(ruling(**more)) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_and_every_verdict_is_said_in_the_readers_language(language):
    with translation.override(language):
        texts = [wording.reason_text(one) for one in wording.REASONS]
        texts += [wording.reason_text(f"{n} periods {side} the action, of 8 needed") for n, side in
                  ((3, "before"), (1, "since"))]  # fmt: skip
        texts += [str(wording.PLAINLY[outcome]) for outcome in Outcome]
        texts += [str(outcome.label) for outcome in Outcome]
    is_chinese = [bool(re.search("[一-鿿]", text)) for text in texts]
    assert set(is_chinese) == {language == "zh-hans"}
    assert len(set(texts)) >= len(texts) - 3  # some say the same


def test_a_reason_that_nobody_knows_is_said_as_it_is():
    assert wording.reason_text("3 periods of the moon") == "3 periods of the moon"


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (None, "no answers"),
        (number(None, n=12), "not enough answers yet (n = 12)"),
        (number(50.0), "50 % (43 – 57), n = 200"),
        (number(4.5, "score") | {"low": 4.25, "high": 4.75}, "4.5 (4.3 – 4.8), n = 200"),
        (number(-7.5, "points", 1_200) | {"low": -12.0, "high": -3.0}, "−8 (−12 – −3), n = 1,200"),
    ],
)
def test_a_number_stands_in_the_table_with_interval_and_n_or_says_why_not(found, text):
    assert presenting._figure_text(found) == text


@pytest.mark.parametrize(("days", "week"), [(1, 1), (6, 1), (7, 1), (8, 2), (14, 2), (56, 8)])
def test_the_week_after_the_judging_day_is_a_whole_one(days, week):
    change = Change(start_on=START, judge_on=START + timedelta(days=days))
    assert presenting.judged_week(change) == week


@pytest.mark.parametrize(
    ("state", "judge_on", "today", "overdue"),
    [
        (State.UNDER_WAY, JUDGED, JUDGED, True),
        (State.UNDER_WAY, JUDGED, JUDGED - timedelta(days=1), False),
        (State.JUDGED, JUDGED, JUDGED, False),
        (State.PLANNED, JUDGED, JUDGED, False),
        (State.UNDER_WAY, None, date.max, False),
    ],
)
def test_a_change_is_overdue_from_its_day_on_until_it_is_judged(state, judge_on, today, overdue):
    assert presenting.is_overdue(Change(state=state, judge_on=judge_on), today=today) is overdue


@pytest.mark.parametrize(
    ("more", "design"),
    [
        ({}, "Before and after alone (weak evidence)"),
        ({"exposed_by": "segment"}, "Compared with those whom it did not reach"),
        ({"holdout_percent": 1}, "Hold-out by chance"),
        ({"holdout_percent": 1, "exposed_by": "segment"}, "Hold-out by chance"),
    ],
)
def test_the_best_design_that_the_promise_allows_is_named_beforehand(more, design):
    assert presenting.design_of(Change(**more))[0] == design


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "should rise"),
        ({"smallest": 5.0}, "should rise by at least 5"),
        ({"smallest": 0.4, "direction": "fall"}, "should fall by at least 0.40"),
    ],
)
def test_what_is_expected_is_said_with_its_size(more, said):
    assert presenting._expected(Change(**more)) == said
