"""How answers are spread."""

import json

import pytest

from regard.perception import Counts, Scale, csat
from regard.perception.metrics import distribution

FIVE = Scale(1, 5)
J_SHAPED = Counts((30, 5, 5, 20, 140), FIVE, missing=7)


def test_the_shares_are_in_percent_and_make_a_hundred():
    found = distribution(J_SHAPED)
    assert [share.value for share in found.shares] == [15, 2.5, 2.5, 10, 70]
    assert (found.n, found.missing) == (200, 7)


def test_each_share_has_the_interval_of_its_box():
    best = distribution(J_SHAPED, level=0.9).shares[-1]
    assert (best.low, best.high) == csat(J_SHAPED, box=1, level=0.9).band
    assert (best.level, best.n) == (0.9, 200)


def test_few_answers_are_hidden_altogether():
    assert distribution(Counts.of({5: 4}, FIVE), hide_below=5).shares is None
    assert distribution(Counts.of({}, FIVE)).shares is None


def test_one_answer_is_spread_too():
    share = distribution(Counts.of({5: 1}, FIVE)).shares[0]
    assert (share.value, share.low, round(share.high, 1)) == (0, 0, 79.3)


def test_it_becomes_plain_json():
    plain = json.loads(json.dumps(distribution(J_SHAPED).to_dict()))
    assert [share["score"] for share in plain["shares"]] == [1, 2, 3, 4, 5]
    assert json.loads(json.dumps(distribution(Counts.of({}, FIVE)).to_dict()))["shares"] is None


@pytest.mark.parametrize("level", [0, 1, -1, 95, float("nan")])
def test_a_level_is_a_share(level):
    with pytest.raises(ValueError, match="between 0 and 1"):
        distribution(J_SHAPED, level=level)
