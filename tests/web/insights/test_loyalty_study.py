"""Who stays by score: those who never answered apart, no score before it was given, an honest null."""

import random
from datetime import date
from uuid import UUID

import numpy as np
import pytest
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.families.links import CLogLog
from statsmodels.genmod.generalized_linear_model import GLM

from regard.web.insights.loyalty_study import (
    ENOUGH,
    NEVER,
    TENURE,
    followed,
    loyalty_study,
    months_seen,
    window_of,
)
from regard.web.insights.payer_study import Given, Money, Payer
from regard.web.insights.revenue_study import kept

TODAY = date(2026, 11, 20)
START = date(2024, 6, 3)
ASKED = date(2025, 3, 5)


def payer(number, *, score=None, left=None, asked=ASKED, start=START):
    answers = [] if score is None else [Given(asked, float(score), 1, float(score))]
    return Payer(UUID(int=number), True, since=start, spells=[(start, left)], answers=answers)


def crowd(leaving, *, n=60):
    """So many of each band, of whom `leaving` of each left in the spring of 2026."""
    found = []
    for place, (score, many) in enumerate(leaving.items()):
        for number in range(n):
            left = date(2026, 1 + number % 9, 8) if number < many else None
            found.append(payer(1000 * place + number, score=score, left=left))
    return found


def test_those_who_never_answered_are_a_band_of_their_own():
    found = loyalty_study(crowd({None: 30, 3: 2, 8: 2, 10: 2}), months=12, today=TODAY)
    assert [(band.name, band.customers, band.left) for band in found.bands] == [
        (NEVER, 60, 30),
        ("detractor", 60, 2),
        ("passive", 60, 2),
        ("promoter", 60, 2),
    ]
    assert found.month == date(2025, 11, 1)
    assert found.bands[0].curve.points[-1].retained.value == pytest.approx(0.5)
    assert found.test.p_value < 0.001
    assert found.silent.p_value < 0.001


def test_a_score_that_goes_with_leaving_is_found_beyond_tenure_with_its_e_value():
    found = loyalty_study(crowd({3: 45, 8: 15, 10: 10}), months=12, today=TODAY)
    assert found.link.state == "predicts"
    assert found.e.limit > 1
    assert found.e.value > found.e.limit


def test_the_months_of_the_customers_are_what_the_link_is_told_from():
    chance = random.Random(7)
    people = crowd({None: 20, 3: 45, 8: 15, 10: 10})
    for one in people:
        ((_start, left),) = one.spells
        one.spells[:] = [(date(2023, 1 + chance.randint(0, 11), 9), left)]
    link = loyalty_study(people, months=12, today=TODAY).link
    months = [one for one in months_seen(people, window_of(months=12, today=TODAY)) if one.band != NEVER]
    assert (link.person_months, link.churned) == (len(months), sum(one.left for one in months))
    bands = [ratio.level for ratio in link.ratios]
    pieces = np.array([sum(one.tenure > cut for cut in TENURE) for one in months])
    among = np.array([[one.band == band for band in bands] for one in months], float)
    left = np.array([one.left for one in months], float)
    when = [piece for piece in np.unique(pieces) if left[pieces == piece].any()]
    some = np.isin(pieces, when)
    design = np.column_stack([among, *(pieces == piece for piece in when)])[some].astype(float)
    fitted = GLM(left[some], design, family=Binomial(CLogLog())).fit(tol=1e-12)
    found = np.exp(np.column_stack([fitted.params, fitted.conf_int()]))[: len(bands)]
    told = [(one.ratio.value, one.ratio.low, one.ratio.high) for one in link.ratios]
    assert told == [pytest.approx(tuple(row), rel=1e-6) for row in found]


def test_a_score_that_goes_with_nothing_is_published_as_a_null():
    found = loyalty_study(crowd({3: 25, 8: 25, 10: 25}), months=12, today=TODAY)
    assert found.link.state == "does not predict"
    assert found.link.hidden > 1
    assert found.e is None


def test_of_many_workspaces_without_a_link_few_are_told_one():
    chance = random.Random(11)
    said = 0
    for _ in range(60):
        people = [
            payer(
                number,
                score=chance.choice((None, 3, 8, 10)),
                left=date(2026, chance.randint(1, 9), 8) if chance.random() < 0.3 else None,
            )
            for number in range(200)
        ]
        said += loyalty_study(people, months=12, today=TODAY).test.p_value <= 0.05
    assert said <= 8  # one-sided bound of 5 % of sixty


def test_with_few_who_left_nothing_is_compared():
    found = loyalty_study(crowd({None: 2, 3: 2, 8: 2, 10: 2}), months=12, today=TODAY)
    assert (found.test, found.silent, found.left) == (None, None, 8)
    assert found.link.state == "not enough churn"


def test_a_small_band_has_no_curve():
    found = loyalty_study(crowd({3: 1}, n=ENOUGH - 1) + crowd({None: 1}), months=12, today=TODAY)
    assert [(band.name, band.curve is None) for band in found.bands] == [(NEVER, False), ("detractor", True)]


def test_an_answer_counts_only_after_it_was_given():
    later = [payer(number, score=3, asked=date(2026, 5, 5)) for number in range(40)]
    found = loyalty_study([*later, payer(99, score=9)], months=12, today=TODAY)
    assert [(band.name, band.customers) for band in found.bands] == [(NEVER, 40), ("promoter", 1)]


def test_answers_given_when_leaving_are_counted_as_late_and_the_undated_as_such():
    gone = payer(1, score=2, asked=date(2026, 3, 20), left=date(2026, 3, 28))
    lost = Payer(UUID(int=2), True, since=START, spells=[(START, None)], undated=True)
    found = loyalty_study([gone, lost, *crowd({9: 0})], months=12, today=TODAY)
    assert (found.late, found.undated) == (1, 1)
    assert found.customers == 61


def test_only_those_who_were_customers_on_the_first_day_are_followed():
    later = [payer(500 + number, start=date(2025, 11, 2)) for number in range(7)]
    found = loyalty_study(
        [*crowd({9: 3}), *later, payer(600, start=date(2025, 11, 1))], months=12, today=TODAY
    )
    assert (found.month, found.customers, found.left) == (date(2025, 11, 1), 61, 3)


def test_one_by_one_they_are_those_of_the_study():
    everybody = [*crowd({None: 7, 3: 5, 9: 0}), payer(700, start=date(2025, 12, 1))]
    found = loyalty_study(everybody, months=12, today=TODAY)
    rows = list(followed(everybody, months=12, today=TODAY))
    assert len(rows) == found.customers
    for band in found.bands:
        some = [row for row in rows if row.band == band.name]
        assert (len(some), sum(row.left is not None for row in some)) == (band.customers, band.left)


def test_those_who_left_without_coming_back_are_the_lost_customers_of_the_revenue_kept():
    """Two cards of one page: who had left, less who came back, are those who pay nothing any more."""
    money = [Money("EUR", START, [(START, 50.0)])]
    window = window_of(months=12, today=TODAY)
    ends = [None, date(2026, 2, 1), date(2026, 10, 31), date(2026, 11, 1), date(2025, 11, 1)]
    chance, everybody = random.Random(4), []
    for number in range(300):
        start = chance.choice([START, date(2025, 11, 1), date(2025, 11, 2)])
        left = chance.choice(ends)
        spells = [(start, left if left and left > start else None)]
        if left == date(2026, 2, 1) and chance.random() < 0.4:
            spells.append((date(2026, 3, 1), chance.choice([None, date(2026, 9, 1)])))
        one = Payer(UUID(int=number), True, since=start, spells=spells, money=money)
        one.answers = [Given(ASKED, 9.0, 1, 9.0)] if number == 0 else []
        everybody.append(one)
    found = loyalty_study(everybody, months=12, today=TODAY)
    (paid,) = kept(everybody, start=window.start, end=window.end)
    assert found.customers == paid.n
    assert found.back > 0
    assert found.left - found.back == round(paid.lost.value * paid.n)
    assert 1 - found.curve.points[-1].retained.value == pytest.approx(found.left / paid.n)


def test_who_came_back_is_followed_twice():
    spells = [(START, date(2025, 6, 1)), (date(2025, 8, 1), None)]
    back = Payer(UUID(int=7), True, since=START, spells=spells, answers=[Given(ASKED, 9.0, 1, 9.0)])
    found = loyalty_study([back, *crowd({9: 0})], months=18, today=TODAY)
    assert found.left == 1
    assert found.customers == 61


def test_leads_and_nobody_are_followed_nowhere():
    lead = Payer(UUID(int=1), True, is_lead=True)
    found = loyalty_study([lead], months=12, today=TODAY)
    assert (found.customers, found.curve, found.bands, found.link) == (0, None, (), None)
