"""A line before the server that ends somewhere: who comes beyond is told at once to come again."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing

import pytest

SERVER = """
import sys, time
from pathlib import Path
from gunicorn.app.base import BaseApplication
from regard.web.crowding import Worker

class Short(Worker):
    most_waiting = 2

def application(environ, start_response):
    environ["wsgi.input"].read()
    while environ["PATH_INFO"] == "/slow" and not Path({go_on!r}).exists():
        time.sleep(0.02)
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]

class Server(BaseApplication):
    def load_config(self):
        options = dict(bind="127.0.0.1:{port}", worker_class=Short, threads=1, loglevel="warning",
                       control_socket_disable=True)
        for name, value in options.items():
            self.cfg.set(name, value)
    def load(self):
        return application

sys.argv = ["gunicorn"]
Server().run()
"""


def a_port():
    """One that nobody listens on."""
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        return probe.getsockname()[1]


@pytest.fixture
def server(tmp_path):
    """The port of a server with one thread and a line of two, and the file that lets its slow page go on."""
    port, go_on = a_port(), tmp_path / "go"
    script = SERVER.format(port=port, go_on=str(go_on))
    process = subprocess.Popen([sys.executable, "-c", script], start_new_session=True)
    yield port, go_on
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def ask(port, path, found):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as line:
        line.request("POST", path, b"x" * 5_000, {"Connection": "close"})
        answer = line.getresponse()
        found.append((answer.status, answer.headers.get("Retry-After"), answer.read()))


def patiently(act):
    for _ in range(3_000):
        try:
            return act()
        except (OSError, AssertionError):
            time.sleep(0.02)
    return act()


def test_who_comes_when_the_line_is_full_is_refused_at_once_and_all_in_it_are_served(server):
    port, go_on = server
    first, slow, refused = [], [], []
    patiently(lambda: ask(port, "/", first))
    time.sleep(1.0)  # the first one is gone
    waiting = [threading.Thread(target=ask, args=(port, "/slow", slow)) for _ in range(3)]
    for one in waiting:
        one.start()

    time.sleep(2.0)  # all three are inside: one in the thread, two in line
    for _ in range(3):
        ask(port, "/", refused)
    go_on.touch()
    for one in waiting:
        one.join()
    patiently(lambda: ask(port, "/", first))
    assert {(status, retry) for status, retry, _page in refused} == {(503, "2")}
    assert all("请稍后" in page.decode() for _status, _retry, page in refused)
    assert [status for status, *_ in slow] == [200] * 3
    assert [status for status, *_ in first] == [200, 200]  # the line is open again
