"""A change taken apart into rate and mix."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regard.perception import Counts, Scale, UnlikeCounts, UnlikeEstimates, compare, nps
from regard.perception.comparisons import UnfitWeights, decompose_change
from regard.perception.cubes import CountCube

ELEVEN = Scale(0, 10)
cells = st.dictionaries(st.sampled_from("abc"), st.tuples(*[st.integers(0, 60)] * 3), min_size=1)


def answers(detractors, passives, promoters):
    return Counts.of({0: detractors, 7: passives, 10: promoters}, ELEVEN)


def at(score, n):
    """n answers with this NPS and no passives."""
    return answers(n * (100 - score) // 200, 0, n * (100 + score) // 200)


BEFORE, AFTER = {"a": at(20, 500), "b": at(60, 500)}, {"a": at(22, 700), "b": at(62, 300)}


def test_both_segments_rise_and_the_whole_falls():
    found = decompose_change(BEFORE, AFTER)
    assert [found.total.value, found.rate.value, found.mix.value] == pytest.approx([-6, 2, -8])
    assert [part.mix.value for part in found.by_segment] == pytest.approx([-3.2, -4.8])
    assert [part.rate.value for part in found.by_segment] == pytest.approx([1.2, 0.8])
    assert (found.by_segment[0].share_before, found.by_segment[0].share_after) == (0.5, 0.7)


def test_the_whole_is_what_a_comparison_says_of_it():
    found = decompose_change(BEFORE, AFTER)
    alone = compare(Counts.sum(list(BEFORE.values())), Counts.sum(list(AFTER.values())))
    assert (found.total.low, found.total.high) == (alone.low, alone.high)


def test_the_limits_come_close_to_the_delta_method():
    found = decompose_change(BEFORE, AFTER)
    v0, v1 = [(1 - 0.04) / 500, (1 - 0.36) / 500], [(1 - 0.0484) / 700, (1 - 0.3844) / 300]
    rate = sum(w * w * (x + y) for w, x, y in zip((0.6, 0.4), v0, v1, strict=True))
    mix = sum(0.1**2 * (x + y) for x, y in zip(v0, v1, strict=True)) + 0.4**2 * (0.25 + 0.21) / 1000
    for part, variance in ((found.rate, rate), (found.mix, mix)):
        assert (part.high - part.low) / 2 == pytest.approx(196 * variance**0.5, rel=0.01)


def test_known_shares_have_no_chance_in_them():
    known = ({"a": 5, "b": 5}, {"a": 0.7, "b": 0.3})
    free, fixed = decompose_change(BEFORE, AFTER), decompose_change(BEFORE, AFTER, weights=known)
    assert fixed.mix.value == pytest.approx(free.mix.value)
    assert fixed.mix.high - fixed.mix.low < free.mix.high - free.mix.low


def test_a_segment_that_is_new_changes_the_mix_alone():
    found = decompose_change({"a": at(20, 500)}, {"a": at(20, 500), "new": at(60, 500)})
    assert (found.rate.value, found.mix.value) == pytest.approx((0, 20))
    assert found.by_segment[1].rate_before is None
    assert (found.by_segment[1].rate.low, found.by_segment[1].rate.high) == (0, 0)


@settings(max_examples=50, deadline=None)
@given(cells, cells)
def test_rate_and_mix_make_the_whole_and_so_do_the_segments(before, after):
    periods = [{name: answers(*n) for name, n in period.items()} for period in (before, after)]
    if not all(any(counts.n for counts in period.values()) for period in periods):
        return
    found = decompose_change(*periods)
    assert found.rate.value + found.mix.value == pytest.approx(found.total.value, abs=1e-9)
    for name in ("rate", "mix"):
        parts = [getattr(part, name) for part in found.by_segment]
        assert sum(part.value for part in parts) == pytest.approx(getattr(found, name).value, abs=1e-9)
        assert all(part.low <= part.value <= part.high for part in parts)


@settings(max_examples=20, deadline=None)
@given(cells, cells)
def test_backwards_is_the_opposite(before, after):
    periods = [{name: answers(*n) for name, n in period.items()} for period in (before, after)]
    if not all(any(counts.n for counts in period.values()) for period in periods):
        return
    there, back = decompose_change(*periods), decompose_change(*periods[::-1])
    assert there.mix.value == pytest.approx(-back.mix.value, abs=1e-9)
    assert (there.rate.low, there.rate.high) == pytest.approx((-back.rate.high, -back.rate.low), abs=1e-9)


def test_nineteen_of_twenty_intervals_hold_the_truth():
    """300 draws of 200 answers before and after; statistics of Kitagawa's parts by the multinomial."""
    chance = np.random.default_rng(11)
    shares = {"a": (0.5, 0.3), "b": (0.3, 0.3), "c": (0.2, 0.4)}
    spread = {"a": (0.4, 0.0, 0.6), "b": (0.1, 0.2, 0.7), "c": (0.02, 0.06, 0.92)}
    rates = {name: 100 * (p[2] - p[0]) for name, p in spread.items()}
    mix = sum((after - before) * rates[name] for name, (before, after) in shares.items())
    held = np.zeros(2)
    for _ in range(300):
        periods = []
        for place in (0, 1):
            drawn = chance.multinomial(200, [pair[place] for pair in shares.values()])
            periods.append(
                {
                    name: answers(*chance.multinomial(n, spread[name]).tolist())
                    for name, n in zip(shares, drawn, strict=True)
                }
            )
        found = decompose_change(*periods)
        held += (found.rate.low <= 0 <= found.rate.high, found.mix.low <= mix <= found.mix.high)
    assert held.min() >= 276  # 95 % of 300 less 2.4 standard errors


def test_cubes_are_taken_apart_by_a_dimension():
    cubes = [
        CountCube.of(("tier",), {(name,): counts for name, counts in period.items()}, ELEVEN)
        for period in (BEFORE, AFTER)
    ]
    assert decompose_change(*cubes, "tier") == decompose_change(BEFORE, AFTER)


@pytest.mark.parametrize("empty", [{}, {"a": answers(0, 0, 0)}])
def test_a_period_without_answers_is_refused(empty):
    with pytest.raises(UnlikeEstimates, match="before: no answers"):
        decompose_change(empty, AFTER)
    with pytest.raises(UnlikeEstimates, match="after: no answers"):
        decompose_change(BEFORE, empty)


@pytest.mark.parametrize(
    "shares",
    [{}, {"a": 0}, {"a": -1, "b": 2}, {"a": float("nan")}, {"a": float("inf")}, {"a": 1, "nobody": 1}],
)
def test_shares_that_cannot_be_are_refused(shares):
    with pytest.raises(UnfitWeights):
        decompose_change(BEFORE, AFTER, weights=(shares, {"a": 1}))


def test_a_hidden_segment_is_not_taken_apart():
    with pytest.raises(UnlikeEstimates, match="b: nothing is compared with hidden"):
        decompose_change(
            {"a": at(20, 500), "b": at(0, 2)}, AFTER, metric=lambda counts: nps(counts, hide_below=5)
        )


def test_scales_are_not_mixed():
    with pytest.raises(UnlikeCounts):
        decompose_change({"a": answers(1, 1, 1), "b": Counts.of({5: 3}, Scale(1, 5))}, AFTER)


def test_a_decomposition_becomes_plain_json():
    plain = json.loads(json.dumps(decompose_change(BEFORE, AFTER).to_dict()))
    assert list(plain) == ["total", "rate", "mix", "by_segment"]
    assert plain["by_segment"][0]["segment"] == "a"
    assert plain["by_segment"][0]["rate_before"]["n"] == 500
