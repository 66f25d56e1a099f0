"""Texts read in order, a batch at a time, by several processes where there are many.

The processes are started by a command of their own, so that they neither run the caller's program again, nor
hear Ctrl-C, nor outlive the caller: without a line to it they end.
"""

import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from itertools import chain, islice
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any, TypeVar

import pyarrow as pa

from regard.report.reading import reading_of

BATCH = 1_000  # texts
ALONE = 4  # batches that are read before further processes are worth their start
PROCESSES = 2
SERVE = "import sys; from regard.report.readers import serve; serve(int(sys.argv[1]))"
GONE = (EOFError, ConnectionError)

Item = TypeVar("Item")
Texts = Sequence[str | None]


class ReaderEnded(Exception):
    """A process that read texts ended before it had read them all."""


class Reader:
    """One process; it is given a batch only when it has given back the one before."""

    def __init__(self) -> None:
        self._line, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", SERVE, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env=os.environ | {"PYTHONPATH": os.pathsep.join(path or os.curdir for path in sys.path)},
                start_new_session=True,
            )

    def begin(self, texts: Texts) -> None:
        """Let it read these texts; raises ReaderEnded."""
        try:
            self._line.send(texts)
        except GONE as problem:
            raise ReaderEnded from problem

    def finish(self) -> pa.Table:
        """Wait for what the texts say; raises ReaderEnded."""
        try:
            return self._line.recv()
        except GONE as problem:
            raise ReaderEnded from problem

    def close(self) -> None:
        """End the process, whatever it does."""
        self._line.close()
        self._process.kill()
        self._process.wait()


def serve(line: int) -> None:
    """Read what comes over the line until there is none."""
    texts: Connection[Any, Any] = Connection(line)
    with texts, suppress(*GONE):
        while True:
            texts.send(reading_of(texts.recv()))


def available() -> int:
    """How many processes may read on this machine."""
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        cores = os.cpu_count() or 1
    return min(PROCESSES, cores)


def readings_of(
    batches: Iterable[tuple[Item, Texts]], *, processes: int | None = None
) -> Iterator[tuple[Item, pa.Table]]:
    """What each batch of texts says (reading_of), in the order of the batches, beside what came with it.

    Raises ReaderEnded where a process is ended from outside.
    """
    waiting = iter(batches)
    processes = available() if processes is None else processes
    first = list(islice(waiting, ALONE + 1)) if processes > 1 else []
    if len(first) <= ALONE:
        yield from ((item, reading_of(texts)) for item, texts in chain(first, waiting))
    else:
        yield from _read_together(chain(first, waiting), processes)


def _read_together(batches: Iterator[tuple[Item, Texts]], processes: int) -> Iterator[tuple[Item, pa.Table]]:
    """Each process has one batch, and gets the next before its own is passed on."""
    with ExitStack() as stack:
        idle = [stack.enter_context(closing(Reader())) for _process in range(processes)]
        busy: deque[tuple[Item, Reader]] = deque()
        for item, texts in batches:
            if idle:
                idle[-1].begin(texts)
                busy.append((item, idle.pop()))
                continue
            done, reader = busy.popleft()
            table = reader.finish()
            reader.begin(texts)
            busy.append((item, reader))
            yield done, table
        yield from ((item, reader.finish()) for item, reader in busy)
