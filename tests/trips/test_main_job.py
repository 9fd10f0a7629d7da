"""The main job by the command line and real processes: from the county's roster to the closed problem.

One directory process, stopped and started at the same address; two desks without windows; offices over HTTP.
"""

from __future__ import annotations

import getpass
import importlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import keyring
import keyring.backends.fail
import pytest
from PySide6.QtWidgets import QApplication

from sscs_desktop import app, cli
from sscs_desktop.base import clock, ids, secrets, settings
from sscs_desktop.base.errors import Offline
from sscs_desktop.base.settings import Settings
from sscs_desktop.demo import county, processes
from sscs_desktop.demo.count import count
from sscs_desktop.demo.processes import DirectoryProcess, free_port
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.vocabulary import Category, IssueState, Satisfaction
from sscs_desktop.store import cards, issues, outbox, visits
from sscs_desktop.sync import account_files
from sscs_desktop.sync.gateway import Gateway
from sscs_desktop.sync.wing import Wing
from sscs_desktop.wire.decisions import Move
from sscs_desktop.wire.messages import RedeemRequest
from tests.trips.conftest import PASSPHRASE
from tests.trips.seating import PASSWORD, Place
from tests.trips.typing import visit_by

FUNDS = "银行承兑集中到期，缺周转资金约 300 万元"
TALENT = "夜班缺熟练工 12 人"
PEOPLE = (
    ("bgs", "赵敏", "宁晋县“双创双服”活动领导小组办公室", "office"),
    ("jrb", "孙涛", "金融工作办公室", "department"),
    ("rsj", "孙涛", "人力资源和社会保障局", "department"),
)


@pytest.fixture
def directory(directory_folder: Path) -> Iterator[DirectoryProcess]:
    with DirectoryProcess(directory_folder, free_port()) as running:
        yield running


@pytest.fixture
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a keyring, whose person types the passphrase."""
    keyring.set_keyring(keyring.backends.fail.Keyring())
    monkeypatch.setattr(getpass, "getpass", lambda _prompt: PASSPHRASE)


def admin(directory: DirectoryProcess, *act: str) -> None:
    assert cli.main(["admin", "--data", str(directory.folder), *act]) == 0


def invited(directory: DirectoryProcess, login: str) -> Path:
    """Write somebody's invitation beside the running directory."""
    file = directory.folder.parent / f"{login}.sscs-invite"
    admin(directory, "invite", "--account", login, "--address", directory.address, "--out", str(file))
    return file


def first_morning(directory: DirectoryProcess, login: str) -> None:
    invitation = account_files.read_invitation(invited(directory, login))
    account_files.set_up(invitation, PASSWORD, account_files.passphrase_keystore(PASSPHRASE))


def opened(login: str) -> Wing:
    return Wing.open(login, account_files.passphrase_keystore(PASSPHRASE))


def signed_in(directory: DirectoryProcess, login: str) -> Gateway:
    """Use an invitation as somebody of the offices, who has no desk."""
    invitation = account_files.read_invitation(invited(directory, login))
    gateway = Gateway(directory.address)
    gateway.redeem(RedeemRequest(account=login, code=invitation.code, password=PASSWORD))
    return gateway


def go_on_a_visit(wing: Wing) -> str:
    """Save a visit with two issues, as its dialog does; return the enterprise's name."""
    with wing.store.write() as session:
        typed = visit_by(session, "订单比上月多两成")
        mine = {name: getattr(typed, name) for name in ("author_id", "author_name", "unit_id", "unit_name")}
        found = [
            Issue(
                id=ids.new_id(),
                number="",
                enterprise_id=typed.enterprise_id,
                category=category,
                description=text,
                raised_on=clock.today(),
                recorded_at=clock.now(),
                **mine,
            )
            for category, text in ((Category.FUNDS, FUNDS), (Category.TALENT, TALENT))
        ]
        visits.save_with_issues(session, typed, found, None, today=clock.today())
    with wing.store.read() as session:
        return visits.listing(session)[0].subject.name


def handle(office: Gateway, departments: list[Gateway]) -> None:
    """Let the office accept and dispatch, and the departments take and answer, what has been filed."""
    for each in office.issues("filed").issues:
        office.move(str(each.issue["id"]), Move(verb="accept"))
        office.move(str(each.issue["id"]), Move(verb="dispatch"))
    for department in departments:
        for each in department.issues("dispatched").issues:
            answer = Move(verb="answer", answer_who="孙涛", answer_how="已协调办妥", outcome="solved")
            department.move(str(each.issue["id"]), Move(verb="take"))
            department.move(str(each.issue["id"]), answer)


def states(wing: Wing) -> set[IssueState]:
    with wing.store.read() as session:
        return {line.state for line in issues.listing(session)}


def everything(login: str) -> set[Any]:
    with closing(opened(login)) as wing, wing.store.read() as session:
        found: set[Any] = {visits.get(session, line.id) for line in visits.listing(session)}
        found |= {issues.get(session, line.id) for line in issues.listing(session)}
        return found | {cards.get(session, line.id) for line in cards.listing(session)}


@pytest.mark.proof
@pytest.mark.usefixtures("no_keyring", "qapp")
def test_the_main_job_from_the_roster_to_the_closed_problem(
    directory: DirectoryProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for login, name, unit, role in PEOPLE:
        admin(directory, "account", "--account", login, "--name", name, "--unit", unit, "--role", role)
    first_morning(directory, "wang")
    with closing(opened("wang")) as wing:
        assert wing.engine.round().loaded > 10
        directory.stop()
        firm = go_on_a_visit(wing)
        with pytest.raises(Offline):
            wing.engine.round()
        with wing.store.read() as session:
            assert outbox.waiting(session) == 3
    settings.save(app.settings_file(), Settings(account="wang"))

    assert cli.main(["print", "--enterprise", firm, "--out", str(tmp_path / "card.pdf")]) == 0
    number = capsys.readouterr().out.split()[-2]
    assert (tmp_path / "card.pdf").read_bytes().startswith(b"%PDF-")

    directory.start()
    assert cli.main(["sync"]) == 0
    assert "已同步：上报 4 条" in capsys.readouterr().out

    with closing(signed_in(directory, "bgs")) as office:
        departments = [signed_in(directory, login) for login in ("jrb", "rsj")]
        handle(office, departments)
        for department in departments:
            department.close()
        assert cli.main(["sync", "--confirm"]) == 0, "nothing was doubted: a round like any other"
        assert "2 条答复到达" in capsys.readouterr().out
        with closing(opened("wang")) as wing:
            rate_all(wing)
            assert wing.engine.round().refused == 0
            confirming = office.issues("confirming").issues
            assert len(confirming) == 2
            for each in confirming:
                office.move(str(each.issue["id"]), Move(verb="close"))
            wing.engine.round()
            assert states(wing) == {IssueState.CLOSED}

    first_morning(directory, "li")
    with closing(opened("li")) as colleague:
        colleague.engine.round()
    assert everything("li") == everything("wang") != set()
    directory.stop()
    typed = [("visit", "订单比上月多两成"), ("issue", FUNDS), ("issue", TALENT), ("card", number)]
    keystore = account_files.passphrase_keystore(PASSPHRASE)
    counted = count(directory.folder / "directory.db", ("wang", "li"), keystore, typed)
    assert (counted.lost, counted.duplicated) == (0, 0)


def rate_all(wing: Wing) -> None:
    with wing.store.write() as session:
        for line in issues.listing(session):
            assert line.state is IssueState.ANSWERED
            shown = issues.seen(session, line.id)
            assert shown is not None
            issues.rate(session, shown, Satisfaction.SATISFIED, "资金已经到账")


def test_a_name_that_finds_nobody_or_several_prints_no_card_and_takes_no_number(
    place: Place, qapp: QApplication, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.save(app.settings_file(), Settings(account="wang"))
    for words in ("没有这一家", "有限公司"):
        assert cli.main(["print", "--enterprise", words, "--out", str(tmp_path / "card.pdf")]) == 1
        assert "要正好一家才能办" in capsys.readouterr().err
    assert not (tmp_path / "card.pdf").exists()
    with closing(place.wing("wang")) as wing, wing.store.read() as session:
        assert cards.listing(session) == ()


@pytest.mark.parametrize("verb", [["sync"], ["print", "--enterprise", "甲", "--out", "x.pdf"]])
def test_without_an_account_the_person_is_told_what_to_do_first(
    qapp: QApplication, capsys: pytest.CaptureFixture[str], verb: list[str]
) -> None:
    assert cli.main(verb) == 1
    assert "请先用县里发的邀请文件登录" in capsys.readouterr().err


def test_a_wrong_passphrase_is_told_and_opens_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(place.wing("wang")) as wing:
        key = account_files.key_of(wing.files, wing.keystore)
    if key is None:
        pytest.skip("no SQLCipher wheel for this machine")
    secrets.rewrap(wing.files.keys, key, account_files.passphrase_keystore(PASSPHRASE))
    settings.save(app.settings_file(), Settings(account="wang"))
    keyring.set_keyring(keyring.backends.fail.Keyring())
    monkeypatch.setattr(getpass, "getpass", lambda _prompt: "不是这个口令 2018")
    assert cli.main(["sync"]) == 1
    assert "口令不对，请再输一次" in capsys.readouterr().err


def test_a_command_never_makes_a_keystore_where_the_keyring_is_out_of_reach(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.save(app.settings_file(), Settings(account="wang"))
    keyring.set_keyring(keyring.backends.fail.Keyring())
    asked: list[str] = []
    monkeypatch.setattr(getpass, "getpass", lambda prompt: asked.append(str(prompt)))
    assert cli.main(["sync"]) == 1
    assert "从这里够不到系统钥匙串" in capsys.readouterr().err
    assert asked == [] and not account_files.keystore_file().exists()


@pytest.mark.parametrize("verb", ["desk", "demo"])
def test_without_a_display_the_person_is_told_before_anything_is_made(
    verb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux may be without a screen")
    monkeypatch.setenv("SSCS_HOME", str(tmp_path / "home"))
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert cli.main([verb]) == 1
    assert "没有图形界面" in capsys.readouterr().err
    assert not (tmp_path / "home").exists()


def test_a_walk_that_hangs_is_a_failed_step_and_is_summed_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(importlib.import_module("sscs_desktop.demo.tour"), "WALK_S", 0.05)
    monkeypatch.setenv("SSCS_HOME", str(tmp_path / "home"))
    assert cli.main(["demo", "--tour", str(tmp_path / "tour")]) == 1
    assert "FAIL" in capsys.readouterr().out
    steps = {step["name"]: step["ok"] for step in json.loads((tmp_path / "tour" / "summary.json").read_text())["steps"]}
    assert steps["walk hung"] is False and steps["count"] is False and steps["roster and campaign"] is True


def test_each_problem_of_the_demo_is_answered_and_rated_in_words_of_its_own() -> None:
    assert len({each.opinion for each in county.ISSUES}) == len({each.category for each in county.ISSUES}) == 2
    assert "资金" not in county.ISSUES[1].opinion


def test_doctor_can_be_piped_on_a_chinese_windows(tmp_path: Path) -> None:
    more = {"PYTHONIOENCODING": "gbk", "SSCS_HOME": str(tmp_path / "home · 2018 ✓")}
    piped = subprocess.run(
        processes.command("doctor"), env={**os.environ, **more}, capture_output=True, check=False, timeout=60
    )
    assert piped.returncode == 0, piped.stderr.decode("gbk", "replace")
    assert "ok data folder" in piped.stdout.decode("gbk")


def test_doctor_says_what_this_machine_has_and_opens_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["doctor"]) == 0
    said = capsys.readouterr().out
    for word in (
        "sscs-desktop",
        "clock",
        "resources",
        "data folder",
        "encrypted files",
        "keyring",
        "window",
        "scanned PDFs",
        "directory",
    ):
        assert word in said
    assert {line[:3] for line in said.splitlines()} == {"ok "}


def test_doctor_says_a_data_folder_that_cannot_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("SSCS_HOME", str(tmp_path / "a file" / "home"))
    assert cli.main(["doctor"]) == 1
    assert "-- data folder: cannot be made" in capsys.readouterr().out
