"""Whatever stands in a file, the command ends with a code and a sentence, never with a traceback."""

import csv
import io
import json
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli_read.conftest import command

CALM = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TEXT = st.text(st.characters(codec="utf-8"), max_size=40)
SCORE = st.one_of(
    st.integers(-3, 12).map(str), st.sampled_from(["", "n/a", "9/10", "five", "十", "4.5", "1e9", "★★★"])
)
DATE = st.sampled_from(
    ["2026-03-01", "01/03/2026", "", "2026-02-30", "昨天", "1770000000", "3 March 2026", "0000-00-00"]
)
HEADERS = st.sampled_from(
    [("nps", "date", "comment"), ("评分", "日期", "内容"), ("score", "when", "x"), ("a", "b", "c")]
)
OPTIONS = st.sampled_from(
    [
        [],
        ["--scale", "0-10"],
        ["--metric", "csat"],
        ["--metric", "nps", "--scale", "1-5"],
        ["--score-column", "nps"],
        ["--text-column", "comment"],
        ["--time-column", "date", "--day-first"],
        ["--time-zone", "Asia/Kathmandu"],
        ["--delimiter", ";"],
        ["--limit-words", "0"],
    ]
)


def told(content: bytes, options: list[str], *outputs: str) -> tuple[int, str, str]:
    """The code and what was said of a file with this content; `outputs` are written and must be whole."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.csv"
        path.write_bytes(content)
        asked = [part for name in outputs for part in (f"--{name}", str(Path(folder) / name))]
        parsed = command().parse_args(["read", str(path), "--json", "--lang", "en", *options, *asked])
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = parsed.run(parsed)
        written = {found.name for found in Path(folder).iterdir()} - {"any.csv"}
        assert written == (set(outputs) if code < 2 else set())
        return code, out.getvalue(), err.getvalue()


def check(code: int, out: str, err: str) -> None:
    assert code in (0, 1, 2)
    assert "Traceback" not in err
    if code == 2:
        assert out == ""
        assert err.splitlines()[-1].startswith("regard read: any.csv: ")
    else:
        found = json.loads(out)
        assert found["records"] > 0
        assert (found["refused"] > 0) == (code == 1) == bool(err)


@CALM
@given(HEADERS, st.lists(st.tuples(SCORE, DATE, TEXT), max_size=12), OPTIONS)
def test_any_answers(header, rows, options):
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    check(*told(out.getvalue().encode("utf-8"), options, "readings"))


@CALM
@given(st.binary(max_size=400))
def test_any_bytes(content):
    check(*told(content, []))


@CALM
@given(st.text(st.sampled_from('nps,comment\n\r";\t{}[]:0199好 é\x00\x1b'), max_size=200))
def test_anything_like_a_table(text):
    check(*told(text.encode("utf-8"), []))


@CALM
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["nps", "comment", "date", ""]),
            st.one_of(SCORE, TEXT, st.integers(), st.none(), st.lists(st.integers(), max_size=2)),
        ),
        max_size=6,
    )
)
def test_any_json_lines(rows):
    check(*told("".join(json.dumps(row) + "\n" for row in rows).encode("utf-8"), []))


@pytest.mark.slow
@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(SCORE, DATE, TEXT), min_size=1, max_size=40))
def test_any_answers_make_a_page(rows):
    out = io.StringIO()
    csv.writer(out).writerows([("nps", "date", "comment"), *rows])
    check(*told(out.getvalue().encode("utf-8"), ["--scale", "0-10"], "html", "readings"))
