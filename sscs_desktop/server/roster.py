"""A county's roster applied to the directory: objects by their natural key, assignments, figures, units by name.

Nothing is erased: an empty cell leaves what stands there, a row missing from a newer roster leaves its object. What a
unit has typed itself (figures, its own notes) is not overwritten either.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from sqlalchemy import Connection, select, text

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Invalid, Refused
from sscs_desktop.base.ids import new_id
from sscs_desktop.base.paths import resources
from sscs_desktop.domain import rules
from sscs_desktop.domain.divisions import Divisions
from sscs_desktop.domain.enterprise import UNITS, Enterprise, Figure, Profile, figure_id, plain_period, profile_id
from sscs_desktop.domain.organisation import Assignment
from sscs_desktop.domain.project import Project
from sscs_desktop.domain.vocabulary import FilledBy, Level, OrganisationKind, ServiceClass, Stage
from sscs_desktop.exchange.roster import AssignmentCells, EnterpriseRow, FigureCell, RosterReading, RosterRow
from sscs_desktop.server import admin, scopes
from sscs_desktop.server.act import follow
from sscs_desktop.server.directory import Directory
from sscs_desktop.server.tables import record
from sscs_desktop.server.work import LEVEL, Row, Stand, Work
from sscs_desktop.wire import codec
from sscs_desktop.wire.kinds import KINDS

_LOCK = 0x55C5_0002
"""The PostgreSQL advisory lock under which two imports come one after the other: natural keys have no index."""

_NOBODY: tuple[str, int, None] = ("", 0, None)


@dataclass(frozen=True, kw_only=True)
class RefusedRow:
    """A row that was not taken, with its problems by field; codes are those of domain.rules."""

    sheet: str
    row: int
    problems: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """What became of a roster: counts of objects, the rows refused, rows that name no unit, units added by name."""

    new: int
    changed: int
    unchanged: int
    refused: tuple[RefusedRow, ...]
    without_unit: tuple[tuple[str, int], ...]
    """(sheet, row): read by the county office alone until somebody assigns it."""
    units_added: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class _Object:
    """All rows of one enterprise or project: one in two classes may stand in two rows."""

    id: str
    kind: str
    rows: tuple[RosterRow, ...]
    is_new: bool


def import_roster(directory: Directory, reading: RosterReading, county_code: str) -> ImportReport:
    """Apply a roster, whole or not at all; townships get their county's name. Refused: no_county_office."""
    reading = _with_counties(reading, county_code)

    def act(connection: Connection) -> ImportReport:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        work = Work(connection, clock.now())
        report = _Import(work, county_code).apply(reading)
        work.write()
        work.number()
        return report

    return directory.lines.write(act)


class _Import:
    """One roster being applied."""

    def __init__(self, work: Work, county_code: str) -> None:
        self._work = work
        self._office = _county_office(work.connection, county_code)
        self._units: dict[str, str] = {}
        self._added: list[str] = []
        self._stands: dict[str, frozenset[Stand]] = {}
        self._counts = {"new": 0, "changed": 0, "unchanged": 0}
        self._refused: list[RefusedRow] = []
        self._without: list[tuple[str, int]] = []

    def apply(self, reading: RosterReading) -> ImportReport:
        objects = _objects(self._work.connection, reading.rows)
        self._work.hold((), (), {each.id for each in objects if not each.is_new})
        for each in objects:
            self._object(each)
        return ImportReport(
            **self._counts,
            refused=tuple(self._refused),
            without_unit=tuple(self._without),
            units_added=tuple(self._added),
        )

    def _object(self, each: _Object) -> None:
        data = self._merged(each)
        rows = [row for row in each.rows if self._is_sound(each, row, data)]
        if not rows:
            return
        before = self._work.here()[2]
        if each.is_new:
            self._add(each, rows, data)
        else:
            self._change(each, rows, data)
        is_same = self._work.here()[2] == before
        self._counts["new" if each.is_new else "unchanged" if is_same else "changed"] += 1

    def _merged(self, each: _Object) -> dict[str, Any]:
        """Return the object's data with what its rows say; empty cells say nothing."""
        held = self._work.rows.get(each.id)
        data: dict[str, Any] = dict(held.data) if held is not None else {"id": each.id}
        names = {field.name for field in fields(KINDS[each.kind].record)}
        classes: dict[str, None] = dict.fromkeys(data.get("classes", ()))
        for row in each.rows:
            said = {name: value for name, value in codec.data_of(row).items() if name in names}
            data |= {name: value for name, value in said.items() if value not in ("", None, [], ())}
            classes |= dict.fromkeys(said.get("classes", ()))
        if each.kind == "enterprise":
            data["classes"] = list(classes)
        if each.kind == "project":
            data.setdefault("stage", Stage.PREPARE.value)
        return data

    def _is_sound(self, each: _Object, row: RosterRow, data: dict[str, Any]) -> bool:
        try:
            if each.kind == "enterprise":
                rules.check_enterprise(codec.record_of(each.kind, data))
            else:
                rules.check_project(codec.record_of(each.kind, data))
        except Invalid as error:
            self._refused.append(RefusedRow(sheet=row.sheet, row=row.row, problems=error.problems))
            return False
        return True

    def _add(self, each: _Object, rows: list[RosterRow], data: dict[str, Any]) -> None:
        typed: Enterprise | Project = codec.record_of(each.kind, data)
        units = [self._unit(row) for row in rows]
        stands = frozenset(stand for unit in units if unit for stand in self._stands_of(unit))
        stands = stands or frozenset({(scopes.unit_scope(self._office), LEVEL)})
        whole = type(typed)(**{f.name: getattr(typed, f.name) for f in fields(typed)})
        self._work.add(each.kind, each.id, codec.data_of(whole), _NOBODY, stands=stands)
        for row, unit in zip(rows, units, strict=True):
            if unit:
                self._below(each, "assignment", _assignment(each, row, unit))
            self._details(each, row, unit)

    def _change(self, each: _Object, rows: list[RosterRow], data: dict[str, Any]) -> None:
        held = self._work.rows[each.id]
        changed = {name: value for name, value in data.items() if held.data.get(name) != value}
        if changed:
            follow(self._work, each.id, changed, None)
        is_moved = False
        for row in rows:
            unit = self._unit(row)
            is_moved |= bool(unit) and self._assign(each, row, unit)
            self._details(each, row, unit)
        if is_moved:
            scopes.reset(self._work, each.id)

    def _assign(self, each: _Object, row: RosterRow, unit: str) -> bool:
        """Put the row's assignment down; tell whether another unit has the object now."""
        fresh = _assignment(each, row, unit)
        held = [child for child in self._work.children(each.id) if child.kind == "assignment"]
        wanted = fresh.service_class.value if fresh.service_class else None
        found = next((c for c in held if c.data.get("service_class") == wanted), None)
        if found is None and len(held) == 1 and None in (wanted, held[0].data.get("service_class")):
            found = held[0]
        if found is None:
            self._below(each, "assignment", fresh)
            return True
        said = {n: v for n, v in codec.data_of(fresh).items() if v not in ("", None) and n != "id"}
        changed = {name: value for name, value in said.items() if found.data.get(name) != value}
        if changed:
            follow(self._work, found.id, changed, None)
        return "unit_id" in changed

    def _details(self, each: _Object, row: RosterRow, unit: str) -> None:
        """Put down an enterprise's figures, and its state as the unit's first note about it."""
        if not isinstance(row, EnterpriseRow):
            return
        for cell in row.figures:
            self._figure(each, cell)
        is_known = any(c.kind == "profile" and c.data["unit_id"] == unit for c in self._work.children(each.id))
        if unit and not is_known and (row.operating_state or row.remark):
            profile = Profile(
                id=profile_id(unit, each.id),
                enterprise_id=each.id,
                unit_id=unit,
                operating_state=row.operating_state,
                remark=row.remark,
            )
            self._below(each, "profile", profile)

    def _figure(self, each: _Object, cell: FigureCell) -> None:
        today = clock.today()
        period = cell.period or str(today.year - 1)
        fresh = Figure(
            id=figure_id(each.id, cell.indicator, period, FilledBy.DEPARTMENT),
            enterprise_id=each.id,
            indicator=cell.indicator,
            value=cell.value,
            unit=UNITS[cell.indicator],
            period=period,
            filled_by=FilledBy.DEPARTMENT,
            filled_on=today,
        )
        held = [c for c in self._work.children(each.id) if c.kind == "figure"]
        same = (fresh.indicator.value, plain_period(fresh.period))
        found = next((c for c in held if (c.data["indicator"], plain_period(c.data["period"])) == same), None)
        if found is None:
            self._below(each, "figure", fresh)
        elif _is_the_directorys(found) and found.data["value"] != str(cell.value):
            values = {n: v for n, v in codec.data_of(fresh).items() if n in KINDS["figure"].together({"value"})}
            follow(self._work, found.id, values, None)

    def _below(self, each: _Object, kind: str, child: Any) -> None:
        own = self._work.rows[each.id].own
        if child.id in self._work.rows:  # one that is deleted bears the id this would have
            child = replace(child, id=new_id())
        self._work.add(kind, child.id, codec.data_of(child), _NOBODY, stands=own, parent=each.id)

    def _unit(self, row: RosterRow) -> str:
        """Return the responsible unit's id, added under the county's office by its name; "" if the row names none."""
        name = row.assignment.unit_name.strip()
        if not name:
            self._without.append((row.sheet, row.row))
            return ""
        if name not in self._units:
            rest = (OrganisationKind.UNIT, Level.TOWNSHIP, self._office, row.division_code)
            before = len(self._work.rows)
            self._units[name] = admin.unit_named(self._work, name, *rest)
            if len(self._work.rows) > before:
                self._added.append(name)
        return self._units[name]

    def _stands_of(self, unit: str) -> frozenset[Stand]:
        if unit not in self._stands:
            self._stands[unit] = scopes.of_unit(self._work.connection, unit)
        return self._stands[unit]


def _with_counties(reading: RosterReading, county_code: str) -> RosterReading:
    """Name each row's township with its county: by the row's own code, else by the roster's county."""
    divisions = Divisions.from_dict(json.loads(resources("divisions", "hebei.json").read_text("utf-8")))

    def named(row: RosterRow) -> RosterRow:
        code = row.division_code if divisions.county_of(row.division_code) else county_code[:6]
        return replace(row, division_name=divisions.with_county(row.division_name, code))

    return replace(reading, rows=tuple(named(row) for row in reading.rows))


def _objects(connection: Connection, rows: Iterable[RosterRow]) -> list[_Object]:
    """Group rows by object and find those the directory has."""
    query = select(record.c.id, record.c.kind, record.c.data)
    query = query.where(record.c.kind.in_(("enterprise", "project")), record.c.deleted.is_(False))
    index = _Index()
    for found in connection.execute(query):
        index.add(found.id, *_keys(found.kind, found.data))
    stored = set(index.ids)
    grouped: dict[str, tuple[str, list[RosterRow]]] = {}
    for row in rows:
        kind = "enterprise" if isinstance(row, EnterpriseRow) else "project"
        keys = _keys(kind, codec.data_of(row))
        row_id = index.find(*keys) or new_id()
        index.add(row_id, *keys)
        grouped.setdefault(row_id, (kind, []))[1].append(row)
    return [_Object(id=i, kind=kind, rows=tuple(held), is_new=i not in stored) for i, (kind, held) in grouped.items()]


class _Index:
    """Objects by credit or project code, else by name and place, where no code contradicts that."""

    def __init__(self) -> None:
        self.ids: dict[str, None] = {}
        self._by_code: dict[tuple[str, str], str] = {}
        self._by_name: dict[tuple[str, str, str], tuple[str, str]] = {}

    def add(self, row_id: str, code: tuple[str, str], name: tuple[str, str, str]) -> None:
        self.ids[row_id] = None
        if code[1]:
            self._by_code.setdefault(code, row_id)
        held = self._by_name.get(name)
        if held is None or (held[0] == row_id and not held[1]):
            self._by_name[name] = row_id, code[1]

    def find(self, code: tuple[str, str], name: tuple[str, str, str]) -> str | None:
        if code[1] and code in self._by_code:
            return self._by_code[code]
        row_id, known_code = self._by_name.get(name, (None, ""))
        return None if code[1] and known_code else row_id


def _keys(kind: str, data: Mapping[str, Any]) -> tuple[tuple[str, str], tuple[str, str, str]]:
    """Return an object's code, and its name with what tells namesakes apart."""
    is_enterprise = kind == "enterprise"
    code = str(data.get("credit_code" if is_enterprise else "project_code") or "")
    place = str(data.get("division_code" if is_enterprise else "builder") or "")
    return (kind, code), (kind, str(data["name"]), place)


def _assignment(each: _Object, row: RosterRow, unit: str) -> Assignment:
    cells: AssignmentCells = row.assignment
    classes: tuple[ServiceClass, ...] = row.classes if isinstance(row, EnterpriseRow) else ()
    return Assignment(
        id=new_id(),
        enterprise_id=each.id if each.kind == "enterprise" else None,
        project_id=each.id if each.kind == "project" else None,
        service_class=classes[0] if len(classes) == 1 else None,
        unit_id=unit,
        unit_name=cells.unit_name,
        leader_name=cells.leader_name,
        leader_title=cells.leader_title,
        contact_name=cells.worker_name,
        contact_phone=cells.worker_phone,
    )


def _is_the_directorys(row: Row) -> bool:
    return row.clock_of("value")[1] == ""


def _county_office(connection: Connection, county_code: str) -> str:
    query = select(record.c.data).where(record.c.kind == "organisation", record.c.deleted.is_(False))
    for data in connection.execute(query).scalars():
        is_office = data["kind"] == OrganisationKind.OFFICE.value and data["level"] == Level.COUNTY.value
        if is_office and str(data.get("division_code", "")).startswith(county_code[:6]):
            return str(data["id"])
    raise Refused("no_county_office", county_code=county_code)
