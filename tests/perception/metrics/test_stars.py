"""Star ratings."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from regard.perception import (
    Counts,
    OffScale,
    Scale,
    UnfitScale,
    UnlikeCounts,
    UnlikeEstimates,
    difference,
    star_rating,
)
from regard.perception.metrics import StarPrior, TooFewItems, star_prior


def test_it_is_the_mean_number_of_stars():
    found = star_rating(Counts((25, 20, 75, 80, 60), Scale(1, 5)))
    assert (found.value, found.definition.unit) == (3.5, "score")
    assert (found.low, found.high) == pytest.approx((3.348655, 3.641303), abs=1e-6)


def test_the_scale_is_in_the_definition():
    assert "mean rating on 1-10" in str(star_rating(Counts.of({9: 40}, Scale(1, 10))).definition)


def test_it_prints_two_decimals():
    assert str(star_rating(Counts((25, 20, 75, 80, 60), Scale(1, 5)))) == "3.50 [3.35, 3.64], n=260"


def test_the_wide_interval_of_a_j_shape_is_not_shown():
    assert star_rating(Counts.of({5: 20, 1: 12}, Scale(1, 5))).status == "not_enough_answers"


def test_fewer_stars_are_never_better():
    with pytest.raises(UnfitScale, match="low is good"):
        star_rating(Counts.of({}, Scale(1, 5, direction="low_is_good")))


FIVE = Scale(1, 5)
HALF = Counts((25, 20, 75, 80, 60), FIVE)
items = st.lists(st.lists(st.integers(0, 12), min_size=5, max_size=5).filter(any), min_size=2, max_size=12)


@given(st.lists(st.integers(0, 40), min_size=5, max_size=5).filter(any), st.floats(1, 5), st.floats(0, 500))
def test_the_bayesian_average_is_that_of_the_ratings_and_the_priors(cells, mean, strength):
    counts = Counts(tuple(cells), FIVE)
    found = star_rating(counts, prior=(mean, strength))
    stars = sum(score * n for score, n in zip(FIVE.scores, cells, strict=True))
    assert float(found.exact) == pytest.approx((strength * mean + stars) / (strength + counts.n))
    assert found.band[0] <= float(found.exact) <= found.band[1]
    assert (found.n, found.n_eff) == (counts.n, pytest.approx(counts.n + strength))


def test_a_prior_worth_nothing_changes_nothing():
    plain, found = star_rating(HALF), star_rating(HALF, prior=(3, 0))
    assert (found.value, found.band) == (plain.value, pytest.approx(plain.band))


def test_three_best_ratings_do_not_outrank_three_hundred_good_ones():
    few, many = Counts.of({5: 3}, FIVE), Counts.of({5: 250, 4: 50}, FIVE)
    prior = (4.0, 30)
    assert star_rating(few, prior=prior).exact < star_rating(many, prior=prior).exact


def test_a_bayesian_average_is_another_definition_and_never_compared():
    found = star_rating(HALF, prior=(4, 12))
    assert "Bayesian average v1, 4 worth 12 ratings" in str(found.definition)
    assert found.fingerprint != star_rating(HALF).fingerprint
    for other in (star_rating(HALF), found):
        with pytest.raises(UnlikeEstimates):
            difference(found, other)


def test_nobody_rated_is_no_value_even_with_a_prior():
    found = star_rating(Counts.of({}, FIVE), prior=(4, 100))
    assert (found.status, found.value, found.n) == ("no_answers", None, 0)


def test_few_ratings_are_hidden_with_a_prior_too():
    found = star_rating(Counts.of({5: 4}, FIVE), prior=(4, 100), hide_below=5)
    assert (found.status, found.band, found.needed) == ("hidden", None, 26)


def test_what_is_needed_is_real_ratings_not_more_prior():
    found = star_rating(Counts.of({1: 2, 5: 1}, FIVE), prior=(4, 10))
    assert found.status == "not_enough_answers"
    enough = Counts.of({1: 2 * (3 + found.needed), 5: 3 + found.needed}, FIVE)
    weighted = Counts(enough.n_by_score, FIVE, *[tuple(n / 3 for n in enough.n_by_score)] * 2)
    assert weighted.n_eff == pytest.approx(3 + found.needed)
    assert star_rating(weighted, prior=(4, 10)).status == "shown"


@pytest.mark.parametrize(
    "prior", [(0.9, 5), (5.1, 5), (4, -1), (4, float("inf")), (float("nan"), 5), StarPrior(4, 5, (0.5, 0.5))]
)
def test_a_prior_lies_on_the_scale(prior):
    with pytest.raises(OffScale, match="prior"):
        star_rating(HALF, prior=prior)


def test_the_prior_of_items_is_that_of_buehlmann_and_straub():
    """Their estimators written out: within, between, credibility-weighted mean."""
    counts = [Counts(cells, FIVE) for cells in ((1, 1, 2, 6, 10), (9, 6, 3, 1, 1), (0, 2, 2, 2, 0))]
    rows = [np.repeat(np.arange(1, 6), one.n_by_score) for one in counts]
    n, means = np.array([len(row) for row in rows]), np.array([row.mean() for row in rows])
    within = sum(((row - row.mean()) ** 2).sum() for row in rows) / (n.sum() - 3)
    centre = (n * means).sum() / n.sum()
    between = ((n * (means - centre) ** 2).sum() - 2 * within) / (n.sum() - (n**2).sum() / n.sum())
    found = star_prior(counts)
    assert found.strength == pytest.approx(within / between)
    credibility = n / (n + found.strength)
    assert found.mean == pytest.approx((credibility * means).sum() / credibility.sum())
    assert sum(found.shares) == pytest.approx(1)


@given(items)
def test_the_prior_of_any_items_fits_their_scale(cells):
    counts = [Counts(tuple(one), FIVE) for one in cells]
    assume(any(one.n > 1 for one in counts))
    prior = star_prior(counts)
    assert 1 <= prior.mean <= 5
    assert 0 <= prior.strength <= sum(one.n for one in counts)
    assert star_rating(counts[0], prior=prior).n == counts[0].n


def test_items_that_differ_by_chance_alone_share_everything():
    alike = [Counts((1, 2, 3, 4, 5), FIVE)] * 4
    assert star_prior(alike).strength == 60
    assert star_prior([Counts.of({5: 9}, FIVE)] * 3).mean == 5


def test_items_whose_raters_agree_share_nothing():
    assert star_prior([Counts.of({5: 9}, FIVE), Counts.of({1: 9}, FIVE)]).strength == 0


@pytest.mark.parametrize(
    "counts",
    [[], [HALF], [HALF, Counts.of({}, FIVE)], [Counts.of({5: 1}, FIVE), Counts.of({1: 1}, FIVE)]],
    ids=["none", "one", "one rated", "one rating each"],
)
def test_too_few_items_make_no_prior(counts):
    with pytest.raises(TooFewItems):
        star_prior(counts)


def test_items_on_different_scales_make_no_prior():
    with pytest.raises(UnlikeCounts):
        star_prior([HALF, Counts.of({7: 3}, Scale(1, 10))])


def test_the_interval_of_a_bayesian_average_covers_over_the_items():
    """400 items of a Dirichlet prior worth 20, 1 to 29 ratings each; fixed seed."""
    chance = np.random.default_rng(7)
    truth = chance.dirichlet(20 * np.array([0.05, 0.1, 0.2, 0.35, 0.3]), 400)
    counts = [Counts(tuple(chance.multinomial(chance.integers(1, 30), one).tolist()), FIVE) for one in truth]
    prior = star_prior(counts)
    bands = [star_rating(one, prior=prior).band for one in counts]
    means = truth @ np.arange(1, 6)
    covered = np.mean([low <= mean <= high for (low, high), mean in zip(bands, means, strict=True)])
    assert 0.91 <= covered <= 0.98
