"""Each segment with the rest."""

import json
import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regard.perception import Counts, Scale, UnlikeCounts, UnlikeEstimates, adjust, compare, nps
from regard.perception.comparisons import compare_segments
from regard.perception.cubes import CountCube

ELEVEN = Scale(0, 10)
shares = st.lists(st.tuples(*[st.integers(0, 200)] * 3), min_size=2, max_size=6)


def answers(detractors, passives, promoters):
    return Counts.of({0: detractors, 7: passives, 10: promoters}, ELEVEN)


SEGMENTS = {
    "new": answers(120, 40, 40),
    "old": answers(40, 60, 100),
    "big": answers(44, 56, 100),
    "alike": answers(70, 52, 80),
    "tiny": answers(1, 1, 1),
    "nobody": answers(0, 0, 0),
}


def test_a_segment_is_compared_with_all_others_and_not_with_itself():
    found = {one.segment: one for one in compare_segments(SEGMENTS).findings}
    rest = Counts.sum([counts for name, counts in SEGMENTS.items() if name != "new"])
    alone = compare(rest, SEGMENTS["new"])
    assert (found["new"].comparison.difference, found["new"].comparison.p_value) == pytest.approx(
        (alone.difference, alone.p_value)
    )
    assert (found["new"].comparison.n_before, found["new"].comparison.n_after) == (rest.n, 200)


def test_segments_without_enough_answers_are_named_and_not_judged():
    found = compare_segments(SEGMENTS)
    assert found.not_compared == {"tiny": "not_enough_answers", "nobody": "no_answers"}
    assert found.comparisons == 4


def test_the_significant_ones_have_the_wider_intervals_of_benjamini_and_yekutieli():
    found = compare_segments(SEGMENTS)
    survivors = {one.segment for one in found.significant}
    assert survivors == {"new", "old", "big"}
    assert found.level_of_significant == pytest.approx(1 - 3 * 0.05 / 4)
    assert {one.comparison.level for one in found.significant} == {found.level_of_significant}
    (other,) = (one for one in found.findings if one.segment not in survivors)
    assert other.comparison.level == 0.95


@settings(max_examples=40, deadline=None)
@given(shares, st.sampled_from(["bh", "holm"]))
def test_what_is_significant_has_an_interval_without_zero(rows, adjusting):
    found = compare_segments({place: answers(*row) for place, row in enumerate(rows)}, adjust=adjusting)
    p = [one.comparison.p_value for one in found.findings]
    assert [one.comparison.p_adjusted for one in found.findings] == pytest.approx(adjust(p, adjusting))
    for one in found.significant:
        assert one.comparison.low > 0 or one.comparison.high < 0


def test_a_cube_is_compared_by_one_of_its_dimensions():
    day = date(2026, 5, 1)
    cube = CountCube.of(
        ("segment", "day"), {(name, day): counts for name, counts in SEGMENTS.items()}, ELEVEN
    )
    assert compare_segments(cube, "segment").findings == compare_segments(SEGMENTS).findings
    with pytest.raises(UnlikeEstimates, match="by"):
        compare_segments(cube)


def test_weighted_segments_are_compared_too():
    def weighted(good, bad):
        return Counts.from_scores([10] * good + [0] * bad, ELEVEN, weights=[0.7] * good + [1.9] * bad)

    found = compare_segments({"a": weighted(90, 60), "b": weighted(150, 10), "c": weighted(120, 60)})
    assert found.significant[0].segment == "b"


def test_no_segments_or_one_make_no_comparison():
    assert compare_segments({}).findings == ()
    one = compare_segments({"all": answers(30, 40, 50)})
    assert (one.findings, one.not_compared) == ((), {"all": "rest: no_answers"})


@pytest.mark.parametrize(
    "wrong", [{"q": 0}, {"q": float("nan")}, {"q": 1}, {"against": "total"}, {"adjust": "bonferroni"}]
)
def test_a_question_that_is_none_is_refused(wrong):
    with pytest.raises(ValueError, match=str(next(iter(wrong.values())))):
        compare_segments(SEGMENTS, **wrong)


def test_segments_on_several_scales_are_refused():
    with pytest.raises(UnlikeCounts):
        compare_segments({"a": answers(1, 2, 3), "b": Counts.of({5: 3}, Scale(1, 5))})


def test_another_metric_and_plain_json():
    found = compare_segments(SEGMENTS, metric=lambda counts: nps(counts, level=0.9))
    plain = json.loads(json.dumps(found.to_dict()))
    assert plain["findings"][0]["segment"] == "new"
    assert plain["not_compared"][0] == {"segment": "tiny", "reason": "not_enough_answers"}


def test_noise_among_20_segments_is_seldom_called_a_difference():
    """60 tables of 20 segments that are all alike: a false finding in about one table of twenty."""
    chance, false_alarms = random.Random(7), 0
    for _ in range(60):
        table = {}
        for segment in range(20):
            drawn = chance.choices((0, 7, 10), weights=(15, 25, 60), k=120)
            table[segment] = Counts.from_scores(drawn, ELEVEN)
        false_alarms += bool(compare_segments(table).significant)
    assert false_alarms <= 7
