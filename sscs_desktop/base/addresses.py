"""Which addresses a directory may be reached by; one rule for who writes an invitation and for who reads it."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from sscs_desktop.base.errors import Refused


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def host_of(address: str) -> str:
    """Return the host of a directory's address. Refused: bad_address, plain_http (neither https nor this machine)."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018  asked for what it raises
    except ValueError as error:
        raise Refused("bad_address") from error
    host = parts.hostname
    if parts.scheme not in ("http", "https") or not host or any(c.isspace() for c in address):
        raise Refused("bad_address")
    if parts.scheme == "http" and not is_loopback(host):
        raise Refused("plain_http")
    return host
