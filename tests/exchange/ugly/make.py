"""Make the ugly spreadsheets beside this file: `python -m tests.exchange.ugly.make`; their reports are what we expect.

All but 旧版.xls, which a library for that format wrote once: the rows of `rows()` under a title.
"""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter
from xlsxwriter.workbook import Workbook

from tests.exchange.ugly import townships
from tests.exchange.ugly.exports import ISSUES, OFFICE_XML, PAGE, uncalculated

HERE = Path(__file__).resolve().parent
GOOD, OTHER, THIRD = "91440300192317458F", "914403001922038216", "9152000071430580XT"


def merged_titles(book: Workbook) -> None:
    """Titles, headings in two merged rows, cells merged down, sums and notes below, prepared empty rows."""
    page = book.add_worksheet("分包名单")
    page.merge_range(0, 0, 0, 9, "宁晋县2018年“双创双服”企业分包名单（征求意见稿）")
    page.merge_range(1, 0, 1, 9, "填报单位：县双创双服办        单位：万元")
    for column, text in enumerate(["序号", "企业名称", "乡镇"]):
        page.merge_range(2, column, 3, column, text)
    page.merge_range(2, 3, 2, 5, "企业联系人")
    page.write_row(3, 3, ["姓名", "职务", "电话"])
    page.merge_range(2, 6, 2, 7, "分包领导")
    page.write_row(3, 6, ["姓名", "职务"])
    page.merge_range(2, 8, 3, 8, "责任单位")
    page.merge_range(2, 9, 3, 9, "2017年\n营业收入")
    for row, name in enumerate(["倴城铸造（示例）", "泃河纸业（示例）", "鄚州电缆（示例）"], start=4):
        page.write_row(row, 0, [row - 3, name])
        page.write_row(row, 3, ["李四", "厂　长", 13800138000.0, "张　三", "副县长"])
        page.write(row, 9, 1000 + row)
    page.merge_range(4, 2, 6, 2, "大陆村镇")
    page.merge_range(4, 8, 5, 8, "大陆村镇经济发展办")
    page.write_row(7, 0, [4, "", "", "", "", "", "", "", "", ""])
    page.write_row(8, 0, ["合　计", "", "", "", "", "", "", "", "", 3015])
    page.write(10, 0, "注：1.以上为初步名单；2.请各乡镇核对")
    page.write_row(11, 0, ["填表人：赵六", "", "", "联系电话：0319-5800000"])


def other_words(book: Workbook) -> None:
    """Headings in other words and orders, full-width digits, dates as text, phones as floats, rounded codes."""
    page = book.add_worksheet("Sheet1")
    page.write_row(0, 0, ["备 注", "联系方式", "法 人", "单位全称", "社会信用代码", "年销售收入(亿元)", "注册时间"])
    page.write_row(0, 7, ["用工人数", "是否规模以上", "企业类型", "备用列", "生产状况"])
    rows: list[list[object]] = [
        [
            "",
            "１３８００１３８０００",
            "王五",
            "甲　机械（示例）",
            GOOD,
            1.25,
            "2005年6月",
            "１２０人",
            "是",
            "工业",
            "x",
            "正常",
        ],
        [
            "新办",
            13800138000.0,
            "王 五",
            " 乙食品（示例）",
            911300842185946850,
            "约2亿元",
            "2005.6.1",
            "1,200",
            "规上",
            "服务",
            "",
            "停产",
        ],
        [
            "",
            "0319-5800000转8001",
            "赵六 13900139000",
            "丙纺织（示例）",
            "9144O3OO19232O3821",
            "",
            "20050601",
            80,
            "√",
            "民营",
            "",
            "一般般",
        ],
        ["", "见上", "/", "丁物流（示例）", "9.11301E+17", "很多", "2018/3/1 0:00:00", "", "×", "", "", "——"],
        ["", "", "", "戊商贸（示例）\n（原己商贸）", THIRD.lower(), "1,000万", 43252, "无", "", "", "", "微利"],
    ]
    for at, row in enumerate(rows, start=1):
        page.write_row(at, 0, row)


def repeats(book: Workbook) -> None:
    """Rows twice, a code of two names, a hidden sheet, an empty one, one of something else, headings repeated."""
    page = book.add_worksheet("企业（工业）")
    head = ["企业名称", "统一社会信用代码", "责任单位"]
    rows = [
        head,
        ["甲（示例）", GOOD, "甲办"],
        ["甲(示例)", GOOD, "甲办"],
        ["乙（示例）", GOOD, "乙办"],
        head,
        ["丙（示例）", "", "丙办"],
        ["", OTHER, "丁办"],
    ]
    for at, row in enumerate(rows):
        page.write_row(at, 0, row)
    hidden = book.add_worksheet("去年")
    hidden.write_row(0, 0, head)
    hidden.write_row(1, 0, ["旧（示例）", OTHER, "旧办"])
    hidden.hide()
    book.add_worksheet("Sheet3")
    book.add_worksheet("通讯录").write_row(0, 0, ["姓名", "宿舍"])


def projects(book: Workbook) -> None:
    """Projects, one sheet a stage, amounts in 亿元, days as numbers, text and half said."""
    for name, stage in (("前期项目", ""), ("全部", "推进建设")):
        page = book.add_worksheet(name)
        page.write_row(0, 0, ["序号", "项目名称", "建设单位", "总投资（亿元）", "项目阶段", "开工时间", "竣工时间"])
        page.write_row(1, 0, [1, f"{name}一（示例）", "示例公司", 1.2, stage, 43160, "2018.10"])
        page.write_row(2, 0, [2, f"{name}二（示例）", "示例公司", "三千万", "谈判", "2018年", 2018.1])


def visits(book: Workbook) -> None:
    """An old ledger of visits, two sheets of a year, as townships keep it."""
    for month in (5, 6):
        page = book.add_worksheet(f"{month}月")
        page.merge_range(0, 0, 0, 7, f"大陆村镇2018年{month}月走访企业台账")
        page.write_row(
            1, 0, ["序号", "走访时间", "走访企业", "走访人员", "走访方式", "走访情况", "存在问题", "解决情况"]
        )
        page.write_row(2, 0, [1, date(2018, month, 3), "甲（示例）", "王建国、李慧", "入企", "订单平稳", "无", ""])
        page.write_row(
            3,
            0,
            [2, f"2018.{month}.8 下午", "乙（示例）", "王建国 李慧", "打电话", "缺流动资金", "贷款难", "已对接银行"],
        )
        page.write_row(4, 0, [3, f"2018-{month}-9 15:30", "丙（示例）", "王建国", "微信群", "", "没有问题", ""])
        page.write_row(5, 0, ["", "", "", "", "", "", "", ""])
        page.write_row(6, 0, [4, f"2018年{month}月20日", "", "王建国", "", "忘了写是哪家", "", ""])
    page.write_row(7, 0, ["填表人：王建国"])


def grouped_unit(book: Workbook) -> None:
    """The responsible unit in a group with its own 名称; sums said in words, days in part."""
    page = book.add_worksheet("企业")
    for column, text in enumerate(["序号", "企业名称", "统一社会信用代码"]):
        page.merge_range(0, column, 1, column, text)
    page.merge_range(0, 3, 0, 5, "责任单位")
    page.write_row(1, 3, ["名称", "联系人", "电话"])
    page.merge_range(0, 6, 1, 6, "从业人员")
    page.merge_range(0, 7, 1, 7, "成立时间")
    page.write_row(2, 0, [1, "甲（示例）", GOOD])
    page.write_row(2, 6, ["约120人", "9月3日"])
    page.write_row(3, 0, [2, "乙（示例）", "（无）"])
    page.write_row(3, 6, [30, "9月"])
    for column, value in enumerate(["大陆村镇经济发展办", "王五", "1.38E+10"], start=3):
        page.merge_range(2, column, 3, column, value)
    page.write_row(4, 0, ["合　计（家）", "", "", "", "", "", 150])
    page.write_row(5, 0, ["", "合计2家", "", "", "", "", 150])
    page.write_row(6, 0, ["", "共 2 家企业", "", "", "", "", 150])


def merged_ledger(book: Workbook) -> None:
    """An old ledger in which one enterprise stands once, merged beside its three problems."""
    page = book.add_worksheet("问题")
    page.write_row(0, 0, ["序号", "企业名称", "问题内容", "提出日期", "是否解决"])
    for row, problem in enumerate(["用地手续没有办下来", "缺流动资金", "招不到工人"], start=1):
        page.write_row(row, 2, [problem, f"2018.9.{row}", "否"])
        page.write(row, 0, row)
    page.merge_range(1, 1, 3, 1, "甲（示例）")
    page.merge_range(4, 1, 5, 1, "乙（示例）")
    page.write_row(4, 2, ["用电增容", "2018.9.5", "已解决"])
    for column, text in ((1, "丙（示例）"), (3, "2018.9.6"), (4, "否")):
        page.merge_range(6, column, 7, column, text)
    page.write(6, 2, "一、用电增容")
    page.write(7, 2, "二、招不到工人。")


def groups_of_years(book: Workbook) -> None:
    """An indicator over its years, the unit in the title, others in headings and cells, one firm's loss in brackets."""
    page = book.add_worksheet("指标")
    page.merge_range(0, 0, 0, 6, "规上企业主要经济指标        填报单位：元氏县        单位：元")
    page.merge_range(1, 0, 2, 0, "企业名称")
    page.merge_range(1, 1, 1, 2, "营业收入")
    page.write_row(2, 1, ["2016年", "2017年"])
    page.merge_range(1, 3, 1, 4, "利润总额/万元")
    page.write_row(2, 3, ["2016年", "2017年"])
    page.merge_range(1, 5, 2, 5, "2017年用电量（度）")
    page.merge_range(1, 6, 2, 6, "2017年资产总额（万美元）")
    page.write_row(3, 0, ["甲（示例）", 10_000_000, 12_345_678, 35, "（12.5）", 1_230_000, 8])
    page.write_row(4, 0, ["乙（示例）", "1.2亿", "３５０万元", "－3", "#DIV/0!", "5万", "不详"])
    months = book.add_worksheet("1—9月")
    months.write(0, 0, "2018年1—9月完成情况（单位：千元）")
    months.write_row(1, 0, ["企业名称", "营业收入", "纳税额（亿元）", "同比增长（%）"])
    months.write_row(2, 0, ["甲（示例）", 5000, 0.02, 12.5])


def printed_pages(book: Workbook) -> None:
    """Sections, sums and notes among the rows, titles and headings again on each page, township before the name."""
    page = book.add_worksheet("企业")
    title = "宁晋县帮扶企业名单"
    head: list[object] = ["企业名称", "统一社会信用代码", "2017年营业收入"]
    rows: list[list[object]] = [[title], head, ["一、规上企业", "", 30], ["甲公司（示例）", GOOD, 30]]
    rows += [["凤凰镇规上企业小计", "", 30], ["第 1 页 共 2 页"], [title], head, ["（二）规下企业"]]
    rows += [
        ["凤凰镇：乙食品有限公司（示例）", OTHER, 12],
        ["合计：2家", "", 42],
        ["单位负责人（签字）：", "", "2018.9.30"],
    ]
    rows += [["以上数据截至2018年9月底，由各乡镇上报。"]]
    for at, row in enumerate(rows):
        page.write_row(at, 0, row)
    numbered = book.add_worksheet("项目")
    rows = [["序号", "项目名称", "建设单位", "项目阶段", "总投资"]]
    rows += [["一", "新开工项目（1项）", "", "", 20]]
    rows += [[1, "一期厂房（示例）", "示例公司", "在建", 20], ["", "", "", "", ""], ["总计（1项）", "", "", "", 20]]
    for at, row in enumerate(rows):
        numbered.write_row(at, 0, row)


def forms(book: Workbook) -> None:
    """One enterprise a sheet, as a form; and a table that lies on its side."""
    for name, code in (("甲（示例）", GOOD), ("乙（示例）", OTHER)):
        page = book.add_worksheet(name[0])
        page.merge_range(0, 0, 0, 4, "企业基本情况表（单位：元）")
        page.write_row(1, 0, ["企业名称：", name, "", "统一社会信用代码", code])
        page.write_row(2, 0, ["法定代表人", "王五", "", "联系人", "李四"])
        page.write_row(3, 0, ["联系电话", 13800138000.0, "", "所属乡镇", "大陆村镇"])
        page.merge_range(4, 1, 4, 4, "大陆村镇工业区1号")
        page.write(4, 0, "注册地址")
        page.write_row(5, 0, ["2017年营业收入", 12_000_000, "", "从业人员", "35人"])
    page.write_row(6, 0, ["序号", "问题类别", "问题描述"])
    page.write_row(7, 0, [1, "用地", "用地手续没有办下来"])
    page = book.add_worksheet("横排")
    lines = [
        ["企业名称", "丙（示例）", "丁（示例）"],
        ["信用代码", THIRD, ""],
        ["法人", "赵六", "钱七"],
        ["电话", "", "5812366"],
    ]
    for at, line in enumerate(lines):
        page.write_row(at, 1, line)


def years_in_titles(book: Workbook) -> None:
    """Days without a year under a title that names it, several at once, and people and others."""
    page = book.add_worksheet("9月")
    page.write(0, 0, "大陆村镇2018年9月走访台账")
    page.write_row(1, 0, ["日期", "走访企业", "走访人员", "走访情况", "存在问题"])
    page.write_row(2, 0, ["9月5日", "甲（示例）", "王建国、李慧等3人", "订单平稳", "无"])
    page.write_row(3, 0, ["9.6 下午3点", "乙（示例）", "王建国", "缺工", "招工难"])
    page.write_row(4, 0, ["9月8日至9日", "丙（示例）", "王建国", "", ""])
    page.write_row(5, 0, [9.1, "丁（示例）", "王建国", "", ""])
    page.write_row(6, 0, ["合计", "4家"])


def side_by_side(book: Workbook) -> None:
    """Two lists beside each other to save paper, and rows that a filter has hidden."""
    page = book.add_worksheet("名单")
    page.write_row(0, 0, ["企业名称", "电话", "企业名称", "电话"])
    page.write_row(1, 0, ["甲（示例）", "13800138000 13900139000", "乙（示例）", ""])
    page.write_row(2, 0, ["丙（示例）", "0319-5812366（李四）", "", ""])
    page.set_row(2, options={"hidden": True})


def formulas(book: Workbook) -> None:
    """Formulas that a program wrote and none has calculated, beside one that has and one that gives no text."""
    page = book.add_worksheet("企业")
    page.write_row(0, 0, ["企业名称", "联系人", "2017年营业收入", "备注"])
    page.write_row(1, 0, ["甲（示例）"])
    page.write_formula(1, 1, '=IF(1=1,"","x")', value="!")
    page.write_formula(1, 2, "=50+50", value=100)
    page.write_row(2, 0, ["乙（示例）", "李四"])
    page.write_formula(2, 2, "=50+51", value="?")
    page.write_formula(3, 0, '="丙"&"（示例）"', value="?")
    page.write(3, 1, "王五")


def rows() -> list[list[str]]:
    """A plain roster for the formats that need no ugliness of their own."""
    return [
        ["企业名称", "统一社会信用代码", "联系人", "电话", "所属乡镇", "成立时间", "备注"],
        ["倴城铸造（示例）", GOOD, "李四", "13800138000", "大陆村镇", "2005/6/1", "订单,平稳；“招工”"],
        ["鄚州洺水电缆（示例）", "9.11301E+17", "王五", "0319-5800000", "凤凰镇", "2005-06-01", "两行\n备注"],
        ["=SUM(A1)（示例）", f'="{THIRD}"', "", "", "", "", "-"],
    ]


def delimited(mark: str) -> str:
    """Return the plain roster as text; cells with the mark, quotes or line ends are quoted."""

    def cell(value: str) -> str:
        quoted = '"' + value.replace('"', '""') + '"'
        return quoted if mark in value or '"' in value or "\n" in value else value

    return "".join(mark.join(map(cell, row)) + "\r\n" for row in rows())


def open_document() -> str:
    """Return the content of an .ods: repeated empty cells and rows as office programs write them."""
    lines = [
        _cells([_text("帮扶企业名单")]),
        _cells(["<table:table-cell table:number-columns-repeated='7'/>"], times=2),
    ]
    spare = "<table:table-cell table:number-columns-repeated='1000'/>"
    lines += [_cells([*map(_text, row), spare]) for row in rows()]
    lines += [_cells([_text("丙（示例）"), _below(1), *map(_text, ["张三", "0319-5812366"]), _text("东汪镇", tall=2)])]
    lines += [_cells([_text("丁（示例）"), _below(1), *map(_text, ["李四", "0319-5812367"]), _below(1)])]
    names = ["office:1.0", "table:1.0", "text:1.0"]
    spaces = " ".join(f"xmlns:{n.split(':')[0]}='urn:oasis:names:tc:opendocument:xmlns:{n}'" for n in names)
    return (
        f"<?xml version='1.0' encoding='UTF-8'?><office:document-content {spaces} office:version='1.2'><office:body>"
        f"<office:spreadsheet><table:table table:name='名单'>{''.join(lines)}</table:table></office:spreadsheet>"
        "</office:body></office:document-content>"
    )


def _text(value: str, tall: int = 1) -> str:
    spans = f" table:number-rows-spanned='{tall}'" if tall > 1 else ""
    return f"<table:table-cell office:value-type='string'{spans}><text:p>{escape(value)}</text:p></table:table-cell>"


def _below(times: int) -> str:
    return f"<table:covered-table-cell table:number-columns-repeated='{times}'/>"


def _cells(cells: list[str], times: int = 1) -> str:
    return f"<table:table-row table:number-rows-repeated='{times}'>{''.join(cells)}</table:table-row>"


MANIFEST = (
    "<?xml version='1.0' encoding='UTF-8'?>"
    "<manifest:manifest xmlns:manifest='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0' manifest:version='1.2'>"
    "<manifest:file-entry manifest:full-path='/' "
    "manifest:media-type='application/vnd.oasis.opendocument.spreadsheet'/></manifest:manifest>"
)


def make(folder: Path = HERE) -> None:
    """Write every file but 旧版.xls."""
    sheets = {
        "合并标题": merged_titles,
        "换词换序": other_words,
        "重复隐藏": repeats,
        "项目": projects,
        "走访台账": visits,
        "责任单位分组": grouped_unit,
        "合并台账": merged_ledger,
        "指标分组": groups_of_years,
        "逐页打印": printed_pages,
        "一企一表": forms,
        "标题有年": years_in_titles,
        "左右两栏": side_by_side,
        "公式": formulas,
        "分段名单": townships.sections,
        "分段项目": townships.stages,
        "乡镇小计": townships.sums_above,
        "一镇一表": townships.sheets,
        "名称带号同上": townships.numbered,
        "走访同上": townships.dittos,
        "手写日期代码": townships.by_hand,
    }
    for name, fill in sheets.items():
        book = xlsxwriter.Workbook(str(folder / f"{name}.xlsx"), {"default_date_format": "yyyy-mm-dd"})
        book.set_properties({"created": datetime(2018, 1, 1)})  # noqa: DTZ001 -- a workbook's own time has no zone
        fill(book)
        book.close()
    uncalculated(folder / "公式.xlsx")
    (folder / "系统导出.xls").write_bytes(PAGE.encode("gb18030"))
    (folder / "系统导出的表格.xls").write_text(OFFICE_XML, "utf-8")
    (folder / "竖线.csv").write_bytes(delimited("|").encode("utf-8-sig"))
    (folder / "逗号.csv").write_bytes(delimited(",").encode())
    (folder / "分号带标记.csv").write_bytes(delimited(";").encode("utf-8-sig"))
    (folder / "制表符国标.csv").write_bytes(delimited("\t").encode("gb18030"))
    (folder / "统一码文本.csv").write_bytes(delimited("\t").encode("utf-16"))
    (folder / "问题台账.csv").write_bytes(ISSUES.encode("gb18030"))
    (folder / "其实是网页.xls").write_bytes(b"<html><table><tr><td>\xc6\xf3\xd2\xb5</td></tr></table></html>")
    (folder / "其实是信.csv").write_text("各乡镇：\n请核对名单。\n", "utf-8")
    with zipfile.ZipFile(folder / "开放格式.ods", "w") as archive:
        for part, content in (
            ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
            ("META-INF/manifest.xml", MANIFEST),
            ("content.xml", open_document()),
        ):
            archive.writestr(zipfile.ZipInfo(part, (2018, 1, 1, 0, 0, 0)), content)


if __name__ == "__main__":
    make()
