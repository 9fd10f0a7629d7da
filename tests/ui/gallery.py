"""Every widget in its place, to be looked at. As a program: gallery.py DIR [theme [percent [language]]]."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from sscs_desktop.base import clock
from sscs_desktop.ui import theme
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs.field_column import FieldColumn
from sscs_desktop.ui.main_window import MainWindow
from sscs_desktop.ui.page import Page
from sscs_desktop.ui.widgets.agenda import Agenda
from sscs_desktop.ui.widgets.area import Area, ScrollColumn
from sscs_desktop.ui.widgets.buttons import Button, Chip
from sscs_desktop.ui.widgets.day_field import DayField
from sscs_desktop.ui.widgets.dialog_frame import DialogFrame
from sscs_desktop.ui.widgets.empty import EmptyState
from sscs_desktop.ui.widgets.fields import LineField, TextField, Tick
from sscs_desktop.ui.widgets.list_detail import DetailPane, ListDetail, ListPane, PageHead
from sscs_desktop.ui.widgets.segments import Segments
from sscs_desktop.ui.widgets.states import Pill, State, StateWord
from sscs_desktop.ui.widgets.text import Elided, Label
from sscs_desktop.ui.widgets.token_field import TokenField
from tests.ui.gallery_pieces import FIRMS, WAITING, groups, issue_lines, overview


class TodayPage(Page):
    """今日 with the widgets of the look."""

    key = "today"

    def refresh(self) -> None:
        if self.layout() is not None:
            return
        row = self.row(spacing=0)
        left = Area(None)
        column = left.column()
        head = Area(None, height=56)
        line = head.row((16, 0, 24, 0))
        line.addWidget(Label("9月26日 星期三", "page"))
        line.addStretch(1)
        line.addWidget(Label("10 件事等您", "caption", "ink2"))
        column.addWidget(head)
        agenda = Agenda()
        agenda.show_groups(groups())
        column.addWidget(agenda, 1)
        row.addWidget(left, 1)
        rail = Area(None, "l", width=232)
        rail.column((16, 16, 16, 16)).addStretch(1)
        row.addWidget(rail)

    def regions(self) -> list[QWidget]:
        return list(self.findChildren(Agenda))


class FirmsPage(Page):
    """企业 with the widgets of the look."""

    key = "firms"
    kinds = frozenset({"enterprise"})

    def refresh(self) -> None:
        if self.layout() is not None:
            return
        self.pane = ListPane("企业", "名称或首字母，如 hbgt", short_hint="如 hbgt")
        self.pane.set_count("18 家")
        self.pane.add_chip(Chip("我分包的")).set_value(True)
        for name in ("类别", "层级", "状态"):
            chip = self.pane.add_chip(Chip(name))
            chip.set_choices([(None, "全部"), ("one", "工业")])
        self.pane.add_tool(Button("", "bare", "arrow-down-wide-narrow", tip="久未联系的在前", height=28))
        self.pane.list.show_rows(FIRMS)
        self.pane.list.select("5")
        self.detail = DetailPane(["概况", "走访", "问题", "反馈卡", "附件", "变更记录"])
        for index, count in enumerate((None, 6, 3, 2, 4)):
            self.detail.tabs.set_count(index, count)
        facts = ("91130528MA07X3KQ5J", "工业、科技型", "省级分包", "规模以上")
        self.detail.set_head("河北冠通线缆有限公司（示例）", facts)
        self.detail.add_verb(Button("约下次", "plain", "calendar-plus"))
        self.detail.add_verb(Button("提出更正", "plain", "pencil-line"))
        self.detail.add_verb(Button("", "plain", "ellipsis", tip="更多"))
        self.detail.add_page(overview())
        self.frame = ListDetail(self.pane, self.detail)
        self.column().addWidget(self.frame)

    def regions(self) -> list[QWidget]:
        return [self.pane.list, self.detail.tabs]

    def focus_filter(self) -> None:
        self.pane.filter.setFocus()

    def escape(self) -> bool:
        return self.frame.go_back()


class OutboxPage(Page):
    """上报 with the widgets of the look."""

    key = "outbox"

    def refresh(self) -> None:
        if self.layout() is not None:
            return
        column = self.column()
        verbs = (Button("立即同步", "plain", "refresh-cw"), Button("摆渡包", "plain", "package"))
        column.addWidget(PageHead("上报", "网络未连通。没报的都已存在本机，联网后自动上报。", verbs))
        pane = ListPane("", "")
        pane.layout().itemAt(0).widget().hide()
        pane.list.show_rows(WAITING)
        pane.list.select("a")
        detail = ScrollColumn()
        for state in State:
            detail.add(StateWord(state, "办理中" if state is not State.PLAIN else "没有状态"))
        detail.add(Pill(State.RED, "超 1 个工作日"))
        detail.add(Pill(State.YELLOW, "剩 3 个工作日"))
        detail.add(Pill(State.SENT_BACK, "退回补正"))
        detail.add(Pill(State.CONFLICT, "需要您决定"))
        column.addWidget(ListDetail(pane, detail, width=304), 1)


class SettingsPage(Page):
    """An empty page."""

    key = "settings"

    def refresh(self) -> None:
        if self.layout() is not None:
            return
        column = self.column()
        column.addWidget(PageHead("企业", edges=""))
        buttons = (Button("导入 Excel 名单", "filled", "file-input"), Button("导入摆渡包", "plain", "package"))
        column.addWidget(
            EmptyState("factory", "还没有分包企业", "可以从县里下发的 Excel 导入，或等联网后自动领取。", buttons), 1
        )


PAGES: tuple[type[Page], ...] = (TodayPage, FirmsPage, OutboxPage, SettingsPage)


def window(desk: Desk) -> MainWindow:
    """Return the frame with the gallery's pages."""
    nothing = {name: lambda target: None for name in ("visit", "issue", "card")}
    return MainWindow(desk, PAGES, nothing, lambda words: [row for row in FIRMS if words in row.name])


def dialog(parent: QWidget | None = None) -> DialogFrame:
    """Return 记走访's fields in the dialog's frame."""
    frame = DialogFrame("记走访", parent, size=(880, 512))
    halves = QHBoxLayout()
    halves.setSpacing(0)
    form = FieldColumn()
    form.setFixedWidth(theme.S(392))
    firm = LineField("名称或首字母")
    said = Elided("县环境保护局 9月24日刚来过，可改用电话", "caption", "ink2")
    form.add_block("f1", "企业", firm, firm, below=said)
    time = LineField()
    time.setText("15:20")
    time.setFixedWidth(theme.S(72))
    day = DayField(shown=lambda each: f"今天 {each.month}月{each.day}日 周三")
    day.set_day(date(2018, 9, 26))
    form.add("f2", "时间", day, beside=time)
    form.add("f3", "方式", Segments([(1, "实地走访"), (2, "电话"), (3, "座谈"), (4, "微信")]))
    people = TokenField()
    people.set_tokens(["王建国", "李慧"])
    form.add("f4", "走访人", people)
    form.add("f5", "接待人", LineField("姓名 职务"))
    text = TextField(height=92)
    text.set_text("订单比上月多两成，两条线满负荷；铜价上涨，流动资金偏紧。")
    form.add("f6", "生产经营", text)
    policies = TokenField("再加…")
    policies.set_tokens(["技改补助"])
    form.add("f7", "宣讲政策", policies)
    wrong = DayField()
    wrong.setText("九月九")
    wrong.setFixedWidth(theme.S(72))
    wrong.set_wrong("看不懂这个日期")
    form.add("f8", "下次联系", wrong, beside=Elided("9月30日 周日，调休上班", "caption", "ink2"))
    halves.addWidget(form)
    halves.addWidget(issue_lines(), 1)
    frame.body.addLayout(halves, 1)
    frame.say("草稿 15:24 已存在本机", "check", "ink2")
    frame.foot_right.addWidget(Tick("保存后打印卡"))
    frame.add_verbs("保存", "稍后再写")
    return frame


def settle() -> None:
    """Let layouts that ask for one another come to rest."""
    for _ in range(4):
        QApplication.processEvents()


def paint_all(desk: Desk, folder: Path, suffix: str) -> list[Path]:
    """Write each page and the dialog as PNG, 1093×614 logical."""
    frame = window(desk)
    frame.resize(1093, 614)
    frame.show()
    made = []
    for page in PAGES:
        frame.nav.chosen.emit(page.key)
        settle()
        for listed in frame.findChildren(QWidget, "list"):
            listed.setFocus(Qt.FocusReason.TabFocusReason)
        made.append(folder / f"{page.key}-{suffix}.png")
        frame.grab().save(str(made[-1]))
    frame.resize(820, 520)
    frame.nav.chosen.emit("firms")
    settle()
    made.append(folder / f"narrow-{suffix}.png")
    frame.grab().save(str(made[-1]))
    box = dialog()
    box.show()
    settle()
    made.append(folder / f"dialog-{suffix}.png")
    box.grab().save(str(made[-1]))
    for each in (box, frame):
        each.close()
        each.deleteLater()
    return made


def main() -> int:
    """Paint the gallery into a folder."""
    from sscs_desktop.base.settings import Settings
    from sscs_desktop.store.store import Store
    from sscs_desktop.ui import i18n
    from sscs_desktop.ui.bus import Bus
    from sscs_desktop.ui.jobs import Jobs
    from tests.ui.conftest import ACCOUNT, StillSync

    folder = Path(sys.argv[1])
    name = theme.resolve(sys.argv[2] if len(sys.argv) > 2 else "light")
    percent = int(sys.argv[3]) if len(sys.argv) > 3 else 100
    app = QApplication([])
    i18n.install(app, sys.argv[4] if len(sys.argv) > 4 else "zh")
    theme.apply(app, name, percent)
    clock.stand_at(datetime(2018, 9, 26, 15, 20, tzinfo=clock.SHANGHAI))
    (folder / "desk.db").unlink(missing_ok=True)
    store = Store.open(folder / "desk.db", None, ACCOUNT)
    jobs = Jobs()
    desk = Desk(store, jobs, Bus(), StillSync(), Settings(), folder / "settings.json")
    paint_all(desk, folder, f"{name}-{percent}")
    jobs.close()
    store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
