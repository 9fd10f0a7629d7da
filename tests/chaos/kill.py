"""Prove that no process can die so that typed work is lost: python tests/chaos/kill.py --minutes M [--seed S].

Real processes over real HTTP: a directory and three desks that type without pause, each killed and started again at
any moment, a line that fails between them, disks that fill up, a clerk who reassigns, joins and moves, attached files
in their own lane and parcels beside the rounds. In the end all is healed and quiet, and the desks' journals judge both
sides. The last line says minutes, kills, faults, saves, lost, duplicated and violations; any of the last three ends
with 1.
"""

from __future__ import annotations

import argparse
import heapq
import json
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from sscs_desktop.base import clock
from sscs_desktop.demo.processes import command, free_port
from sscs_desktop.server import admin
from sscs_desktop.server.directory import Directory
from sscs_desktop.store.store import Store
from sscs_desktop.sync import account
from tests.chaos.clerk import Clerk
from tests.chaos.judge import Judge, Memory, Verdict
from tests.chaos.mortals import REPOSITORY, Disk, Mortal, environment
from tests.chaos.proxy import Proxy
from tests.chaos.typist import QUIET_S
from tests.sync.county import County

WEDNESDAY = datetime(2018, 9, 26, 15, 20, tzinfo=clock.SHANGHAI)
KEY = b"chaos".ljust(32, b".")
QUIET_ROUNDS = 2
"""Times every desk must come to rest: what one sends last, another reads after it."""


class Site:
    """A county: its directory, its desks, the line between them."""

    def __init__(self, folder: Path, seed: int, faults: float) -> None:
        self.folder = folder
        self.chance = random.Random(seed)
        self.counts: Counter[str] = Counter()
        self.disks = {name: Disk(folder / name) for name in ("county", "wang")}
        self.port = free_port()
        self.proxy = Proxy(self.port, seed, faults)
        self.tokens: dict[str, str] = {}
        self._found()
        serve = command("serve", "--data", str(self.place), "--port", str(self.port))
        where = self.disks["county"], serve, folder / "directory.log"
        self.directory = Mortal("directory", *where, lambda _: _listens(self.port))
        self.desks: dict[str, Mortal] = {}
        self.bag = folder / "bag"
        self.bag.mkdir()
        self.clerk = Clerk(self.place, self.bag, self.firms, self.units, self.chance, self.counts)

    @property
    def place(self) -> Path:
        return self.folder / "county" / "directory"

    def _found(self) -> None:
        county = County(self.folder / "county")
        self.units = [county.dalu, county.other]
        firms = [county.enterprise(unit, name) for unit, name in zip([county.dalu, *self.units], "甲乙丙", strict=True)]
        self.firms = [firm.id for firm in firms]
        self.logins = {"wang": county.dalu, "li": county.dalu, "zhao": county.other}
        self.people = {login: county.person(login, unit) for login, unit in self.logins.items()}
        self.answers = {login: admin.open_session(county.directory, id) for login, id in self.people.items()}
        county.close()

    def seat(self, login: str) -> Mortal:
        """Put a desk where somebody types; the first one's file lies on a disk that fills up."""
        disk = self.disks.get(login, self.disks["county"])
        where = disk.folder if login in self.disks else self.folder
        address = f"http://127.0.0.1:{self.proxy.port}"
        given = {
            "login": login,
            "file": str(where / f"{login}.db"),
            "journal": str(self.folder / f"{login}.journal"),
            "bag": str(self.bag),
            "key": KEY.hex(),
            "address": address,
            "token": self.answers[login].token,
            "account": asdict(account.account_of(self.answers[login], login, address)),
        }
        told = self.folder / f"{login}.json"
        told.write_text(json.dumps(given), "utf-8")
        line = [sys.executable, str(REPOSITORY / "tests/chaos/typist.py"), str(told)]
        journal = Path(str(given["journal"]))
        self.desks[login] = Mortal(login, disk, line, self.folder / f"{login}.log", lambda pid: _types(journal, pid))
        return self.desks[login]

    def fill(self) -> None:
        """Fill one of the disks, or clear the one that is full."""
        full = [each for each in self.disks if self.disks[each].is_full]
        name = full[0] if full else self.chance.choice([*self.disks])
        mortal = self.desks.get(name, self.directory)
        if full:
            self.disks[name].clear(mortal.process)
        else:
            self.disks[name].fill(mortal.process)
            self.counts[f"disk of {name} full"] += 1

    def heal(self) -> None:
        for name, disk in self.disks.items():
            disk.clear(self.desks.get(name, self.directory).process)
        self._await(self.directory)
        self.proxy.heal()

    def open(self) -> None:
        """Start everybody, and let each desk load what it reads and come to type, over a line that fails already."""
        for mortal in self.mortals():
            mortal.start()
        for mortal in self.mortals():
            self._await(mortal)

    def _await(self, mortal: Mortal) -> None:
        """Wait until a process works; one that gave up for want of room just now is started again."""
        deadline = time.monotonic() + QUIET_S
        while not mortal.is_ready():
            assert time.monotonic() < deadline, f"{mortal.name} did not come to work"
            if not mortal.is_alive():
                mortal.start()
            time.sleep(0.05)

    def mortals(self) -> list[Mortal]:
        return [self.directory, *self.desks.values()]


def torment(site: Site, seconds: float) -> None:
    """Let everything happen by chance for so many seconds."""
    chance = site.chance

    def mortal(one: Mortal, longest: float) -> Callable[[], float]:
        """Return what happens to a process: it starts, it works for a while or is not even ready, it is killed."""
        is_waited_for = True  # the first time somebody started it before

        def step() -> float:
            nonlocal is_waited_for
            if is_waited_for and one.is_alive() and not one.is_ready():
                return 0.1
            if is_waited_for and one.is_alive():
                is_waited_for = False
                return chance.uniform(0, longest)
            one.kill()
            if one.disk.is_full and chance.random() < 0.5:
                return 0.5  # not every process is started again at once
            one.start()
            is_waited_for = chance.random() < 0.85
            return 0.1 if is_waited_for else chance.uniform(0, 1.5)

        return step

    def fill() -> float:
        site.fill()
        return chance.uniform(0.3, 1.5) if any(disk.is_full for disk in site.disks.values()) else chance.uniform(1, 5)

    def clerk() -> float:
        acts = [site.clerk.reassign, site.clerk.move_visit, site.clerk.carry, site.clerk.join]
        chance.choices(acts, [3, 3, 6, 1])[0]()
        return chance.uniform(0.3, 1.5)

    steps = [mortal(site.directory, 4.0), fill, clerk]
    steps += [mortal(desk, 4.0) for desk in site.desks.values()]
    site.open()
    ending = time.monotonic() + seconds
    due = [(time.monotonic(), k) for k in range(len(steps))]
    while due[0][0] < ending:
        at, k = due[0]
        time.sleep(max(0.0, at - time.monotonic()))
        heapq.heapreplace(due, (time.monotonic() + steps[k](), k))


def come_to_rest(site: Site) -> list[str]:
    """Heal everything, let every desk run rounds until it has nothing to do, then end the directory."""
    for desk in site.desks.values():
        desk.end()
    site.heal()
    odd = []
    for _ in range(QUIET_ROUNDS):
        quiet = {
            name: subprocess.Popen([*desk.line, "--quiet"], cwd=REPOSITORY, env=environment())
            for name, desk in site.desks.items()
        }
        odd += [f"{name} did not come to rest" for name, each in quiet.items() if each.wait(2 * QUIET_S) != 0]
    site.directory.end()
    if site.proxy.statuses[500]:
        odd.append(f"the directory answered 500 to {site.proxy.statuses[500]} requests")
    return odd + [each for mortal in site.mortals() for each in mortal.odd]


def judge(site: Site, odd: list[str]) -> tuple[Memory, Verdict]:
    """Hold what stands in the databases against what the journals say was typed."""
    memory = Memory()
    for login in site.desks:
        memory.read(login, site.folder / f"{login}.journal")
    with closing(Directory.open(site.place)) as directory:
        found = Judge(memory, directory)
        found.verdict.violations += odd
        found.look_at_directory()
        for login in site.desks:
            told: dict[str, Any] = json.loads((site.folder / f"{login}.json").read_text("utf-8"))
            with closing(Store.open(Path(told["file"]), KEY)) as store:
                found.look_at_desk(login, store, told["token"])
        return memory, found.decide()


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def _types(journal: Path, pid: int) -> bool:
    """Tell whether this process at a desk has come to type."""
    said = journal.read_text("utf-8") if journal.exists() else ""
    return '"about"' in said.rpartition(f'"pid": {pid}}}')[2] and f'"pid": {pid}}}' in said


def prove(minutes: float, seed: int, faults: float, keep: bool) -> int:
    """Torment, heal, judge, and say what was found."""
    clock.stand_at(WEDNESDAY)
    folder = Path(tempfile.mkdtemp(prefix="kill-"))
    site = Site(folder, seed, faults)
    try:
        with site.proxy:
            odd = live(site, minutes * 60)
        memory, verdict = judge(site, odd)
    finally:
        if keep:
            print("kept in", shutil.copytree(folder, folder.with_name(folder.name + "-kept")))
        for disk in site.disks.values():
            disk.remove()
        shutil.rmtree(folder)
    return tell(minutes, site, memory, verdict)


def live(site: Site, seconds: float) -> list[str]:
    """Let the county work in torment, then come to rest; return what ended oddly. No process outlives this."""
    for login in site.logins:
        site.seat(login)
    try:
        torment(site, seconds)
        return come_to_rest(site)
    finally:
        for each in site.mortals():
            each.kill()


def tell(minutes: float, site: Site, memory: Memory, verdict: Verdict) -> int:
    """Print what happened and the sums; return 1 if anything did not hold."""
    if not verdict.counts["filed"]:
        verdict.violations.append("nothing was filed: nothing was proved")
    for name, found in (("kills", Counter({m.name: m.kills for m in site.mortals()})), ("happened", site.counts)):
        print(name, _listed(found))
    print("faults", _listed(site.proxy.faults), "| answers", _listed(site.proxy.statuses))
    print("values", _listed(verdict.counts), "| saves that failed", _listed(memory.failures))
    print("rounds that were cut", _listed(memory.rounds))
    for name in ("lost", "doubled", "violations"):
        for each in getattr(verdict, name)[:20]:
            print(f"{name}: {each}")
    kills = sum(m.kills for m in site.mortals())
    sums = f"lost {len(verdict.lost)} duplicated {len(verdict.doubled)} violations {len(verdict.violations)}"
    print(f"minutes {minutes:g} kills {kills} faults {site.proxy.faults.total()} saves {memory.saves} {sums}")
    return 1 if verdict.lost or verdict.doubled or verdict.violations else 0


def _listed(found: Counter[Any]) -> str:
    return ", ".join(f"{name} {n}" for name, n in sorted(found.items(), key=str)) or "none"


def main() -> int:
    """Read the arguments and prove."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--faults", type=float, default=0.25, help="the share of requests that meet one")
    parser.add_argument("--keep", action="store_true", help="keep all files beside the folder they were in")
    given = parser.parse_args()
    return prove(given.minutes, given.seed, given.faults, given.keep)


if __name__ == "__main__":
    sys.exit(main())
