"""A small real directory over SQLite, with its units, people and enterprises, and desks that speak to it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from sscs_desktop.base import clock, database, ids, migrations
from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.domain.organisation import Assignment
from sscs_desktop.domain.vocabulary import Level, OrganisationKind, ServiceClass
from sscs_desktop.server import admin, scopes, service
from sscs_desktop.server.directory import Directory
from sscs_desktop.server.work import Work
from sscs_desktop.store.store import MIGRATIONS, Store
from sscs_desktop.sync import account
from sscs_desktop.sync.engine import SyncEngine
from sscs_desktop.sync.gateway import Gateway
from sscs_desktop.sync.round import RoundReport
from sscs_desktop.wire import codec
from sscs_desktop.wire.decisions import IssueAnswer, Move
from tests.line import ADDRESS, Line

COUNTY = "130528000000"
BY_DIRECTORY = ("", 0, None)
KEY: bytes | None = b"k" * 32


def make_blanks(folder: Path) -> None:
    """Set up an empty directory with the county's units, and an empty desk file, to be copied for each test."""
    County(folder).close()
    engine = database.open_local(folder / "desk.db", KEY)
    migrations.upgrade(engine, MIGRATIONS, backup=None)
    engine.dispose()


class County:
    """宁晋县: an office, a department, two township units, and whoever works there."""

    def __init__(self, folder: Path, blanks: Path | None = None) -> None:
        self.blanks = blanks
        if blanks is not None:
            shutil.copytree(blanks / "directory", folder / "directory")
        self.directory: Directory = admin.create_directory(folder / "directory", "宁晋县服务直通")
        self.app = service.make_app(self.directory)
        self.office = self._unit("宁晋县领导小组办公室", OrganisationKind.OFFICE, Level.COUNTY)
        self.department = self._unit("县国土资源局", OrganisationKind.DEPARTMENT, Level.COUNTY, self.office)
        self.dalu = self._unit("大陆村镇经济发展办", OrganisationKind.UNIT, Level.TOWNSHIP, self.office)
        self.other = self._unit("河渠镇经济发展办", OrganisationKind.UNIT, Level.TOWNSHIP, self.office)
        self.people: dict[str, str] = {}
        self.folder = folder
        self.copies = 0

    def _unit(self, name: str, kind: OrganisationKind, level: Level, parent: str | None = None) -> str:
        return admin.add_unit(self.directory, name, kind=kind, level=level, parent_id=parent, division_code=COUNTY)

    def person(self, login: str, unit: str, role: str = "cadre") -> str:
        """Add an account once; return its id."""
        if login not in self.people:
            self.people[login] = admin.add_account(self.directory, login, f"干部{login}", role=role, unit_id=unit)
        return self.people[login]

    def enterprise(self, unit: str, name: str = "河北钢塔机械有限公司（示例）") -> Enterprise:
        """File an enterprise with its assignment, as the roster does."""
        firm = Enterprise(id=ids.new_id(), name=name, classes=(ServiceClass.INDUSTRY,), tier=Level.COUNTY)
        link = Assignment(id=ids.new_id(), enterprise_id=firm.id, unit_id=unit, unit_name=self.name_of(unit))

        def work(connection: Any) -> None:
            work = Work(connection, clock.now())
            stands = scopes.of_unit(connection, unit)
            work.add("enterprise", firm.id, codec.data_of(firm), BY_DIRECTORY, stands=stands)
            work.add("assignment", link.id, codec.data_of(link), BY_DIRECTORY, stands=stands, parent=firm.id)
            work.write()
            work.number()

        self.directory.lines.write(work)
        return firm

    def name_of(self, unit: str) -> str:
        return next(str(o["name"]) for o in self.directory.organisations() if o["id"] == unit)

    def reassign(self, firm: Enterprise, unit: str) -> None:
        admin.reassign(self.directory, firm.id, unit)

    def desk(self, login: str, unit: str, file: str = "") -> Desk:
        """Open a desk for a person; `file` names a second one of the same account."""
        return Desk(self, self.person(login, unit), login, self.folder / f"{file or login}.db")

    def move(self, login: str, issue_id: str, **move: Any) -> IssueAnswer:
        """Let an office or department move an issue."""
        token = admin.open_session(self.directory, self.people[login]).token
        return self.directory.move(self.directory.member(token), issue_id, Move(**move))

    def data(self, id: str) -> dict[str, Any]:
        """Return a record as the directory holds it."""

        def read(connection: Any) -> dict[str, Any]:
            from sscs_desktop.server.work import read_rows

            rows = read_rows(connection, {id})
            return {} if id not in rows or rows[id].deleted else dict(rows[id].data)

        return self.directory.lines.read(read)

    def back_up(self) -> Path:
        """Copy the directory's file beside its writers."""
        self.copies += 1
        target = self.folder / f"copy{self.copies}.db"
        admin.backup(self.directory, target)
        return target

    def put_back(self, copy: Path) -> None:
        """Put the directory back from a copy, telling nobody; sessions opened since are signed in again."""
        self.directory.close()
        shutil.rmtree(self.folder / "directory")  # with the bytes of attachments: no copy of the database has them
        (self.folder / "directory").mkdir()
        shutil.copy(copy, self.folder / "directory" / "directory.db")
        self.directory = Directory.open(self.folder / "directory")
        self.app = service.make_app(self.directory)

    def close(self) -> None:
        self.directory.close()


class Desk:
    """One desk file with its own line to the county."""

    def __init__(self, county: County, account_id: str, login: str, path: Path) -> None:
        self.county = county
        self.path = path
        self.login = login
        self.account_id = account_id
        self.line = Line(county.app)
        answer = admin.open_session(county.directory, account_id)
        if county.blanks is not None and not path.exists():
            shutil.copy(county.blanks / "desk.db", path)
        self.gateway = Gateway(ADDRESS, token=answer.token, adapter=self.line)
        self.store = Store.open(path, KEY, account.account_of(answer, login, ADDRESS))
        self.engine = SyncEngine(self.store, self.gateway)

    def round(self) -> RoundReport:
        self.line.app = self.county.app
        return self.engine.round()

    def sign_in(self) -> None:
        """Open a session anew: the directory no longer knows the last one."""
        self.gateway.token = admin.open_session(self.county.directory, self.account_id).token

    def close(self) -> None:
        self.gateway.close()
        self.store.close()

    def reopen(self) -> Desk:
        """Close and open again, as after a restart of the program."""
        self.close()
        return Desk(self.county, self.account_id, self.login, self.path)
