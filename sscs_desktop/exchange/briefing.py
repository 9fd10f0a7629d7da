"""A briefing as .docx, to be edited by whoever signs it, in the layout of GB/T 9704-2012.

Fonts, pitch and page stand in resources/templates/briefing_v1.docx, an empty paper whose styles any office can see:
lines 28.95 pt apart (at 28.99 a program counts only 21), characters 15.75 pt, 16 − 5/20: 28 by 22 between the margins.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from itertools import chain
from pathlib import Path

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.shared import Length, Twips
from docx.table import _Row
from docx.text.paragraph import Paragraph as Line

from sscs_desktop.base import paths
from sscs_desktop.base.files import write_atomically
from sscs_desktop.domain.briefing import Block, Briefing, Chart, Heading, Paragraph, Table
from sscs_desktop.domain.entry import clean

TEXT_WIDTH = 8845
"""Of the page between its margins, in twentieths of a point."""
_BANNER, _NUMBER, _ISSUED, _TITLE, _PLAIN = "报头", "期号", "编发", "Title", "Normal"
_HEADING, _BODY, _CAPTION, _PICTURE = "Heading 1", "公文正文", "图表题", "图"
_CELL, _BELOW, _TABLE = "表内", "表后", "数字表"
_SIGNATURE, _MARK = "落款", "数据口径"
"""Styles of the empty paper, by the names that Word and WPS show."""


def write(path: Path, briefing: Briefing, pictures: Sequence[bytes]) -> Path:
    """Write a briefing; `pictures` are the PNGs of its charts in their order. Raises DiskTrouble."""
    write_atomically(path, document(briefing, pictures))
    return path


def document(briefing: Briefing, pictures: Sequence[bytes]) -> bytes:
    """Return the file of a briefing."""
    paper = docx.Document(str(paths.resources("templates", "briefing_v1.docx")))
    _say_whose(paper, briefing)
    _head(paper, briefing)
    left = iter(pictures)
    ends = [_block(paper, block, left) for block in briefing.blocks]
    _foot(paper, briefing, ends[-1] if ends else [])
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()


def _say_whose(paper: Document, briefing: Briefing) -> None:
    about = paper.core_properties
    about.title = clean(briefing.title.replace("\n", ""))
    about.author = about.last_modified_by = clean(briefing.issuer)
    about.created = about.modified = datetime.combine(briefing.made_on, time())


def _head(paper: Document, briefing: Briefing) -> None:
    if briefing.banner:
        _line(paper, _BANNER, briefing.banner)
        _line(paper, _NUMBER, briefing.number)
        _line(paper, _ISSUED, briefing.issuer).add_run(f"\t{briefing.made}")
    _line(paper, _TITLE, briefing.title)
    if briefing.addressee:
        _line(paper, _PLAIN, briefing.addressee)


def _foot(paper: Document, briefing: Briefing, end: Sequence[Line]) -> None:
    """Sign, unless the head has said whose it is; the end of the text goes to the next page with what follows it."""
    kept = [*end]
    if not briefing.banner:
        kept.append(_line(paper, _PLAIN, ""))
        _line(paper, _SIGNATURE, briefing.issuer)
        _line(paper, _SIGNATURE, briefing.made)
    _line(paper, _MARK, briefing.mark)
    for line in kept:
        line.paragraph_format.keep_with_next = True


def _block(paper: Document, block: Block, pictures: Iterator[bytes]) -> list[Line]:
    """Set a block; return what of it stays with what follows, of a table the last row."""
    match block:
        case Heading():
            return [_line(paper, _HEADING, block.text)]
        case Paragraph():
            return [_line(paper, _BODY, block.text)]
        case Table():
            _line(paper, _CAPTION, block.caption)
            return _table(paper, block)
        case Chart():
            _line(paper, _CAPTION, block.caption)
            return [_picture(paper, block, next(pictures))]


def _line(paper: Document, style: str, text: str) -> Line:
    return paper.add_paragraph(clean(text), style=style)


def _table(paper: Document, table: Table) -> list[Line]:
    """Set a table over the whole width, its heads repeated on every page, no row torn apart, a short one whole."""
    whole = sum(table.weights)
    widths = [Twips(TEXT_WIDTH * weight // whole) for weight in table.weights]
    made = paper.add_table(0, len(widths), style=_TABLE)
    made.autofit = False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    rows = [_row(made.add_row(), texts, widths) for texts in (table.heads, *table.rows)]
    _mark(made.rows[0], "w:tblHeader")
    for line in chain.from_iterable(rows[:-1] if table.is_whole else rows[:1]):
        line.paragraph_format.keep_with_next = True
    return [*rows[-1], _line(paper, _BELOW, "")]


def _row(row: _Row, texts: Sequence[str], widths: Sequence[Length]) -> list[Line]:
    _mark(row, "w:cantSplit")
    for cell, text, width in zip(row.cells, texts, widths, strict=True):
        cell.width = width
        cell.paragraphs[0].text, cell.paragraphs[0].style = clean(text), _CELL
    return [cell.paragraphs[0] for cell in row.cells]


def _mark(row: _Row, name: str) -> None:
    """Set a property of a row that the library has no word for."""
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _picture(paper: Document, chart: Chart, png: bytes) -> Line:
    """Set a chart as wide as the text, with its numbers in words for whoever cannot see it."""
    line = _line(paper, _PICTURE, "")
    whole, part = chart.legend
    said = "；".join(f"{bar.name}{whole}{bar.whole}、{part}{bar.part}" for bar in chart.bars)
    shape = line.add_run().add_picture(io.BytesIO(png), width=Twips(TEXT_WIDTH))
    shape._inline.docPr.set("descr", clean(said))
    for side in ("distT", "distB", "distL", "distR"):
        shape._inline.set(side, "0")  # unsaid, some programs leave 3 mm beside it and push it over the margin
    return line
