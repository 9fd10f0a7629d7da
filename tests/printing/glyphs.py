"""What stands on laid-out pages, read back from the glyphs themselves."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QRawFont

from sscs_desktop.printing import fonts
from sscs_desktop.printing.form import Pages
from sscs_desktop.printing.marks import Words


def words(pages: Pages, sheet: int | None = None) -> str:
    """Return what the pages say, or one sheet of them, in the order of painting."""
    sheets = pages.sheets if sheet is None else (pages.sheets[sheet],)
    return "".join(text_of(mark) for one in sheets for mark in one.words)


def text_of(mark: Words) -> str:
    """Return what one line says; a glyph the font does not have is a box."""
    return "".join(_characters().get(glyph, "□") for run in mark.said.glyphs for glyph in run.numbers)


@cache
def _characters() -> dict[int, str]:
    fonts.load()
    font = QRawFont.fromFont(fonts.face(100))
    text = "".join(map(chr, (*range(0x20, 0xD800), *range(0xF900, 0x10000))))
    pairs = zip(font.glyphIndexesForString(text), text, strict=True)
    return dict(reversed([(glyph, character) for glyph, character in pairs if glyph]))  # the first of several wins
