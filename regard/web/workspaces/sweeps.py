"""Background work as sweeps: functions that find what is due, do a bounded piece of it, and say so.

A sweep takes a `keep_going` callable and returns whether it did anything. It is safe to kill at any
moment and to run anywhere: what it has not finished is found again by the next one.
"""

import logging
import os
import signal
import threading
from collections.abc import Callable
from types import FrameType

from django.conf import settings
from django.db import close_old_connections
from django.utils.module_loading import import_string

log = logging.getLogger("regard.worker")

IDLE_SECONDS = 1.0
Sweep = Callable[[], bool]


def sweeps() -> list[Sweep]:
    """The sweeps that the settings name, in order."""
    return [import_string(path) for path in settings.SWEEPS]


def sweep_once() -> bool:
    """Run every sweep once; whether any of them did something. An error ends one sweep, not the rest."""
    worked = False
    for sweep in sweeps():
        try:
            worked = sweep() or worked
        except Exception:
            log.exception("A sweep failed: %s", getattr(sweep, "__qualname__", sweep))
    return worked


def sweep_until_idle(*, most: int = 10_000) -> None:
    """Run the sweeps until none finds anything to do (for the command line and for tests)."""
    for _ in range(most):
        if not sweep_once():
            return
    raise RuntimeError(f"The sweeps still find something to do after {most} rounds")


def work(*, parent: int | None = None) -> None:
    """Sweep until asked to stop by SIGTERM or SIGINT, or until the `parent` process is gone."""
    stop = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    while not stop.is_set() and (parent is None or os.getppid() == parent):
        close_old_connections()  # the database may have gone and come back
        if not sweep_once():
            stop.wait(IDLE_SECONDS)
