"""Trust and value alignment."""

import pytest

from regard.perception import Counts, Scale, UnfitScale, UnlikeEstimates, difference
from regard.perception.metrics import trust, value_alignment

SEVEN = Counts((2, 3, 5, 10, 20, 30, 30), Scale(1, 7))
ELEVEN = Counts((5, 0, 0, 5, 10, 10, 20, 20, 50, 40, 40), Scale(0, 10))


@pytest.mark.parametrize("metric", [trust, value_alignment])
@pytest.mark.parametrize(
    ("aggregate", "seven", "eleven"),
    [("top2box", 60, 40), ("mean", 5.53, 7.625), ("pomp", 75.5, 76.25), ("net", 55, 37.5)],
)
def test_it_is_told_as_of_any_scale_of_agreement(metric, aggregate, seven, eleven):
    assert float(metric(SEVEN, aggregate=aggregate).exact) == pytest.approx(seven)
    assert float(metric(ELEVEN, aggregate=aggregate).exact) == pytest.approx(eleven)


def test_the_mean_has_the_published_interval():
    assert trust(SEVEN, aggregate="mean").band == pytest.approx((5.208581, 5.788003), abs=1e-6)


def test_trust_is_not_value_alignment():
    with pytest.raises(UnlikeEstimates):
        difference(trust(SEVEN), value_alignment(SEVEN))


def test_trust_on_seven_points_is_not_trust_on_eleven():
    with pytest.raises(UnlikeEstimates):
        difference(trust(SEVEN), trust(ELEVEN))


@pytest.mark.parametrize("scale", [Scale(1, 5), Scale(1, 10), Scale(1, 7, direction="low_is_good")])
def test_another_scale_is_refused(scale):
    with pytest.raises(UnfitScale, match="1-7 or 0-10"):
        trust(Counts.of({}, scale))


def test_an_unknown_aggregate_is_refused():
    with pytest.raises(ValueError, match="median"):
        value_alignment(SEVEN, aggregate="median")


def test_the_level_and_the_smallest_group_are_heeded():
    assert trust(SEVEN, level=0.8).level == 0.8
    assert trust(SEVEN, hide_below=101).status == "hidden"


@pytest.mark.parametrize("aggregate", ["top2box", "mean", "pomp", "net"])
def test_all_alike_is_neither_certain_nor_off_the_scale(aggregate):
    found = trust(Counts.of({7: 50}, Scale(1, 7)), aggregate=aggregate)
    assert found.high == found.value
    assert found.low < found.value
