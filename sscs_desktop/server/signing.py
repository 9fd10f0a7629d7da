"""The directory's signing key; what is signed stands in wire.receipts."""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from sqlalchemy import Connection, insert, select

from sscs_desktop.base import clock
from sscs_desktop.server.tables import signing_key


def new_key(connection: Connection) -> None:
    """Make the directory's signing key; the newest one signs."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
    connection.execute(
        insert(signing_key).values(
            key_id=hashlib.sha256(bytes.fromhex(public)).hexdigest()[:16],
            private=private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()),
            public=public,
            created_at=clock.now(),
        )
    )


def sign(connection: Connection, root: str) -> tuple[str, str]:
    """Return (signature, key_id) over a root, by the newest key."""
    found = connection.execute(select(signing_key).order_by(signing_key.c.created_at.desc()).limit(1)).one()
    return Ed25519PrivateKey.from_private_bytes(found.private).sign(bytes.fromhex(root)).hex(), found.key_id


def public_key(connection: Connection) -> tuple[str, str]:
    """Return (public key, key_id) of the newest key."""
    found = connection.execute(select(signing_key).order_by(signing_key.c.created_at.desc()).limit(1)).one()
    return found.public, found.key_id
