"""A lease: one process does a piece of work at a time, and a killed one is followed after a while.

The work is renewed by whoever holds it and ends by itself where nobody does. A process that was
stopped and comes back late finds the lease gone: `still_held` inside its transaction refuses the write.
"""

import logging
import os
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection, models
from django.utils import timezone

from regard.web.workspaces.models import Lease

log = logging.getLogger("regard.worker")

SECONDS = 20.0


class LeaseLost(RuntimeError):
    """Somebody else took the work over; what was about to be written is not."""


@dataclass(frozen=True)
class Hold:
    """A lease that this process holds."""

    name: str
    owner: str

    def still_held(self, *, at: datetime) -> None:
        """Lock the lease inside the open transaction. Raises LeaseLost."""
        row = Lease.objects.select_for_update().filter(name=self.name, owner=self.owner).first()
        if row is None or row.until is None or row.until < at:
            raise LeaseLost(self.name)

    def renew(self, *, at: datetime, seconds: float = SECONDS) -> bool:
        until = at + timedelta(seconds=seconds)
        return bool(Lease.objects.filter(name=self.name, owner=self.owner).update(until=until))


def take(name: str, *, at: datetime, seconds: float = SECONDS) -> Hold | None:
    """The lease of `name`, or None while another process holds it."""
    owner = f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(6)}"
    Lease.objects.get_or_create(name=name)
    free = models.Q(until__isnull=True) | models.Q(until__lt=at)
    taken = Lease.objects.filter(free, name=name).update(owner=owner, until=at + timedelta(seconds=seconds))
    return Hold(name, owner) if taken else None


def give_back(hold: Hold) -> None:
    Lease.objects.filter(name=hold.name, owner=hold.owner).update(owner="", until=None)


@contextmanager
def held(name: str, *, seconds: float | None = None) -> Iterator[Hold | None]:
    """Hold `name` inside, renewed by a thread of its own; None inside where somebody else has it."""
    seconds = settings.LEASE_SECONDS if seconds is None else seconds
    hold = take(name, at=timezone.now(), seconds=seconds)
    if hold is None:
        yield None
        return
    stop = threading.Event()
    thread = threading.Thread(target=_renew_until, args=(hold, stop, seconds), daemon=True)
    thread.start()
    try:
        yield hold
    finally:
        stop.set()
        thread.join()
        give_back(hold)


def _renew_until(hold: Hold, stop: threading.Event, seconds: float) -> None:
    while not stop.wait(seconds / 3):
        try:
            hold.renew(at=timezone.now(), seconds=seconds)
        except DatabaseError:  # busy for a moment; a lease that ends meanwhile is noticed by `still_held`
            log.warning("The lease of %s could not be renewed; it is tried again", hold.name, exc_info=True)
            close_old_connections()
    connection.close()
