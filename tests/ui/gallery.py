"""Every widget in its place, to be looked at. As a program: gallery.py DIR [theme [percent [language]]]."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from sscs_desktop.base import clock
from sscs_desktop.ui import theme
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs.field_column import FieldColumn
from sscs_desktop.ui.main_window import MainWindow
from sscs_desktop.ui.models.records import Row
from sscs_desktop.ui.page import Page
from sscs_desktop.ui.widgets.agenda import Agenda, Group, Item
from sscs_desktop.ui.widgets.area import Area, Rule, ScrollColumn
from sscs_desktop.ui.widgets.buttons import Button, Chip
from sscs_desktop.ui.widgets.day_field import DayField
from sscs_desktop.ui.widgets.dialog_frame import DialogFrame
from sscs_desktop.ui.widgets.empty import EmptyState
from sscs_desktop.ui.widgets.facts import Fact, Facts, IssueLine, SectionHead
from sscs_desktop.ui.widgets.fields import Choice, LineField, TextField, Tick
from sscs_desktop.ui.widgets.list_detail import DetailPane, ListDetail, ListPane, PageHead
from sscs_desktop.ui.widgets.segments import Segments
from sscs_desktop.ui.widgets.states import Pill, State, StateWord
from sscs_desktop.ui.widgets.table import Column, HeadedTable
from sscs_desktop.ui.widgets.text import Elided, Label
from sscs_desktop.ui.widgets.token_field import TokenField

FIRMS = [
    Row(id="1", name="恒泰电缆有限公司（示例）", second="工业　县级分包", right="38 天前"),
    Row(id="2", name="大陆建材有限公司（示例）", second="工业　县级分包", right="34 天前"),
    Row(id="3", name="金谷农机服务有限公司（示例）", second="服务业　县级分包", right="31 天前"),
    Row(
        id="4",
        name="冀华轴承有限公司（示例）",
        second="工业　市级分包",
        right="20 天前",
        state=State.RED,
        word="超 1 个工作日",
    ),
    Row(
        id="5",
        name="河北冠通线缆有限公司（示例）",
        second="工业、科技型　省级分包",
        right="9月11日",
        state=State.ANSWERED,
        word="待告知 1",
    ),
    Row(
        id="6",
        name="宁兴纺织有限公司（示例）",
        second="工业　市级分包",
        right="9月10日",
        state=State.YELLOW,
        word="剩 3 个工作日",
    ),
    Row(
        id="7",
        name="宏远机械制造有限公司（示例）",
        second="工业　县级分包",
        right="9月7日",
        state=State.SENT_BACK,
        word="退回补正",
    ),
    Row(
        id="8",
        name="河北冀中汽车零部件精密制造股份有限公司（示例）",
        second="工业、科技型　省级分包",
        right="9月6日",
        state=State.WORKING,
        word="办理中 2",
    ),
    Row(
        id="9",
        name="凤来食品有限公司（示例）",
        second="工业　县级分包",
        right="9月5日",
        state=State.ANSWERED,
        word="待告知 1",
    ),
    Row(id="10", name="大陆村镇便民商贸有限公司（示例）", second="服务业　县级分包", right="9月4日"),
    Row(id="11", name="顺达物流有限公司（示例）", second="服务业　县级分包", right="9月3日"),
]
WAITING = [
    Row(name="需要您决定", right="1", group=True),
    Row(
        id="a",
        name="综合情况",
        topic="河北冠通线缆",
        second="2 项与李慧的修改不同",
        right="09:12",
        lead=State.CONFLICT,
    ),
    Row(name="未通过", right="1", group=True),
    Row(
        id="b",
        name="撤回问题",
        topic="宏远机械",
        second="县里已受理，不能再撤回",
        right="昨天",
        lead=State.SENT_BACK,
    ),
    Row(name="待上报", right="3", group=True),
    Row(id="c", name="走访", topic="凤来食品", second="电话，无新问题", right="10:05", lead=State.WAITING),
    Row(id="d", name="问题", topic="凤来食品", second="夜班缺工，补充说明", right="10:05", lead=State.WAITING),
    Row(id="e", name="草稿", topic="凤来食品", second="写到“生产经营情况”", right="10:31", lead=State.DRAFT),
    Row(name="县里已收到", right="126", group=True),
    Row(id="f", name="走访", topic="冀华轴承", second="有回执", right="09:12", lead=State.DONE),
]


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
        agenda.show_groups(_groups())
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
        self.detail.add_page(_overview())
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
    halves.addWidget(_issues(), 1)
    frame.body.addLayout(halves, 1)
    frame.say("草稿 15:24 已存在本机", "check", "ink2")
    frame.foot_right.addWidget(Tick("保存后打印卡"))
    frame.add_verbs("保存", "稍后再写")
    return frame


def _issues() -> QWidget:
    side = Area("raised", "l")
    column = side.column((16, 16, 16, 16), 8)
    head = QHBoxLayout()
    head.addWidget(Label("发现的问题", "record"))
    head.addWidget(Label("2", "caption", "ink3"))
    head.addStretch(1)
    head.addWidget(Tick("无新问题"))
    column.addLayout(head)
    line = QHBoxLayout()
    line.addWidget(Choice([("funds", "资金"), ("talent", "人才用工")]))
    line.addWidget(Choice([("urgent", "紧急"), ("normal", "一般")]))
    here = Tick("本级能解决")
    here.setChecked(True)
    line.addWidget(here)
    line.addStretch(1)
    line.addWidget(Button("", "bare", "trash-2", tip="去掉这个问题"))
    column.addLayout(line)
    column.addWidget(TextField("遇到了什么问题"))
    column.addWidget(LineField("企业希望怎么办（可不填）"))
    off = LineField()
    off.setText("不能改的")
    off.setEnabled(False)
    column.addWidget(off)
    disabled = Button("不能按", "plain", "printer")
    disabled.setEnabled(False)
    column.addWidget(disabled)
    column.addWidget(Button("再加一个问题", "quiet", "plus"))
    column.addStretch(1)
    return side


def _overview() -> QWidget:
    page = ScrollColumn()
    page.add(Elided("上次 9月11日 实地走访，王建国"))
    page.add(Rule())
    page.add(SectionHead("未办结的问题", 2))
    page.add(IssueLine("用地", "二期厂房 12 亩用地手续", "县国土资源局", State.ANSWERED, "已答复，待告知"))
    page.add(IssueLine("资金", "铜杆采购周转贷款 300 万元", "县金融办", State.WORKING, "办理中，9月30日到期"))
    page.add(SectionHead("联系与分包"))
    page.add(
        Facts(
            [
                Fact(label="联系人", value="李秀芬 生产厂长"),
                Fact(label="电话", value="138****8000", verb="显示"),
                Fact(label="法定代表人", value="周立民"),
                Fact(label="分包领导", value="张海涛 副镇长"),
                Fact(label="责任单位", value="大陆村镇 经济发展办"),
                Fact(label="经营地址", value="大陆村镇 工业路 8 号"),
            ]
        )
    )
    page.add(SectionHead("经营数据"))
    columns = [
        Column(head="指标", share=3),
        Column(head="数值", number=True, share=2),
        Column(head="期间", quiet=True, share=3),
        Column(head="谁填的、何时", quiet=True, share=6),
    ]
    figures = [
        ("营业收入", "4,820 万元", "2018年1—8月", "企业自填　9月11日"),
        ("利润总额", "236 万元", "2018年1—8月", "企业自填　9月11日"),
        ("缴纳税金", "181 万元", "2018年1—8月", "县税务局　9月3日"),
        ("从业人员", "172 人", "2018年9月", "王建国代填　9月11日"),
    ]
    page.add(HeadedTable(columns, figures))
    return page


def _groups() -> list[Group]:
    def item(who: str, what: str, why: str, step: str, light: State | None = None, word: str = "") -> Item:
        return Item(id=who + what, who=who, what=what, why=why, step=step, light=light, light_word=word)

    return [
        Group(
            icon="message-circle-reply",
            name="答复到达",
            items=(
                item("河北冠通线缆有限公司（示例）", "二期厂房用地手续", "县国土资源局已答复", "告知企业"),
                item("凤来食品有限公司（示例）", "夜班缺工 30 人", "县人社局已答复", "告知企业"),
            ),
        ),
        Group(
            icon="undo-2",
            name="退回补正",
            items=(item("宏远机械制造有限公司（示例）", "夏季错峰限电", "请补充用电容量和报装日期", "补正"),),
        ),
        Group(
            icon="clock",
            name="临近时限",
            items=(
                item(
                    "冀华轴承有限公司（示例）",
                    "应收账款周转贷款",
                    "县金融办办理中，时限 9月25日",
                    "催办",
                    State.RED,
                    "超 1 个工作日",
                ),
                item(
                    "宁兴纺织有限公司（示例）",
                    "排污许可换证",
                    "时限 9月29日（周六，调休上班）",
                    "催办",
                    State.YELLOW,
                    "剩 3 个工作日",
                ),
            ),
        ),
        Group(
            icon="calendar-days",
            name="约好的走访",
            items=(item("凤来食品有限公司（示例）", "", "今天下午，李秀芬 生产厂长", "记走访"),),
        ),
        Group(
            icon="phone-off",
            name="久未联系",
            items=(item("3 家企业超过 30 天没有联系", "", "恒泰电缆、大陆建材、金谷农机（示例）", "看名单"),),
        ),
        Group(
            icon="pencil-line",
            name="草稿",
            items=(item("走访 宁兴纺织有限公司（示例）", "", "昨天 17:52 写到“生产经营情况”", "接着写"),),
        ),
    ]


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
