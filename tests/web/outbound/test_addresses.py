"""What may be called: public hosts by https; nothing that leads inside, however it is written."""

import socket

import pytest

from regard.web.outbound import RefusedAddress, call, target
from regard.web.outbound.addresses import addresses, may_be_called

ODDLY_WRITTEN = [
    "http://example.com/", "ftp://example.com/", "file:///etc/passwd", "gopher://example.com/",
    "//example.com/", "example.com", "", "https://", "https:///path", "https://name@example.com/", "https://name:key@example.com/",
    "https://example.com@127.0.0.1/", "https://example.com/#part", "https://example.com\\@127.0.0.1/",
    "https://exam ple.com/", "https://example.com/\r\nHost: inside", "https://example.com\t/", "https://example.com./",
    "https://-example.com/", "https://example-.com/", "https://ex_ample.com/", "https://example..com/",
    "https://例子.example.com/", "https://１２７.０.０.１/", "https://127。0。0。1/", "https://example.com:99999/",
    "https://[::1/", "https://[fe80::1%25eth0]/", f"https://{'a' * 64}.com/", f"https://{'a.' * 130}com/",
]  # fmt: skip
INSIDE = [
    "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001",
    "127.255.255.254", "0.0.0.0", "0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "169.254.0.1", "100.64.0.1", "100.127.255.255", "192.0.0.1", "192.0.2.1", "198.18.0.1",
    "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.88.99.1", "localhost",
    "anything.localhost", "[::1]", "[::]", "[::127.0.0.1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[::ffff:169.254.169.254]", "[64:ff9b::7f00:1]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::1]",
    "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[fe80::1]", "[fec0::1]", "[fc00::1]", "[fd00:ec2::254]",
    "[ff02::1]",
    "[2001:db8::1]", "[0:0:0:0:0:0:0:1]", "[100::1]",
]  # fmt: skip


@pytest.mark.parametrize("url", ODDLY_WRITTEN)
def test_an_address_that_is_oddly_written_is_refused(url):
    with pytest.raises(RefusedAddress):
        target(url)


@pytest.mark.parametrize("host", INSIDE)
def test_an_address_that_leads_inside_is_refused_before_anything_is_asked(host, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_rest: pytest.fail("asked for an address"))
    with pytest.raises(RefusedAddress):
        target(f"https://{host}/v1")


def test_a_public_host_by_https_may_be_called():
    found = target("https://api.example.com/v1/chat/completions")
    assert (found.scheme, found.host, found.port, found.is_named) == ("https", "api.example.com", 443, False)
    assert found.shown == "api.example.com"
    assert target("https://api.example.com:8443/").shown == "api.example.com:8443"
    assert target("https://[2606:4700::1111]/").shown == "[2606:4700::1111]"


def test_a_local_host_may_be_called_where_the_administrator_named_it_with_its_port(settings):
    settings.OUTBOUND_ALLOWED = frozenset({"10.0.0.5:8000", "ollama:11434"})
    assert target("http://10.0.0.5:8000/v1").is_named
    assert target("http://ollama:11434/v1").is_named
    for url in (
        "http://10.0.0.5/v1",
        "http://10.0.0.5:8001/v1",
        "http://10.0.0.6:8000/v1",
        "http://ollama/v1",
    ):
        with pytest.raises(RefusedAddress):
            target(url)


def test_nothing_may_be_called_where_the_door_is_closed(settings):
    settings.OUTBOUND, settings.OUTBOUND_ALLOWED = False, frozenset({"10.0.0.5:8000"})
    for url in ("https://api.example.com/", "http://10.0.0.5:8000/"):
        with pytest.raises(RefusedAddress, match="switched off"):
            target(url)


def resolving(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """A resolver that gives these answers one after the other; the hosts that were asked for."""
    asked, left = [], list(answers)

    def ask(host: str, port: int, **_rest: object) -> list[object]:
        asked.append(host)
        kinds = {True: socket.AF_INET6, False: socket.AF_INET}
        return [(kinds[":" in one], socket.SOCK_STREAM, 6, "", (one, port)) for one in left.pop(0)]

    monkeypatch.setattr(socket, "getaddrinfo", ask)
    return asked


@pytest.mark.parametrize(
    "answer",
    [
        ["127.0.0.1"],
        ["93.184.215.14", "10.0.0.1"],
        ["10.0.0.1", "93.184.215.14"],
        ["::1"],
        ["fe80::1%eth0"],
        [],
    ],
)
def test_a_public_name_that_leads_inside_is_refused(monkeypatch, answer):
    resolving(monkeypatch, answer)
    with pytest.raises(RefusedAddress):
        addresses(target("https://api.example.com/"))


def test_a_name_that_the_resolver_does_not_know_is_refused(monkeypatch):
    def fail(*_args: object, **_rest: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(RefusedAddress, match="no address"):
        addresses(target("https://api.example.com/"))


def test_every_address_of_a_host_is_public_before_one_is_connected_to(monkeypatch):
    resolving(monkeypatch, ["93.184.215.14", "2606:4700::1111", "93.184.215.14"])
    assert addresses(target("https://api.example.com/")) == ["93.184.215.14", "2606:4700::1111"]


def test_a_host_that_changes_its_address_meanwhile_is_asked_for_once(monkeypatch):
    connected = []
    asked = resolving(monkeypatch, ["93.184.215.14"], ["127.0.0.1"])

    def connect(address: tuple[str, int], *_args: object, **_rest: object) -> None:
        connected.append(address)
        raise OSError("no network in tests")

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(Exception, match="no connection"):
        call("https://api.example.com/", body=b"{}", headers={})
    assert (asked, connected) == (["api.example.com"], [("93.184.215.14", 443)])


def test_a_named_host_is_local_or_public_but_never_link_local():
    local = ("127.0.0.1", "10.0.0.1", "::1", "fd00::1", "93.184.215.14")
    assert [one for one in local if may_be_called(one, is_named=True)] == list(local)
    never = (
        "169.254.169.254",
        "fe80::1",
        "0.0.0.0",
        "::",
        "224.0.0.1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
    )
    assert [one for one in never if may_be_called(one, is_named=True)] == []
