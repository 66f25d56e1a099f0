"""A small IMAP server on loopback: as much of RFC 3501 as reading a folder takes."""

import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class FakeMailbox:
    """Messages by their UID; what was asked stands in `asked`."""

    messages: dict[int, bytes] = field(default_factory=dict)
    validity: int = 7
    password: str = "open sesame"
    asked: list[str] = field(default_factory=list)
    port: int = 0

    def put(self, raw: bytes) -> None:
        self.messages[max(self.messages, default=0) + 1] = raw


class Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(b"* OK [CAPABILITY IMAP4rev1] ready\r\n")
        for line in self.rfile:
            tag, _space, rest = line.decode().strip().partition(" ")
            self.server.box.asked.append(re.sub(r"(LOGIN \S+) .*", r"\1", rest))
            done = self._answer(rest)
            self.wfile.write(f"{tag} {done}\r\n".encode())

    def _answer(self, rest: str) -> str:
        box, words = self.server.box, rest.split(" ")
        if words[0] == "CAPABILITY":
            self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
        elif words[0] == "LOGIN" and box.password not in rest:
            return "NO [AUTHENTICATIONFAILED] wrong"
        elif words[0] == "EXAMINE":
            self.wfile.write(
                f"* {len(box.messages)} EXISTS\r\n* OK [UIDVALIDITY {box.validity}]\r\n".encode()
            )
        elif words[:2] == ["UID", "SEARCH"]:
            first = int(re.search(r"UID (\d+):", rest.removeprefix("UID "))[1])
            last = max(box.messages, default=0)
            uids = [uid for uid in sorted(box.messages) if uid >= first or uid == last]  # "n:*" has the last
            self.wfile.write(f"* SEARCH {' '.join(map(str, uids))}\r\n".encode())
        elif words[:2] == ["UID", "FETCH"]:
            raw = box.messages[int(words[2])]
            self.wfile.write(
                f"* 1 FETCH (UID {words[2]} BODY[]<0> {{{len(raw)}}}\r\n".encode() + raw + b")\r\n"
            )
        return "OK done"


class Quiet(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def handle_error(self, request, client_address) -> None:
        """Who does not trust the certificate hangs up: that is no news."""


@contextmanager
def mailbox(certificate: Path | None = None) -> Iterator[FakeMailbox]:
    server = Quiet(("127.0.0.1", 0), Talk)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.box = FakeMailbox(port=server.server_address[1])
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.box
    server.shutdown()
    server.server_close()
