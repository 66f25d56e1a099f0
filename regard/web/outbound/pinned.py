"""A transport that connects to the very address that was judged, and ends at one moment whatever happens."""

import time
from collections.abc import Iterable, Iterator
from typing import Any, cast

import httpcore2
import httpx2

from regard.web.outbound.addresses import Target, addresses


class Bounded(httpcore2.NetworkStream):
    """A connection whose every wait ends at the deadline (of the monotonic clock)."""

    def __init__(self, inner: httpcore2.NetworkStream, deadline: float) -> None:
        self.inner, self.deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.inner.read(max_bytes, left(self.deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.inner.write(buffer, left(self.deadline))

    def close(self) -> None:
        self.inner.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return Bounded(self.inner.start_tls(ssl_context, server_hostname, left(self.deadline)), self.deadline)

    def get_extra_info(self, info: str) -> Any:
        return self.inner.get_extra_info(info)


class Judged(httpcore2.NetworkBackend):
    """Resolves a host once, judges every address of it, and connects to one of those."""

    def __init__(self, wanted: Target, deadline: float) -> None:
        self.wanted, self.deadline = wanted, deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        failed: Exception = httpcore2.ConnectError("no address")
        for address in addresses(self.wanted):
            try:
                stream = httpcore2.SyncBackend().connect_tcp(address, self.wanted.port, left(self.deadline))
                return Bounded(stream, self.deadline)
            except httpcore2.NetworkError as error:
                failed = error
        raise failed


class Body(httpx2.SyncByteStream):
    """What comes back, piece by piece."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    def __iter__(self) -> Iterator[bytes]:
        yield from self.inner

    def close(self) -> None:
        self.inner.close()


class Pinned(httpx2.BaseTransport):
    """One call over one connection of its own: no proxy, no HTTP/2, nothing kept."""

    def __init__(self, wanted: Target, deadline: float) -> None:
        self.pool = httpcore2.ConnectionPool(
            max_connections=1, max_keepalive_connections=0, network_backend=Judged(wanted, deadline)
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        url = httpcore2.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        content = cast(Iterable[bytes], request.stream)
        found = self.pool.handle_request(
            httpcore2.Request(request.method, url, headers=request.headers.raw, content=content)
        )
        return httpx2.Response(found.status, headers=found.headers, stream=Body(found.stream))

    def close(self) -> None:
        self.pool.close()


def left(deadline: float) -> float:
    """Seconds until then. Raises TimeoutException where it has passed."""
    rest = deadline - time.monotonic()
    if rest <= 0:
        raise httpcore2.ReadTimeout("the time is over")
    return rest
