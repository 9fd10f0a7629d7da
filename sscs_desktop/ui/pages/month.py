"""统计: my month and my unit's, by the figures of domain.indicators; and on paper or in a table with one verb."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QPoint
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QMenu, QWidget

from sscs_desktop.base import clock
from sscs_desktop.base.errors import SscsError
from sscs_desktop.domain.indicators import AsOf, Rate
from sscs_desktop.domain.period import NO_DEPARTMENT, Figures, Share
from sscs_desktop.paperwork import prepared
from sscs_desktop.paperwork.prepared import MyMonth
from sscs_desktop.ui import months, phrases, theme
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs.export_dialog import ExportDialog
from sscs_desktop.ui.dialogs.saving import ask_file
from sscs_desktop.ui.marked import QT_TRANSLATE_NOOP
from sscs_desktop.ui.page import Page
from sscs_desktop.ui.pages import opening
from sscs_desktop.ui.widgets.area import Area, ScrollColumn
from sscs_desktop.ui.widgets.bars import Bar, Bars
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.facts import Fact, Facts, SectionHead
from sscs_desktop.ui.widgets.fields import Choice
from sscs_desktop.ui.widgets.list_detail import PageHead
from sscs_desktop.ui.widgets.open_button import OpenButton
from sscs_desktop.ui.widgets.segments import Segments
from sscs_desktop.ui.widgets.text import Elided, Label

translate = QCoreApplication.translate

_NUMBERS = 300
_NARROW = 720
_BRIEFINGS = (
    ("briefing", QT_TRANSLATE_NOOP("MonthPage", "工作简报")),
    ("circular", QT_TRANSLATE_NOOP("MonthPage", "情况通报")),
)


class MonthPage(Page):
    key = "stats"
    watches = frozenset({"visit", "issue", "assignment", "round"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._found: MyMonth | None = None
        self._is_counting = self._is_stale = False
        self.copy_button = Button(self.tr("复制月报"), "plain", "copy", on=self.copy)
        self.export_button = Button(self.tr("导出台账…"), "plain", "file-output", on=self.export)
        self.brief_button = Button(self.tr("写简报…"), "plain", "sticky-note", on=self._choose_briefing)
        self.print_button = Button(self.tr("打印台账…"), "plain", "printer", on=self._choose_paper)
        for name in ("copy", "export", "brief", "print"):
            getattr(self, f"{name}_button").setObjectName(name)
        self.open_button = OpenButton()
        verbs = (self.open_button, self.copy_button, self.export_button, self.brief_button, self.print_button)
        self.head = PageHead(self.tr("统计"), "", verbs)
        column = self.column()
        column.addWidget(self.head)
        column.addWidget(self._bar())
        column.addWidget(self._body(), 1)

    # ---- what the frame asks

    def refresh(self) -> None:
        """Count off the GUI thread, one count at a time: what changes meanwhile is counted once more after it."""
        store, day = self.desk.store, self.day()
        if self._found is None or self._found.unit.first_on != day:
            self._say_counting()
        if self._is_counting:
            self._is_stale = True
            return
        self._is_counting = True
        self.desk.jobs.start(
            "desk",
            lambda _task: prepared.month(store, day),
            owner=self,
            done=self._counted,
            failed=self._not_counted,
        )

    def regions(self) -> list[QWidget]:
        return [self.whose, self.body]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def measure(self) -> None:
        super().measure()
        if hasattr(self, "_columns"):
            self._fit()

    # ---- verbs

    def day(self) -> date:
        """Return the first day of the month shown."""
        chosen = self.month.value()
        return chosen if isinstance(chosen, date) else clock.today().replace(day=1)

    def figures(self) -> Figures | None:
        """Return the figures shown, None before they are counted."""
        if self._found is None:
            return None
        return self._found.mine if self.whose.value() == "mine" else self._found.unit

    def copy(self) -> None:
        """Put the month on the clipboard as one line, for a chat or another system."""
        found = self.figures()
        if found is None or self._found is None:
            return
        me = self.desk.account
        who = me.user_name if self.whose.value() == "mine" else me.unit_name
        QGuiApplication.clipboard().setText(f"{who}{line_of(found)}（{self._found.as_of.words}）")
        self.head.sentence.setText(self.tr("已复制一行月报，可以贴到微信或别的系统。"))

    def export(self) -> None:
        """Open the dialog that writes a ledger, the month's own to begin with."""
        dialog = ExportDialog(self.desk, parent=self)
        dialog.month.set_value(self.day())
        dialog.open()

    def print_month(self) -> None:
        """Preview the unit's 月度台账 of the month shown."""
        opening.month_ledger(self.desk, self, self.day())

    def papers(self) -> Sequence[tuple[str, Callable[[], object]]]:
        """Return the unit's lists that can be put on paper, each with what previews it."""
        return (
            (self.tr("月度台账（{month}）").format(month=self.month.currentText()), self.print_month),
            (self.tr("包联企业台账"), partial(opening.enterprise_ledger, self.desk, self)),
            (self.tr("民生微实事清单"), partial(opening.livelihood_list, self.desk, self)),
        )

    def brief(self, kind: str, file: Path) -> None:
        """Gather a briefing, set it and write it off the GUI thread."""
        store, day = self.desk.store, self.day()
        prepared.check_briefing(file)
        self.brief_button.setEnabled(False)
        self.desk.jobs.start(
            "desk",
            lambda task: prepared.write_briefing(file, prepared.briefing(store, kind, day, task.progress)),
            owner=self,
            done=lambda _written: self._written(file),
            progress=self._briefed,
            failed=self._failed,
        )

    # ---- inside

    def _bar(self) -> QWidget:
        bar = Area(None, "b", height=48)
        row = bar.row((16, 0, 16, 0))
        self.whose = Segments([("mine", self.tr("我的")), ("unit", self.tr("本单位"))])
        self.whose.set_value("unit" if self.desk.account.is_office else "mine")
        self.whose.setObjectName("whose")
        self.whose.setAccessibleName(self.tr("谁的月份"))
        self.whose.setMaximumWidth(theme.S(220))
        self.month = Choice([(month, months.word(month)) for month in months.last()])
        self.month.setObjectName("month")
        self.month.setAccessibleName(self.tr("月份"))
        self.mark = Elided("", "caption", "ink2")
        row.addWidget(self.month)
        row.addWidget(self.whose)
        row.addSpacing(8)
        row.addWidget(self.mark, 1)
        self.month.currentIndexChanged.connect(lambda _at: self.refresh())
        self.whose.chosen.connect(lambda _whose: self._show())
        return bar

    def _body(self) -> QWidget:
        self.body = ScrollColumn(margins=(16, 4, 24, 24))
        self._numbers = Facts(label_width=96)
        self._left = Area(None)
        column = self._left.column()
        column.addWidget(SectionHead(self.tr("数字")))
        column.addWidget(self._numbers)
        column.addStretch(1)
        self._right = Area(None)
        column = self._right.column()
        self.charts: dict[str, tuple[SectionHead, Bars]] = {}
        for name, title in (
            ("modes", self.tr("走访方式")),
            ("categories", self.tr("问题类别")),
            ("departments", self.tr("承办部门")),
        ):
            head, bars = SectionHead(title), Bars()
            bars.setObjectName(name)
            self.charts[name] = head, bars
            column.addWidget(head)
            column.addWidget(bars)
        self._none = Label(self.tr("这个月还没有走访，也没有问题。"), "body", "ink3", wrap=True)
        self._none.setContentsMargins(0, 12, 0, 0)
        column.addWidget(self._none)
        column.addStretch(1)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(24)
        self._columns.addWidget(self._left)
        self._columns.addWidget(self._right, 1)
        self.body.add_layout(self._columns)
        return self.body

    def _fit(self) -> None:
        is_narrow = self.width() / theme.zoom() < _NARROW
        direction = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        self._columns.setDirection(direction)
        is_told = not self.open_button.isHidden()
        for button in (self.copy_button, self.export_button):
            button.fold(is_narrow and is_told)
        self._left.setMaximumWidth(self.width() if is_narrow else theme.S(_NUMBERS))
        self._left.setMinimumWidth(0 if is_narrow else theme.S(_NUMBERS))

    def _say_counting(self) -> None:
        """Show nothing of a month before it is counted: neither another's figures, nor that there are none."""
        self._found = None
        self.copy_button.setEnabled(False)
        self.mark.setText(self.tr("正在统计…"))
        self._numbers.set_facts([])
        for name in self.charts:
            self._chart(name, [])
        self._none.setVisible(False)

    def _counted(self, found: MyMonth) -> None:
        self._is_counting = False
        if found.unit.first_on == self.day():
            self._found = found
            self._show()
        if self._is_stale:
            self._is_stale = False
            self.refresh()

    def _not_counted(self, error: SscsError) -> None:
        self._is_counting = self._is_stale = False
        self.desk.jobs.trouble.emit(error)

    def _show(self) -> None:
        found = self.figures()
        if found is None or self._found is None:
            return
        self.copy_button.setEnabled(True)
        self.mark.setText(_mark(self._found.as_of))
        self._numbers.set_facts(facts(found))
        self._chart("modes", [Bar(name=_said("VisitMode", n), whole=c, part=c, said=_times(c)) for n, c in found.modes])
        self._chart("categories", [_bar("Category", share) for share in found.categories])
        self._chart("departments", [_bar("", share) for share in found.departments])
        self._none.setVisible(not (found.visits or found.raised))

    def _chart(self, name: str, bars: Sequence[Bar]) -> None:
        head, chart = self.charts[name]
        chart.show_bars(bars)
        for part in (head, chart):
            part.setVisible(bool(bars))

    def _choose_briefing(self) -> None:
        said = [(translate("MonthPage", word), partial(self._ask_briefing, kind, word)) for kind, word in _BRIEFINGS]
        self._choose(self.brief_button, said)

    def _choose_paper(self) -> None:
        self._choose(self.print_button, self.papers())

    def _choose(self, button: Button, choices: Sequence[tuple[str, Callable[[], object]]]) -> None:
        menu = QMenu(self)
        for word, act in choices:
            menu.addAction(word).triggered.connect(lambda _on=False, act=act: act())
        menu.exec(button.mapToGlobal(QPoint(0, button.height() + 4)))
        menu.deleteLater()

    def _ask_briefing(self, kind: str, word: str) -> None:
        kinds = {"Word (*.docx)": ".docx", "PDF (*.pdf)": ".pdf"}
        if file := ask_file(self, self.tr("写简报"), f"{word}-{self.day():%Y%m}.docx", kinds):
            self.brief(kind, file)

    def _briefed(self, done: int, total: int) -> None:
        self.head.sentence.setText(self.tr("正在写简报，已读 {percent}%").format(percent=100 * done // total))

    def _written(self, file: Path) -> None:
        self.brief_button.setEnabled(True)
        self.head.sentence.setText(self.tr("已写好：{file}").format(file=file.name))
        self.open_button.offer(file)
        self._fit()

    def _failed(self, error: SscsError) -> None:
        self.head.sentence.setText("")
        self.brief_button.setEnabled(True)
        self.desk.jobs.trouble.emit(error)


def line_of(found: Figures) -> str:
    """Return a month in one line, in the office's words whatever the language of the desk: it goes to the office."""
    parts = [
        f"{found.first_on.year}年{found.first_on.month}月走访{found.visits}次",
        f"走访企业和项目{found.objects}家（应服务{found.covered.whole}家）",
        f"提出问题{found.raised}件，已解决{found.solved.part}件，在办{found.in_hand}件，超期{found.overdue}件",
    ]
    if found.satisfied.whole:
        parts.append(f"满意率{found.satisfied.words}")
    return "，".join(parts)


def facts(found: Figures) -> list[Fact]:
    """Return the numbers of a month, each with what it is a part of."""
    days = "—" if found.handling_days is None else translate("MonthPage", "{n} 个工作日").format(n=found.handling_days)
    said = (
        (translate("MonthPage", "走访"), _times(found.visits)),
        (translate("MonthPage", "走访家数"), translate("MonthPage", "{count} 家").format(count=found.objects)),
        (translate("MonthPage", "走访覆盖率"), _of(found.covered)),
        (translate("MonthPage", "提出问题"), _pieces(found.raised)),
        (translate("MonthPage", "已解决"), _of(found.solved)),
        (translate("MonthPage", "已办结"), _of(found.settled)),
        (translate("MonthPage", "在办"), _pieces(found.in_hand)),
        (translate("MonthPage", "超过时限"), _pieces(found.overdue)),
        (translate("MonthPage", "满意"), _of(found.satisfied)),
        (translate("MonthPage", "平均办理"), days),
    )
    return [Fact(label=label, value=value) for label, value in said]


def _bar(context: str, share: Share) -> Bar:
    said = translate("MonthPage", "{raised} 件，已解决 {solved}").format(raised=share.raised, solved=share.solved)
    if share.overdue:
        said += translate("MonthPage", "，超期 {overdue}").format(overdue=share.overdue)
    name = translate("MonthPage", "尚未交办") if share.name == NO_DEPARTMENT else _said(context, share.name)
    return Bar(name=name, whole=share.raised, part=share.solved, said=said)


def _said(context: str, word: str) -> str:
    """Return a word of a code list in the language of the desk; a department's name is a name."""
    return translate(context, word) if context else word


def _of(rate: Rate) -> str:
    if not rate.whole:
        return "—"
    return f"{rate.part}/{rate.whole}　{rate.words}"


def _times(count: int) -> str:
    return translate("MonthPage", "{count} 次").format(count=count)


def _pieces(count: int) -> str:
    return translate("MonthPage", "{count} 件").format(count=count)


def _mark(as_of: AsOf) -> str:
    said = translate("MonthPage", "截至 {at}").format(at=phrases.moment(as_of.at))
    if as_of.heard_at is not None:
        said += translate("MonthPage", "，县里数据同步至 {heard}").format(heard=phrases.moment(as_of.heard_at))
    return said + translate("MonthPage", "，口径 {definition}").format(definition=as_of.definition)
