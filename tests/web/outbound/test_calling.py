"""A call ends: with the answer, or with a named error in bounded time and space."""

import json
import threading
from datetime import UTC, datetime

import pytest
import stamina

from regard.web.outbound import (
    BadAnswer,
    Busy,
    Limits,
    Redirected,
    RefusedAddress,
    TooLarge,
    TooSlow,
    TurnedAway,
    Unreachable,
    call,
)
from regard.web.outbound.calling import seconds_of
from tests.fake_endpoint import Reply

LONG, SHORT = Limits(), Limits(seconds=0.4)


def asked(endpoint, limits=LONG):
    headers = {"authorization": "Bearer k", "content-type": "application/json"}
    return call(f"{endpoint.url}/chat", body=json.dumps({"a": "茶"}).encode(), headers=headers, limits=limits)


def test_an_answer_is_brought_back_as_it_is(endpoint):
    endpoint.replies = [Reply("好".encode())]
    assert asked(endpoint) == "好".encode()
    heard = endpoint.heard[0]
    assert (heard.path, heard.body) == ("/v1/chat", {"a": "茶"})
    assert heard.headers["authorization"] == "Bearer k"
    assert heard.headers["accept-encoding"] == "identity"
    assert heard.headers["host"] == endpoint.host


def test_a_host_that_nobody_named_gets_no_connection(endpoint, settings):
    settings.OUTBOUND_ALLOWED = frozenset()
    with pytest.raises(RefusedAddress):
        asked(endpoint)
    assert endpoint.heard == []


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_host_that_asks_for_patience_is_asked_again(endpoint, status):
    endpoint.replies = [
        Reply(status=status, headers={"retry-after": "0"}),
        Reply(status=status),
        Reply(b"here"),
    ]
    assert asked(endpoint) == b"here"
    assert len(endpoint.heard) == 3


def test_a_host_that_goes_on_asking_for_patience_is_left(endpoint):
    endpoint.says = lambda _heard: Reply(status=429, headers={"retry-after": "0"})
    with pytest.raises(Busy) as caught:
        asked(endpoint)
    assert (caught.value.status, caught.value.after, len(endpoint.heard)) == (429, 0.0, 3)


def test_a_wait_that_is_longer_than_the_call_may_take_is_not_waited_for(endpoint):
    endpoint.says = lambda _heard: Reply(status=429, headers={"retry-after": "3600"})
    with pytest.raises(Busy) as caught:
        asked(endpoint)
    assert (caught.value.after, len(endpoint.heard)) == (3600.0, 1)


def test_retry_after_is_waited_for(endpoint):
    endpoint.replies = [Reply(status=429, headers={"retry-after": "1"}), Reply(b"here")]
    with stamina.set_testing(False):
        assert asked(endpoint) == b"here"
    assert len(endpoint.heard) == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422])
def test_a_refusal_is_not_argued_with(endpoint, status):
    endpoint.says = lambda _heard: Reply(b'{"error": {"message": "secret of the host"}}', status=status)
    with pytest.raises(TurnedAway) as caught:
        asked(endpoint)
    assert (caught.value.status, len(endpoint.heard)) == (status, 1)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "place", ["http://169.254.169.254/latest/meta-data/", "/v1/elsewhere", "https://b.example/"]
)
def test_a_redirect_is_not_followed(endpoint, status, place):
    endpoint.says = lambda _heard: Reply(status=status, headers={"location": place})
    with pytest.raises(Redirected):
        asked(endpoint)
    assert [heard.path for heard in endpoint.heard] == ["/v1/chat"]


def test_an_answer_that_never_ends_is_cut_off_at_its_size(endpoint):
    endpoint.says = lambda _heard: Reply(b"x" * 300_000, length=10**10)
    with pytest.raises(TooLarge):
        asked(endpoint)


def test_an_answer_that_comes_byte_by_byte_is_cut_off_in_time(endpoint):
    endpoint.says = lambda _heard: Reply(b"x" * 1000, pace=0.05)
    with pytest.raises(TooSlow):
        asked(endpoint, SHORT)


def test_a_host_that_says_nothing_is_left_in_time(endpoint):
    silent = threading.Event()
    endpoint.says = lambda _heard: silent.wait(5) and Reply()
    with pytest.raises(TooSlow):
        asked(endpoint, SHORT)
    silent.set()


def test_an_answer_that_breaks_off_is_none(endpoint):
    endpoint.says = lambda _heard: Reply(b'{"half', length=100, headers={"connection": "close"})
    with pytest.raises((BadAnswer, TooSlow)):
        asked(endpoint, SHORT)


def test_a_packed_answer_is_not_unpacked(endpoint):
    endpoint.says = lambda _heard: Reply(b"\x1f\x8b", headers={"content-encoding": "gzip"})
    with pytest.raises(BadAnswer):
        asked(endpoint)


def test_headers_without_end_are_not_read_to_their_end(endpoint):
    endpoint.says = lambda _heard: Reply(headers={"x-many": "x" * 400_000})
    with pytest.raises(BadAnswer):
        asked(endpoint)


def test_a_port_that_nobody_listens_on_is_unreachable(endpoint):
    endpoint.close()
    with pytest.raises(Unreachable):
        asked(endpoint)


def test_a_proxy_of_the_environment_is_not_used(endpoint, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    assert asked(endpoint) == b"{}"


def test_what_a_retry_logs_holds_no_key(endpoint, caplog):
    endpoint.replies = [Reply(status=500), Reply(b"here")]
    asked(endpoint)
    assert "Bearer" not in caplog.text
    assert not any("Bearer" in str(vars(record)) for record in caplog.records)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("0", 0.0),
        (" 120 ", 120.0),
        ("Sun, 22 Nov 2026 12:01:00 GMT", 60.0),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1e9", None),
        ("9" * 40, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(written, seconds):
    assert seconds_of(written, now=datetime(2026, 11, 22, 12, tzinfo=UTC)) == seconds
