"""Regard as separate processes over one data folder, for what a test database in memory cannot show."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.web.forked import ROOT, Nursery, Worker

# so that there is more to be killed in the middle of
SMALL_PIECES = "from regard.web.listening import checking; checking.ROWS_IN_A_PIECE = 100"


class Kept:
    """A data folder with its database, and what is done to it by processes of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "vega").mkdir()
        outside = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
        self.environment = outside | {
            "REGARD_DATA": str(folder),
            "DJANGO_SETTINGS_MODULE": "regard.web.settings",
        }
        self._nursery: Nursery | None = None

    def run(self, code: str, *arguments: str) -> str:
        command = [sys.executable, "-c", f"import sys, django\ndjango.setup()\n{code}", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def ask(self, query: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.folder / "regard.sqlite3", timeout=60)) as connection:
            return connection.execute(query).fetchall()

    def one(self, query: str) -> object:
        return self.ask(query)[0][0]

    def batch(self) -> tuple[str, int]:
        ((state, position),) = self.ask("SELECT state, position FROM listening_importbatch")
        return str(state), int(str(position))

    def leases_end(self) -> None:
        """What twenty seconds of waiting would do: the leases of the killed worker run out."""
        with closing(sqlite3.connect(self.folder / "regard.sqlite3", timeout=60)) as connection, connection:
            connection.execute("UPDATE workspaces_lease SET until = NULL")

    def stop_between_writes(self, worker: Worker) -> None:
        """Stop a worker while it holds no write lock: SQLite waits for whoever holds that, even the dead."""
        while True:
            os.kill(worker.pid, signal.SIGSTOP)
            with closing(sqlite3.connect(self.folder / "regard.sqlite3", timeout=0.2)) as connection:
                try:
                    connection.execute("BEGIN IMMEDIATE")
                except sqlite3.OperationalError:
                    os.kill(worker.pid, signal.SIGCONT)
                    time.sleep(0.05)
                else:
                    return

    @contextmanager
    def worker(self) -> Iterator[Worker]:
        """A worker, killed in the end."""
        if self._nursery is None:
            self._nursery = Nursery(self.environment, self.folder / "worker.log", SMALL_PIECES)
        worker = self._nursery.worker()
        try:
            yield worker
        finally:
            worker.kill()
            self.leases_end()

    def close(self) -> None:
        if self._nursery is not None:
            self._nursery.close()
