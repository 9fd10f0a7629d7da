"""The demo's directory: 宁晋县 with departments, the 2018 campaign, a roster out of a real workbook, and people."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sscs_desktop.base import clock, paths
from sscs_desktop.clerk import founding
from sscs_desktop.domain.vocabulary import Category, Urgency
from sscs_desktop.exchange.roster import read_roster
from sscs_desktop.exchange.sample import COUNTY_CODE, COUNTY_NAME, write_sample_roster
from sscs_desktop.server import admin, roster
from sscs_desktop.server.directory import Directory
from sscs_desktop.wire import codec
from sscs_desktop.wire.decisions import Move


@dataclass(frozen=True, kw_only=True)
class TypedIssue:
    """What the tour types for one problem."""

    category: Category
    urgency: Urgency
    description: str
    wish: str
    opinion: str
    """What the enterprise says once it is solved."""


OPENING = datetime(2018, 9, 26, 8, 30, tzinfo=clock.SHANGHAI)
"""The Wednesday on which the demo opens, between two published holidays."""
NAME = f"{COUNTY_NAME}服务直通（演示）"
UNIT = "大陆村镇经济发展办"
CADRE, COLLEAGUE, OFFICE = "wangjg", "lih", "bgs"
DEPARTMENTS = {"finance": "jrb", "labour": "rsj", "land": "gtj"}
"""Role of a department in the dispatch file → login of its clerk."""
ANSWERS = {
    "jrb": Move(
        verb="answer",
        answer_who="金融工作办公室 孙涛",
        answer_how="已约农商行和企业三方会商，同意续贷 300 万元，利率按普惠口径执行。",
        answer_when="10月12日前放款",
        outcome="solved",
    ),
    "rsj": Move(
        verb="answer",
        answer_who="人力资源和社会保障局 孙涛",
        answer_how="列入9月29日县城专场招聘会，另与职教中心商定 12 名学员定岗实习。",
        answer_when="10月8日前到岗",
        outcome="solved",
    ),
}
SITUATION = "订单比上月多两成，两条线满负荷；铜价上涨，流动资金偏紧。"
QUIET_SITUATION = "生产平稳，用电正常，暂无需要协调的事项。"
ISSUES = (
    TypedIssue(
        category=Category.FUNDS,
        urgency=Urgency.URGENT,
        description="银行承兑集中到期，采购原料缺周转资金约 300 万元。",
        wish="协调农商行续贷，争取 10 月 15 日前到位",
        opinion="企业说办得快，资金已经到账。",
    ),
    TypedIssue(
        category=Category.TALENT,
        urgency=Urgency.NORMAL,
        description="夜班缺熟练工 12 人，招工信息发了两周没有人来。",
        wish="帮助对接职教中心或专场招聘会",
        opinion="企业说招聘会上招到 9 人，另有 12 名学员到岗，夜班开齐了。",
    ),
)
"""What the tour's cadre hears on his visit."""


@dataclass(frozen=True, kw_only=True)
class County:
    """What stands after the filling: passwords by login, and what the roster brought."""

    passwords: dict[str, str]
    enterprises: int
    projects: int


def found(folder: Path) -> County:
    """Make a new directory in `folder` and fill it; the roster's workbook stays beside it."""
    book = folder / "分包名单.xlsx"
    folder.mkdir(parents=True, exist_ok=True)
    write_sample_roster(book)
    directory = admin.create_directory(folder, NAME)
    try:
        office = founding.found_county(directory, COUNTY_CODE)
        founding.publish_campaign(directory, _read("campaign", "2018.json"), office)
        departments = admin.add_departments(directory, office, _read("campaign", "dispatch_2018.json"))
        reading = read_roster(book)
        roster.import_roster(directory, reading, COUNTY_CODE)
        people = [
            (CADRE, "王建国", "cadre", _unit(directory, office)),
            (COLLEAGUE, "李慧", "cadre", _unit(directory, office)),
            (OFFICE, "赵敏", "office", office),
            *((login, "孙涛", "department", departments[role]) for role, login in DEPARTMENTS.items()),
        ]
        passwords = {login: secrets.token_urlsafe(12) for login, *_ in people}
        for login, name, role, unit in people:
            admin.add_account(directory, login, name, role=role, unit_id=unit, password=passwords[login])
    finally:
        directory.close()
    return County(passwords=passwords, enterprises=len(reading.enterprises), projects=len(reading.projects))


def invite(folder: Path, login: str, address: str) -> bytes:
    """Return the invitation file of an account."""
    directory = Directory.open(folder)
    try:
        return codec.encode(admin.invitation(directory, admin.account_id(directory, login), address))
    finally:
        directory.close()


def _unit(directory: Directory, office: str) -> str:
    return admin.add_unit(directory, UNIT, parent_id=office)


def _read(*parts: str) -> Any:
    return json.loads(paths.resources(*parts).read_text("utf-8"))
