from __future__ import annotations

import csv
import json
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
from python_calamine import CalamineWorkbook

from sscs_desktop.base.errors import DiskTrouble
from sscs_desktop.base.paths import resources
from sscs_desktop.domain import credit_code
from sscs_desktop.domain.divisions import Divisions
from sscs_desktop.exchange.roster import read_roster
from sscs_desktop.exchange.sample import COUNTY_CODE, TITLE, TOWNSHIPS, write_sample_roster
from sscs_desktop.exchange.sheet_rows import Value
from sscs_desktop.exchange.tables import Heading, Sheet, write_book, write_csv, write_sheet
from sscs_desktop.exchange.workbook import grids

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SHEET = "xl/worksheets/sheet1.xml"


def cells(path: Path, sheet: int = 0) -> list[list[object]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_index(sheet).to_python()  # type: ignore[return-value]


def part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode("utf-8")


def test_a_moment_keeps_its_time_to_the_second(tmp_path: Path) -> None:
    moments = [datetime.fromisoformat(f"2018-09-05T{time}") for time in ("14:30:15", "23:59:59")]
    path = write_sheet(
        tmp_path / "a.xlsx", "题", [Heading(text="时间", format="yyyy-mm-dd hh:mm:ss")], [[m] for m in moments]
    )
    assert [row[0] for row in cells(path)[2:]] == moments


def test_codes_are_text_dates_are_dates_and_amounts_are_numbers(tmp_path: Path) -> None:
    path = write_sheet(
        tmp_path / "台账.xlsx",
        "走访台账",
        [Heading(text="名称", width=30), "代码", "日期", "金额", "是否"],
        [["倴城镇示例厂", "130528107000", date(2018, 9, 28), Decimal("12.5"), True], [None, "", None, 3, False]],
    )
    title, headings, first, second = cells(path)
    assert title[0] == "走访台账"
    assert headings == ["名称", "代码", "日期", "金额", "是否"]
    assert first == ["倴城镇示例厂", "130528107000", date(2018, 9, 28), 12.5, "是"]
    assert second == ["", "", "", 3.0, "否"]


@pytest.mark.parametrize("text", ["=1+1", "+8613800138000", "-甲", "@SUM(A1)", '=HYPERLINK("x")', "http://x.cn"])
def test_no_text_becomes_a_formula_or_a_link(tmp_path: Path, text: str) -> None:
    path = write_sheet(tmp_path / "a.xlsx", "=标题", ["名称"], [[text]])
    assert cells(path) == [["=标题"], ["名称"], [text]]
    page = part(path, "xl/worksheets/sheet1.xml")
    assert "<f>" not in page
    assert "hyperlink" not in page


@pytest.mark.parametrize("text", ["=1+1", "+86138", "-甲", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_text_of_a_csv_begins_like_a_formula_and_a_loss_stays_a_number(tmp_path: Path, text: str) -> None:
    path = write_csv(tmp_path / "a.csv", ["名称", "利润"], [[text, Decimal("-12.50")]])
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    ((_, _), (name, profit)) = csv.reader(path.read_text("utf-8-sig").splitlines())
    assert name == f"'{text.strip()}"
    assert profit == "-12.50"


def test_what_a_csv_guards_is_read_as_it_was(tmp_path: Path) -> None:
    said = ["=1+1", "-", "+86 13800138000", "'甲'", "@\n乙", "'"]
    path = write_csv(tmp_path / "a.csv", ["名称", "备注"], [[text, "丙"] for text in said])
    path.write_bytes(path.read_bytes() + b'\'911300842185946850,"=""0319"""\r\n')
    (grid,) = grids(path)
    assert [cells[0] for _, cells in grid.rows[1:]] == [*said, "911300842185946850"]
    assert grid.rows[-1][1][1] == "0319"


def test_text_that_reads_like_a_coded_character_stays_as_it_is(tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "a.xlsx", "题", ["甲"], [["_x0041_ <&> 倴泃鄚洺"], [" 两边 "]])
    assert "_x005F_x0041_ &lt;&amp;&gt; 倴泃鄚洺" in part(path, "xl/worksheets/sheet1.xml")
    assert cells(path)[2] == ["_x0041_ <&> 倴泃鄚洺"]


def test_a_ledger_says_as_of_when_and_filters_and_prints_on_one_width(tmp_path: Path) -> None:
    sheet = Sheet(name="甲", title="题", mark="截至今天", headings=["甲", "乙"], rows=[["1", 2]] * 5, fixed=1)
    page = part(write_book(tmp_path / "a.xlsx", [sheet]), "xl/worksheets/sheet1.xml")
    assert [row[0] for row in cells(tmp_path / "a.xlsx")[:4]] == ["题", "截至今天", "甲", "1"]
    assert '<dimension ref="A1:B8"/>' in page
    assert '<autoFilter ref="A3:B8"/>' in page
    assert '<pane xSplit="1" ySplit="3"' in page
    assert '<pageSetup paperSize="9" fitToHeight="0" orientation="landscape"/>' in page
    assert "第 &amp;P 页，共 &amp;N 页" in page


def test_sums_below_the_lines_are_neither_filtered_nor_sorted_among_them(tmp_path: Path) -> None:
    for count, places in ((1, "A2:A4"), (3, "")):
        sheet = Sheet(name="甲", title="题", headings=["甲"], rows=[["甲镇"], ["乙镇"], ["合计"]], sums=count)
        found = re.findall(r'<autoFilter ref="([^"]*)"', part(write_book(tmp_path / "a.xlsx", [sheet]), SHEET))
        assert found == ([places] if places else [])


def test_a_wide_ledger_is_printed_on_sheets_of_a4_beside_each_other_each_with_its_first_columns(tmp_path: Path) -> None:
    headings = [Heading(text=str(n), width=20) for n in range(30)]
    sheet = Sheet(name="甲", title="题", mark="截至今天", headings=headings, rows=[["1"] * 30], fixed=2)
    page = part(write_book(tmp_path / "a.xlsx", [sheet]), "xl/worksheets/sheet1.xml")
    assert 'paperSize="9"' in page and 'fitToWidth="3" fitToHeight="0"' in page and 'pageOrder="overThenDown"' in page
    assert "甲!$A:$B,甲!$3:$3" in part(tmp_path / "a.xlsx", "xl/workbook.xml").replace("'", "")
    assert re.findall(r'<mergeCell ref="(\w+:\w+)"', page) == ["C1:K1", "C2:K2"], "on the first sheet and no other"
    assert cells(tmp_path / "a.xlsx")[0][:3] == ["", "", "题"]


def test_excel_marks_no_code_or_phone_as_a_number_kept_as_text(tmp_path: Path) -> None:
    page = part(write_sheet(tmp_path / "a.xlsx", "题", ["电话"], [["13800138000"]]), SHEET)
    assert '<ignoredError sqref="A1:XFD1048576" numberStoredAsText="1"/></ignoredErrors></worksheet>' in page


def test_a_column_is_as_wide_as_what_is_seen_in_it(tmp_path: Path) -> None:
    rows = [["倴泃鄚洺有限公司", Decimal(1) / 3, "一\n两行里长的那行"]]
    page = part(write_sheet(tmp_path / "a.xlsx", "题", ["甲", "乙", "丙"], rows), "xl/worksheets/sheet1.xml")
    widths = [round(float(width)) for width in re.findall(r'<col [^>]*width="([\d.]+)"', page)]
    assert '<row r="3" ht="30">' in page
    assert widths == [16 + 2 + 1, 4 + 2 + 1, 14 + 2 + 1]


def test_equal_values_of_different_kinds_stay_what_they_are(tmp_path: Path) -> None:
    write_sheet(tmp_path / "a.xlsx", "题", ["甲"], [[1], [True], [Decimal("1.0")], ["1"]])
    assert cells(tmp_path / "a.xlsx")[2:] == [[1.0], ["是"], [1.0], ["1"]]


def test_progress_is_told_and_may_stop_the_writing_without_a_trace(tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "a.xlsx", "旧", ["甲"], [])
    before, told = path.read_bytes(), []

    def tell(done: int, total: int) -> None:
        told.append((done, total))
        if done > 600:
            raise KeyError(done)

    sheet = Sheet(name="甲", title="新", headings=["甲"], rows=[["1"]] * 1200)
    with pytest.raises(KeyError):
        write_book(path, [sheet], tell)
    assert told == [(500, 1200), (1000, 1200)]
    assert path.read_bytes() == before and [p.name for p in tmp_path.iterdir()] == ["a.xlsx"]


def test_control_characters_never_reach_a_file(tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "a.xlsx", "题", ["名称"], [["甲\x00\x01\u200b乙"]])
    assert cells(path)[2] == ["甲乙"]


def test_the_head_is_frozen_and_the_title_merged(tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "a.xlsx", "题", ["甲", "乙", "丙"], [["1", "2", "3"]])
    page = part(path, "xl/worksheets/sheet1.xml")
    assert 'ref="A1:C1"' in page
    assert 'ySplit="2"' in page
    assert 'state="frozen"' in page


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    one = write_sheet(tmp_path / "a.xlsx", "题", ["甲"], [["1"]]).read_bytes()
    two = write_sheet(tmp_path / "b.xlsx", "题", ["甲"], [["1"]]).read_bytes()
    assert one == two


def test_a_folder_that_is_not_there_is_disk_trouble_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(DiskTrouble):
        write_sheet(tmp_path / "没有" / "a.xlsx", "题", ["甲"], [])
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_write_leaves_the_older_file_as_it_was(tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "a.xlsx", "旧", ["甲"], [])
    before = path.read_bytes()

    def stop(_done: int, _all: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_book(path, [Sheet(name="甲", title="新", headings=["甲"], rows=[["乙"]])], stop)
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


def test_a_file_open_in_excel_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_sheet(tmp_path / "a.xlsx", "旧", ["甲"], [])
    held = PermissionError(13, "in use")  # what Windows says to the rename
    monkeypatch.setattr(Path, "replace", lambda *_args: (_ for _ in ()).throw(held))
    with pytest.raises(DiskTrouble, match="not_writable"):
        write_sheet(path, "新", ["甲"], [])
    assert [file.name for file in tmp_path.iterdir()] == ["a.xlsx"]


def test_sheet_names_are_made_lawful(tmp_path: Path) -> None:
    path = write_book(
        tmp_path / "a.xlsx", [Sheet(name="2018/9：[走访]" + "长" * 40, title="题", headings=["甲"], rows=[])]
    )
    (written,) = CalamineWorkbook.from_path(path).sheet_names
    assert written == ("2018_9：_走访_" + "长" * 40)[:31]


def test_no_two_sheets_bear_one_name_however_they_are_cut_and_cased(tmp_path: Path) -> None:
    names = ["甲" * 31 + "一", "甲" * 31 + "二", "A", "a", "乙" * 30 + "'丙", "'"]
    write_book(tmp_path / "a.xlsx", [Sheet(name=n, title="题", headings=["甲"], rows=[[n]]) for n in names])
    book = CalamineWorkbook.from_path(tmp_path / "a.xlsx")
    assert book.sheet_names == ["甲" * 31, "2_" + "甲" * 29, "A", "4_a", "乙" * 30, "Sheet6"]
    assert [book.get_sheet_by_index(place).to_python()[2] for place in range(len(names))] == [[n] for n in names]


def test_a_day_that_spreadsheets_do_not_count_alike_is_written_in_words(tmp_path: Path) -> None:
    days = [date(1878, 7, 24), date(1900, 2, 28), date(1900, 3, 1)]
    write_sheet(tmp_path / "a.xlsx", "题", ["成立时间"], [[day] for day in days])
    assert [row[0] for row in cells(tmp_path / "a.xlsx")[2:]] == ["1878-07-24", "1900-02-28", date(1900, 3, 1)]


def test_rows_and_cells_have_what_the_schema_allows_them_in_its_order(tmp_path: Path) -> None:
    rows: list[list[Value]] = [
        ["两行\n的 文", date(2018, 9, 28), Decimal("1.5"), 2, True, None],
        ["=1", None, 0, 0.1, False, "甲" * 9000],
    ]
    page = ElementTree.fromstring(part(write_sheet(tmp_path / "a.xlsx", "题", list("甲乙丙丁戊己"), rows), SHEET))
    found = [row for row in page.iter(f"{S}row") if int(row.get("r", "0")) > 2]
    assert [(row.get("r"), set(row.attrib) - {"ht"}) for row in found] == [("3", {"r"}), ("4", {"r"})]
    for row in found:
        assert [cell.get("r") for cell in row] == [f"{letter}{row.get('r')}" for letter in "ABCDEF"]
        for cell in row:
            shape = (cell.get("t"), [inner.tag.removeprefix(S) for inner in cell.iter()])
            assert shape in [(None, ["c"]), (None, ["c", "v"]), ("inlineStr", ["c", "is", "t"])]
            assert set(cell.attrib) <= {"r", "s", "t"} and not any(inner.attrib for inner in list(cell.iter())[1:])
    assert [float(row.get("ht", "0")) for row in found] == [30, 405]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sample_roster(tmp_path_factory.mktemp("sample") / "名单.xlsx")


def test_the_sample_roster_is_read_back_without_a_single_problem(sample: Path) -> None:
    reading = read_roster(sample)
    assert cells(sample)[0][0] == TITLE
    assert reading.problems == ()
    assert (len(reading.enterprises), len(reading.projects)) == (60, 8)
    assert [s.ignored for s in reading.sheets] == [(), ()]
    assert all("（示例）" in row.name for row in reading.rows)


def test_every_credit_code_of_the_sample_is_valid_and_its_own(sample: Path) -> None:
    codes = [row.credit_code for row in read_roster(sample).enterprises]
    assert all(code and credit_code.problem(code) is None for code in codes)
    assert len(set(codes)) == 60


def test_the_sample_stands_in_real_townships_of_one_county(sample: Path) -> None:
    divisions = Divisions.from_dict(json.loads(resources("divisions", "hebei.json").read_text("utf-8")))
    for code, name in TOWNSHIPS:
        found = divisions.lookup(code)
        county = divisions.county_of(code)
        assert found is not None
        assert county is not None
        assert (found.name, county.code) == (name, COUNTY_CODE)
    reading = read_roster(sample)
    places = {(row.division_code, row.division_name) for row in reading.enterprises}
    assert places == {(code + "000", name) for code, name in TOWNSHIPS}
    units = {row.assignment.unit_name for row in reading.rows}
    assert "大陆村镇经济发展办" in units
    assert len(units) == len(TOWNSHIPS)


def test_the_sample_is_as_various_as_a_county(sample: Path) -> None:
    reading = read_roster(sample)
    assert len({row.size for row in reading.enterprises}) == 4
    assert len({row.tier for row in reading.enterprises}) == 3
    assert len({row.classes for row in reading.enterprises}) >= 4
    assert len({row.stage for row in reading.projects}) == 3
    assert {f.period for row in reading.enterprises for f in row.figures} == {"2017"}


def test_one_seed_gives_one_roster(tmp_path: Path, sample: Path) -> None:
    assert write_sample_roster(tmp_path / "a.xlsx").read_bytes() == sample.read_bytes()
    assert write_sample_roster(tmp_path / "b.xlsx", seed=7).read_bytes() != sample.read_bytes()
