"""The perception profile."""

import json

import pytest

from regard.perception import Counts, Scale, UnlikeEstimates, difference, nps, polarity
from regard.perception.metrics import UnknownPart, csat, profile
from regard.perception.metrics.profile import PARTS

FIVE, SEVEN, ELEVEN = Scale(1, 5), Scale(1, 7), Scale(0, 10)
EASE = Counts((2, 3, 5, 10, 20, 30, 30), SEVEN)
ASKED = {
    "reputation": polarity({"negative": 50, "neutral": 50, "positive": 100}),
    "satisfaction": Counts((5, 10, 20, 65, 100), FIVE),
    "loyalty": Counts((5, 0, 0, 5, 10, 10, 20, 20, 50, 40, 40), ELEVEN),
}


def test_every_part_runs_from_0_to_100_with_interval_and_n():
    found = profile(ASKED | {"ease": EASE}).parts
    assert {name: round(estimate.value, 2) for name, estimate in found.items()} == {
        "satisfaction": 80.62,
        "ease": 75.5,
        "loyalty": 76.25,
        "reputation": 62.5,
    }
    assert all(0 <= estimate.low < estimate.value < estimate.high <= 100 for estimate in found.values())
    assert [estimate.n for estimate in found.values()] == [200, 100, 200, 200]


def test_missing_parts_are_missing_and_not_zero():
    found = profile(ASKED)
    assert list(found.parts) == ["satisfaction", "loyalty", "reputation"]
    assert found.missing == ("ease", "trust", "values")


def test_a_part_that_nobody_answered_is_missing():
    assert profile({"ease": Counts.of({}, SEVEN)}).missing == tuple(PARTS)
    assert profile({}).parts == {}


def test_a_part_is_the_same_whatever_its_direction():
    turned = Counts((30, 30, 20, 10, 5, 3, 2), Scale(1, 7, direction="low_is_good"))
    assert profile({"ease": turned}).parts["ease"].value == 75.5


def test_few_answers_are_hidden_or_not_enough_part_by_part():
    found = profile(
        ASKED | {"ease": Counts.of({7: 4}, SEVEN), "trust": Counts.of({7: 9}, SEVEN)}, hide_below=5
    )
    assert found.parts["ease"].status == "hidden"
    assert found.parts["trust"].status == "not_enough_answers"
    assert found.parts["loyalty"].status == "shown"


def test_each_part_has_a_definition_of_its_own():
    parts = profile(ASKED | {"ease": EASE}).parts
    assert {name: estimate.definition.id for name, estimate in parts.items()} == {
        name: f"profile.{name}/1" for name in parts
    }
    assert "Loyalty v1: mean as percent of the way from worst to best on 0-10" in str(
        parts["loyalty"].definition
    )
    with pytest.raises(UnlikeEstimates):
        difference(parts["loyalty"], nps(ASKED["loyalty"]))
    with pytest.raises(UnlikeEstimates):
        difference(parts["satisfaction"], csat(ASKED["satisfaction"], aggregate="pomp"))


def test_an_unknown_part_is_refused():
    with pytest.raises(UnknownPart, match="'happiness' is none of satisfaction"):
        profile({"happiness": EASE})


def test_it_becomes_plain_json():
    plain = json.loads(json.dumps(profile(ASKED, level=0.9).to_dict()))
    assert plain["missing"] == ["ease", "trust", "values"]
    assert (plain["parts"]["loyalty"]["n"], plain["parts"]["loyalty"]["level"]) == (200, 0.9)
