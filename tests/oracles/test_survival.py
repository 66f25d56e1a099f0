"""Retention, log-rank and the discrete hazard against R's `survival` and `glm`; see survival/survival.R."""

import tomllib
from pathlib import Path

import pytest

from regard.perception.links import from_durations, hazard_model, logrank, retention_curve
from regard.perception.links.events import EventCounts

PRINTED = tomllib.loads((Path(__file__).parent / "survival" / "survival.toml").read_text("utf-8"))
DATA = PRINTED["data"]
LEFT = [bool(left) for left in DATA["left"]]


@pytest.mark.parametrize("case", PRINTED["curve"], ids=lambda case: case["of"])
def test_a_retention_curve_is_that_of_survfit(case):
    counts = from_durations(DATA["months"], LEFT, DATA["band"], by="band")
    chosen = counts if case["of"] == "all" else counts.only(band=case["of"])
    found = [point for point in retention_curve(chosen).points if point.churned]
    for name in ("month", "at_risk", "churned", "se"):
        assert [getattr(point, name) for point in found] == pytest.approx(case[name], rel=1e-9)
    for ours, theirs in (("value", "retained"), ("low", "low"), ("high", "high")):
        assert [getattr(point.retained, ours) for point in found] == pytest.approx(case[theirs], rel=1e-9)


@pytest.mark.parametrize("case", PRINTED["logrank"], ids=lambda case: case["by"])
def test_the_log_rank_test_is_that_of_survdiff(case):
    found = logrank(from_durations(DATA["months"], LEFT, DATA[case["by"]], by=case["by"]))
    assert (found.chi_square, found.df) == (pytest.approx(case["chi_square"], rel=1e-9), case["df"])
    groups = {group.group[0]: (group.churned, group.expected) for group in found.groups}
    for name, observed, expected in zip(case["groups"], case["observed"], case["expected"], strict=True):
        assert groups[name] == (observed, pytest.approx(expected, rel=1e-9))


def test_hazard_ratios_are_those_of_glm_on_customer_months():
    case = PRINTED["hazard"]
    cells = {}
    for month, left, *group in zip(DATA["months"], LEFT, DATA["band"], DATA["tier"], strict=True):
        for passed in range(1, month + 1):
            at_risk, churned, censored = cells.get((passed, tuple(group)), (0, 0, 0))
            last = passed == month
            cells[passed, tuple(group)] = (
                at_risk + 1,
                churned + (last and left),
                censored + (last and not left),
            )
    found = hazard_model(
        EventCounts.of(("band", "tier"), cells), reference=case["reference"], cuts=case["cuts"]
    )
    ratios = {ratio.covariate + ratio.level: ratio for ratio in found.ratios}
    assert [ratios[term].log_ratio for term in case["terms"]] == pytest.approx(case["log_ratio"], rel=1e-6)
    assert [ratios[term].se for term in case["terms"]] == pytest.approx(case["se"], rel=1e-6)
    assert found.log_likelihood == pytest.approx(case["log_likelihood"], rel=1e-9)
    assert found.person_months == case["person_months"]
