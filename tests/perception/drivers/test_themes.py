"""What goes with a theme: Thematic's impact with an interval, and themes that are mentioned together."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regard.perception import Counts, Scale, UnlikeEstimates, csat, nps
from regard.perception.drivers import NoTheme, theme_drivers, theme_impact
from regard.perception.moments import AllEqual, Moments, UnknownColumn

ELEVEN = Scale(0, 10)
Z = 1.959963984540054
some = st.tuples(*[st.integers(0, 300)] * 3).filter(any)


def answers(detractors, passives, promoters):
    return Counts.of({0: detractors, 7: passives, 10: promoters}, ELEVEN)


@given(some, some)
@settings(max_examples=50, deadline=None)
def test_impact_is_the_metric_of_all_minus_that_without(one, other):
    mentioning, without = answers(*one), answers(*other)
    found = theme_impact(mentioning, without)
    everybody, rest = (nps(counts).exact for counts in (mentioning + without, without))
    assert found.impact.value == pytest.approx(float(everybody - rest), abs=1e-9)
    assert found.impact.value == pytest.approx(found.mentioned * found.gap.difference)
    assert found.impact.low <= found.impact.value <= found.impact.high
    assert found.n == mentioning.n + without.n


def test_the_interval_is_the_delta_methods_where_there_are_many_answers():
    mentioning, rest = answers(5000, 3000, 2000), answers(10_000, 20_000, 30_000)
    found = theme_impact(mentioning, rest).impact

    def variance(counts):
        detractors, promoters = counts.n_by_score[0] / counts.n, counts.n_by_score[10] / counts.n
        return 1e4 * (promoters + detractors - (promoters - detractors) ** 2) / counts.n

    share, gap, n = 1 / 7, -30 - 100 / 3, 70_000
    spread = gap**2 * share * (1 - share) / n + share**2 * (variance(mentioning) + variance(rest))
    assert found.high - found.low == pytest.approx(2 * Z * math.sqrt(spread), rel=1e-3)
    assert found.value == pytest.approx(share * gap)


@pytest.mark.parametrize(
    ("n", "share", "with_theme", "without"),
    [(100, 0.2, (0.5, 0.3, 0.2), (0.1, 0.3, 0.6)), (300, 0.05, (0.9, 0.1, 0.0), (0.02, 0.06, 0.92))],
)
def test_the_interval_holds_the_truth_about_as_often_as_it_says(n, share, with_theme, without):
    chance = np.random.default_rng(1)
    truth = share * 100 * (with_theme[2] - with_theme[0] - without[2] + without[0])
    held = []
    for _ in range(800):
        cells = chance.multinomial(n, [*(share * np.array(with_theme)), *((1 - share) * np.array(without))])
        if cells[:3].any() and cells[3:].any():
            found = theme_impact(answers(*cells[:3].tolist()), answers(*cells[3:].tolist())).impact
            held.append(found.low <= truth <= found.high)
    assert 0.93 <= np.mean(held) <= 0.98


def test_a_theme_that_only_unhappy_people_mention_has_a_real_interval():
    found = theme_impact(answers(3, 0, 0), answers(0, 0, 100)).impact
    assert found.value == pytest.approx(-600 / 103)
    assert found.high - found.low > 5


def test_weights_and_other_metrics_count():
    happy = Counts.from_scores([5, 4, 4], Scale(1, 5), weights=[2, 1, 1])
    unhappy = Counts.from_scores([1, 5], Scale(1, 5), weights=[3, 1])
    found = theme_impact(unhappy, happy, csat)
    assert found.mentioned == 0.5
    assert found.impact.value == pytest.approx(0.5 * (25 - 100))


def test_an_empty_group_has_no_impact():
    for groups in ((answers(0, 0, 0), answers(1, 1, 1)), (answers(1, 1, 1), answers(0, 0, 0))):
        with pytest.raises(UnlikeEstimates, match="no answers"):
            theme_impact(*groups)


def test_an_impact_is_plain_json():
    plain = json.loads(json.dumps(theme_impact(answers(5, 2, 1), answers(1, 2, 5)).to_dict()))
    assert plain["impact"]["value"] == pytest.approx(-50)
    assert (plain["gap"]["difference"], plain["n"]) == (-100, 16)


def mentions(n=2000, seed=1):
    """Late deliveries are often rude ones too, but only lateness costs points."""
    chance = np.random.default_rng(seed)
    late = chance.random(n) < 0.3
    rude = np.where(late, chance.random(n) < 0.6, chance.random(n) < 0.1)
    return np.column_stack([8 - 3 * late + chance.normal(0, 1, n), late, rude])


def test_themes_that_are_mentioned_together_are_told_apart():
    rows = mentions()
    late, rude = theme_drivers(Moments.from_rows(rows, ["score", "late", "rude"]), replicates=200)
    assert (late.name, rude.name) == ("late", "rude")
    assert late.gap.low < -3 < late.gap.high
    assert rude.gap.low < 0 < rude.gap.high
    assert rows[rows[:, 2] == 1, 0].mean() - rows[rows[:, 2] == 0, 0].mean() < -1
    assert late.impact.value == pytest.approx(late.gap.value * rows[:, 1].mean())
    assert late.mentioned.value == pytest.approx(rows[:, 1].mean())


def test_one_theme_alone_has_the_difference_of_means():
    rows = mentions()[:, :2]
    (late,) = theme_drivers(Moments.from_rows(rows, ["score", "late"]), replicates=100)
    gap = rows[rows[:, 1] == 1, 0].mean() - rows[rows[:, 1] == 0, 0].mean()
    assert late.gap.value == pytest.approx(gap)
    assert late.impact.value == pytest.approx(rows[:, 0].mean() - rows[rows[:, 1] == 0, 0].mean())


def test_a_theme_under_two_names_has_no_gap_of_its_own():
    rows = mentions()[:, [0, 1, 1]]
    both = theme_drivers(Moments.from_rows(rows, ["score", "late", "slow"]), replicates=100)
    assert [(theme.gap, theme.impact) for theme in both] == [(None, None)] * 2
    assert both[0].share.value == pytest.approx(0.5)
    assert json.dumps([theme.to_dict() for theme in both], allow_nan=False)


def test_columns_that_are_no_themes_are_refused():
    rows = mentions()
    with pytest.raises(NoTheme, match="late"):
        theme_drivers(Moments.from_rows(rows * [1, 2, 1], ["score", "late", "rude"]))
    with pytest.raises(NoTheme, match="rude"):
        theme_drivers(Moments.from_rows(rows * [1, 1, 0.5], ["score", "late", "rude"]))
    moments = Moments.from_rows(rows, ["points", "late", "rude"])
    with pytest.raises(UnknownColumn, match="score"):
        theme_drivers(moments)
    with pytest.raises(UnknownColumn, match="no themes"):
        theme_drivers(moments, "points", [])
    with pytest.raises(AllEqual, match="rude"):
        theme_drivers(Moments.from_rows(rows * [1, 1, 0], ["score", "late", "rude"]))
    assert len(theme_drivers(moments, "points", ["late"], replicates=100)) == 1
