"""The story in the sample workspace can be found in its numbers, and nobody tells it too early."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from math import sqrt
from statistics import mean, variance

import pytest

from regard.perception.datasets.plot import (
    NAMED_CONTACT,
    NEW_SIGN_IN,
    NIGHT_SHIFT,
    PRICE_LIST,
    SIGN_IN_FOR_GROUPS,
    expected,
    may_be_told,
)
from regard.perception.datasets.sample import sample
from regard.perception.datasets.shapes import Sample
from regard.perception.datasets.texts import Text

WINDOW = timedelta(90)


def text(*, story: str = "", segment: str = "") -> Text:
    return Text("en-0000", "en", "review", "Title", "Text.", 0, (), story, segment)


def scores(told: Sample, metric: str, *, start: date, segment: str = "") -> list[int]:
    """The scores of the 90 days from `start` on."""
    return [
        answer.score
        for record in told.records
        if start <= record.experienced_at.date() < start + WINDOW and segment in ("", record.segment)
        for answer in record.answers
        if answer.metric == metric
    ]


def around(told: Sample, metric: str, turn: date, segment: str = "") -> tuple[list[int], list[int]]:
    before = scores(told, metric, start=turn - WINDOW, segment=segment)
    return before, scores(told, metric, start=turn, segment=segment)


def z(before: list[int], after: list[int]) -> float:
    """Welch's statistic for the difference of two means."""
    error = sqrt(variance(before) / len(before) + variance(after) / len(after))
    return (mean(after) - mean(before)) / error


def last_window(told: Sample) -> date:
    """The first of the last 90 days."""
    return told.until + timedelta(1) - WINDOW


def test_ease_falls_for_single_houses_with_the_new_sign_in(told: Sample) -> None:
    before, after = around(told, "ces", NEW_SIGN_IN, "solo")
    assert min(len(before), len(after)) >= 60
    assert mean(before) - mean(after) > 0.6
    assert z(before, after) < -4


def test_ease_does_not_fall_for_groups_on_that_day(told: Sample) -> None:
    before, after = around(told, "ces", NEW_SIGN_IN, "group")
    assert abs(z(before, after)) < 2.5


def test_ease_stays_low_for_single_houses_until_the_end(told: Sample) -> None:
    before, after = around(told, "ces", last_window(told), "solo")
    assert min(len(before), len(after)) >= 60
    assert max(mean(before), mean(after)) < 4.9
    assert abs(z(before, after)) < 2


def test_ease_falls_for_groups_in_the_last_90_days(told: Sample) -> None:
    before, after = around(told, "ces", last_window(told), "group")
    assert min(len(before), len(after)) >= 70
    assert mean(before) - mean(after) > 0.6
    assert z(before, after) < -4


def test_newcomers_feel_the_new_sign_in_most(told: Sample) -> None:
    after = [row for row in told.records if row.source == "setup-survey" and row.segment == "solo"]
    late = [row for row in after if row.experienced_at.date() >= NEW_SIGN_IN]
    new = [row.answers[0].score for row in late if row.touchpoint == "onboarding"]
    used = [row.answers[0].score for row in late if row.touchpoint == "daily use"]
    assert min(len(new), len(used)) >= 40
    assert mean(new) < mean(used)


def test_support_rises_with_the_night_shift(told: Sample) -> None:
    before, after = around(told, "csat", NIGHT_SHIFT)
    assert min(len(before), len(after)) >= 50
    assert mean(after) - mean(before) > 0.5
    assert z(before, after) > 2.6


def test_support_rises_again_in_the_last_90_days(told: Sample) -> None:
    before, after = around(told, "csat", last_window(told))
    assert min(len(before), len(after)) >= 70
    assert mean(after) - mean(before) > 0.5
    assert z(before, after) > 3


def test_support_rises_in_both_languages_and_both_segments(told: Sample) -> None:
    people = {customer.external_id: customer.language for customer in told.customers}
    for group in ("en", "zh", "solo", "group"):
        rows = [row for row in told.records if row.source == "support-survey"]
        ours = [row for row in rows if group in (row.segment, people[row.customer or ""])]
        before = [row.answers[0].score for row in ours if row.experienced_at.date() < NIGHT_SHIFT]
        after = [row.answers[0].score for row in ours if row.experienced_at.date() >= NIGHT_SHIFT]
        assert z(before, after) > 3


def test_complaints_about_the_price_rise_a_little_in_groups(told: Sample, text_of: dict[str, Text]) -> None:
    said = [row for row in told.records if row.text and row.segment == "group"]

    def share(start: date, end: date) -> float:
        rows = [text_of[row.text] for row in said if start <= row.experienced_at.date() < end]
        return sum("price" in row.factors and row.tone < 0 for row in rows) / len(rows)

    before = share(PRICE_LIST - 2 * WINDOW, PRICE_LIST)
    after = share(PRICE_LIST, told.until + timedelta(1))
    assert before + 0.03 < after < 0.25


def test_large_accounts_are_silent_though_they_hold_most_of_the_revenue(told: Sample) -> None:
    segments = {account.external_id: account.segment for account in told.accounts}
    people = Counter(segments[customer.account] for customer in told.customers)
    said = Counter(record.segment for record in told.records)
    paid = {
        name: sum(Decimal(row.monthly_revenue) for row in told.accounts if row.segment == name)
        for name in said
    }
    assert people["enterprise"] / 800 > 0.1
    assert 5 <= said["enterprise"] <= len(told.records) * 0.02
    assert paid["enterprise"] > sum(paid.values()) / 2


def test_every_story_is_told_often_enough_to_be_read(told: Sample, text_of: dict[str, Text]) -> None:
    stories = Counter(text_of[record.text].story for record in told.records if record.text)
    assert stories["ease-drop"] >= 120
    assert stories["support-rise"] >= 120
    assert stories["price-grumble"] >= 50
    assert stories["silent-large"] >= 3


def test_no_story_is_told_before_its_day_or_by_others(told: Sample, text_of: dict[str, Text]) -> None:
    early = [
        record.external_id
        for record in told.records
        if record.text and not may_be_told(text_of[record.text], record.segment, record.experienced_at.date())
    ]
    assert early == []


def test_the_story_keeps_its_distance_when_the_sample_moves(told: Sample) -> None:
    moved = sample(until=date(2025, 1, 31))
    start = last_window(moved)
    assert scores(moved, "ces", start=start) == scores(told, "ces", start=last_window(told))
    assert [moved.until - turn.on for turn in moved.turns] == [told.until - turn.on for turn in told.turns]


def test_the_turns_are_named_in_both_languages_and_in_order(told: Sample) -> None:
    assert [turn.on for turn in told.turns] == [
        *(NIGHT_SHIFT, NEW_SIGN_IN, PRICE_LIST, SIGN_IN_FOR_GROUPS, NAMED_CONTACT)
    ]
    assert [turn.is_better for turn in told.turns] == [True, False, False, False, True]
    assert [turn for turn in told.turns if not turn.name_en.isascii() or turn.name_zh.isascii()] == []


@pytest.mark.parametrize(
    ("story", "text_segment", "segment", "day", "told_then"),
    [
        ("", "", "solo", date(2024, 12, 1), True),
        ("", "group", "solo", date(2024, 12, 1), False),
        ("", "group", "", date(2024, 12, 1), True),
        ("", "enterprise", "", date(2024, 12, 1), False),
        ("ease-drop", "", "solo", NEW_SIGN_IN - timedelta(1), False),
        ("ease-drop", "", "solo", NEW_SIGN_IN, True),
        ("ease-drop", "", "group", NEW_SIGN_IN, False),
        ("ease-drop", "", "group", SIGN_IN_FOR_GROUPS, True),
        ("ease-drop", "group", "", NEW_SIGN_IN, False),
        ("ease-drop", "", "enterprise", SIGN_IN_FOR_GROUPS, False),
        ("support-rise", "", "enterprise", NIGHT_SHIFT, True),
        ("support-rise", "", "solo", NIGHT_SHIFT - timedelta(1), False),
        ("price-grumble", "", "group", PRICE_LIST, True),
        ("price-grumble", "", "solo", PRICE_LIST, False),
        ("price-grumble", "", "", PRICE_LIST - timedelta(1), False),
        ("silent-large", "enterprise", "enterprise", date(2024, 12, 1), True),
    ],
)
def test_a_text_may_be_told_by_those_whom_it_fits(
    story: str, text_segment: str, segment: str, day: date, told_then: bool
) -> None:
    assert may_be_told(text(story=story, segment=text_segment), segment, day) is told_then


@pytest.mark.parametrize(
    ("metric", "segment", "before", "after"),
    [
        ("ces", "solo", NEW_SIGN_IN - timedelta(1), NEW_SIGN_IN),
        ("ces", "group", SIGN_IN_FOR_GROUPS - timedelta(1), SIGN_IN_FOR_GROUPS),
        ("nps", "group", PRICE_LIST - timedelta(1), PRICE_LIST),
        ("stars", "solo", NEW_SIGN_IN - timedelta(1), NEW_SIGN_IN),
    ],
)
def test_the_expected_score_falls_on_the_day(metric: str, segment: str, before: date, after: date) -> None:
    then, spread = expected(metric, segment, before, is_new=True)
    now, same = expected(metric, segment, after, is_new=True)
    assert now < then
    assert spread == same > 0
