"""Enterprises and visits for the benches: deterministic, hard to compress; a visit says about 600 bytes of JSON."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.domain.visit import Visit
from sscs_desktop.domain.vocabulary import Level, ServiceClass
from sscs_desktop.store.session import Account

FIRMS = 200
NAMES = "永兴和顺宏达金鑫瑞丰华盛恒通天成"
CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"
TOWNS = ("城关镇", "河东镇", "柳林乡", "石桥镇", "新安乡", "北山镇")
NEEDS = (
    "用地审批进度缓慢",
    "融资贷款额度不足",
    "招工困难缺少技工",
    "用电容量需要扩容",
    "物流道路破损需修复",
    "环评手续办理咨询",
)
WORDS = "走访企业了解生产经营情况记录困难诉求并承诺跟踪办理反馈结果"
NOTE = 26
"""Characters: with them a visit, without what is left empty, is about 600 bytes of JSON."""
SEED = 20260901


@dataclass(frozen=True, kw_only=True)
class Shape:
    """One record before it has an author: what any of the programs compared files."""

    id: str
    firm: int
    town: str
    contact: str
    phone: str
    visited_at: datetime
    need: str
    employees: int
    tax_wan: float
    note: str

    @property
    def plain(self) -> dict[str, Any]:
        """Return it as JSON values, for programs that keep documents."""
        return {**asdict(self), "visited_at": self.visited_at.isoformat()}


def shapes(count: int) -> Iterator[Shape]:
    """Yield `count` records, the same ones each time."""
    r = random.Random(SEED)
    for _ in range(count):
        yield Shape(
            id=_id(r),
            firm=r.randrange(FIRMS),
            town=r.choice(TOWNS),
            contact=f"联系人{r.randrange(10000):04d}",
            phone=f"1{r.randrange(10**10):010d}",
            visited_at=datetime(
                2018, r.randrange(1, 9), r.randrange(1, 29), r.randrange(1, 10), r.randrange(60), tzinfo=UTC
            ),
            need=r.choice(NEEDS),
            employees=r.randrange(5, 900),
            tax_wan=round(r.random() * 900, 2),
            note="".join(r.choice(WORDS) for _ in range(NOTE)),
        )


def firms() -> list[Enterprise]:
    """Return the enterprises that the visits are about."""
    r = random.Random(SEED + 1)
    return [
        Enterprise(
            id=_id(r),
            name="".join(r.choice(NAMES) for _ in range(4)) + "有限公司",
            credit_code="".join(r.choice(CODE) for _ in range(18)),
            classes=(ServiceClass.INDUSTRY,),
            tier=Level.COUNTY,
        )
        for _ in range(FIRMS)
    ]


def visit(shape: Shape, firm_id: str, who: Account, recorded_at: datetime) -> Visit:
    """Return the record as a visit to an enterprise by `who`."""
    return Visit(
        id=shape.id,
        enterprise_id=firm_id,
        visited_at=shape.visited_at,
        visitors=(who.user_name,),
        received_by=f"{shape.contact} {shape.phone}",
        situation=shape.note,
        spot_answer=shape.need,
        remark=f"职工{shape.employees}人",
        division_name=shape.town,
        author_id=who.user_id,
        author_name=who.user_name,
        unit_id=who.unit_id,
        unit_name=who.unit_name,
        recorded_at=recorded_at,
    )


def _id(r: random.Random) -> str:
    return str(uuid.UUID(int=r.getrandbits(128), version=4))
