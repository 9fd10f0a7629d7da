"""What a county's clerk does after the first day: people leave, issues find their way, secrets stay out of sight."""

from __future__ import annotations

import re
import shlex
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from sscs_desktop import arguments, cli

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "operator.md").read_text("utf-8")

Act = Callable[..., tuple[int, str]]


@pytest.fixture
def act(directory_folder: Path, capsys: pytest.CaptureFixture[str]) -> Act:
    """Do one act; return its code and what it said, either way."""

    def run(*words: str) -> tuple[int, str]:
        code = cli.main(["admin", "--data", str(directory_folder), *words])
        shown = capsys.readouterr()
        return code, shown.out + shown.err

    return run


def asked(folder: Path, query: str) -> list[object]:
    """Return the first column of a query on the directory's own file."""
    connection = sqlite3.connect(folder / "directory.db")
    found = [value for (value,) in connection.execute(query)]
    connection.close()
    return found


def test_a_closed_account_is_not_invited_until_it_is_opened_again(
    act: Act, directory_folder: Path, tmp_path: Path
) -> None:
    invite = ["invite", "--account", "wang", "--address", "https://x", "--out", str(tmp_path / "wang.sscs-invite")]
    assert act("close-account", "--account", "wang")[0] == 0
    assert asked(directory_folder, "select is_active from account where login = 'wang'") == [0]
    assert asked(directory_folder, "select count(*) from session s join account a on a.id = account_id") == [0]
    code, said = act(*invite)
    assert code == 1 and "已经停用" in said and not (tmp_path / "wang.sscs-invite").exists()
    assert act("close-account", "--account", "wang", "--undo")[0] == 0
    assert act(*invite)[0] == 0 and (tmp_path / "wang.sscs-invite").is_file()
    code, said = act("close-account", "--account", "nobody")
    assert code == 1 and "没有这个账号" in said


def test_the_rule_table_is_switched_on_and_off(act: Act, directory_folder: Path) -> None:
    for word, value in (("on", "1"), ("off", "0")):
        code, said = act("dispatch", "--automatic", word)
        assert code == 0 and ("规则表" in said) == (word == "on")
        assert asked(directory_folder, "select value from meta where key = 'automatic'") == [value]


def test_a_new_unit_is_told_in_a_sentence(act: Act) -> None:
    code, said = act("unit", "--name", "唐邱镇经济发展办")
    assert code == 0 and said.startswith("已有单位“唐邱镇经济发展办”") and "admin account" in said


def test_the_database_may_be_named_by_the_environment_and_the_command_goes_first(
    act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSCS_DATABASE", "nonsense")
    assert "数据库的地址写得不对" in act("campaign")[1]
    monkeypatch.setenv("SSCS_DATABASE", "postgresql+psycopg://127.0.0.1:1/none")
    assert "连不上 PostgreSQL" in act("campaign")[1]
    assert "数据库的地址写得不对" in act("--database", "nonsense", "campaign")[1]
    monkeypatch.setenv("SSCS_DATABASE", "")
    assert act("campaign")[0] == 0


def test_every_serve_of_the_guide_is_one_the_program_understands() -> None:
    lines = re.findall(r"sscs-desktop (serve .+)$", GUIDE, re.MULTILINE)
    assert len(lines) == 2 and any("ExecStart=/opt/sscs/bin/sscs-desktop" in line for line in GUIDE.splitlines())
    for line in lines:
        assert arguments.parser().parse_args(shlex.split(line)).port > 0
