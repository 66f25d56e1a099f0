"""Revenue per point within customers: the peer's numbers, what confounds it, and when it is refused."""

import json

import numpy as np
import pytest
import statsmodels.api as sm

from regard.perception.links import OffPanel, Wave, revenue_per_point


def panel(
    seed: int,
    *,
    customers: int = 150,
    waves: int = 5,
    slope: float = 3.0,
    noise: float = 0.0,
    missing: float = 0.0,
) -> list[Wave]:
    """Rich customers are happier, prices rise, and `slope` of revenue follows a point of true score."""
    draw = np.random.default_rng(seed)
    rows = []
    for customer in range(customers):
        level = draw.normal(7, 1.5)
        true = level + draw.normal(0, 1, waves + 1)
        for wave in range(waves):
            revenue = 50 + 20 * level + 4 * wave + slope * true[wave - 1] + draw.normal(0, 3)
            seen = true[wave] + draw.normal(0, noise)
            rows.append(Wave(f"c{customer}", wave, revenue, None if draw.random() < missing else float(seen)))
    return rows


def test_statsmodels_gives_the_same_slope_and_clustered_error() -> None:
    rows = panel(1, customers=40, missing=0.2)
    found = revenue_per_point(rows)
    of = {(row.customer, row.number): row for row in rows}
    used = [
        (row.customer, row.number, before.score, row.revenue)
        for row in rows
        if (before := of.get((row.customer, row.number - 1))) and before.score is not None
    ]
    often = {name for name, *_ in used if sum(other[0] == name for other in used) > 1}
    used = [row for row in used if row[0] in often]
    names = sorted({row[0] for row in used})
    columns = [
        [row[2], *(row[1] == wave for wave in (2, 3, 4)), *(row[0] == name for name in names)] for row in used
    ]
    clusters = np.array([names.index(row[0]) for row in used])
    peer = sm.OLS([row[3] for row in used], np.array(columns, dtype=float)).fit()
    assert found.band is not None
    assert found.band.value == pytest.approx(peer.params[0], rel=1e-9)
    assert (found.rows, found.customers) == (len(used), len(names))
    scores = np.array(columns, dtype=float)
    within = scores[:, :4] - np.array([scores[clusters == c, :4].mean(axis=0) for c in clusters])
    paid = np.array([row[3] for row in used])
    paid = paid - np.array([paid[clusters == c].mean() for c in clusters])
    clustered = sm.OLS(paid, within).fit(cov_type="cluster", cov_kwds={"groups": clusters}, use_t=True)
    assert (found.band.low, found.band.high) == pytest.approx(tuple(clustered.conf_int()[0]), rel=1e-8)
    t, df = peer.tvalues[0], peer.df_resid
    f = abs(t) / np.sqrt(df)
    assert found.robustness == pytest.approx((np.sqrt(f**4 + 4 * f**2) - f**2) / 2, rel=1e-8)


def test_rich_customers_being_happier_is_taken_out() -> None:
    rows = panel(2)
    found = revenue_per_point(rows)
    known = [row for row in rows if row.score is not None]
    across = np.polyfit([row.score for row in known], [row.revenue for row in known], 1)[0]
    assert across > 10
    assert found.state == "shown"
    assert found.slope is not None and found.slope.low < 3.0 < found.slope.high


def test_the_interval_holds_the_true_slope_as_often_as_it_says() -> None:
    found = [revenue_per_point(panel(seed, customers=40)).band for seed in range(150)]
    held = sum(band is not None and band.low <= 3.0 <= band.high for band in found)
    assert 0.90 <= held / 150 <= 0.99


def test_noisy_answers_shrink_the_slope_and_reliability_restores_it() -> None:
    """Between variance 2.25, change 1, noise 1: reliability 3.25 / 4.25, half of the changes is noise."""
    found = revenue_per_point(panel(3, customers=1500, noise=1.0), reliability=3.25 / 4.25)
    assert found.slope is not None and found.corrected is not None
    assert found.slope.value == pytest.approx(1.5, abs=0.1)
    assert found.reliability_of_changes == pytest.approx(0.5, abs=0.04)
    assert found.corrected.low < 3.0 < found.corrected.high


def test_changes_that_are_no_more_than_noise_are_not_corrected() -> None:
    found = revenue_per_point(panel(3, noise=1.0), reliability=0.2)
    assert (found.reliability_of_changes, found.corrected) == (None, None)


def test_a_slope_whose_interval_crosses_zero_is_refused() -> None:
    found = revenue_per_point(panel(5, slope=0.0))
    assert (found.state, found.slope, found.corrected) == ("interval crosses zero", None, None)
    assert found.band is not None and found.band.low < 0 < found.band.high
    assert found.e is not None and found.e.limit == 1.0
    assert found.robustness_limit == 0.0


def test_fewer_than_fifty_changes_are_refused() -> None:
    found = revenue_per_point(panel(1, customers=10, waves=4))
    assert (found.state, found.slope, found.changes) == ("not enough changes", None, 20)


def test_something_unmeasured_would_have_to_be_as_strong_as_said() -> None:
    found = revenue_per_point(panel(2))
    assert found.e is not None and found.e.value > found.e.limit > 1
    assert found.robustness is not None and found.robustness_limit is not None
    assert 1 > found.robustness > found.robustness_limit > 0


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [Wave("a", 1, 10.0, 5)],
        [Wave("a", t, 10.0, 5) for t in range(9)],
        [Wave(c, t, 10.0, 5) for c in "abc" for t in range(9)],
        [Wave(c, t, None, 5.0 + t) for c in "abc" for t in range(9)],
        [Wave(c, t, 10.0, None) for c in "abc" for t in range(9)],
        [Wave(c, t, 10.0 + t, t) for c in "ab" for t in range(9)],
    ],
    ids=["none", "one", "one customer", "all equal", "no revenue", "no score", "calendar alone"],
)
def test_panels_that_tell_nothing_are_refused_without_a_number(rows: list[Wave]) -> None:
    found = revenue_per_point(rows)
    assert (found.state, found.slope, found.band) == ("not enough changes", None, None)
    assert json.loads(json.dumps(found.to_dict(), allow_nan=False)) == found.to_dict()


def test_rows_that_are_no_panel_are_refused_with_their_place() -> None:
    with pytest.raises(OffPanel, match=r"panel\[1\]: 'a' is in wave 1 twice"):
        revenue_per_point([Wave("a", 1, 1.0, 1), Wave("a", 1, 2.0, 1)])
    with pytest.raises(OffPanel, match=r"panel\[0\]"):
        revenue_per_point([Wave("a", 1, float("nan"), 1)])
    with pytest.raises(OffPanel, match="reliability"):
        revenue_per_point([], reliability=0)
    with pytest.raises(ValueError, match="level"):
        revenue_per_point([], level=1)


def test_the_result_is_plain_json() -> None:
    result = revenue_per_point(panel(2), reliability=0.9).to_dict()
    assert json.loads(json.dumps(result, allow_nan=False)) == result
