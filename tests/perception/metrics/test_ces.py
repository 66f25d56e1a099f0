"""Customer effort."""

import pytest

from regard.perception import Counts, Scale, UnfitScale, ces
from regard.perception.metrics.ces import version_for

SEVEN = Counts((2, 3, 5, 10, 20, 30, 30), Scale(1, 7))
EFFORT = Scale(1, 5, direction="low_is_good")


def test_it_is_the_mean_agreement_that_it_was_easy():
    found = ces(SEVEN)
    assert (found.value, found.definition.unit, found.definition.id) == (5.53, "score", "ces-2.0.mean/1")
    assert (found.low, found.high) == pytest.approx((5.208581, 5.788003), abs=1e-6)


@pytest.mark.parametrize(
    ("aggregate", "value", "rule"),
    [("top2", 60, "% 6-7 on 1-7"), ("top3", 80, "% 5-7 on 1-7"), ("net", 50, "% 6-7 minus % 1-3 on 1-7")],
)
def test_the_other_aggregates_in_use_are_named(aggregate, value, rule):
    found = ces(SEVEN, aggregate=aggregate)
    assert found.exact == value
    assert rule in str(found.definition)


def test_the_first_version_is_a_mean_where_low_is_good():
    found = ces(Counts.of({1: 30, 2: 30}, EFFORT), version="1.0")
    assert found.value == 1.5
    assert "mean score on 1-5 (low is good)" in str(found.definition)


def test_versions_are_never_the_same_metric():
    ids = [
        ces(SEVEN).definition.id,
        ces(Counts.of({}, EFFORT), version="1.0").definition.id,
        ces(Counts.of({}, Scale(1, 5)), version="5-point").definition.id,
    ]
    assert len(set(ids)) == 3


@pytest.mark.parametrize(
    ("version", "scale"),
    [("2.0", Scale(1, 5)), ("1.0", Scale(1, 5)), ("5-point", EFFORT), ("2.0", Scale(0, 7))],
)
def test_a_version_is_asked_on_its_own_scale(version, scale):
    with pytest.raises(UnfitScale, match=f"CES {version}"):
        ces(Counts.of({}, scale), version=version)


def test_only_the_second_version_has_shares():
    with pytest.raises(UnfitScale, match="mean"):
        ces(Counts.of({}, EFFORT), version="1.0", aggregate="top2")


@pytest.mark.parametrize(
    ("scale", "version"), [(Scale(1, 7), "2.0"), (EFFORT, "1.0"), (Scale(1, 5), "5-point")]
)
def test_a_scale_belongs_to_one_version(scale, version):
    assert version_for(scale) == version


def test_a_scale_of_no_version_is_refused():
    with pytest.raises(UnfitScale, match="0-10"):
        version_for(Scale(0, 10))


@pytest.mark.parametrize("how", [{"version": "3.0"}, {"aggregate": "top4"}])
def test_an_unknown_version_or_aggregate_is_refused_by_name(how):
    with pytest.raises(ValueError, match=next(iter(how.values()))):
        ces(SEVEN, **how)
