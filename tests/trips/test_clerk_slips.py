"""What a county's clerk can get wrong on the command line: each is told in a sentence, and nothing is changed."""

from __future__ import annotations

import re
import shlex
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from sscs_desktop import cli
from sscs_desktop.base.errors import Refused
from sscs_desktop.server import service
from sscs_desktop.ui.messages import sentence
from tests.trips.books import HEADINGS, book, firm


def records(folder: Path, kind: str) -> list[str]:
    """Return the names of a kind as they stand in the directory's own file."""
    connection = sqlite3.connect(folder / "directory.db")
    query = "select json_extract(data, '$.name') from record where kind = ? and deleted = 0"
    found = [name for (name,) in connection.execute(query, (kind,))]
    connection.close()
    return found


# --- rosters


Import = Callable[[Path], tuple[int, str, str]]


@pytest.fixture
def bring(directory_folder: Path, capsys: pytest.CaptureFixture[str]) -> Import:
    """Run `admin roster FILE`; return the exit code, what it said, and what it complained of."""

    def run(file: Path) -> tuple[int, str, str]:
        code = cli.main(["admin", "--data", str(directory_folder), "roster", str(file)])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("名单.xlsx", b"this is a letter, not a table", "不是能读的表格"),
        ("名单.xlsx", b"PK\x03\x04 broken", "不是能读的表格"),
        ("没有.xlsx", None, "找不到这个文件"),
    ],
)
def test_a_file_that_is_no_spreadsheet_imports_nothing_and_says_so(
    bring: Import, directory_folder: Path, tmp_path: Path, name: str, content: bytes | None, words: str
) -> None:
    before = records(directory_folder, "enterprise")
    if content is not None:
        (tmp_path / name).write_bytes(content)
    code, out, err = bring(tmp_path / name)
    assert (code, out) == (1, "")
    assert words in err and "什么也没有导入" in err and "请" in err
    assert records(directory_folder, "enterprise") == before


def test_a_roster_without_headings_names_the_columns_it_looked_for(
    bring: Import, directory_folder: Path, tmp_path: Path
) -> None:
    before = records(directory_folder, "enterprise")
    code, _out, err = bring(book(tmp_path / "a.xlsx", 名单=[["甲（示例）", "乙"], ["丙（示例）", "丁"]]))
    assert code == 1 and "企业名称、项目名称" in err and "什么也没有导入" in err
    assert records(directory_folder, "enterprise") == before


def test_a_wrong_credit_code_is_reported_with_its_row_and_loses_no_other(
    bring: Import, directory_folder: Path, tmp_path: Path
) -> None:
    wrong = [*firm(1)]
    wrong[1] = "91350100M000100Y44"
    code, out, _err = bring(book(tmp_path / "a.xlsx", 企业=[HEADINGS, wrong, firm(2)]))
    assert code == 0
    assert f"企业 第 2 行 {wrong[0]}没有收：统一社会信用代码：信用代码的校验位对不上，请核对" in out
    assert "新增 1，更新 0，无变化 0，没有收 1 行" in out
    assert firm(2)[0] in records(directory_folder, "enterprise")


def test_a_code_that_excel_rounded_is_not_taken_and_its_enterprise_is(
    bring: Import, directory_folder: Path, tmp_path: Path
) -> None:
    rounded = [*firm(1)]
    rounded[1] = 911300842185946850
    code, out, _err = bring(book(tmp_path / "a.xlsx", 企业=[HEADINGS, rounded]))
    assert code == 0
    assert f"第 2 行 {rounded[0]}：统一社会信用代码：数字太长，Excel 已把后几位变成 0，没有采用" in out
    assert "新增 1" in out and firm(1)[0] in records(directory_folder, "enterprise")


def test_two_sheets_empty_rows_and_a_sheet_of_something_else_are_no_obstacle(
    bring: Import, directory_folder: Path, tmp_path: Path
) -> None:
    projects = [["项目名称", "项目阶段", "责任单位"], ["一号线技改（示例）", "推进建设", firm(1)[4]]]
    empty: list[object] = []
    file = book(
        tmp_path / "a.xlsx",
        企业=[["宁晋县分包名单"], empty, HEADINGS, empty, firm(1), empty, empty, firm(2), ["合计", 2]],
        项目=projects,
        说明=[["请各乡镇核对"]],
    )
    code, out, _err = bring(file)
    assert code == 0 and "新增 3" in out and "没有收 0 行" in out
    assert "说明：这张表里找不到标题行，没有读" in out
    assert {firm(1)[0], firm(2)[0]} <= set(records(directory_folder, "enterprise"))
    assert "一号线技改（示例）" in records(directory_folder, "project")


@pytest.mark.proof
def test_of_twenty_thousand_rows_the_good_ones_arrive_and_the_complaints_stay_readable(
    bring: Import, directory_folder: Path, tmp_path: Path
) -> None:
    before = len(records(directory_folder, "enterprise"))
    rows = [firm(n % 400) for n in range(20_000)]
    code, out, _err = bring(book(tmp_path / "a.xlsx", 企业=[HEADINGS, *rows]))
    assert code == 0 and "新增 400，更新 0，无变化 0，没有收 19600 行" in out
    assert f"企业 第 402 行 {rows[0][0]}没有收：企业!2：前面已有这一行" in out
    assert out.count("前面已有这一行") == 200 and "还有 19400 行" in out
    assert len(records(directory_folder, "enterprise")) == before + 400


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (["account", "--account", "wang", "--name", "王", "--unit", "大陆村镇经济发展办"], "这个账号已经有了"),
        (["account", "--account", "x", "--name", "王", "--unit", "没有这个办"], "叫“没有这个办”的单位有 0 个"),
        (["invite", "--account", "x", "--address", "http://127.0.0.1:1", "--out", "o"], "没有这个账号"),
        (["invite", "--account", "wang", "--address", "https://x", "--ca", "no.pem", "--out", "o"], "证书文件读不了"),
        (["account", "--account", "a b/../c", "--name", "王", "--unit", "大陆村镇经济发展办"], "登录名只用字母"),
        (["account", "--account", "..", "--name", "王", "--unit", "大陆村镇经济发展办"], "登录名只用字母"),
        (["account", "--account", "x", "--name", " ", "--unit", "大陆村镇经济发展办"], "请填写这一项"),
        (["account", "--account", "x", "--name", "王", "--unit", "县国土资源局", "--role", "office"], "角色与单位不合"),
        (
            ["account", "--account", "x", "--name", "王", "--unit", "大陆村镇经济发展办", "--role", "department"],
            "角色与单位不合",
        ),
        (["invite", "--account", "wang", "--address", "http://sscs.gov.cn", "--out", "o"], "请改用 https"),
        (["invite", "--account", "wang", "--address", "nonsense", "--out", "o"], "地址写得不对"),
        (["invite", "--account", "wang", "--address", "https://a:99999", "--out", "o"], "地址写得不对"),
        (["reassign", "--object", "没有的", "--unit", "大陆村镇经济发展办"], "找到 0 家"),
        (["campaign", "no.json"], "活动文件读不懂"),
    ],
)
def test_a_slip_of_the_clerk_is_told_and_changes_nothing(
    directory_folder: Path, capsys: pytest.CaptureFixture[str], act: list[str], words: str
) -> None:
    before = {kind: records(directory_folder, kind) for kind in ("organisation", "enterprise", "campaign")}
    people = accounts(directory_folder)
    assert cli.main(["admin", "--data", str(directory_folder), *act]) == 1
    assert words in capsys.readouterr().err
    assert {kind: records(directory_folder, kind) for kind in before} == before
    assert accounts(directory_folder) == people


@pytest.mark.parametrize("verb", ["admin", "serve"])
def test_a_mistyped_folder_never_becomes_a_new_directory(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], verb: str
) -> None:
    act = {"admin": ["campaign"], "serve": []}[verb]
    assert cli.main([verb, "--data", str(tmp_path / "typo"), *act]) == 1
    assert "没有服务直通的数据库" in capsys.readouterr().err
    assert not (tmp_path / "typo").exists()


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (["admin", "campaign", "odd.json"], "活动文件读不懂"),
        (["admin", "campaign", "list.json"], "活动文件读不懂"),
        (["admin", "campaign", "word.json"], "活动文件读不懂"),
        (["admin", "campaign", "gbk.json"], "活动文件读不懂"),
        (["admin", "campaign", "."], "活动文件读不懂"),
        (["admin", "roster", "."], "什么也没有导入"),
        (["admin", "backup", "--out", "none/a.db"], "文件夹不存在"),
        (["admin", "backup", "--out", "."], "文件夹不存在"),
        (["print", "--enterprise", "甲", "--out", "none/a.pdf"], "文件夹不存在"),
        (["admin", "--database", "nonsense", "campaign"], "数据库的地址写得不对"),
        (["admin", "--database", "sqlite:///other.db", "campaign"], "数据库的地址写得不对"),
        (["admin", "--database", "postgresql+psycopg://u:p@127.0.0.1:x/d", "campaign"], "数据库的地址写得不对"),
        (["admin", "--database", "postgresql+psycopg://127.0.0.1:1/none", "campaign"], "连不上 PostgreSQL"),
        (["serve", "--database", "postgresql+psycopg://127.0.0.1:1/none", "--port", "0"], "连不上 PostgreSQL"),
        (["serve", "--database", "nonsense", "--port", "0"], "数据库的地址写得不对"),
        (["serve", "--port", "99999"], "端口 99999 不能用"),
        (["serve", "--port", "-1"], "端口 -1 不能用"),
        (["serve", "--key", "k.pem"], "没有给证书"),
    ],
)
def test_no_slip_of_the_clerk_ends_in_a_traceback(
    directory_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    act: list[str],
    words: str,
) -> None:
    (here := tmp_path / "here").mkdir()
    monkeypatch.chdir(here)
    for name, content in (
        ("odd", b'{"a": 1}'),
        ("list", b"[1]"),
        ("word", b'{"initiatives": "x"}'),
        ("gbk", b"\xbb\xee"),
    ):
        Path(f"{name}.json").write_bytes(content)
    before = sorted(each.name for each in here.rglob("*"))
    place = [] if act[0] == "print" else ["--data", str(directory_folder)]
    assert cli.main([act[0], *place, *act[1:]]) == 1
    shown = capsys.readouterr()
    assert words in shown.err and "Traceback" not in shown.err and shown.out == ""
    assert sorted(each.name for each in here.rglob("*")) == before


def accounts(folder: Path) -> list[tuple[object, ...]]:
    """Return what the directory's own file knows of its accounts."""
    connection = sqlite3.connect(folder / "directory.db")
    found = connection.execute("select login, code_hash, is_active from account order by login").fetchall()
    connection.close()
    return found


def test_an_invitation_that_cannot_be_written_or_used_leaves_the_one_handed_out_alone(
    directory_folder: Path, tmp_path: Path
) -> None:
    invite = ["admin", "--data", str(directory_folder), "invite", "--account", "wang"]
    fine = ["--address", "https://x", "--out", str(tmp_path / "wang.sscs-invite")]
    assert cli.main([*invite, *fine]) == 0
    before = accounts(directory_folder)
    assert cli.main([*invite, *fine[:3], str(tmp_path / "none" / "wang.sscs-invite")]) == 1
    assert cli.main([*invite, "--address", "http://x", *fine[2:]]) == 1
    assert accounts(directory_folder) == before
    assert cli.main([*invite, *fine]) == 0
    assert accounts(directory_folder) != before


def test_a_second_create_is_refused_and_the_directory_goes_on_working(
    directory_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = records(directory_folder, "organisation")
    for county in ("130529", "130528"):
        assert (
            cli.main(["admin", "--data", str(directory_folder), "create", "--name", "又一个", "--county", county]) == 1
        )
        assert "已经建好了一个县" in capsys.readouterr().err
    assert records(directory_folder, "organisation") == before
    assert cli.main(["admin", "--data", str(directory_folder), "campaign"]) == 0


def test_a_mistyped_county_code_leaves_nothing_behind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    act = ["admin", "--data", str(tmp_path / "new"), "create", "--name", "某县", "--county"]
    assert cli.main([*act, "999999"]) == 1
    assert "没有这个代码" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()
    assert cli.main([*act, "130528"]) == 0


def test_a_taken_port_is_named(directory_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert cli.main(["serve", "--data", str(directory_folder), "--port", str(port)]) == 1
    assert f"端口 {port} 已被别的程序占用。请换一个端口" in capsys.readouterr().err


@pytest.mark.parametrize("host", ["192.0.2.7", "no-such-machine.invalid", "a..b"])
def test_an_address_this_machine_has_not_is_not_told_as_a_taken_port(tmp_path: Path, host: str) -> None:
    with pytest.raises(Refused) as caught:
        service.serve(tmp_path, host, 0, certificate=tmp_path / "cert.pem", key=tmp_path / "key.pem")
    assert caught.value.code == "bad_host" and host in sentence(caught.value)


def test_a_certificate_that_is_none_is_told_before_anything_listens(
    directory_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "cert.pem").write_text("not a certificate", encoding="utf-8")
    act = ["serve", "--data", str(directory_folder), "--host", "0.0.0.0", "--cert", str(tmp_path / "cert.pem")]
    assert cli.main(act) == 1
    assert "证书文件读不了" in capsys.readouterr().err


GUIDE = Path(__file__).resolve().parents[2] / "docs" / "operator.md"


def test_the_commands_of_the_operators_guide_work_as_they_stand(
    tmp_path: Path, roster_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("分包名单.xlsx").write_bytes(roster_file.read_bytes())
    lines = re.findall(r"^\S*sscs-desktop (admin .+)$", GUIDE.read_text("utf-8"), re.MULTILINE)
    assert len(lines) > 7
    for line in lines:
        if " restore " in line:
            assert cli.main(["admin", "--data", "data", "backup", "--out", shlex.split(line)[-1].split("/")[-1]]) == 0
        said = line.replace("/srv/sscs", "data").replace("/var/backups/sscs/", "")
        code = cli.main(shlex.split(said))
        assert code == 0, (line, capsys.readouterr().err)
    assert Path("wangjg.sscs-invite").is_file()
