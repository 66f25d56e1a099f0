"""Days that stand out."""

import json

import numpy as np
import pytest

from regard.perception import Counts, Scale, csat
from regard.perception.cubes import CountCube
from regard.perception.trends import anomalies
from tests.perception.trends.days import CEILING, ELEVEN, GOOD, answers, day, drawn

ODD = day(100)
QUIET = drawn(1, 180, n=30)
SPOILT = QUIET | {ODD: answers(22, 2, 6)}


def test_a_bad_day_is_found_with_what_was_expected():
    found = anomalies(SPOILT)
    (one,) = found.found
    assert (one.day, one.segment) == (ODD, None)
    assert one.value.value == pytest.approx(-53.33, abs=0.01)
    assert one.value.high < one.expected.low < 45 < one.expected.high
    assert one.p_adjusted <= 0.05
    assert one.p_value < one.p_adjusted
    assert found.judged == 180 - 14


def test_a_bad_day_does_not_drag_the_next_ones_along():
    assert [one.day for one in anomalies(SPOILT | {day(101): answers(5, 7, 18)}).found] == [ODD]


@pytest.mark.parametrize(("shares", "n"), [(GOOD, 3), (GOOD, 25), (CEILING, 3), (CEILING, 25)])
def test_chance_alone_is_seldom_an_anomaly(shares, n):
    """Of 30 series of 120 days without any, about one in twenty may have a false finding."""
    assert sum(bool(anomalies(drawn(seed, 120, shares, n=n)).found) for seed in range(30)) <= 4


def test_days_that_always_scatter_are_not_odd():
    """Each day's customers come from one account: the days differ more than chance, all of them."""
    chance, false = np.random.default_rng(6), 0
    for _ in range(20):
        shares = chance.dirichlet(np.array(GOOD) * 12, size=120)
        days = {
            day(place): answers(*chance.multinomial(40, own).tolist()) for place, own in enumerate(shares)
        }
        found = anomalies(days)
        assert found.overdispersion[None] > 1.5
        false += bool(found.found)
    assert false <= 3


def test_a_slow_decline_is_no_anomaly():
    days = {
        day(place): answers(
            *np.random.default_rng(place).multinomial(30, [0.1 + place / 400, 0.2, 0.7 - place / 400])
        )
        for place in range(160)
    }
    days = {when: Counts(tuple(int(n) for n in counts.n_by_score), ELEVEN) for when, counts in days.items()}
    assert len(anomalies(days).found) <= 1


def test_segments_are_judged_as_one_family():
    segments = {f"s{number}": drawn(50 + number, 60, n=30) for number in range(6)}
    segments["s0"] = segments["s0"] | {day(40): answers(22, 2, 6)}
    found = anomalies(segments | {"new": drawn(9, 10)})
    assert [(one.segment, one.day) for one in found.found] == [("s0", day(40))]
    assert (found.judged, found.not_judged) == (6 * 46, ("new",))
    assert found.found[0].p_adjusted > anomalies(segments["s0"]).found[0].p_adjusted
    cells = {(when, name): counts for name, days in segments.items() for when, counts in days.items()}
    cube = CountCube.of(("day", "segment"), cells, ELEVEN)
    assert anomalies(cube, by="segment").found == found.found


def test_a_segment_without_answers_is_named_and_not_judged():
    found = anomalies({"a": QUIET, "nobody": {day(0): answers(0, 0, 0)}})
    assert found.not_judged == ("nobody",)


def test_fourteen_days_come_first():
    few = {day(number): answers(5, 5, 10) for number in range(14)}
    found = anomalies(few)
    assert (found.found, found.judged, found.not_judged) == ((), 0, (None,))
    assert anomalies(few | {day(14): answers(500, 0, 0)}).found[0].day == day(14)


def test_weighted_answers_and_other_metrics_are_judged_too():
    five = Scale(1, 5)

    def weighted(bad):
        return Counts.from_scores([5] * (30 - bad) + [1] * bad, five, weights=[1.0, 2.0] * 15)

    days = {day(number): weighted(6 + number % 3) for number in range(40)} | {day(30): weighted(24)}
    assert [one.day for one in anomalies(days, metric=csat).found] == [day(30)]


@pytest.mark.parametrize("q", [0, 1, float("nan")])
def test_a_share_of_false_findings_lies_between_0_and_1(q):
    with pytest.raises(ValueError, match="between 0 and 1"):
        anomalies(QUIET, q)


def test_anomalies_become_plain_json():
    plain = json.loads(json.dumps(anomalies(SPOILT).to_dict()))
    assert plain["found"][0]["day"] == ODD.isoformat()
    assert plain["overdispersion"][0]["times"] >= 1
