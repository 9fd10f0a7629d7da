"""A county's roster as counties make them, filled with fictional enterprises: for the demo and for tests.

Divisions are real ones of 宁晋县 (130528, china-division 2.7.0); every enterprise and project is marked （示例）, every
person and phone is invented, every credit code is valid by GB 32100-2015 and GB 11714 and belongs to nobody we know.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from sscs_desktop.domain import credit_code
from sscs_desktop.exchange.sheet_rows import Value
from sscs_desktop.exchange.tables import Sheet, write_book

COUNTY_NAME = "宁晋县"
COUNTY_CODE = "130528"
TITLE = "宁晋县2018年“双创双服”帮扶企业分包名单"
PROJECT_TITLE = "宁晋县2018年“双创双服”帮扶项目分包名单"
TOWNSHIPS = (
    ("130528107", "大陆村镇"),
    ("130528100", "凤凰镇"),
    ("130528101", "河渠镇"),
    ("130528103", "耿庄桥镇"),
    ("130528105", "贾家口镇"),
    ("130528111", "大曹庄镇"),
)
"""The first has the most rows: the demo cadre works there."""

ENTERPRISE_HEADINGS = (
    "序号", "企业名称", "统一社会信用代码", "帮扶类别", "帮扶层级", "法定代表人", "联系人", "职务", "联系电话",
    "所属乡镇", "区划代码", "经营地址", "行业", "登记注册类型", "规模", "是否规上", "主要产品", "成立时间", "经营状态",
    "2017年营业收入（万元）", "2017年缴纳税金（万元）", "2017年从业人员（人）",
    "分包领导", "分包领导职务", "责任单位", "工作联系人", "工作联系人电话",
)  # fmt: skip
PROJECT_HEADINGS = (
    "序号", "项目名称", "项目代码", "建设单位", "统一社会信用代码", "所属乡镇", "建设地点", "行业",
    "项目阶段", "重点级别", "总投资（万元）", "年度计划投资（万元）", "累计完成投资（万元）", "建设内容",
    "开工时间", "计划竣工时间", "形象进度",
    "联系人", "职务", "联系电话", "分包领导", "分包领导职务", "责任单位", "工作联系人", "工作联系人电话",
)  # fmt: skip

_WORDS = [
    "宏远",
    "瑞丰",
    "金穗",
    "华盛",
    "恒通",
    "天成",
    "永兴",
    "鑫达",
    "顺和",
    "盛泰",
    "嘉禾",
    "博宇",
    "德润",
    "明珠",
    "启航",
    "昌隆",
    "泽川",
    "兴冀",
    "凯旋",
    "正源",
]
_TRADES = (
    ("电缆有限公司", "工业", "C38", "电力电缆、控制电缆", "制造"),
    ("机械制造有限公司", "工业", "C34", "农机配件、传动件", "制造"),
    ("食品有限公司", "工业", "C14", "挂面、方便食品", "制造"),
    ("纺织有限公司", "工业", "C17", "棉纱、坯布", "制造"),
    ("服装有限公司", "工业", "C18", "休闲服、工装", "制造"),
    ("新能源科技有限公司", "工业、科技型", "C38", "单晶硅片、光伏组件", "制造"),
    ("生物科技有限公司", "科技型", "C27", "玉米深加工制品", "制造"),
    ("信息技术有限公司", "科技型", "I65", "软件开发、数据服务", "信息"),
    ("物流有限公司", "服务业", "G54", "道路货物运输", "服务"),
    ("商贸有限公司", "服务业", "F51", "电线电缆批发", "服务"),
    ("农产品专业市场有限公司", "服务业", "F52", "鸭梨、蔬菜集散", "服务"),
)
_PROJECTS = (
    ("年产5万公里特种电缆项目", "C38"),
    ("农机配件智能化改造项目", "C34"),
    ("挂面生产线扩建项目", "C14"),
    ("光伏组件二期项目", "C38"),
    ("冷链物流园项目", "G59"),
    ("污水处理厂提标改造项目", "D46"),
    ("中小企业创业园标准厂房项目", "E47"),
    ("玉米深加工副产物综合利用项目", "C14"),
)
_STAGES = (("前期跑办", "正在办理环评、用地手续"), ("推进建设", "主体厂房封顶"), ("竣工投产", "设备调试"))
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙马胡郭何高林"
_GIVEN = [
    "建国",
    "志强",
    "秀英",
    "海涛",
    "立军",
    "晓明",
    "素芬",
    "永刚",
    "文华",
    "彦芳",
    "振江",
    "丽娟",
    "庆林",
    "俊峰",
    "雪梅",
    "国栋",
]
_LEADERS = ("县委常委、副县长", "副县长", "县人大常委会副主任", "县政协副主席")


def write_sample_roster(path: Path, seed: int = 2018, *, enterprises: int = 60, projects: int = 8) -> Path:
    """Write the roster of 宁晋县 as .xlsx; the same seed and counts give the same content.

    Raises DiskTrouble.
    """
    county = _County(random.Random(seed))
    return write_book(
        path,
        [
            Sheet(
                name="企业名单",
                title=TITLE,
                headings=ENTERPRISE_HEADINGS,
                rows=[county.enterprise(n) for n in range(1, enterprises + 1)],
            ),
            Sheet(
                name="项目名单",
                title=PROJECT_TITLE,
                headings=PROJECT_HEADINGS,
                rows=[county.project(n) for n in range(1, projects + 1)],
            ),
        ],
    )


class _County:
    """Invents rows, one after the other, from one source of chance."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._units = {name: self._unit(name, i) for i, (_, name) in enumerate(TOWNSHIPS)}

    def enterprise(self, number: int) -> tuple[Value, ...]:
        """Return one row under ENTERPRISE_HEADINGS."""
        chance = self._chance
        code, town = self._township(number)
        suffix, classes, industry, products, _ = _TRADES[number % len(_TRADES)]
        name = f"{COUNTY_NAME}{self._brand(number)}{suffix}（示例）"
        revenue = Decimal(chance.randrange(18_000_00, 260_000_00)) / 100
        size, people = (
            ("中型", chance.randrange(120, 600)) if revenue > 100_000 else ("小型", chance.randrange(12, 160))
        )
        if number % 9 == 0:
            size, people, revenue = "微型", chance.randrange(3, 12), Decimal(chance.randrange(90_00, 1900_00)) / 100
        if number % 20 == 0:
            size, people, revenue = "大型", chance.randrange(900, 2600), revenue + 500_000
        person, boss = self._person(), self._person()
        tier = "省级" if number % 20 == 0 else "市级" if number % 6 == 0 else "县级"
        state = ("盈利", "盈利", "微利", "盈利", "困难", "微利", "盈利", "停产")[number % 8]
        tax = (revenue * chance.randrange(20, 60) / 1000).quantize(Decimal("0.01"))
        founded = date(1998, 3, 1) + timedelta(days=chance.randrange(7000))
        return (
            number, name, self._credit_code(), classes, tier, boss, person,
            chance.choice(("办公室主任", "总经理助理", "财务负责人", "生产厂长")), self._phone(),
            town, code.ljust(12, "0"), f"{COUNTY_NAME}{town}工业区{chance.randrange(1, 99)}号", industry,
            "有限责任公司" if number % 7 else "私营有限责任公司", size, size != "微型" and number % 5 != 4,
            products, founded, state, revenue, tax, people, *self._units[town],
        )  # fmt: skip

    def project(self, number: int) -> tuple[Value, ...]:
        """Return one row under PROJECT_HEADINGS."""
        chance = self._chance
        _, town = self._township(number)
        name, industry = _PROJECTS[(number - 1) % len(_PROJECTS)]
        stage, progress = _STAGES[number % len(_STAGES)]
        total = Decimal(chance.randrange(30, 600) * 100)
        plan = (total * chance.randrange(25, 60) / 100).quantize(Decimal(1))
        done = Decimal(0) if stage == "前期跑办" else (plan / 2).quantize(Decimal(1))
        started = None if stage == "前期跑办" else date(2017, 3, 1) + timedelta(days=chance.randrange(400))
        finished = date(2018, 11, 30) if stage == "竣工投产" else date(2019, 6, 30) + timedelta(days=90 * (number % 4))
        builder = f"{COUNTY_NAME}{_WORDS[-number % len(_WORDS)]}投资建设有限公司（示例）"
        return (
            number, f"{name}（示例）", f"2018-{COUNTY_CODE}-{industry[1:]}-03-{chance.randrange(10**6):06d}", builder,
            self._credit_code(), town, f"{COUNTY_NAME}{town}", industry, stage,
            ("省重点", "市重点", "县重点")[number % 3], total, plan, done,
            f"建设厂房{chance.randrange(5, 60) * 1000}平方米，购置设备{chance.randrange(20, 300)}台（套）",
            started, finished, progress, self._person(), "项目经理", self._phone(), *self._units[town],
        )  # fmt: skip

    def _township(self, number: int) -> tuple[str, str]:
        return TOWNSHIPS[0] if number % 3 == 1 else TOWNSHIPS[1 + number // 3 % (len(TOWNSHIPS) - 1)]

    def _unit(self, town: str, place: int) -> tuple[str, str, str, str, str]:
        leader = _LEADERS[place % len(_LEADERS)]
        return (self._person(), leader, f"{town}经济发展办", self._person(), self._phone())

    def _brand(self, number: int) -> str:
        return _WORDS[number % len(_WORDS)] + ("", "源", "冀", "盛")[number // len(_WORDS) % 4]

    def _person(self) -> str:
        return self._chance.choice(_SURNAMES) + self._chance.choice(_GIVEN)

    def _phone(self) -> str:
        return f"1380000{self._chance.randrange(10**4):04d}"

    def _credit_code(self) -> str:
        body = "MA0" + "".join(self._chance.choice(credit_code.ALPHABET) for _ in range(5))
        return credit_code.make("91" + COUNTY_CODE + body + _organisation_check(body))


def _organisation_check(body: str) -> str:
    """Return the check character of an organisation code by GB 11714-1997: 11 − Σ·weight mod 11, X for 10."""
    values = [int(c, 36) for c in body]
    total = sum(v * w for v, w in zip(values, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return "0123456789X"[-total % 11]
