"""The hazard model against statsmodels, lifelines' Cox model, and where it has no answer."""

import json
import warnings

import numpy as np
import pytest
import statsmodels.api as sm
from lifelines.datasets import load_rossi
from statsmodels.genmod.families.links import CLogLog

from regard.perception.links import (
    EventCounts,
    Inseparable,
    NobodyAtRisk,
    Separated,
    UnlikeEvents,
    from_durations,
    hazard_model,
)


def simulated(seed: int, ratio: float, customers: int = 2000, months: int = 12) -> EventCounts:
    draw = np.random.default_rng(seed)
    group = draw.random(customers) < 0.5
    hazard = 1 - (1 - 0.04) ** np.where(group, ratio, 1.0)
    leaves = draw.geometric(hazard)
    names = np.where(group, "detractor", "promoter")
    return from_durations(
        np.minimum(leaves, months).tolist(), (leaves <= months).tolist(), names.tolist(), by="band"
    )


def test_statsmodels_gives_the_same_coefficients_errors_and_likelihood() -> None:
    counts = EventCounts.of(
        ("band", "plan"),
        {
            (month, (band, plan)): (200 + 7 * month, 5 + 3 * b + 2 * p + month, 3)
            for month in range(1, 7)
            for b, band in enumerate(("promoter", "passive", "detractor"))
            for p, plan in enumerate(("pro", "free"))
        },
    )
    model = hazard_model(counts, reference={"band": "promoter", "plan": "pro"})
    rows = counts.rows
    design = np.array(
        [
            [
                *(row.month == month for month in range(1, 7)),
                *(row.group[0] == b for b in ("detractor", "passive")),
                row.group[1] == "free",
            ]
            for row in rows
        ],
        dtype=float,
    )
    table = np.array([[row.churned, row.at_risk - row.churned] for row in rows])
    peer = sm.GLM(table, design, family=sm.families.Binomial(CLogLog())).fit(tol=1e-14)
    assert [one.log_ratio for one in model.ratios] == pytest.approx(peer.params[6:], abs=1e-8)
    assert [one.se for one in model.ratios] == pytest.approx(peer.bse[6:], rel=1e-6)
    assert [one.p_value for one in model.ratios] == pytest.approx(peer.pvalues[6:], rel=1e-5)
    bare = hazard_model(counts.rollup("plan"), reference={"plan": "pro"})
    peer_bare = sm.GLM(table, design[:, [0, 1, 2, 3, 4, 5, 8]], family=sm.families.Binomial(CLogLog())).fit()
    assert model.log_likelihood - bare.log_likelihood == pytest.approx(peer.llf - peer_bare.llf, abs=1e-7)


def test_cox_regression_in_lifelines_says_about_the_same() -> None:
    """rossi, financial aid alone: Cox and the cloglog hazard estimate the same ratio from weekly data."""
    rossi = load_rossi()
    aid = ["aid" if fin else "none" for fin in rossi["fin"]]
    counts = from_durations(rossi["week"], rossi["arrest"].astype(bool), aid)
    ratio = hazard_model(counts, reference={"group": "none"}).ratio("group", "aid")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lifelines import CoxPHFitter

        peer = CoxPHFitter().fit(rossi[["week", "arrest", "fin"]], "week", "arrest")
    assert ratio.log_ratio == pytest.approx(peer.params_["fin"], abs=0.005)
    assert ratio.se == pytest.approx(peer.standard_errors_["fin"], abs=0.002)


def test_the_interval_holds_the_true_ratio_as_often_as_it_says() -> None:
    held = 0
    for seed in range(200):
        ratio = hazard_model(simulated(seed, 1.5, 600), reference={"band": "promoter"}).ratio(
            "band", "detractor"
        )
        assert ratio.ratio is not None
        held += ratio.ratio.low <= 1.5 <= ratio.ratio.high
    assert 0.92 <= held / 200 <= 0.985


def test_without_a_reference_it_is_the_level_with_most_churn() -> None:
    model = hazard_model(simulated(1, 2.0))
    assert [(one.level, one.reference) for one in model.ratios] == [("promoter", "detractor")]


def test_months_can_share_a_hazard() -> None:
    model = hazard_model(simulated(1, 2.0), cuts=(3, 6))
    assert [(one.first, one.last) for one in model.baseline] == [(1, 3), (4, 6), (7, 12)]
    assert model.parameters == 4
    with pytest.raises(ValueError, match="do not rise"):
        hazard_model(simulated(1, 2.0), cuts=(6, 3))


def test_a_level_that_nobody_left_is_named_and_the_others_stay_as_they_are() -> None:
    cells = {(m, (g,)): (100, d, 0) for g, d in (("low", 20), ("mid", 10)) for m in (1, 2)}
    with_loyal = cells | {(m, ("loyal",)): (50, 0, 0) for m in (1, 2)}
    alone = hazard_model(EventCounts.of(("band",), cells))
    model = hazard_model(EventCounts.of(("band",), with_loyal))
    loyal = model.ratio("band", "loyal")
    assert (loyal.ratio, loyal.p_value, loyal.state, loyal.at_risk) == (None, None, "nobody left", 100)
    assert model.ratio("band", "mid").log_ratio == alone.ratio("band", "mid").log_ratio
    assert model.log_likelihood == alone.log_likelihood
    with pytest.raises(Separated, match="nobody left of band 'loyal'"):
        hazard_model(EventCounts.of(("band",), with_loyal), reference={"band": "loyal"})


def test_a_month_that_nobody_left_in_changes_no_ratio() -> None:
    cells = {(m, (g,)): (100, d, 0) for g, d in (("low", 20), ("mid", 10)) for m in (1, 3)}
    quiet = cells | {(2, ("low",)): (80, 0, 0), (2, ("mid",)): (90, 0, 0)}
    model = hazard_model(EventCounts.of(("band",), quiet))
    assert (
        model.ratio("band", "mid").log_ratio
        == hazard_model(EventCounts.of(("band",), cells)).ratios[0].log_ratio
    )
    assert [one.hazard is None for one in model.baseline] == [False, True, False]


def test_a_combination_that_tells_perfectly_who_leaves_is_named() -> None:
    cells = {
        (1, ("a", "x")): (10, 0, 0),
        (1, ("a", "y")): (10, 5, 0),
        (1, ("b", "x")): (10, 5, 0),
        (1, ("b", "y")): (10, 10, 0),
    }
    with pytest.raises(Separated, match=r"run away: one 'a', two 'x'|run away: one 'b'|run away: one 'a'"):
        hazard_model(EventCounts.of(("one", "two"), cells))


def test_levels_that_cannot_be_told_apart_are_named() -> None:
    cells = {(m, (g, g + "!")): (100, d, 0) for g, d in (("low", 20), ("mid", 10)) for m in (1, 2)}
    with pytest.raises(Inseparable, match="plan"):
        hazard_model(EventCounts.of(("band", "plan"), cells))


def test_questions_that_no_counts_answer_are_refused() -> None:
    nobody_left = EventCounts.of(("band",), {(1, ("a",)): (10, 0, 10), (1, ("b",)): (10, 0, 10)})
    with pytest.raises(NobodyAtRisk, match="0 churned in 20"):
        hazard_model(nobody_left)
    with pytest.raises(NobodyAtRisk, match="20 churned in 20"):
        hazard_model(EventCounts.of(("band",), {(1, ("a",)): (10, 10, 0), (1, ("b",)): (10, 10, 0)}))
    with pytest.raises(NobodyAtRisk):
        hazard_model(EventCounts(("band",), ()))
    with pytest.raises(UnlikeEvents, match="'plan'"):
        hazard_model(simulated(1, 1.0), reference={"plan": "pro"})
    with pytest.raises(KeyError, match="'gold'"):
        hazard_model(simulated(1, 1.0), reference={"band": "gold"})
    with pytest.raises(ValueError, match="level"):
        hazard_model(simulated(1, 1.0), level=0)


def test_a_billion_months_at_risk_are_fitted() -> None:
    cells = {(m, (g,)): (10**9, d, 0) for g, d in (("low", 200), ("high", 100)) for m in (1, 2)}
    ratio = (
        hazard_model(EventCounts.of(("band",), cells), reference={"band": "low"}).ratio("band", "high").ratio
    )
    assert ratio is not None and ratio.value == pytest.approx(0.5, rel=1e-6)


def test_the_model_is_plain_json() -> None:
    result = hazard_model(simulated(1, 1.5)).to_dict()
    assert json.loads(json.dumps(result, allow_nan=False)) == result
