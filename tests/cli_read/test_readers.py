"""A process that reads texts: one batch at a time, and an end that is noticed on both sides."""

import os
import signal
import sys
from contextlib import closing
from multiprocessing import Pipe
from pathlib import Path

import pytest

from regard.report.readers import Reader, ReaderEnded, readings_of, serve
from regard.report.reading import reading_of
from tests.cli_read.conftest import TEXTS


def test_a_reader_says_what_this_process_would_say():
    with closing(Reader()) as reader:
        for texts in ([*TEXTS], [None, "", "half \ud83d friendly"], []):
            reader.begin(texts)
            assert reader.finish().equals(reading_of(texts))


def test_a_reader_takes_a_batch_larger_than_the_line_between_them():
    texts = [f"{TEXTS[n % 4]} {n} " * 20 for n in range(1_000)]
    with closing(Reader()) as reader:
        reader.begin(texts)
        assert reader.finish().num_rows == 1_000


def test_a_reader_that_was_ended_is_noticed():
    with closing(Reader()) as reader:
        os.kill(reader._process.pid, signal.SIGKILL)
        with pytest.raises(ReaderEnded):
            for _batch in range(100):
                reader.begin(list(TEXTS))
                reader.finish()


def test_a_reader_is_gone_when_it_is_closed():
    reader = Reader()
    reader.begin(list(TEXTS) * 500)
    reader.close()
    assert reader._process.returncode == -signal.SIGKILL


def test_a_reader_finds_the_package_where_this_process_found_it(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", [path for path in sys.path if path])
    monkeypatch.chdir(tmp_path)
    with closing(Reader()) as reader:
        reader.begin(["friendly staff"])
        assert reader.finish()["sentiment"].to_pylist() == ["positive"]


def test_serving_ends_with_the_line():
    ours, theirs = Pipe()
    ours.send(["friendly staff"])
    served = os.dup(theirs.fileno())
    theirs.close()
    ours.send(None)  # not texts: the reader fails, as it would on any error of its own
    with pytest.raises(TypeError):
        serve(served)
    assert ours.recv()["language"].to_pylist() == ["en"]
    ours.close()


def test_serving_ends_quietly_where_nobody_listens():
    ours, theirs = Pipe()
    served = os.dup(theirs.fileno())
    theirs.close()
    ours.close()
    serve(served)


def children() -> set[str]:
    """Who was started by this process."""
    return set(Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split())


def test_no_process_is_left_when_reading_is_given_up():
    before = children()
    found = readings_of(((n, list(TEXTS)) for n in range(50)), processes=2)
    next(found)
    assert len(children() - before) == 2
    found.close()
    assert children() - before == set()
