"""The recovery code: 140 random bits and a check, made to be written on paper and typed back years later."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata

from sscs_desktop.base.errors import WrongKey

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O (read as 1, 1, 0) and no U."""
_LOOKALIKES = str.maketrans("OIL", "011")
_RANDOM = 28
_CHECK = 4
_GROUP = 4


def new_code() -> str:
    """Return a fresh code as shown to its owner: 8 groups of 4 joined by hyphens, the last group the check."""
    drawn = "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM))
    whole = drawn + _check(drawn)
    return "-".join(whole[start : start + _GROUP] for start in range(0, len(whole), _GROUP))


def secret_of(typed: str) -> bytes:
    """Return the secret a typed code stands for; case, spaces, hyphens, full width and O/0, I/L/1 do not matter.

    Raises WrongKey("wrong_recovery_code", reason="mistyped") if the check does not fit: no lock need be tried.
    """
    flat = unicodedata.normalize("NFKC", typed).upper().translate(_LOOKALIKES)
    kept = "".join(sign for sign in flat if sign.isalnum())
    drawn, check = kept[:_RANDOM], kept[_RANDOM:]
    if len(kept) != _RANDOM + _CHECK or not set(kept) <= set(_ALPHABET) or check != _check(drawn):
        raise WrongKey("wrong_recovery_code", reason="mistyped")
    return drawn.encode("ascii")


def _check(drawn: str) -> str:
    digest = hashlib.sha256(b"sscs-desktop recovery check " + drawn.encode("ascii")).digest()
    number = int.from_bytes(digest[:4], "big")
    return "".join(_ALPHABET[number >> (5 * place) & 31] for place in range(_CHECK))
