"""A number is shown with its interval, or says why not."""

import json
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.perception import Counts, Definition, Scale, csat, nps, score_interval, star_rating
from regard.perception.intervals import critical_value, limits

Z = critical_value(0.95)
ELEVEN = Scale(0, 10)
MANY = Counts.of({3: 200, 8: 300, 10: 500}, ELEVEN)
cells = st.lists(st.integers(0, 40), min_size=11, max_size=11).map(lambda n: Counts(tuple(n), ELEVEN))


def promoters(n):
    return Counts.of({10: n}, ELEVEN)


def test_enough_answers_are_shown():
    found = nps(MANY)
    assert (found.status, found.value, found.needed, found.n) == ("shown", 30.0, 0, 1000)
    assert found.low < found.value < found.high
    assert (found.low, found.high) == found.band


def test_nobody_asked_is_no_value_and_not_zero():
    found = nps(promoters(0))
    assert (found.status, found.value, found.low, found.band, found.n) == ("no_answers", None, None, None, 0)
    assert found.needed == 30


def test_twenty_nine_answers_are_not_enough_even_where_all_agree():
    found = nps(promoters(29))
    assert (found.status, found.value, found.low, found.needed) == ("not_enough_answers", None, None, 1)


def test_thirty_answers_that_agree_are_enough():
    assert nps(promoters(30)).status == "shown"


def test_a_wide_interval_is_not_shown():
    found = nps(Counts.of({0: 20, 10: 20}, ELEVEN))
    assert (found.status, found.value) == ("not_enough_answers", None)


def test_a_number_that_is_not_shown_keeps_its_band_for_drawing():
    low, high = nps(Counts.of({0: 20, 10: 20}, ELEVEN)).band
    assert low == pytest.approx(-high)
    assert high > 15


def test_a_half_width_is_judged_as_it_is_read_in_whole_points():
    definition = Definition("x/1", "x", "points", margin=15)
    assert [definition.admits(0, width) for width in (30, 30.98, 31.02)] == [True, True, False]


def test_a_mean_is_judged_in_hundredths_of_its_scale():
    definition = star_rating(Counts.of({5: 1}, Scale(1, 5))).definition
    assert [definition.admits(0, 2 * half) for half in (0.40, 0.419, 0.421)] == [True, True, False]


def test_a_percentage_is_shown_within_ten_points():
    even = {5: 48, 1: 48}
    assert csat(Counts.of(even, Scale(1, 5))).status == "shown"
    assert csat(Counts.of({5: 40, 1: 40}, Scale(1, 5))).status == "not_enough_answers"


@given(cells.filter(lambda counts: counts.n))
def test_as_many_more_answers_as_needed_would_show_the_number(counts):
    found = nps(counts)
    assert (found.needed > 0) == (found.status == "not_enough_answers")
    if found.needed:
        times = Fraction(counts.n + found.needed, counts.n)
        more = Counts(tuple(round(float(n * times * 10_000)) for n in counts.n_by_score), ELEVEN)
        groups = more.grouped({range(7): -100, range(7, 9): 0, range(9, 11): 100})
        scaled = type(groups)(
            groups.values, tuple(n / 10_000 for n in groups.counts), counts.n + found.needed
        )
        assert score_interval(scaled, found.definition).status == "shown"


def test_few_answers_are_hidden_where_that_is_asked():
    found = nps(promoters(4), hide_below=5)
    assert (found.status, found.value, found.band, found.exact, found.groups) == (
        "hidden",
        None,
        None,
        None,
        None,
    )


def test_nothing_is_hidden_unless_asked():
    assert nps(promoters(1)).status == "not_enough_answers"


def test_a_hidden_number_needs_as_many_as_would_show_it():
    assert nps(promoters(4), hide_below=5).needed == 26
    assert nps(promoters(4), hide_below=50).needed == 46


@pytest.mark.parametrize("cells", [{10: 3}, {0: 1, 10: 2}, {0: 1, 7: 1, 10: 1}])
def test_what_a_hidden_number_needs_does_not_tell_how_its_answers_are_spread(cells):
    found = nps(Counts.of(cells, ELEVEN), hide_below=5)
    assert (found.needed, found.n, found.se, found.fingerprint) == (27, 3, None, None)


def test_a_level_other_than_95_changes_the_interval_and_the_definition():
    narrow = nps(MANY, level=0.8)
    assert narrow.level == 0.8
    assert "80 %" in str(narrow.definition)
    assert nps(MANY).low < narrow.low


@pytest.mark.parametrize("level", [0, 1, 95, -0.1])
def test_a_level_is_a_share(level):
    with pytest.raises(ValueError, match="between 0 and 1"):
        nps(MANY, level=level)


def test_a_definition_says_what_the_number_means():
    definition = nps(MANY).definition
    assert definition.id == "nps/1"
    assert str(definition) == (
        "NPS v1: % 9-10 minus % 0-6 on 0-10; multinomial score interval 95 %; minimum n 30"
    )


def test_it_prints_the_number_the_interval_and_n():
    scores = [10] * 50 + [8] * 30 + [3] * 20
    assert str(nps(Counts.from_scores(scores, ELEVEN))) == "30.0 [14.0, 44.3], n=100"


def test_it_prints_why_there_is_no_number():
    assert str(nps(promoters(29))) == "not enough answers (n=29, 1 more needed)"
    assert str(nps(promoters(0))) == "no answers (n=0, 30 more needed)"


def test_it_becomes_plain_json():
    plain = json.loads(json.dumps(nps(MANY).to_dict()))
    assert list(plain) == [
        *("value", "low", "high", "level", "n", "status", "definition", "needed", "unit"),
        *("n_eff", "se", "method", "fingerprint"),
    ]
    assert (plain["value"], plain["n"], plain["unit"], plain["status"]) == (30.0, 1000, "points", "shown")


@pytest.mark.parametrize(
    ("detractors", "promoters_", "whole"), [(0, 1, "1"), (1, 0, "-1"), (0, 3, "2"), (3, 0, "-2"), (1, 2, "1")]
)
def test_a_half_is_rounded_away_from_zero(detractors, promoters_, whole):
    """0.5 and 1.5 points of 200 answers: Python's own round() would give 0 and 2."""
    cells = {0: detractors, 8: 200 - detractors - promoters_, 10: promoters_}
    assert str(nps(Counts.of(cells, ELEVEN)).rounded()) == whole


def test_rounding_works_on_the_counts_and_not_on_the_binary_fraction():
    """87 / 20 = 4.35 is a little less than that in binary."""
    counts = Counts.of({5: 70, 4: 10, 3: 5, 2: 15}, Scale(1, 5))
    mean = csat(counts, aggregate="mean")
    assert mean.value == 4.35
    assert mean.rounded(1) == Decimal("4.4")


def test_nothing_is_rounded_where_nothing_is_shown():
    assert nps(promoters(3)).rounded() is None


def test_weights_count_by_their_effective_number():
    scores = [10] * 40 + [0] * 10
    weighted = nps(Counts.from_scores(scores, ELEVEN, weights=[1] * 40 + [9] * 10))
    assert (weighted.n, weighted.status) == (50, "not_enough_answers")
    assert weighted.n_eff == pytest.approx(130**2 / (40 + 810))
    assert float(weighted.exact) == pytest.approx(100 * (40 - 90) / 130)


@given(
    st.integers(0, 60).flatmap(
        lambda n: st.tuples(st.just(n), st.lists(st.integers(0, 10), min_size=n, max_size=n))
    ),
    st.floats(0.001, 1000),
)
def test_weights_that_are_all_equal_show_what_no_weights_show(answers, weight):
    n, scores = answers
    plain = nps(Counts.from_scores(scores, ELEVEN))
    weighted = nps(Counts.from_scores(scores, ELEVEN, weights=[weight] * n))
    assert (weighted.status, weighted.needed, weighted.n) == (plain.status, plain.needed, plain.n)
    assert weighted.value == pytest.approx(plain.value) if plain.value is not None else weighted.value is None


def test_thirty_answers_of_a_tenth_each_are_thirty():
    found = nps(Counts.from_scores([10] * 30, ELEVEN, weights=[0.1] * 30))
    assert found.n_eff < 30  # by the rounding of floats alone
    assert found.status == "shown"


@pytest.mark.parametrize(("cells", "printed"), [({0: 1, 8: 2999}, "0.0 [-0.2, 0.1], n=3000")])
def test_zero_has_no_sign(cells, printed):
    found = nps(Counts.of(cells, ELEVEN))
    assert str(found) == printed
    assert (str(found.rounded()), str(found.rounded(1)), str(found.rounded(2))) == ("0", "0.0", "-0.03")


SMALL = st.integers(0, 2).flatmap(
    lambda kind: st.lists(st.integers(0, 5 + 20 * kind), min_size=5, max_size=5)
)


@given(SMALL.filter(any), st.sampled_from(["top2box", "mean", "pomp"]))
def test_what_is_needed_is_the_first_number_that_a_plain_search_finds(cells, aggregate):
    counts = Counts(tuple(cells), Scale(1, 5))
    found = csat(counts, aggregate=aggregate)
    n = counts.n
    while not shown_with(found, n):
        n += 1
    assert (found.needed, found.status == "shown") == (n - counts.n, n == counts.n)


def shown_with(found, n):
    """The rule itself: 30 answers, and a half-width that is at most the margin when it is read in grains."""
    low, high = limits(found.groups, Z, times=n / found.n)
    return n >= 30 and (high - low) / 2 < found.definition.margin + found.definition.grain / 2


def test_the_standard_error_is_that_of_the_multinomial():
    p, d = 0.5, 0.2
    assert nps(MANY).se == pytest.approx(100 * ((p + d - (p - d) ** 2) / 1000) ** 0.5)


def test_whoever_has_the_same_counts_makes_the_same_fingerprint():
    again = nps(Counts.of({10: 500, 8: 300, 3: 200}, ELEVEN))
    assert nps(MANY).fingerprint == again.fingerprint == "40b20e036a0295d7"


def test_detractors_are_detractors_whatever_they_gave():
    assert nps(Counts.of({0: 200, 7: 300, 9: 500}, ELEVEN)).fingerprint == nps(MANY).fingerprint


@pytest.mark.parametrize(
    "other",
    [
        nps(Counts.of({3: 200, 8: 300, 10: 501}, ELEVEN)),
        nps(MANY, level=0.9),
        csat(MANY),
        nps(Counts.from_scores([3] * 200 + [8] * 300 + [10] * 500, ELEVEN, weights=[0.5] * 999 + [0.6])),
    ],
    ids=["counts", "level", "definition", "weights"],
)
def test_other_counts_or_another_definition_have_another_fingerprint(other):
    assert other.status == "shown"
    assert other.fingerprint != nps(MANY).fingerprint


def test_a_number_that_is_not_shown_has_no_fingerprint_to_try_counts_against():
    assert nps(promoters(29)).fingerprint is None


def test_a_billion_answers_are_as_easy_as_ten():
    found = nps(Counts.of({0: 10**9, 8: 10**9, 10: 2 * 10**9}, ELEVEN))
    assert (found.value, found.n) == (25.0, 4 * 10**9)
    assert found.high - found.low == pytest.approx(2 * Z * found.se, rel=1e-6)
