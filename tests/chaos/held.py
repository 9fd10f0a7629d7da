"""What the directory holds for an account: every row of its scopes, loaded as a desk loads it."""

from __future__ import annotations

from typing import Any

from sscs_desktop.server.accounts import Member
from sscs_desktop.server.directory import Directory
from sscs_desktop.wire.codec import scopes_digest
from sscs_desktop.wire.kinds import KINDS
from sscs_desktop.wire.messages import START, LoadRequest


def held_by(directory: Directory, member: Member, replica: str) -> dict[tuple[str, str], dict[str, Any]]:
    """Return {(kind, id): data}, fields that this version does not know left out."""
    place, found = None, {}
    common: dict[str, Any] = {"replica": replica, "cursor": START, "head": START}
    common |= {"entering": tuple(sorted(member.scopes)), "held": scopes_digest(member.scopes)}
    while True:
        answer = directory.load(member, LoadRequest(**common, place=place))
        for entry in answer.entries:
            known = set(KINDS[entry.kind].field_names)
            found[entry.kind, entry.id] = {k: v for k, v in (entry.data or {}).items() if k in known}
        place = answer.place
        if place is None:
            return found
