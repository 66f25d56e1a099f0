"""How the command ends: codes that mean something, and nothing half-written."""

import gzip
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli_read.conftest import TEXTS

ROOT = Path(__file__).resolve().parents[2]
NOISE = random.Random(7).randbytes(90_000)  # cannot be compressed, and is the same in every process
START = (
    "import argparse, sys\n"
    "from regard.cli_read import add_parser\n"
    "root = argparse.ArgumentParser()\n"
    "add_parser(root.add_subparsers(required=True))\n"
    "options = root.parse_args(['read', *sys.argv[1:]])\n"
    "sys.exit(options.run(options))\n"
)


def process(*arguments: object, **environment: str) -> subprocess.Popen[str]:
    """`regard read` as a process of its own."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))}
    return subprocess.Popen(
        [sys.executable, "-c", START, *map(str, arguments)],
        cwd=ROOT,
        env=own | {"LANG": "C.UTF-8"} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )


def test_0_where_every_row_was_read(read, survey):
    assert read(survey).code == 0


def test_1_where_some_rows_were_refused_and_the_report_is_printed_all_the_same(read, write):
    told = read(write(("nps", "comment"), [(n % 12, "good") for n in range(60)]))
    assert told.code == 1
    assert told.out.startswith("How customers see the company\n")
    assert "5 rows were refused.\n" in told.out


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("nothing.csv", b"", "the file is empty"),
        ("header.csv", b"nps,comment\n", "the file has a header but no rows"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "the file is not a table of text"),
        ("page.csv", b"<!doctype html><html><table>", "the file is a web page or XML"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "the old Excel format"),
        (
            "twice.gz",
            gzip.compress(gzip.compress(b"nps\n1\n", mtime=0), mtime=0),
            "compressed more than once",
        ),
        ("cut.csv.gz", gzip.compress(b"comment\n" + NOISE, mtime=0)[:30_000], "damaged or incomplete"),
    ],
)
def test_2_for_a_file_that_cannot_be_used(read, tmp_path, name, content, reason):
    path = tmp_path / name
    path.write_bytes(content)
    told = read(path, "--json")
    assert (told.code, told.out) == (2, "")
    assert told.err.startswith(f"regard read: {name}: ")
    assert reason in told.err
    assert told.err.count("\n") == 1


def test_2_for_a_file_that_is_not_there(read, tmp_path):
    told = read(tmp_path / "none.csv")
    assert (told.code, told.out) == (2, "")
    assert told.err == "regard read: none.csv: there is no file “none.csv”\n"


def test_2_for_a_folder(read, tmp_path):
    told = read(tmp_path, "--lang", "zh")
    assert told.code == 2
    assert told.err == f"regard read: {tmp_path.name}: “{tmp_path.name}”是文件夹，不是文件\n"


def test_2_where_no_row_could_be_read_with_the_reasons(read, write):
    told = read(write(("nps",), [(50,), (60,)]), "--scale", "0-10", "--json")
    assert (told.code, told.out) == (2, "")
    assert told.err == (
        "2 rows were refused:\n"
        "  2 times, first in row 2, column “nps”: 50 is outside the scale 0 to 10\n"
        "regard read: answers.csv: no row of the file could be read\n"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["--scale", "5"],
        ["--scale", "10-0"],
        ["--scale", "0-99999"],
        ["--metric", "loyalty"],
        ["--lang", "fr"],
        ["--limit-words", "-1"],
        ["--limit-words", "some"],
        ["--time-zone", "Mars/Olympus"],
        ["--nonsense"],
    ],
)
def test_2_for_arguments_that_mean_nothing(read, survey, arguments):
    told = read(survey, *arguments)
    assert (told.code, told.out) == (2, "")
    assert told.err.startswith("usage: regard")


def test_2_without_a_file(read):
    assert read().code == 2


def test_what_is_wrong_with_an_argument_is_said_in_chinese_too(read, survey, monkeypatch):
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "量表应写成最低分和最高分，例如 0-10" in read(survey, "--scale", "many").err
    assert "没有名为“Mars”的时区" in read(survey, "--time-zone", "Mars").err


@pytest.mark.parametrize("option", ["--html", "--readings"])
def test_the_file_that_is_read_is_never_written_over(read, survey, option):
    before = survey.read_bytes()
    told = read(survey, option, survey)
    assert (told.code, told.out) == (2, "")
    assert told.err == "regard read: answers.csv: the file that is read would be written over\n"
    assert survey.read_bytes() == before


def test_two_outputs_do_not_share_a_file(read, survey, tmp_path):
    told = read(survey, "--html", tmp_path / "out", "--readings", tmp_path / "x" / ".." / "out")
    assert told.code == 2
    assert "two things would be written into the same file" in told.err


@pytest.mark.parametrize("option", ["--html", "--readings"])
def test_an_output_in_no_folder_is_refused_before_the_file_is_read(read, survey, tmp_path, option):
    told = read(survey, option, tmp_path / "missing" / "out")
    assert (told.code, told.out) == (2, "")
    assert "cannot be written" in told.err


def test_an_output_that_is_a_folder_is_refused(read, survey, tmp_path):
    assert read(survey, "--html", tmp_path).code == 2


def test_outputs_appear_whole_and_are_named(read, survey, tmp_path):
    page, readings = tmp_path / "out.html", tmp_path / "out.jsonl"
    told = read(survey, "--html", page, "--readings", readings)
    assert told.err == f"Written: {page}\nWritten: {readings}\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answers.csv", "out.html", "out.jsonl"]


def test_an_output_of_an_earlier_run_stays_where_this_one_fails(read, tmp_path):
    broken = tmp_path / "cut.csv.gz"
    broken.write_bytes(gzip.compress(b"comment\n" + b"friendly staff\n" * 90_000)[:1_500])
    page, readings = tmp_path / "out.html", tmp_path / "out.jsonl"
    page.write_text("earlier")
    readings.write_text("earlier")
    assert read(broken, "--html", page, "--readings", readings).code == 2
    assert (page.read_text(), readings.read_text()) == ("earlier", "earlier")
    assert len(list(tmp_path.iterdir())) == 3


def test_an_output_follows_a_link_and_leaves_it(read, survey, tmp_path):
    target, link = tmp_path / "target.html", tmp_path / "link.html"
    link.symlink_to(target)
    read(survey, "--html", link)
    assert link.is_symlink()
    assert target.read_text("utf-8").startswith("<!doctype html>")


def test_an_output_may_be_a_device(read, survey):
    assert read(survey, "--readings", "/dev/null").code == 0
    assert Path("/dev/null").is_char_device()


def test_a_file_may_be_named_like_an_option(read, survey, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    survey.rename(tmp_path / "-answers.csv")
    assert read("--", "-answers.csv").code == 0


def test_as_a_process_it_prints_and_ends_with_its_code(survey):
    running = process(survey, "--json", LANG="zh_CN.UTF-8")
    out, err = running.communicate(timeout=120)
    assert (running.returncode, err) == (0, "")
    assert '"records": 400' in out


def test_as_a_process_of_an_ascii_world_it_still_prints(survey):
    running = process(survey, "--lang", "zh", PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
    out, _err = running.communicate(timeout=120)
    assert (running.returncode, out.splitlines()[0]) == (0, "????????")


def test_the_json_is_utf_8_in_an_ascii_world(survey):
    running = process(survey, "--json", PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
    out, err = running.communicate(timeout=120)
    assert (running.returncode, err) == (0, "")
    assert "满意" in out


@pytest.fixture
def long_file(write):
    return write(("id", "comment"), [(n, TEXTS[n % 4] * 6) for n in range(60_000)])


def started(running: subprocess.Popen[str], folder: Path, *, children: int) -> list[int]:
    """Wait until the process has begun to write, and has this many children; who they are."""
    deadline = time.monotonic() + 120
    family = Path(f"/proc/{running.pid}/task/{running.pid}/children")
    while time.monotonic() < deadline:
        born = [int(pid) for pid in family.read_text().split()]
        if any(folder.glob(".unfinished-*")) and len(born) >= children:
            return born
        time.sleep(0.05)
    pytest.fail(f"it did not begin: {running.poll()}")


@pytest.mark.parametrize("patience", [0, 2])
def test_130_when_interrupted_and_nothing_is_left_behind(long_file, tmp_path, patience):
    readings, scratch = tmp_path / "out.jsonl", tmp_path / "scratch"
    scratch.mkdir()
    running = process(long_file, "--readings", readings, TMPDIR=str(scratch))
    started(running, tmp_path, children=1)
    time.sleep(patience)
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does: everybody hears it
    out, err = running.communicate(timeout=120)
    assert (running.returncode, out, err) == (130, "", "")
    assert not readings.exists()
    assert [*tmp_path.glob(".unfinished-*"), *scratch.iterdir()] == []


def test_processes_that_read_texts_do_not_outlive_a_killed_command(long_file, tmp_path):
    running = process(long_file, "--readings", tmp_path / "out.jsonl")
    born = started(running, tmp_path, children=2)
    time.sleep(2)
    running.kill()
    running.communicate(timeout=120)
    deadline = time.monotonic() + 30
    while any(is_alive(pid) for pid in born) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [pid for pid in born if is_alive(pid)] == []


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(")")[-1].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False
