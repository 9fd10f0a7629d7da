"""Texts and tick boxes broken into lines of one width; lengths in layout units."""

from __future__ import annotations

import re
import unicodedata
from itertools import accumulate
from typing import NamedTuple

from PySide6.QtGui import QFont, QTextLayout, QTextOption

from sscs_desktop.printing import fonts, marks
from sscs_desktop.printing.kept import kept
from sscs_desktop.printing.marks import Box, Glyphs, Said, Words
from sscs_desktop.printing.template import UNITS_PER_PT

_PITCH = 1.3
"""Line pitch of a form in ems; Noto's own 1.45 is meant for running text. Whole units, as all that is set below."""
MIDDLE = 0.38
"""Half-height of an ideograph above its baseline, in ems: what the eye takes for the middle of a line."""
_BOX = 0.86
_BOX_GAP = 0.22
TICK = "✓"
_TICK_IN = 0.09
"""How far into its box the tick begins, in ems: in its middle, as its baseline is by chance."""
_OPTION_GAP = 0.75
_LABEL_GAP = 0.1
_KEPT = 256
"""Texts kept, some hundred bytes each: the labels of a form, and what the cards of one unit share."""
_BROAD = 1e9
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_TWINS = str.maketrans(
    "\u2003\u2012\u2035\u2215\u2329\u232a\u301c\u3ada\u3b35\u3b3a\u3ba3\U0001f10b\U0001f10c\U0002420e\U00024a01",
    "\u3000–｀／〈〉～曶胶幐槩⓪⓿㶷瑨",
)
"""Rare characters that look like a common one: the font has the common one alone, or 橡胶 would be copied as 橡㬵."""
_SIMPLE = re.compile("[ -~\u4e00-\u9fff·—…“”、。《》％（），－．／：；～]+")
"""Characters that stand one after another as they are; Qt need not shape them, only break their lines."""


class Piece(NamedTuple):
    """Words on a line, `x` from the line's left edge; `box`: they begin with a tick box, which may be ticked."""

    x: float
    width: float
    said: Said
    box: bool = False


class Line(NamedTuple):
    """One line of a cell; `baseline` from its upper edge."""

    em: float
    height: int
    baseline: float
    width: float
    pieces: tuple[Piece, ...]

    def words(self, x: float, top: float) -> list[Words]:
        """Return what to paint of a line without tick boxes when its box begins at (x, top)."""
        baseline = round(top + self.baseline)
        return [Words(round(x + piece.x), baseline, piece.said) for piece in self.pieces]

    def put(self, x: float, top: float, words: list[Words], boxes: list[Box]) -> None:
        """Add what to paint when the line's box begins at (x, top)."""
        baseline = round(top + self.baseline)
        for left, _, said, has_box in self.pieces:
            words.append(Words(round(x + left), baseline, said))
            if has_box:
                side = round(_BOX * self.em)
                boxes.append(Box(round(x + left), round(top + (self.height - side) / 2), side))


@kept(_KEPT)
def text_lines(text: str, pt: float, width: float) -> tuple[Line, ...]:
    """Break a text; empty text has no lines, an empty paragraph inside a text has one."""
    clean = text if _SIMPLE.fullmatch(text) else printable(text)
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
    pieces = [(_word(label, em), 0.0)] if label else []
    pieces += [
        (_choice(word, em, is_ticked=is_ticked), (_OPTION_GAP if index else _LABEL_GAP) * em)
        for index, (word, is_ticked) in enumerate(options)
    ]
    lines: list[list[Piece]] = [[]]
    end = 0.0
    for piece, gap in pieces:
        if is_stacked or end + gap + piece.width > width:
            lines.append([])
        left = end + gap if lines[-1] else 0.0
        lines[-1].append(piece._replace(x=left))
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
    height = round(em * _PITCH)
    last = pieces[-1]
    return Line(em, height, height / 2 + MIDDLE * em, last.x + last.width, tuple(pieces))


def _word(text: str, em: float) -> Piece:
    (line,) = _paragraph(text, em, _BROAD)
    return line.pieces[0]


def _choice(word: str, em: float, *, is_ticked: bool) -> Piece:
    """Return a word behind its box; the tick stands in the box and before the word when it is copied."""
    said = _word(word, em).said
    begins = round((_BOX + _BOX_GAP) * em)
    glyphs = [Glyphs(run.font, run.numbers, tuple(begins + step for step in run.steps)) for run in said.glyphs]
    if is_ticked:
        (tick,) = _word(TICK, em).said.glyphs
        glyphs.insert(0, Glyphs(tick.font, tick.numbers, (round(_TICK_IN * em),)))
    width = begins + said.width
    return Piece(0.0, width, Said(em, width, tuple(glyphs)), box=True)


def _paragraph(text: str, em: float, width: float) -> list[Line]:
    whole = _set(text, em)
    if whole is not None and whole.width <= width:
        return [_alone(whole)]
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
            length = columns
        said = _set(text[start : start + length].rstrip(" "), em) if whole is not None else None
        found.append(_alone(said or marks.said(em, line, text)))
    layout.endLayout()
    return found


def _alone(said: Said) -> Line:
    return _line(said.em, [Piece(0.0, said.width, said)])


class _Faces(dict[str, int]):
    """The number of a character's glyph at one size, asked of the font once."""

    def __init__(self, em: float) -> None:
        super().__init__()
        self.font = fonts.raw(em)
        self.reaches: dict[int, int] = {}
        """How far a glyph reaches, in whole units."""

    def __missing__(self, character: str) -> int:
        (number,) = self.font.glyphIndexesForString(character)
        (reach,) = self.font.advancesForGlyphIndexes([number])
        self[character] = number
        self.reaches[number] = round(reach.x())
        return number


@kept(8)
def _faces(em: float) -> _Faces:
    return _Faces(em)


def _set(text: str, em: float) -> Said | None:
    """Set a text as it stands, as nearly all can be: Qt takes thirty times as long. None: it wants shaping."""
    if _SIMPLE.fullmatch(text) is None:
        return None
    faces = _faces(em)
    numbers = list(map(faces.__getitem__, text))
    *steps, end = accumulate(map(faces.reaches.__getitem__, numbers), initial=0)
    return Said(em, end, (Glyphs(faces.font, numbers, tuple(steps)),)) if all(numbers) else None


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
