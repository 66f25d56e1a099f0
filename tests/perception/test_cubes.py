"""Counts by many dimensions: the same answers make the same cube, whichever way they came."""

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regard.perception import Counts, OffScale, Scale, ScoreTally, UnlikeCounts, nps
from regard.perception.cubes import BelowZero, CountCube, UnfitCube
from regard.perception.schema import UnknownDimension

FIVE, ELEVEN = Scale(1, 5), Scale(0, 10)
DIMS = ("day", "segment")
MAY = [date(2026, 5, 30), date(2026, 5, 31), date(2026, 6, 1), None]
answers = st.lists(
    st.tuples(st.sampled_from(MAY), st.sampled_from(["new", "old", "旧客", None]), st.integers(1, 5)),
    max_size=30,
)
few = settings(max_examples=40, deadline=None)


def cube_of(rows, weights=None):
    cells = {}
    for place, (*at, score) in enumerate(rows):
        weight = None if weights is None else [weights[place]]
        one, key = Counts.from_scores([score], FIVE, weights=weight), tuple(at)
        cells[key] = cells[key] + one if key in cells else one
    return CountCube.of(DIMS, cells, FIVE)


@given(answers, st.randoms(use_true_random=False))
@few
def test_shards_make_the_same_cube_in_any_order(rows, chance):
    shuffled = chance.sample(rows, len(rows))
    cut = chance.randrange(len(rows) + 1)
    left, right = cube_of(shuffled[:cut]), cube_of(shuffled[cut:])
    assert left + right == right + left == CountCube.merge([right, left]) == cube_of(rows)


@given(answers, answers)
@few
def test_taking_away_what_was_added_leaves_what_was_there(rows, more):
    assert cube_of(rows + more) - cube_of(more) == cube_of(rows)


@given(answers.filter(lambda rows: len(rows) > 1), st.integers(1, 99))
@few
def test_weights_are_added_and_taken_away_up_to_rounding(rows, seed):
    weights = np.random.default_rng(seed).uniform(0.1, 9, len(rows))
    half = len(rows) // 2
    first, second, whole = (
        cube_of(rows[part], weights[part]) for part in (slice(half), slice(half, None), slice(None))
    )
    for made, right in ((first + second, whole), (whole - second, first)):
        assert made.axes == right.axes
        assert made.n.tolist() == right.n.tolist()
        assert made.w == pytest.approx(right.w)
        assert made.w2 == pytest.approx(right.w2)


@given(answers)
@few
def test_a_rollup_counts_each_answer_once(rows):
    cube = cube_of(rows)
    by_hand = {}
    for _, segment, score in rows:
        by_hand.setdefault(segment, []).append(score)
    assert cube.by("segment") == {
        key: Counts.from_scores(by_hand[key], FIVE)
        for key in sorted(by_hand, key=lambda value: (value is None, value))
    }
    assert cube.rollup().counts() == cube.counts() == Counts.from_scores([row[2] for row in rows], FIVE)
    assert cube.rollup("segment", "day").rollup("day", "segment") == cube


@given(answers)
@few
def test_a_table_and_back_is_the_same_cube(rows):
    cube = cube_of(rows)
    assert CountCube.from_table(cube.to_table()) == cube


def test_a_cube_survives_parquet(tmp_path):
    cube = cube_of([(MAY[0], "new", 5), (None, None, 1), (MAY[2], "旧客", 3)], [1.0, 2.5, 0.25])
    pq.write_table(cube.to_table(), tmp_path / "cube.parquet")
    back = CountCube.from_table(pq.read_table(tmp_path / "cube.parquet"))
    assert back == cube
    assert back.counts() == cube.counts()


def test_tables_of_several_shards_are_read_as_one():
    rows = [(MAY[0], "new", 5), (MAY[1], "old", 4), (None, "new", 1)]
    tables = [cube_of(rows[:2]).to_table(), cube_of(rows[2:]).to_table()]
    joined = pa.concat_tables(tables, promote_options="permissive")
    assert CountCube.from_table(joined) == cube_of(rows)


def test_missing_answers_are_kept_beside_the_scores():
    skipped = Counts.from_scores([None, 5], FIVE)
    cube = CountCube.of(("segment",), {("new",): skipped, ("old",): Counts.from_scores([None], FIVE)}, FIVE)
    assert (cube + cube).by("segment")["new"] == skipped + skipped
    assert cube.counts().missing == 2
    assert CountCube.from_table(cube.to_table()) == cube


def test_a_slice_takes_one_value_or_several():
    cube = cube_of([(MAY[0], "new", 5), (MAY[1], "old", 4), (MAY[2], None, 1)])
    assert cube.slice(segment="new").counts().n_by_score == (0, 0, 0, 0, 1)
    assert cube.slice(segment=("new", None)).total == 2
    assert cube.counts(segment=None, day=MAY[2]).n == 1
    assert cube.slice(segment="nobody").total == 0
    assert cube.slice(segment="nobody").counts() == Counts.of({}, FIVE)


def test_a_period_has_its_first_day_and_not_its_last():
    cube = cube_of([(day, "new", 5) for day in MAY])
    assert cube.between("day", MAY[0], MAY[2]).axes[0] == (MAY[0], MAY[1])
    with pytest.raises(UnfitCube, match="day"):
        cube.between("day", "2026-05-30", "2026-06-01")


def test_days_become_months():
    cube = cube_of([(day, "new", 5) for day in MAY])
    months = cube.relabel("day", lambda day: f"{day:%Y-%m}", name="month")
    assert {month: counts.n for month, counts in months.by("month").items()} == {
        "2026-05": 2,
        "2026-06": 1,
        None: 1,
    }


@given(answers)
@few
def test_a_cube_keeps_its_months(rows):
    cube = cube_of(rows)
    assert cube.months == cube.relabel("day", lambda day: f"{day:%Y-%m}", name="month")
    assert cube.months is cube.months
    assert (cube + cube).months == cube.months + cube.months


def test_days_of_any_century_have_their_month():
    days = [date(1, 1, 31), date(200, 2, 1), date(9999, 12, 31)]
    cube = CountCube.of(("tier", "day"), {("a", day): Counts.of({5: 1}, FIVE) for day in days}, FIVE)
    assert cube.months.dims == ("tier", "month")
    assert cube.months.axes[1] == ("0001-01", "0200-02", "9999-12")


def test_only_days_have_months():
    for dim, error in (("day", UnfitCube), ("tier", UnknownDimension)):
        cube = CountCube.of((dim,), {("monday",): Counts.of({5: 1}, FIVE)}, FIVE)
        with pytest.raises(error, match="day"):
            assert cube.months


@given(answers, st.booleans())
@few
def test_sums_are_the_counts_of_each_value(rows, weighted):
    cube = cube_of(rows, np.linspace(0.5, 2, len(rows)) if weighted else None)
    for dim in DIMS:
        sums, by_value = cube.sums(dim), cube.by(dim)
        assert len(sums["n"]) == len(by_value)
        for row, counts in enumerate(by_value.values()):
            assert tuple(sums["n"][row]) == counts.n_by_score
            assert (counts.w is None) == (sums["w"] is None)
            if counts.w is not None:
                assert sums["w"][row] == pytest.approx(counts.w)
                assert sums["w2"][row] == pytest.approx(counts.w2)
    assert cube.sums()["n"].tolist() == [list(cube.counts().n_by_score)]


def test_a_tally_becomes_a_cube():
    cells = [((MAY[0], "new"), (1, 5, "high_is_good"), 5, 7), ((MAY[0], None), (0, 10, "high_is_good"), 9, 2)]
    tally = ScoreTally.of("csat", DIMS, cells)
    cube = CountCube.from_tally(tally, scale=FIVE)
    assert cube.rows == tuple(row for row in tally.rows if row.counts.scale == FIVE)
    with pytest.raises(UnlikeCounts, match="2 scales"):
        CountCube.from_tally(tally)
    with pytest.raises(UnlikeCounts, match="0 scales"):
        CountCube.from_tally(ScoreTally("csat", DIMS, ()))


def test_billions_of_answers_are_counted_exactly():
    many = Counts.of({0: 10**15, 10: 10**15 + 1}, ELEVEN)
    cube = CountCube.of(("segment",), {("a",): many, ("b",): many}, ELEVEN)
    assert cube.counts().n_by_score[0] == 2 * 10**15
    assert cube.counts().n_by_score[10] == 2 * 10**15 + 2
    assert nps(cube.counts()).n == 4 * 10**15 + 2
    with pytest.raises(OffScale, match=r"2\^53"):
        CountCube.merge([cube] * 3)


def test_nobody_is_erased_who_was_not_there():
    cube = cube_of([(MAY[0], "new", 5)])
    for other in ([(MAY[0], "old", 5)], [(MAY[0], "new", 4)], [(MAY[0], "new", 5)] * 2):
        with pytest.raises(BelowZero, match="2026"):
            cube - cube_of(other)
    heavier = cube_of([(MAY[0], "new", 5)], [2.0])
    with pytest.raises(BelowZero, match="w of -1"):
        cube_of([(MAY[0], "new", 5)] * 2, [0.5, 0.5]) - heavier


def test_the_empty_cube_is_a_cube():
    empty = CountCube.of((), {}, FIVE)
    assert (empty.total, empty.rows, empty + empty) == (0, (), empty)
    assert cube_of([]).by("segment") == {}
    assert CountCube.from_table(cube_of([]).to_table()) == cube_of([])
    alone = CountCube.of((), {(): Counts.of({5: 2}, FIVE)}, FIVE)
    assert (alone + alone).counts().n == 4
    assert CountCube.from_table(alone.to_table()) == alone


def test_cells_named_twice_are_added_and_empty_ones_forgotten():
    codes = np.array([[0], [1], [0], [2]])
    cube = CountCube(
        ("tier",), (("b", "a", "c"),), codes, np.array([[1, 2], [3, 4], [5, 6], [0, 0]]), Scale(0, 1)
    )
    assert {tier: counts.n_by_score for tier, counts in cube.by("tier").items()} == {"a": (3, 4), "b": (6, 8)}
    assert cube.axes == (("a", "b"),)


@pytest.mark.parametrize("kind", [np.uint8, np.int16, np.uint64])
def test_counts_of_any_integer_kind_are_counted_alike(kind):
    axes, codes = (("a", "b"),), np.array([[0], [1]], np.uint8)
    for cells in (1, 2):
        cube = CountCube(("tier",), axes, codes[:cells], np.full((cells, 2), 200, kind), Scale(0, 1))
        assert cube.n.dtype == np.int64
        assert (cube - cube).total == 0


@pytest.mark.parametrize("codes", [[[0], [1]], [[1], [0]]], ids=["in order", "out of order"])
def test_a_cube_is_not_changed_with_the_arrays_that_it_was_made_of(codes):
    codes, n, missing = np.array(codes), np.array([[1, 2], [3, 4]]), np.array([1, 1])
    cube = CountCube(("tier",), (("a", "b"),), codes, n, Scale(0, 1), missing)
    before = cube.rows
    for array in (codes, n, missing):
        array[:] = 0
    assert cube.rows == before
    assert cube.total == 10


def test_a_cube_cannot_be_changed():
    cube = cube_of([(MAY[0], "new", 5)])
    with pytest.raises(ValueError, match="read-only"):
        cube.n[0, 0] = 7
    assert cube != 7
    with pytest.raises(TypeError, match="unhashable"):
        hash(cube)


def broken(**wrong):
    right = {"dims": ("a",), "axes": (("x", "y"),), "codes": np.array([[0], [1]]), "n": np.ones((2, 2), int)}
    return CountCube(**(right | {"scale": Scale(0, 1)} | wrong))


@pytest.mark.parametrize(
    ("error", "wrong"),
    [
        (UnfitCube, {"dims": ("a", "b")}),
        (UnfitCube, {"dims": ("a", "a"), "axes": (("x",), ("y",)), "codes": np.zeros((2, 2), int)}),
        (UnfitCube, {"codes": np.array([[0], [2]])}),
        (UnfitCube, {"codes": np.array([[0], [-1]])}),
        (UnfitCube, {"codes": np.array([[0.0], [1.0]])}),
        (UnfitCube, {"axes": (("x", date(2026, 1, 1)),)}),
        (UnfitCube, {"n": np.ones((2, 3), int)}),
        (UnfitCube, {"n": np.ones(2, int)}),
        (UnfitCube, {"w": np.ones((2, 2))}),
        (UnfitCube, {"missing": np.ones(3, int)}),
        (OffScale, {"n": np.ones((2, 2))}),
        (OffScale, {"w": np.full((2, 2), np.nan), "w2": np.ones((2, 2))}),
        (OffScale, {"w": np.full((2, 2), np.inf), "w2": np.ones((2, 2))}),
        (BelowZero, {"n": -np.ones((2, 2), int)}),
        (BelowZero, {"missing": -np.ones(2, int)}),
        (BelowZero, {"w": -np.ones((2, 2)), "w2": np.ones((2, 2))}),
    ],
)
def test_what_is_no_cube_is_refused_by_name(error, wrong):
    with pytest.raises(error):
        broken(**wrong)


def test_too_many_combinations_are_refused():
    wide = tuple(tuple(str(number) for number in range(1000)) for _ in range(7))
    codes = np.repeat(np.arange(1000)[:, None], 7, 1)
    with pytest.raises(UnfitCube, match="too many"):
        CountCube(tuple("abcdefg"), wide, codes, np.ones((1000, 2), int), Scale(0, 1))


def test_unlike_cubes_are_not_added():
    cube = cube_of([(MAY[0], "new", 5)])
    for other in (cube.rollup("day"), cube_of([(MAY[0], "new", 5)], [1.0]), CountCube.of(DIMS, {}, ELEVEN)):
        with pytest.raises(UnlikeCounts):
            cube + other
    with pytest.raises(UnlikeCounts):
        CountCube.of(("a",), {("x",): Counts.of({}, ELEVEN)}, FIVE)
    with pytest.raises(UnlikeCounts):
        weighted = Counts.from_scores([5], FIVE, weights=[1])
        CountCube.of(("a",), {("x",): Counts.of({}, FIVE), ("y",): weighted}, FIVE)
    with pytest.raises(ValueError, match="no cubes"):
        CountCube.merge([])


def test_unknown_dimensions_are_refused():
    cube = cube_of([(MAY[0], "new", 5)])
    for asked in (
        lambda: cube.rollup("tier"),
        lambda: cube.slice(tier="a"),
        lambda: cube.between("tier", "a", "b"),
        lambda: cube.relabel("tier", str),
    ):
        with pytest.raises(UnknownDimension, match="'tier'"):
            asked()
    with pytest.raises(UnfitCube):
        CountCube.of(("a", "b"), {("x",): Counts.of({}, FIVE)}, FIVE)
    with pytest.raises(UnfitCube, match="'x'"):
        CountCube.of(("a",), {"x": Counts.of({}, FIVE)}, FIVE)


def test_a_cube_says_what_it_is():
    assert repr(cube_of([(MAY[0], "new", 5)] * 2)) == "<CountCube of 2 answers on 1-5 by 1 day, 1 segment>"
    assert repr(CountCube.of((), {}, FIVE)) == "<CountCube of 0 answers on 1-5 by nothing>"


def test_a_foreign_table_is_refused():
    with pytest.raises(UnfitCube, match="not the table of a cube"):
        CountCube.from_table(pa.table({"n_1": [1]}))
    with pytest.raises(UnfitCube, match="not the table of a cube"):
        CountCube.from_table(cube_of([(MAY[0], "new", 5)]).to_table().drop_columns(["n_3"]))
