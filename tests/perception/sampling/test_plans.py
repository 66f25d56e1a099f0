"""The rotating panel: nobody twice within the rule, and inclusion probabilities that are right."""

import json
import math
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regard.perception.sampling import SamplingPlan, UnfitFrame, UnfitSample, allocate

START = date(2026, 1, 5)


def turns(plan, n):
    return [plan.draw(START + timedelta(days=plan.turn_days * turn)) for turn in range(n)]


def test_everybody_is_asked_once_in_each_round():
    asked = Counter(
        one.person for drawn in turns(SamplingPlan({"person": range(500)}), 26) for one in drawn.invitations
    )
    assert asked == Counter(range(500))


def test_nobody_is_asked_twice_within_the_rule():
    dates = defaultdict(set)
    plan = SamplingPlan({"person": range(200)}, salt="x")
    for day in range(400):
        drawn = plan.draw(START + timedelta(days=day))
        for one in drawn.invitations:
            dates[one.person].add(drawn.date)
    gaps = [later - earlier for days in dates.values() for earlier, later in pairwise(sorted(days))]
    assert min(gaps) == timedelta(days=182)


def test_who_was_asked_by_another_survey_rests():
    people = {"person": range(1000), "contacted": [START - timedelta(days=day % 365) for day in range(1000)]}
    drawn = SamplingPlan(people).draw(START)
    assert drawn.resting == sum(day % 365 < 180 for day in range(1000))
    assert all(one.person % 365 >= 180 for one in drawn.invitations)


def test_the_day_frame_and_salt_decide_alone():
    frame = {"person": range(300)}
    assert SamplingPlan(frame).draw(START) == SamplingPlan(frame).draw(START)
    assert SamplingPlan(frame).draw(START) == SamplingPlan(frame).draw(START + timedelta(days=6))
    assert SamplingPlan(frame, salt="a").draw(START) != SamplingPlan(frame, salt="b").draw(START)


def test_a_person_who_joins_moves_nobody():
    before, after = (SamplingPlan({"person": range(n)}).draw(START) for n in (300, 301))
    assert {one.person for one in before.invitations} <= {one.person for one in after.invitations}


def test_inclusion_probabilities_are_right_over_many_salts():
    """Weighted by 1 / probability each person counts once on average, whatever caps and shares do."""
    frame = {
        "person": range(40),
        "account": ["a"] * 12 + ["b"] * 8 + [None] * 20,
        "segment": ["large"] * 25 + ["small"] * 15,
    }
    plans = [
        {"cells": 4, "contact_rule_days": 28},
        {"cells": 4, "contact_rule_days": 28, "per_account": 1},
        {"cells": 4, "contact_rule_days": 28, "per_account": 2, "invite": 5, "minimum": 1},
    ]
    repeats = 900
    for plan in plans:
        total = Counter()
        for salt in range(repeats):
            for one in SamplingPlan(frame, salt=str(salt), **plan).draw(START).invitations:
                total[one.person] += one.weight
        means = [total[person] / repeats for person in range(40)]
        assert sum(means) / 40 == pytest.approx(1, abs=0.04)
        assert all(abs(mean - 1) < 0.6 for mean in means)


def test_no_account_is_asked_more_than_its_cap():
    frame = {"person": range(600), "account": [person % 5 for person in range(600)]}
    for drawn in turns(SamplingPlan(frame, per_account=2), 5):
        assert max(Counter(one.account for one in drawn.invitations).values()) == 2


def test_people_without_an_account_have_no_cap():
    frame = {"person": range(600), "account": [None] * 600}
    assert SamplingPlan(frame, per_account=1).draw(START) == SamplingPlan(frame).draw(START)


def test_a_turn_asks_as_many_as_it_may_with_a_minimum_for_each_segment():
    frame = {"person": range(5200), "segment": ["small" if n % 10 == 0 else "large" for n in range(5200)]}
    drawn = SamplingPlan(frame, invite=40, minimum=8).draw(START)
    assert Counter(one.segment for one in drawn.invitations) == {"large": 32, "small": 8}


def test_the_chance_of_a_person_is_the_product_of_the_stages():
    frame = {"person": range(2600), "segment": ["all"] * 2600}
    whole = len(SamplingPlan(frame).draw(START).invitations)
    drawn = SamplingPlan(frame, invite=40).draw(START)
    assert {one.probability for one in drawn.invitations} == {1 / 26 * 40 / whole}


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.integers(0, 400), min_size=1, max_size=8), st.floats(0, 1), st.integers(0, 10), st.booleans()
)
def test_an_allocation_keeps_its_promises(sizes, share, minimum, neyman):
    named = dict(enumerate(sizes))
    least = sum(min(minimum, size) for size in sizes)
    n = least + round(share * (sum(sizes) - least))
    spread = {name: (name % 3) / 2 for name in named} if neyman else None
    found = allocate(named, n, minimum=minimum, spread=spread)
    assert sum(found.values()) == n
    assert all(min(minimum, size) <= found[name] <= size for name, size in named.items())


def test_a_proportional_allocation_of_all_is_all():
    assert allocate({"a": 7, "b": 3}, 10) == {"a": 7, "b": 3}


def test_neymans_allocation_has_the_smallest_variance():
    sizes, spread = {"a": 600, "b": 300, "c": 100}, {"a": 0.3, "b": 0.9, "c": 0.6}

    def variance(shares):
        return sum((sizes[name] * spread[name]) ** 2 / shares[name] for name in sizes)

    best = allocate(sizes, 90, spread=spread)
    others = [
        {"a": a, "b": b, "c": 90 - a - b} for a in range(5, 80) for b in range(5, 80) if 5 <= 90 - a - b <= 80
    ]
    assert variance(best) <= min(map(variance, others)) * 1.001
    assert variance(best) < variance(allocate(sizes, 90))


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"cells": 25}, "come round before the 180 days"),
        ({"cells": 0}, "cells is 0"),
        ({"cells": 2.5}, r"cells is 2\.5"),
        ({"contact_rule_days": -1}, "contact_rule_days is -1"),
        ({"turn_days": 0}, "turn_days is 0"),
        ({"per_account": 0}, "per_account is 0"),
        ({"invite": 0}, "invite is 0"),
        ({"minimum": -1}, "minimum is -1"),
        ({"frame": {"person": [1, 2, 1]}}, "person 1 stands in rows 0 and 2"),
        ({"frame": {"person": [1, None]}}, r"person\[1\] has no id"),
        ({"frame": {"person": [1], "contacted": ["2026-01-01"]}}, r"contacted\[0\]"),
        ({"frame": {"person": [1], "contacted": [datetime(2026, 1, 1)]}}, r"contacted\[0\]"),
    ],
)
def test_a_plan_that_cannot_hold_is_named(arguments, named):
    with pytest.raises(UnfitSample, match=named):
        SamplingPlan(**({"frame": {"person": [1, 2]}} | arguments))


def test_a_frame_without_people_is_named():
    with pytest.raises(UnfitFrame, match="person"):
        SamplingPlan({"name": ["a"]})
    with pytest.raises(UnfitFrame, match="without a row"):
        SamplingPlan({"person": []})


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"sizes": {"a": 5}, "n": 6}, "6 invitations"),
        ({"sizes": {"a": 5, "b": 5}, "n": 3, "minimum": 2}, "need 4"),
        ({"sizes": {"a": -1}, "n": 0}, "segment 'a' has -1"),
        ({"sizes": {"a": 5}, "n": 1, "spread": {}}, "no standard deviation"),
        ({"sizes": {"a": 5}, "n": 1, "spread": {"a": math.nan}}, "no standard deviation"),
    ],
)
def test_an_allocation_that_cannot_be_is_named(arguments, named):
    with pytest.raises(UnfitSample, match=named):
        allocate(**arguments)


def test_an_empty_cell_asks_nobody():
    plan = SamplingPlan({"person": ["only one"]}, invite=5, per_account=1)
    assert sum(len(drawn.invitations) for drawn in turns(plan, 26)) == 1


def test_a_draw_is_plain_json():
    drawn = SamplingPlan({"person": range(100)}).draw(START).to_dict()
    assert json.loads(json.dumps(drawn, allow_nan=False))["date"] == "2026-01-05"
