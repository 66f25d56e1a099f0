"""Ratings that go with the score in a straight line, and those that do not."""

import json
from functools import partial

import numpy as np
import pytest
from scipy import stats

from regard.perception import Counts, Scale, compare, csat, nps, star_rating
from regard.perception.drivers import NoRating, TooFewRatings, kink

YES_NO = Scale(0, 1)
mean = partial(csat, aggregate="mean")


def satisfied(shares, n=100):
    """`n` answers for each rating, of which this share is satisfied."""
    return {
        rating: Counts.of({1: round(n * share), 0: n - round(n * share)}, YES_NO)
        for rating, share in enumerate(shares, 1)
    }


def test_the_kink_of_airline_wifi_is_a_reward():
    """Satisfied share by wifi rating, as the research note has it: 34, 24, 26, 61 and 99 percent."""
    found = kink(satisfied([0.34, 0.24, 0.26, 0.61, 0.99], 1000), csat)
    assert found.penalty.value == pytest.approx(26 - 29)
    assert found.reward.value == pytest.approx(80 - 26)
    assert found.asymmetry.value == pytest.approx(54 + 3)
    assert found.asymmetry.low > 50
    assert found.bent
    assert found.p_value < 1e-50
    assert found.means[5].value == pytest.approx(99)


def test_a_line_is_a_line():
    found = kink(satisfied([0.1, 0.3, 0.5, 0.7, 0.9]), csat)
    assert (found.p_value, found.bent) == (pytest.approx(1), False)
    assert found.r2_line == pytest.approx(found.r2_ratings)
    assert found.penalty.value == pytest.approx(30)
    assert found.asymmetry.value == pytest.approx(0)
    assert found.asymmetry.low == pytest.approx(-found.asymmetry.high)


def test_r_squared_is_that_of_least_squares_on_the_rows():
    shares = [0.2, 0.5, 0.4, 0.9]
    found = kink(satisfied(shares), csat)
    ratings = np.repeat([1, 2, 3, 4], 100)
    score = np.concatenate([np.r_[np.ones(round(100 * s)), np.zeros(100 - round(100 * s))] for s in shares])
    assert found.r2_line == pytest.approx(np.corrcoef(ratings, score)[0, 1] ** 2)
    fitted = np.repeat(shares, 100)
    assert found.r2_ratings == pytest.approx(fitted.var() / score.var())


def test_the_p_value_is_near_the_f_tests_where_the_spread_is_equal():
    chance = np.random.default_rng(4)
    ratings = np.repeat(np.arange(1, 6), 400)
    score = np.clip(np.round(5 + 0.06 * (ratings - 3) ** 2 + chance.normal(0, 2, 2000)), 0, 10)
    line = np.polynomial.Polynomial.fit(ratings, score, 1)(ratings)
    each = np.array([score[ratings == rating].mean() for rating in range(1, 6)])[ratings - 1]
    bend, rest = ((score - line) ** 2).sum() - ((score - each) ** 2).sum(), ((score - each) ** 2).sum()
    expected = stats.f.sf(bend / 3 / (rest / 1995), 3, 1995)
    counts = {rating: Counts.from_scores(score[ratings == rating], Scale(0, 10)) for rating in range(1, 6)}
    assert 0.001 < expected < 0.2
    assert kink(counts, mean).p_value == pytest.approx(expected, rel=0.3)


@pytest.mark.parametrize("shares", [[0.1, 0.3, 0.5, 0.7, 0.9], [0.9, 0.92, 0.94, 0.96, 0.98], [0.2] * 5])
def test_lines_are_called_bent_about_as_rarely_as_promised(shares):
    chance = np.random.default_rng(7)
    bent = []
    for _ in range(400):
        each = chance.multinomial(500, [0.05, 0.1, 0.2, 0.35, 0.3])
        yes = chance.binomial(each, shares)
        cells = {
            rating: Counts.of({1: int(y), 0: int(n - y)}, YES_NO)
            for rating, (n, y) in enumerate(zip(each, yes, strict=True))
        }
        bent.append(kink(cells, mean).bent)
    assert np.mean(bent) <= 0.10


def test_a_penalty_has_the_interval_of_a_comparison():
    counts = {1: Counts.of({0: 60, 10: 40}, Scale(0, 10)), 2: Counts.of({0: 30, 10: 70}, Scale(0, 10))}
    counts[3] = Counts.of({0: 10, 10: 90}, Scale(0, 10))
    found, expected = kink(counts), compare(counts[1], counts[2])
    assert (found.penalty.low, found.penalty.high) == (
        pytest.approx(expected.low),
        pytest.approx(expected.high),
    )
    assert found.means[3].low == pytest.approx(nps(counts[3]).low)


def test_an_even_number_of_ratings_has_two_in_the_middle():
    found = kink(satisfied([0.1, 0.4, 0.6, 0.8]), csat)
    assert found.penalty.value == pytest.approx(50 - 10)
    assert found.reward.value == pytest.approx(80 - 50)


def test_not_applicable_and_ratings_of_nobody_are_left_out():
    counts = satisfied([0.1, 0.4, 0.8])
    more = counts | {None: Counts.of({0: 50}, YES_NO), 4: Counts.of({}, YES_NO)}
    assert kink(more, csat) == kink(counts, csat)


def test_answers_without_any_spread_have_a_certain_answer():
    line = kink({k: Counts.of({k: 10}, Scale(1, 5)) for k in (1, 2, 3)}, star_rating)
    assert (line.p_value, line.r2_line) == (1, 1)
    bend = kink({k: Counts.of({abs(k - 3) + 1: 10}, Scale(1, 5)) for k in range(1, 6)}, star_rating)
    assert (bend.p_value, bend.r2_line, bend.r2_ratings) == (0, 0, 1)
    flat = kink({k: Counts.of({3: 10}, Scale(1, 5)) for k in (1, 2, 3)}, star_rating)
    assert (flat.p_value, flat.r2_line, flat.bent) == (1, 0, False)


def test_the_level_is_that_of_the_metric():
    counts = satisfied([0.3, 0.4, 0.9])
    wide, narrow = (kink(counts, partial(csat, level=level)) for level in (0.99, 0.8))
    assert wide.penalty.low < narrow.penalty.low
    assert (wide.level, narrow.level) == (0.99, 0.8)


def test_too_few_ratings_are_refused():
    for counts in (
        {},
        satisfied([0.1, 0.5]),
        satisfied([0.1, 0.5, 0.9], 1),
        {None: Counts.of({1: 5}, YES_NO)},
    ):
        with pytest.raises(TooFewRatings):
            kink(counts, csat)
    with pytest.raises(TooFewRatings, match="rating 1: hidden"):
        kink(satisfied([0.1, 0.5, 0.9], 10), partial(csat, hide_below=20))


def test_ratings_are_whole_numbers():
    for rating in ("4", 4.5, False):
        with pytest.raises(NoRating, match=repr(rating)):
            kink(satisfied([0.1, 0.5, 0.9]) | {rating: Counts.of({1: 5}, YES_NO)}, csat)


def test_a_kink_is_plain_json():
    plain = json.loads(json.dumps(kink(satisfied([0.1, 0.4, 0.8]), csat).to_dict(), allow_nan=False))
    assert plain["means"]["3"]["value"] == pytest.approx(80)
