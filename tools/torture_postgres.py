"""A PostgreSQL server that is killed: as a whole, with all its processes, and started again where it fell."""

import os
import shlex
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
from asked import ROOT, Found, found

SAFE = "ALTER DATABASE regard SET synchronous_commit = on"  # tools/postgres turns it off, for tests

CHECK = """SELECT bt_index_check(index => c.oid, heapallindexed => true)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE m.amname = 'btree' AND n.nspname = 'public'"""


class Database:
    """A server in `folder`, on a socket; what it acknowledges outlives the end of its processes."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        folder.chmod(0o755)
        self.folder = folder
        command = ["sh", str(ROOT / "tools" / "postgres"), "start", str(folder)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        self.url = done.stdout.strip()
        with psycopg.connect(self.url, autocommit=True) as link:
            link.execute(SAFE)

    def kill(self) -> None:
        """End all of its processes with SIGKILL, the first one first: nobody is left to tidy up."""
        first = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        for pid in (first, *_children(first)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def start(self) -> None:
        """Start it again with the same options; it recovers from its log."""
        data = self.folder / "data"
        options = shlex.join(
            shlex.split((data / "postmaster.opts").read_text())[3:]
        )  # behind postgres -D data
        for named in (data / "postmaster.pid", self.folder / ".s.PGSQL.5432.lock"):
            named.unlink()  # the process that it names is dead, though perhaps nobody has buried it
        control = shutil.which("pg_ctl") or str(max(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")))
        command = [control, "-D", str(data), "-w", "-s", "-l", str(self.folder / "server.log"), "-o", options]
        if os.getuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run([*command, "start"], check=True, stdout=subprocess.DEVNULL, cwd=self.folder)

    def stop(self) -> None:
        """End it for good."""
        command = ["sh", str(ROOT / "tools" / "postgres"), "stop", str(self.folder)]
        subprocess.run(command, check=True, capture_output=True)

    def found(self, acknowledged: set[str], posted: set[str]) -> Found:
        """What is in it of the answers; it is sound where every index has every row of its table."""
        with psycopg.connect(self.url, autocommit=True) as link:
            link.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
            try:
                link.execute(CHECK)
            except psycopg.errors.IndexCorrupted:
                is_sound = False
            else:
                is_sound = True

            def read(query: str) -> list[Any]:
                return link.execute(query).fetchall()  # type: ignore[arg-type]

            return found(read, acknowledged, posted, is_sound=is_sound)


def _children(pid: int) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError):
            if int((folder / "stat").read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(folder.name))
    return found
