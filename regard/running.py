"""`regard run`: everything in one process tree, from an empty folder to the first page."""

import argparse
import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any

GRACE_SECONDS = 10.0
PR_SET_PDEATHSIG = 1
WORKER = "regard.web.crowding.Worker"


class CannotStart(Exception):
    """Why Regard does not start, in one line."""


def add_parsers(commands: Any) -> None:
    run = commands.add_parser("run", help="serve Regard: web server and worker in one process tree")
    run.add_argument("--host", default="127.0.0.1")
    run.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    run.add_argument("--no-sample", action="store_true", help="start empty, without the sample workspace")
    run.set_defaults(run=serve)
    worker = commands.add_parser("worker", help="do the background work until stopped")
    worker.add_argument("--parent", type=int, help=argparse.SUPPRESS)
    worker.set_defaults(run=work)
    archive = commands.add_parser("archive", help="write the analytical copy again from the database")
    archive.add_argument("--workspace", required=True, metavar="SLUG")
    archive.set_defaults(run=rebuild)


def serve(options: argparse.Namespace) -> int:
    """Prepare, then keep a web server and a worker running until Ctrl-C or SIGTERM."""
    began = time.monotonic()
    folder = Path(os.environ.get("REGARD_DATA", "var")).resolve()
    os.environ["REGARD_DATA"] = str(folder)
    try:
        check_folder(folder)
        check_port(options.host, options.port)
        os.environ.setdefault("REGARD_BASE_URL", f"http://{options.host}:{options.port}")
        sign_in = prepare(sample=not options.no_sample)
    except CannotStart as problem:
        print(f"regard: {problem}", file=sys.stderr)
        return 1
    tree = Tree(options.host, options.port, folder)
    with tree:
        if not tree.wait_until_answering():
            print("regard: The web server did not come up; what it said stands above.", file=sys.stderr)
            return 1
        address = os.environ["REGARD_BASE_URL"]
        print(f"\nRegard is ready ({time.monotonic() - began:.0f} s): {address}")
        print(sign_in if sign_in else f"Set it up at {address}/setup/")
        print("Ctrl-C stops it.\n", flush=True)
        return tree.watch()


def check_folder(folder: Path) -> None:
    """Raises CannotStart where the data cannot be kept in `folder`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".writable-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        reason = error.strerror or error
        raise CannotStart(
            f"Cannot write to {folder} ({reason}). Make it writable, or name another folder: REGARD_DATA=..."
        ) from error


def check_port(host: str, port: int) -> None:
    """Raises CannotStart where something else listens already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with contextlib.closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or error
            raise CannotStart(
                f"Cannot listen on {host}:{port} ({reason}). "
                f"Choose another port: make run PORT={port % 65000 + 1}"
            ) from error


def prepare(*, sample: bool) -> str:
    """Bring the database up to date and load the sample on the first start; how to sign in, if known."""
    import django
    from django.core.management import call_command
    from django.db import connections
    from django.db.utils import OperationalError

    django.setup()
    from regard.web import first_start

    try:
        call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as error:
        raise CannotStart(f"The database does not open: {str(error).strip()}") from error
    try:
        return first_start.sign_in_line(load_sample=sample)
    finally:
        connections.close_all()


class Tree:
    """The web server and the worker as children; leaving the context stops both."""

    def __init__(self, host: str, port: int, folder: Path) -> None:
        self.host, self.port, self.folder = host, port, folder
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.stopping = False

    def commands(self) -> dict[str, list[str]]:
        bind = f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"
        gunicorn = [sys.executable, "-m", "gunicorn", "regard.web.wsgi:application"]
        options = ["--bind", bind, "--worker-class", WORKER, "--threads", "8", "--log-level", "warning"]
        options += ["--graceful-timeout", "8", "--timeout", "120", "--no-control-socket"]
        worker = [sys.executable, "-m", "regard.cli", "worker", "--parent", str(os.getpid())]
        return {"web": gunicorn + options, "worker": worker}

    def __enter__(self) -> "Tree":
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        for name, command in self.commands().items():
            self.children[name] = self.start(command)
        return self

    def start(self, command: list[str]) -> subprocess.Popen[bytes]:
        # a session of its own: Ctrl-C reaches the parent alone, which then stops them in order
        return subprocess.Popen(command, start_new_session=True, preexec_fn=_die_with_parent)

    def stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def wait_until_answering(self, seconds: float = 60.0) -> bool:
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self.stopping:
            if self.children["web"].poll() is not None:
                return False
            with contextlib.suppress(OSError), socket.create_connection((self.host, self.port), timeout=1):
                return True
            time.sleep(0.1)
        return self.stopping

    def watch(self) -> int:
        """Until asked to stop; a worker that ended is started again, a web server that ended ends all."""
        while not self.stopping:
            time.sleep(0.2)
            if self.children["web"].poll() is not None:
                print("regard: The web server ended; stopping.", file=sys.stderr)
                return 1
            if self.children["worker"].poll() is not None:
                print("regard: The worker ended; starting it again.", file=sys.stderr)
                time.sleep(1)
                self.children["worker"] = self.start(self.commands()["worker"])
        return 0

    def __exit__(self, *_: object) -> None:
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        until = time.monotonic() + GRACE_SECONDS
        for child in self.children.values():
            try:
                child.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def work(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from regard.web.workspaces.sweeps import work as sweep

    sweep(parent=options.parent)
    return 0


def rebuild(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from regard.web.insights.archiving import rebuild_archive
    from regard.web.workspaces.models import Workspace

    workspace = Workspace.objects.filter(slug=options.workspace).first()
    if workspace is None:
        print(f"regard: There is no workspace “{options.workspace}”.", file=sys.stderr)
        return 2
    rebuild_archive(workspace)
    return 0
