"""Real workers that start at once: forked from a process that has imported everything already."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# one line of its input is one worker; it answers with the number of the process
NURSERY = """
import os, signal, sys
import django
django.setup()
{before}
from regard.web.workspaces import sweeps
sweeps.sweeps()
signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are not kept
for _ in sys.stdin:
    born = os.fork()
    if not born:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        sweeps.work()
        os._exit(0)
    print(born, flush=True)
"""


@dataclass(frozen=True)
class Worker:
    """One process that sweeps until it is stopped or killed."""

    pid: int

    def is_alive(self) -> bool:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def kill(self) -> None:
        """End it with SIGKILL, and see it gone."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        while self.is_alive():
            time.sleep(0.002)


class Nursery:
    """Where workers come from; `before` is Python that runs in it before any of them is there."""

    def __init__(self, environment: Mapping[str, str], log: Path, before: str = "") -> None:
        with log.open("ab") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-c", NURSERY.format(before=before)],
                cwd=ROOT,
                env=dict(environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
            )

    def worker(self) -> Worker:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return Worker(int(self._process.stdout.readline()))

    def close(self) -> None:
        self._process.communicate(timeout=30)
