"""The terminal, the page, the machine, the reference and the benchmark tell the same."""

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from regard.cli_read import METRICS, add_parser
from regard.perception.estimates import Estimate
from regard.perception.schema import METRICS as ROW_METRICS
from regard.report.figures import interval_text, value_text
from regard.report.phrases import Phrases, phrases_in
from regard.web.listening.formats import METRICS as FILE_METRICS

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = (ROOT / "docs/reference/read.md").read_text("utf-8")


def parser(language="en", monkeypatch=None):
    root = argparse.ArgumentParser(prog="regard")
    commands = root.add_subparsers()
    add_parser(commands)
    found: argparse.ArgumentParser = commands.choices["read"]
    return found


def options():
    return {name for action in parser()._actions for name in action.option_strings if name.startswith("--")}


def test_the_reference_names_every_option_and_no_other():
    named = set(re.findall(r"--[a-z]+(?:-[a-z]+)*", REFERENCE))
    assert named == options() - {"--help"}


def test_the_reference_names_everything_that_the_object_has(read, survey):
    found = read(survey, "--json").object
    names = {*found, *found["metrics"]["nps"], *found["words"][0], *found["months"][0], *found["columns"][2]}
    names |= {*found["engine"], "row", "column", "reason"}
    assert [name for name in sorted(names) if f"`{name}`" not in REFERENCE] == []


def test_the_reference_shows_a_line_of_readings_as_it_is(read, write, tmp_path):
    shown = json.loads("".join(re.findall(r"```\n(\{.*?\})\n```", REFERENCE, re.DOTALL)[0].splitlines()))
    out = tmp_path / "readings.jsonl"
    read(write(("id", "comment"), [("r0", "The staff were friendly")]), "--readings", out)
    (line,) = map(json.loads, out.read_text("utf-8").splitlines())
    assert line.keys() == shown.keys()
    assert line["words"][-1] == shown["words"][0]


@pytest.mark.parametrize("code", ["0", "1", "2", "130"])
def test_the_reference_and_the_help_name_every_exit_code(code):
    assert f"\n| {code} |" in REFERENCE
    assert re.search(rf"\b{code}\s", parser().format_help())


def test_metrics_have_the_same_names_everywhere():
    assert METRICS == FILE_METRICS == ROW_METRICS


def test_help_is_in_the_language_of_the_environment(monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    chinese = parser().format_help()
    monkeypatch.setenv("LC_ALL", "C")
    english = parser().format_help()
    assert "读取反馈文件，输出客户如何看待公司" in chinese
    assert "read a file of feedback and print how customers see the company" in english
    assert [line for line in english.splitlines() if re.search("[\u4e00-\u9fff]", line)] == []


@pytest.mark.parametrize(
    ("written", "scale"),
    [
        ("0-10", (0, 10)),
        ("1 - 5", (1, 5)),
        ("1–7", (1, 7)),
        ("1..7", (1, 7)),
        ("1:5", (1, 5)),
        ("0 to 100", (0, 100)),
        ("1至5", (1, 5)),
        ("-2-2", (-2, 2)),
        ("-5--1", (-5, -1)),
    ],
)
def test_a_scale_is_written_in_many_ways(written, scale):
    assert parser().parse_args(["x.csv", f"--scale={written}"]).scale == scale


@pytest.mark.parametrize(("written", "delimiter"), [("tab", "\t"), ("TAB", "\t"), ("\\t", "\t"), (";", ";")])
def test_a_tab_is_written_as_people_can(written, delimiter):
    assert parser().parse_args(["x.csv", "--delimiter", written]).delimiter == delimiter


def test_nothing_is_given_unless_somebody_says_it():
    found = vars(parser().parse_args(["x.csv"]))
    assert {name: value for name, value in found.items() if value not in (None, False)} == {
        "file": "x.csv",
        "limit_words": 50,
        "run": found["run"],
    }


@pytest.mark.parametrize("language", ["en", "zh"])
def test_terminal_and_page_show_the_numbers_of_the_object(read, survey, tmp_path, language, monkeypatch):
    asked = ("--lang", language)
    page = tmp_path / "out.html"
    out = read(survey, *asked, "--html", page).out
    html = page.read_text("utf-8")
    phrases = Phrases() if language == "en" else phrases_in("zh")
    for name, metric in read(survey, *asked, "--json").object["metrics"].items():
        value, interval = texts_of(name, metric, phrases)
        assert f"{value}   ({interval})" in out
        assert f">{value} <small>{interval}</small><" in html


def texts_of(name, metric, phrases):
    """How the numbers of the object are written by the same rules."""
    from regard.perception import Counts, Scale, nps, polarity
    from regard.perception.metrics import net_sentiment

    found: Estimate
    if name == "nps":
        found = nps(Counts.of({10: 120, 9: 120, 8: 40, 7: 40, 3: 40, 0: 40}, Scale(0, 10)))
    else:
        found = net_sentiment(polarity({"positive": 320, "negative": 80}))
    assert (found.value, found.low, found.high, found.n) == tuple(
        metric[key] for key in ("value", "low", "high", "n")
    )
    return value_text(found, phrases), interval_text(found, phrases)


def test_words_are_the_same_on_the_terminal_and_in_the_object(read, survey):
    out = " ".join(read(survey).out.split())
    words = read(survey, "--json").object["words"]
    leading = [word for word in words if word["sentiment"] in ("positive", "negative")][:5]
    assert [word["word"] for word in leading if f"{word['word']} {word['count']}" not in out] == []


def test_asking_for_files_changes_nothing_of_what_is_printed(read, survey, tmp_path):
    plain = read(survey).out
    assert read(survey, "--html", tmp_path / "a", "--readings", tmp_path / "b").out == plain


def test_the_same_file_gives_the_same_page(read, survey, tmp_path):
    pages = [tmp_path / "one.html", tmp_path / "two.html"]
    for page in pages:
        read(survey, "--html", page)
    assert pages[0].read_bytes() == pages[1].read_bytes()


def test_the_order_of_rows_changes_no_number(read, write):
    rows = [(f"2026-0{1 + n % 3}-05", n % 11, f"friendly staff {n % 4}") for n in range(600)]
    header = ("date", "nps", "comment")
    one = read(write(header, rows, "one.csv"), "--json").object
    two = read(write(header, rows[::-1], "two.csv"), "--json").object
    assert one == two


def test_the_benchmark_checks_that_both_count_the_same():
    done = subprocess.run(
        [sys.executable, "benchmarks/reading.py", "600"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"^ratio: [\d.]+ of the seconds, [\d.]+ of the memory$", done.stdout, re.MULTILINE)
