"""Customer satisfaction."""

import pytest

from regard.perception import Counts, Scale, UnfitScale, csat

FIVE = Scale(1, 5)
ASKNICELY = Counts.of({5: 9, 4: 4, 3: 3, 2: 2, 1: 1}, FIVE)


def every_score_once(scale):
    return Counts.of(dict.fromkeys(scale.scores, 40), scale)


@pytest.mark.parametrize(
    ("scale", "box", "rule"),
    [
        (Scale(1, 5), 2, "% 4-5 on 1-5"),
        (Scale(1, 7), 2, "% 6-7 on 1-7"),
        (Scale(0, 10), 2, "% 9-10 on 0-10"),
        (Scale(1, 10), 2, "% 9-10 on 1-10"),
        (Scale(0, 1), 1, "% 1 on 0-1"),
        (Scale(1, 5, direction="low_is_good"), 2, "% 1-2 on 1-5 (low is good)"),
    ],
)
def test_the_box_goes_with_the_scale_and_is_named(scale, box, rule):
    found = csat(every_score_once(scale))
    assert float(found.exact) == pytest.approx(100 * box / len(scale.scores))
    assert rule in str(found.definition)


def test_another_box_is_another_definition():
    assert "% 5-7 on 1-7" in str(csat(every_score_once(Scale(1, 7)), box=3).definition)


@pytest.mark.parametrize("scale", [Scale(1, 3), Scale(1, 4), Scale(0, 100)])
def test_no_box_is_guessed_for_an_unusual_scale(scale):
    with pytest.raises(UnfitScale, match="no box"):
        csat(every_score_once(scale))


@pytest.mark.parametrize("box", [0, 5, -1])
def test_a_box_leaves_some_scores_out_and_takes_some_in(box):
    with pytest.raises(UnfitScale, match="divide"):
        csat(ASKNICELY, box=box)


def test_the_help_page_that_divides_by_17_is_wrong():
    assert csat(ASKNICELY).exact * 19 == 1300
    assert csat(ASKNICELY).band == pytest.approx((46.0104, 84.6356), abs=1e-4)


def test_the_mean_is_in_scores():
    found = csat(Counts.of({5: 90, 4: 40, 3: 30, 2: 20, 1: 10}, FIVE), aggregate="mean")
    assert (found.definition.unit, round(found.value, 3)) == ("score", 3.947)
    assert "mean score on 1-5" in str(found.definition)


def test_pomp_is_the_mean_as_percent_of_the_scale():
    found = csat(Counts.of({5: 40, 3: 40}, FIVE), aggregate="pomp")
    assert (found.value, found.definition.unit) == (75, "percent")


def test_pomp_counts_from_the_worst_score():
    upside_down = Scale(1, 5, direction="low_is_good")
    assert csat(Counts.of({1: 40}, upside_down), aggregate="pomp").value == 100


def test_each_aggregate_is_another_definition():
    ids = {csat(ASKNICELY, aggregate=how).definition.id for how in ("top2box", "mean", "pomp")}
    assert ids == {"csat.top2box/1", "csat.mean/1", "csat.pomp/1"}


def test_an_unknown_aggregate_is_refused():
    with pytest.raises(ValueError, match="median"):
        csat(ASKNICELY, aggregate="median")


def test_all_satisfied_is_a_hundred_percent_with_wilsons_lower_limit():
    found = csat(Counts.of({5: 100}, FIVE))
    assert (found.value, found.high) == (100, 100)
    assert found.low == pytest.approx(100 * 100 / (100 + 1.959963985**2))


def test_another_box_has_another_name():
    counts = Counts.of({7: 30, 1: 10}, Scale(1, 7))
    assert csat(counts, box=3).definition.id == "csat.top3box/1"
    assert csat(counts, box=2).definition == csat(counts).definition


@pytest.mark.parametrize("aggregate", ["mean", "pomp"])
def test_a_box_is_not_left_out_in_silence(aggregate):
    with pytest.raises(ValueError, match=f"{aggregate!r} takes no box"):
        csat(ASKNICELY, aggregate=aggregate, box=2)
