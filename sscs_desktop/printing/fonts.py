"""The one typeface on paper: it covers the rare characters of Hebei's names, and its texts copy exactly from a PDF."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase, QRawFont

from sscs_desktop.base import paths
from sscs_desktop.base.errors import Unreadable
from sscs_desktop.printing.kept import kept

FAMILY = "FW Sans SC"


@cache
def load() -> None:
    """Register the shipped font unless somebody did; needs a QGuiApplication. Raises Unreadable("font_missing")."""
    if QFontDatabase.hasFamily(FAMILY):
        return
    if QFontDatabase.addApplicationFont(str(paths.resources("fonts", "FW-Regular.otf"))) < 0:
        raise Unreadable("font_missing")


def face(pixels: float) -> QFont:
    """Return the font at a size in the caller's units, unhinted, so that lines break alike on every device.

    Without kerning, as office programs set Chinese text: digits and codes stand in columns, a glyph is where it is.
    """
    font = QFont(FAMILY)
    font.setPixelSize(round(pixels))
    font.setKerning(False)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    return font


@kept(8)
def raw(pixels: float) -> QRawFont:
    """Return what the glyphs of the font at a size are numbers of, the same one each time in a thread."""
    return QRawFont.fromFont(face(pixels))
