"""200 feedback cards of 200 enterprises, as a township prints them before a round of visits.

`card_vs_floor`: the same lines at the same places by QPainter.drawText on the same kind of PDF, nothing else: no
rules, boxes or codes, no reading of records, no breaking of lines.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from itertools import count

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF
from PySide6.QtGui import QFont, QGuiApplication, QPageLayout, QPageSize, QPainter, QPdfWriter

from sscs_desktop.domain.card import CardContent
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.vocabulary import Indicator
from sscs_desktop.printing import fonts, printer, sheets
from sscs_desktop.printing.form import Pages
from sscs_desktop.printing.run import Preview, Run
from sscs_desktop.printing.template import UNITS_PER_MM
from tests.printing import conftest as given
from tests.printing.glyphs import text_of

CARDS = 200
_NAMES = "永兴和顺宏达金鑫瑞丰华盛恒通天成凤来仪冀南滏阳"
_SAID = "订单比去年同期增加两成，三条生产线满负荷，铜价上涨，流动资金偏紧；本月新招工人"
_FIRST = """
import time
from tests.bench import sheets
sheets.application(); ready = time.perf_counter()
sheets.first_page(); print(time.perf_counter() - ready)
"""

Best = Callable[..., float]
_firsts = count(0, CARDS)
Places = list[tuple[QFont, QPointF, str]]


def measured(best: Best) -> Mapping[str, float]:
    """Return the figures; milliseconds end in _ms, megabytes in _mb."""
    application()
    floor_ms = best(_floor(cards())) * 1000 / CARDS
    card_ms = best(lambda: printer.pdf_bytes(cards())) * 1000 / CARDS
    return {
        "card_ms": round(card_ms, 2),
        "card_floor_ms": round(floor_ms, 2),
        "card_vs_floor": round(card_ms / floor_ms, 2),
        "cards_200_mb": round(len(printer.pdf_bytes(cards())) / 1e6, 3),
        "first_preview_ms": round(_first_preview_ms(), 1),
        "next_preview_ms": round(best(lambda: printer.preview(Preview(cards()).pages(100), 0, 880)) * 1000, 1),
    }


@cache
def application() -> QGuiApplication:
    """Return the one application of this process."""
    return QGuiApplication(sys.argv[:1])


def cards() -> Run:
    """Return a run; every card has an enterprise, a number, figures and issues that no card had before."""
    first = next(_firsts)
    makers = [lambda index=index: sheets.feedback_card(content(index)) for index in range(first, first + CARDS)]
    return Run(title="企业综合情况及问题反馈卡 200 张", makers=makers)


def content(index: int) -> CardContent:
    """Return what card `index` says: two issues, the second answered."""
    name = f"{_NAMES[index * 7 % 23]}{_NAMES[index * 3 % 19]}{_NAMES[index % 22]}{_NAMES[index // 22 % 23]}"
    firm = replace(
        given.enterprise(f"宁晋县{name}线缆有限公司（示例）"),
        contact_phone=f"138{index * 7919:08d}",
        credit_code=f"91130528MA{index:08d}",
        contact_name=name[1:],
        business_address=f"宁晋县大陆村镇工业园区电缆街{index + 1}号",
        legal_person=name[:3],
        products=f"{name[2:]}牌电力电缆、控制电缆",
    )
    issues = (_issue(index, 0, name), _issue(index, 1, name))
    plain = given.content(*issues, subject=firm)
    assert plain.visit is not None
    return replace(
        plain,
        card=replace(plain.card, number=f"FK-130528-2018-{index:06d}"),
        visit=replace(plain.visit, situation=f"{_SAID}{index}人。"),
        figures=tuple(given.figure(one, f"{index * 13 + 1000}.{place}") for place, one in enumerate(Indicator)),
    )


def _issue(index: int, place: int, name: str) -> Issue:
    issue = given.issue(place, is_answered=bool(place))
    text = f"{name}{given.LIMITED}"
    return replace(
        issue,
        number=f"WT-130528-2018-{index * 2 + place:06d}",
        description=text,
        answer_how=f"{issue.answer_how}{name}一并解决。" if place else "",
    )


def first_page() -> None:
    """Open a preview of 200 cards until the first page can be shown, in a process that has painted nothing yet."""
    printer.preview(Preview(cards()).pages(0), 0, 880)


def _first_preview_ms() -> float:
    command = [sys.executable, "-c", _FIRST]
    took = [float(subprocess.run(command, check=True, capture_output=True, timeout=60).stdout) for _ in range(3)]
    return min(took) * 1000


def _floor(run: Run) -> Callable[[], None]:
    """Return a function that writes the run's lines, looked up beforehand, and nothing else."""
    sheets = [_places(pages, index) for pages in run.papers(lambda _done, _all: None) for index in range(pages.count)]

    def write() -> None:
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        writer.setResolution(printer.DPI)
        writer.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A4), _UPRIGHT, QMarginsF()))
        painter = QPainter(writer)
        painter.scale(*[writer.width() / (210 * UNITS_PER_MM)] * 2)
        for number, sheet in enumerate(sheets):
            if number:
                writer.newPage()
            for font, place, text in sheet:
                painter.setFont(font)
                painter.drawText(place, text)
        painter.end()

    return write


_UPRIGHT = QPageLayout.Orientation.Portrait


def _places(pages: Pages, sheet: int) -> Places:
    return [(_face(word.said.em), QPointF(word.x, word.baseline), text_of(word)) for word in pages.sheets[sheet].words]


@cache
def _face(em: float) -> QFont:
    return fonts.face(em)
