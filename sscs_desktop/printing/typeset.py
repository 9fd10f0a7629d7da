"""Texts and tick boxes broken into lines of one width; lengths in layout units."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from PySide6.QtGui import QFont, QTextLayout, QTextOption

from sscs_desktop.printing import fonts, marks
from sscs_desktop.printing.kept import kept
from sscs_desktop.printing.marks import Said, Tick, Words
from sscs_desktop.printing.template import UNITS_PER_PT

_PITCH = 1.3
"""Line pitch of a form in ems; Noto's own 1.45 is meant for running text."""
MIDDLE = 0.38
"""Half-height of an ideograph above its baseline, in ems: what the eye takes for the middle of a line."""
_BOX = 0.86
_BOX_GAP = 0.22
_OPTION_GAP = 0.75
_LABEL_GAP = 0.1
_KEPT = 1024
"""Texts kept, some hundred bytes each: the labels of a form, and what the cards of one unit share."""
_BROAD = 1e9
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_TWINS = str.maketrans(
    "\u2003\u2012\u2035\u2215\u2329\u232a\u301c\u3ada\u3b35\u3b3a\u3ba3", "\u3000–｀／〈〉～曶胶幐槩"
)
"""Rare characters that look like a common one: the font has the common one alone, or 橡胶 would be copied as 橡㬵."""


class Piece(NamedTuple):
    """One thing on a line, `x` from the line's left edge; `tick` is None for words."""

    x: float
    width: float
    said: Said
    tick: bool | None = None


class Line(NamedTuple):
    """One line of a cell; `baseline` from its upper edge."""

    em: float
    height: float
    baseline: float
    width: float
    pieces: tuple[Piece, ...]

    def words(self, x: float, top: float) -> list[Words]:
        """Return what to paint of a line without tick boxes when its box begins at (x, top)."""
        baseline = round(top + self.baseline)
        return [Words(round(x + piece.x), baseline, piece.said) for piece in self.pieces]

    def put(self, x: float, top: float, words: list[Words], ticks: list[Tick]) -> None:
        """Add what to paint when the line's box begins at (x, top)."""
        baseline = round(top + self.baseline)
        for left, _, said, tick in self.pieces:
            if tick is None:
                words.append(Words(round(x + left), baseline, said))
            else:
                side = round(_BOX * self.em)
                ticks.append(Tick(round(x + left), round(top + (self.height - side) / 2), side, tick))
                words.append(Words(round(x + left + side + _BOX_GAP * self.em), baseline, said))


@kept(_KEPT)
def text_lines(text: str, pt: float, width: float) -> tuple[Line, ...]:
    """Break a text; empty text has no lines, an empty paragraph inside a text has one."""
    clean = printable(text)
    em = pt * UNITS_PER_PT
    return tuple(line for paragraph in clean.split("\n") for line in _paragraph(paragraph, em, width)) if clean else ()


def one_line(text: str, pt: float) -> Line:
    """Return a text as one line, however wide."""
    (line,) = text_lines(text, pt, _BROAD)
    return line


def tick_lines(
    label: str, options: tuple[tuple[str, bool], ...], pt: float, width: float, *, is_stacked: bool
) -> tuple[Line, ...]:
    """Lay out a label and its tick boxes one after another, or one below another; a box keeps to its word."""
    em = pt * UNITS_PER_PT
    pieces = [(_word(label, em, None), 0.0)] if label else []
    pieces += [
        (_word(word, em, is_ticked), (_OPTION_GAP if index else _LABEL_GAP) * em)
        for index, (word, is_ticked) in enumerate(options)
    ]
    lines: list[list[Piece]] = [[]]
    end = 0.0
    for piece, gap in pieces:
        if is_stacked or end + gap + piece.width > width:
            lines.append([])
        left = end + gap if lines[-1] else 0.0
        lines[-1].append(Piece(left, piece.width, piece.said, piece.tick))
        end = left + piece.width
    return tuple(_line(em, line) for line in lines if line)


def printable(text: str) -> str:
    """Return the text with plain line ends and without control characters, which a font can only show as boxes."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    plain = plain.replace("\t", " ").translate(_TWINS)
    return "\n".join(line if line.isprintable() else _shown(line) for line in plain.split("\n")).strip("\n")


def _shown(line: str) -> str:
    return "".join(c for c in line if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"})


def _line(em: float, pieces: list[Piece]) -> Line:
    height = em * _PITCH
    last = pieces[-1]
    return Line(em, height, height / 2 + MIDDLE * em, last.x + last.width, tuple(pieces))


def _word(text: str, em: float, tick: bool | None) -> Piece:
    (line,) = _paragraph(text, em, _BROAD)
    extra = (_BOX + _BOX_GAP) * em if tick is not None else 0.0
    return Piece(0.0, line.width + extra, line.pieces[0].said, tick)


def _paragraph(text: str, em: float, width: float) -> list[Line]:
    layout = QTextLayout(text, _face(em))
    layout.setTextOption(wrapping())
    layout.beginLayout()
    units = _ASTRAL.sub("〓〓", text)  # as Qt counts
    found: list[Line] = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        start, length = line.textStart(), line.textLength()
        if start + length < len(units) and (columns := _after_hyphen(units, start, length)) > 0:
            line.setNumColumns(columns, width)
        said = marks.said(em, line)
        found.append(_line(em, [Piece(0.0, said.width, said)]))
    layout.endLayout()
    return found


def _after_hyphen(text: str, start: int, length: int) -> int:
    """Return how many characters to keep so that a number too long for its line breaks after a hyphen; 0: as it is.

    Unicode forbids a break between hyphen and digit, which would cut card numbers anywhere.
    """
    end = start + length
    if not (_is_plain(text[end - 1]) and (_is_plain(text[end]) or text[end] == "-")):
        return 0
    kept = text.rfind("-", start, end) + 1 - start
    return kept if 0 < kept < length and all(_is_plain(c) for c in text[start + kept : end]) else 0


def _is_plain(character: str) -> bool:
    return character.isascii() and character.isalnum()


@kept(8)
def _face(em: float) -> QFont:
    return fonts.face(em)


@kept(1)
def wrapping() -> QTextOption:
    """Return how lines are broken: between Chinese characters anywhere, and alike on every device."""
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setUseDesignMetrics(True)
    return option
