"""Which addresses may be called: public ones by https, and the hosts that the administrator has named."""

import ipaddress
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")
NUMBER = re.compile(r"(0x[0-9a-f]*|[0-9]+)")  # what resolvers take for a part of an IPv4 address
PLAIN = re.compile(r"[\x21-\x7e]+")
PORTS = {"http": 80, "https": 443}
# they carry an IPv4 address inside, or lead to where only this network goes
WRAPPING = [
    ipaddress.ip_network(text)
    for text in (
        "::/96",
        "::ffff:0:0/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2001::/32",
        "2002::/16",
        "fec0::/10",
    )
]
NEVER_PUBLIC = [ipaddress.ip_network(text) for text in ("192.0.0.0/24", "192.88.99.0/24")]


class OutboundError(RuntimeError):
    """A call to another host did not bring an answer."""


class RefusedAddress(OutboundError):
    """The address is not one that may be called."""


@dataclass(frozen=True)
class Target:
    """An address in its parts; `is_named`: by the administrator, who may name local hosts."""

    scheme: str
    host: str
    port: int
    is_named: bool

    @property
    def shown(self) -> str:
        """The host, with its port where that is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def target(url: str) -> Target:
    """The parts of an address, judged as far as can be told without asking. Raises RefusedAddress."""
    if not settings.OUTBOUND:
        raise RefusedAddress("calls to other hosts are switched off")
    if not PLAIN.fullmatch(url) or "\\" in url:
        raise RefusedAddress("the address holds characters that no address has")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise RefusedAddress("the address cannot be read") from error
    if parts.scheme not in PORTS or "@" in parts.netloc or parts.fragment or not _is_plain(host):
        raise RefusedAddress("only https://host/path, without a name or password")
    found = Target(parts.scheme, host, port, f"{host}:{port}" in settings.OUTBOUND_ALLOWED)
    if not found.is_named and (parts.scheme != "https" or _is_local_number(host)):
        raise RefusedAddress("only public hosts, and by https")
    return found


def addresses(wanted: Target) -> list[str]:
    """The addresses of a host, asked for once; all of them may be called. Raises RefusedAddress."""
    try:
        found = socket.getaddrinfo(wanted.host, wanted.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise RefusedAddress("the host has no address") from error
    every = list(dict.fromkeys(str(row[4][0]) for row in found))
    if not every or not all(may_be_called(one, is_named=wanted.is_named) for one in every):
        raise RefusedAddress("the host has an address that may not be called")
    return every


def may_be_called(written: str, *, is_named: bool) -> bool:
    """Whether a resolved address is public, or local and of a host that the administrator named."""
    try:
        address = ipaddress.ip_address(written)
    except ValueError:  # a zone, or nothing that is an address
        return False
    if _is_wrapping(address) and address != ipaddress.ip_address("::1"):
        return False
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    return is_named or is_public(address)


def is_public(address: Address) -> bool:
    """Whether anybody on the internet could mean the same machine by it."""
    return address.is_global and not address.is_multicast and not _within(address, NEVER_PUBLIC)


def _is_wrapping(address: Address) -> bool:
    return address.version == 6 and _within(address, WRAPPING)


def _within(address: Address, networks: Iterable[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    return any(address.version == network.version and address in network for network in networks)


def _is_plain(host: str) -> bool:
    """Whether a host is written in the one usual way: a name, four numbers, or an IPv6 address."""
    try:
        return str(ipaddress.ip_address(host)) == host
    except ValueError:
        return (
            bool(NAME.fullmatch(host))
            and len(host) <= 253
            and not NUMBER.fullmatch(host.rsplit(".", maxsplit=1)[-1])
        )


def _is_local_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return not may_be_called(host, is_named=False)
