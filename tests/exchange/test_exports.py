"""What other offices' systems call a spreadsheet: XML of 2003, web pages and texts."""

from __future__ import annotations

import zipfile
from pathlib import Path

from sscs_desktop.exchange import open_document
from sscs_desktop.exchange.workbook import Grid, grids

CELL = '<Cell><Data ss:Type="String">{}</Data></Cell>'
BOOK = """<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel">
{}</Workbook>"""


def read(tmp_path: Path, content: str, name: str = "名单.xls") -> list[Grid]:
    (tmp_path / name).write_text(content, "utf-8")
    return list(grids(tmp_path / name))


def sheet(*rows: str, name: str = "企业", options: str = "") -> str:
    return f'<Worksheet ss:Name="{name}"><Table>{"".join(rows)}</Table>{options}</Worksheet>'


def test_cells_of_an_xml_spreadsheet_stand_where_it_says_and_are_what_it_says(tmp_path: Path) -> None:
    number = '<Cell><Data ss:Type="Number">1.3803190123E10</Data></Cell>'
    wide = '<Cell ss:MergeAcross="1" ss:MergeDown="2"><Data ss:Type="String">大陆村镇</Data></Cell>'
    rows = (
        f"<Row>{CELL.format('题')}</Row>",
        f'<Row ss:Index="3">{CELL.format("甲厂")}{wide}{number}</Row>',
        f'<Row>{CELL.format("乙厂")}<Cell ss:Index="9" ss:MergeDown="1"/></Row>',
        f"<Row>{CELL.format('丙厂')}{CELL.format('')}{CELL.format('0319')}</Row>",
    )
    hidden = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"
    old = sheet(f"<Row>{CELL.format('旧厂')}</Row>", name="旧", options=hidden)
    shown, passed_over = read(tmp_path, BOOK.format(sheet(*rows) + old))
    assert shown.rows == [
        (0, ["题"]),
        (2, ["甲厂", "大陆村镇", "", 13803190123.0]),
        (3, ["乙厂"]),
        (4, ["丙厂", "", "0319"]),
    ]
    assert shown.merged == {(3, 1): "大陆村镇", (4, 1): "大陆村镇"}, "nothing is merged down from an empty cell"
    assert (passed_over.is_hidden, passed_over.rows) == (True, [])


def test_cells_of_a_web_page_stand_beside_those_that_reach_into_their_row(tmp_path: Path) -> None:
    page = """
<table><tr><th>名称<th rowspan="2" colspan="2">联系<br>方式<th>镇</tr><tr><td>甲
    厂<td>大陆村镇</table>"""
    (grid,) = read(tmp_path, page)
    assert grid.rows == [(0, ["名称", "联系\n方式", "", "镇"]), (1, ["甲 厂", "", "", "大陆村镇"])]
    assert grid.merged == {(1, 1): "联系\n方式"}


def test_a_text_is_parted_by_the_mark_that_parts_most_of_its_rows_alike(tmp_path: Path) -> None:
    text = "名称;地址\n甲厂;大陆村,电缆街,18号\n乙厂;凤凰镇,东街,1号\n丙厂;换马店\n"
    (grid,) = read(tmp_path, text, "名单.csv")
    assert [cells for _, cells in grid.rows][:2] == [["名称", "地址"], ["甲厂", "大陆村,电缆街,18号"]]


def test_what_is_merged_in_an_open_document_stands_where_rows_and_columns_that_are_told_once_put_it(
    tmp_path: Path,
) -> None:
    def cell(**said: int) -> str:
        counts = "".join(f" table:number-{name.replace('_', '-')}='{count}'" for name, count in said.items())
        return f"<table:table-cell{counts}><text:p>x</text:p></table:table-cell>"

    rows = (
        f"<table:table-row table:number-rows-repeated='2'>{cell()}</table:table-row>"
        f"<table:table-row>{cell(columns_repeated=3)}{cell(rows_spanned=2, columns_spanned=2)}</table:table-row>"
        f"<table:table-row>{cell(rows_spanned=3)}</table:table-row>"
    )
    names = 'xmlns:{0}="urn:oasis:names:tc:opendocument:xmlns:{0}:1.0"'
    content = "".join(f"<table:table table:name='{name}'>{rows}</table:table>" for name in "甲乙")
    with zipfile.ZipFile(tmp_path / "名单.ods", "w") as archive:
        archive.writestr("content.xml", f"<a {names.format('table')} {names.format('text')}>{content}</a>")
    there = [((2, 3), (3, 4)), ((3, 0), (5, 0))]
    assert open_document.merged_ranges((tmp_path / "名单.ods").read_bytes()) == {"甲": there, "乙": there}
