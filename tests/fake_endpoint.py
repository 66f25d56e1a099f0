"""A host on loopback that speaks the documented protocol of OpenAI-compatible endpoints, well or badly."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


@dataclass
class Reply:
    """One answer: its status, headers and body; `pace` seconds between its bytes."""

    body: bytes = b"{}"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    pace: float = 0.0
    length: int | None = None


@dataclass
class Heard:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: Any


Says = Callable[[Heard], Reply]


class Endpoint:
    """Answers with `says`, or with what is left in `replies`; remembers what it `heard`."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.replies: list[Reply] = []
        self.says: Says = lambda _heard: Reply()
        self.stop = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server.server_port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}/v1"

    def close(self) -> None:
        self.stop.set()
        self.server.shutdown()
        self.server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["content-length"]))
                names = {name.lower(): value for name, value in self.headers.items()}
                heard = Heard(self.path, names, json.loads(raw))
                endpoint.heard.append(heard)
                self._answer(endpoint.replies.pop(0) if endpoint.replies else endpoint.says(heard))

            def do_GET(self) -> None:
                endpoint.heard.append(Heard(self.path, dict(self.headers), None))
                self._answer(Reply())

            def _answer(self, reply: Reply) -> None:
                try:
                    self._write(reply)
                except OSError:
                    self.close_connection = True

            def _write(self, reply: Reply) -> None:
                self.send_response(reply.status)
                length = len(reply.body) if reply.length is None else reply.length
                for name, value in ({"content-length": str(length)} | reply.headers).items():
                    self.send_header(name, value)
                self.end_headers()
                if not reply.pace:
                    self.wfile.write(reply.body)
                for at in range(len(reply.body) if reply.pace else 0):
                    self.wfile.write(reply.body[at : at + 1])
                    self.wfile.flush()
                    if endpoint.stop.wait(reply.pace):
                        return

            def log_message(self, *args: Any) -> None:
                """Say nothing."""

        return Handler


@pytest.fixture
def endpoint(settings: Any) -> Iterator[Endpoint]:
    """A fake endpoint that the administrator has named."""
    found = Endpoint()
    settings.OUTBOUND_ALLOWED = frozenset({found.host})
    yield found
    found.close()


def completion(content: str, *, finish: str = "stop", **message: Any) -> Reply:
    """An answer of /chat/completions in its documented form."""
    said = {"role": "assistant", "content": content, "refusal": None} | message
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_795_000_000,
        "model": "fake-1",
        "choices": [{"index": 0, "message": said, "logprobs": None, "finish_reason": finish}],
        "usage": {"prompt_tokens": 9, "completion_tokens": 9, "total_tokens": 18},
    }
    return Reply(json.dumps(body).encode(), headers={"content-type": "application/json"})


def embedded(vectors: list[list[float]]) -> Reply:
    """An answer of /embeddings in its documented form."""
    rows = [{"object": "embedding", "index": at, "embedding": one} for at, one in enumerate(vectors)]
    body = {
        "object": "list",
        "data": rows,
        "model": "fake-1",
        "usage": {"prompt_tokens": 9, "total_tokens": 9},
    }
    return Reply(json.dumps(body).encode(), headers={"content-type": "application/json"})
