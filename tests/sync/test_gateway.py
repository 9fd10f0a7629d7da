"""The one door: what an answer means, whom it trusts, what it sends."""

import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from sscs_desktop.base.errors import Diverged, Invalid, LoginNeeded, Offline, Refused, SscsError, TooNew, Unreadable
from sscs_desktop.sync.gateway import Gateway
from sscs_desktop.wire import codec, routes
from sscs_desktop.wire.messages import ErrorAnswer, HelloAnswer, Move, SessionRequest
from tests.sync.county import County, Desk

HELLO = HelloAnswer(
    name="宁晋县服务直通",
    version="0",
    schema_min=1,
    schema_max=1,
    epoch="e",
    now=datetime(2018, 9, 26, tzinfo=UTC),
)


class Loopback:
    """A real HTTP server on this machine that answers what it is told to."""

    def __init__(self) -> None:
        self.answer: tuple[int, bytes, dict[str, str]] = (200, b"{}", {})
        self.heard: list[dict[str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer.heard.append({name.lower(): value for name, value in self.headers.items()})
                status, body, headers = outer.answer
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if "Content-Length" not in headers:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                self.close_connection = "Content-Length" in headers

            do_POST = do_GET

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    made = Loopback()
    yield made
    made.close()


@pytest.fixture
def gateway(loopback: Loopback) -> Iterator[Gateway]:
    made = Gateway(loopback.address, token="t")
    yield made
    made.close()


@pytest.mark.parametrize(
    ("status", "code", "kind", "told"),
    [
        (401, "login_needed", LoginNeeded, "login_needed"),
        (401, "account_locked", LoginNeeded, "account_locked"),
        (403, "not_your_replica", Refused, "not_your_replica"),
        (404, "not_found", Refused, "not_found"),
        (409, "fork", Diverged, "fork"),
        (409, "state_moved", Refused, "state_moved"),
        (410, "floor", Diverged, "floor"),
        (413, "", Refused, "too_large"),
        (426, "directory_too_old", TooNew, "directory_too_old"),
        (500, "internal", Offline, "server_error"),
        (503, "disk_full", Offline, "busy"),
        (302, "", Refused, "refused"),
    ],
)
def test_every_status_is_a_situation(
    loopback: Loopback, gateway: Gateway, status: int, code: str, kind: type[SscsError], told: str
) -> None:
    loopback.answer = (status, codec.encode(ErrorAnswer(code=code)), {})
    with pytest.raises(kind) as caught:
        gateway.hello()
    assert caught.value.code == told


def test_problems_of_fields_come_back_as_such(loopback: Loopback, gateway: Gateway) -> None:
    answer = ErrorAnswer(code="invalid", data={"problems": {"password": "too_short"}})
    loopback.answer = (422, codec.encode(answer), {})
    with pytest.raises(Invalid) as caught:
        gateway.hello()
    assert caught.value.problems == {"password": "too_short"}


@pytest.mark.parametrize(
    "answer",
    [
        (200, b"<html>login of the hotel</html>", {}),
        (200, b'{"name": 5}', {}),
        (200, b"not zstd", {"Content-Encoding": "zstd"}),
        (200, b'{"na', {"Content-Length": "400"}),
    ],
)
def test_an_answer_that_is_none_is_tried_again_later(loopback: Loopback, gateway: Gateway, answer: Any) -> None:
    loopback.answer = answer
    with pytest.raises(Offline) as caught:
        gateway.hello()
    assert caught.value.code == "bad_answer"


def test_a_large_answer_comes_compressed(loopback: Loopback, gateway: Gateway) -> None:
    hello = HelloAnswer(name="宁晋县" * 500, version="1", schema_min=1, schema_max=1, epoch="e", now=codec_now())
    body, encoding = codec.pack(codec.encode(hello))
    assert encoding == "zstd"
    loopback.answer = (200, body, {"Content-Encoding": "zstd"})
    assert gateway.hello() == hello
    assert set(loopback.heard[0]) == {"host", "accept-encoding", "x-schema", "x-request-id", "authorization"}


def codec_now() -> Any:
    from sscs_desktop.base import clock

    return clock.now()


def test_nobody_there_is_offline() -> None:
    gateway = Gateway("http://127.0.0.1:9")
    with pytest.raises(Offline) as caught:
        gateway.hello()
    assert caught.value.code == "unreachable"
    gateway.close()


def test_a_certificate_nobody_vouches_for_is_refused(loopback: Loopback) -> None:
    gateway = Gateway(loopback.address.replace("http://", "https://"))
    with pytest.raises(Offline):
        gateway.hello()
    gateway.close()


def authority(name: str) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    return certificate(name, key, x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]), key, is_ca=True), key


def certificate(
    name: str, key: ec.EllipticCurvePrivateKey, issuer: x509.Name, signer: ec.EllipticCurvePrivateKey, *, is_ca: bool
) -> x509.Certificate:
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
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(signer, hashes.SHA256())
    )


def pem(made: x509.Certificate) -> str:
    return made.public_bytes(Encoding.PEM).decode()


def test_a_pinned_authority_is_trusted_and_no_other(loopback: Loopback, tmp_path: Path) -> None:
    ours, ours_key = authority("county")
    others, _ = authority("somebody")
    key = ec.generate_private_key(ec.SECP256R1())
    served = certificate("127.0.0.1", key, ours.subject, ours_key, is_ca=False)
    plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    (tmp_path / "server.pem").write_text(pem(served) + plain)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem")
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


@pytest.mark.parametrize("address", ["http://directory.example", "http://10.0.0.1:8765", "http://127.0.0.1.example"])
def test_plain_http_goes_to_this_machine_only(address: str) -> None:
    with pytest.raises(Refused) as caught:
        Gateway(address)
    assert caught.value.code == "plain_http"


@pytest.mark.parametrize("address", ["", "ftp://x", "directory", "https://"])
def test_what_is_no_address_is_told(address: str) -> None:
    with pytest.raises(Refused) as caught:
        Gateway(address)
    assert caught.value.code == "bad_address"


def test_each_thread_has_its_own_connection(loopback: Loopback, gateway: Gateway) -> None:
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(gateway._session())) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found[0] is not found[1] and gateway._session() is gateway._session()


def test_a_wrong_password_is_no_token(county: County, desk: Desk) -> None:
    desk.gateway.token = ""
    with pytest.raises(LoginNeeded) as caught:
        desk.gateway.session(SessionRequest(account="wang", password="falsch"))
    assert caught.value.code == "wrong_password"
    with pytest.raises(LoginNeeded):
        desk.round()


def test_an_office_moves_an_issue_through_the_same_door(county: County, open_desk: Callable[..., Desk]) -> None:
    from tests.sync.acts import file_issue

    firm = county.enterprise(county.dalu)
    cadre = open_desk("wang")
    cadre.round()
    problem = file_issue(cadre, firm)
    cadre.round()
    county.person("office", county.office, "office")
    office = open_desk("office", county.office)
    listed = office.gateway.issues()
    assert [i.issue["id"] for i in listed.issues] == [problem.id]
    moved = office.gateway.move(problem.id, Move(verb="accept", state_seq=listed.issues[0].state_seq))
    assert moved.issue["state"] == "accepted"
    assert office.gateway.issue(problem.id).events
    with pytest.raises(Refused) as caught:
        office.gateway.move(problem.id, Move(verb="take"))
    assert caught.value.code
    assert routes.MOVES
