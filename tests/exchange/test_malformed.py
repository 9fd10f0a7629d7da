"""Files made to hurt: each is read or refused, at once, and none takes the program down."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from sscs_desktop.base.errors import Unreadable
from sscs_desktop.exchange import workbook
from sscs_desktop.exchange.roster import RosterReading, read_roster
from tests.exchange.test_roster import book, table

HEADINGS, FIRM = ["企业名称", "法人"], ["甲（示例）", "王五"]
SHEET = "xl/worksheets/sheet1.xml"


def damaged(folder: Path, part: str, change: Callable[[bytes], bytes], name: str = "") -> Path:
    """Return an .xlsx of which one part is changed, and lies elsewhere if it is told where."""
    path = folder / "坏.xlsx"
    whole = book(folder / "好.xlsx", 企业=table(HEADINGS, FIRM))
    with zipfile.ZipFile(whole) as good, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bad:
        for each in good.namelist():
            content = good.read(each)
            bad.writestr((name or each) if each == part else each, change(content) if each == part else content)
    return path


def page(folder: Path, *rows: str) -> Path:
    path = folder / "网页.xls"
    path.write_text(f"<html><table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table></html>", "utf-8")
    return path


def refusal(path: Path) -> object:
    with pytest.raises(Unreadable) as caught:
        read_roster(path)
    return caught.value.data["reason"]


def names(reading: RosterReading) -> list[str]:
    return [row.name for row in reading.rows]


def test_a_cell_that_stands_nowhere_is_a_damaged_file_also_where_the_reader_panics(tmp_path: Path) -> None:
    nowhere = b'r="ZZZZZZZ99999999999999"'
    assert refusal(damaged(tmp_path, SHEET, lambda sheet: sheet.replace(b'r="A1"', nowhere))) == "format"


def test_a_part_that_says_it_is_small_is_not_unpacked_beyond_that(tmp_path: Path) -> None:
    path = damaged(tmp_path, SHEET, lambda sheet: sheet.replace(b"</sheetData>", b" " * 2_000_000 + b"</sheetData>"))
    with zipfile.ZipFile(path) as archive:
        size = struct.pack("<I", archive.getinfo(SHEET).file_size)
    path.write_bytes(path.read_bytes().replace(size, struct.pack("<I", 1_000)))
    assert refusal(path) == "format"


def test_a_stray_cell_in_the_far_corner_is_found_wherever_its_sheet_lies(tmp_path: Path) -> None:
    stray = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    path = damaged(tmp_path, SHEET, lambda sheet: sheet.replace(b"</sheetData>", stray), "xl/elsewhere.xml")
    assert refusal(path) == "too_large"


def test_cells_of_a_page_that_span_everything_are_placed_at_once(tmp_path: Path) -> None:
    heads = "".join(f"<td>{text}</td>" for text in HEADINGS)
    firm = "".join(f"<td>{text}</td>" for text in FIRM)
    wide = "<td rowspan=65536 colspan=1000>多</td>" * 100
    found = read_roster(page(tmp_path, heads, firm, *[wide] * 100))
    assert FIRM[0] in names(found)
    assert max(map(len, found.sheets[0].cells.values())) <= 1_000


@pytest.mark.parametrize("aside", ["<!--", "<![CDATA[", "<!DOCTYPE ", "<?xml "])
def test_what_a_page_opens_and_never_closes_hides_what_follows_and_takes_no_time(tmp_path: Path, aside: str) -> None:
    heads, firm = ("".join(f"<td>{text}</td>" for text in row) for row in (HEADINGS, FIRM))
    path = page(tmp_path, heads, firm)
    path.write_text(path.read_text("utf-8") + aside * 200_000, "utf-8")
    assert names(read_roster(path)) == [FIRM[0]]


def test_what_a_page_says_to_one_program_is_no_part_of_a_cell(tmp_path: Path) -> None:
    heads = "".join(f"<td>{text}</td>" for text in HEADINGS)
    firm = (
        f"<td><![if !supportEmptyParas]>{FIRM[0]}<![endif]></td><td><!--[if gte mso 9]>其他<![endif]-->{FIRM[1]}</td>"
    )
    assert read_roster(page(tmp_path, heads, firm)).enterprises[0].legal_person == FIRM[1]


def test_a_heading_of_brackets_alone_is_a_text_and_takes_no_time(tmp_path: Path) -> None:
    brackets = ["（" * 30_000, "(" * 30_000]
    assert names(read_roster(book(tmp_path / "a.xlsx", 企业=table(brackets, HEADINGS, FIRM)))) == [FIRM[0]]


def test_a_sheet_of_more_rows_than_anybody_has_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book(tmp_path / "a.xlsx", 企业=table(HEADINGS, FIRM, FIRM))
    assert names(read_roster(path)) == [FIRM[0]]
    monkeypatch.setattr(workbook, "MOST_ROWS", 2)
    assert refusal(path) == "too_large"


@pytest.mark.timeout(8)
@pytest.mark.parametrize(
    ("headings", "row", "kept"), [("企业名称,联系人", ",张{n}", 0), ("项目名称,建设单位", "技改项目,第{n}公司", 20_000)]
)
def test_many_rows_without_a_name_or_of_one_name_are_read_in_a_moment(
    tmp_path: Path, headings: str, row: str, kept: int
) -> None:
    path = tmp_path / "名单.csv"
    path.write_text("\n".join([headings, *(row.format(n=n) for n in range(20_000))]), "utf-8")
    assert len(read_roster(path).rows) == kept
