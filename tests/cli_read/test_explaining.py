"""`regard explain`: one text from the command line or a pipe, in both languages, for people and machines."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from regard.cli import main
from regard.perception import text as engine
from regard.report.printable import width
from regard.report.terminal import COLUMNS

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = "The staff were rude, but the delivery was quick."
CHINESE = "客服很耐心，但是等了两个小时，价格也不便宜"


@pytest.fixture
def explain(capsys, monkeypatch):
    """Call `regard explain` in this process, in English unless a test says otherwise."""
    for name in ("LC_ALL", "LC_MESSAGES", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")

    def call(*arguments):
        try:
            code = main(["explain", *arguments])
        except SystemExit as end:
            code = int(str(end.code))
        return code, *capsys.readouterr()

    return call


def amounts(block):
    """The amounts of a label's lines, those of its places and what else there is, and what they come to."""
    found = [float(line[38:46].replace("−", "-")) for line in block.splitlines()[1:]]
    return found[:-1], found[-1]


def test_each_label_of_the_reading_is_explained_by_what_adds_up_to_its_score(explain):
    code, out, err = explain(ENGLISH)
    assert (code, err) == (0, "")
    head, told, *blocks = out.rstrip("\n").split("\n\n")
    assert head.splitlines()[0] == ENGLISH
    assert head.splitlines()[1].startswith("English · negative ")
    assert told.startswith("A label has a score")
    labels = engine.explain(ENGLISH)
    assert len(blocks) == len(labels)
    for block, label in zip(blocks, labels, strict=True):
        parts, total = amounts(block)
        assert len(parts) <= 5 + 2
        assert sum(parts) == pytest.approx(total, abs=0.05)
        assert total == pytest.approx(label.score, abs=0.005)


def test_the_words_that_carried_a_label_stand_in_it(explain):
    _, out, _ = explain(ENGLISH, "--reasons", "2")
    blocks = {block.splitlines()[0]: block for block in out.rstrip("\n").split("\n\n")[2:]}
    assert "“rude”" in blocks["Factors: support – bad  “The staff were rude”"]
    assert "“quick”" in blocks["Factors: delivery – good  “but the delivery was quick”"]
    assert all(block.count("“") <= 3 for block in blocks.values())


def test_it_speaks_chinese_of_a_chinese_text_and_keeps_its_columns(explain):
    code, out, err = explain(CHINESE, "--lang", "zh")
    assert (code, err) == (0, "")
    assert "中文 · 负面 " in out
    assert "情感：负面" in out
    assert "影响因素：价格 – 差  “价格也不便宜”" in out
    assert not any(word in out for word in ("together", "before", "cue", "likelier", "label"))
    assert {
        width(line.split("+")[0].split("−")[0]) for line in out.splitlines() if "还没有任何词语时" in line
    } == {39}
    assert all(width(line) <= COLUMNS for line in out.splitlines())


def test_the_language_is_that_of_the_environment(explain, monkeypatch):
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "合计" in explain(ENGLISH)[1]


def test_machines_are_told_the_reading_and_every_label_with_its_places(explain):
    code, out, err = explain(ENGLISH, "--json", "--reasons", "3")
    found = json.loads(out)
    assert (code, err, found["text"]) == (0, "", ENGLISH)
    assert (found["engine"], found["version"]) == (engine.ENGINE, engine.VERSION)
    assert found["reading"]["factors"] == engine.read([ENGLISH]).to_pylist()[0]["factors"]
    assert [one["label"] for one in found["why"]] == [one.label for one in engine.explain(ENGLISH)]
    for one in found["why"]:
        places = sum(reason["weight"] for reason in one["reasons"])
        assert len(one["reasons"]) <= 3
        assert one["constant"] + places + one["rest"] == pytest.approx(one["score"], abs=1e-6)


@pytest.mark.parametrize("said", ["", "   ", "12345", "....", "\u200b"])
def test_where_nothing_was_read_that_is_said(explain, said):
    code, out, err = explain(said)
    assert (code, err) == (0, "")
    assert out.endswith("\n\nNothing was read in it.\n")


@pytest.mark.parametrize(
    "said", ["great\x1b[31m staff\x07", "great \udcff staff", "great \u202estaff\n\n\nrude"]
)
def test_hostile_texts_are_harmless_on_a_terminal(explain, said):
    code, out, err = explain(said)
    assert (code, err) == (0, "")
    assert all(letter.isprintable() or letter == "\n" for letter in out)
    assert "“great”" in out


def test_a_text_of_standard_input_is_read_whole():
    done = subprocess.run(
        [sys.executable, "-m", "regard.cli", "explain", "-", "--lang", "en"],
        input=CHINESE.encode() + b" \xff\n",
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""
    assert done.stdout.decode().splitlines()[0] == f"{CHINESE} \ufffd"


@pytest.mark.parametrize(("letter", "n", "code"), [("好", 30_000, 0), ("好", 30_001, 2), ("a ", 15_001, 2)])
def test_a_text_has_an_end(explain, monkeypatch, letter, n, code):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO((letter * n).encode())))
    found, out, err = explain("-", "--reasons", "1")
    assert found == code
    assert bool(out) == (code == 0)
    assert err == ("" if code == 0 else "regard explain: the text has more than 30,000 characters\n")


@pytest.mark.parametrize("given", ["-1", "many", "1001", "٣", "9" * 5_000])
def test_a_number_of_places_is_a_number(explain, given):
    code, out, err = explain(ENGLISH, "--reasons", given)
    assert (code, out) == (2, "")
    assert "a number of places is a whole number up to 1,000" in err


def test_no_places_at_all_leave_what_they_come_to(explain):
    _, out, _ = explain(ENGLISH, "--reasons", "0")
    parts, total = amounts(out.rstrip("\n").split("\n\n")[2])
    assert len(parts) == 2
    assert sum(parts) == pytest.approx(total, abs=0.02)
