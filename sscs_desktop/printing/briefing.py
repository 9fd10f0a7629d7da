"""Briefings and circulars on paper, in the layout of GB/T 9704-2012: 22 lines of 28 characters of 3号."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from PySide6.QtGui import QFont, QTextLayout

from sscs_desktop.domain.briefing import Block, Briefing, Chart, Heading, Paragraph, Table
from sscs_desktop.printing import charts, fonts, marks, typeset
from sscs_desktop.printing.form import Pages
from sscs_desktop.printing.marks import Placed, Rule, Said, Sheet, Words
from sscs_desktop.printing.template import UNITS_PER_MM, UNITS_PER_PT
from sscs_desktop.printing.typeset import Line

WIDTH_MM, HEIGHT_MM = 210.0, 297.0
TOP_MM, LEFT_MM, RIGHT_MM, BOTTOM_MM = 37.0, 28.0, 26.0, 35.0
TEXT_WIDTH_MM = WIDTH_MM - LEFT_MM - RIGHT_MM
CHARACTERS, LINES = 28, 22

_WIDTH = TEXT_WIDTH_MM * UNITS_PER_MM
_HEIGHT = (HEIGHT_MM - TOP_MM - BOTTOM_MM) * UNITS_PER_MM
_PITCH = _HEIGHT / LINES
_ADVANCE = _WIDTH / CHARACTERS
"""Of one character: 15.79 pt, a little less than its size."""
_BODY_PT, _TITLE_PT, _BANNER_PT, _SMALL_PT, _NUMBER_PT = 16.0, 22.0, 26.0, 12.0, 14.0
_BELOW_TEXT = 7 * UNITS_PER_MM
_THIN, _THICK = 0.2 * UNITS_PER_MM, 0.7 * UNITS_PER_MM
_PAD = 3 * UNITS_PER_PT
_SLACK = 1.0
"""Layout units by which 22 lines may miss the height of the text."""


@dataclass(frozen=True, kw_only=True)
class _Strip:
    """What stands across the page and is not torn. keeps: goes with the next one; under: comes again above it.

    `under` is the head of a table, set once more when this row begins a page.
    """

    height: float
    words: tuple[Words, ...] = ()
    rules: tuple[Rule, ...] = ()
    keeps: bool = False
    under: _Strip | None = None


def lay_out(briefing: Briefing) -> Pages:
    """Set a briefing; needs a QGuiApplication for its font."""
    fonts.load()
    filled = list(_pages(list(_strips(briefing))))
    sheets = tuple(_sheet(strips, number) for number, strips in enumerate(filled, start=1))
    title = briefing.title.replace("\n", "")
    return Pages(title=title, width_mm=WIDTH_MM, height_mm=HEIGHT_MM, sheets=sheets)


def pictures(briefing: Briefing) -> list[bytes]:
    """Return the charts of a briefing as PNG, as wide as its text."""
    return [charts.png(block, TEXT_WIDTH_MM) for block in briefing.blocks if isinstance(block, Chart)]


# ---- from blocks to strips


def _strips(briefing: Briefing) -> Iterator[_Strip]:
    if briefing.banner:
        yield from _banner(briefing)
    for line in briefing.title.split("\n"):
        yield from _centred(line, _TITLE_PT, _PITCH, keeps=True)
    yield _Strip(height=_PITCH, keeps=True)
    if briefing.addressee:
        yield from _running(briefing.addressee, indent=0)
    body = [strip for block in briefing.blocks for strip in _block(block)]
    yield from body[:-2]
    yield from (replace(strip, keeps=True) for strip in body[-2:])  # what follows never stands alone
    if not briefing.banner:
        yield _Strip(height=_PITCH, keeps=True)
        for text in (briefing.issuer, briefing.made):
            yield from (replace(strip, keeps=True) for strip in _signed(text))
    yield from _small(briefing.mark)


def _block(block: Block) -> Iterator[_Strip]:
    match block:
        case Heading():
            yield from (replace(strip, keeps=True) for strip in _running(block.text))
        case Paragraph():
            yield from _running(block.text)
        case Table():
            yield from _centred(block.caption, _SMALL_PT, _PITCH, keeps=True)
            yield from _table(block)
            yield _Strip(height=_PITCH / 2)
        case Chart():
            yield from _centred(block.caption, _SMALL_PT, _PITCH, keeps=True)
            drawing = charts.draw(block, _WIDTH)
            yield _Strip(height=drawing.height + _PITCH / 2, words=drawing.words, rules=drawing.rules)


def _banner(briefing: Briefing) -> Iterator[_Strip]:
    """Set the head of a briefing: its name, its number, and over the rule whose it is and of which day."""
    yield from _centred(briefing.banner, _BANNER_PT, 1.5 * _PITCH, keeps=True)
    yield from _centred(briefing.number, _BODY_PT, _PITCH, keeps=True)
    (day,) = typeset.text_lines(briefing.made, _BODY_PT, _WIDTH)
    *above, last = typeset.text_lines(briefing.issuer, _BODY_PT, _WIDTH - day.width - _ADVANCE)
    for line in above:
        yield _put(line, 0.0, _PITCH, keeps=True)
    ends = (_put(last, 0.0, _PITCH), _put(day, _WIDTH - day.width, _PITCH))
    yield replace(ends[0], words=ends[0].words + ends[1].words, keeps=True)
    yield _Strip(height=_PITCH, rules=(Rule(0, _PAD, _WIDTH, _PAD, _THICK),), keeps=True)


def _running(text: str, indent: float = 2.0) -> Iterator[_Strip]:
    """Yield the lines of a paragraph of the text; a line alone never ends or begins a page where two can."""
    lines = _spaced(typeset.printable(text), indent * _ADVANCE)
    for number, said in enumerate(lines):
        x = indent * _ADVANCE if number == 0 else 0.0
        words = Words(x, _PITCH / 2 + typeset.MIDDLE * _BODY_PT * UNITS_PER_PT, said)
        yield _Strip(height=_PITCH, words=(words,), keeps=len(lines) > 1 and number in (0, len(lines) - 2))


def _spaced(text: str, indent: float) -> list[Said]:
    """Break a text into lines whose characters stand on the grid."""
    em = _BODY_PT * UNITS_PER_PT
    layout = QTextLayout(text, _body_face(em))
    layout.setTextOption(typeset.wrapping())
    layout.beginLayout()
    found: list[Said] = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(_WIDTH - (0.0 if found else indent) + _SLACK)
        found.append(marks.said(em, line, text))
    layout.endLayout()
    return found


def _body_face(em: float) -> QFont:
    face = fonts.face(em)
    face.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, _ADVANCE - face.pixelSize())
    return face


def _centred(text: str, pt: float, height: float, *, keeps: bool = False) -> Iterator[_Strip]:
    for line in typeset.text_lines(text, pt, _WIDTH):
        yield _put(line, (_WIDTH - line.width) / 2, height, keeps=keeps)


def _signed(text: str) -> Iterator[_Strip]:
    for line in typeset.text_lines(text, _BODY_PT, _WIDTH - 2 * _ADVANCE):
        yield _put(line, _WIDTH - 2 * _ADVANCE - line.width, _PITCH)


def _small(text: str) -> Iterator[_Strip]:
    lines = typeset.text_lines(text, _SMALL_PT, _WIDTH)
    yield _Strip(height=_PITCH / 2, keeps=True)
    for number, line in enumerate(lines, start=1):
        yield _put(line, 0.0, line.height, keeps=number < len(lines))


def _put(line: Line, x: float, height: float, *, keeps: bool = False) -> _Strip:
    return _Strip(height=height, words=tuple(line.words(x, (height - line.height) / 2)), keeps=keeps)


def _table(table: Table) -> Iterator[_Strip]:
    whole = sum(table.weights)
    widths = [_WIDTH * weight / whole for weight in table.weights]
    head = _row(table.heads, widths)
    yield replace(head, keeps=True)
    for place, texts in enumerate(table.rows, start=1):
        yield replace(_row(texts, widths), under=head, keeps=table.is_whole and place < len(table.rows))


def _row(cells: Sequence[str], widths: Sequence[float]) -> _Strip:
    """Set one row of a table, framed; its upper frame lies on the lower one of the row before."""
    set_cells = [typeset.text_lines(c, _SMALL_PT, w - 2 * _PAD) for c, w in zip(cells, widths, strict=True)]
    height = max(sum(line.height for line in lines) for lines in set_cells) + 2 * _PAD
    words: list[Words] = []
    rules = [Rule(0, y, _WIDTH, y, _THIN) for y in (0, height)] + [Rule(0, 0, 0, height, _THIN)]
    left = 0.0
    for lines, width in zip(set_cells, widths, strict=True):
        top = (height - sum(line.height for line in lines)) / 2
        for line in lines:
            words += line.words(left + (width - line.width) / 2, top)
            top += line.height
        left += width
        rules.append(Rule(left, 0, left, height, _THIN))
    return _Strip(height=height, words=tuple(words), rules=tuple(rules))


# ---- from strips to pages


def _pages(strips: list[_Strip]) -> Iterator[list[_Strip]]:
    """Fill pages from the top; what keeps together goes to the next page together, unless it is higher than one."""
    page: list[_Strip] = []
    left = _HEIGHT
    for group in _groups(strips):
        need = sum(strip.height for strip in group)
        if page and need > left + _SLACK:
            yield page
            page, left = ([group[0].under] if group[0].under is not None else []), _HEIGHT
            left -= sum(strip.height for strip in page)
        page += group
        left -= need
    yield page


def _groups(strips: list[_Strip]) -> Iterator[list[_Strip]]:
    group: list[_Strip] = []
    for strip in strips:
        group.append(strip)
        if not strip.keeps:
            yield group
            group = []
    if group:
        yield group


def _sheet(strips: Sequence[_Strip], number: int) -> Sheet:
    placed: list[Placed] = []
    rules: list[Rule] = []
    left, top = LEFT_MM * UNITS_PER_MM, TOP_MM * UNITS_PER_MM
    for strip in strips:
        placed.append((left, top, strip.words))
        rules += [Rule(x1 + left, y1 + top, x2 + left, y2 + top, thick) for x1, y1, x2, y2, thick in strip.rules]
        top += strip.height
    placed.append((0, 0, tuple(_page_number(number))))
    return Sheet(placed=tuple(placed), rules=tuple(rules))


def _page_number(number: int) -> list[Words]:
    """Set — 1 — 7 mm below the text, one character from the outer edge: right on odd pages, left on even ones."""
    line = typeset.one_line(f"— {number} —", _NUMBER_PT)
    inset = _NUMBER_PT * UNITS_PER_PT
    x = _WIDTH - inset - line.width if number % 2 else inset
    return line.words(LEFT_MM * UNITS_PER_MM + x, TOP_MM * UNITS_PER_MM + _HEIGHT + _BELOW_TEXT)
