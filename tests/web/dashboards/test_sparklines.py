"""Sparklines: lines of the months that are shown, bands of all that had answers, inside their box."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from regard.web.dashboards.figures import Position
from regard.web.dashboards.sparklines import HEIGHT, WIDTH, Spot, sparkline


def spot(value: float | None, *, shown: bool = True, half: float = 5) -> Spot:
    return Spot(None if value is None else Position(value, value - half, value + half), shown)


def points(text: str) -> list[tuple[float, float]]:
    return [tuple(map(float, pair.split(","))) for pair in text.split()]


def test_a_gap_breaks_the_line_and_the_band():
    drawn = sparkline([spot(10), spot(20), spot(None), spot(30), spot(40), spot(50)], label="Loyalty")
    assert [len(points(line)) for line in drawn.lines] == [2, 3]
    assert [len(points(band)) for band in drawn.bands] == [4, 6]


def test_where_a_new_line_begins_neither_line_nor_band_reaches_it():
    drawn = sparkline([spot(10), spot(20), replace(spot(30), begins=True), spot(40), spot(50)], label="")
    assert [len(points(line)) for line in drawn.lines] == [2, 3]
    assert [len(points(band)) for band in drawn.bands] == [4, 6]


def test_a_month_of_both_definitions_is_joined_to_neither_side():
    apart = [replace(spot(30), begins=True), replace(spot(40), begins=True)]
    drawn = sparkline([spot(10), spot(20), *apart, spot(50)], label="")
    assert [len(points(line)) for line in drawn.lines] == [2, 2]


def test_months_with_too_few_answers_have_a_band_but_no_line():
    drawn = sparkline([spot(10), spot(20), spot(30, shown=False), spot(40), spot(50)], label="")
    assert [len(points(line)) for line in drawn.lines] == [2, 2]
    assert [len(points(band)) for band in drawn.bands] == [10]


def test_the_last_shown_month_has_a_dot_at_the_end_of_its_line():
    drawn = sparkline([spot(10), spot(20), spot(90, shown=False)], label="")
    assert f"{drawn.last['x']},{drawn.last['y']}" == drawn.lines[-1].split()[-1]


def test_one_month_is_no_line():
    assert sparkline([spot(10), spot(None)], label="") is None
    assert sparkline([], label="") is None


def test_higher_is_better_and_stands_higher():
    ((_, first), (_, second)) = points(sparkline([spot(10), spot(90)], label="").lines[0])
    assert second < first


def test_numbers_that_do_not_move_stand_in_the_middle():
    drawn = sparkline([spot(50, half=0), spot(50, half=0)], label="")
    assert {y for _, y in points(drawn.lines[0])} == {HEIGHT / 2}


months = st.lists(
    st.builds(spot, st.none() | st.floats(0, 100), shown=st.booleans(), half=st.floats(0, 40)), max_size=15
)


@given(months)
def test_everything_stays_inside_the_box(spots):
    drawn = sparkline(spots, label="")
    for shape in (*drawn.lines, *drawn.bands) if drawn else ():
        assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points(shape))
