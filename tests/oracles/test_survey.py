"""Weighted means, ratios, raking and propensities against R's `survey` and `glm`; see survey/survey.R."""

import tomllib
from pathlib import Path

import pytest

from regard.perception.links import RevenueSums, net_revenue_retention
from regard.perception.sampling import rake, response_propensity, weighted_mean

PRINTED = tomllib.loads((Path(__file__).parent / "survey" / "survey.toml").read_text("utf-8"))
DATA = PRINTED["data"]
VALUES = {"score": DATA["score"], "value": [(score >= 9) - (score <= 6) for score in DATA["score"]]}
DESIGNS = {
    "weights": {},
    "strata": {"strata": DATA["tier"]},
    "strata_population": {"strata": DATA["tier"], "population": DATA["sizes"]},
    "clusters": {"clusters": DATA["account"]},
    "strata_clusters": {"strata": DATA["tier"], "clusters": DATA["account"]},
    "everything": {"strata": DATA["tier"], "clusters": DATA["account"], "population": DATA["accounts"]},
}


@pytest.mark.parametrize("case", PRINTED["mean"], ids=lambda case: f"{case['of']}-{case['design']}")
def test_a_weighted_mean_is_that_of_svymean(case):
    found = weighted_mean(VALUES[case["of"]], DATA["weight"], **DESIGNS[case["design"]])
    seen = [found.value, found.se, found.low, found.high, found.freedom, found.design_effect]
    printed = [case["value"], case["se"], *case["limits"], case["freedom"], case["deff"]]
    assert seen == pytest.approx(printed, rel=1e-12)


def test_net_revenue_retention_is_a_ratio_of_svyratio():
    case = PRINTED["ratio"]
    accounts = list(zip(case["start"], case["end"], strict=True))
    found = net_revenue_retention(RevenueSums.of(accounts), accounts=accounts).rate
    plain = net_revenue_retention(RevenueSums.of(accounts)).rate
    assert found.value == pytest.approx(case["value"], rel=1e-12)
    assert [plain.low, plain.high] == pytest.approx(case["limits"], rel=1e-12)


def test_raked_weights_are_those_of_rake():
    case = PRINTED["raking"]
    columns, margins = ({name: source[name] for name in ("tier", "country")} for source in (DATA, case))
    found = rake(columns, margins, base=DATA["weight"])
    assert found.weights == pytest.approx(case["weights"], rel=1e-8)


def test_response_propensities_are_those_of_glm_but_for_the_weak_prior():
    case = PRINTED["propensity"]
    frame = {"tier": ["gold"] * 40 + ["silver"] * 60 + ["free"] * 100, "tenure": [1, 2, 3, 5, 8] * 40}
    found = response_propensity(frame, [row in case["responded"] for row in range(200)])
    first = {"gold": found.fitted[0], "silver": found.fitted[40], "free": found.fitted[100]}
    assert first == pytest.approx(case["first_of_tier"], abs=5e-4)
