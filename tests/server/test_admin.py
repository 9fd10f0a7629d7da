"""The administrator's acts: organisations, campaign, reassignment by choice, backup, upgrades."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from sscs_desktop import cli
from sscs_desktop.base.errors import InUse, Invalid, Refused, TooNew
from sscs_desktop.base.ids import new_id
from sscs_desktop.domain.campaign import Notice, TimeLimit
from sscs_desktop.domain.divisions import Divisions
from sscs_desktop.domain.organisation import Organisation
from sscs_desktop.domain.vocabulary import OrganisationKind
from sscs_desktop.server import admin
from sscs_desktop.server.directory import Directory, is_set_up
from tests.house.test_server_migrations_match import differences
from tests.server.people import FIRM, NORTH, SOUTH, Town, parsed, typed


def test_the_offices_of_a_county_stand_in_the_campaigns_tree(small_town: Town) -> None:
    divisions = Divisions.from_dict(parsed("divisions", "hebei.json"))
    dingzhou = admin.add_county(small_town.directory, divisions, "130682")
    parent = typed(small_town.row(dingzhou)).parent_id
    assert typed(small_town.row(parent)).name == "河北省" + admin.OFFICE_NAME, "定州 stands directly under the province"
    assert admin.add_county(small_town.directory, divisions, "130682") == dingzhou
    with pytest.raises(Invalid):
        admin.add_county(small_town.directory, divisions, "130600")


def test_a_unit_of_that_name_is_not_added_twice(small_town: Town) -> None:
    office = typed(small_town.row(small_town.id_of(NORTH))).parent_id
    assert admin.add_unit(small_town.directory, NORTH, parent_id=office) == small_town.id_of(NORTH)


def test_organisations_notices_and_campaigns_reach_every_desk_when_they_change(town: Town) -> None:
    desk = town.desk("zhao")
    (campaign,) = [typed(row) for row in town.rows("campaign")]
    admin.import_campaign(town.directory, campaign)
    assert desk.pull() == [], "what is the same is not sent again"
    admin.import_campaign(town.directory, replace(campaign, limits=(TimeLimit(name="accept", amount=2),)))
    admin.publish_notice(
        town.directory, Notice(id=new_id(), title="通知", text="月督查", published_on=date(2018, 9, 26))
    )
    land = typed(town.row(town.id_of("宁晋县国土资源局")))
    heir = Organisation(
        id=new_id(), name="宁晋县自然资源和规划局", kind=land.kind, level=land.level, parent_id=land.parent_id
    )
    assert admin.import_organisations(town.directory, [heir, replace(land, successor_id=heir.id)]) == 2
    assert [e.kind for e in desk.pull()] == ["campaign", "notice", "organisation", "organisation"]


def test_issues_go_to_the_successor_of_a_department(small_town: Town) -> None:
    desk = small_town.desk("wang")
    issue = desk.issue(small_town.id_of(FIRM))
    desk.push(issue)
    old = typed(small_town.row(small_town.id_of("宁晋县金融工作办公室")))
    heir = Organisation(
        id=new_id(), name="地方金融监管局", kind=OrganisationKind.DEPARTMENT, level=old.level, parent_id=old.parent_id
    )
    admin.import_organisations(small_town.directory, [heir, replace(old, successor_id=heir.id)])
    small_town.move("office", issue.id, "accept")
    assert small_town.move("office", issue.id, "dispatch")["department_name"] == "地方金融监管局"


def test_reassignment_names_the_assignment_it_means(small_town: Town) -> None:
    d = small_town.directory
    with pytest.raises(Refused) as caught:
        admin.reassign(d, small_town.id_of(FIRM), small_town.id_of(SOUTH), from_unit_id=small_town.id_of(SOUTH))
    assert caught.value.code == "which_assignment"
    with pytest.raises(Refused) as caught:
        admin.reassign(d, small_town.id_of(NORTH), small_town.id_of(SOUTH))
    assert caught.value.code == "not_found"
    with pytest.raises(Invalid):
        admin.reassign(d, small_town.id_of(FIRM), new_id())


def test_a_backup_is_a_directory_that_serves_and_a_later_head_is_a_fork_there(small_town: Town, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    desk = small_town.desk("wang")
    before = desk.head
    admin.backup(small_town.directory, target)
    desk.push(desk.visit(small_town.id_of(FIRM)))
    desk.pull()
    restored = Directory.open(target)
    try:
        assert restored.pull(desk.member, desk.pulling()).status == "fork"
        other = Town(restored)
        fresh = other.desk("li")
        fresh.push(fresh.visit(other.id_of(FIRM)))
        assert restored.pull(desk.member, desk.pulling()).status == "fork", "the same number bears another mark"
        desk.cursor = desk.head = before
        assert restored.pull(desk.member, desk.pulling()).status == "ok"
    finally:
        restored.close()


@pytest.mark.proof
def test_a_migrated_postgresql_equals_its_tables(pg_directory: Directory) -> None:
    assert differences(pg_directory.engine) == []


@pytest.mark.proof
def test_postgresql_is_backed_up_by_its_own_tools(pg_directory: Directory, tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        admin.backup(pg_directory, tmp_path / "x")
    assert caught.value.code == "use_pg_dump"


def test_a_database_without_a_directory_never_becomes_one_by_the_way(
    cluster: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for act in (["admin", "campaign"], ["serve", "--port", "0"]):
        assert cli.main([act[0], "--data", str(tmp_path), "--database", cluster, *act[1:]]) == 1
        assert "没有服务直通的数据库" in capsys.readouterr().err
    assert not is_set_up(cluster)


def test_a_directory_keeps_its_name_key_and_epoch_when_it_is_opened_again(tmp_path: Path) -> None:
    first = admin.create_directory(tmp_path / "data", "甲")
    told = first.hello()
    first.close()
    again = admin.create_directory(tmp_path / "data", "乙")
    assert (again.hello().name, again.hello().epoch) == ("甲", told.epoch)
    again.lines.write(lambda c: c.execute(text("UPDATE alembic_version SET version_num='9999'")))
    again.close()
    with pytest.raises(TooNew):
        Directory.open(tmp_path / "data")


def test_a_backup_never_replaces_a_file_least_of_all_its_own(small_town: Town, tmp_path: Path) -> None:
    live = Path(str(small_town.directory.engine.url.database))
    before = live.stat().st_ino
    (tmp_path / "link.db").symlink_to(live)
    (tmp_path / "last.db").write_bytes(b"last week's")
    for target in (live, live.with_name(f"{live.name}-wal"), tmp_path / "link.db", tmp_path / "last.db"):
        with pytest.raises(Refused) as caught:
            admin.backup(small_town.directory, target)
        assert caught.value.code == "file_exists"
    assert live.stat().st_ino == before
    assert (tmp_path / "last.db").read_bytes() == b"last week's"


def test_a_new_file_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    directory = admin.create_directory(tmp_path / "data", "甲")
    admin.backup(directory, tmp_path / "copy.db")
    directory.close()
    for made in (tmp_path / "data", tmp_path / "data" / "directory.db", tmp_path / "copy.db"):
        assert made.stat().st_mode & 0o077 == 0


def test_a_database_that_went_away_is_told_as_that(pg_directory: Directory) -> None:
    name = pg_directory.engine.url.database
    shut = text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
    away = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
    other = create_engine(pg_directory.engine.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with other.connect() as connection:
        connection.execute(shut)
        connection.execute(away, {"name": name})
    other.dispose()
    with pytest.raises(InUse) as caught:
        pg_directory.hello()
    assert caught.value.code == "database_away"
