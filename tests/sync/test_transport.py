"""How requests are carried: whom it trusts, and how it ends."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from sscs_desktop.base.errors import Offline, Unreadable
from sscs_desktop.sync import transport
from sscs_desktop.sync.gateway import Gateway
from sscs_desktop.wire import codec
from tests.sync.loopback import HELLO, Loopback, Silent

Key = ec.EllipticCurvePrivateKey
AFAR = "10.0.0.1"
"""A county's address: nobody is asked there, the proxy leads elsewhere."""


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> Iterator[Silent]:
    monkeypatch.setattr(transport, "STALL_S", 5.0)
    made = Silent()
    yield made
    made.close()


def test_a_certificate_nobody_vouches_for_is_refused(loopback: Loopback) -> None:
    gateway = Gateway(loopback.address.replace("http://", "https://"))
    with pytest.raises(Offline):
        gateway.hello()
    gateway.close()


def authority(name: str) -> tuple[x509.Certificate, Key]:
    key = ec.generate_private_key(ec.SECP256R1())
    return certificate(name, key, x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]), key, is_ca=True), key


def certificate(name: str, key: Key, issuer: x509.Name, signer: Key, *, is_ca: bool) -> x509.Certificate:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([] if is_ca else [x509.IPAddress(ip_address(name))]), critical=False)
        .sign(signer, hashes.SHA256())
    )


def pem(made: x509.Certificate) -> str:
    return made.public_bytes(Encoding.PEM).decode()


def serving(folder: Path, host: str, issuer: x509.Certificate, signer: Key) -> ssl.SSLContext:
    """Return what a server at `host` shows, vouched for by `issuer`."""
    key = ec.generate_private_key(ec.SECP256R1())
    plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    (folder / "server.pem").write_text(pem(certificate(host, key, issuer.subject, signer, is_ca=False)) + plain)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return context


def test_a_pinned_authority_is_trusted_and_no_other(loopback: Loopback, tmp_path: Path) -> None:
    ours, ours_key = authority("county")
    others, _ = authority("somebody")
    context = serving(tmp_path, "127.0.0.1", ours, ours_key)
    loopback.server.socket = context.wrap_socket(loopback.server.socket, server_side=True)
    loopback.answer = (200, codec.encode(HELLO), {})
    address = loopback.address.replace("http://", "https://")
    gateway = Gateway(address, ca=pem(ours))
    assert gateway.hello() == HELLO
    gateway.close()
    for ca in (pem(others), ""):
        gateway = Gateway(address, ca=ca)
        with pytest.raises(Offline) as caught:
            gateway.hello()
        assert caught.value.code == "tls_untrusted"
        gateway.close()


def test_an_authority_that_is_no_certificate_is_told() -> None:
    gateway = Gateway("https://127.0.0.1:1", ca="-----BEGIN CERTIFICATE-----\nrubbish\n-----END CERTIFICATE-----\n")
    with pytest.raises(Unreadable) as caught:
        gateway.hello()
    assert caught.value.code == "bad_certificate"
    gateway.close()


def test_each_thread_has_its_own_connection(loopback: Loopback) -> None:
    carrier = transport.Transport(loopback.address)
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(carrier.session())) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found[0] is not found[1] and carrier.session() is carrier.session()
    carrier.close()


def test_a_door_that_was_closed_asks_nobody(loopback: Loopback) -> None:
    loopback.answer = (200, codec.encode(HELLO), {})
    gateway = Gateway(loopback.address)
    assert gateway.hello() == HELLO
    gateway.close()
    with pytest.raises(Offline) as caught:
        gateway.hello()
    assert caught.value.code == "unreachable" and len(loopback.heard) == 1


def test_a_door_closed_while_it_opens_hangs_up_at_once(silent: Silent, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever still connects has no line yet that closing could cut."""
    gateway = Gateway(silent.address)
    note = gateway.transport._note

    def closed_meanwhile(connection: object) -> None:
        gateway.close()
        note(connection)  # type: ignore[arg-type]

    monkeypatch.setattr(gateway.transport, "_note", closed_meanwhile)
    began = time.monotonic()
    with pytest.raises(Offline):
        gateway.hello()
    assert time.monotonic() - began < 2


def test_a_door_behind_a_proxy_closes_as_quickly(
    silent: Silent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, ours_key = authority("county")
    silent.context = serving(tmp_path, AFAR, ours, ours_key)
    monkeypatch.setenv("https_proxy", silent.address)
    gateway = Gateway(f"https://{AFAR}", ca=pem(ours))
    closing = threading.Thread(target=lambda: (silent.asked.wait(10), gateway.close()))
    closing.start()
    began = time.monotonic()
    with pytest.raises(Offline):
        gateway.hello()
    took = time.monotonic() - began
    closing.join(10)
    assert silent.asked.is_set() and took < 2
