"""What holds for every page: one list of colours, readable in both themes, no inline style or script."""

import re
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[2] / "regard/web"
CSS, JS = WEB / "static/css", WEB / "static/js"
TEMPLATES = sorted(path for path in WEB.rglob("*.html") if "templates" in path.parts)
TOKEN = re.compile(r"(--[\w-]+):\s*([^;]+);")
BLOCK = re.compile(r"^(\s*)(:root[^{]*?)\s*\{(.*?)^\1\}", re.S | re.M)


def blocks() -> list[tuple[str, dict[str, str]]]:
    """The blocks of tokens.css: the selector and what it sets."""
    text = (CSS / "tokens.css").read_text(encoding="utf-8")
    return [(found[2], dict(TOKEN.findall(found[3]))) for found in BLOCK.finditer(text)]


def tokens(theme: str) -> dict[str, str]:
    light = {
        name: value for selector, block in blocks() if selector == ":root" for name, value in block.items()
    }
    dark = next(block for selector, block in blocks() if selector == ':root[data-theme="dark"]')
    return light if theme == "light" else light | dark


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2.2, 0 (black) to 1 (white)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_dark_by_device_and_dark_by_choice_are_the_same_list():
    by_device = next(block for selector, block in blocks() if selector == ':root:not([data-theme="light"])')
    by_choice = next(block for selector, block in blocks() if selector == ':root[data-theme="dark"]')
    assert by_device == by_choice
    colours = {name for name, value in tokens("light").items() if re.search(r"#|rgb", value)}
    assert set(by_choice) == colours


def test_there_are_five_sizes_of_type_and_spacing_goes_in_steps_of_4_px():
    light = tokens("light")
    assert len([name for name in light if name.startswith("--text-")]) == 5
    steps = {
        name: float(value.removesuffix("rem")) * 16
        for name, value in light.items()
        if name.startswith("--s") and name[3:].isdigit()
    }
    assert {name: size % 4 for name, size in steps.items()} == dict.fromkeys(steps, 0)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("text", "grounds"),
    [
        (
            "--ink",
            ["--paper", "--wash", "--hover", "--mid-wash", "--low-wash", "--high-wash", "--accent-wash"],
        ),
        ("--muted", ["--paper", "--wash", "--hover", "--mid-wash"]),
        ("--accent", ["--paper", "--wash", "--accent-wash"]),
        ("--low", ["--paper", "--wash", "--low-wash"]),
        ("--high", ["--paper", "--wash", "--high-wash"]),
        ("--on-accent", ["--accent-fill", "--accent-fill-hover"]),
    ],
)
def test_text_can_be_read_on_every_ground_it_stands_on(theme, text, grounds):
    values = tokens(theme)
    assert {ground: contrast(values[text], values[ground]) >= 4.5 for ground in grounds} == dict.fromkeys(
        grounds, True
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("line", ["--line-strong", "--accent", "--low", "--high"])
def test_the_lines_of_fields_and_marks_stand_out_three_to_one(theme, line):
    values = tokens(theme)
    assert contrast(values[line], values["--paper"]) >= 3


def test_charts_are_drawn_in_the_light_colours_of_the_tokens():
    pairs = dict(re.findall(r'"(#[0-9a-f]{6})": "(--[\w-]+)"', (JS / "chart-colours.js").read_text("utf-8")))
    assert pairs == {tokens("light")[name]: name for name in pairs.values()}
    assert len(pairs) == 8


def test_pictures_of_charts_in_the_page_follow_the_theme_by_the_same_colours():
    text = (CSS / "chart.css").read_text("utf-8")
    painted = re.findall(r'\[(?:fill|stroke)="(#\w+)"\] \{ (?:fill|stroke): var\((--[\w-]+)\)', text)
    assert len(painted) == 10
    assert {(colour, name) for colour, name in painted if tokens("light")[name] != colour} == set()


def test_every_style_sheet_is_linked_once():
    linked = re.findall(r"css/([\w-]+\.css)", (WEB / "templates/components/head.html").read_text("utf-8"))
    assert sorted(linked) == sorted(path.name for path in CSS.glob("*.css"))


def test_every_colour_in_a_style_sheet_is_a_token_that_exists():
    names = set(tokens("light"))
    used = {
        name for path in CSS.glob("*.css") for name in re.findall(r"var\((--[\w-]+)", path.read_text("utf-8"))
    }
    assert used - names == set()
    elsewhere = {
        path.name
        for path in CSS.glob("*.css")
        if re.search(r":[^;{]*#[0-9a-f]{3,6}\b", path.read_text("utf-8"))
    }
    assert elsewhere == {"tokens.css", "base.css"}  # paper is white in print


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB)))
def test_a_template_has_no_inline_style_script_or_handler(path):
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:|\shx-on", text) == []
    assert re.findall(r"<script(?![^>]*\ssrc=)", text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB)))
def test_a_template_asks_no_other_host_for_anything(path):
    assert re.findall(r'(?:src|href)="(?:https?:)?//', path.read_text(encoding="utf-8")) == []


def test_every_icon_that_a_template_names_is_drawn():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (WEB / "static/img/icons.svg").read_text("utf-8")))
    named = {name for path in TEMPLATES for name in re.findall(r'icon="([\w-]+)"', path.read_text("utf-8"))}
    assert named - drawn == set()


@pytest.mark.parametrize("path", sorted(JS.glob("*.js")), ids=lambda path: path.name)
def test_a_script_is_short_and_needs_no_eval_and_no_inline_style(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 100
    assert (
        re.findall(r"\beval\(|new Function|innerHTML|outerHTML|\.style\b|document\.write|console\.", text)
        == []
    )


def test_what_a_person_reads_stands_in_no_script():
    """Words of the interface come translated from templates; only names of days and months are listed."""
    chinese = {path.name for path in JS.glob("*.js") if re.search("[一-鿿]", path.read_text("utf-8"))}
    assert chinese == {"chart-language.js"}
