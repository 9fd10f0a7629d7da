"""Die at every SQL statement: python tests/chaos/every_statement.py [--every K | --commits] [--scene NAME].

A process kills itself (SIGKILL) as the n-th statement of an act begins, n = 1 … N: a save, a first load, a round at
the desk (the answers to a push taken in, pages applied), the same push at the directory. Clock and dice stand still,
so that what is left after n depends on the commits before it alone; then the act is finished and must end as always.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import requests

from sscs_desktop.base.errors import SscsError
from sscs_desktop.base.ids import new_id
from sscs_desktop.domain.enterprise import Profile
from sscs_desktop.server import admin, service
from sscs_desktop.server.directory import Directory
from sscs_desktop.store import drafts, enterprises, issues, visits
from sscs_desktop.store.store import Store
from sscs_desktop.sync import engine as engines
from sscs_desktop.sync.engine import SyncEngine
from sscs_desktop.sync.gateway import Gateway
from sscs_desktop.wire import routes
from tests.chaos.morning import in_haste
from tests.chaos.statements import UUID, Death, commits_of, dump, still
from tests.line import ADDRESS, Line
from tests.store import building
from tests.store.building import TODAY
from tests.sync import county as counties
from tests.sync.county import County, Desk

MEMORY = Path("/dev/shm")
TEXT = "写到一半，断了电"


class PushLine(Line):
    """A line whose directory may die, but only while it files a push."""

    death: Death | None = None

    def _deliver(self, request: requests.PreparedRequest) -> tuple[int, list[tuple[str, str]], bytes]:
        if self.death is None:
            return super()._deliver(request)
        self.death.is_armed = urlsplit(request.url or "").path == routes.PUSH
        try:
            return super()._deliver(request)
        finally:
            self.death.is_armed = False


@dataclass(frozen=True, kw_only=True)
class Scene:
    """An act at the desk `login`, and on whose side the process dies. finish: what a person or a timer does next."""

    name: str
    side: str
    start: str
    act: Callable[[Pair], object]
    finish: Callable[[Pair], object]
    login: str = "wang"


class Pair:
    """A desk and its directory in this process, as they stand in a folder."""

    def __init__(self, place: Path, login: str, token: str) -> None:
        self.directory = Directory.open(place / "directory")
        self.line = PushLine(service.make_app(self.directory))
        self.gateway = Gateway(ADDRESS, token=token, adapter=self.line)
        self.store = Store.open(place / f"{login}.db", None)
        self.engine = SyncEngine(self.store, self.gateway)

    def round(self) -> None:
        self.engine.round()

    def close(self) -> None:
        self.gateway.close()
        self.store.close()
        self.directory.close()


# ---- the scenes


def _mine(desk: Desk | Pair) -> dict[str, Any]:
    who = desk.store.account
    names = {"author_id": who.user_id, "author_name": who.user_name}
    return {**names, "unit_id": who.unit_id, "unit_name": who.unit_name}


def _save(desk: Pair) -> None:
    """Save a visit with an issue as its dialog does: both, the number, the index, and the draft goes."""
    with desk.store.write() as session:
        firm = enterprises.get(session, enterprises.listing(session)[0].id)
        visit = building.visit(firm, **_mine(desk), situation=TEXT)
        visits.save_with_issues(session, visit, [building.issue(firm, **_mine(desk))], None, today=TODAY)
        drafts.discard_form(session, "visit", "new")


def _save_if_lost_and_send(desk: Pair) -> None:
    with desk.store.read() as session:
        kept, saved = drafts.find(session, "visit", "new"), visits.listing(session, visits.Filter(text=TEXT))
    assert (kept is None) == bool(saved), "the text is neither saved nor in the draft, or both"
    if kept is not None:
        assert kept.data["situation"] == TEXT
        _save(desk)
    _rounds(desk)


def _rounds(desk: Pair) -> None:
    for _ in range(2):
        desk.round()


SCENES = (
    Scene(name="save", side="desk", start="typing", act=_save, finish=_save_if_lost_and_send),
    Scene(name="load", side="desk", start="typing", act=Pair.round, finish=_rounds, login="chen"),
    Scene(name="round", side="desk", start="waiting", act=Pair.round, finish=_rounds),
    Scene(name="push", side="directory", start="waiting", act=Pair.round, finish=_rounds),
)


class Stage:
    """The starting places of the scenes, and a folder to play in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.place = folder / "play"
        with still(0):
            counties.make_blanks(folder / "blanks")
            self.tokens: dict[str, str] = {}
            self._set()
        self.known = {
            start: set(UUID.findall("".join(each for file in _files(folder / start) for each in dump(file))))
            for start in ("typing", "waiting")
        }

    def _set(self) -> None:
        """A morning before anybody types, and a noon at which much waits at the desk and much has happened."""
        county = County(_made(self.place), self.folder / "blanks")
        firms = [county.enterprise(county.dalu, name) for name in "甲乙丙"]
        county.person("office", county.office, "office")
        county.person("chen", county.dalu)
        wang, li = county.desk("wang", county.dalu), county.desk("li", county.dalu)
        wang.round()
        with wang.store.write() as session:
            drafts.save(session, "visit", "new", {"situation": TEXT})
            kept = [building.visit(firm, **_mine(wang), situation="旧") for firm in firms]
            for visit in kept:
                visits.save(session, visit, None, today=TODAY)
            told = building.issue(firms[0], **_mine(wang))
            issues.file(session, told, today=TODAY)
            shared = Profile(id=new_id(), enterprise_id=firms[0].id, unit_id=county.dalu, remark="原")
            enterprises.save_profile(session, shared, None)
        wang.round()
        li.round()
        chen = county.desk("chen", county.dalu)
        self.tokens = {desk.login: desk.gateway.token for desk in (wang, chen)}
        _close(county, wang, li, chen)
        shutil.copytree(self.place, self.folder / "typing")
        county = County(self.place)
        for login in ("wang", "li", "office"):
            county.people[login] = admin.account_id(county.directory, login)
        wang, li = county.desk("wang", county.dalu), county.desk("li", county.dalu)
        self._type(wang, kept, told, shared, firms)
        self._meanwhile(county, li, told, shared, firms)
        _close(county, wang, li)
        self.place.rename(self.folder / "waiting")

    def _type(self, wang: Desk, kept: list[Any], told: Any, shared: Profile, firms: list[Any]) -> None:
        """What will be filed, be in conflict, be refused, delete something."""
        with wang.store.write() as session:
            visit = building.visit(firms[0], **_mine(wang), situation="新")
            visits.save_with_issues(session, visit, [building.issue(firms[0], **_mine(wang))], None, today=TODAY)
            visits.save(session, building.visit(firms[2], **_mine(wang), situation="晚了"), None, today=TODAY)
            seen = visits.seen(session, kept[0].id)
            assert seen is not None
            visits.save(session, replace(seen.record, remark="改"), seen, today=TODAY)
            seen = visits.seen(session, kept[1].id)
            assert seen is not None
            visits.delete(session, kept[1].id, seen)
            found = issues.seen(session, told.id)
            assert found is not None
            issues.urge(session, found, "请尽快")
            ours = enterprises.seen(session, "profile", shared.id)
            assert ours is not None
            enterprises.save_profile(session, replace(ours.record, remark="我写的"), ours)

    def _meanwhile(self, county: County, li: Desk, told: Any, shared: Profile, firms: list[Any]) -> None:
        with li.store.write() as session:
            visits.save(session, building.visit(firms[1], **_mine(li), situation="同事的"), None, today=TODAY)
            ours = enterprises.seen(session, "profile", shared.id)
            assert ours is not None
            enterprises.save_profile(session, replace(ours.record, remark="同事写的"), ours)
        li.round()
        county.move("office", told.id, verb="accept")
        county.reassign(firms[2], county.other)

    # ---- one death

    def set(self, scene: Scene) -> None:
        """Put everything where the scene begins."""
        if self.place.exists():
            shutil.rmtree(self.place)
        shutil.copytree(self.folder / scene.start, self.place)

    def open(self, scene: Scene) -> Pair:
        return Pair(self.place, scene.login, self.tokens[scene.login])

    def play(self, scene: Scene, at: int) -> list[str]:
        """Act in a process that dies at statement `at`, 0 for never; return the statements of one that lived."""
        self.set(scene)
        told = self.folder / "told.json"
        told.unlink(missing_ok=True)
        child = os.fork()
        if child == 0:
            _play(self, scene, at, told)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            return []
        assert os.waitstatus_to_exitcode(status) == 0, f"{scene.name} failed at statement {at}"
        found: list[str] = json.loads(told.read_text("utf-8"))
        return found

    def finish(self, scene: Scene, seed: int) -> None:
        with still(seed), closing(self.open(scene)) as pair:
            scene.finish(pair)

    def left(self, scene: Scene) -> tuple[str, str]:
        """Return what stands in the file of the side that died and in both; they must be whole."""
        found = []
        for file in self._sides(scene):
            with closing(sqlite3.connect(file)) as raw:
                assert raw.execute("PRAGMA quick_check").fetchall() == [("ok",)]
                assert not raw.execute("PRAGMA foreign_key_check").fetchall(), "a child without its parent"
            found.append(hashlib.sha256("\n".join(dump(file)).encode()).hexdigest())
        return found[0], "".join(found)

    def end(self, scene: Scene) -> list[str]:
        """Return where both sides stand, told apart from another throw of the dice only by what matters."""
        known = self.known[scene.start]
        lines = [line for file in self._sides(scene) for line in dump(file, by_chance=False)]
        return sorted(UUID.sub(lambda m: m[0] if m[0] in known else "*", line) for line in lines)

    def _sides(self, scene: Scene) -> list[Path]:
        files = [self.place / f"{scene.login}.db", self.place / "directory/directory.db"]
        return files if scene.side == "desk" else files[::-1]


def _play(stage: Stage, scene: Scene, at: int, told: Path) -> None:
    """Be the process that may die. Never returns."""
    code = 1
    try:
        with still(1):
            engines.LOAD_PAGE = 5
            with closing(stage.open(scene)) as pair:
                death = Death(pair.store.engine if scene.side == "desk" else pair.directory.engine, at)
                if scene.side == "desk":
                    death.is_armed = True
                else:
                    pair.line.death = death
                scene.act(pair)
                death.is_armed = False
                told.write_text(json.dumps(death.statements), "utf-8")
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _close(county: County, *desks: Desk) -> None:
    for desk in desks:
        desk.close()
    county.close()


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.db"))


# ---- the proof


def prove(stage: Stage, scene: Scene, every: int, *, only_commits: bool) -> tuple[int, list[str]]:
    """Die at statements 1, 1 + every, … of a scene, or at its commits; return how often, and what did not hold."""
    stage.set(scene)
    stage.finish(replace(scene, finish=scene.act), 1)
    statements = stage.play(scene, 0)
    finished = {stage.left(scene)[1]}
    stage.finish(scene, 2)
    end = stage.end(scene)
    states: dict[int, str] = {}
    odd = []
    deaths = commits_of(statements) if only_commits else range(1, len(statements) + 1, every)
    for n in deaths:
        where = f"{scene.name}: dead at {n}, {statements[n - 1][:60]!r}"
        assert not stage.play(scene, n), "it outlived its death"
        commits = sum(each == "COMMIT" for each in statements[: n - 1])
        left, both = stage.left(scene)
        if states.setdefault(commits, left) != left:
            odd.append(f"{where}: half of something is there")
        if both in finished:
            continue  # the same bytes end the same way
        finished.add(both)
        try:
            stage.finish(scene, 2)
        except (AssertionError, SscsError) as error:
            odd.append(f"{where}: is not finished: {error!r}")
            continue
        found = stage.end(scene)
        if found != end:
            odd.append(f"{where}: ends otherwise: {[line[:160] for line in sorted(set(found) ^ set(end))[:4]]}")
    if len(finished) < 2:
        odd.append(f"{scene.name}: nothing was ever written")
    print(f"{scene.name}: {len(statements)} statements, {len(deaths)} deaths, {len(finished)} states", flush=True)
    return len(deaths), odd


def main() -> int:
    """Read the arguments and prove."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--every", type=int, default=1, help="die at every K-th statement only")
    parser.add_argument("--commits", action="store_true", help="die only before and after each commit of a write")
    parser.add_argument("--scene", action="append", choices=[scene.name for scene in SCENES])
    given = parser.parse_args()
    counties.KEY = None
    began, total, odd = time.monotonic(), 0, []
    folder = Path(tempfile.mkdtemp(prefix="statements-", dir=MEMORY if MEMORY.is_dir() else None))
    try:
        with in_haste():  # what is compiled here, its children need not compile
            stage = Stage(folder)
            for scene in SCENES:
                if given.scene and scene.name not in given.scene:
                    continue
                deaths, found = prove(stage, scene, given.every, only_commits=given.commits)
                total, odd = total + deaths, odd + found
    finally:
        shutil.rmtree(folder)
    for each in odd[:20]:
        print(each)
    print(f"deaths {total} violations {len(odd)} seconds {time.monotonic() - began:.1f}")
    return 1 if odd else 0


if __name__ == "__main__":
    sys.exit(main())
