"""The parcel 摆渡包: a round's messages in one sealed file, for machines without network, in both directions.

A file is MAGIC, the header's length (4 bytes, big-endian), the header in JSON, the sealed body; from the directory also
its Ed25519 signature over all of that; from a desk also the attached files that wait (wire.carried). A body is a
message as on the wire, compressed, under AES-256-GCM with the bytes before it as its label. Its key comes (HKDF-SHA256)
from the secret that the directory gave the replica at registration; on the way up from an X25519 agreement with the
directory's key besides. So only that desk could have sealed what the directory opens, and only that directory what the
desk opens.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict, TypeVar

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sscs_desktop.base import clock, ids
from sscs_desktop.base.errors import Refused, TooNew, Unreadable
from sscs_desktop.wire import codec
from sscs_desktop.wire.bounds import Moment, Number, Small
from sscs_desktop.wire.carried import CarriedFile
from sscs_desktop.wire.messages import (
    SCHEMA,
    START,
    Block,
    HealAnswer,
    LoadAnswer,
    Operation,
    OperationAnswer,
    Position,
    PullAnswer,
)

T = TypeVar("T")

MAGIC = b"SSCS-PARCEL\n"
FORMAT = 1
UP, DOWN = "up", "down"
SUFFIX = ".sscs-parcel"
LARGEST = codec.LIMIT
"""Bytes of a file that is read at all."""
_LENGTH, _NONCE, _TAG, _SIGNATURE, _HEADER_MOST = 4, 12, 16, 64, 4096
_START = len(MAGIC) + _LENGTH


@dataclass(frozen=True, kw_only=True)
class Header:
    """What anybody may read of a parcel: ids only. salt: up the one-time X25519 public key, down random; hex.

    id: of the desk's parcel; the answer to it bears the same. key_id: the directory's key, as receipts name it.
    body: bytes of the sealed body; attached files may lie behind it.
    """

    format: Small = FORMAT
    way: str
    id: str
    replica: str
    account: str
    key_id: str
    salt: str
    encoding: str
    body: Number
    made_at: Moment


@dataclass(frozen=True, kw_only=True)
class Keys:
    """What a desk file is given at registration to seal parcels with. key: the directory's X25519 public key, hex."""

    key_id: str
    key: str
    secret: str


@dataclass(frozen=True, kw_only=True)
class Forward:
    """A predecessor's parcel, sealed by his desk and closed to the one that carries it. handover: the parcel's id."""

    handover: str
    parcel: bytes


@dataclass(frozen=True, kw_only=True)
class Forwarded:
    """What became of a forwarded parcel; `answer` is sealed to the predecessor's desk, the rest is for people.

    is_whole: every operation in it is filed, or refused and told. code: why it was not taken, "" if it was.
    """

    handover: str
    answer: bytes = b""
    filed: Number = 0
    refused: Number = 0
    is_whole: bool = False
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class Acceptance:
    """The directory's word that a hand-over was taken: by whom, when. handover: its id."""

    handover: str
    by_id: str
    by_name: str
    at: Moment


@dataclass(frozen=True, kw_only=True)
class DeskParcel:
    """Everything a desk would say in a round: all unanswered operations, where it stands, and what a heal asks.

    held: digest of the scopes held. is_entering: a load is under way. branch: as named in the last push answer.
    numbers: kinds of which more numbers are wanted. files: all that is here and, as far as known, not there yet.
    """

    cursor: Position
    head: Position
    held: str
    is_entering: bool
    history: tuple[Position, ...]
    journal: tuple[str, ...]
    operations: tuple[Operation, ...]
    branch: str = ""
    numbers: tuple[str, ...] = ()
    forwards: tuple[Forward, ...] = ()
    files: tuple[CarriedFile, ...] = ()
    is_handover: bool = False
    schema: Small = SCHEMA


@dataclass(frozen=True, kw_only=True)
class DirectoryParcel:
    """The directory's answer. status: feed (pages), load (loads), heal (heal and loads), answers (nothing to read).

    cursor, asked_head, held: of the parcel it answers. head: of the snapshot behind pages and loads, which is behind
    the answers too. counts: rows by scope in that snapshot. failed: the operation at which filing broke off.
    files: hashes of those asked for that are there, whole, however they came.
    """

    status: str
    cursor: Position = START
    asked_head: Position = START
    held: str = ""
    answers: tuple[OperationAnswer, ...] = ()
    branch: str = ""
    failed: str = ""
    pages: tuple[PullAnswer, ...] = ()
    heal: HealAnswer | None = None
    loads: tuple[LoadAnswer, ...] = ()
    scopes: tuple[str, ...] = ()
    counts: dict[str, Number] = field(default_factory=dict)
    head: Position = START
    epoch: str = ""
    blocks: tuple[Block, ...] = ()
    forwarded: tuple[Forwarded, ...] = ()
    acceptance: Acceptance | None = None
    files: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DirectoryLock:
    """The directory's side of Keys: its private keys, and the secret of one replica."""

    key_id: str
    agreement: X25519PrivateKey = field(repr=False)
    signing: Ed25519PrivateKey = field(repr=False)
    secret: bytes = field(repr=False)


def lock_of(signing_seed: bytes, key_id: str, replica: str, account: str) -> DirectoryLock:
    """Return the keys that the directory's one signing key stands for, for one replica of one account."""
    return DirectoryLock(
        key_id=key_id,
        agreement=X25519PrivateKey.from_private_bytes(_derive(signing_seed, b"", b"agreement")),
        signing=Ed25519PrivateKey.from_private_bytes(signing_seed),
        secret=_derive(signing_seed, f"{replica} {account}".encode(), b"replica"),
    )


def keys_of(lock: DirectoryLock) -> Keys:
    """Return what the desk is given of a lock."""
    public = lock.agreement.public_key().public_bytes_raw().hex()
    return Keys(key_id=lock.key_id, key=public, secret=lock.secret.hex())


def read_file(file: Path) -> bytes:
    """Return the parcel in a file, without the attached files behind it. Unreadable: parcel_unreadable."""
    try:
        with file.open("rb") as handle:
            begun = handle.read(_START + _HEADER_MOST)
            end = _end(begun)
            return begun[:end] + handle.read(max(min(end, LARGEST) - len(begun), 0))
    except OSError as error:
        raise Unreadable("parcel_unreadable") from error


def header_of(raw: bytes, way: str) -> Header:
    """Return the header of a file. Unreadable: parcel_unreadable, parcel_wrong_way; TooNew: parcel_too_new."""
    header = _split(raw)[0]
    if header.format != FORMAT:
        raise TooNew("parcel_too_new")
    if header.way != way:
        raise Unreadable("parcel_wrong_way")
    return header


def seal_up(message: DeskParcel, keys: Keys, replica: str, account: str) -> bytes:
    """Seal a desk's parcel to the directory."""
    once = X25519PrivateKey.generate()
    shared = once.exchange(X25519PublicKey.from_public_bytes(bytes.fromhex(keys.key)))
    salt = once.public_key().public_bytes_raw()
    names = _Names(id=ids.new_id(), replica=replica, account=account, key_id=keys.key_id)
    return _sealed(message, UP, names, salt, shared + bytes.fromhex(keys.secret))


def open_up(raw: bytes, lock: DirectoryLock) -> DeskParcel:
    """Open a desk's parcel. Unreadable: parcel_unreadable, also for what another hand sealed or altered."""
    header, head, body = _split(raw)
    try:
        shared = lock.agreement.exchange(X25519PublicKey.from_public_bytes(bytes.fromhex(header.salt)))
    except ValueError as error:
        raise Unreadable("parcel_unreadable") from error
    return _opened(header, head, body[: header.body], shared + lock.secret, DeskParcel)


def seal_down(message: DirectoryParcel, lock: DirectoryLock, asked: Header) -> bytes:
    """Seal and sign the answer to a desk's parcel."""
    names = _Names(id=asked.id, replica=asked.replica, account=asked.account, key_id=lock.key_id)
    whole = _sealed(message, DOWN, names, secrets.token_bytes(32), lock.secret)
    return whole + lock.signing.sign(_digest(whole))


def open_down(raw: bytes, keys: Keys, public_key: str, replica: str) -> DirectoryParcel:
    """Open an answer of the directory; public_key: its receipt key, hex.

    Refused: parcel_foreign (another desk's or directory's); Unreadable: parcel_unreadable.
    """
    header = header_of(raw, DOWN)
    if (header.replica, header.key_id) != (replica, keys.key_id):
        raise Refused("parcel_foreign")
    whole, signature = raw[:-_SIGNATURE], raw[-_SIGNATURE:]
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(signature, _digest(whole))
    except (InvalidSignature, ValueError) as error:
        raise Unreadable("parcel_unreadable") from error
    _, head, body = _split(whole)
    return _opened(header, head, body, bytes.fromhex(keys.secret), DirectoryParcel)


class _Names(TypedDict):
    id: str
    replica: str
    account: str
    key_id: str


def _sealed(message: object, way: str, names: _Names, salt: bytes, secret: bytes) -> bytes:
    plain, encoding = codec.pack(codec.encode(message))
    body = _NONCE + len(plain) + _TAG
    header = Header(way=way, salt=salt.hex(), encoding=encoding or "", body=body, made_at=clock.now(), **names)
    said = codec.encode(header)
    head = MAGIC + len(said).to_bytes(_LENGTH, "big") + said
    nonce = secrets.token_bytes(_NONCE)
    return head + nonce + AESGCM(_derive(secret, salt, way.encode())).encrypt(nonce, plain, head)


def _opened(header: Header, head: bytes, body: bytes, secret: bytes, kind: type[T]) -> T:
    try:
        key = _derive(secret, bytes.fromhex(header.salt), header.way.encode())
        plain = AESGCM(key).decrypt(body[:_NONCE], body[_NONCE:], head)
        return codec.decode(codec.unpack(plain, header.encoding or None), kind)
    except (InvalidTag, ValueError, Unreadable) as error:
        raise Unreadable("parcel_unreadable") from error


def _split(raw: bytes) -> tuple[Header, bytes, bytes]:
    """Return the header, its bytes with all before it, and what follows."""
    length = int.from_bytes(raw[len(MAGIC) : _START], "big")
    said = raw[_START : _START + length]
    is_parcel = raw[: len(MAGIC)] == MAGIC and 0 < length <= _HEADER_MOST and len(said) == length
    if not is_parcel or b"\\u0000" in said:  # a NUL as JSON writes it, which no database looks for
        raise Unreadable("parcel_unreadable")
    try:
        header = codec.decode(said, Header)
    except Unreadable as error:
        raise Unreadable("parcel_unreadable") from error
    return header, raw[: _START + length], raw[_START + length :]


def _end(begun: bytes) -> int:
    """Return where a parcel ends by its header, which is within what was read; what is no parcel is read on."""
    try:
        header, head, _ = _split(begun)
    except Unreadable:
        return LARGEST
    return len(head) + header.body + (_SIGNATURE if header.way == DOWN else 0)


def _digest(whole: bytes) -> bytes:
    return hashlib.sha256(b"sscs parcel 1 " + whole).digest()


def _derive(secret: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, b"sscs parcel 1 " + purpose).derive(secret)
