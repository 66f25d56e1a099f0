"""Charts: what is drawn is what the rows say, broken where too few answered, and safe in a page."""

import json
import threading
import xml.etree.ElementTree as ET

import pytest
from django.core.cache import cache
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from regard.web.dashboards.charts.bars import bars
from regard.web.dashboards.charts.dots import dots
from regard.web.dashboards.charts.plotted import Axis, Plotted, extent_of, scale_over
from regard.web.dashboards.charts.rendering import drawn
from regard.web.dashboards.charts.trend import numbered, trend

SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
AXIS = Axis("Loyalty 忠诚度", -100, 100)
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</svg><svg onload=alert(1)>",
    "javascript:alert(1)",
    "' onmouseover='alert(1)",
    "&lt;b&gt; & <b>",
    "datum.value + alert(1)",
    "]]> --> <!--",
]


def shown(label: str, value: float, **more: object) -> Plotted:
    href = f"/w/qinghe/explore/?segment={len(label)}"
    return Plotted(label, 40, value, value - 8, value + 8, f"{value}", "a – b", href=href, **more)


def too_few(label: str) -> Plotted:
    return Plotted(
        label, 9, None, -20, 60, "–", "", "not enough answers yet (n = 9)", href="/w/qinghe/explore/"
    )


def nothing(label: str) -> Plotted:
    return Plotted(label, 0, note="no answers", href="/w/qinghe/explore/")


def tree(specification: dict) -> ET.Element:
    return ET.fromstring(str(drawn(specification)))


def texts(picture: ET.Element) -> list[str]:
    return ["".join(found.itertext()) for found in picture.iter(f"{SVG}text")]


def marks(picture: ET.Element, kind: str) -> int:
    """How many shapes of this kind of mark there are, empty ones left out."""
    groups = [
        group for group in picture.iter(f"{SVG}g") if f"mark-{kind} role-mark" in group.get("class", "")
    ]
    shapes = [
        shape for group in groups for shape in group.iter() if shape.get("d") or shape.tag == f"{SVG}line"
    ]
    return len(shapes)


def every_chart(rows: list[Plotted]) -> list[dict]:
    return [
        trend(rows, AXIS),
        dots(rows, AXIS, dimension="Segment"),
        bars(rows, title="Records", dimension="Month", upright=True),
        bars(rows, title="Records", dimension="Segment", upright=False),
    ]


def test_a_line_is_broken_where_a_month_has_too_few_answers():
    rows = [
        shown("a", 1),
        shown("b", 2),
        too_few("c"),
        shown("d", 3),
        nothing("e"),
        shown("f", 4),
        shown("g", 5),
    ]
    assert [row["run"] for row in numbered(rows)] == [1, 1, -1, -1, -1, 3, 3]
    assert [row["label"] for row in numbered(rows) if row["alone"]] == ["d"]
    picture = tree(trend(rows, AXIS))
    assert marks(picture, "line") == 2
    assert marks(picture, "area") == 2
    assert marks(picture, "symbol") == 5
    assert marks(picture, "rule") == 2  # the lonely month's band, and the month with too few answers


def test_a_month_without_answers_keeps_its_place_on_the_axis():
    rows = [shown("Jan", 1), nothing("Feb"), shown("Mar", 2)]
    assert [label for label in texts(tree(trend(rows, AXIS))) if label in ("Jan", "Feb", "Mar")] == [
        "Jan",
        "Feb",
        "Mar",
    ]


def test_a_chart_without_a_single_shown_number_is_still_a_chart():
    for rows in ([too_few("a"), too_few("b")], [nothing("a")], []):
        for specification in every_chart(rows):
            assert tree(specification).tag == f"{SVG}svg"


def test_a_group_with_too_few_answers_says_so_in_place_of_its_dot():
    picture = tree(dots([shown("large", 20), too_few("small")], AXIS, dimension="Segment"))
    assert marks(picture, "symbol") == 1
    assert "not enough answers yet (n = 9)" in texts(picture)


def test_bars_begin_at_zero_and_are_as_many_as_the_rows():
    rows = [Plotted("a", 100), Plotted("b", 98), Plotted("c", 0)]
    picture = tree(bars(rows, title="Records", dimension="Month", upright=True))
    assert "0" in texts(picture)
    assert marks(picture, "rect") == 3


def test_every_mark_opens_its_records_on_this_site():
    for specification in every_chart([shown("new", 10), shown("loyal", 30), too_few("old")]):
        links = {found.get(LINK) for found in tree(specification).iter(f"{SVG}a")}
        assert links
        assert all(link.startswith("/w/qinghe/explore/") for link in links)


def test_a_picture_asks_no_other_host():
    for specification in every_chart([shown("new", 10), too_few("old")]):
        outside = str(drawn(specification)).replace("http://www.w3.org/", "")
        assert "//" not in outside


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_are_shown_and_nothing_else(text):
    calm = [tag.tag for tag in tree(dots([shown("calm", 10)], AXIS, dimension="Segment")).iter()]
    specification = dots([shown(text, 10)], AXIS, dimension=text)
    picture = tree(specification)
    assert [tag.tag for tag in picture.iter()] == calm
    assert not [name for tag in picture.iter() for name in tag.keys() if name.lower().startswith("on")]  # noqa: SIM118
    assert any(label and text.startswith(label.removesuffix("…")) for label in texts(picture))
    assert not list(picture.iter(f"{SVG}script")) + list(picture.iter(f"{SVG}style"))


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20), max_size=4, unique=True)
)
def test_any_names_make_a_picture_without_styles(labels):
    rows = [shown(label, 10 * place) for place, label in enumerate(labels)]
    svg = str(drawn(dots(rows, AXIS, dimension="Segment")))
    ET.fromstring(svg)
    assert "style=" not in svg
    assert "<style" not in svg


def test_every_mark_is_told_to_those_who_do_not_see_it():
    picture = tree(dots([shown("new", 10), too_few("old")], AXIS, dimension="Segment"))
    told = {tag.get("aria-label") for tag in picture.iter() if tag.get("role") == "graphics-symbol"}
    assert {"new, 10 (a – b), n = 40", "old, –, n = 9, not enough answers yet (n = 9)"} <= told
    assert None not in told


@pytest.mark.parametrize(("language", "word"), [("en", "Answers"), ("zh-hans", "回答")])
def test_what_a_mark_says_is_in_the_language_of_the_reader(language, word):
    with translation.override(language):
        specification = trend([shown("a", 1), shown("b", 2)], AXIS)
    assert word in json.dumps(specification, ensure_ascii=False)


def test_the_axis_holds_every_interval_and_never_leaves_what_is_possible():
    rows = [Plotted("a", 40, 95, 88, 99), Plotted("b", 40, 50, 40, 60)]
    low, high = scale_over(rows, Axis("", 0, 100))["domain"]
    assert (low < 40, high) == (True, 100)
    assert scale_over([], Axis("", -100, 100))["domain"] == [-100, 100]


def test_long_and_chinese_names_are_given_room():
    assert extent_of(["short"], 180) < extent_of(["much longer than that"], 180)
    assert extent_of(["十个汉字"], 180) > extent_of(["four"], 180)
    assert extent_of(["x" * 500], 180) == 188
    assert extent_of([], 180) == 8


def test_the_same_chart_is_drawn_once(monkeypatch):
    specification = dots([shown("once", 10)], AXIS, dimension="Segment")
    first = drawn(specification)
    kept = [key for key in cache._cache if "chart:" in key]  # the memory of this process
    assert len(kept) == 1
    assert drawn(json.loads(json.dumps(specification))) == first
    assert [key for key in cache._cache if "chart:" in key] == kept


def test_many_threads_may_draw_at_once():
    wanted = {
        number: dots([shown(f"group {number}", number)], AXIS, dimension="Segment") for number in range(12)
    }
    found: dict[int, str] = {}

    def draw(number: int) -> None:
        found[number] = str(drawn(wanted[number]))

    threads = [threading.Thread(target=draw, args=(number,)) for number in wanted]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == sorted(wanted)
    assert all(f"group {number}" in texts(ET.fromstring(svg)) for number, svg in found.items())
