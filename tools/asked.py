"""A survey that machines answer: its database, its real server, and those who answer. For tools alone."""

import base64
import hashlib
import http.client
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
KEY = re.compile(rb'name="key" value="([^"]+)"')
FORM = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "Mozilla/5.0"}
SETUP = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.utils import timezone
from regard.web.accounts.models import User
from regard.web.answering.linking import make_link
from regard.web.surveys import making, publishing
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.tenancy import in_workspace
now = timezone.now()
user = User.objects.create_user("owner@example.com", "correct horse", name="Owner")
workspace = Workspace.objects.create(slug="qinghe", name="Qinghe", created_at=now)
with in_workspace(workspace):
    survey = making.make("nps", name="Survey", by=user, at=now)
    publishing.publish(survey, by=user, at=now)
    print(make_link(survey, name="Page", by=user, at=now).token)
"""
# one line of its input is one server: the whole of it, forked from a process that has imported everything
NURSERY = """
import os, signal, sys
import django
django.setup()
{application}
from django.db import connections
from django.test import Client
Client(headers={{"host": "127.0.0.1"}}).get({path!r})  # imports, templates and catalogues, once for all
connections.close_all()
from gunicorn.app.base import BaseApplication

class Server(BaseApplication):
    def load_config(self):
        options = dict(bind="127.0.0.1:{port}", worker_class="regard.web.crowding.Worker", threads=8,
                       timeout=120, loglevel="warning", graceful_timeout=8, control_socket_disable=True)
        for name, value in options.items():
            self.cfg.set(name, value)
    def load(self):
        return application

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
sys.argv = ["gunicorn"]
for _ in sys.stdin:
    born = os.fork()
    if not born:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        Server().run()
    print(born, flush=True)
"""
OURS = "from regard.web.wsgi import application"


def environment(home: Path, **more: str) -> dict[str, str]:
    """Everything kept in `home`, on SQLite unless there is a DATABASE_URL in `more`."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return kept | {"REGARD_DATA": str(home), "DJANGO_SETTINGS_MODULE": "regard.web.settings"} | more


def set_up(home: Path, **more: str) -> str:
    """A database with one survey in `home`; the path of its page."""
    home.mkdir(parents=True, exist_ok=True)
    command, env = [sys.executable, "-c", SETUP], environment(home, **more)
    done = subprocess.run(command, check=False, cwd=ROOT, env=env, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return f"/s/{done.stdout.split()[-1]}/"


def free_port() -> int:
    """A port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Servers:
    """Where servers come from, one after the other on one port; what they say goes into `log`."""

    def __init__(self, env: dict[str, str], log: Path, *, path: str, application: str = OURS) -> None:
        self.port = free_port()
        script = NURSERY.format(application=application, port=self.port, path=path)
        self.group = 0
        with log.open("ab") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-c", script],
                cwd=ROOT,
                env=env,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
            )

    def start(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        self.group = int(self._process.stdout.readline())
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.01)
        raise TimeoutError("the server does not listen")

    def kill(self) -> None:
        """End all of it with SIGKILL."""
        if self.group:  # 0 would be our own
            with suppress(ProcessLookupError):
                os.killpg(self.group, signal.SIGKILL)

    def cpu_seconds(self) -> float:
        """What the processes of the server have taken so far."""
        ticks = 0
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError, ValueError):
                parts = (folder / "stat").read_text().rpartition(")")[2].split()
                if int(parts[2]) == self.group:  # the process group
                    ticks += int(parts[11]) + int(parts[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        self.kill()
        self._process.communicate(timeout=30)


@dataclass
class Told:
    """What those who answer have seen."""

    posted: set[str] = field(default_factory=set)
    acknowledged: set[str] = field(default_factory=set)
    seconds: list[float] = field(default_factory=list)  # of each POST that was taken
    refused: int = 0  # 503
    wrong: list[str] = field(default_factory=list)


class Person(threading.Thread):
    """Opens the page, answers, and sends the same again until it is told that it was kept."""

    def __init__(
        self, port: int, path: str, told: Told, stop: threading.Event, *, every: float = 0.0
    ) -> None:
        super().__init__(daemon=True)
        self.port, self.path, self.told, self.stop_at, self.every = port, path, told, stop, every
        self.line: http.client.HTTPConnection | None = None

    def run(self) -> None:
        due = time.perf_counter()
        while not self.stop_at.is_set():
            shown = self.ask("GET")
            if shown is not None:
                self.answer(KEY.search(shown[1])[1].decode())  # type: ignore[index]
            if self.every:
                due += self.every
                self.stop_at.wait(max(0.0, due - time.perf_counter()))

    def answer(self, key: str) -> None:
        text = key_in(key)
        self.told.posted.add(text)
        score = str(len(self.told.posted) % 11)
        body = urllib.parse.urlencode({"key": key, "page": "score", "language": "en", "score": score})
        while not self.stop_at.is_set():
            began = time.perf_counter()
            found = self.ask("POST", body)
            if found is not None and found[0] == 302:
                self.told.seconds.append(time.perf_counter() - began)
                self.told.acknowledged.add(text)
                return
            if found is not None and found[0] != 503:
                self.told.wrong.append(f"{found[0]} {found[1][:200]!r}")
                return

    def ask(self, method: str, body: str | None = None) -> tuple[int, bytes] | None:
        """Status and content; None where nothing came of it."""
        try:
            if self.line is None:
                self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            self.line.request(method, self.path, body, FORM)
            found = self.line.getresponse()
            content = found.read()
        except (OSError, http.client.HTTPException):
            self.line = None
            time.sleep(0.01)
            return None
        if found.status == 503:
            self.told.refused += 1
            time.sleep(0.2)
        if method == "GET" and found.status != 200:
            return None
        return found.status, content


def key_in(signed: str) -> str:
    """The key in the hidden field of a form; its signature is of no interest here."""
    part = signed.partition(":")[0]
    return str(json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))["k"])


@dataclass(frozen=True)
class Found:
    """What a database holds of the answers."""

    lost: int
    duplicated: int
    partial: int
    is_sound: bool


def found_in(database: Path, acknowledged: set[str], posted: set[str], *, vfs: str = "") -> Found:
    """Look at every answer in a SQLite file: is it there, once, and whole?"""
    address = f"file:{database}" + (f"?vfs={vfs}" if vfs else "")
    with closing(sqlite3.connect(address, uri=True)) as db:
        is_sound = [row[0] for row in db.execute("PRAGMA integrity_check")] == ["ok"]
        return found(lambda query: db.execute(query).fetchall(), acknowledged, posted, is_sound=is_sound)


def found(
    read: Callable[[str], list[Any]], acknowledged: set[str], posted: set[str], *, is_sound: bool
) -> Found:
    """Look at every answer: is it there, once, with its record, its event and its line in the trail?"""

    def column(query: str) -> list[str]:
        return [_plain(row[0]) for row in read(query)]

    rows = [
        tuple(map(_plain, row)) for row in read("SELECT id, key_hash, feedback_id FROM answering_response")
    ]
    records = column("SELECT id FROM feedback_feedback")
    answered = set(column("SELECT feedback_id FROM feedback_answer"))
    submitted = set(column("SELECT response_id FROM answering_submission"))
    told = column("SELECT content ->> 'id' FROM workspaces_outboxevent")
    trail = column("SELECT subject FROM workspaces_auditevent WHERE action LIKE 'response.%'")
    kept = [row[1] for row in rows]
    sent = {_hash(key) for key in posted}
    whole, has_all = {*told} & {*trail}, {*records} & answered
    partial = sum(1 for pk, _key, record in rows if not (pk in whole & submitted and record in has_all))
    doubled = [len(kept) - len({*kept} & sent), *(len(one) - len({*one}) for one in (told, trail))]
    return Found(
        lost=len({_hash(key) for key in acknowledged} - {*kept}),
        duplicated=sum(doubled) + max(0, len(records) - len(kept)),
        partial=partial,
        is_sound=is_sound,
    )


def _plain(value: Any) -> str:
    """An id as text, the same from each database."""
    return str(value).replace("-", "")


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
