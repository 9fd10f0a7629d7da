"""What a round costs, measured: python tests/bench/sync.py --records N --json [--peers]. Asserts no time.

A real directory process (`serve`) over loopback HTTP, desks in processes of their own, encrypted files, receipts, the
search index built before the clock stops. --peers runs Anki's sync and PouchDB beside it, in turns.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from sqlalchemy import Connection

from sscs_desktop.base import clock, database, ids, migrations
from sscs_desktop.domain.organisation import Assignment
from sscs_desktop.domain.vocabulary import Level, OrganisationKind
from sscs_desktop.server import admin, scopes
from sscs_desktop.server.work import Work
from sscs_desktop.store.store import MIGRATIONS
from sscs_desktop.wire import codec
from tests.bench import peers, records
from tests.bench.seat import KEY, peak_mb

ROOT = Path(__file__).resolve().parents[2]
BESIDE = 2000
"""Operations of the push beside which somebody saves."""


def main() -> int:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--records", type=int, default=10_000)
    asked.add_argument("--json", action="store_true", help="one JSON object and nothing else")
    asked.add_argument("--peers", action="store_true", help="Anki and PouchDB beside it, in turns")
    asked.add_argument("--peers-dir", type=Path, default=Path(tempfile.gettempdir()) / "sscs-bench-peers")
    asked.add_argument("--runs", type=int, default=0, help="default: 1, with --peers 3")
    asked.add_argument("--profile", type=Path, help="write the desk's profiles into this folder; times are worthless")
    said = asked.parse_args()
    runs = said.runs or (3 if said.peers else 1)
    others = peers.installed(said.peers_dir) if said.peers else ()
    mine: list[dict[str, Any]] = []
    theirs: dict[str, list[dict[str, float]]] = {peer.name: [] for peer in others}
    for _ in range(runs):
        mine.append(_once(said.records, said.profile))
        for peer in others:
            theirs[peer.name].append(peer.run(said.records))
        print(json.dumps({"run": mine[-1], **{name: each[-1] for name, each in theirs.items()}}), file=sys.stderr)
    found = _medians(mine)
    if others:
        found["peers"] = {name: _medians(each) for name, each in theirs.items()}
        found["ratios"] = {
            f"{leg}_vs_{name}": round(found[f"{leg}_s"] / each[f"{leg}_s"], 2)
            for name, each in found["peers"].items()
            for leg in ("push", "pull")
        }
    print(json.dumps(found) if said.json else "\n".join(f"{name:24} {value}" for name, value in found.items()))
    return 0


def _once(count: int, profile: Path | None) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        return measured(Path(name), count, profile)


def measured(folder: Path, count: int, profile: Path | None = None) -> dict[str, Any]:
    """Return the figures of one run: first the pair of desks, then saves beside a push and beside a load."""
    county = Bench(folder)
    with county.serving():
        with county.desk("wang") as desk:
            desk.ask("round")
            size = desk.ask("fill", count)
        with county.desk("wang") as desk:
            push, push_cpu = county.timed(desk, "push", profile)
            assert desk.ask("holds")["receipts"] == count
            desk.ask("edit", 100)
            edits = desk.ask("round")
            empty = desk.ask("round")
            pushing_mb = desk.ask("peak")["mb"]
        with county.desk("li") as desk:
            pull, pull_cpu = county.timed(desk, "pull", profile)
            held = desk.ask("holds")
            assert held["visits"] == count and held["found"], held
            pulling_mb = desk.ask("peak")["mb"]
        server_mb = peak_mb(county.process)
        beside = county.beside(min(count, BESIDE))
    return {
        "push_s": push["wall_s"],
        "pull_s": pull["wall_s"],
        "client_cpu_s": push["cpu_s"] + pull["cpu_s"],
        "server_cpu_s": push_cpu + pull_cpu,
        "up_bytes": push["sent_bytes"] + pull["sent_bytes"],
        "down_bytes": push["received_bytes"] + pull["received_bytes"],
        "edits100_s": edits["wall_s"],
        "empty_bytes": empty["sent_bytes"] + empty["received_bytes"],
        "client_mb": max(pushing_mb, pulling_mb),
        "server_mb": server_mb,
        **beside,
        "push_up_bytes": push["sent_bytes"],
        "push_down_bytes": push["received_bytes"],
        "pull_up_bytes": pull["sent_bytes"],
        "pull_down_bytes": pull["received_bytes"],
        "push_client_cpu_s": push["cpu_s"],
        "push_server_cpu_s": push_cpu,
        "pull_client_cpu_s": pull["cpu_s"],
        "pull_server_cpu_s": pull_cpu,
        "record_json_bytes": size["json_bytes"],
        "record_row_bytes": size["row_bytes"],
        "records": count,
    }


class Bench:
    """A county with its enterprises in a folder, a directory process over it, and desks."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process = 0
        self._address = ""
        directory = admin.create_directory(folder / "directory", "宁晋县服务直通")
        office = admin.add_unit(directory, "领导小组办公室", kind=OrganisationKind.OFFICE, level=Level.COUNTY)
        unit = admin.add_unit(directory, "大陆村镇经济发展办", parent_id=office)
        directory.lines.write(lambda connection: _file(connection, unit))
        for login in ("wang", "li", "zhao", "sun"):
            person = admin.add_account(directory, login, f"干部{login}", role="cadre", unit_id=unit)
            session = admin.open_session(directory, person)
            (folder / f"{login}.session").write_bytes(codec.encode(session))
        directory.close()
        engine = database.open_local(folder / "blank.db", KEY)
        migrations.upgrade(engine, MIGRATIONS, backup=None)
        engine.dispose()

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Run the directory as it is run: a process of its own."""
        place = str(self.folder / "directory")
        command = [sys.executable, "-m", "sscs_desktop", "serve", "--data", place, "--port", "0"]
        with subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as server:
            try:
                assert server.stdout is not None
                self._address = next(word for line in server.stdout for word in line.split() if "://" in word)
                self.process = server.pid
                yield
            finally:
                server.terminate()

    @contextmanager
    def desk(self, login: str) -> Iterator[Seat]:
        """Open a person's desk in a process of its own."""
        file = self.folder / f"{login}.db"
        if not file.exists():
            shutil.copy(self.folder / "blank.db", file)
        seat = Seat(file, self._address, self.folder / f"{login}.session")
        try:
            yield seat
        finally:
            seat.close()

    def timed(self, desk: Seat, name: str, profile: Path | None) -> tuple[dict[str, Any], float]:
        """Run one round of a desk; return what it says and the directory's processor seconds."""
        before = _cpu(self.process)
        said = desk.ask("profile", str(profile / f"{name}.prof")) if profile else desk.ask("round")
        return said, _cpu(self.process) - before

    def beside(self, count: int) -> dict[str, Any]:
        """Save beside a push of `count` operations, and beside a first load."""
        with self.desk("zhao") as desk:
            desk.ask("round")
            desk.ask("fill_more", count)
        with self.desk("zhao") as desk:
            pushing = desk.ask("typing", count)["save_ms"]
        with self.desk("sun") as desk:
            loading = desk.ask("typing", count)["save_ms"]
        return {
            "save_beside_p95_ms": _p95(pushing + loading),
            "save_beside_push_p95_ms": _p95(pushing),
            "save_beside_load_p95_ms": _p95(loading),
            "saves_beside": len(pushing) + len(loading),
        }


class Seat:
    """The other end of a desk process."""

    def __init__(self, file: Path, address: str, session: Path) -> None:
        command = [sys.executable, str(ROOT / "tests/bench/seat.py"), str(file), address, str(session)]
        self._desk = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, *said: Any) -> dict[str, Any]:
        """Let the desk do something; return what it says about it."""
        assert self._desk.stdin is not None and self._desk.stdout is not None
        self._desk.stdin.write(json.dumps(said) + "\n")
        self._desk.stdin.flush()
        answer = self._desk.stdout.readline()
        if not answer:
            raise RuntimeError(f"the desk ended while it should {said[0]}")
        found: dict[str, Any] = json.loads(answer)
        return found

    def close(self) -> None:
        if self._desk.poll() is None:
            self.ask("close")
        self._desk.communicate()


def _file(connection: Connection, unit: str) -> None:
    """File the enterprises with their assignments, as the roster does."""
    work = Work(connection, clock.now())
    stands = scopes.of_unit(connection, unit)
    for firm in records.firms():
        link = Assignment(id=ids.new_id(), enterprise_id=firm.id, unit_id=unit, unit_name="大陆村镇经济发展办")
        work.add("enterprise", firm.id, codec.data_of(firm), ("", 0, None), stands=stands)
        work.add("assignment", link.id, codec.data_of(link), ("", 0, None), stands=stands, parent=firm.id)
    work.write()
    work.number()


def _cpu(process: int) -> float:
    """Return the processor seconds of a process so far. Linux tells them; elsewhere 0."""
    stat = Path(f"/proc/{process}/stat")
    if not stat.exists():
        return 0.0
    after_name = stat.read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def _p95(took: list[float]) -> float:
    return round(statistics.quantiles(took, n=20)[-1], 2)


def _medians(runs: list[dict[str, Any]]) -> dict[str, Any]:
    return {name: round(statistics.median(run[name] for run in runs), 3) for name in runs[0]}


if __name__ == "__main__":
    sys.exit(main())
