"""When a finding is contradicted: by later answers that surely differ, both uncertainties counted."""

import json
from dataclasses import replace

import numpy as np
import pytest
from django.utils import translation

from regard.web.dashboards.addresses import Address
from regard.web.insights.later_study import Groups, added_since, compare_later, plain_groups, read_groups
from regard.web.reports.evidence import Evidence, evidence_text, kept, short_text, supports
from regard.web.reports.judging import CONTRADICTED, HOLDS, address_of, state_of
from regard.web.reports.models import Claim, Finding

THEN = Evidence("csat", "84 %", "75 – 91", 83, 84.3, 74.9, 90.6, "csat.top2box/1", "+5 to +39", 5.0, 39.0, 80)


def of_good(good, n):
    return Groups((0, 100), (n - good, good), n)


@pytest.mark.parametrize(
    ("claimed", "good", "state"),
    [
        (Claim.LEVEL, 240, HOLDS),
        (Claim.LEVEL, 222, HOLDS),  # 74 % after 80 %: outside the interval of now alone, yet no surprise
        (Claim.LEVEL, 180, CONTRADICTED),
        (Claim.LEVEL, 290, CONTRADICTED),
        (Claim.BETTER, 290, HOLDS),
        (Claim.BETTER, 222, HOLDS),
        (Claim.BETTER, 180, CONTRADICTED),
        (Claim.WORSE, 180, HOLDS),
        (Claim.WORSE, 290, CONTRADICTED),
    ],
)
def test_only_answers_that_surely_differ_from_those_of_then_contradict(claimed, good, state):
    found = compare_later(of_good(240, 300), of_good(good, 300))
    assert state_of(claimed, found) == state


@pytest.mark.parametrize(
    ("claimed", "good", "state"),
    [(Claim.BETTER, 290, CONTRADICTED), (Claim.BETTER, 180, HOLDS), (Claim.WORSE, 180, CONTRADICTED)],
)
def test_where_low_is_good_a_rise_is_worse(claimed, good, state):
    found = compare_later(of_good(240, 300), of_good(good, 300))
    assert state_of(claimed, found, is_low_good=True) == state


@pytest.mark.parametrize("claimed", Claim.values)
def test_nothing_new_contradicts_nothing(claimed):
    assert state_of(claimed, None) == HOLDS


def test_a_finding_of_which_nothing_changed_is_hardly_ever_contradicted_by_daily_looks():
    """200 findings on 80 % of 300 answers, looked at each day of a year: at most one in 20 ever."""
    chance, contradicted = np.random.default_rng(20), 0
    for _ in range(200):
        then = of_good(int(chance.binomial(300, 0.8)), 300)
        came = np.cumsum(chance.poisson(3.3, 365))
        good = np.cumsum(chance.binomial(np.diff(came, prepend=0), 0.8))
        looks = (of_good(int(a), int(b)) for a, b in zip(good, came, strict=True) if b >= 30)
        states = (state_of(Claim.LEVEL, compare_later(then, later)) for later in looks)
        contradicted += CONTRADICTED in states
    assert contradicted <= 10


def test_answers_are_kept_exactly():
    groups = Groups((-100, 0, 100), (7, 11, 13), 31)
    assert read_groups(json.loads(json.dumps(plain_groups(groups)))) == groups


def test_what_came_late_to_the_same_days_is_what_is_new():
    assert added_since(of_good(10, 30), of_good(15, 40)) == of_good(5, 10)
    assert added_since(of_good(10, 30), of_good(10, 30)) is None
    assert added_since(of_good(10, 30), of_good(9, 40)) is None  # one of then is gone


@pytest.mark.parametrize(
    ("ends", "better", "worse"),
    [
        ((1.0, 9.0), True, False),
        ((-9.0, -1.0), False, True),
        ((-1.0, 1.0), False, False),
        ((None, None), False, False),
    ],
)
def test_a_direction_needs_an_interval_without_nothing_in_it(ends, better, worse):
    found = replace(THEN, change_low=ends[0], change_high=ends[1])
    assert (supports(Claim.BETTER, found), supports(Claim.WORSE, found)) == (better, worse)
    assert supports(Claim.LEVEL, found)


@pytest.mark.parametrize(
    "written",
    [
        "metric=csat&segment=new",
        "?metric=csat&segment=new",
        "/w/qinghe/explore/?metric=csat&segment=new#records",
        "https://regard.example.com/w/qinghe/explore/?metric=csat&segment=new",
        "segment=new&metric=csat&page=7",
    ],
)
def test_the_view_is_read_from_any_form_of_its_address(written):
    assert address_of(written) == Address(metric="csat", segment=("new",))


@pytest.mark.parametrize("nonsense", ["", "javascript:alert(1)", "???", "%00%00", "metric=" + "x" * 5_000])
def test_nonsense_is_a_view_without_a_metric(nonsense):
    assert address_of(nonsense).metric == ""


def test_the_number_is_told_in_the_language_it_was_kept_in():
    chinese = replace(THEN, text="84%", change="+5 至 +39")
    one = Finding(claimed=Claim.LEVEL, evidence={"en": THEN.to_dict(), "zh-hans": chinese.to_dict()})
    with translation.override("zh-hans"):
        assert kept(one) == chinese
        assert "84%" in evidence_text(kept(one)) and "+5 至 +39" in evidence_text(kept(one))
    assert kept(one) == THEN


def test_a_number_is_told_with_interval_n_version_and_change():
    assert short_text(THEN) == "84 % (75 – 91), n = 83"
    assert evidence_text(THEN) == (
        "Satisfaction (CSAT): 84 % (95 % interval 75 – 91, n = 83; definition csat.top2box/1); "
        "against the period before: interval of the change +5 to +39, n = 80 before"
    )
    assert evidence_text(replace(THEN, change="")).endswith("definition csat.top2box/1)")
