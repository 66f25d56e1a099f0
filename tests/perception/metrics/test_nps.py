"""Net Promoter Score."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.perception import Counts, Scale, UnfitScale, UnlikeEstimates, difference, nps

ELEVEN = Scale(0, 10)
cells = st.lists(st.integers(0, 50), min_size=11, max_size=11).filter(any)


def value(counts):
    return nps(Counts(tuple(counts), ELEVEN)).exact


@pytest.mark.parametrize(
    ("score", "points"), [(0, -100), (5, -100), (6, -100), (7, 0), (8, 0), (9, 100), (10, 100)]
)
def test_nine_and_ten_promote_seven_and_eight_pass_the_rest_detract(score, points):
    assert nps(Counts.of({score: 40}, ELEVEN)).value == points


def test_it_is_promoters_minus_detractors_in_percent_of_all_answers():
    assert value([1, 0, 0, 0, 0, 0, 0, 2, 0, 0, 2]) == 20


@pytest.mark.parametrize(
    "scale", [Scale(1, 10), Scale(1, 5), Scale(0, 5), Scale(0, 10, direction="low_is_good"), Scale(0, 100)]
)
def test_another_scale_is_no_nps(scale):
    with pytest.raises(UnfitScale, match="0-10"):
        nps(Counts.of({}, scale))


def test_a_skipped_question_does_not_lower_it():
    counts = Counts.from_scores([10] * 30 + [None] * 60, ELEVEN)
    assert (nps(counts).value, nps(counts).n) == (100, 30)


@given(cells)
def test_exchanging_promoters_and_detractors_changes_the_sign(counts):
    detractors, passives, promoters = sum(counts[:7]), sum(counts[7:9]), sum(counts[9:])
    mirrored = value([promoters, 0, 0, 0, 0, 0, 0, passives, 0, 0, detractors])
    assert mirrored == -value(counts)


@given(cells, st.integers(0, 10), st.integers(0, 10))
def test_a_better_answer_never_lowers_it(counts, one, other):
    worse, better = sorted((one, other))
    with_worse, with_better = list(counts), list(counts)
    with_worse[worse] += 1
    with_better[better] += 1
    assert value(with_worse) <= value(with_better)


@given(cells)
def test_it_stays_between_minus_100_and_100(counts):
    low, high = nps(Counts(tuple(counts), ELEVEN)).band
    assert -100 <= low <= value(counts) <= high <= 100


def interval(cells, method, level=0.95):
    detractors, passives, promoters = cells
    return nps(Counts.of({0: detractors, 7: passives, 10: promoters}, ELEVEN), method=method, level=level)


@pytest.mark.parametrize(
    ("cells", "method", "level", "limits"),
    [
        ((8, 13, 15), "wald", 0.95, (-0.058813495, 0.447702384)),  # R NPS 1.1, nps.test
        ((8, 13, 15), "adjusted_wald", 0.90, (-0.023849, 0.382823)),
        ((8, 13, 15), "adjusted_wald", 0.95, (-0.062803, 0.421777)),
        ((12, 7, 12), "wald", 0.95, (-0.309736, 0.309736)),
        ((12, 7, 12), "adjusted_wald", 0.95, (-0.291098, 0.291098)),
        ((12, 7, 12), "score", 0.95, (-0.296823, 0.296823)),
        ((0, 0, 12), "wald", 0.95, (1, 1)),
        ((0, 0, 12), "score", 0.95, (0.515012, 1)),
    ],
)
def test_the_limits_are_those_published(cells, method, level, limits):
    assert interval(cells, method, level).band == pytest.approx([100 * end for end in limits], abs=1e-4)


def test_the_r_package_agrees_on_the_plain_standard_error():
    assert interval((8, 13, 15), "wald").se == pytest.approx(12.921561, abs=1e-6)
    counts = Counts((74, 10, 22, 35, 40, 140, 41, 57, 119, 227, 235), ELEVEN)  # R NPS::testdata
    found = nps(counts, method="wald")
    assert (found.value, found.se) == (10.0, pytest.approx(2.85306852, abs=1e-6))
    assert found.band == pytest.approx((4.40808845, 15.59191155), abs=1e-6)
    assert nps(counts).band == pytest.approx((4.3822, 15.5495), abs=1e-3)


def test_every_interval_is_another_definition():
    found = [interval((300, 300, 400), method) for method in ("score", "adjusted_wald", "wald")]
    assert len({estimate.definition for estimate in found}) == 3
    assert [estimate.value for estimate in found] == [10, 10, 10]
    assert "adjusted Wald" in str(found[1].definition)
    with pytest.raises(UnlikeEstimates):
        difference(found[0], found[1])


@pytest.mark.parametrize("method", ["adjusted_wald", "wald"])
@given(counts=cells)
def test_every_interval_stays_on_the_scale_and_says_what_is_needed(method, counts):
    found = nps(Counts(tuple(counts), ELEVEN), method=method)
    assert -100 <= found.band[0] <= found.band[1] <= 100
    assert (found.needed > 0) == (found.status == "not_enough_answers")


def test_an_unknown_interval_is_refused():
    with pytest.raises(ValueError, match="bootstrap"):
        nps(Counts.of({}, ELEVEN), method="bootstrap")


def test_other_breaks_are_heeded():
    """R's NPS 1.1 ignores its `breaks`: it says -1 of these answers."""
    counts = Counts.of({1: 10, 4: 10, 5: 30}, Scale(1, 5))
    found = nps(counts, breaks=(3, 4))
    assert float(found.exact) == 40
    assert (found.definition.id, found.definition.benchmarks) == ("nps-style/1", False)
    assert str(found.definition).startswith("NPS-style v1 (no NPS, no benchmarks): % 5 minus % 1-3 on 1-5")


@pytest.mark.parametrize(
    ("scale", "breaks"),
    [(ELEVEN, (5, 8)), (ELEVEN, (6, 7)), (Scale(1, 10), (6, 8)), (Scale(0, 100), (60, 80))],
)
def test_what_is_like_nps_is_none_and_not_compared_with_it(scale, breaks):
    styled = nps(Counts.of({scale.max: 50, scale.min: 50}, scale), breaks=breaks)
    assert styled.definition.id == "nps-style/1"
    with pytest.raises(UnlikeEstimates):
        difference(nps(Counts.of({10: 50, 0: 50}, ELEVEN)), styled)


def test_the_breaks_of_nps_are_nps():
    counts = Counts.of({10: 50, 0: 50}, ELEVEN)
    assert nps(counts, breaks=(6, 8)) == nps(counts)
    assert nps(counts).definition.benchmarks


@pytest.mark.parametrize("breaks", [(8, 6), (6, 6), (-1, 8), (6, 10), (6, 99), (6.5, 8), (float("nan"), 8)])
def test_breaks_make_three_categories(breaks):
    with pytest.raises(UnfitScale, match="three categories"):
        nps(Counts.of({}, ELEVEN), breaks=breaks)


def test_breaks_do_not_turn_a_scale_round():
    with pytest.raises(UnfitScale, match="low is good"):
        nps(Counts.of({}, Scale(1, 5, direction="low_is_good")), breaks=(2, 3))


def test_weighted_answers_have_a_wald_interval_of_their_effective_number():
    weighted = nps(Counts.from_scores([10] * 40 + [0] * 40, ELEVEN, weights=[1, 3] * 40), method="wald")
    half = (weighted.band[1] - weighted.band[0]) / 2
    assert half == pytest.approx(1.959963985 * 100 / weighted.n_eff**0.5)


def test_a_billion_answers_have_one_interval_by_every_method():
    bands = [
        interval((10**9, 10**9, 2 * 10**9), method).band for method in ("score", "adjusted_wald", "wald")
    ]
    assert bands[1] == pytest.approx(bands[0])
    assert bands[2] == pytest.approx(bands[0])
