"""Words of somebody else's spreadsheet -> our code words: 县级 is the county's, 已销号 is settled.

Each function takes a cell as plain text (half-width, no white space) and returns None for a word it does not know.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from types import MappingProxyType
from typing import TypeVar

from sscs_desktop.domain.vocabulary import (
    Category,
    Level,
    OperatingState,
    ServiceClass,
    Size,
    Stage,
    Urgency,
    VisitMode,
    Word,
)
from sscs_desktop.exchange.columns import Sort

W = TypeVar("W", bound=Word)
Signs = tuple[tuple[W, str], ...]
"""Words with the pattern that means each; the first that is found counts."""


@lru_cache(maxsize=256)
def classes(text: str) -> tuple[ServiceClass, ...] | None:
    """Return the classes a cell or a sheet's name speaks of (工业、科技型中小企业)."""
    return tuple(word for word, sign in _CLASSES if re.search(sign, text.upper())) or None


def stage(text: str) -> Stage | None:
    """Return the stage a cell or a sheet's name speaks of."""
    return _word(_STAGES, text)


@lru_cache(maxsize=1024)
def _word(signs: Signs[W], text: str) -> W | None:
    return next((word for word, sign in signs if text.lower() == str(word).lower() or re.search(sign, text)), None)


@lru_cache(maxsize=256)
def _category(text: str) -> Category | None:
    exact = next((word for word in Category if text in (word.label, str(word))), None)
    return exact or _word(_CATEGORIES, text)


def _yes_no(text: str) -> bool | None:
    return True if _YES.fullmatch(text) else False if _NO.fullmatch(text) else None


def _ticked(text: str) -> bool | None:
    return True if _TICK.fullmatch(text) else _yes_no(text)


def _settled(text: str) -> bool | None:
    """Tell whether the words for how far an old problem has come say that it is over."""
    if _OPEN.search(text):
        return False
    return True if _OVER.search(text) else _yes_no(text)


_CLASSES: Signs[ServiceClass] = (
    (ServiceClass.INDUSTRY, r"工业|IND|规上企业|制造"),
    (ServiceClass.SERVICE, r"服务业|SVC|批发|零售|商贸"),
    (ServiceClass.TECHNOLOGY, r"科技|TEC|高新"),
    (ServiceClass.OTHER, r"其他|OTH|自选|特色产业|小微"),
)
_LEVELS: Signs[Level] = (
    (Level.PROVINCE, "省"),
    (Level.CITY, "市"),
    (Level.COUNTY, "县|区"),
    (Level.TOWNSHIP, "乡|镇|街道"),
)
_SIZES: Signs[Size] = (
    (Size.LARGE, "^大"),
    (Size.MEDIUM, "^中(?!小)"),
    (Size.SMALL, "^小"),
    (Size.MICRO, "^微"),
)
_STAGES: Signs[Stage] = (
    (Stage.PREPARE, "前期|跑办|谋划|[未拟待]开工"),
    (Stage.FINISH, "(?<![未待])(?:竣工|投产|建成)"),
    (Stage.BUILD, "推进|建设|在建|续建|开工"),
)
_OPERATING: Signs[OperatingState] = (
    (OperatingState.THIN, "微利"),
    (OperatingState.PROFIT, "(?<![不非未])(?:盈利|正常|良好)"),
    (OperatingState.TROUBLE, "(?<!无)困难|(?<!不)亏损|[不未]盈利"),
    (OperatingState.STOPPED, "(?<!未)(?:停产|停业|歇业)"),
    (OperatingState.LOST, "失联"),
)
_MODES: Signs[VisitMode] = (
    (VisitMode.PHONE, "电话"),
    (VisitMode.WECHAT, "微信|线上|网上"),
    (VisitMode.MEETING, "座谈|会议|会商"),
    (VisitMode.ON_SITE, "实地|现场|走访|入企|上门|调研"),
)
_URGENCIES: Signs[Urgency] = (
    (Urgency.CRITICAL, "特急|非常紧急"),
    (Urgency.NORMAL, "一般|普通|不急|^否$"),
    (Urgency.URGENT, "急|^是$"),
)
_CATEGORIES: Signs[Category] = (
    (Category.APPROVAL, "审批|手续|证照"),
    (Category.LAND, "用地|土地"),
    (Category.FUNDS, "资金|融资|贷款"),
    (Category.TALENT, "用工|人才|招工"),
    (Category.ENVIRONMENT, "环保|环境|环评"),
    (Category.SAFETY, "安全"),
    (Category.ENERGY, "能源|用电|用气|用水|供电|供气|供水|电力"),
    (Category.LOGISTICS, "物流|运输"),
    (Category.MARKET, "市场|销售"),
    (Category.OBSTRUCTION, "施工"),
    (Category.ACCEPTANCE, "验收"),
    (Category.OTHER, "其他|其它|综合"),
)
_OPEN = re.compile(r"未|没有|不能|无法|正在|推进|办理中|进行中|在办|持续|挂账|待|已受理|已交办|已答复|提级|重办|退回")
_OVER = re.compile(r"完成|办结|解决|销号|落实|撤诉|是|√|✓|✔")
_YES = re.compile(r"是|有|√|✓|✔|Y|y|yes|1|规上.*|限上.*")
_TICK = re.compile(r"是|有|[√✓✔☑●○◎★▲■]|Y|y|yes|1|对勾?")
_NO = re.compile(r"否|不是|×|✗|x|X|N|n|no|0|规下.*|限下.*")

WORDS: Mapping[Sort, Callable[[str], object]] = MappingProxyType(
    {
        Sort.CLASSES: classes,
        Sort.LEVEL: partial(_word, _LEVELS),
        Sort.SIZE: partial(_word, _SIZES),
        Sort.STAGE: stage,
        Sort.OPERATING: partial(_word, _OPERATING),
        Sort.YES_NO: _yes_no,
        Sort.TICK: _ticked,
        Sort.MODE: partial(_word, _MODES),
        Sort.URGENCY: partial(_word, _URGENCIES),
        Sort.CATEGORY: _category,
        Sort.SETTLED: _settled,
    }
)
