"""The picture of the map: one scale both ways, rings where points may lie, labels that can be read."""

import json
import math

import vl_convert

from regard.web.dashboards.charts.positions import Frame, Place, apart, positions


def place(label, kind="word", x=0.0, y=0.0, **more):
    return Place(label, kind, x, y, {"n": "3"}, f"{label} told", f"/{label}", **more)


SOME = [
    place("calm", "good", -0.5, 0.2),
    place("slow", "bad", 0.6, 0.1),
    place("新客户", "segment", 0.5, 0.0, long=(0.2, 0.1), short=(-0.05, 0.1)),
    place("intended", "aim", -0.4, -0.1, long=(0.1, 0.0), short=(0.0, 0.3)),
]


def spec(places=SOME):
    return positions(places, axes=("across", "up"), name="Word", tips={"n": "People"})


def test_one_step_is_as_long_across_as_it_is_up():
    made = spec()
    (x, y) = (
        next(
            layer["encoding"][axis]["scale"]["domain"]
            for layer in made["layer"]
            if "scale" in layer["encoding"].get(axis, {})
        )
        for axis in "xy"
    )
    across = (548 - 26) / (x[1] - x[0])
    assert math.isclose(across, made["height"] / (y[1] - y[0]), rel_tol=0.01)


def test_rings_are_drawn_for_segments_and_what_is_intended_alone():
    rings = [layer for layer in spec()["layer"] if layer["mark"].get("interpolate")]
    names = [{row["ring"] for row in layer["data"]["values"]} for layer in rings]
    assert names == [{"新客户"}, {"intended"}]
    turn = rings[1]["data"]["values"]
    assert max(row["y"] for row in turn) - min(row["y"] for row in turn) == 0.6


def test_labels_never_cover_one_another_and_what_has_no_room_keeps_its_mark():
    crowd = [place(f"word number {n}", x=n / 1000) for n in range(30)] + [place("far", x=1.0)]
    rows = spec(crowd)["data"]["values"]
    written = [row for row in rows if row["at_x"] is not None]
    frame = Frame.around([(one.x, one.y) for one in crowd])
    boxes = [frame.pixel(row["at_x"], row["at_y"]) for row in written]
    assert 2 < len(written) < 31
    assert len(rows) == 31
    for place_, (across, down) in enumerate(boxes):
        for other in boxes[place_ + 1 :]:
            assert abs(across - other[0]) > 20 or abs(down - other[1]) >= 14


def test_places_on_one_line_are_taken_apart_and_keep_their_place_across():
    flat = [place(f"w{n}", x=n / 10) for n in range(7)] + [place("new", "segment", 0.3)]
    moved = apart(flat)
    assert [one.x for one in moved] == [one.x for one in flat]
    assert len({(one.x, one.y) for one in moved}) == 8
    assert min(one.y for one in moved[:7]) > 0 > moved[7].y


def test_it_is_drawn_with_every_label_and_link_and_no_colour_alone_tells_kinds_apart():
    svg = vl_convert.vegalite_to_svg(json.dumps(spec()), vl_version="6.1")
    for label in ("calm", "slow", "新客户", "intended", "across", "up"):
        assert f">{label}</text>" in svg
    marks = [layer["mark"] for layer in spec()["layer"] if layer["mark"].get("type") == "point"]
    assert len({(mark["shape"], mark["filled"]) for mark in marks}) == 4
