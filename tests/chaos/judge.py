"""The judge of the killed processes: what desks' journals say was typed, against what stands in the databases.

A value that a save acknowledged is filed exactly once, or its author was told; one in flight when the process died may
be there or not; one whose save failed is nowhere.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from sscs_desktop.base import database
from sscs_desktop.server.directory import Directory
from sscs_desktop.server.tables import counter, feed, operation, record
from sscs_desktop.store import meta, outbox, report, rows
from sscs_desktop.store.session import Session
from sscs_desktop.store.store import Store
from sscs_desktop.store.tables import RECORDS, draft, sync_conflict, sync_journal, sync_op, sync_receipt
from sscs_desktop.wire import codec
from tests.chaos.held import held_by
from tests.chaos.typist import Said

DONE, FAILED, IN_FLIGHT = "done", "failed", "in flight"


@dataclass(frozen=True, kw_only=True)
class Word:
    """One typed value and what became of its save. place: when in its desk's life it was typed."""

    said: Said
    desk: str
    place: int
    fate: str
    op_id: str | None = None
    draft_id: str | None = None


@dataclass
class Memory:
    """What the journals of all desks say."""

    words: dict[str, Word] = field(default_factory=dict)
    bugs: list[str] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    rounds: Counter[str] = field(default_factory=Counter)
    saves: int = 0
    """Saves that returned; one may hold several values."""

    def read(self, desk: str, path: Path) -> None:
        """Take in one desk's journal."""
        about: list[Said] = []
        for text in path.read_text("utf-8").splitlines():
            line = json.loads(text)
            if "about" in line:
                about = [Said(**each) for each in line["about"]]
                self._keep(desk, about, IN_FLIGHT, [])
            elif "done" in line:
                self._keep(desk, about, DONE, line["saved"])
                self.saves += 1
            elif "failed" in line:
                self._keep(desk, about, FAILED, [])
                self.failures[line["failed"]] += 1
            elif "bug" in line:
                self.bugs.append(f"{desk}: {line['bug']}")
            elif "round" in line:
                self.rounds[line["round"]] += 1

    def _keep(self, desk: str, about: list[Said], fate: str, saved: list[list[str | None]]) -> None:
        ids = saved or [[None, None]] * len(about)
        for said, (op_id, draft_id) in zip(about, ids, strict=True):
            known = self.words.get(said.value)
            place = len(self.words) if known is None else known.place
            self.words[said.value] = Word(said=said, desk=desk, place=place, fate=fate, op_id=op_id, draft_id=draft_id)


@dataclass
class Verdict:
    """What did not hold, and counts of what did happen."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


class Judge:
    """Looks into the directory and every desk, all of them at rest."""

    def __init__(self, memory: Memory, directory: Directory) -> None:
        self.memory = memory
        self.directory = directory
        self.verdict = Verdict(violations=[f"a bug: {bug}" for bug in memory.bugs])
        self.filed: dict[str, list[Any]] = defaultdict(list)
        self.told: dict[str, str] = {}
        self.kept: list[tuple[str, str, str, dict[str, Any]]] = []
        self.fail = self.verdict.violations.append

    # ---- the directory

    def look_at_directory(self) -> None:
        database.quick_check(self.directory.engine)
        self.directory.lines.read(self._ledger)
        self.directory.lines.read(self._feed)

    def _ledger(self, connection: Connection) -> None:
        chains: dict[str, list[int]] = defaultdict(list)
        for row in connection.execute(select(operation).order_by(operation.c.seq, operation.c.n)):
            chains[row.branch].append(row.n)
            said = {**row.fields, **row.bases["args"]}
            for name, value in said.items():
                if isinstance(value, str) and value in self.memory.words and self._is_taken(row, name):
                    self.filed[value].append(row)
        for branch, found in chains.items():
            if sorted(found) != list(range(1, len(found) + 1)):
                self.fail(f"the chain {branch} has holes or repeats: {len(found)} operations")
            if "/" in branch:
                self.fail(f"the chain {branch} forked, and nobody copied a file")

    def _is_taken(self, row: Any, name: str) -> bool:
        answer = row.result
        if answer["result"] not in ("ok", "conflict"):
            return False
        return name not in answer.get("conflicts", {})

    def _feed(self, connection: Connection) -> None:
        last = connection.execute(select(counter.c.n)).scalar_one()
        distinct, lowest, highest = connection.execute(
            select(func.count(feed.c.seq.distinct()), func.min(feed.c.seq), func.max(feed.c.seq))
        ).one()
        if (distinct, lowest, highest) != (last, 1, last):
            self.fail(f"the feed has {distinct} numbers from {lowest} to {highest}, the counter says {last}")
        self._records(connection)

    def _records(self, connection: Connection) -> None:
        live = {r.id: r for r in connection.execute(select(record).where(record.c.deleted.is_(False)))}
        texts = Counter(r.data["text"] for r in live.values() if r.kind == "event" and r.data.get("text"))
        for word in self.memory.words.values():
            if word.said.field == "text" and texts[word.said.value] != len(self.filed[word.said.value]):
                self.fail(f"{texts[word.said.value]} events say {word.said.value}")
        for kind in ("visit", "issue"):
            made = [f for rows in self.filed.values() for f in rows if f.kind == kind and f.verb == "new"]
            if {r.id for r in live.values() if r.kind == kind} != {f.id for f in made}:
                self.fail(f"the {kind}s that stand there are not those that were filed")
        numbers = [r.data["number"] for r in live.values() if r.kind == "issue"]
        if len(set(numbers)) != len(numbers):
            self.fail("two issues bear one number")
        self._last_values(live)
        self._urged(live)
        self._files(live)

    def _last_values(self, live: dict[str, Any]) -> None:
        """See that each field holds what was applied to it last, and each desk's words were applied in their order."""
        last: dict[tuple[str, str], tuple[int, str]] = {}
        order: dict[tuple[str, str, str], list[tuple[int, int]]] = defaultdict(list)
        for value, found in self.filed.items():
            word = self.memory.words[value]
            if word.said.field == "text" or not found:
                continue
            key = word.said.id, word.said.field
            last[key] = max(last.get(key, (0, "")), (found[0].seq, value))
            order[(word.desk, *key)].append((found[0].seq, word.place))
        for (id, name), (_, value) in last.items():
            if id in live and live[id].data[name] != value:
                self.fail(f"{name} of {live[id].kind} {id} is {live[id].data[name]!r}, applied last was {value!r}")
        for (desk, id, name), places in order.items():
            if [p for _, p in sorted(places)] != sorted(p for _, p in places):
                self.fail(f"what {desk} wrote into {name} of {id} was applied in another order")

    def _urged(self, live: dict[str, Any]) -> None:
        urges = Counter(f.id for rows in self.filed.values() for f in rows if f.verb == "urge")
        for row in live.values():
            if row.kind == "issue" and row.data["urged"] != urges[row.id]:
                self.fail(f"issue {row.id} was urged {urges[row.id]} times and counts {row.data['urged']}")

    def _files(self, live: dict[str, Any]) -> None:
        """See that the bytes of everything attached are there, whole."""
        folder = self.directory.blobs.folder or Path()
        for row in live.values():
            if row.kind == "attachment":
                sha256 = row.data["sha256"]
                content = b"".join(file.read_bytes() for file in folder.glob(f"??/{sha256}"))
                self.verdict.counts["files"] += 1
                if hashlib.sha256(content).hexdigest() != sha256:
                    self.fail(f"the file of attachment {row.id} is not there: {len(content)} bytes")

    # ---- a desk

    def look_at_desk(self, login: str, store: Store, token: str) -> None:
        database.quick_check(store.engine)
        with store.read() as session:
            self._queue(login, session)
            checked, failing = report.unproven(session)
            if failing:
                self.fail(f"{login}: {len(failing)} of {checked} receipts prove nothing")
            for row in session.all(select(draft)):
                self.kept.append((login, row["form"], row["key"], row["data"]))
                self.told |= {v: "draft" for v in row["data"].values() if isinstance(v, str)}
            for mine in session.column(select(sync_conflict.c.mine)):
                self.told[str(mine)] = "conflict"
            self._compare(login, session, token)

    def _queue(self, login: str, session: Session) -> None:
        if outbox.waiting(session) or session.scalar(select(func.count()).select_from(sync_op)):
            self.fail(f"{login}: the queue did not drain")
        if session.connection.exec_driver_sql("PRAGMA foreign_key_check").all():
            self.fail(f"{login}: a child stands without its parent")
        answered = set(session.column(select(sync_journal.c.op_id)))
        proven = set(session.column(select(sync_receipt.c.op_id)))
        if answered - proven:
            self.fail(f"{login}: {len(answered - proven)} operations were answered without a receipt")
        mine = {w.op_id for w in self.memory.words.values() if w.desk == login and w.op_id is not None}
        if mine - answered:
            self.fail(f"{login}: {len(mine - answered)} operations of acknowledged saves are unknown in its file")

    def _compare(self, login: str, session: Session, token: str) -> None:
        """Hold every row of the desk against what its scopes hold at the directory."""
        here = {
            (kind, row["id"]): codec.decode(codec.encode(rows.record_of(kind, row)), dict)
            for kind, table in RECORDS.items()
            for row in session.all(select(table))
        }
        there = held_by(self.directory, self.directory.member(token), str(meta.get(session, meta.REPLICA)))
        if set(here) != set(there):
            self.fail(
                f"{login}: {len(set(there) - set(here))} rows are missing, {len(set(here) - set(there))} too many"
            )
        odd = [key for key in set(here) & set(there) if here[key] != there[key]]
        if odd:
            self.fail(f"{login}: {len(odd)} rows differ from the directory's, the first {odd[0]}")
        self.verdict.counts["rows"] += len(here)

    # ---- every value

    def decide(self) -> Verdict:
        """Judge each value; call after all have been looked at."""
        for value, word in self.memory.words.items():
            filed = self.filed[value]
            if len(filed) > 1:
                self.verdict.doubled.append(f"{word.said} was applied {len(filed)} times")
            if word.fate == FAILED and (filed or value in self.told):
                self.fail(f"{word.said} is there, and its save failed")
            if word.fate != DONE:
                self.verdict.counts[word.fate] += 1
                continue
            if filed and word.op_id != filed[0].op_id:
                self.fail(f"{word.said} was filed by another operation than its own")
            self._acknowledged(word, bool(filed))
        return self.verdict

    def _acknowledged(self, word: Word, is_filed: bool) -> None:
        told = self.told.get(word.said.value) or ("superseded" if self._is_superseded(word) else "")
        if is_filed and told == "draft":
            self.fail(f"{word.said} is filed, and its author was told that it is not")
        elif is_filed:
            self.verdict.counts["filed"] += 1
        elif told:
            self.verdict.counts[f"told as {told}"] += 1
        else:
            self.verdict.lost.append(f"{word.said} is neither filed nor told to {word.desk}")

    def _is_superseded(self, word: Word) -> bool:
        """Tell whether the draft of this row holds what the same author wrote into the field after it."""
        said = word.said
        for login, form, key, data in self.kept:
            later = self.memory.words.get(str(data.get(said.field)))
            if (login, form, key.partition("#")[0]) == (word.desk, said.kind, said.id) and later is not None:
                return later.desk == word.desk and later.place > word.place
        return False
