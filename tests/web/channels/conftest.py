"""A mail server on loopback that keeps what it takes, and people who are to be asked."""

import os
import shutil
import socket
import subprocess
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from regard.web.channels.models import Sender
from regard.web.contacts.inviting import invite
from tests.web.asking import asked
from tests.web.contacts.conftest import csat, customers, nps

__all__ = ["asked", "csat", "customers", "nps"]


@dataclass
class Receiver:
    """Takes messages as a server does; `says` is what it answers at a step ("RCPT", "DATA")."""

    port: int = 0
    envelopes: list[Any] = field(default_factory=list)
    says: dict[str, str] = field(default_factory=dict)

    async def handle_MAIL(self, server, session, envelope, address, mail_options):
        if "MAIL" in self.says:
            return self.says["MAIL"]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if self.says.get("RCPT") == "drop":
            server.transport.abort()
            return "250 nobody hears this"
        if "RCPT" in self.says:
            return self.says["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.says.get("DATA") == "keep and drop":
            self.envelopes.append(envelope)
            session.peer = None
            server.transport.abort()
            return "250 nobody hears this"
        if "DATA" in self.says:
            return self.says["DATA"]
        self.envelopes.append(envelope)
        return "250 taken"

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(one.original_content, policy=default) for one in self.envelopes]


@pytest.fixture(scope="session")
def certificates(tmp_path_factory):
    """Certificates by the name that they are for: each a file with its key."""
    if not shutil.which("openssl"):
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs openssl")
        pytest.skip("no openssl here: apt-get install openssl")
    folder = tmp_path_factory.mktemp("certificates")

    def of(name):
        path = folder / f"{name}.pem"
        command = [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
        ]
        told = ["-keyout", path, "-out", folder / "found.pem", "-days", "2", "-subj", "/CN=test"]
        subprocess.run(
            [*command, *told, "-addext", f"subjectAltName=DNS:{name}"], check=True, capture_output=True
        )
        path.write_bytes(path.read_bytes() + (folder / "found.pem").read_bytes())
        return path

    return {name: of(name) for name in ("localhost", "other.example.com")}


@pytest.fixture
def receiver(settings):
    """A mail server on loopback that the administrator has named."""
    found = Receiver()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        found.port = free.getsockname()[1]
    controller = Controller(found, hostname="127.0.0.1", port=found.port)
    controller.start()
    settings.OUTBOUND_ALLOWED = frozenset({f"127.0.0.1:{found.port}"})
    settings.PUBLIC_URL = "https://ask.example.com"
    yield found
    controller.stop()


@pytest.fixture
def sender(nps, receiver, owner, noon):
    """Mei, who asks by the server on loopback."""
    options = {"host": "127.0.0.1", "port": receiver.port, "security": "none", "user": ""}
    return Sender.objects.create(
        name="Mei 梅 from Qinghe",
        address="mei@qinghe.example.com",
        postal_address="1 Tea Lane",
        options=options,
        created_at=noon,
        created_by=owner,
    )


@pytest.fixture
def invited(customers, nps, sender, noon):
    """Ada is asked, a year after the others began to be customers."""
    return invite(nps, customers[0], channel="email", due_at=noon, at=noon, context={"product": "tea"})


LATER = timedelta(days=2)
