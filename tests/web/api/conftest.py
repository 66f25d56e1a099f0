import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from regard.web.api.models import Webhook
from regard.web.api.tokens import Scope, make_token
from regard.web.api.webhooks import make_webhook
from regard.web.workspaces.tenancy import in_workspace
from tests.web.asking import asked

__all__ = ["asked"]


@pytest.fixture
def token(workspace, owner, noon) -> str:
    """A key with every scope."""
    cache.clear()
    with in_workspace(workspace):
        return make_token("店铺 Shop", scopes=Scope.values, days=None, by=owner, at=noon)[1]


class Calling:
    """Calls the API: POST where there is a body, else GET."""

    def __init__(self, token: str) -> None:
        self.token = token

    def __call__(self, path: str, body: Any = None, **options: Any) -> Any:
        return self._sent("get" if body is None else "post", path, body, **options)

    def put(self, path: str, body: Any) -> Any:
        return self._sent("put", path, body)

    def delete(self, path: str) -> Any:
        return self._sent("delete", path, None)

    def _sent(self, method: str, path: str, body: Any, *, key: str = "", token: str | None = None) -> Any:
        text = self.token if token is None else token
        options: dict[str, Any] = {"headers": {"Authorization": f"Bearer {text}"}}
        if key:
            options["headers"]["Idempotency-Key"] = key
        if body is not None:
            data = body if isinstance(body, str | bytes) else json.dumps(body)
            options |= {"data": data, "content_type": "application/json"}
        return getattr(Client(), method)(f"/api/v1/{path}", **options)


@pytest.fixture
def call(token) -> Calling:
    return Calling(token)


class Listening:
    """A receiver that remembers what came, and answers what it is told to."""

    def __init__(self) -> None:
        self.came: list[tuple[dict[str, str], bytes]] = []
        self.status = 200
        self.seen: Callable[[], Any] = lambda: None  # called when one came, before it is answered
        listening = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                listening.came.append(({k.lower(): v for k, v in self.headers.items()}, body))
                status = listening.status
                listening.seen()
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.send_header("Location", "http://127.0.0.1:1/")
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.host = f"127.0.0.1:{self.server.server_port}"
        self.url = f"http://{self.host}/hook"


@pytest.fixture
def receiver(settings) -> Iterator[Listening]:
    made = Listening()
    settings.OUTBOUND_ALLOWED = frozenset({made.host})
    yield made
    made.server.shutdown()
    made.server.server_close()


class Slow(Listening):
    """A receiver that answers only after `go`."""

    def __init__(self) -> None:
        super().__init__()
        self.go, self.waited = threading.Event(), []
        self.seen = lambda: self.waited.append(self.go.wait(8))


@pytest.fixture
def slow() -> Iterator[Slow]:
    made = Slow()
    yield made
    made.go.set()
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def hook(receiver, workspace, owner, noon) -> Iterator[tuple[Webhook, str]]:
    with in_workspace(workspace):
        yield make_webhook(receiver.url, types=[], by=owner, at=noon)
