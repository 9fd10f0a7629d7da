"""A briefing as a file that Word and WPS open: its parts are sound XML and its grid is that of official papers."""

from __future__ import annotations

import io
import re
import struct
import xml.etree.ElementTree as ET
import zipfile
import zlib
from dataclasses import replace

import pytest

from sscs_desktop.domain import briefing as words
from sscs_desktop.domain.briefing import Bar, Block, Chart, Paragraph, Table
from sscs_desktop.exchange import briefing
from tests.domain.test_briefing import composed

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(wide: int, high: int) -> bytes:
    """Return a white picture."""
    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    lines = zlib.compress((b"\0" + b"\xff" * wide) * high)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", lines) + _chunk(b"IEND", b"")


PNG = _png(1842, 921)
TABLE = Table(caption="表", heads=("责任单位", "走访"), rows=(("甲县", "1"), ("乙县", "2")))
CHART = Chart(caption="图", legend=("提出", "已解决"), bars=(Bar(name="用地", whole=4, part=1),))


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("kind", words.KINDS)
def test_every_part_is_sound_and_every_reference_leads_somewhere(kind: str) -> None:
    found = parts(briefing.document(composed(kind=kind), [PNG]))
    for name, content in found.items():
        if not name.endswith(".png"):
            ET.fromstring(content)
    links = dict(re.findall(r'Id="(\w+)"[^>]* Target="([^"]+)"', found["word/_rels/document.xml.rels"].decode()))
    document = found["word/document.xml"].decode()
    used = set(re.findall(r'r:(?:id|embed)="(\w+)"', document))
    assert {f"word/{links[id]}" for id in used} <= set(found)
    styles = set(re.findall(r'w:styleId="(\w+)"', found["word/styles.xml"].decode()))
    assert set(re.findall(r'<w:pStyle w:val="(\w+)"', document)) <= styles
    types = found["[Content_Types].xml"].decode()
    assert set(re.findall(r'PartName="/([^"]+)"', types)) <= set(found)


def test_the_page_has_28_characters_by_22_lines_between_the_margins_of_the_standard() -> None:
    found = parts(briefing.document(composed(), [PNG]))
    section = ET.fromstring(found["word/document.xml"]).find(f".//{W}sectPr")
    plain = ET.fromstring(found["word/styles.xml"]).find(f"{W}style[@{W}styleId='Normal']/{W}rPr")
    assert section is not None and plain is not None
    page, edge, grid = (section.find(W + name) for name in ("pgSz", "pgMar", "docGrid"))
    assert page is not None and edge is not None and grid is not None
    size = {name: int(page.get(W + name, "0")) for name in ("w", "h")}
    mm = {name: round(int(edge.get(W + name, "0")) / 1440 * 25.4) for name in ("top", "left", "right", "bottom")}
    assert mm == {"top": 37, "left": 28, "right": 26, "bottom": 35}
    wide = size["w"] - int(edge.get(W + "left", "0")) - int(edge.get(W + "right", "0"))
    high = size["h"] - int(edge.get(W + "top", "0")) - int(edge.get(W + "bottom", "0"))
    size_pt, apart = (plain.find(W + name) for name in ("sz", "spacing"))
    assert size_pt is not None and apart is not None
    pitch = int(size_pt.get(W + "val", "0")) / 2 + int(apart.get(W + "val", "0")) / 20
    assert wide == briefing.TEXT_WIDTH
    assert (int(wide / 20 / pitch), high // int(grid.get(W + "linePitch", "0"))) == (28, 22)


def test_the_words_of_the_briefing_are_those_of_the_document() -> None:
    paper = composed(kind="circular")
    document = ET.fromstring(parts(briefing.document(paper, [PNG]))["word/document.xml"])
    lines = ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in document.iter(f"{W}p")]
    for block in paper.blocks:
        wanted = [block.caption] if isinstance(block, Table | Chart) else [block.text]
        if isinstance(block, Table):
            wanted += [cell for row in block.rows for cell in row]
        assert set(wanted) <= set(lines)
    assert lines[-1] == paper.mark and lines[:2] == [paper.title.replace("\n", ""), paper.addressee] and lines[1]
    assert lines[-3:-1] == [paper.issuer, paper.made]


def test_a_briefing_says_at_its_head_which_it_is_whose_and_of_which_day() -> None:
    document = ET.fromstring(parts(briefing.document(composed(), [PNG]))["word/document.xml"])
    lines = ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in document.iter(f"{W}p")]
    assert lines[:3] == ["“双创双服”活动工作简报", "第　　期", "甲镇2018年9月26日"]
    assert "甲镇" not in lines[3:]


@pytest.mark.parametrize(("last", "count"), [(Paragraph(text="完。"), 2), (TABLE, 8), (CHART, 2)])
def test_a_signature_takes_the_end_of_the_text_along(last: Block, count: int) -> None:
    paper = replace(composed(kind="circular"), blocks=(Paragraph(text="起。"), last))
    document = ET.fromstring(parts(briefing.document(paper, [PNG]))["word/document.xml"])
    lines = list(document.iter(f"{W}p"))
    signed = next(n for n, p in enumerate(lines) if "".join(t.text or "" for t in p.iter(f"{W}t")) == paper.issuer)
    keeps = [line.find(f"{W}pPr/{W}keepNext") is not None for line in lines[:signed]]
    assert all(keeps[-count:]) and sum(keeps) == count


def test_a_chart_is_as_wide_as_the_text_and_says_its_numbers_to_who_cannot_see_it() -> None:
    document = parts(briefing.document(composed(), [PNG]))["word/document.xml"].decode()
    extent = re.search(r'<wp:extent cx="(\d+)" cy="(\d+)"/>', document)
    assert extent is not None and int(extent[1]) == briefing.TEXT_WIDTH * 635 == 2 * int(extent[2]) - 1
    assert re.search('<wp:inline [^>]*distL="0" distR="0"', document), "nothing beside it, or it stands over the margin"
    assert 'descr="用地提出2、已解决0；资金提出1、已解决1"' in document


def test_the_columns_of_a_table_fill_the_width_by_what_they_say() -> None:
    table = Table(caption="表", heads=("责任单位", "走访"), rows=(("大陆村镇经济发展办公室", "1"),))
    document = ET.fromstring(parts(briefing.document(replace(composed(), blocks=(table,)), []))["word/document.xml"])
    widths = [int(column.get(f"{W}w", "0")) for column in document.iter(f"{W}gridCol")]
    assert widths == [8845 * 13 // 19, 8845 * 6 // 19]
    assert [int(cell.get(f"{W}w", "0")) for cell in document.iter(f"{W}tcW")] == widths * 2


def test_the_heads_of_a_table_come_again_and_a_short_one_is_not_torn() -> None:
    rows = tuple((str(n), "1") for n in range(words.UNTORN + 1))
    for count, is_whole in ((words.UNTORN, True), (words.UNTORN + 1, False)):
        table = replace(TABLE, rows=rows[:count])
        paper = replace(composed(), blocks=(table, Paragraph(text="完。")))
        made = ET.fromstring(parts(briefing.document(paper, []))["word/document.xml"]).find(f".//{W}tbl")
        assert made is not None and len(made.findall(f"{W}tr/{W}trPr/{W}tblHeader")) == 1
        keeps = [row.find(f".//{W}keepNext") is not None for row in made.findall(f"{W}tr")]
        assert keeps == [True, *[is_whole] * (count - 1), False]


def test_the_file_says_what_it_is_whose_and_of_which_day() -> None:
    about = parts(briefing.document(composed(), [PNG]))["docProps/core.xml"].decode()
    assert "甲镇2018年9月工作情况" in about and "<dc:creator>甲镇<" in about and "2018-09-26T00:00:00Z" in about
