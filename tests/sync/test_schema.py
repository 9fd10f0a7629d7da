"""A desk one version older or newer than the directory: shared fields go both ways, and nothing is erased."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Refused
from sscs_desktop.base.ids import new_id
from sscs_desktop.domain.issue import moves_from
from sscs_desktop.domain.livelihood import Livelihood
from sscs_desktop.domain.vocabulary import VisitMode, newer_words
from sscs_desktop.server.act import follow
from sscs_desktop.server.tables import operation, review
from sscs_desktop.server.work import Work, read_rows
from sscs_desktop.store import drafts, issues, meta, outbox, rows, sums, upkeep
from sscs_desktop.store.tables import RECORDS, sync_op
from sscs_desktop.wire import codec, schema
from sscs_desktop.wire.kinds import KINDS
from sscs_desktop.wire.messages import SCHEMA, SCHEMA_MAX, Operation, SumsRequest
from tests.store import building
from tests.sync.acts import file_issue, save, visit_of, visit_on
from tests.sync.county import County, Desk

VISIT = RECORDS["visit"]


def at_directory(county: County, id: str, **fields: Any) -> None:
    """Write fields as a newer directory would, those included that no program of today knows."""

    def work(connection: Any) -> None:
        work = Work(connection, clock.now())
        work.hold({id})
        follow(work, id, fields, None)
        work.write()
        work.number()

    county.directory.lines.write(work)


def as_schema(desk: Desk, version: int, **fields: Any) -> None:
    """Let the operations that wait be of another program's version, with fields only that one knows."""
    with desk.store.engine.begin() as connection:
        for row in connection.execute(select(sync_op).where(sync_op.c.ack_seq.is_(None))).mappings().all():
            values = {"schema": version, "fields": {**row["fields"], **fields}}
            connection.execute(update(sync_op).where(sync_op.c.n == row["n"]).values(**values))


def unknown_here(desk: Desk, id: str) -> dict[str, Any]:
    with desk.store.read() as session:
        return dict(session.scalar(select(VISIT.c.unknown).where(VISIT.c.id == id)))


def reasons(county: County) -> list[str]:
    return list(county.directory.lines.read(lambda c: c.execute(select(review.c.reason)).scalars().all()))


# ---- the desk is older


def test_fields_of_a_newer_directory_are_kept_and_never_sent_back_as_deletions(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    typed = save(desk, visit_of(desk, firm))
    desk.round()
    at_directory(county, typed.id, weather="晴", remark="县里补的")
    desk.round()
    assert unknown_here(desk, typed.id) == {"weather": "晴"}
    seen = visit_on(desk, typed.id)
    assert seen is not None and seen.remark == "县里补的"
    save(desk, replace(seen, situation="旧版电脑上改的"))
    desk.round()
    assert unknown_here(desk, typed.id) == {"weather": "晴"}, "also while an own edit lies over the row"
    assert desk.round().sent == 0
    stands = county.data(typed.id)
    assert (stands["weather"], stands["remark"], stands["situation"]) == ("晴", "县里补的", "旧版电脑上改的")


def test_a_second_desk_gets_what_an_older_one_does_not_know(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    typed = save(desk, visit_of(desk, firm))
    desk.round()
    at_directory(county, typed.id, weather="晴")
    other = county.desk("li", county.dalu)
    other.round()
    assert unknown_here(other, typed.id) == {"weather": "晴"}
    other.close()


def test_after_its_update_a_desk_takes_over_what_it_had_kept(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    typed = save(desk, visit_of(desk, firm, remark=""))
    desk.round()
    kept = {"remark": "旧版不认得的", "weather": "晴", "mode": 7}
    with desk.store.write() as session:
        rows.set_standing(session, "visit", typed.id, unknown={"remark": kept["remark"], "weather": "晴"})
        meta.put(session, upkeep.SCHEMA_KEY, SCHEMA - 1)
    again = desk.reopen()
    found = visit_on(again, typed.id)
    assert found is not None and found.remark == "旧版不认得的"
    assert unknown_here(again, typed.id) == {"weather": "晴"}
    with again.store.write() as session:
        rows.set_standing(session, "visit", typed.id, unknown={"mode": kept["mode"]})
        assert upkeep.adopt(session) == 0
    assert unknown_here(again, typed.id) == {"mode": 7}, "what cannot be read stays as it came"
    again.close()


def test_kinds_a_desk_does_not_know_are_not_counted_against_it(
    county: County, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    county.enterprise(county.dalu)
    desk.round()
    monkeypatch.setitem(KINDS, "enterprise", replace(KINDS["enterprise"], since=SCHEMA + 1))
    with desk.store.read() as session:
        request = SumsRequest(replica=str(meta.get(session, meta.REPLICA)))
    scope = f"unit:{county.dalu}"
    older, newer = (desk.gateway.sums(replace(request, schema=v)).counts[scope] for v in (SCHEMA, SCHEMA + 1))
    assert (older, newer) == (1, 2)


def test_a_code_of_a_newer_directory_is_shown_as_it_came_and_never_sent_back(county: County, desk: Desk) -> None:
    """A state, a way of contact and a class that no program of today knows."""
    firm = county.enterprise(county.dalu)
    desk.round()
    visit = save(desk, visit_of(desk, firm))
    issue = file_issue(desk, firm)
    desk.round()
    at_directory(county, visit.id, mode="video", remark="县里补的")
    at_directory(county, issue.id, state="arbitrated")
    at_directory(county, firm.id, classes=["IND", "GREEN"])
    found = desk.round()
    assert [each.code for each in found.news].count("newer_words") == 1
    seen, issue_seen = visit_on(desk, visit.id), on_desk(desk, "issue", issue.id)
    assert seen is not None and (seen.mode, seen.mode.is_newer, seen.remark) == ("video", True, "县里补的")
    assert seen.mode not in set(VisitMode) and seen.mode.label == "（新版本的内容）video"
    assert issue_seen.state.label == "（新版本的状态）arbitrated" and moves_from(issue_seen.state) == ()
    assert [str(each) for each in on_desk(desk, "enterprise", firm.id).classes] == ["IND", "GREEN"]
    with pytest.raises(Refused, match="newer_words"):
        save(desk, replace(seen, mode=VisitMode.PHONE))
    save(desk, replace(seen, situation="旧版电脑上改的"))
    (operation,) = building.due(desk.store)
    assert "mode" not in operation.fields
    with newer_words():  # a directory that knows them
        again = desk.round()
    assert [each.code for each in again.news].count("newer_words") == 0, "said once"
    assert (county.data(visit.id)["mode"], county.data(visit.id)["situation"]) == ("video", "旧版电脑上改的")
    shown = visit_on(desk, visit.id)
    assert shown is not None and (shown.mode, shown.situation) == ("video", "旧版电脑上改的")
    assert desk.round().sent == 0


def test_a_group_that_holds_a_code_of_a_newer_directory_is_not_sent(county: County, desk: Desk) -> None:
    """Of a group all fields are sent together: state and day of a livelihood matter."""
    desk.round()
    who = desk.store.account
    matter = Livelihood(
        id=new_id(), name="修路灯", author_id=who.user_id, author_name=who.user_name, unit_id=who.unit_id
    )
    with desk.store.write() as session:
        outbox.save_record(session, "livelihood", matter, None)
    desk.round()
    at_directory(county, matter.id, state="praised")
    desk.round()
    with desk.store.write() as session:
        seen = outbox.seen(session, "livelihood", matter.id)
        assert seen is not None
        with pytest.raises(Refused, match="newer_words"):
            outbox.save_record(session, "livelihood", replace(seen.record, done_on=clock.today()), seen)
        assert outbox.save_record(session, "livelihood", replace(seen.record, place="南街"), seen).op_id


def test_the_directory_takes_no_code_it_does_not_know(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    with newer_words():
        visit = visit_of(desk, firm, mode=VisitMode("video"))
    save(desk, visit)
    found = desk.round()
    assert found.refused == 1 and not county.data(visit.id)


def on_desk(desk: Desk, kind: str, id: str) -> Any:
    with desk.store.read() as session:
        return rows.get(session, kind, id)


# ---- the desk is newer


def test_a_newer_desk_files_its_shared_fields_and_the_others_are_kept_for_it(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    typed = save(desk, visit_of(desk, firm))
    as_schema(desk, SCHEMA_MAX, weather="晴")
    assert desk.round().refused == 0
    assert county.data(typed.id)["weather"] == "晴" and county.data(typed.id)["situation"] == typed.situation
    save(desk, replace(typed, remark="再写"))
    as_schema(desk, SCHEMA_MAX, weather="雨")
    assert desk.round().refused == 0
    assert (county.data(typed.id)["weather"], county.data(typed.id)["remark"]) == ("雨", "再写")
    other = county.desk("li", county.dalu)
    other.round()
    assert unknown_here(other, typed.id) == {"weather": "雨"}, "it reaches every desk as it went"
    other.close()


def test_a_field_unknown_here_is_merged_like_any_other(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    typed = save(desk, visit_of(desk, firm))
    desk.round()
    save(desk, replace(typed, remark="我的"))
    as_schema(desk, SCHEMA_MAX, weather="雨")
    at_directory(county, typed.id, weather="晴")
    assert desk.round().conflicts == 1
    assert (county.data(typed.id)["weather"], county.data(typed.id)["remark"]) == ("晴", "我的")


def test_an_issue_of_a_newer_desk_is_edited_in_what_both_know(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    problem = file_issue(desk, firm)
    desk.round()
    with desk.store.write() as session:
        seen = issues.seen(session, problem.id)
        assert seen is not None
        issues.save(session, replace(seen.record, wish="改过的诉求"), seen, today=clock.today())
    as_schema(desk, SCHEMA_MAX, weather="晴")
    assert desk.round().refused == 0
    assert (county.data(problem.id)["wish"], county.data(problem.id)["weather"]) == ("改过的诉求", "晴")


def test_two_versions_ahead_goes_to_review_and_stays_here_as_a_draft(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    typed = save(desk, visit_of(desk, firm))
    as_schema(desk, SCHEMA_MAX + 1)
    assert desk.round().refused == 1
    kept_both_here_and_there(county, desk, typed.situation, "schema_too_new")


# ---- operations that waited while their desk was updated


def test_a_queued_operation_is_made_one_of_today_by_the_version_it_was_written_with(
    county: County, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def renamed(operation: Operation) -> Operation:
        fields = dict(operation.fields)
        fields["situation"] = fields.pop("overview")
        return replace(operation, fields=fields)

    monkeypatch.setitem(schema.STEPS, SCHEMA - 1, renamed)
    firm = county.enterprise(county.dalu)
    desk.round()
    typed = save(desk, visit_of(desk, firm, situation="更新之前写的"))
    with desk.store.engine.begin() as connection:
        row = connection.execute(select(sync_op)).mappings().one()
        fields = {("overview" if name == "situation" else name): value for name, value in row["fields"].items()}
        connection.execute(update(sync_op).values(schema=SCHEMA - 1, fields=fields))
    assert desk.round().refused == 0
    assert county.data(typed.id)["situation"] == "更新之前写的" and "overview" not in county.data(typed.id)
    desk.round()
    assert visit_on(desk, typed.id) == typed
    assert reasons(county) == []


def test_an_older_group_without_what_joined_it_since_is_taken(
    county: County, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(schema.STEPS, SCHEMA - 1, lambda operation: operation)
    firm = county.enterprise(county.dalu)
    desk.round()
    typed = save(desk, visit_of(desk, firm, division_code="130528102000", division_name="大陆村镇"))
    desk.round()
    save(desk, replace(typed, division_code="130528103000", division_name="四芝兰镇"))
    with desk.store.engine.begin() as connection:
        connection.execute(
            update(sync_op)
            .where(sync_op.c.ack_seq.is_(None))
            .values(schema=SCHEMA - 1, fields={"division_code": "130528103000"})
        )
    assert desk.round().refused == 0
    assert county.data(typed.id)["division_code"] == "130528103000"


def test_too_old_for_any_step_goes_to_review_and_not_into_the_bin(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    typed = save(desk, visit_of(desk, firm))
    as_schema(desk, SCHEMA - 1)
    assert desk.round().refused == 1
    kept_both_here_and_there(county, desk, typed.situation, "schema_too_old")


def kept_both_here_and_there(county: County, desk: Desk, situation: str, code: str) -> None:
    assert reasons(county) == [code]
    with desk.store.read() as session:
        (draft,) = drafts.listing(session, refused=True)
    assert draft.reason == code and draft.data["situation"] == situation

    query = select(operation.c.fields)
    filed = county.directory.lines.read(lambda c: list(c.execute(query).scalars()))
    assert situation in {fields.get("situation") for fields in filed}


def test_a_record_survives_a_round_trip_through_both_with_what_neither_knows(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    typed = save(desk, visit_of(desk, firm))
    desk.round()
    at_directory(county, typed.id, weather={"air": ["晴", 3]}, count=None)
    desk.round()
    assert unknown_here(desk, typed.id) == {"weather": {"air": ["晴", 3]}, "count": None}
    row = county.directory.lines.read(lambda c: read_rows(c, {typed.id}))[typed.id]
    assert codec.record_of("visit", dict(row.data)) == typed
    with desk.store.read() as session:
        assert sums.standing(session)["visit", typed.id][0] == row.seq
