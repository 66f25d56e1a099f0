"""By https the host is who it says it is, although its address was resolved and pinned before."""

import os
import shutil
import ssl
import subprocess

import pytest

from regard.web.outbound import Unreachable, call
from tests.fake_endpoint import Endpoint, Reply


@pytest.fixture
def certified(tmp_path, settings, monkeypatch):
    """A fake endpoint by https with a certificate for these names, which this machine trusts."""
    if not shutil.which("openssl"):
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs openssl")
        pytest.skip("no openssl here: apt-get install openssl")
    opened = []

    def of(names, *, is_trusted=True):
        key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
        made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        told = [
            "-keyout",
            key,
            "-out",
            certificate,
            "-days",
            "2",
            "-subj",
            "/CN=test",
            "-addext",
            f"subjectAltName={names}",
        ]
        subprocess.run([*made, *told], check=True, capture_output=True)
        endpoint = Endpoint()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        endpoint.server.socket = context.wrap_socket(endpoint.server.socket, server_side=True)
        if is_trusted:
            monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        port = endpoint.server.server_port
        settings.OUTBOUND_ALLOWED = frozenset({f"localhost:{port}", f"127.0.0.1:{port}"})
        endpoint.says = lambda _heard: Reply(b"here")
        opened.append(endpoint)
        return endpoint, f"https://localhost:{port}/"

    yield of
    for endpoint in opened:
        endpoint.close()


def test_a_host_with_a_certificate_for_its_name_answers(certified):
    _endpoint, url = certified("DNS:localhost")
    assert call(url, body=b"{}", headers={}) == b"here"


def test_a_host_with_a_certificate_for_another_name_gets_nothing(certified):
    endpoint, url = certified("DNS:other.example.com")
    with pytest.raises(Unreachable):
        call(url, body=b"{}", headers={"authorization": "Bearer k"})
    assert endpoint.heard == []


def test_a_host_with_a_certificate_that_nobody_trusts_gets_nothing(certified):
    endpoint, url = certified("DNS:localhost", is_trusted=False)
    with pytest.raises(Unreachable):
        call(url, body=b"{}", headers={"authorization": "Bearer k"})
    assert endpoint.heard == []
