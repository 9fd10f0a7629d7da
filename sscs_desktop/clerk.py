"""The administrator's commands, spoken: find things by the names a clerk knows, act, say what happened."""

from __future__ import annotations

import argparse
import json
import os
import ssl
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sscs_desktop.base import paths
from sscs_desktop.base.errors import Refused, Unreadable
from sscs_desktop.base.files import check_target, private_folder, write_atomically
from sscs_desktop.domain.campaign import Campaign, campaign_from
from sscs_desktop.domain.divisions import Divisions
from sscs_desktop.domain.vocabulary import OrganisationKind
from sscs_desktop.domain.workdays import calendar_from
from sscs_desktop.exchange.roster import read_roster
from sscs_desktop.server import admin, matters, parcels, roster, said, upkeep
from sscs_desktop.server.directory import FILE_NAME, FILES_SUFFIX, Directory, check_address, file_of, is_set_up
from sscs_desktop.wire import codec
from sscs_desktop.wire.decisions import ACCEPT, DISCARD, NOTE, REFUSE, Decision, Matter
from sscs_desktop.wire.parcel import read_file

Say = Callable[[str], object]

CAMPAIGN_ID = "01620000-0000-7000-8000-{year:012d}"
CALENDAR_ID = "01620000-0000-7000-8000-0000000ca1e0"
PROBLEMS_SHOWN = 200


def run(arguments: argparse.Namespace, say: Say) -> int:
    """Do one act on the directory of `arguments`."""
    if arguments.act == "create":
        return _create(arguments, say)
    if arguments.act == "restore" and not arguments.mark:
        return _restore(arguments, say)
    with closing(Directory.open(standing(arguments))) as directory:
        return _ACTS[arguments.act](directory, arguments, say)


def standing(arguments: argparse.Namespace) -> Path | str:
    """Return where the directory of `arguments` lies; a mistyped folder or database never becomes a new one.

    Refused: no_directory, bad_database, no_database.
    """
    place = _place(arguments)
    stands = (place / FILE_NAME).is_file() if isinstance(place, Path) else is_set_up(place)
    if not stands:
        raise Refused("no_directory")
    return place


def _place(arguments: argparse.Namespace) -> Path | str:
    """Return the folder, or the PostgreSQL address from the command or SSCS_DATABASE, which `ps` does not show."""
    address: str = arguments.database or os.environ.get("SSCS_DATABASE", "")
    folder: Path = arguments.data
    if address:
        check_address(address)
    return address or folder


def files_of(arguments: argparse.Namespace) -> Path:
    """Return the folder of what is attached to records: in DIR, whatever database stands behind it."""
    folder: Path = arguments.data
    return (folder / FILE_NAME).with_suffix(FILES_SUFFIX)


def check_certificate(certificate: Path | None, key: Path | None) -> None:
    """Say whether the server's PEM files fit together; none is fine.

    Raises Refused("key_without_certificate"), Unreadable("bad_certificate"), also for a key under a password.
    """
    if certificate is None:
        if key is not None:
            raise Refused("key_without_certificate")
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password=str)
    except OSError as error:  # ssl.SSLError is one
        raise Unreadable("bad_certificate") from error


def found_county(directory: Directory, county_code: str) -> str:
    """Put a county's offices and its departments of 2018 down; return the county office's id."""
    office = admin.add_county(directory, _divisions(), county_code)
    admin.add_departments(directory, office, _shipped("campaign", "dispatch_2018.json"))
    return office


def publish_campaign(directory: Directory, data: dict[str, Any], office: str) -> Campaign:
    """Publish a campaign with the county's default rules, and the shipped working days. Unreadable: bad_campaign."""
    dispatch = _shipped("campaign", "dispatch_2018.json")
    departments = admin.add_departments(directory, office, dispatch)
    policies = _shipped("campaign", "policies_2018.json")
    try:
        parsed = campaign_from(data, "", policies=policies)
    except (AttributeError, LookupError, TypeError, ValueError) as error:  # the file's shape is the clerk's
        raise Unreadable("bad_campaign") from error
    campaign = campaign_from(data, CAMPAIGN_ID.format(year=parsed.year), policies=policies)
    admin.import_campaign(directory, admin.with_rules(campaign, dispatch, departments))
    admin.import_calendar(directory, calendar_from(_shipped("calendar", "holidays_2018_2026.json"), CALENDAR_ID))
    return campaign


def county_office(directory: Directory) -> dict[str, Any]:
    """Return the one county office of this directory. Refused: no_county_office, several_county_offices."""
    offices = _county_offices(directory)
    if len(offices) != 1:
        raise Refused("several_county_offices" if offices else "no_county_office")
    return offices[0]


def _county_offices(directory: Directory) -> list[dict[str, Any]]:
    return [o for o in directory.organisations() if (o["kind"], o["level"]) == ("office", "county")]


def _create(arguments: argparse.Namespace, say: Say) -> int:
    """Make a directory for one county; one that has a county already is left as it is."""
    admin.county_chain(_divisions(), arguments.county)  # before anything is made: a mistyped code leaves nothing behind
    place = _place(arguments)
    private_folder(arguments.data)
    with closing(admin.create_directory(place, arguments.name)) as directory:
        if _county_offices(directory):
            raise Refused("directory_exists")
        found_county(directory, arguments.county)
        say(f"已建立“{arguments.name}”：{county_office(directory)['name']}。下一步：admin campaign，admin roster。")
    return 0


def _unit(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    office = county_office(directory)
    kind = OrganisationKind(arguments.kind)
    unit = admin.add_unit(directory, arguments.name, kind=kind, parent_id=office["id"])
    say(f"已有单位“{arguments.name.strip()}”（编号 {unit}）。下一步：admin account。")
    return 0


def _account(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    unit = _organisation(directory, arguments.unit)
    admin.add_account(directory, arguments.account, arguments.name, role=arguments.role, unit_id=unit["id"])
    say(f"已建账号 {arguments.account}（{unit['name']}）。下一步：admin invite。")
    return 0


def _close_account(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    found = admin.account_id(directory, arguments.account)
    admin.close_account(directory, found, is_closed=not arguments.undo)
    if arguments.undo:
        say(f"账号 {arguments.account} 已重新启用。下一步：admin invite。")
    else:
        say(f"账号 {arguments.account} 已停用，各台电脑不能再用它同步；已上报的都在。")
    return 0


def _invite(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    ca = _authority(arguments.ca) if arguments.ca else ""
    check_target(arguments.out)  # before the code is made: the one handed out earlier would stop working for nothing
    account_id, by_parcel = admin.account_id(directory, arguments.account), arguments.by_parcel
    invitation = admin.invitation(directory, account_id, arguments.address, ca, by_parcel=by_parcel)
    write_atomically(arguments.out, codec.encode(invitation))
    say(f"邀请文件已写到 {arguments.out}，14 天内有效，只能用一次。")
    if by_parcel:
        say("没有网络也能用它启用，之后靠摆渡包上报。请当面交给本人，不要发到群里。")
    return 0


def _roster(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    from sscs_desktop.ui import messages  # late: a directory that only serves needs no Qt

    reading = read_roster(arguments.file)
    code = str(county_office(directory)["division_code"])[:6]
    report = roster.import_roster(directory, reading, code)
    for problem in reading.problems[:PROBLEMS_SHOWN]:
        row = f" 第 {problem.row} 行 {problem.column}".rstrip() if problem.row else ""
        say(f"{problem.sheet}{row}：{messages.problem(problem.code)}{f'（{problem.value}）' if problem.value else ''}")
    _rest(len(reading.problems), say)
    for refused in report.refused[:PROBLEMS_SHOWN]:
        words = "；".join(messages.problem(code) for code in dict.fromkeys(refused.problems.values()))
        say(f"{refused.sheet} 第 {refused.row} 行没有收：{words}")
    _rest(len(report.refused), say)
    say(
        f"新增 {report.new}，更新 {report.changed}，无变化 {report.unchanged}，没有收 {len(report.refused)} 行，"
        f"未写责任单位 {len(report.without_unit)} 行，新建责任单位 {len(report.units_added)} 个。"
    )
    return 0


def _rest(found: int, say: Say) -> None:
    if found > PROBLEMS_SHOWN:
        say(f"……还有 {found - PROBLEMS_SHOWN} 处，改好上面这些再导入一次就看得到。")


def _campaign(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    data = _read(arguments.file) if arguments.file else _shipped("campaign", "2018.json")
    campaign = publish_campaign(directory, data, county_office(directory)["id"])
    say(f"{campaign.year} 年：专项 {len(campaign.initiatives)} 项，专项行动 {len(campaign.actions)} 项，已发布。")
    return 0


def _dispatch(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    is_automatic = arguments.automatic == "on"
    admin.dispatch_by_rule(directory, is_automatic)
    say("新上报的问题按规则表自动受理、交办。" if is_automatic else "新上报的问题由领导小组办公室受理、交办。")
    return 0


def _reassign(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    unit = _organisation(directory, arguments.unit)
    admin.reassign(directory, admin.object_id(directory, arguments.object), unit["id"])
    say(f"已改由 {unit['name']} 分包，各台电脑下次同步时生效。")
    return 0


def _reviews(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    if arguments.attach or arguments.discard:
        act, id = (NOTE, arguments.attach) if arguments.attach else (DISCARD, arguments.discard)
        found = directory.decide(None, matters.REVIEW, id, Decision(act=act, text=arguments.reason))
        done = "已作为附注记下" if act == NOTE else "没有采用"
        say(f"{found.subject_name}：{done}，{found.data['author_name']}下次同步时知道。")
        return 0
    for each in _waiting(directory, matters.REVIEW, say):
        data = each.data
        what = said.act(data["about"], data["verb"])
        say(
            f"{data['id']}　{each.subject_name}　{data['unit_name']} {data['author_name']} 补报：{what}\n{data['text']}"
        )
    return 0


def _proposals(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    if arguments.accept or arguments.refuse:
        act, id = (ACCEPT, arguments.accept) if arguments.accept else (REFUSE, arguments.refuse)
        found = directory.decide(None, matters.PROPOSAL, id, Decision(act=act, text=arguments.reason))
        done = "已采纳" if act == ACCEPT else "没有采纳"
        say(f"{found.subject_name}：{done}，{found.data['author_name']}下次同步时知道。")
        return 0
    for each in _waiting(directory, matters.PROPOSAL, say):
        data = each.data
        label = said.LABELS.get(data["field"], data["field"])
        value = f"现为“{each.present}”，应为“{data['new_value']}”"
        say(f"{data['id']}　{each.subject_name}　{label}：{value}　{data['author_name']}　{data['reason']}".rstrip())
    return 0


def _waiting(directory: Directory, kind: str, say: Say) -> tuple[Matter, ...]:
    found = directory.matters(None, kind, "open", PROBLEMS_SHOWN)
    say(f"共 {found.total} 条等您核对。")
    return found.matters


def _move_visit(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    admin.move_visit(directory, arguments.visit, admin.object_id(directory, arguments.object))
    say("走访连同它的问题和反馈卡已改到那一家名下，各台电脑下次同步时生效。")
    return 0


def _join(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    old, new = (admin.object_id(directory, words) for words in (arguments.object, arguments.into))
    admin.join(directory, old, new)
    say("已合并：走访、问题、数据都在保留的一家名下，两边不一样的写成了附注。各台电脑下次同步时生效。")
    return 0


def _scopes(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    units = [_organisation(directory, name) for name in arguments.unit]
    admin.hold_scopes(directory, admin.account_id(directory, arguments.account), [unit["id"] for unit in units])
    say(f"账号 {arguments.account} 现在管 {len(units)} 个责任单位，下次同步时生效。")
    return 0


def _backup(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    check_target(arguments.out)
    admin.backup(directory, arguments.out)
    say(f"已备份到 {arguments.out}。")
    return 0


def _parcel(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    """Read one desk's parcel, file what it brings, and write the answer for that desk."""
    check_target(arguments.out)
    found = parcels.take(directory.lines, read_file(arguments.file))
    write_atomically(arguments.out, found.answer)
    say(
        f"{found.user_name}（{found.login}）的摆渡包：新收 {found.filed} 条，早已收过 {found.known} 条，"
        f"没有通过 {found.refused} 条，没有收 {found.waiting} 条。"
    )
    say(f"给这台电脑的答复已写到 {arguments.out}，请带回去，在上报页“带入摆渡包”。")
    return 0


def _restore(arguments: argparse.Namespace, say: Say) -> int:
    """Put a copy in the directory's place; also into a folder that has lost its own."""
    file = file_of(_place(arguments))
    if file is None:
        raise Refused("use_pg_restore")
    done = upkeep.restore(file, arguments.backup)
    kept = f"原来的库没有删，挪到了 {done.kept}。" if done.kept else "这里原来没有库。"
    say(f"已从 {arguments.backup} 恢复。{kept}")
    _say_epoch(done.epoch, say)
    return 0


def _mark(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    _say_epoch(upkeep.mark(directory), say)
    return 0


def _say_epoch(epoch: str, say: Say) -> None:
    say(
        f"库的新代号是 {epoch}，各台电脑凭它知道库恢复过。启动服务后，它们下次同步时自己核对，缺的自动补报，不重不漏。"
        "备份之后只在这里办的要重新办：账号和邀请、导入的名单、分包调整、领导小组办公室和承办部门的办理。"
    )


def _tidy(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    done = upkeep.tidy(directory)
    say(
        f"已清理 {upkeep.KEPT.days} 天以前的：上报凭据 {done.operations} 条，变动记录 {done.changes} 条，"
        f"早已删除的记录 {done.tombstones} 条。在用的记录一条不动。"
    )
    return 0


_ACTS: dict[str, Callable[[Directory, argparse.Namespace, Say], int]] = {
    "unit": _unit,
    "account": _account,
    "close-account": _close_account,
    "invite": _invite,
    "roster": _roster,
    "campaign": _campaign,
    "dispatch": _dispatch,
    "reassign": _reassign,
    "reviews": _reviews,
    "proposals": _proposals,
    "move-visit": _move_visit,
    "join": _join,
    "scopes": _scopes,
    "parcel": _parcel,
    "backup": _backup,
    "restore": _mark,
    "tidy": _tidy,
}


def _organisation(directory: Directory, name: str) -> dict[str, Any]:
    """Return the one organisation of that name, or whose name ends with it (县国土资源局). Raises Refused."""
    everyone = directory.organisations()
    exact = [o for o in everyone if o["name"] == name] or [o for o in everyone if o["name"].endswith(name)]
    if len(exact) != 1:
        raise Refused("not_one_unit", name=name, found=len(exact))
    return exact[0]


def _authority(file: Path) -> str:
    """Return the PEM of a certificate authority that desks can read."""
    try:
        text = file.read_text("utf-8")
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=text)
    except (OSError, ValueError) as error:
        raise Unreadable("bad_certificate") from error
    return text


def _divisions() -> Divisions:
    return Divisions.from_dict(_shipped("divisions", "hebei.json"))


def _shipped(*parts: str) -> Any:
    return json.loads(paths.resources(*parts).read_text("utf-8"))


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise Unreadable("bad_campaign") from error
