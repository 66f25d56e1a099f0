"""`regard run` for real: one process tree that starts, says where it is, and stops cleanly."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READY = re.compile(r"Regard is ready \((\d+) s\): (http://\S+)")
SIGN_IN = re.compile(r"Sign in as (\S+) with the password (\S+)")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(folder: Path, port: int, *more: str) -> subprocess.Popen[str]:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("REGARD_", "DATABASE_"))
    }
    environment |= {"REGARD_DATA": str(folder), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "regard.cli", "run", "--port", str(port), *more]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def until_ready(process: subprocess.Popen[str]) -> str:
    said = ""
    for line in process.stdout:
        said += line
        if "Ctrl-C" in line:
            return said
    raise AssertionError(f"ended with {process.wait()}: {said}")


def children(pid: int) -> list[int]:
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    below = [int(line) for line in found.stdout.split()]
    return below + [pid for child in below for pid in children(child)]


def alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "\nState:\tZ" not in status.read_text()


def stop(process: subprocess.Popen[str], number: int = signal.SIGINT) -> int:
    process.send_signal(number)
    process.communicate(timeout=60)
    return process.returncode


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "kept 数据"


@pytest.mark.slow
def test_it_starts_says_how_to_sign_in_and_ctrl_c_stops_all_of_it(folder):
    port = free_port()
    process = start(folder, port)
    said = until_ready(process)
    assert READY.search(said)[2] == f"http://127.0.0.1:{port}"
    email, password = SIGN_IN.search(said).groups()
    assert email.endswith(".example")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in/", timeout=10) as page:
        assert page.status == 200
    tree = children(process.pid)
    assert len(tree) >= 3  # gunicorn, its worker, ours
    assert stop(process) == 0
    assert [pid for pid in tree if alive(pid)] == []

    # the second start is fast and changes nothing
    began = time.monotonic()
    again = start(folder, port)
    said = until_ready(again)
    assert SIGN_IN.search(said).groups() == (email, password)
    assert int(READY.search(said)[1]) <= time.monotonic() - began + 1
    assert stop(again, signal.SIGTERM) == 0


@pytest.mark.slow
def test_a_killed_worker_is_started_again_and_a_killed_parent_takes_its_children_along(folder):
    process = start(folder, free_port(), "--no-sample")
    said = until_ready(process)
    assert "/setup/" in said
    before = children(process.pid)
    worker = next(pid for pid in before if b"regard.cli\0worker" in Path(f"/proc/{pid}/cmdline").read_bytes())
    os.kill(worker, signal.SIGKILL)
    assert any("The worker ended; starting it again." in line for line in process.stdout)
    for _ in range(100):
        if len(children(process.pid)) == len(before):
            break
        time.sleep(0.1)
    now = children(process.pid)
    assert len(now) == len(before)
    process.kill()
    process.communicate()
    for _ in range(200):
        if not any(alive(pid) for pid in now):
            break
        time.sleep(0.1)
    assert [pid for pid in now if alive(pid)] == []


def test_a_busy_port_is_one_clear_line(folder):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        process = start(folder, port)
        said, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert said.count("\n") == 1
    assert f"Cannot listen on 127.0.0.1:{port} (Address already in use)" in said
    assert "PORT=" in said


def test_a_folder_that_cannot_be_written_is_one_clear_line(tmp_path):
    (tmp_path / "file").write_text("in the way")
    process = start(tmp_path / "file" / "var", free_port())
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert said.count("\n") == 1
    assert "Cannot write to" in said
    assert "REGARD_DATA=" in said


def test_a_wrong_python_is_one_clear_line(tmp_path):
    old = tmp_path / "python3.9"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    environment = os.environ | {"PYTHON": str(old)}
    done = subprocess.run(
        ["sh", "tools/setup", "run"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "needs Python 3.11" in done.stderr
