"""Alarms over the days of a view: as rarely wrong as stated, told once, and not moved by what comes late."""

import random
from datetime import date, timedelta

import pytest

from regard.perception.counts import Counts, Scale
from regard.perception.metrics.share import share
from regard.web.insights.watch_study import (
    ENOUGH,
    SHARE,
    Progress,
    Series,
    UnfitBaseline,
    began,
    ends,
    estimate,
    follow,
    now,
    rehearse,
    since,
)

NPS = Scale(0, 10)
YES_NO = Scale(0, 1)
START = date(2026, 1, 1)
DAY = timedelta(days=1)
GOOD, BAD = {10: 7, 8: 2, 3: 1}, {10: 2, 8: 2, 3: 6}


def days_of(*pieces, start=START):
    """Days with the same answers each: (how many days, the answers)."""
    cells = [Counts.of(answers, NPS) for many, answers in pieces for _ in range(many)]
    return {start + place * DAY: counts for place, counts in enumerate(cells)}


def alarm(days, *, start, direction="down", run_length=1000, metric="nps"):
    before = [counts for day, counts in days.items() if day < start]
    return began(Counts.sum(before), metric=metric, direction=direction, run_length=run_length, start=start)


def test_a_quiet_series_tells_nothing_and_a_fall_is_told_within_days():
    days = days_of((60, GOOD), (40, BAD))
    begun = alarm(days, start=START + 30 * DAY)
    quiet = follow(begun, days, start=START + 30 * DAY, until=START + 59 * DAY)
    assert (quiet.monitor.alert, quiet.to) == (False, START + 59 * DAY)
    fallen = follow(quiet, days, start=START + 30 * DAY, until=START + 99 * DAY)
    assert fallen.monitor.alert
    assert START + 60 * DAY <= fallen.to <= START + 64 * DAY


def test_an_alarm_takes_no_day_after_it_went_off():
    days = days_of((30, GOOD), (40, BAD))
    begun = alarm(days, start=START + 30 * DAY)
    first = follow(begun, days, start=START + 30 * DAY, until=START + 69 * DAY)
    assert follow(first, days, start=START + 30 * DAY, until=START + 69 * DAY) == first


def test_day_by_day_and_all_at_once_end_alike():
    days = days_of((30, GOOD), (10, GOOD), (2, BAD))
    start = START + 30 * DAY
    begun = alarm(days, start=start)
    at_once = follow(begun, days, start=start, until=START + 41 * DAY)
    one = begun
    for place in range(30, 42):
        known = {day: counts for day, counts in days.items() if day <= START + place * DAY}
        one = follow(one, known, start=start, until=START + place * DAY)
    assert one == at_once


def test_answers_that_come_late_are_taken_once_on_the_day_they_are_there():
    days = days_of((30, GOOD), (5, GOOD))
    start = START + 30 * DAY
    before = follow(alarm(days, start=start), days, start=start, until=START + 34 * DAY)
    late = {
        **days,
        START + 31 * DAY: Counts.of({10: 7, 8: 2, 3: 9}, NPS),
        START + 35 * DAY: Counts.of({}, NPS),
    }
    after = follow(before, late, start=start, until=START + 35 * DAY)
    assert after.monitor == before.monitor.update(Counts.of({3: 8}, NPS))
    again = follow(after, late, start=start, until=START + 36 * DAY)
    assert again.monitor == after.monitor.update(Counts.of({}, NPS))


def test_what_went_and_came_back_is_not_taken_twice():
    days = days_of((30, GOOD), (2, GOOD))
    start = START + 30 * DAY
    first = follow(alarm(days, start=start), days, start=start, until=START + 31 * DAY)
    undone = {day: counts for day, counts in days.items() if day < start}
    gone = follow(first, undone, start=start, until=START + 32 * DAY)
    back = follow(gone, days, start=start, until=START + 33 * DAY)
    nothing = Counts.of({}, NPS)
    assert back.monitor == first.monitor.update(nothing).update(nothing)


def test_answers_from_before_the_start_are_never_taken():
    days = days_of((30, GOOD), (1, GOOD))
    start = START + 30 * DAY
    begun = alarm(days, start=start)
    earlier = {**days, START: Counts.of({0: 500}, NPS)}
    assert follow(begun, earlier, start=start, until=start) == follow(begun, days, start=start, until=start)


def test_about_when_it_changed_is_found():
    days = days_of((30, GOOD), (30, GOOD), (10, BAD))
    start = START + 30 * DAY
    after = follow(alarm(days, start=start), days, start=start, until=START + 69 * DAY)
    found = since(Series("nps", NPS, days), after.monitor, start=start, until=after.to)
    assert abs((found - (START + 60 * DAY)).days) <= 1


def test_the_past_of_a_step_has_one_alarm_and_then_learns_anew():
    days = days_of((90, GOOD), (90, BAD))
    past = rehearse(
        Series("nps", NPS, days),
        first=START + 40 * DAY,
        last=START + 179 * DAY,
        baseline_days=30,
        direction="both",
        run_length=1000,
    )
    assert len(past.alarms) == 1
    assert START + 90 * DAY <= past.alarms[0] <= START + 94 * DAY
    assert past.watched == 140 - 30
    assert past.needed == 0


def test_a_past_without_a_baseline_says_how_many_answers_it_lacks():
    series = Series("nps", NPS, days_of((2, GOOD)))
    past = rehearse(
        series,
        first=START + 2 * DAY,
        last=START + 9 * DAY,
        baseline_days=30,
        direction="up",
        run_length=90,
    )
    assert (past.alarms, past.watched, past.needed) == ((), 0, ENOUGH - 20)


def test_a_baseline_of_too_few_or_at_the_end_of_the_scale_is_refused():
    few, best = Counts.of({10: ENOUGH - 1}, NPS), Counts.of({0: 300}, NPS)
    for baseline in (few, best):
        with pytest.raises(UnfitBaseline):
            began(baseline, metric="nps", direction="down", run_length=90, start=START)


def test_a_share_is_counted_as_the_library_counts_it():
    counts = Counts.of({0: 90, 1: 30}, YES_NO)
    assert str(estimate(SHARE, counts)) == str(share(30, 120))
    assert ends(SHARE, YES_NO) == (0.0, 100.0)
    assert ends("nps", NPS) == (-100.0, 100.0)
    told = now(SHARE, counts)
    assert (told.value, told.n) == (25.0, 120)
    assert told.low < share(30, 120).low < share(30, 120).high < told.high


@pytest.mark.parametrize("direction", ["down", "both"])
def test_where_nothing_changes_false_alarms_are_as_rare_as_stated(direction):
    """By day t at most t / run_length of all alarms went off (Ville): the most that chance allows."""
    dice, runs, many, run_length = random.Random(20261123), 150, 40, 300
    false = 0
    for _ in range(runs):
        days = {
            START + place * DAY: Counts.from_scores(dice.choices((10, 8, 3), (5, 3, 2), k=6), NPS)
            for place in range(60 + many)
        }
        begun = alarm(days, start=START + 60 * DAY, direction=direction, run_length=run_length)
        after = follow(begun, days, start=START + 60 * DAY, until=START + (59 + many) * DAY)
        false += after.monitor.alert
    expected = runs * many / run_length
    assert false <= expected + 3 * (expected * (1 - many / run_length)) ** 0.5
    assert isinstance(begun, Progress)


def test_a_change_is_told_long_before_the_next_false_alarm_is_due():
    dice, told = random.Random(7), []
    for _ in range(30):
        scores = [(5, 3, 2)] * 60 + [(3, 3, 4)] * 60
        days = {
            START + place * DAY: Counts.from_scores(dice.choices((10, 8, 3), share, k=10), NPS)
            for place, share in enumerate(scores)
        }
        after = follow(
            alarm(days, start=START + 60 * DAY, run_length=400), days,
            start=START + 60 * DAY, until=START + 119 * DAY,
        )  # fmt: skip
        told.append((after.to - START).days - 60 if after.monitor.alert else 999)
    assert sorted(told)[15] <= 20
