"""Not delivered, not noticed, self-deception."""

import json

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportions_ztest

from regard.perception.maps import Said, UnfitTable, gaps


def test_a_persona_with_known_answers_finds_each_gap_where_it_was_put():
    intended = {"calm": "hectic", "expert": "amateur", "fair": "dear", "bold": None}
    staff = Said(60, {"calm": 50, "expert": 30, "fair": 20})
    customers = Said(500, {"calm": 60, "hectic": 300, "expert": 250, "amateur": 20, "fair": 160, "dear": 40})
    found = {line.word: line.gaps for line in gaps(intended, staff, customers)}
    assert found == {
        "calm": ("not delivered", "self-deception"),
        "expert": (),
        "fair": (),
        "bold": ("not noticed",),
    }


def test_a_word_that_nobody_chose_is_not_noticed_and_keeps_its_interval():
    (line,) = gaps(["calm"], Said(30, {}), Said(300, {}))
    assert line.gaps == ("not noticed",)
    assert (line.customers.value, line.customers.low, line.customers.n) == (0, 0, 300)
    assert line.customers.high > 0
    assert (line.opposite, line.balance, line.p_not_delivered) == (None, None, None)


def test_few_answers_prove_no_gap():
    (line,) = gaps({"calm": "hectic"}, Said(2, {"calm": 2}), Said(3, {"hectic": 1}))
    assert line.gaps == ()
    assert line.customers.status == "not_enough_answers"


def test_the_score_test_of_silence_is_that_of_statsmodels_and_bh_adjusts_it():
    chosen = {"a": 30, "b": 40, "c": 50}
    found = gaps(list(chosen), Said(50, {}), Said(300, chosen))
    single = [proportions_ztest(n, 300, 0.2, alternative="smaller", prop_var=0.2)[1] for n in chosen.values()]
    assert [line.p_not_noticed for line in found] == pytest.approx(multipletests(single, method="fdr_bh")[1])


def test_without_any_gap_few_are_named():
    random = np.random.default_rng(4)
    words = [f"w{place}" for place in range(10)]
    named = 0
    for _ in range(60):
        staff, customers = (
            Said(n, {word: int(random.binomial(n, 0.4)) for word in words}) for n in (60, 300)
        )
        named += any(line.gaps for line in gaps(words, staff, customers))
    assert named <= 6


def test_the_balance_is_that_of_paired_shares():
    (line,) = gaps({"calm": "hectic"}, Said(40, {}), Said(161, {"calm": 6, "hectic": 16}))
    assert [line.balance.value, line.balance.low, line.balance.high] == pytest.approx(
        [-0.0621, -0.1240, -0.0054], abs=5e-5
    )


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        (lambda: gaps([], Said(1, {}), Said(1, {})), "no word"),
        (lambda: gaps("calm", Said(1, {}), Said(1, {})), "no word"),
        (lambda: gaps(["a"], Said(0, {}), Said(1, {})), "no staff"),
        (lambda: gaps(["a"], Said(1, {}), Said(0, {})), "no customers"),
        (lambda: gaps(["a"], Said(1, {}), Said(1, {}), noticed=0), "between 0 and 100"),
        (lambda: gaps({"a": "b"}, Said(1, {}), Said(3, {"a": 2, "b": 2})), "together with its opposite"),
        (lambda: gaps({"a": "a"}, Said(1, {}), Said(3, {"a": 1})), "together with its opposite"),
        (lambda: Said(2, {"a": 3}), "'a' was chosen by 3 of 2"),
        (lambda: Said(2, {"a": -1}), "'a' was chosen by -1"),
        (lambda: Said(-1, {}), "-1 people"),
    ],
)
def test_what_has_no_gap_is_named(asked, named):
    with pytest.raises(UnfitTable, match=named):
        asked()


def test_the_result_is_plain_json():
    lines = gaps({"calm": "hectic", "fair": None}, Said(40, {"calm": 9}), Said(90, {"calm": 9}))
    assert json.loads(json.dumps([line.to_dict() for line in lines], allow_nan=False))[0]["word"] == "calm"
