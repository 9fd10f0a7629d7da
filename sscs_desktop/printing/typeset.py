"""Texts and tick boxes broken into lines of one width; lengths in layout units."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QTextLayout, QTextOption

from sscs_desktop.printing import fonts
from sscs_desktop.printing.marks import UNITS_PER_PT, Mark, Tick, Words

_PITCH = 1.3
"""Line pitch of a form in ems; Noto's own 1.45 is meant for running text."""
_MIDDLE = 0.38
"""Half-height of an ideograph above its baseline, in ems: what the eye takes for the middle of a line."""
_BOX = 0.86
_BOX_GAP = 0.22
_OPTION_GAP = 0.75
_LABEL_GAP = 0.1


@dataclass(frozen=True)
class Piece:
    """One thing on a line, `x` from the line's left edge; `tick` is None for words."""

    x: float
    width: float
    layout: QTextLayout
    line: int
    tick: bool | None = None


@dataclass(frozen=True)
class Line:
    """One line of a cell."""

    em: float
    pieces: tuple[Piece, ...]

    @property
    def height(self) -> float:
        return self.em * _PITCH

    @property
    def width(self) -> float:
        return max((piece.x + piece.width for piece in self.pieces), default=0.0)

    def marks(self, x: float, top: float) -> list[Mark]:
        """Return what to paint when the line's box begins at (x, top)."""
        baseline = top + self.height / 2 + _MIDDLE * self.em
        found: list[Mark] = []
        for piece in self.pieces:
            left = x + piece.x
            if piece.tick is not None:
                side = _BOX * self.em
                found.append(Tick(left, top + (self.height - side) / 2, side, piece.tick))
                left += side + _BOX_GAP * self.em
            found.append(Words(left, baseline, piece.layout, piece.line))
        return found


def text_lines(text: str, pt: float, width: float) -> tuple[Line, ...]:
    """Break a text; empty text has no lines, an empty paragraph inside a text has one."""
    clean = printable(text)
    if not clean:
        return ()
    em = pt * UNITS_PER_PT
    return tuple(line for paragraph in clean.split("\n") for line in _paragraph(paragraph, em, width))


def tick_lines(
    label: str, options: Sequence[tuple[str, bool]], pt: float, width: float, *, is_stacked: bool
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
        if lines[-1] and (is_stacked or end + gap + piece.width > width):
            lines.append([])
        left = end + gap if lines[-1] else 0.0
        lines[-1].append(Piece(left, piece.width, piece.layout, piece.line, piece.tick))
        end = left + piece.width
    return tuple(Line(em, tuple(line)) for line in lines if line)


def printable(text: str) -> str:
    """Return the text with plain line ends and without control characters, which a font can only show as boxes."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    plain = plain.replace("\t", " ")
    kept = (c for c in plain if c == "\n" or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    return "".join(kept).strip("\n")


def _word(text: str, em: float, tick: bool | None) -> Piece:
    (line,) = _paragraph(text, em, 1e9)
    words = line.pieces[0]
    extra = (_BOX + _BOX_GAP) * em if tick is not None else 0.0
    return Piece(0.0, words.width + extra, words.layout, words.line, tick)


def _paragraph(text: str, em: float, width: float) -> list[Line]:
    layout = QTextLayout(text, fonts.face(em))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setUseDesignMetrics(True)
    layout.setTextOption(option)
    layout.setCacheEnabled(True)
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        if (columns := _after_hyphen(text, line.textStart(), line.textLength())) > 0:
            line.setNumColumns(columns, width)
    layout.endLayout()
    return [
        Line(em, (Piece(0.0, layout.lineAt(index).naturalTextWidth(), layout, index),))
        for index in range(layout.lineCount())
    ]


def _after_hyphen(text: str, start: int, length: int) -> int:
    """Return how many characters to keep so that a number too long for its line breaks after a hyphen; 0: as it is.

    Unicode forbids a break between hyphen and digit, which would cut card numbers anywhere.
    """
    end = start + length
    if end >= len(text) or not (_is_plain(text[end - 1]) and _is_plain(text[end])):
        return 0
    kept = text.rfind("-", start, end) + 1 - start
    return kept if 0 < kept < length and all(_is_plain(c) for c in text[start + kept : end]) else 0


def _is_plain(character: str) -> bool:
    return character.isascii() and character.isalnum()
