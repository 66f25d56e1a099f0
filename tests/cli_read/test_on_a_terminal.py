"""On a real terminal: progress while a long file is read, emphasis unless it is not wanted."""

import json
import os
import pty
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cli_read.conftest import TEXTS

ROOT = Path(__file__).resolve().parents[2]


def watched(*arguments: object, **environment: str) -> tuple[int, str]:
    """What somebody at a terminal sees of `regard read`, and the code that it ends with."""
    ours, theirs = pty.openpty()
    running = subprocess.Popen(
        [sys.executable, "-m", "regard.cli", "read", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"LC_ALL": "C.UTF-8", "TERM": "xterm"} | environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    seen = b""
    with suppress(OSError):  # which is how a terminal ends
        while piece := os.read(ours, 65_536):
            seen += piece
    os.close(ours)
    return running.wait(timeout=120), seen.decode("utf-8")


@pytest.fixture(scope="module")
def long_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("long") / "answers.csv"
    lines = [f"{n},{n % 11},{TEXTS[n % 4]}" for n in range(12_000)]
    path.write_text("\n".join(["id,nps,comment", *lines]), "utf-8")
    return path


def left(seen: str) -> list[str]:
    """The lines that stand on the screen in the end: what a carriage return went back over is gone."""
    return [line.rstrip("\r").rsplit("\r", 1)[-1] for line in seen.split("\n")]


@pytest.mark.parametrize(
    ("language", "told", "first"),
    [("en", "\rReading: ", "How customers see the company"), ("zh", "\r正在读取：", "客户如何看待公司")],
)
def test_a_long_file_tells_how_far_it_is_and_wipes_that_away(long_file, language, told, first):
    code, seen = watched(long_file, "--lang", language, NO_COLOR="1")
    assert code == 0
    assert told in seen
    assert left(seen)[0] == first
    assert [line for line in left(seen) if told.strip() in line] == []


def test_a_terminal_shows_emphasis_that_ends(survey):
    _code, seen = watched(survey)
    assert left(seen)[0] == "\x1b[1mHow customers see the company\x1b[0m"
    assert seen.count("\x1b[") == 2 * seen.count("\x1b[0m")


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_may_ask_for_none(survey, environment):
    _code, seen = watched(survey, **environment)
    assert left(seen)[0] == "How customers see the company"
    assert "\x1b" not in seen


def test_json_on_a_terminal_is_json(survey):
    code, seen = watched(survey, "--json")
    assert (code, json.loads("\n".join(left(seen)))["records"]) == (0, 400)
