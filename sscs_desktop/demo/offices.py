"""The county's office and departments at work, over HTTP as those roles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sscs_desktop.demo import county
from sscs_desktop.sync.gateway import Gateway
from sscs_desktop.wire.decisions import Move
from sscs_desktop.wire.messages import SessionRequest


def handle(address: str, passwords: dict[str, str]) -> int:
    """Accept and dispatch every new issue, take and answer it as its department; return how many."""
    with _signed_in(address, county.OFFICE, passwords) as office:
        filed = [str(found.issue["id"]) for found in office.issues("filed").issues]
        for issue_id in filed:
            office.move(issue_id, Move(verb="accept"))
            office.move(issue_id, Move(verb="dispatch"))
    return sum(_answer(address, login, passwords) for login in county.DEPARTMENTS.values())


def close(address: str, passwords: dict[str, str]) -> int:
    """Close every issue the enterprise is satisfied with; return how many."""
    with _signed_in(address, county.OFFICE, passwords) as office:
        satisfied = [str(found.issue["id"]) for found in office.issues("confirming").issues]
        for issue_id in satisfied:
            office.move(issue_id, Move(verb="close"))
    return len(satisfied)


def _answer(address: str, login: str, passwords: dict[str, str]) -> int:
    with _signed_in(address, login, passwords) as department:
        mine = [str(found.issue["id"]) for found in department.issues("dispatched").issues]
        for issue_id in mine:
            department.move(issue_id, Move(verb="take"))
            department.move(issue_id, county.ANSWERS[login])
    return len(mine)


@contextmanager
def _signed_in(address: str, login: str, passwords: dict[str, str]) -> Iterator[Gateway]:
    gateway = Gateway(address)
    try:
        gateway.session(SessionRequest(account=login, password=passwords[login]))
        yield gateway
    finally:
        gateway.close()
