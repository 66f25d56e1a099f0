"""Chance decides who is left untreated, and what differs afterwards is the action's doing."""

import json

import pytest

from regard.perception.comparisons import compare
from regard.perception.counts import Counts, Groups, Scale
from regard.perception.effects import NoContrast, effect_of_action, in_holdout, nps_changes
from regard.perception.metrics.csat import csat

SCALE = Scale(0, 10)
BETTER, WORSE = (Counts.of(cells, SCALE) for cells in ({10: 70, 8: 20, 2: 10}, {10: 40, 8: 20, 2: 40}))


def test_the_hold_out_is_the_share_that_was_asked_for() -> None:
    people = [f"person {number}" for number in range(20_000)]
    out = [person for person in people if in_holdout(person, "calls", 0.1)]
    assert 1900 <= len(out) <= 2100
    assert out == [person for person in people if in_holdout(person, "calls", 0.1)]
    assert all(in_holdout(person, "calls", 0.2) for person in out)
    again = sum(in_holdout(person, "letters", 0.1) for person in out)
    assert 150 <= again <= 260


def test_nobody_or_everybody_can_be_held_out() -> None:
    assert [in_holdout("ada", "s", share) for share in (0, 1)] == [False, True]


def test_salt_and_person_do_not_run_into_each_other() -> None:
    """Unlike a plain join, of which "ab" + "c" and "a" + "bc" would be the same person."""
    names = [f"{n:04}" for n in range(2000)]
    assert [in_holdout(n[1:], "s" + n[0], 0.5) for n in names] != [in_holdout(n, "s", 0.5) for n in names]


@pytest.mark.parametrize(("salt", "share"), [("", 0.5), ("s", -0.1), ("s", 1.1), ("s", float("nan"))])
def test_a_hold_out_that_is_none_is_refused(salt: str, share: float) -> None:
    with pytest.raises(NoContrast):
        in_holdout("ada", salt, share)


def test_the_effect_is_the_difference_by_mover() -> None:
    effect = effect_of_action({"treated": {1: BETTER}, "held out": {1: WORSE}}, "treated", 1)
    peer = compare(WORSE, BETTER)
    assert effect.effect is not None
    assert (effect.effect.value, effect.effect.low, effect.effect.high) == pytest.approx(
        (peer.difference, peer.low, peer.high)
    )
    assert (effect.verdict, effect.effect.n) == ("changed", 200)
    assert effect.text.startswith("The action made a change for the better (60 [")


def test_the_other_way_round_it_is_worse() -> None:
    data = {"treated": {1: WORSE}, "held out": {1: BETTER}}
    effect = effect_of_action(data, "treated", 1)
    mirrored = effect_of_action(data, "held out", 1)
    assert effect.verdict == "worse"
    assert effect.effect is not None and mirrored.effect is not None
    assert effect.effect.low == pytest.approx(-mirrored.effect.high)


def test_a_lower_number_may_be_the_better_one() -> None:
    scale = Scale(1, 5, direction="low_is_good")
    hard, easy = (Counts.of(cells, scale) for cells in ({5: 60, 1: 40}, {5: 30, 1: 70}))
    effect = effect_of_action(
        {"t": {1: easy}, "c": {1: hard}},
        "t",
        1,
        metric=lambda counts: csat(counts, aggregate="mean"),
        lower_is_better=True,
    )
    assert effect.verdict == "changed"
    assert effect.effect is not None and effect.effect.value == pytest.approx(-1.2)


def test_arms_that_were_worlds_apart_before_were_not_allotted_by_chance() -> None:
    data = {"t": {0: BETTER, 1: BETTER}, "c": {0: WORSE, 1: WORSE}}
    effect = effect_of_action(data, "t", 1)
    assert effect.verdict == "cannot be known from this design"
    assert effect.reasons == ("treated and held out differed before the action more than chance allows",)
    assert effect.placebo is not None and effect.placebo.low > 0


def test_people_asked_twice_are_compared_by_how_they_changed() -> None:
    up, same = nps_changes({(3, 9): 60, (7, 7): 40}), nps_changes({(3, 9): 10, (9, 3): 10, (7, 7): 80})
    effect = effect_of_action({"t": up, "c": same}, "t", 1)
    assert effect.verdict == "changed"
    assert effect.effect is not None and effect.effect.value == 120.0


def test_nobody_having_answered_since_is_too_early() -> None:
    for data in (
        {"t": {0: WORSE}, "c": {0: WORSE, 1: WORSE}},
        {"t": {1: BETTER}, "c": {1: Counts.of({}, SCALE)}},
    ):
        effect = effect_of_action(data, "t", 1)
        assert (effect.verdict, effect.effect, effect.detectable) == ("too early", None, None)
        assert effect.reasons[0].endswith("has answered since")
    empty = Groups((-100, 0), (0, 0), 0)
    assert effect_of_action({"t": empty, "c": nps_changes({(1, 9): 4})}, "t", 1).verdict == "too early"


def test_without_a_hold_out_nothing_is_known() -> None:
    effect = effect_of_action({"t": {0: WORSE, 1: BETTER}}, "t", 1)
    assert effect.verdict == "cannot be known from this design"
    assert effect.text == (
        "Whether the action helped cannot be known from this design: there is no group to compare with."
    )


def test_one_answer_in_each_arm_is_no_evidence() -> None:
    one = Counts.of({10: 1}, SCALE)
    effect = effect_of_action({"t": {1: one}, "c": {1: one}}, "t", 1)
    assert effect.verdict == "no evidence"
    assert effect.effect is not None and effect.effect.low < -100 < 100 < effect.effect.high


def test_a_billion_answers_are_answers() -> None:
    many = Counts.of({10: 10**9, 3: 10**9}, SCALE)
    effect = effect_of_action({"t": {1: many}, "c": {1: many}}, "t", 1)
    assert effect.verdict == "no evidence"
    assert effect.effect is not None and 0 < effect.effect.high < 0.01


def test_results_are_plain_json() -> None:
    for data in ({"t": {0: WORSE, 1: BETTER}, "c": {0: WORSE, 1: WORSE}}, {"t": {1: BETTER}}):
        result = effect_of_action(data, "t", 1).to_dict()
        assert json.loads(json.dumps(result, allow_nan=False)) == result
