"""What a cadre waits for, measured: saves, lists, search, rounds. Prints one JSON object; asserts no time.

Usage: python -m tests.bench.desk [--visits N]. Over the real encrypted file and the real directory, in one process
(no network between them). `floor_save_ms` is one insert of the same text into a plain SQLite table with the same
durability, in the same run: the ratio travels to other machines, the times do not.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sscs_desktop.base import clock, ids
from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.domain.visit import Visit
from sscs_desktop.store import drafts, enterprises, search, visits
from tests.conftest import SEPTEMBER
from tests.store import building
from tests.store.building import TODAY
from tests.sync.county import County, Desk, make_blanks

SAVES = 200


def main() -> int:
    """Measure and print."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--visits", type=int, default=2000)
    count = asked.parse_args().visits
    clock.stand_at(SEPTEMBER)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_blanks(folder / "blanks")
        county = County(folder / "county", folder / "blanks")
        try:
            print(json.dumps(measured(county, folder, count)))
        finally:
            county.close()
    return 0


def measured(county: County, folder: Path, count: int) -> dict[str, Any]:
    """Return the figures; seconds end in _s, milliseconds in _ms."""
    firm = county.enterprise(county.dalu)
    desk = county.desk("wang", county.dalu, "")
    other = county.desk("li", county.dalu, "")
    try:
        desk.round()
        found: dict[str, Any] = {"visits": count}
        found["save_ms"] = _median_ms(lambda k: _save(desk, firm, k), SAVES)
        found["floor_save_ms"] = _floor(folder / "floor.db")
        found["save_ratio"] = round(found["save_ms"] / found["floor_save_ms"], 1)
        _fill(desk, firm, count - SAVES)
        found["push_s"] = _seconds(desk.round)
        found["draft_beside_first_load_p95_ms"] = _beside_a_load(other)
        with desk.store.read() as session:
            found["list_ms"] = _median_ms(lambda _: enterprises.listing(session), 30)
            found["visits_list_ms"] = _median_ms(lambda _: visits.listing(session), 30)
            found["search_ms"] = _median_ms(lambda _: search.find(session, "满负荷", 30), 30)
        found["empty_round_s"] = _seconds(desk.round)
        return found
    finally:
        desk.close()
        other.close()


def _save(desk: Desk, firm: Enterprise, k: int) -> None:
    with desk.store.write() as session:
        visits.save(session, _visit(desk, firm, k), None, today=TODAY)


def _visit(desk: Desk, firm: Enterprise, k: int) -> Visit:
    who = desk.store.account
    return replace(
        building.visit(firm),
        id=ids.new_id(),
        visited_at=building.NOON - timedelta(minutes=k),
        situation=f"第{k}次：订单比上月多两成，两条线满负荷；铜价上涨，流动资金偏紧。",
        author_id=who.user_id,
        author_name=who.user_name,
        unit_id=who.unit_id,
        unit_name=who.unit_name,
    )


def _fill(desk: Desk, firm: Enterprise, count: int) -> None:
    for start in range(0, count, 50):
        with desk.store.write() as session:
            for k in range(start, min(start + 50, count)):
                visits.save(session, _visit(desk, firm, SAVES + k), None, today=TODAY)


def _beside_a_load(desk: Desk) -> float:
    """Write a draft again and again while the first load brings everything; return the 95th percentile, ms."""
    loader = threading.Thread(target=desk.round)
    took: list[float] = []
    loader.start()
    while loader.is_alive():
        began = time.perf_counter()
        with desk.store.write() as session:
            drafts.save(session, "visit", "bench", {"situation": "订单" * 100, "n": len(took)})
        took.append((time.perf_counter() - began) * 1000)
        time.sleep(0.005)
    loader.join()
    return round(statistics.quantiles(took, n=20)[-1], 2)


def _floor(file: Path) -> float:
    with closing(sqlite3.connect(file, isolation_level=None)) as raw:
        raw.execute("pragma journal_mode=wal")
        raw.execute("pragma synchronous=full")
        raw.execute("create table visit (id text primary key, data text)")
        return _median_ms(lambda k: raw.execute("insert into visit values (?, ?)", (str(k), "订单" * 300)), SAVES)


def _median_ms(act: Callable[[int], object], times: int) -> float:
    took = []
    for k in range(times):
        began = time.perf_counter()
        act(k)
        took.append((time.perf_counter() - began) * 1000)
    return round(statistics.median(took), 3)


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return round(time.perf_counter() - began, 3)


if __name__ == "__main__":
    sys.exit(main())
