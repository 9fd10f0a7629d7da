"""A county's roster applied to the directory: objects by their natural key, assignments, figures, units by name.

Nothing is erased: an empty cell leaves what stands there, a row missing from a newer roster leaves its object. What a
unit has typed itself (figures, its own notes) is not overwritten either.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Connection, select, text

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Invalid, Refused
from sscs_desktop.base.ids import new_id
from sscs_desktop.base.memory import uncollected
from sscs_desktop.base.paths import resources
from sscs_desktop.domain import rules
from sscs_desktop.domain.divisions import Divisions
from sscs_desktop.domain.enterprise import UNITS, Figure, Profile, figure_id, plain_period, profile_id, says_something
from sscs_desktop.domain.entry import is_phone
from sscs_desktop.domain.organisation import Assignment
from sscs_desktop.domain.vocabulary import FilledBy, Level, OrganisationKind, ServiceClass, Stage
from sscs_desktop.exchange.cells import plain
from sscs_desktop.exchange.outcome import Change, Line, Outcome, label, shown, with_problems
from sscs_desktop.exchange.roster import AssignmentCells, EnterpriseRow, FigureCell, RosterReading, RosterRow
from sscs_desktop.server import admin, imports, scopes
from sscs_desktop.server.act import follow
from sscs_desktop.server.directory import Directory
from sscs_desktop.server.matching import Object, objects
from sscs_desktop.server.tables import record
from sscs_desktop.server.work import LEVEL, Row, Stand, Work
from sscs_desktop.wire import codec
from sscs_desktop.wire.kinds import KINDS

_LOCK = 0x55C5_0002
"""The PostgreSQL advisory lock under which two imports come one after the other: natural keys have no index."""

_NOBODY: tuple[str, int, None] = ("", 0, None)
_EMPTY: tuple[object, ...] = ("", None, [], ())


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """What became of a roster: counts of objects, each row, rows that name no unit, units added by name."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    lines: tuple[Line, ...] = ()
    without_unit: tuple[tuple[str, int], ...] = ()
    """(sheet, row): read by the county office alone until somebody assigns it."""
    units_added: tuple[str, ...] = ()
    import_id: str = ""
    """By which it is undone; "" where nothing was changed."""

    @property
    def refused(self) -> tuple[Line, ...]:
        """The rows that were not taken."""
        return tuple(line for line in self.lines if line.outcome is Outcome.REFUSED)


class _OnlyTried(Exception):
    """Ends a dry run: what it would have written is undone with its transaction."""

    def __init__(self, report: ImportReport) -> None:
        super().__init__()
        self.report = report


def import_roster(
    directory: Directory, reading: RosterReading, county_code: str, *, name: str = "", is_dry: bool = False
) -> ImportReport:
    """Apply a roster, whole or not at all, and remember it under `name`; townships get their county's name.

    is_dry: do it and take it back, for the report alone. Refused: no_county_office.
    """
    reading = _with_counties(reading, county_code)

    def act(connection: Connection) -> ImportReport:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        work = Work(connection, clock.now())
        report = _Import(work, county_code).apply(reading)
        if is_dry:
            raise _OnlyTried(report)
        before = imports.before(work)
        work.number()  # every family is held: what is written now is new or held, and bears its true number at once
        work.write()
        return replace(report, import_id=imports.remember(work, name, before))

    try:
        with uncollected():
            return directory.lines.write(act, is_bulk=True)
    except _OnlyTried as tried:
        return tried.report


@dataclass
class _Told:
    """What the import does to one object."""

    changes: list[Change] = field(default_factory=list)

    def add(self, words: str, old: object, new: object) -> None:
        self.changes.append(Change(label=words, old=shown(old), new=shown(new)))


class _Import:
    """One roster being applied."""

    def __init__(self, work: Work, county_code: str) -> None:
        self._work = work
        self._county = county_code[:6]
        self._office = _county_office(work.connection, county_code)
        self._units: dict[str, str] = {}
        self._added: list[str] = []
        self._stands: dict[str, frozenset[Stand]] = {}
        self._counts = {Outcome.NEW: 0, Outcome.CHANGED: 0, Outcome.SAME: 0, Outcome.REFUSED: 0}
        self._lines: list[Line] = []

    def apply(self, reading: RosterReading) -> ImportReport:
        for row in reading.rows:
            self._find_unit(row)
        found = objects(self._work.connection, reading.rows, self._county)
        self._work.hold((), (), {each.id for each in found if not each.is_new})
        for each in found:
            self._object(each)
        without = tuple((row.sheet, row.row) for row in reading.rows if not row.assignment.unit_name.strip())
        return ImportReport(
            new=self._counts[Outcome.NEW],
            changed=self._counts[Outcome.CHANGED],
            unchanged=self._counts[Outcome.SAME],
            lines=with_problems(self._lines, reading),
            without_unit=without,
            units_added=tuple(self._added),
        )

    def _object(self, each: Object) -> None:
        data = self._merged(each)
        whole = codec.record_of(each.kind, data)
        if problems := _unclear(each) or _problems(each.kind, whole):
            self._tell(each, Outcome.REFUSED, problems=problems)
            return
        before, told = self._work.emitted, _Told()
        if each.is_new:
            self._add(each, codec.data_of(whole))
        else:
            self._change(each, data, told)
        is_same = self._work.emitted == before
        outcome = Outcome.NEW if each.is_new else Outcome.SAME if is_same else Outcome.CHANGED
        self._tell(each, outcome, changes=tuple(told.changes))

    def _tell(self, each: Object, outcome: Outcome, **more: Any) -> None:
        self._counts[outcome] += 1
        for row in each.rows:
            self._lines.append(Line(sheet=row.sheet, row=row.row, name=row.name, outcome=outcome, **more))

    def _merged(self, each: Object) -> dict[str, Any]:
        """Return the object's data with what its rows say; empty cells say nothing."""
        held = self._work.rows.get(each.id)
        data: dict[str, Any] = dict(held.data) if held is not None else {"id": each.id}
        names = KINDS[each.kind].field_names
        classes: dict[str, None] = dict.fromkeys(data.get("classes", ()))
        for row in each.rows:
            said = codec.data_of(row)
            filled = (name for name in names if said.get(name) not in _EMPTY)
            data |= {name: said[name] for name in filled if not _says_no_more(name, data.get(name), said[name])}
            classes |= dict.fromkeys(said.get("classes", ()))
        if each.kind == "enterprise":
            data["classes"] = list(classes)
        if each.kind == "project":
            data.setdefault("stage", Stage.PREPARE.value)
        return data

    def _add(self, each: Object, data: dict[str, Any]) -> None:
        units = [self._unit(row) for row in each.rows]
        stands = frozenset(stand for unit in units if unit for stand in self._stands_of(unit))
        stands = stands or frozenset({(scopes.unit_scope(self._office), LEVEL)})
        self._work.add(each.kind, each.id, data, _NOBODY, stands=stands)
        for row, unit in zip(each.rows, units, strict=True):
            if unit:
                self._below(each, "assignment", _assignment(each, row, unit))
                self._note(each, row, unit, _Told())
        self._figures(each, _Told())

    def _change(self, each: Object, data: dict[str, Any], told: _Told) -> None:
        held = self._work.rows[each.id]
        changed = {name: value for name, value in data.items() if held.data.get(name) != value}
        if changed:
            old, new = codec.record_of(each.kind, dict(held.data)), codec.record_of(each.kind, data)
            for name in changed:
                told.add(label(each.kind, name), getattr(old, name), getattr(new, name))
            follow(self._work, each.id, changed, None)
        is_moved = False
        for row in each.rows:
            unit = self._unit(row)
            if unit:
                is_moved |= self._assign(each, row, unit, told)
                self._note(each, row, unit, told)
        self._figures(each, told)
        if is_moved:
            scopes.reset(self._work, each.id)

    def _assign(self, each: Object, row: RosterRow, unit: str, told: _Told) -> bool:
        """Put the row's assignment down; tell whether another unit has the object now."""
        fresh = _assignment(each, row, unit)
        held = [child for child in self._work.children(each.id) if child.kind == "assignment"]
        wanted = fresh.service_class.value if fresh.service_class else None
        found = next((c for c in held if c.data.get("service_class") == wanted), None)
        if found is None and len(held) == 1 and None in (wanted, held[0].data.get("service_class")):
            found = held[0]
        if found is None:
            told.add(_ASSIGNED["unit_name"], "", fresh.unit_name)
            self._below(each, "assignment", fresh)
            return True
        said = {n: v for n, v in codec.data_of(fresh).items() if v not in ("", None) and n != "id"}
        changed = {name: value for name, value in said.items() if found.data.get(name) != value}
        for name in changed.keys() & _ASSIGNED.keys():
            told.add(_ASSIGNED[name], found.data.get(name), changed[name])
        if changed:
            follow(self._work, found.id, changed, None)
        return "unit_id" in changed

    def _note(self, each: Object, row: RosterRow, unit: str, told: _Told) -> None:
        """Put an enterprise's state and remark down as the unit's first note about it."""
        if not isinstance(row, EnterpriseRow):
            return
        said = {name: value for name in ("operating_state", "remark") if (value := getattr(row, name))}
        children = self._work.children(each.id)
        held = next((c for c in children if c.kind == "profile" and c.data["unit_id"] == unit), None)
        if not said or (held is not None and says_something(codec.record_of("profile", dict(held.data)))):
            return
        for name, value in said.items():
            told.add(label("enterprise", name), "", value)
        profile = Profile(id=profile_id(unit, each.id), enterprise_id=each.id, unit_id=unit, **said)
        if held is None:
            self._below(each, "profile", profile)
        else:
            follow(self._work, held.id, {name: codec.data_of(profile)[name] for name in said}, None)

    def _figures(self, each: Object, told: _Told) -> None:
        """Put the figures down that the object's rows give; of two for one period the later row's counts."""
        last_year = str(clock.today().year - 1)
        cells = [cell for row in each.rows if isinstance(row, EnterpriseRow) for cell in row.figures]
        said = {(cell.indicator.value, plain_period(cell.period or last_year)): cell for cell in cells}
        held: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for child in self._work.children(each.id) if said else ():
            if child.kind == "figure":
                held[child.data["indicator"], plain_period(child.data["period"])].append(child)
        for about, cell in said.items():
            self._figure(each, _figure(each, cell, cell.period or last_year), held[about], told)

    def _figure(self, each: Object, fresh: Figure, same: list[Row], told: _Told) -> None:
        """Put a figure down beside a unit's, or over the directory's own; one that was emptied says nothing."""
        found = max(same, key=lambda row: (row.data["value"] is not None, row.id == fresh.id), default=None)
        words = f"{fresh.period} {fresh.indicator.label}（{fresh.unit}）"
        old = None if found is None or found.data["value"] is None else Decimal(found.data["value"])
        if found is None or (old is None and found.id != fresh.id):
            told.add(words, "", fresh.value)
            self._below(each, "figure", fresh)
        elif old is None or (_is_the_directorys(found) and old != fresh.value):
            told.add(words, old, fresh.value)
            values = {n: v for n, v in codec.data_of(fresh).items() if n in KINDS["figure"].together({"value"})}
            follow(self._work, found.id, values, None)

    def _below(self, each: Object, kind: str, child: Any) -> None:
        own = self._work.rows[each.id].own
        if child.id in self._work.rows:  # one that is deleted bears the id this would have
            child = replace(child, id=new_id())
        self._work.add(kind, child.id, codec.data_of(child), _NOBODY, stands=own, parent=each.id)

    def _find_unit(self, row: RosterRow) -> None:
        """Find the responsible unit that a row names; one that is not there is added under the county's office."""
        name = row.assignment.unit_name.strip()
        if not name or name in self._units:
            return
        rest = (OrganisationKind.UNIT, Level.TOWNSHIP, self._office, row.division_code)
        before = len(self._work.rows)
        self._units[name] = admin.unit_named(self._work, name, *rest)
        if len(self._work.rows) > before:
            self._added.append(name)

    def _unit(self, row: RosterRow) -> str:
        """Return the responsible unit's id; "" if the row names none."""
        return self._units.get(row.assignment.unit_name.strip(), "")

    def _stands_of(self, unit: str) -> frozenset[Stand]:
        if unit not in self._stands:
            self._stands[unit] = scopes.of_unit(self._work.connection, unit)
        return self._stands[unit]


_ASSIGNED = {
    "unit_name": "责任单位",
    "leader_name": "分包领导",
    "leader_title": "分包领导职务",
    "contact_name": "工作联系人",
    "contact_phone": "工作联系人电话",
}
"""An assignment's fields as our own spreadsheets head them."""


def _says_no_more(name: str, held: object, said: object) -> bool:
    """Tell whether a cell says what stands there in other brackets and spaces, or only the county of its township.

    Nor does an odd phone say more than one that stands there.
    """
    if not isinstance(held, str) or not isinstance(said, str):
        return False
    if name == "contact_phone" and held and not is_phone(said):
        return True
    if name == "division_code":
        return held[:6] == said[:6] and said.endswith("000000")
    return held != said and plain(held) == plain(said)


def _unclear(each: Object) -> Mapping[str, str]:
    return {label(each.kind, "name"): "several_here"} if each.is_unclear else {}


def _problems(kind: str, whole: Any) -> Mapping[str, str]:
    """Return what is unsound about an object, by our own spreadsheets' headings."""
    try:
        rules.check_enterprise(whole) if kind == "enterprise" else rules.check_project(whole)
    except Invalid as error:
        return {label(kind, name): code for name, code in error.problems.items()}
    return {}


def _with_counties(reading: RosterReading, county_code: str) -> RosterReading:
    """Name each row's township with its county: by the row's own code, else by the roster's county."""
    divisions = Divisions.from_dict(json.loads(resources("divisions", "hebei.json").read_text("utf-8")))

    @cache
    def named(name: str, own: str) -> str:
        return divisions.with_county(name, own if divisions.county_of(own) else county_code[:6])

    rows = (replace(row, division_name=named(row.division_name, row.division_code)) for row in reading.rows)
    return replace(reading, rows=tuple(rows))


def _assignment(each: Object, row: RosterRow, unit: str) -> Assignment:
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


def _figure(each: Object, cell: FigureCell, period: str) -> Figure:
    return Figure(
        id=figure_id(each.id, cell.indicator, period, FilledBy.DEPARTMENT),
        enterprise_id=each.id,
        indicator=cell.indicator,
        value=cell.value,
        unit=UNITS[cell.indicator],
        period=period,
        filled_by=FilledBy.DEPARTMENT,
        filled_on=clock.today(),
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
