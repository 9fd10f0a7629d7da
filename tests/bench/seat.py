"""One desk in a process of its own, for tests.bench.sync: told what to do by lines of JSON, answers by lines of JSON.

Usage: python tests/bench/seat.py FILE ADDRESS TOKEN_FILE. The line to the directory is the desk's own but that it
counts the bytes of both directions, headers included.
"""

from __future__ import annotations

import cProfile
import itertools
import json
import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from requests.adapters import HTTPAdapter
from sqlalchemy import func, select
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool

from sscs_desktop.base import clock, ids
from sscs_desktop.domain.visit import Visit
from sscs_desktop.store import rows, search, visits
from sscs_desktop.store.store import Store
from sscs_desktop.store.tables import RECORDS, sync_receipt
from sscs_desktop.sync import account
from sscs_desktop.sync.engine import SyncEngine
from sscs_desktop.sync.gateway import Gateway
from sscs_desktop.sync.round import Progress
from sscs_desktop.wire import codec
from sscs_desktop.wire.messages import SessionAnswer
from tests.bench import records

KEY = b"k" * 32
TOGETHER = 500
"""Visits typed in one transaction while the outbox is filled: that is not measured."""
PAUSE_S = 0.02
"""Between two saves of somebody who types beside a round: far faster than anybody does."""


class Counted(socket.socket):
    """A connection's socket that counts what goes through it."""

    sent = 0
    received = 0

    def sendall(self, data: Any, *flags: int) -> None:
        Counted.sent += len(memoryview(data).cast("B"))
        super().sendall(data, *flags)

    def recv_into(self, *args: Any) -> int:
        count = super().recv_into(*args)
        Counted.received += count
        return count


class Line(HTTPAdapter):
    """Carries requests as the desk does on this machine, counted."""

    def init_poolmanager(self, *args: Any, **more: Any) -> None:
        super().init_poolmanager(*args, **more)

        class Connection(HTTPConnection):
            def connect(self) -> None:
                super().connect()
                self.sock = Counted(fileno=self.sock.detach())

        class Pool(HTTPConnectionPool):
            ConnectionCls = Connection

        self.poolmanager.pool_classes_by_scheme = {"http": Pool}


class Seat:
    """A desk over its encrypted file."""

    def __init__(self, file: Path, address: str, session: SessionAnswer) -> None:
        self.gateway = Gateway(address, token=session.token, adapter=Line())
        self.store = Store.open(file, KEY, account.account_of(session, session.user_name, address))
        self.engine = SyncEngine(self.store, self.gateway)

    def round(self) -> dict[str, Any]:
        """Run one round; return wall and processor seconds, and bytes."""
        sent, received = Counted.sent, Counted.received
        began, cpu = time.perf_counter(), time.process_time()
        report = self.engine.round()
        return {
            "wall_s": time.perf_counter() - began,
            "cpu_s": time.process_time() - cpu,
            "sent_bytes": Counted.sent - sent,
            "received_bytes": Counted.received - received,
            "counts": report.counts,
        }

    def profile(self, out: str) -> dict[str, Any]:
        """Run one round under the profiler, which makes it slower; write what it found to `out`."""
        watch = cProfile.Profile()
        watch.enable()
        found = self.round()
        watch.disable()
        watch.dump_stats(out)
        return found

    def fill(self, count: int, *, anew: bool = False) -> dict[str, Any]:
        """Type visits into the outbox; `anew` under ids of their own."""
        drawn = [self._visit(shape) for shape in records.shapes(count)]
        if anew:
            drawn = [replace(each, id=ids.new_id()) for each in drawn]
        for start in range(0, count, TOGETHER):
            with self.store.write() as session:
                for each in drawn[start : start + TOGETHER]:
                    visits.save(session, each, None, today=clock.today())
        said, whole = (sum(map(len, map(coder, drawn))) for coder in (codec.encode_lean, codec.encode))
        return {"json_bytes": round(said / max(count, 1)), "row_bytes": round(whole / max(count, 1))}

    def fill_more(self, count: int) -> dict[str, Any]:
        """Type the same visits once more, as others."""
        return self.fill(count, anew=True)

    def edit(self, count: int) -> dict[str, Any]:
        """Change one field of `count` visits."""
        with self.store.write() as session:
            for shape in list(records.shapes(count)):
                seen = visits.seen(session, shape.id)
                assert seen is not None
                changed = replace(seen.record, situation=f"订单回升。{shape.note}")
                visits.save(session, changed, seen, today=clock.today())
        return {}

    def typing(self, enough: int) -> dict[str, Any]:
        """Save visits one by one while a round runs, until `enough` operations are sent or the round is over.

        Returns how long each save took, milliseconds. Who never stopped would never see the end of the sending.
        """
        over = threading.Event()
        worker = threading.Thread(target=self._round_beside, args=(over, enough))
        took: list[float] = []
        drawn = itertools.cycle(list(records.shapes(1000)))
        worker.start()
        while not over.wait(PAUSE_S):
            fresh = replace(self._visit(next(drawn)), id=ids.new_id())
            if not self._knows(str(fresh.enterprise_id)):
                continue
            began = time.perf_counter()
            with self.store.write() as session:
                visits.save(session, fresh, None, today=clock.today())
            took.append((time.perf_counter() - began) * 1000)
        worker.join()
        return {"save_ms": took}

    def _round_beside(self, over: threading.Event, enough: int) -> None:
        def watch(at: Progress) -> None:
            if at.step == "sending" and at.done >= enough:
                over.set()

        try:
            self.engine.round(watch)
        finally:
            over.set()

    def holds(self) -> dict[str, Any]:
        """Count what stands here and is found: the proof that a round did its work."""
        with self.store.read() as session:
            standing = session.scalar(select(func.count()).select_from(RECORDS["visit"]))
            receipts = session.scalar(select(func.count()).select_from(sync_receipt))
            found = len(search.ids(session, "visit", records.NEEDS[0]))
        return {"visits": standing, "found": found, "receipts": receipts}

    def peak(self) -> dict[str, Any]:
        """Return this process's largest resident size so far, MB."""
        return {"mb": peak_mb(os.getpid())}

    def close(self) -> dict[str, Any]:
        self.gateway.close()
        self.store.close()
        return {}

    def _visit(self, shape: records.Shape) -> Visit:
        return records.visit(shape, FIRM_IDS[shape.firm], self.store.account, clock.now())

    def _knows(self, firm_id: str) -> bool:
        with self.store.read() as session:
            return rows.find(session, "enterprise", firm_id) is not None


def peak_mb(process: int) -> float:
    """Return the largest resident size of a process, MB. Linux tells it; elsewhere -1."""
    status = Path(f"/proc/{process}/status")
    if not status.exists():
        return -1.0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return round(int(line.split()[1]) / 1024, 1)


FIRM_IDS = [firm.id for firm in records.firms()]


def main() -> int:
    file, address, session = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    seat = Seat(file, address, codec.decode(session.read_bytes(), SessionAnswer))
    for line in sys.stdin:
        name, *args = json.loads(line)
        act: Callable[..., dict[str, Any]] = getattr(seat, name)
        print(json.dumps(act(*args)), flush=True)
        if name == "close":
            break
    return 0


if __name__ == "__main__":
    sys.exit(main())
