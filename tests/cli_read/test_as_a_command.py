"""`regard read` as people start it: from the shell, into a pipe, on a full disk, with a process that dies."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli_read.conftest import TEXTS
from tests.cli_read.test_exit_codes import started

ROOT = Path(__file__).resolve().parents[2]


def regard(*arguments, **how):
    """`regard read` by the command of the package itself."""
    return subprocess.Popen(
        [sys.executable, "-m", "regard.cli", "read", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
        **how,
    )


@pytest.fixture
def long_file(write):
    return write(("id", "nps", "comment"), [(n, n % 11, TEXTS[n % 4] * 5) for n in range(40_000)])


def test_the_command_reads_a_file_with_several_processes(write):
    path = write(("id", "nps", "comment"), [(n, n % 11, TEXTS[n % 4]) for n in range(6_000)])
    running = regard(path, "--json")
    out, err = running.communicate(timeout=180)
    assert (running.returncode, err) == (0, "")
    assert '"records": 6000,' in out


def test_the_command_reads_from_a_script_that_comes_from_standard_input(write):
    path = write(("id", "nps", "comment"), [(n, n % 11, TEXTS[n % 4]) for n in range(6_000)])
    script = f"import sys; from regard.cli import main; sys.exit(main(['read', {str(path)!r}, '--json']))"
    done = subprocess.run(
        [sys.executable, "-"],
        input=script,
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_reader_who_leaves_early_is_no_disaster(write):
    path = write(("id", "nps", "comment"), [(n, n % 11, TEXTS[n % 4]) for n in range(300)])
    running = regard(path, "--json")
    assert running.stdout is not None
    running.stdout.close()
    assert running.stderr is not None
    err = running.stderr.read()
    running.stderr.close()
    assert (running.wait(timeout=120), err) == (141, "")


def test_an_interrupted_command_ends_with_130(long_file, tmp_path):
    running = regard(long_file, "--readings", tmp_path / "out.jsonl")
    started(running, tmp_path, children=2)
    os.killpg(running.pid, signal.SIGINT)
    out, err = running.communicate(timeout=120)
    assert (running.returncode, out, err) == (130, "", "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answers.csv"]


def test_a_process_that_is_ended_from_outside_ends_the_command_with_a_sentence(long_file, tmp_path):
    running = regard(long_file, "--readings", tmp_path / "out.jsonl")
    born = started(running, tmp_path, children=2)
    time.sleep(1)
    os.kill(born[0], signal.SIGKILL)
    out, err = running.communicate(timeout=120)
    assert (running.returncode, out) == (2, "")
    assert err == (
        "regard read: answers.csv: a process that read texts was ended from outside; nothing was written\n"
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answers.csv"]


@pytest.mark.parametrize("option", ["--html", "--readings"])
@pytest.mark.parametrize(("language", "said"), [("en", "cannot be written: "), ("zh", "无法写入“")])
def test_an_output_where_nobody_can_write_is_said(read, survey, option, language, said):
    told = read(survey, option, "/proc/regard.out", "--lang", language)
    assert (told.code, told.out) == (2, "")
    assert said in told.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize("option", ["--html", "--readings"])
def test_a_full_disk_is_said(read, survey, option):
    told = read(survey, option, "/dev/full")
    assert (told.code, told.out) == (2, "")
    assert told.err == "regard read: answers.csv: “/dev/full” cannot be written: No space left on device\n"


@pytest.mark.parametrize(
    ("text", "code", "records"),
    [("a" * 30_000, 0, 2), ("客" * 30_000, 0, 2), ("a" * 30_001, 1, 1), ("word " * 5_900, 0, 2)],
)
def test_a_text_may_be_long_but_not_endless(read, write, text, code, records):
    told = read(write(("comment",), [(text,), ("friendly staff",)]), "--json")
    assert (told.code, told.object["records"]) == (code, records)
    if code:
        assert told.object["refusals"][0]["reason"] == "the text has 30001 characters; the limit is 30000"


@pytest.mark.parametrize(
    ("text", "language", "sentiment"),
    [
        ("Het personeel was erg vriendelijk en de levering kwam de volgende dag", "nl", None),
        ("Obsługa była bardzo miła, a dostawa szybka, serdecznie dziękuję", "pl", None),
        ("客服很耐心，问题很快就解决了，非常满意", "zh", "positive"),
        ("客服很耐心，問題很快就解決了，非常滿意", "zh", "positive"),
        ("The staff were friendly 👍", "en", "positive"),
        ("....", "unknown", None),
    ],
)
def test_a_text_that_is_not_understood_has_no_sentiment(read, write, text, language, sentiment):
    found = read(write(("id", "comment"), [("a", text), ("b", text)]), "--json").object
    assert found["languages"] == {language: 2}
    expected = dict.fromkeys(("negative", "neutral", "positive", "mixed"), 0)
    assert found["sentiment"] == expected | ({sentiment: 2} if sentiment else {})
    assert ("net_sentiment" in found["metrics"]) == (sentiment is not None)


def test_columns_of_the_same_name_are_told_apart(read, write):
    rows = [(n % 11, 1 + n % 5, "friendly staff") for n in range(60)]
    path = write(("Score", "Score", "comment"), rows)
    found = read(path, "--json", "--score-column", "Score (2)", "--scale", "1-5").object
    assert found["metrics"]["csat"]["n"] == 60
    assert [use["column"] for use in found["columns"]] == ["Score", "Score (2)", "comment"]


def test_scores_as_people_write_them_are_read(read, write):
    rows = [("9/10",), ("10",), ("8.0",), ("n/a",), ("seven",), ("十",)]
    found = read(
        write(("nps", "comment"), [(*row, "fine") for row in rows]), "--json", "--scale", "0-10"
    ).object
    assert (found["records"], found["metrics"]["nps"]["n"]) == (6, 5)


def test_words_of_satisfaction_are_a_scale(read, write):
    ladder = ("非常不满意", "不满意", "一般", "满意", "非常满意")
    found = read(write(("满意度",), [(ladder[n % 5],) for n in range(200)]), "--json").object["metrics"]
    assert (found["csat"]["value"], found["csat"]["scale"]) == (40.0, "1-5")


def test_no_words_at_all_leave_out_their_section(read, survey):
    assert "Words customers use" not in read(survey, "--limit-words", "0").out


def test_a_limit_holds_for_every_sentiment_on_the_terminal(read, survey):
    out = read(survey, "--limit-words", "2").out
    (line,) = [line for line in out.splitlines() if line.startswith("  positive  ") and "%" not in line]
    assert len(line.split("   ")[-2:]) == 2


def loaded_by(statement):
    """The modules of others that one statement loads."""
    script = f"import sys; {statement}; print(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_a_report_needs_no_django():
    assert "django" not in loaded_by(
        "import regard.report.reporting, regard.report.page, regard.report.readers"
    )


def test_the_arguments_load_nothing_heavy():
    assert (
        loaded_by("import regard.cli_read") & {"pyarrow", "duckdb", "numpy", "vl_convert", "rjieba"} == set()
    )


def test_a_report_without_a_page_loads_no_charts():
    assert "vl_convert" not in loaded_by("import regard.report.reporting")
