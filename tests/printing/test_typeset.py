"""Texts set without shaping stand as Qt would set them."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QGuiApplication, QTextLayout

from sscs_desktop.printing import fonts, marks, typeset
from sscs_desktop.printing.marks import Said

pytestmark = pytest.mark.usefixtures("font")

EM = 175.0
WIDTH = 2200.0
SIMPLE = "".join(character for character in map(chr, range(0x10000)) if typeset._SIMPLE.fullmatch(character))
KINDS = "永宁业，。、；：（）《》“”…—·％%0123456789/.,:+~ AZffi"
"""All but the hyphen, after which we break a number where Qt does not."""


@pytest.fixture
def font(qapp: QGuiApplication) -> None:
    fonts.load()


def by_qt(text: str) -> list[Said]:
    layout = QTextLayout(text, fonts.face(EM))
    layout.setTextOption(typeset.wrapping())
    layout.beginLayout()
    found = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(WIDTH)
        found.append(marks.said(EM, line, text))
    layout.endLayout()
    return found


def glyphs(said: Said) -> list[tuple[int, int]]:
    return [pair for run in said.glyphs for pair in zip(run.numbers, run.steps, strict=True)]


def stand_alike(ours: Said, qt: Said) -> None:
    """Fail unless both show the same glyphs in the same places; each may be half a unit off, spaces at the end go."""
    mine, other = glyphs(ours), glyphs(qt)[: len(glyphs(ours))]
    assert [number for number, _ in mine] == [number for number, _ in other]
    for index, ((_, step), (_, qt_step)) in enumerate(zip(mine, other, strict=True)):
        assert abs(step - qt_step) <= 0.5 * index + 1


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(KINDS, min_size=1, max_size=60).filter(str.strip))
def test_lines_break_where_qt_breaks_them_and_show_the_same_glyphs(text: str) -> None:
    lines = typeset.text_lines(text, EM * 72 / 1200, WIDTH)
    broken = by_qt(text)
    assert len(lines) == len(broken)
    for line, qt in zip(lines, broken, strict=True):
        stand_alike(line.pieces[0].said, qt)


@pytest.mark.proof
def test_every_character_set_without_shaping_is_what_qt_shows_of_it_beside_any_kind_of_neighbour() -> None:
    known = [one for one in SIMPLE if typeset._faces(EM)[one] and one != " "]
    assert len(known) > 20_000
    for beside in ("永", "，", "（", "8", "A", "-", ""):
        for at in range(0, len(known), 6):
            text = "".join(f"{one}{beside}" for one in known[at : at + 6])
            ours = typeset._set(text, EM)
            assert ours is not None
            (qt,) = by_qt(text)
            stand_alike(ours, qt)
