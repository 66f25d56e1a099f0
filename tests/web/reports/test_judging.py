"""When a finding is contradicted: by the interval of its view alone, and never by what cannot be compared."""

from dataclasses import replace

import pytest
from django.utils import translation

from regard.web.dashboards.addresses import Address
from regard.web.reports.judging import (
    CONTRADICTED,
    HOLDS,
    UNKNOWN,
    Evidence,
    address_of,
    evidence_text,
    kept,
    short_text,
    state_of,
    supports,
)
from regard.web.reports.models import Claim, Finding

THEN = Evidence("csat", "84 %", "75 – 91", 83, 84.3, 74.9, 90.6, "csat.top2box/1", "+5 to +39", 5.0, 39.0, 80)


def finding(claimed, then=THEN):
    return Finding(claimed=claimed, evidence={"en": then.to_dict(), "zh-hans": then.to_dict()})


@pytest.mark.parametrize(
    ("claimed", "now", "state"),
    [
        (Claim.LEVEL, {"low": 80.0, "high": 92.0}, HOLDS),
        (Claim.LEVEL, {"low": 84.3, "high": 92.0}, HOLDS),
        (Claim.LEVEL, {"low": 85.0, "high": 92.0}, CONTRADICTED),
        (Claim.LEVEL, {"low": 60.0, "high": 84.2}, CONTRADICTED),
        (Claim.LEVEL, {"low": 60.0, "high": 70.0, "version": "csat.top2box/2"}, UNKNOWN),
        (Claim.BETTER, {"change_low": 1.0, "change_high": 9.0}, HOLDS),
        (Claim.BETTER, {"change_low": -4.0, "change_high": 2.0}, HOLDS),
        (Claim.BETTER, {"change_low": -9.0, "change_high": -1.0}, CONTRADICTED),
        (Claim.BETTER, {"change_low": None, "change_high": None}, UNKNOWN),
        (Claim.WORSE, {"change_low": -9.0, "change_high": -1.0}, HOLDS),
        (Claim.WORSE, {"change_low": 0.5, "change_high": 3.0}, CONTRADICTED),
        (Claim.WORSE, {"change_low": 0.0, "change_high": 3.0}, HOLDS),
    ],
)
def test_only_an_interval_that_leaves_the_claim_out_contradicts_it(claimed, now, state):
    assert state_of(finding(claimed), replace(THEN, **now)) == state


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
