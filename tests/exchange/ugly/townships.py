"""What townships send: a county's list parted by lines, sheets and sums, and cells as a hand writes them."""

from __future__ import annotations

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

GOOD, OTHER, THIRD = "91440300192317458F", "914403001922038216", "9152000071430580XT"


def _fill(page: Worksheet, first: int, rows: list[list[object]]) -> None:
    for at, row in enumerate(rows, start=first):
        page.write_row(at, 0, row)


def sections(book: Workbook) -> None:
    """Townships merged over the table, classes below one of them, sums behind, and 〃 for the cell above."""
    page = book.add_worksheet("名单")
    page.merge_range(0, 0, 0, 3, "帮扶企业名单")
    rows: list[list[object]] = [["企业名称", "联系人", "电话", "2017年营业收入"], ["凤凰镇（2家）"]]
    rows += [["甲厂（示例）", "张三", "13800138000", 5], ["乙厂（示例）", "〃", "〃", 6], ["小计", "", "", 11]]
    rows += [["河渠镇"], ["（一）工业企业"], ["丙厂（示例）", "李四", "5812366", 7], ["（二）服务业企业"]]
    rows += [
        ["丁店（示例）", "〃", "同上", 8],
        ["大陆村镇", "", "", 9],
        ["戊店（示例）", "", "", 9],
        ["合计", "", "", 35],
    ]
    _fill(page, 1, rows)


def stages(book: Workbook) -> None:
    """Projects whose stage only a line above them says, and a second county leader's post before his name."""
    page = book.add_worksheet("2018年重点项目")
    page.merge_range(0, 0, 0, 6, "宁晋县2018年“双创双服”重点项目台账")
    page.write(1, 6, "单位：亿元、亩")
    rows: list[list[object]] = [["序号", "项目名称", "项目单位", "总投资", "开竣工年限", "包联县领导", "责任单位"]]
    rows += [["一、前期项目（2个）"], [1, "产业园项目（示例）", "甲公司", 1.5, "2018-2020", "县长 张三", "县发改局"]]
    rows += [[2, "物流项目（示例）", "乙公司", "8000万元", "", "张三 县长", "〃"], ["二、在建项目（1个）"]]
    rows += [[1, "电缆项目（示例）", "丙公司", 2.3, "", "县委副书记  李四", "县工信局"], ["三、其他"]]
    rows += [[1, "纸业项目（示例）", "丁公司", 0.1, "", "", ""], ["合计", "", "", 4.7]]
    _fill(page, 2, rows)


def sums_above(book: Workbook) -> None:
    """Headings in two merged rows, each township's sum above its firms, numbers that begin anew in each."""
    page = book.add_worksheet("汇总")
    page.merge_range(0, 0, 0, 7, "附件2：规模以上工业企业主要指标完成情况表")
    page.write(1, 7, "金额单位：万元")
    for column, text in ((0, "序号"), (1, "乡镇"), (2, "企业名称"), (7, "职工人数（人）")):
        page.merge_range(2, column, 3, column, text)
    for column, text in ((3, "主营业务收入"), (5, "上缴税金")):
        page.merge_range(2, column, 2, column + 1, text)
        page.write_row(3, column, ["2016年", "2017年"])
    rows: list[list[object]] = [["一", "凤凰镇", "合计", 300, 330, 20, 22, 150]]
    rows += [[1, "", "甲公司（示例）", 100, 110, 10, 11, 50], [2, "", "乙公司（示例）", 200, 220, 10, 11, 100]]
    rows += [["二", "河渠镇", "小计", 50, 60, 1, 2, 10], [1, "", "丙公司（示例）", 50, 60, 1, "—", "/"]]
    rows += [["三", "大陆村镇", "小  计（1家）", 5, 6, 1, 2, 10], [1, "", "丁公司（示例）", 5, 6, 1, 2, 10]]
    rows += [["全县总计", "", "4家", 355, 396, 22, 26, 170]]
    _fill(page, 4, rows)
    page.write(13, 1, "填表人：赵六      联系电话：5800000      填表日期：2018年3月5日")


def sheets(book: Workbook) -> None:
    """An empty first sheet, a cover, a sheet for each township, a pivot of them all, a box with a text."""
    book.add_worksheet("Sheet1")
    cover = book.add_worksheet("封面")
    cover.merge_range(3, 1, 5, 8, "双创双服企业帮扶名册")
    cover.write(9, 1, "二〇一八年三月")
    for name, firms in (("凤凰镇", "甲乙"), ("2.纪昌庄乡（1家）", "丙"), ("各乡镇", "丁")):
        page = book.add_worksheet(name)
        page.merge_range(0, 0, 0, 3, f"{name}帮扶企业名册")
        page.write_row(2, 0, ["序号", "企业名称", "法人代表", "包联领导及电话"])
        rows: list[list[object]] = [
            [n, f"{each}公司（示例）", "张三", "李四 13900139000"] for n, each in enumerate(firms, 1)
        ]
        _fill(
            page,
            3,
            [*rows, ["小计", f"{len(rows)}家"], [], ["填表人：赵六", "", "审核人：钱七", "填报时间：2018.3.20"]],
        )
        page.insert_textbox(8, 1, "请各乡镇认真核对")
    pivot: list[list[object]] = [["行标签", "计数项:企业名称"], ["凤凰镇", 2], ["总计", 4]]
    _fill(book.add_worksheet("透视表"), 0, pivot)


def numbered(book: Workbook) -> None:
    """Names with their number or a mark, several firms in one, and each sign that stands for the cell above."""
    page = book.add_worksheet("名单")
    rows: list[list[object]] = [
        ["乡镇", "企业", "包联干部（电话）"],
        ["凤凰镇", "1.甲公司（示例）", "张三（13800138000）"],
    ]
    rows += [["〃", "2、乙公司（示例）", "〃"], ["同上", "（3）丙公司（示例）", " 同上"], ["″", "④丁公司（示例）", '"']]
    rows += [["河渠镇", "戊公司（示例）*", "李四（副镇长）13900139000"], ["", "3.5度咖啡公司（示例）", ""]]
    rows += [["", "庚食品公司等3家", ""]]
    _fill(page, 0, rows)


def dittos(book: Workbook) -> None:
    """Days in numerals of either kind, and a day, a firm and a visitor that are those above."""
    page = book.add_worksheet("走访")
    page.write(0, 0, "大陆村镇包联干部走访企业登记表（2018年）")
    rows: list[list[object]] = [["日期", "被走访企业", "走访人", "接待人及电话", "企业反映问题"]]
    rows += [
        [43164, "甲公司（示例）", "王建国", "李四 13800138000", "1.用工难；2.贷款难"],
        ["三月五日", "同上", "〃", "", "无"],
    ]
    rows += [
        ["二〇一八年三月十二日", "乙公司（示例）", "王建国　李慧", "", ""],
        ["同上", "丙公司（示例）", "同上", "", ""],
    ]
    rows += [["3.15-3.16", "丁公司（示例）", "王建国", "", ""], ["〃", "戊公司（示例）", "", "", ""]]
    _fill(page, 1, rows)


def by_hand(book: Workbook) -> None:
    """Years without a century, codes among words, words for no code, a phone kept as text with a mark."""
    page = book.add_worksheet("Sheet1")
    rows: list[list[object]] = [["单位名称", "信用代码", "成立日期", "手机"]]
    rows += [["甲公司（示例）", f"代码：{GOOD}（三证合一）", "98年7月", "'13800138000"]]
    rows += [
        ["乙公司（示例）", "正在办理", "九八年七月", "0319-5800000转8001"],
        ["丙公司（示例）", f"{OTHER},{THIRD}", "二〇〇五年十二月三十一日", ""],
    ]
    rows += [
        ["丁公司（示例）", "130528100001234", "2018年3月上旬", "办公室5800000"],
        ["戊公司（示例）", "9144 0300 1922 0382 l6", "60.10.1", ""],
    ]
    _fill(page, 0, rows)
