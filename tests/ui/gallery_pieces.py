"""What the gallery shows: rows, sentences and details, made up after the look."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from sscs_desktop.ui.widgets.agenda import Group, Item
from sscs_desktop.ui.widgets.area import Area, Rule, ScrollColumn
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.facts import Fact, Facts, IssueLine, SectionHead
from sscs_desktop.ui.widgets.fields import Choice, LineField, TextField, Tick
from sscs_desktop.ui.widgets.record_model import Row
from sscs_desktop.ui.widgets.states import State
from sscs_desktop.ui.widgets.table import Column, HeadedTable
from sscs_desktop.ui.widgets.text import Elided, Label

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


def issue_lines() -> QWidget:
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


def overview() -> QWidget:
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


def groups() -> list[Group]:
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
