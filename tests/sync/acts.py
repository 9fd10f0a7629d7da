"""What a person does at a desk of these tests, and what he sees there."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from sscs_desktop.base.ids import new_id
from sscs_desktop.domain.enterprise import Enterprise, Profile
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.visit import Visit
from sscs_desktop.domain.vocabulary import IssueState
from sscs_desktop.server.tables import operation
from sscs_desktop.store import enterprises, issues, outbox, visits
from tests.store import building
from tests.store.building import TODAY
from tests.sync.county import County, Desk


def visit_of(desk: Desk, firm: Enterprise, **more: Any) -> Visit:
    who = desk.store.account
    mine = {"author_id": who.user_id, "author_name": who.user_name, "unit_id": who.unit_id, "unit_name": who.unit_name}
    return building.visit(firm, **{**mine, **more})


def save(desk: Desk, typed: Visit) -> Visit:
    with desk.store.write() as session:
        visits.save(session, typed, visits.seen(session, typed.id), today=TODAY)
    return typed


def file_issue(desk: Desk, firm: Enterprise, **more: Any) -> Issue:
    who = desk.store.account
    mine = {"author_id": who.user_id, "author_name": who.user_name, "unit_id": who.unit_id, "unit_name": who.unit_name}
    record = building.issue(firm, **{**mine, **more})
    with desk.store.write() as session:
        issues.file(session, record, today=TODAY)
    found = issue_on(desk, record.id)
    assert found is not None
    return found


def issue_on(desk: Desk, id: str) -> Issue | None:
    with desk.store.read() as session:
        return issues.get(session, id)


def visit_on(desk: Desk, id: str) -> Visit | None:
    with desk.store.read() as session:
        return visits.get(session, id)


def waiting(desk: Desk) -> int:
    with desk.store.read() as session:
        return outbox.waiting(session)


def command(desk: Desk, issue_id: str, act: Callable[..., Any], *args: Any) -> None:
    with desk.store.write() as session:
        act(session, issues.seen(session, issue_id), *args)


def filed_visits(county: County) -> list[str]:
    query = select(operation.c.id).where(operation.c.kind == "visit", operation.c.verb == "new")
    return county.directory.lines.read(lambda c: list(c.execute(query).scalars()))


def building_profile(desk: Desk, firm: Enterprise, **more: Any) -> Profile:
    record = Profile(id=new_id(), enterprise_id=firm.id, unit_id=desk.store.account.unit_id, **more)
    with desk.store.write() as session:
        enterprises.save_profile(session, record, None)
    return record


def edit_profile(desk: Desk, id: str, **fields: Any) -> None:
    with desk.store.write() as session:
        seen = enterprises.seen(session, "profile", id)
        assert seen is not None
        enterprises.save_profile(session, replace(seen.record, **fields), seen)


def answered(county: County, desk: Desk, firm: Enterprise) -> Issue:
    """An issue filed, dispatched and answered; the desk has heard of it."""
    county.person("office", county.office, "office")
    county.person("land", county.department, "department")
    problem = file_issue(desk, firm)
    desk.round()
    county.move("office", problem.id, verb="accept")
    county.move("office", problem.id, verb="dispatch", department_id=county.department)
    county.move("land", problem.id, verb="take")
    answer(county, problem.id)
    desk.round()
    found = issue_on(desk, problem.id)
    assert found is not None and found.state is IssueState.ANSWERED
    return found


def answer(county: County, id: str) -> None:
    said = {"answer_who": "县国土资源局", "answer_how": "列入第四季度供地计划", "answer_when": "12月底前"}
    county.move("land", id, verb="answer", outcome="solving", **said)


def names(desk: Desk) -> set[str]:
    with desk.store.read() as session:
        return {line.name for line in enterprises.listing(session)}
