"""Call another host: judged, bounded in time and size, tried again where the other side asks for patience."""

import email.utils
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import httpcore2
import httpx2
import stamina

from regard.web.outbound.addresses import OutboundError, Target, target
from regard.web.outbound.pinned import Pinned

PATIENCE = frozenset({429, 500, 502, 503, 504})
SECONDS = re.compile(r"\d{1,9}")


class Unreachable(OutboundError):
    """No connection, or it broke."""


class TooSlow(OutboundError):
    """The time was over before the answer was."""


class TooLarge(OutboundError):
    """The answer is larger than was agreed."""


class BadAnswer(OutboundError):
    """What came back is not HTTP, or is packed although that was not asked for."""


class Redirected(OutboundError):
    """The host sends elsewhere; nobody goes there."""


class TurnedAway(OutboundError):
    """The host refuses the call: a wrong key, model or address."""

    def __init__(self, status: int) -> None:
        super().__init__(f"answered with status {status}")
        self.status = status


class Busy(TurnedAway):
    """The host asks for patience (429), or fails (5xx); `after` seconds, where it says so."""

    def __init__(self, status: int, after: float | None) -> None:
        super().__init__(status)
        self.after = after


@dataclass(frozen=True)
class Limits:
    """What a call may take: seconds in all, bytes of the answer, attempts."""

    seconds: float = 20.0
    size: int = 256 * 1024
    attempts: int = 3


def call(url: str, *, body: bytes, headers: Mapping[str, str], limits: Limits = Limits()) -> bytes:
    """POST `body`, and what comes back. Raises RefusedAddress and the other kinds of OutboundError.

    No redirect is followed. After 429 and 5xx it is tried again, no sooner than `Retry-After` says, as long
    as there is time.
    """
    wanted, deadline = target(url), time.monotonic() + limits.seconds

    def patience(error: Exception) -> bool | float:
        if not isinstance(error, Busy):
            return False
        if error.after is None:
            return True
        return error.after if error.after < deadline - time.monotonic() else False

    attempts = stamina.retry_context(
        on=patience, attempts=limits.attempts, timeout=limits.seconds, wait_initial=0.5, wait_jitter=0.5
    )
    for attempt in attempts:
        with attempt:
            return _posted(url, wanted, body, headers, limits.size, deadline)
    raise AssertionError("the last attempt either answers or raises")


def _posted(
    url: str, wanted: Target, body: bytes, headers: Mapping[str, str], size: int, deadline: float
) -> bytes:
    sent = {"accept-encoding": "identity", "user-agent": "Regard", **headers}
    client = httpx2.Client(transport=Pinned(wanted, deadline), trust_env=False, follow_redirects=False)
    try:
        with client, client.stream("POST", url, content=body, headers=sent) as response:
            _judge(response)
            return _read(response, size)
    except httpcore2.TimeoutException as error:
        raise TooSlow("no answer in time") from error
    except httpcore2.ProtocolError as error:
        raise BadAnswer("the answer is not HTTP") from error
    except (httpcore2.NetworkError, OSError) as error:
        raise Unreachable("no connection") from error


def _judge(response: httpx2.Response) -> None:
    status = response.status_code
    if status in PATIENCE:
        raise Busy(status, seconds_of(response.headers.get("retry-after", ""), now=datetime.now(UTC)))
    if 300 <= status < 400:
        raise Redirected(f"answered with status {status}")
    if not 200 <= status < 300:
        raise TurnedAway(status)
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise BadAnswer("the answer is packed")


def _read(response: httpx2.Response, size: int) -> bytes:
    parts, length = [], 0
    for part in response.iter_raw():
        length += len(part)
        if length > size:
            raise TooLarge(f"more than {size} bytes")
        parts.append(part)
    return b"".join(parts)


def seconds_of(written: str, *, now: datetime) -> float | None:
    """What a `Retry-After` header says, in seconds; None where it says nothing that can be read.

    >>> seconds_of("120", now=datetime(2026, 11, 22, tzinfo=UTC))
    120.0
    """
    if SECONDS.fullmatch(written.strip()):
        return float(written)
    try:
        moment = email.utils.parsedate_to_datetime(written)
    except (TypeError, ValueError):
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())
