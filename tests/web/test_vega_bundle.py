"""The script that makes charts interactive: built whole or not at all, and silent under the strict policy."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override
from playwright.sync_api import Page

from regard.web import vega_bundle

Serve = Callable[[Path], Iterator[str]]
STATIC = Path(vega_bundle.__file__).parent / "static"
TITLE = "“便捷”自九月起下降"
POINTS = [
    {
        "month": f"2026-{month:02}-01",
        "value": value,
        "low": value - 4,
        "high": value + 4,
        "href": f"/m{month}.html",
    }
    for month, value in enumerate([61, 60, 58, 57, 53, 52], start=1)
]
X = {"field": "month", "type": "temporal", "title": None}
SPECIFICATION: dict[str, Any] = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "title": TITLE,
    "width": 640,
    "data": {"values": POINTS},
    "layer": [
        {
            "mark": {"type": "area", "color": "#c9d7f6"},
            "encoding": {"x": X, "y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}},
        },
        {
            "mark": {"type": "line", "color": "#2f5bd7", "point": True},
            "encoding": {
                "x": X,
                "y": {"field": "value", "type": "quantitative"},
                "tooltip": [{"field": "month", "type": "temporal", "title": "月份"}, {"field": "value"}],
            },
        },
    ],
}


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return vega_bundle.build(tmp_path_factory.mktemp("bundle") / "vega" / "charts.js")


def test_the_script_exports_what_the_charts_ask_for(bundle):
    text = bundle.read_text(encoding="utf-8")
    assert text.startswith("/* Vega, Vega-Lite, vega-embed (BSD-3-Clause); vl-convert ")
    assert text.rstrip().endswith(" as embed};")


def test_the_script_is_readable_by_the_web_server_and_leaves_no_draft_behind(bundle):
    assert bundle.stat().st_mode & 0o777 == 0o644
    assert [path.name for path in bundle.parent.iterdir()] == ["charts.js"]


def test_building_again_changes_nothing(bundle):
    before = bundle.stat().st_mtime_ns
    assert vega_bundle.build(bundle) == bundle
    assert bundle.stat().st_mtime_ns == before


def test_a_script_of_another_version_is_replaced(bundle, tmp_path):
    old = tmp_path / "charts.js"
    old.write_text("/* an older version */\nexport const embed = null;", encoding="utf-8")
    vega_bundle.build(old)
    assert old.read_bytes() == bundle.read_bytes()


def test_where_the_script_cannot_be_put_in_place_the_error_is_raised_and_no_draft_stays(tmp_path):
    target = tmp_path / "charts.js"
    (target / "a folder in the way").mkdir(parents=True)
    with pytest.raises(OSError, match=r"charts\.js"):
        vega_bundle.build(target)
    assert [path.name for path in tmp_path.iterdir()] == ["charts.js"]


@pytest.fixture(scope="module")
def site(bundle: Path, tmp_path_factory: pytest.TempPathFactory, serve: Serve) -> Iterator[str]:
    """A page with one chart, served on loopback."""
    root = tmp_path_factory.mktemp("site")
    shutil.copytree(STATIC, root / "static")
    shutil.copy(bundle, root / "charts.js")
    (root / "chart.json").write_text(json.dumps(SPECIFICATION), encoding="utf-8")
    (root / "broken.json").write_text("{", encoding="utf-8")
    (root / "m3.html").write_text("<title>March</title>", encoding="utf-8")
    for name, auto in (("chart", False), ("broken", False), ("auto", True)):
        (root / f"{name}.html").write_text(page_with_chart(name, auto=auto), encoding="utf-8")
    yield from serve(root)


def page_with_chart(name: str, *, auto: bool) -> str:
    chart = {
        "id": "ease",
        "title": TITLE,
        "svg_url": "/static/img/mark.svg",
        "alt": "the picture",
        "spec_url": f"/{'chart' if auto else name}.json",
        "columns": [{"label": "月份"}, {"label": "%"}],
        "rows": [["2026-01", 61]],
    }
    with override("zh-hans"):
        head = render_to_string("components/head.html", {"theme": "dark"})
        figure = render_to_string(
            "components/chart.html", {"chart": chart, "bundle_url": "/charts.js", "auto": auto}
        )
    script = '<script type="module" src="/static/js/chart.js"></script>'
    head = f'<head><meta charset="utf-8"><title>{name}</title>{head}{script}</head>'
    return f'<!doctype html><html lang="zh-hans" data-theme="dark">{head}<body>{figure}</body></html>'


def settled(page: Page, state: str) -> None:
    page.wait_for_selector(f'#ease[data-chart-state="{state}"]')


@pytest.mark.browser
def test_a_layered_chart_becomes_interactive_under_the_strict_policy_without_a_word(page, site):
    page.goto(f"{site}/chart.html")
    page.click("#ease [data-interactive]")
    settled(page, "interactive")
    assert page.locator("#ease .chart-live .role-title-text text").text_content() == TITLE
    assert page.locator("#ease .chart-live .mark-symbol path").count() == len(POINTS)
    assert not page.locator("#ease [data-picture]").is_visible()
    assert page.said == []


@pytest.mark.browser
def test_pointing_at_a_mark_tells_its_numbers_in_the_language_of_the_page(page, site):
    page.goto(f"{site}/chart.html")
    page.click("#ease [data-interactive]")
    settled(page, "interactive")
    page.locator("#ease .chart-live .mark-symbol path").nth(2).hover()
    tooltip = page.locator("#vg-tooltip-element")
    tooltip.locator("td").first.wait_for(state="visible")
    assert tooltip.locator("td").all_text_contents() == ["月份", "2026年3月1日", "value", "58"]
    assert page.said == []


@pytest.mark.browser
def test_a_mark_opens_the_records_behind_it(page, site):
    page.goto(f"{site}/chart.html")
    page.click("#ease [data-interactive]")
    settled(page, "interactive")
    page.locator("#ease .chart-live .mark-symbol path").nth(2).click()
    page.wait_for_url(f"{site}/m3.html")


@pytest.mark.browser
def test_a_chart_takes_the_colours_of_the_theme(page, site):
    page.goto(f"{site}/chart.html")
    page.click("#ease [data-interactive]")
    settled(page, "interactive")
    accent = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--accent')")
    assert accent.strip() != "#2f5bd7"
    assert page.locator("#ease .chart-live .mark-line path").get_attribute("stroke") == accent.strip()


@pytest.mark.browser
def test_a_chart_may_become_interactive_by_being_seen(page, site):
    page.goto(f"{site}/auto.html")
    settled(page, "interactive")
    assert page.said == []


@pytest.mark.browser
def test_the_picture_stays_where_the_specification_cannot_be_read(page, site):
    page.goto(f"{site}/broken.html")
    page.click("#ease [data-interactive]")
    settled(page, "picture")
    assert page.locator("#ease [data-picture] img").is_visible()
    assert page.locator("#ease .chart-live").count() == 0
    assert page.said == []


@pytest.mark.browser
def test_without_a_script_the_picture_and_its_table_are_there(chromium, site):
    page = chromium.new_page(java_script_enabled=False)
    page.goto(f"{site}/chart.html")
    assert page.locator("#ease [data-picture] img").get_attribute("alt") == "the picture"
    assert not page.locator("#ease [data-interactive]").is_visible()
    page.click("#ease summary")
    assert page.locator("#ease tbody tr").all_text_contents() == ["2026-0161"]
    page.close()
