"""A briefing as .docx, to be edited by whoever signs it, in the layout of GB/T 9704-2012.

28 characters by 22 lines of 3号 between the margins. In resources/templates/briefing_docx/ document.xml has the lines'
pitch of 28.95 pt (at 28.99 a program counts only 21) and styles.xml the characters' of 15.75 pt, 16 − 5/20: in the grid
some programs read it otherwise. Written as the parts of ECMA-376 that they are.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from sscs_desktop.base import paths
from sscs_desktop.base.files import write_atomically
from sscs_desktop.domain.briefing import Block, Briefing, Chart, Heading, Paragraph, Table
from sscs_desktop.domain.entry import clean

TEXT_WIDTH = 8845
"""Of the page between its margins, in twentieths of a point."""
_FIRST_COLUMN = 2.8
"""How many times wider than a column of numbers the one of words is."""
_PAD = 40
"""Left and right in a cell, in twentieths of a point: heads of four characters stay on one line."""
_EMU = 635
"""English Metric Units in a twentieth of a point."""
_MOMENT = (1980, 1, 1, 0, 0, 0)
"""Of every part: the same briefing gives the same bytes."""
_IHDR = 16
"""Where a PNG says how wide and high it is."""


def write(path: Path, briefing: Briefing, pictures: Sequence[bytes]) -> Path:
    """Write a briefing; `pictures` are the PNGs of its charts in their order. Raises DiskTrouble."""
    write_atomically(path, document(briefing, pictures))
    return path


def document(briefing: Briefing, pictures: Sequence[bytes]) -> bytes:
    """Return the file of a briefing."""
    about = {
        "title": _text(briefing.title.replace("\n", "")),
        "issuer": _text(briefing.issuer),
        "made_on": briefing.made_on.isoformat(),
    }
    body = "".join(_body(briefing, pictures))
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _part("content_types"),
        "_rels/.rels": _part("package_rels"),
        "docProps/core.xml": _part("core").format_map(about),
        "word/document.xml": _part("document").replace("{body}", body),
        "word/_rels/document.xml.rels": _part("document_rels").replace("{pictures}", _links(len(pictures))),
        "word/styles.xml": _part("styles"),
        "word/settings.xml": _part("settings"),
        "word/footer1.xml": _part("footer").format(side="right"),
        "word/footer2.xml": _part("footer").format(side="left"),
    }
    charts: dict[str, str | bytes] = {
        f"word/media/chart{number}.png": png for number, png in enumerate(pictures, start=1)
    }
    return _packed(parts | charts)


def _packed(parts: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            about = zipfile.ZipInfo(name, _MOMENT)
            about.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(about, content)
    return file.getvalue()


def _body(briefing: Briefing, pictures: Sequence[bytes]) -> Iterator[str]:
    if briefing.banner:
        yield _line("Banner", briefing.banner)
    yield _line("Title", briefing.title)
    if briefing.addressee:
        yield _line("Normal", briefing.addressee)
    left = iter(enumerate(pictures, start=1))
    blocks = [_chart(one, *next(left)) if isinstance(one, Chart) else _block(one) for one in briefing.blocks]
    yield from blocks[:-1]
    yield from map(_keeping, [*blocks[-1:], _line("Normal", "")])
    made = briefing.made_on
    yield _line("Signature", briefing.issuer)
    yield _line("Signature", f"{made.year}年{made.month}月{made.day}日")
    yield _line("Mark", briefing.mark)


def _block(block: Block) -> str:
    match block:
        case Heading():
            return _line("Heading1", block.text)
        case Table():
            return _line("FigureTitle", block.caption) + _table(block)
        case Paragraph():
            return _line("Body", block.text)
        case Chart():
            raise TypeError("a chart comes with its picture")


def _line(style: str, text: str) -> str:
    lines = (f'<w:t xml:space="preserve">{_text(line)}</w:t>' for line in text.split("\n"))
    words = f"<w:r>{'<w:br/>'.join(lines)}</w:r>" if text else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{words}</w:p>'


def _keeping(block: str) -> str:
    """Return a block whose end, of a table the last row, goes to the next page with what follows it."""
    end = max(block.rfind("<w:tr>"), 0)
    return block[:end] + block[end:].replace("</w:pPr>", "<w:keepNext/></w:pPr>")


def _table(table: Table) -> str:
    """Return a table over the whole width, its heads repeated on every page, no row torn apart."""
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    widths = _widths(len(table.heads))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = _row(table.heads, widths, "<w:cantSplit/><w:tblHeader/>")
    rows = "".join(_row(row, widths, "<w:cantSplit/>") for row in table.rows)
    about = (
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:left w:w="{_PAD}" w:type="dxa"/><w:right w:w="{_PAD}" w:type="dxa"/></w:tblCellMar>'
    )
    return f"<w:tbl><w:tblPr>{about}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>" + _line("Cell", "")


def _widths(columns: int) -> list[int]:
    one = int(TEXT_WIDTH / (columns - 1 + _FIRST_COLUMN))
    return [TEXT_WIDTH - one * (columns - 1), *[one] * (columns - 1)]


def _row(cells: Sequence[str], widths: Sequence[int], about: str) -> str:
    made = "".join(_cell(text, width) for text, width in zip(cells, widths, strict=True))
    return f"<w:tr><w:trPr>{about}</w:trPr>{made}</w:tr>"


def _cell(text: str, width: int) -> str:
    about = f'<w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/>'
    return f"<w:tc><w:tcPr>{about}</w:tcPr>{_line('Cell', text)}</w:tc>"


def _chart(chart: Chart, number: int, png: bytes) -> str:
    """Return a chart as wide as the text, with its numbers in words for whoever cannot see it."""
    wide, high = struct.unpack(">II", png[_IHDR : _IHDR + 8])
    whole, part = chart.legend
    said = "；".join(f"{bar.name}{whole}{bar.whole}、{part}{bar.part}" for bar in chart.bars)
    across = TEXT_WIDTH * _EMU
    picture = (
        _part("picture")
        .strip()
        .format(wide=across, high=across * high // wide, number=number, said=quoteattr(clean(said))[1:-1])
    )
    return _line("FigureTitle", chart.caption) + picture


def _links(pictures: int) -> str:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    return "".join(
        f'<Relationship Id="rIdChart{number}" Type="{kind}" Target="media/chart{number}.png"/>'
        for number in range(1, pictures + 1)
    )


def _text(text: str) -> str:
    return escape(clean(text))


def _part(name: str) -> str:
    return paths.resources("templates", "briefing_docx", f"{name}.xml").read_text("utf-8")
