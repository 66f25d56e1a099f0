"""Changes of factors and themes are judged together with those of the scores, and by the same rule."""

import pytest

from regard.perception.changes import Changes
from regard.perception.comparisons import adjust
from regard.web.insights.change_study import (
    FACTOR,
    FEWEST,
    THEME,
    judged_together,
    nets_moved,
    shares_moved,
)
from regard.web.insights.factor_study import factor_study
from regard.web.insights.theme_table import EVERY
from tests.web.insights.test_factor_study import tally

BEFORE, AFTER = {EVERY: 800, "a": 40, "b": 4, "c": 100}, {EVERY: 700, "a": 90, "b": 5, "c": 88}


def test_a_share_is_of_all_that_is_written_and_a_theme_of_few_is_left_out():
    moved = shares_moved(BEFORE, AFTER, {"a", "b", "c"})
    assert sorted(moved) == [(THEME, "a"), (THEME, "c")]
    before, after = moved[THEME, "a"]
    assert (before.value, before.n) == (5.0, 800) and after.n == 700
    assert shares_moved(BEFORE, {**AFTER, "b": FEWEST - 4}, {"b"})


@pytest.mark.parametrize("totals", [(20, 700), (800, 0), (0, 0)])
def test_of_too_few_words_no_share_is_compared(totals):
    before, after = ({**counts, EVERY: n} for counts, n in zip((BEFORE, AFTER), totals, strict=True))
    assert shares_moved({name: min(n, totals[0]) for name, n in before.items()},
                        {name: min(n, totals[1]) for name, n in after.items()}, {"a", "c"}) == {}  # fmt: skip


def test_factors_are_compared_where_both_periods_have_a_number():
    before = factor_study(tally(price=(60, 40, 0, 60), ease=(50, 50, 0, 50), trust=(2, 1, 0, 0)))
    after = factor_study(tally(price=(30, 70, 0, 60), ease=(3, 3, 0, 0), trust=(50, 50, 0, 50)))
    assert list(nets_moved(before, after)) == [(FACTOR, "price")]


def test_one_family_is_corrected_for_all_that_was_compared():
    topics = shares_moved(BEFORE, AFTER, {"a", "b", "c"})
    before = factor_study(tally(price=(60, 40, 0, 60)))
    topics |= nets_moved(before, before)
    found = judged_together(Changes(()), topics)
    assert found.comparisons == 3
    assert [(one.metric, one.value) for one in found.significant] == [(THEME, "a")]
    chances = [one.comparison.p_value for one in found.findings]
    assert [one.comparison.p_adjusted for one in found.findings] == list(adjust(chances))
    alone = judged_together(Changes(()), {(THEME, "a"): topics[THEME, "a"]}).findings[0].comparison
    assert alone.p_adjusted < found.findings[0].comparison.p_adjusted
    again = judged_together(found, {})
    assert [one.comparison for one in again.findings] == [one.comparison for one in found.findings]
