"""What the administrator of a directory does: organisations, accounts, campaign, reassignment, backup."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, select, update

from sscs_desktop.base import clock, database
from sscs_desktop.base.addresses import host_of
from sscs_desktop.base.errors import DiskTrouble, Invalid, Refused
from sscs_desktop.base.ids import new_id
from sscs_desktop.domain.campaign import Calendar, Campaign, Notice, department_roles, dispatch_rules_from
from sscs_desktop.domain.divisions import Division, Divisions
from sscs_desktop.domain.organisation import Organisation
from sscs_desktop.domain.vocabulary import Level, OrganisationKind
from sscs_desktop.server import accounts, copies, joining, scopes
from sscs_desktop.server.act import follow
from sscs_desktop.server.copies import Copied
from sscs_desktop.server.directory import Directory
from sscs_desktop.server.tables import account, meta, record, scope_member
from sscs_desktop.server.work import Work
from sscs_desktop.wire import codec
from sscs_desktop.wire.kinds import PUBLIC
from sscs_desktop.wire.messages import Invitation, Place, SessionAnswer

T = TypeVar("T")

OFFICE_NAME = "“双创双服”活动领导小组办公室"


def create_directory(place: str | Path, name: str) -> Directory:
    """Make a directory (or open one that stands there) and return it open."""
    return Directory.open(place, name=name)


# --- organisations --------------------------------------------------------------------------------------------


def add_unit(
    directory: Directory,
    name: str,
    *,
    kind: OrganisationKind = OrganisationKind.UNIT,
    level: Level = Level.TOWNSHIP,
    parent_id: str | None = None,
    division_code: str = "",
) -> str:
    """Add an office, department or unit and return its id; one of that name under that parent is returned as it is."""
    if not name.strip():
        raise Invalid({"name": "required"})
    return directory.lines.write(
        lambda c: _in_work(c, lambda work: unit_named(work, name.strip(), kind, level, parent_id, division_code))
    )


def county_chain(divisions: Divisions, county_code: str) -> tuple[Division, ...]:
    """Return a county and every level above it. Invalid: county_code."""
    chain = divisions.ancestors(county_code)
    if not chain or chain[0].level is not Level.COUNTY:
        raise Invalid({"county_code": "unknown"})
    return chain


def add_county(directory: Directory, divisions: Divisions, county_code: str) -> str:
    """Add the leading group's offices of a county and of every level above it; return the county office's id.

    Invalid: county_code.
    """
    chain = county_chain(divisions, county_code)

    def work(work: Work) -> str:
        parent: str | None = None
        for division in reversed(chain):
            kind, name = OrganisationKind.OFFICE, division.name + OFFICE_NAME
            parent = unit_named(work, name, kind, division.level, parent, division.code12)
        return str(parent)

    return directory.lines.write(lambda c: _in_work(c, work))


def add_departments(directory: Directory, office_id: str, dispatch: Mapping[str, Any]) -> dict[str, str]:
    """Add the departments that the parsed dispatch file speaks of under an office; return {role code: id}."""

    def work(work: Work) -> dict[str, str]:
        office = _organisation(work, office_id)
        place = office.name.removesuffix(OFFICE_NAME)
        rest = (OrganisationKind.DEPARTMENT, office.level, office_id, office.division_code)
        roles = [role for role in department_roles(dispatch) if role.code != "office"]
        return {role.code: unit_named(work, place + role.name, *rest) for role in roles}

    return directory.lines.write(lambda c: _in_work(c, work))


def import_organisations(directory: Directory, organisations: Iterable[Organisation]) -> int:
    """Put organisations down under their own ids, new or changed; return how many were."""
    return _publish(directory, "organisation", organisations)


# --- accounts -------------------------------------------------------------------------------------------------


def add_account(
    directory: Directory, login: str, user_name: str, *, role: str, unit_id: str, password: str | None = None
) -> str:
    """Add an account (role: cadre, office, department) and return its id. Invalid: login, role, unit_id, password."""
    return directory.lines.write(lambda c: accounts.add(c, login, user_name, role, unit_id, password))


def invitation(
    directory: Directory, account_id: str, address: str, ca: str = "", *, by_parcel: bool = False
) -> Invitation:
    """Return the file that introduces a cadre's desk to the directory, with a fresh one-time code; end any pause.

    by_parcel: register the desk now, so that it can begin without network.
    Refused: bad_address, plain_http (what his desk would refuse), account_closed.
    """
    host_of(address)

    def work(connection: Connection) -> Invitation:
        is_active = select(account.c.is_active).where(account.c.id == account_id)
        if connection.execute(is_active).scalar_one_or_none() is False:
            raise Refused("account_closed")
        who = accounts.member(connection, account_id)
        name = connection.execute(select(meta.c.value).where(meta.c.key == "name")).scalar_one()
        code = accounts.new_code(connection, account_id)
        return Invitation(
            address=address,
            directory_name=name,
            account=who.login,
            user_name=who.name,
            unit_name=who.unit_name,
            ca=ca,
            code=code,
        )

    made = directory.lines.write(work)
    return replace(made, place=_place(directory, account_id)) if by_parcel else made


def _place(directory: Directory, account_id: str) -> Place:
    who = directory.lines.read(lambda connection: accounts.member(connection, account_id))
    rest = {"unit_id": who.unit_id, "role": who.role, "county_code": who.county_code}
    return Place(replica=directory.register(who), user_id=who.id, **rest)


def account_id(directory: Directory, login: str) -> str:
    """Return the id of the account with this login. Refused: no_such_account."""
    query = select(account.c.id).where(account.c.login == login)
    found = directory.lines.read(lambda c: c.execute(query).scalar_one_or_none())
    if found is None:
        raise Refused("no_such_account")
    return str(found)


def open_session(directory: Directory, account_id: str) -> SessionAnswer:
    """Open a session for an account without its password: on the directory's own machine only."""
    return directory.lines.write(lambda c: accounts.open_session(c, account_id, "admin"))


def hold_scopes(directory: Directory, account_id: str, held: Iterable[str]) -> None:
    """Set the units whose records an account reads and writes, besides what is public; its desks follow."""

    def work(connection: Connection) -> None:
        accounts.member(connection, account_id)
        connection.execute(scope_member.delete().where(scope_member.c.account_id == account_id))
        rows = [{"account_id": account_id, "scope": s} for s in sorted({PUBLIC, *map(scopes.unit_scope, held)})]
        connection.execute(scope_member.insert(), rows)

    directory.lines.write(work)


def close_account(directory: Directory, account_id: str, *, is_closed: bool = True) -> None:
    """Close an account, or open it again: its sessions end, its history stays."""

    def work(connection: Connection) -> None:
        connection.execute(update(account).where(account.c.id == account_id).values(is_active=not is_closed))
        accounts.close_sessions(connection, account_id)

    directory.lines.write(work)


# --- campaign -------------------------------------------------------------------------------------------------


def import_campaign(directory: Directory, campaign: Campaign) -> None:
    """Publish a campaign with its limits and rule table to every desk, new or changed."""
    _publish(directory, "campaign", [campaign])


def import_calendar(directory: Directory, calendar: Calendar) -> None:
    """Publish a table of working days."""
    _publish(directory, "calendar", [calendar])


def publish_notice(directory: Directory, notice: Notice) -> None:
    """Publish a notice to every desk."""
    _publish(directory, "notice", [notice])


def with_rules(campaign: Campaign, dispatch: Mapping[str, Any], department_ids: Mapping[str, str]) -> Campaign:
    """Return the campaign with one county's default rules added to its table."""
    added = dispatch_rules_from(dispatch, department_ids)
    return replace(campaign, dispatch_rules=(*campaign.dispatch_rules, *added))


def dispatch_by_rule(directory: Directory, is_automatic: bool) -> None:
    """Choose whether the rule table accepts and dispatches issues by itself on filing; else the office does."""
    value = "1" if is_automatic else "0"
    directory.lines.write(lambda c: c.execute(update(meta).where(meta.c.key == "automatic").values(value=value)))


# --- objects --------------------------------------------------------------------------------------------------


def reassign(directory: Directory, object_id: str, unit_id: str, *, from_unit_id: str | None = None) -> None:
    """Give an enterprise or project with all its descendants to another unit, in one transaction.

    Refused: not_found, which_assignment (it has several, and `from_unit_id` names none or more than one).
    """

    def work(work: Work) -> None:
        work.hold((), (), {object_id})
        row = work.rows.get(object_id)
        if row is None or row.deleted or row.kind not in ("enterprise", "project"):
            raise Refused("not_found")
        unit = _organisation(work, unit_id)
        held = [c for c in work.children(object_id) if c.kind == "assignment"]
        if from_unit_id is not None:
            held = [c for c in held if c.data["unit_id"] == from_unit_id]
        if len(held) != 1:
            raise Refused("which_assignment")
        follow(work, held[0].id, {"unit_id": unit.id, "unit_name": unit.name}, None)
        scopes.reset(work, object_id)

    directory.lines.write(lambda c: _in_work(c, work))


def join(directory: Directory, double_id: str, kept_id: str) -> None:
    """Make two rows of one enterprise or project one, under `kept_id`. Refused: not_found, same_object."""
    joining.join(directory.lines, double_id, kept_id)


def move_visit(directory: Directory, visit_id: str, subject_id: str) -> None:
    """Bring a visit with its issues and cards to another enterprise or project. Refused: not_found, state_moved."""
    joining.move_visit(directory.lines, visit_id, subject_id)


def object_id(directory: Directory, words: str) -> str:
    """Return the id of the enterprise or project of that id, credit code or exact name. Refused: not_one_subject."""
    query = select(record.c.id, record.c.data).where(
        record.c.kind.in_(("enterprise", "project")), record.c.deleted.is_(False)
    )
    rows = directory.lines.read(lambda c: c.execute(query).all())
    found = [row.id for row in rows if words in (row.id, row.data.get("credit_code"), row.data["name"])]
    if len(found) != 1:
        raise Refused("not_one_subject", found=len(found))
    return str(found[0])


def backup(directory: Directory, target: Path) -> Copied:
    """Copy an SQLite directory beside its writers to a new file, and what is attached into the folder beside that.

    The database first: every file that it knows to be whole is still there when the files' turn comes. A database that
    stands there is never replaced: it may be the running one. A file found damaged is mended from earlier backups, or
    set aside, so that desks may bring it again.
    Refused: use_pg_dump, file_exists. DiskTrouble: then no copy of the database stays that lacks its files.
    """
    if directory.engine.dialect.name != "sqlite":
        raise Refused("use_pg_dump")
    if target.exists() or target.is_symlink():
        raise Refused("file_exists")
    database.backup(directory.engine, target)
    files = directory.blobs.folder
    try:
        return Copied() if files is None else copies.back_up(files, copies.beside(target))
    except DiskTrouble:
        target.unlink(missing_ok=True)  # half a backup would be taken for a whole one
        raise


# --- shared with the roster -----------------------------------------------------------------------------------


def unit_named(
    work: Work, name: str, kind: OrganisationKind, level: Level, parent_id: str | None, division_code: str
) -> str:
    """Return the id of the organisation of that name and kind under that parent, added if there is none."""
    query = select(record.c.data).where(record.c.kind == "organisation", record.c.deleted.is_(False))
    known = [row.data for row in work.rows.values() if row.kind == "organisation"]
    for data in (*known, *work.connection.execute(query).scalars()):
        if (data["name"], data["kind"], data.get("parent_id")) == (name, kind.value, parent_id):
            return str(data["id"])
    fresh = Organisation(
        id=new_id(), name=name, kind=kind, level=level, parent_id=parent_id, division_code=division_code
    )
    work.add("organisation", fresh.id, codec.data_of(fresh), ("", 0, None), stands=scopes.for_all())
    work.write()
    return fresh.id


def _in_work(connection: Connection, act: Callable[[Work], T]) -> T:
    work = Work(connection, clock.now())
    result = act(work)
    work.write()
    work.number()
    return result


def _organisation(work: Work, organisation_id: str) -> Organisation:
    data = scopes.organisation(work.connection, organisation_id)
    if data is None:
        raise Invalid({"unit_id": "unknown"})
    found: Organisation = codec.record_of("organisation", data)
    return found


def _publish(directory: Directory, kind: str, records: Iterable[Any]) -> int:
    """Put public records down under their own ids; one that stands there as it is stays untouched."""
    wanted = {str(each.id): each for each in records}

    def work(work: Work) -> int:
        work.hold(wanted)
        changed = 0
        for row_id, wish in sorted(wanted.items()):
            row, data = work.rows.get(row_id), codec.data_of(wish)
            if row is None:
                work.add(kind, row_id, data, ("", 0, None), stands=scopes.for_all())
            elif row.kind != kind:
                raise Refused("exists")
            elif codec.record_of(kind, dict(row.data)) != wish:
                follow(work, row_id, data, None)
            else:
                continue
            changed += 1
        return changed

    return directory.lines.write(lambda c: _in_work(c, work))
