"""What was lost and what was doubled, counted in the databases themselves when every process has ended.

Things are recognised by what was typed, never by the ids the program gave them: a visit by its words on the
situation, an issue by its description, a card by its number.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sscs_desktop.base.secrets import Keystore
from sscs_desktop.store import cards, issues, report, visits
from sscs_desktop.store.store import Store
from sscs_desktop.sync import account_files
from sscs_desktop.sync.account_files import AccountFiles

Thing = tuple[str, str]
"""(kind, what was typed)."""

_WORDS = {"visit": "situation", "issue": "description", "card": "number"}


@dataclass(frozen=True, kw_only=True)
class Count:
    """lost: things typed, or operations made, that some database lacks; duplicated: those it holds twice."""

    lost: int
    duplicated: int
    found: dict[str, int]


def count(directory: Path, logins: Iterable[str], keystore: Keystore, typed: Iterable[Thing]) -> Count:
    """Open the directory's file and each desk's, and count."""
    wanted = Counter(typed)
    places = {"directory": _in_directory(directory)}
    made: set[str] = set()
    for login in logins:
        files = AccountFiles.of(login)
        if not files.is_set_up:  # the walk ended before its first morning: all is missing there
            places[login] = Counter()
            continue
        with closing(account_files.open_store(files, account_files.key_of(files, keystore))) as store:
            places[login] = _on_desk(store)
            made |= _operations(store)
    filed = _filed(directory)
    lost = sum((wanted - found).total() for found in places.values()) + len(made - set(filed))
    duplicated = sum((found - wanted).total() for found in places.values()) + len(filed) - len(set(filed))
    return Count(lost=lost, duplicated=duplicated, found={name: found.total() for name, found in places.items()})


def _in_directory(file: Path) -> Counter[Thing]:
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        rows = connection.execute("select kind, data from record where deleted = 0").fetchall()
    return Counter((kind, json.loads(data)[_WORDS[kind]]) for kind, data in rows if kind in _WORDS)


def _filed(file: Path) -> list[str]:
    """Return the operations the directory took, one entry for each time it took one."""
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        rows = connection.execute("select op_id, result from operation").fetchall()
    return [op_id for op_id, result in rows if json.loads(result)["result"] == "ok"]


def _on_desk(store: Store) -> Counter[Thing]:
    with store.read() as session:
        found = [("visit", visit.situation) for visit in visits.listing(session)]
        found += [("issue", issue.description) for issue in issues.listing(session)]
        found += [("card", card.number) for card in cards.listing(session)]
    return Counter(found)


def _operations(store: Store) -> set[str]:
    with store.read() as session:
        return {line.op_id for group in report.GROUPS for line in report.listing(session, group)}
