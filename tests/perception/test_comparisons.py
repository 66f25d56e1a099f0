"""Two numbers compared, and many comparisons judged together."""

import json
import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from regard.perception import Counts, Scale, UnlikeEstimates, adjust, compare, csat, difference, nps
from regard.perception.intervals import mover

ELEVEN = Scale(0, 10)
three = st.tuples(*[st.integers(0, 300)] * 3).filter(any)
p_values = st.lists(st.floats(0, 1), max_size=20)


def answers(detractors, passives, promoters):
    return Counts.of({0: detractors, 7: passives, 10: promoters}, ELEVEN)


def test_the_difference_is_after_minus_before():
    found = compare(answers(10, 10, 80), answers(30, 10, 60))
    assert found.difference == -40
    assert found.low < -40 < found.high < 0
    assert (found.n_before, found.n_after) == (100, 100)


def test_a_clear_change_is_significant():
    found = compare(answers(100, 100, 800), answers(300, 100, 600))
    assert found.significant
    assert found.p_value < 1e-20


def test_the_same_answers_twice_are_no_change():
    found = compare(answers(10, 20, 30), answers(10, 20, 30))
    assert (found.difference, found.p_value, found.significant) == (0, 1, False)
    assert found.low == pytest.approx(-found.high)


def test_another_metric_can_be_compared():
    before, after = (Counts.of({5: yes, 1: 100 - yes}, Scale(1, 5)) for yes in (50, 70))
    assert compare(before, after, csat).difference == 20


def test_few_answers_can_be_compared_too():
    assert (
        compare(answers(1, 0, 0), answers(0, 0, 1)).low < 0 < compare(answers(1, 0, 0), answers(0, 0, 1)).high
    )


def test_the_level_is_that_of_the_estimates():
    before, after = answers(30, 40, 60), answers(30, 40, 80)
    wide, narrow = (difference(nps(before, level=level), nps(after, level=level)) for level in (0.99, 0.8))
    assert wide.low < narrow.low
    assert (wide.level, narrow.level) == (0.99, 0.8)
    assert wide.p_value == pytest.approx(narrow.p_value)


def test_different_metrics_are_not_compared():
    with pytest.raises(UnlikeEstimates, match="CSAT"):
        difference(nps(answers(1, 1, 1)), csat(Counts.of({5: 3}, Scale(1, 5))))


def test_the_same_metric_on_different_scales_is_not_compared():
    with pytest.raises(UnlikeEstimates):
        compare(Counts.of({5: 3}, Scale(1, 5)), Counts.of({7: 3}, Scale(1, 7)), csat)


def test_nothing_is_compared_with_nobody():
    with pytest.raises(UnlikeEstimates, match="no answers"):
        compare(answers(1, 2, 3), answers(0, 0, 0))


def test_a_hidden_number_is_not_compared():
    with pytest.raises(UnlikeEstimates, match="before: nothing is compared with hidden"):
        difference(nps(answers(1, 1, 1), hide_below=5), nps(answers(10, 10, 10), hide_below=5))
    with pytest.raises(UnlikeEstimates, match="after: nothing is compared with hidden"):
        difference(nps(answers(10, 10, 10), hide_below=5), nps(answers(1, 1, 1), hide_below=5))


@given(three, three)
def test_a_single_comparison_is_judged_alone_as_in_a_family_of_one(before, after):
    found = compare(answers(*before), answers(*after))
    (p,) = adjust([found.p_value])
    assert found.adjusted(p).significant == found.significant


@given(three, three)
def test_a_difference_is_significant_where_its_interval_leaves_zero_out(before, after):
    found = compare(answers(*before), answers(*after))
    assume(abs(found.p_value - 0.05) > 1e-9)
    assert found.significant == (found.low > 0 or found.high < 0)
    assert found.low <= found.difference <= found.high


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((0, 0, 1), (0, 1, 0)),
        ((5, 0, 0), (0, 0, 5)),
        ((0, 0, 50), (0, 1, 49)),
        ((0, 10**8, 0), (0, 10**8, 1)),
        ((7, 0, 10**7), (0, 3, 10**7)),
        ((400, 300, 300), (300, 300, 400)),
    ],
)
def test_the_p_value_is_where_a_plain_search_finds_the_interval_at_zero(before, after):
    first, last = nps(answers(*before)), nps(answers(*after))
    inside, outside = 0.0, 60.0
    for _ in range(100):
        z = (inside + outside) / 2
        low, high = mover(first.groups, last.groups, z)
        inside, outside = (z, outside) if low > 0 or high < 0 else (inside, z)
    assert difference(first, last).p_value == pytest.approx(math.erfc(inside / math.sqrt(2)), rel=1e-6)


def test_a_comparison_becomes_plain_json():
    found = compare(answers(10, 10, 80), answers(30, 10, 60)).adjusted(0.01)
    plain = json.loads(json.dumps(found.to_dict()))
    assert (plain["difference"], plain["p_adjusted"], plain["significant"]) == (-40, 0.01, True)


def test_one_of_many_is_judged_by_its_adjusted_p_value():
    found = compare(answers(100, 100, 800), answers(300, 100, 600))
    assert not found.adjusted(0.051).significant
    assert found.adjusted(0.049).significant


@pytest.mark.parametrize("method", ["bh", "holm"])
def test_a_single_p_value_stays_as_it_is(method):
    assert adjust([0.03], method) == (0.03,)


def test_holm_multiplies_the_smallest_by_the_number_of_tests():
    assert adjust([0.01, 0.04, 0.03], "holm") == pytest.approx((0.03, 0.06, 0.06))


def test_benjamini_and_hochberg_keep_the_order_they_were_given():
    assert adjust([0.04, 0.01, 0.03]) == pytest.approx((0.04, 0.03, 0.04))


def test_no_p_values_are_fine():
    assert adjust([]) == adjust([], "holm") == ()


@given(p_values)
def test_adjusting_never_lowers_a_p_value_and_holm_is_the_stricter(p):
    bh, holm = adjust(p), adjust(p, "holm")
    assert all(
        raw <= low + 1e-15 and low <= high + 1e-12 and high <= 1
        for raw, low, high in zip(p, bh, holm, strict=True)
    )


@given(p_values)
def test_adjusting_keeps_the_ranking(p):
    order = sorted(range(len(p)), key=lambda place: p[place])
    for found in (adjust(p), adjust(p, "holm")):
        ranked = [found[place] for place in order]
        assert ranked == sorted(ranked)


@pytest.mark.parametrize("p", [-0.1, 1.1, float("nan")])
def test_a_p_value_is_a_probability(p):
    with pytest.raises(ValueError, match="between 0 and 1"):
        adjust([p])


def test_an_unknown_method_is_refused():
    with pytest.raises(ValueError, match="bonferroni"):
        adjust([0.1], "bonferroni")
