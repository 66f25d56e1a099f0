"""The published null: what the score does not tell, and how much it still could."""

import json

import numpy as np
import pytest
import statsmodels.api as sm
from statsmodels.genmod.families.links import CLogLog

from regard.perception.links import (
    NEVER,
    EventCounts,
    History,
    NobodyAtRisk,
    UnlikeEvents,
    churn_link,
    event_counts,
)


def customers(seed: int, ratio: float, n: int = 900) -> EventCounts:
    """The longer they stay the fewer leave; detractors leave `ratio` times as often; most answer early."""
    draw = np.random.default_rng(seed)
    scores = draw.choice([3, 7, 10], n)
    people = []
    for score in scores:
        times = ratio if score == 3 else 1.0
        last = next((m for m in range(1, 13) if draw.random() < 0.08 / m**0.5 * times), 13)
        people.append(History(1, min(last, 12), last < 13, ((0, int(score)),) if draw.random() < 0.8 else ()))
    return event_counts(people)


def test_a_score_that_means_nothing_is_published_as_a_null() -> None:
    link = churn_link(customers(3, 1.0))
    assert link.state == "does not predict"
    assert link.text.startswith("In your data the score does not predict churn beyond tenure (p = ")
    assert link.hidden is not None and f"up to {link.hidden:.2f} times" in link.text
    assert all(one.ratio is not None and one.ratio.high < link.hidden * 1.001 for one in link.ratios)


def test_a_score_that_goes_with_leaving_is_found() -> None:
    link = churn_link(customers(1, 2.5))
    assert link.state == "predicts"
    assert "goes with churn beyond tenure" in link.text
    assert "cause" not in link.text


def test_the_null_is_kept_in_at_least_nineteen_of_twenty_workspaces() -> None:
    found = sum(churn_link(customers(seed, 1.0, 400)).state == "predicts" for seed in range(100))
    assert found / 100 <= 0.06


def test_the_likelihood_ratio_is_that_of_statsmodels() -> None:
    counts = customers(2, 1.5).without(band=NEVER)
    link = churn_link(counts)
    months = sorted({row.month for row in counts.rows})
    design = np.array([[row.month == month for month in months] for row in counts.rows], dtype=float)
    bands = np.array(
        [[row.group[0] == b for b in ("detractor", "passive")] for row in counts.rows], dtype=float
    )
    table = np.array([[row.churned, row.at_risk - row.churned] for row in counts.rows])
    family = sm.families.Binomial(CLogLog())
    full = sm.GLM(table, np.column_stack([design, bands]), family=family).fit(tol=1e-12)
    bare = sm.GLM(table, design, family=family).fit(tol=1e-12)
    assert link.statistic == pytest.approx(2 * (full.llf - bare.llf), abs=1e-6)
    assert link.df == 2


def test_tenure_is_no_finding_of_the_score() -> None:
    """Those who answer low are new, and the new leave: within a month of tenure nobody differs."""
    cells = {
        (1, ("detractor",)): (800, 160, 0),
        (1, ("promoter",)): (100, 20, 0),
        (9, ("detractor",)): (100, 5, 95),
        (9, ("promoter",)): (800, 40, 760),
    }
    link = churn_link(EventCounts.of(("band",), cells))
    assert (link.state, round(link.statistic, 6)) == ("does not predict", 0.0)


def test_those_who_never_answered_are_compared_apart() -> None:
    cells = {
        (m, (g,)): (500, d, 0) for g, d in (("detractor", 25), ("promoter", 25), (NEVER, 75)) for m in (1, 2)
    }
    link = churn_link(EventCounts.of(("band",), cells))
    assert link.state == "does not predict"
    assert link.churned == 100
    assert link.silent is not None and link.silent.ratio is not None and link.silent.ratio.low > 2
    asked = EventCounts.of(("band",), {key: cell for key, cell in cells.items() if key[1] != (NEVER,)})
    assert churn_link(asked).silent is None


def test_too_little_churn_is_said_and_no_null() -> None:
    cells = {(1, (g,)): (100, 10, 90) for g in ("detractor", "promoter")}
    link = churn_link(EventCounts.of(("band",), cells))
    assert link.state == "not enough churn"
    assert "Too few customers left to tell (20 of 50)" in link.text


def test_a_band_without_churn_leaves_the_hidden_link_open() -> None:
    cells = {
        (1, (g,)): (n, d, 0) for g, n, d in (("detractor", 400, 60), ("passive", 400, 58), ("promoter", 9, 0))
    }
    link = churn_link(EventCounts.of(("band",), cells))
    assert (link.hidden, link.df) == (None, 2)


def test_questions_that_no_counts_answer_are_refused() -> None:
    with pytest.raises(UnlikeEvents, match="'score'"):
        churn_link(customers(1, 1.0, 50), score="score")
    with pytest.raises(NobodyAtRisk):
        churn_link(EventCounts(("band",), ()))


def test_the_finding_is_plain_json() -> None:
    result = churn_link(customers(1, 1.0)).to_dict()
    assert json.loads(json.dumps(result, allow_nan=False)) == result
