"""How far two readers agree is reckoned as the textbooks do, and the page says what the data say."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from regard.perception.datasets.agreement import (
    FEWEST,
    NothingToCompare,
    agreements,
    kappa,
    table,
)
from regard.perception.datasets.labelled import parsed, second_pass, verbatims

PAGE = Path(__file__).resolve().parents[3] / "docs" / "explanation" / "labelling.md"


def reading(number, text, *, sentiment="negative", intents="complaint", emotions="", urgent="0", group=None):
    name = f"en-x-{number}"
    cells = (name, group or name, "bank", "review", sentiment, emotions, intents, urgent, "", text)
    return parsed("\t".join(cells), "en", "x")


def told(pairs):
    return {(one.head, one.label): one for one in agreements(pairs)}


def alike(count=2 * FEWEST):
    """Pairs of equal readings, half of them with anger and a slow delivery, half with praise of the price."""
    made = []
    for number in range(count):
        if number % 2:
            one = reading(number, "[[delivery-|late]] again", emotions="anger")
        else:
            one = reading(number, "[[price+|cheap]] thing", sentiment="positive", intents="praise")
        made.append((one, one))
    return made


def test_kappa_is_that_of_the_textbook_example():
    # Two readers, fifty proposals: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no; 0.7 seen, 0.5 by chance.
    assert kappa(np.array([[20.0, 5.0], [10.0, 15.0]])) == pytest.approx(0.4)


def test_kappa_is_one_when_all_agree_nought_at_chance_and_less_when_they_contradict():
    found = kappa(np.array([[[5.0, 0.0], [0.0, 5.0]], [[4.0, 4.0], [4.0, 4.0]], [[0.0, 5.0], [5.0, 0.0]]]))
    assert found.tolist() == pytest.approx([1.0, 0.0, -1.0])


def test_kappa_is_no_number_where_both_readers_know_one_label():
    assert np.isnan(kappa(np.array([[9.0, 0.0], [0.0, 0.0]])))


def test_kappa_of_four_labels_is_that_of_counting_by_hand():
    rng = np.random.default_rng(3)
    one = rng.integers(0, 4, 200)
    two = np.where(rng.random(200) < 0.6, one, rng.integers(0, 4, 200))
    counts = np.zeros((4, 4))
    np.add.at(counts, (one, two), 1)
    seen = sum(int(x == y) for x, y in zip(one, two, strict=True)) / 200
    chance = sum(int((one == x).sum()) * int((two == x).sum()) for x in range(4)) / 200**2
    assert kappa(counts) == pytest.approx((seen - chance) / (1 - chance))


def test_equal_readings_agree_in_everything_that_is_said_often_enough():
    found = told(alike())
    for place in [("sentiment", ""), ("emotion", "anger"), ("intent", "praise"), ("factor", "delivery")]:
        assert (found[place].value, found[place].low, found[place].high) == pytest.approx((1, 1, 1))
    assert found["spans, F1 of characters", ""].value == pytest.approx(1)
    assert found["polarity of shared factors, share", ""].n == 2 * FEWEST


def test_what_is_hardly_ever_said_gets_no_figure():
    found = told(alike(2 * FEWEST - 2))
    assert found["emotion", "anger"].value is None
    assert found["emotion", "joy"].value is None
    assert (found["emotion", "anger"].first, found["emotion", "anger"].second) == (FEWEST - 1, FEWEST - 1)


def test_half_a_span_counts_half_and_another_factor_not_at_all():
    pairs = [(reading(n, "[[delivery-|abcd]]efgh"), reading(n, "[[delivery-|ab]]cdefgh")) for n in range(6)]
    assert told(pairs)["spans, F1 of characters", ""].value == pytest.approx(2 * 2 / (4 + 2))
    pairs = [(reading(n, "[[delivery-|abcd]]"), reading(n, "[[trust-|abcd]]")) for n in range(6)]
    assert told(pairs)["spans, F1 of characters", ""].value == 0
    assert told(pairs)["polarity of shared factors, share", ""].value is None


def test_another_polarity_of_the_same_factor_is_disagreement_of_polarity_alone():
    other = [(reading(n, "[[price-|not cheap]]"), reading(n, "[[price0|not cheap]]")) for n in range(4)]
    same = [(reading(n, "[[price-|dear]]"),) * 2 for n in range(4, 16)]
    found = told(other + same)["polarity of shared factors, share", ""]
    assert (found.n, found.value) == (16, pytest.approx(12 / 16))
    assert found.low < found.value < found.high


def test_a_group_is_redrawn_as_a_whole_so_that_its_interval_is_wider():
    def pairs(groups):
        return [
            (
                reading(n, "x", sentiment="negative", group=f"g{n % groups}"),
                reading(n, "x", sentiment="negative" if n % groups else "mixed", group=f"g{n % groups}"),
            )
            for n in range(40)
        ] + alike()

    def width(found):
        return found.high - found.low

    assert width(told(pairs(4))["sentiment", ""]) > width(told(pairs(40))["sentiment", ""])


def test_the_same_data_give_the_same_intervals():
    assert agreements(alike()) == agreements(alike())


def test_nothing_and_readings_of_different_texts_are_refused():
    with pytest.raises(NothingToCompare, match="no verbatims"):
        agreements([])
    one = reading(1, "late")
    with pytest.raises(NothingToCompare, match="en-x-1 and en-x-2"):
        agreements([(one, reading(2, "late"))])
    with pytest.raises(NothingToCompare, match="en-x-1"):
        agreements([(one, dataclasses.replace(one, text="later"))])


def test_the_second_reading_is_of_250_verbatims_a_language_and_none_of_them_is_read_as_new():
    pairs = second_pass()
    assert [sum(one.language == name for one, _ in pairs) for name in ("en", "zh")] == [250, 250]
    first = {one.id: one for one in verbatims()}
    assert len(first) == len(verbatims())
    for one, again in pairs:
        assert (one.text, one.group) == (again.text, again.group) == (first[one.id].text, first[one.id].group)


def test_the_page_shows_the_table_that_the_data_give():
    assert table() in PAGE.read_text("utf-8"), "run: python tools/agreement.py"
