"""Answers are written by one thread at a time, several in one commit; acknowledged after it, or refused.

SQLite has one writer. Whoever comes first writes for all who wait meanwhile: one transaction, one sync of
the disk. On PostgreSQL each answer is a transaction of its own, and waits no longer for the others than they
do here. What is written inside a transaction of the caller belongs to that one.
"""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import (
    DatabaseError,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
    connection,
    transaction,
)

T = TypeVar("T")
Job = Callable[[bool], T]
"""Writes one answer; is told whether it is tried again, as somebody else was faster the first time."""

UNABLE = (OperationalError, InterfaceError, InternalError)
"""A database that is locked, full, read-only, or gone; none of it is about what is written."""
WAITED_TOO_LONG = "55P03"  # PostgreSQL: a lock that others hold for longer than is waited
TRIES = 4
MOST_WAITING = 256
PATIENCE_SECONDS = 5.0


class Busy(Exception):
    """There is no room to write now, or nobody knows whether it was written: the same once more is safe."""


class Raced(Exception):
    """Somebody else wrote meanwhile what this was based on."""


def written(job: Job[T]) -> T:
    """What the job returns, once it is committed. Raises Busy, and whatever the job raises."""
    if connection.in_atomic_block:
        return _tried(job)
    if connection.vendor == "sqlite":
        found: T = QUEUE.write(job)
        return found
    return _alone(job)


def _alone(job: Job[T]) -> T:
    for tried in range(TRIES):
        try:
            return _tried(job)
        except UNABLE as error:  # a deadlock, a server that starts again
            if tried == TRIES - 1 or getattr(error.__cause__, "sqlstate", "") == WAITED_TOO_LONG:
                raise Busy(str(error)) from error
            connection.close()
    raise AssertionError  # the last try returns or raises


def _tried(job: Job[T]) -> T:
    for tried in range(TRIES - 1):
        try:
            with transaction.atomic():
                return job(tried > 0)
        except (Raced, IntegrityError):
            continue
    with transaction.atomic():
        return job(True)


@dataclass(eq=False)
class Waiting:
    """One answer on its way, and what became of it."""

    job: Job[Any]
    is_done: bool = False
    result: Any = None
    error: Exception | None = None

    def run(self) -> None:
        try:
            self.result = _tried(self.job)
        except UNABLE:
            raise  # nobody writes now
        except Exception as error:
            self.error = error

    def outcome(self) -> Any:
        if self.error is not None:
            raise self.error
        return self.result


@dataclass(eq=False)
class Queue:
    """Those who wait; the one whose turn it is writes for all of them."""

    turn: threading.Lock = field(default_factory=threading.Lock)
    waiting: deque[Waiting] = field(default_factory=deque)

    def write(self, job: Job[T]) -> T:
        mine = Waiting(job)
        if len(self.waiting) >= MOST_WAITING:
            raise Busy("too many are waiting")
        self.waiting.append(mine)
        if not self.turn.acquire(timeout=PATIENCE_SECONDS):
            self._give_up(mine)
        try:
            if not mine.is_done:
                self._commit([self.waiting.popleft() for _ in range(len(self.waiting))])
        finally:
            self.turn.release()
        found: T = mine.outcome()
        return found

    def _give_up(self, mine: Waiting) -> None:
        if mine in self.waiting:
            self.waiting.remove(mine)
        raise Busy("others are written")

    def _commit(self, together: list[Waiting]) -> None:
        try:
            if len(together) == 1:
                together[0].run()
                return
            with transaction.atomic():
                for one in together:
                    one.run()
        except BaseException as error:
            for one in together:
                one.error = Busy(str(error))
            connection.close()  # what failed once is opened anew
            if not isinstance(error, DatabaseError | InterfaceError):
                raise
        finally:
            for one in together:
                one.is_done = True
                one.job = _nothing


def _nothing(_is_again: bool) -> None:
    """What is left of a job that is done."""


QUEUE = Queue()
