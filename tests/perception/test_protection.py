"""Small numbers: what is published does not give away what is hidden."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from regard.perception.protection import (
    TOTAL,
    Protected,
    UnfitTable,
    attack,
    merge_small,
    protect,
    protect_table,
)

few = settings(max_examples=50, deadline=None)
sizes = st.one_of(st.integers(0, 8), st.integers(0, 200), st.just(1))
lists = st.lists(sizes, max_size=8).map(lambda counts: dict(enumerate(counts)))
tables = st.tuples(st.integers(1, 5), st.integers(1, 5)).flatmap(
    lambda shape: st.fixed_dictionaries(
        {(r, f"c{c}"): sizes for r in range(shape[0]) for c in range(shape[1])}
    )
)
limits = st.integers(1, 7)


def sums_of(cells):
    """Every total with the cells that it adds up."""
    if not any(isinstance(key, tuple) for key in cells):
        return {TOTAL: list(cells)}
    rows = {(r, TOTAL): [key for key in cells if key[0] == r] for r, _ in cells}
    columns = {(TOTAL, c): [key for key in cells if key[1] == c] for _, c in cells}
    return rows | columns | {(TOTAL, TOTAL): list(cells)}


def programme(cells, found):
    """The bounds of each hidden cell by linear programmes over what is published, and nothing else."""
    unknown = [key for key in cells if key in found.hidden]
    left, right = [], []
    for total, parts in sums_of(cells).items():
        if total in found.shown:
            left.append([float(key in parts) for key in unknown])
            right.append(found.shown[total] - sum(found.shown[key] for key in parts if key not in unknown))
    bounds = {}
    for key in unknown:
        aim = np.array([float(key == other) for other in unknown])
        ends = []
        for sign in (1, -1):
            equal = {"A_eq": np.array(left), "b_eq": np.array(right)} if left else {}
            answer = optimize.linprog(sign * aim, **equal, bounds=[(1, None)] * len(unknown))
            assert answer.status in (0, 3)
            ends.append(None if answer.status == 3 else round(sign * answer.fun))
        bounds[key] = tuple(ends)
    return bounds


def holds(cells, found, bounds):
    """No hidden cell is known, and no small one is known to be small."""
    for key in found.hidden:
        if key in bounds:
            low, high = bounds[key]
            assert high is None or low < high
            assert key not in found.small or high is None or high >= found.k


def check(cells, found):
    assert set(found.shown) | set(found.hidden) == {*cells, *sums_of(cells)}
    assert all(found.shown[key] == n for key, n in cells.items() if key in found.shown)
    assert all(not 0 < n < found.k for n in found.shown.values())
    bounds = programme(cells, found)
    holds(cells, found, bounds)
    holds(cells, found, attack(cells, found))
    assert {key: ends for key, ends in attack(cells, found).items() if key in cells} == bounds


@given(lists, limits)
@few
def test_a_linear_programme_finds_no_hidden_cell_of_a_list(cells, k):
    check(cells, protect(cells, k=k))


@given(tables, limits)
@few
def test_a_linear_programme_finds_no_hidden_cell_of_a_table(cells, k):
    check(cells, protect_table(cells, k=k))


@given(tables, limits)
@few
def test_hidden_totals_cannot_be_worked_out_either(cells, k):
    found = protect_table(cells, k=k)
    bounds = attack(cells, found)
    assert set(bounds) == set(found.hidden)
    assert all(high is None or low < high for low, high in bounds.values())


@given(tables)
@few
def test_the_true_count_lies_between_the_bounds(cells):
    for key, (low, high) in attack(cells, protect_table(cells)).items():
        n = cells[key] if key in cells else sum(cells[part] for part in sums_of(cells)[key])
        assert low <= n
        assert high is None or n <= high


@given(lists, limits)
@few
def test_nothing_is_hidden_where_nothing_is_small(cells, k):
    large = {key: n + k for key, n in cells.items()}
    assert protect(large, k=k).hidden == ()


def test_the_next_smallest_is_hidden_with_a_single_small_count():
    found = protect({"new": 3, "old": 40, "lost": 12})
    assert (found.small, found.complement) == (("new",), ("lost",))
    assert found.shown == {"old": 40, TOTAL: 55}


def test_small_counts_that_protect_each_other_hide_nothing_else():
    found = protect({"a": 3, "b": 4, "c": 90})
    assert (found.small, found.complement) == (("a", "b"), ())


def test_two_that_are_small_even_together_need_a_third():
    found = protect({"a": 1, "b": 2, "c": 50, "d": 90})
    assert (found.small, found.complement) == (("a", "b"), ("c",))


def test_five_ones_are_not_worked_out_from_their_total():
    """5 people in 5 cells that are not 0 would be one in each."""
    found = protect(dict.fromkeys("abcde", 1))
    assert (found.shown, found.complement) == ({}, (TOTAL,))


def test_the_only_cell_is_not_told_by_its_total():
    assert protect({"a": 3, "b": 0}).shown == {"b": 0}


def test_a_count_of_nobody_is_shown():
    assert protect({"a": 0, "b": 50}).shown == {"a": 0, "b": 50, TOTAL: 50}


def test_a_table_hides_a_circle_of_cells_and_keeps_its_totals():
    cells = {("a", 1): 2, ("a", 2): 30, ("b", 1): 20, ("b", 2): 40, ("c", 1): 90, ("c", 2): 90}
    found = protect_table(cells)
    assert found.small == (("a", 1),)
    assert set(found.complement) == {("a", 2), ("b", 1), ("b", 2)}
    assert all(total in found.shown for total in sums_of(cells))


def test_hiding_two_in_each_line_is_not_always_enough():
    """Rows a, b and c, d each hide two in every line; the cell that joins the halves is still known."""
    circle = {
        ("a", 1): 3,
        ("a", 2): 3,
        ("b", 1): 3,
        ("b", 2): 3,
        ("c", 3): 3,
        ("c", 4): 3,
        ("d", 3): 3,
        ("d", 4): 3,
    }
    cells = {(r, c): 50 for r in "abcd" for c in range(1, 5)} | circle | {("a", 3): 3}
    naive = Protected(5, {}, tuple(key for key, n in cells.items() if n == 3))
    shown = {key: n for key, n in cells.items() if n != 3}
    shown |= {total: sum(cells[key] for key in parts) for total, parts in sums_of(cells).items()}
    naive = Protected(5, shown, naive.small)
    assert attack(cells, naive)["a", 3] == (3, 3) == programme(cells, naive)["a", 3]
    check(cells, protect_table(cells))


def test_a_cell_that_is_left_out_counts_nobody():
    cells = {("a", 1): 2, ("b", 2): 50, ("c", 1): 70, ("c", 2): 80, ("a", 2): 60}
    check(cells, protect_table(cells))


def test_one_hides_nothing():
    assert protect({"a": 1, "b": 2}, k=1).hidden == ()


def test_a_billion_people_are_no_harder():
    cells = {(r, c): 10**9 + r + c for r in range(4) for c in range(4)} | {(0, 0): 1}
    found = protect_table(cells)
    assert len(found.hidden) == 4
    assert attack(cells, found)[0, 0][0] == 1
    assert attack(cells, found)[0, 0][1] > 10**9


def test_a_large_table_hides_little_more_than_it_must():
    chance = np.random.default_rng(1)
    counts = chance.poisson(chance.gamma(1, 20, (20, 24)))
    cells = {(r, c): int(counts[r, c]) for r in range(20) for c in range(24)}
    found = protect_table(cells)
    assert len(found.complement) < len(found.small)
    assert all(total in found.shown for total in sums_of(cells))
    assert all(high is None or low < high for low, high in attack(cells, found).values())


@pytest.mark.parametrize(
    "cells",
    [{"a": -1}, {"a": 1.5}, {"a": float("nan")}, {"a": None}, {"a": "3"}, {TOTAL: 3}, {("a", TOTAL): 3}],
)
def test_what_is_no_count_is_refused_with_its_place(cells):
    with pytest.raises(UnfitTable, match=r"a|TOTAL"):
        protect(cells)


@pytest.mark.parametrize("key", ["a", ("a",), ("a", "b", "c"), 7])
def test_a_table_has_rows_and_columns(key):
    with pytest.raises(UnfitTable, match="row, column"):
        protect_table({key: 3})


@pytest.mark.parametrize("k", [0, -1, 2.5, None])
def test_the_threshold_is_a_number_of_people(k):
    with pytest.raises(UnfitTable, match="people"):
        protect({"a": 3}, k=k)


@pytest.mark.parametrize("protected", [protect, protect_table, merge_small])
def test_an_empty_table_hides_nothing(protected):
    found = protected({})
    assert (found.hidden, list(found.shown.values())) == ((), [0])


def test_counts_of_numpy_are_counts():
    assert protect({"a": np.int64(30)}).to_dict()["cells"] == [
        {"cell": "a", "n": 30},
        {"cell": {"total": True}, "n": 30},
    ]


def test_what_is_published_does_not_tell_which_hidden_cell_is_small():
    plain = json.loads(json.dumps(protect({"new": 3, "old": 40, "lost": 12}).to_dict()))
    hidden = [cell for cell in plain["cells"] if cell["n"] is None]
    assert hidden == [{"cell": "lost", "n": None}, {"cell": "new", "n": None}]
    assert set(plain) == {"k", "cells", "merged"}


def test_small_segments_are_merged_into_other():
    found = merge_small({"de": 3, "fr": 4, "jp": 60, "cn": 90})
    assert found.shown == {"jp": 60, "cn": 90, "other": 7, TOTAL: 157}
    assert found.merged == {"de": "other", "fr": "other"}


def test_the_next_smallest_is_merged_too_where_the_small_ones_are_too_few():
    found = merge_small({"de": 1, "fr": 2, "jp": 60, "cn": 90})
    assert found.shown == {"cn": 90, "other": 63, TOTAL: 153}


def test_what_was_other_before_stays_in_other():
    found = merge_small({"de": 3, "other": 20, "jp": 60})
    assert (found.shown["other"], found.merged) == (23, {"de": "other"})


def test_a_parent_takes_its_small_children_and_leaves_the_large_ones():
    parents = {
        "Rome": "Italy",
        "Bari": "Italy",
        "Pisa": "Italy",
        "Oslo": "Norway",
        "Italy": "EU",
        "Norway": "EU",
    }
    found = merge_small({"Rome": 50, "Bari": 3, "Pisa": 6, "Oslo": 2, "EU": 30}, parents=parents)
    assert found.shown == {"Rome": 50, "Italy": 9, "EU": 32, TOTAL: 91}
    assert found.merged == {"Bari": "Italy", "Pisa": "Italy", "Oslo": "EU"}


def test_a_root_that_stays_small_is_hidden():
    found = merge_small({"Oslo": 2, "Rome": 80, "Bari": 90}, parents={"Oslo": "Norway"})
    assert set(found.hidden) == {"Norway", "Rome"}
    assert found.merged == {"Oslo": "Norway"}
    assert attack({"Oslo": 2, "Rome": 80, "Bari": 90}, found) == {"Oslo": (1, 81), "Rome": (1, 81)}


def test_parents_do_not_run_in_a_circle():
    with pytest.raises(UnfitTable, match="circle"):
        merge_small({"a": 3}, parents={"a": "b", "b": "a"})


@given(lists, limits, st.dictionaries(st.integers(0, 7), st.integers(8, 10)))
@few
def test_no_merged_cell_is_worked_out(cells, k, parents):
    tree = {**parents, 8: 11, 9: 11}
    for found in (merge_small(cells, k=k), merge_small(cells, k=k, parents=tree)):
        bounds = attack(cells, found)
        hidden = {*found.merged, *found.small} - {*found.merged.values()}
        assert all(n == 0 or n >= k for n in found.shown.values())
        assert all(bounds[key][1] is None or bounds[key][1] >= k for key in hidden)
        assert all(high is None or low < high for low, high in bounds.values()) or k == 1
        if TOTAL in found.shown:
            assert found.shown[TOTAL] == sum(cells.values())
        if not found.hidden:
            assert sum(n for key, n in found.shown.items() if key is not TOTAL) == sum(cells.values())
