"""The tour's pages once more as others see them: dark, high in contrast, in English."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sscs_desktop import app
from sscs_desktop.demo import county, hands
from sscs_desktop.demo.pictures import Album, settle
from sscs_desktop.demo.sitting import Sitting
from sscs_desktop.ui import i18n, theme

PAGES = ("today", "firms", "projects", "visits", "issues", "cards", "stats", "outbox", "settings")
"""Every page that a picture is taken of."""


def paint(desk: Sitting, album: Album, enterprise_id: str) -> Sitting:
    """Take the pictures; return the desk, which was closed and opened again for the other language."""
    kept = desk.seat.desk.settings
    qt = app.application(kept)
    for look in ("dark", "contrast"):
        theme.apply(qt, theme.resolve(look), kept.text_percent)
        for key in ("today", "firms", "issues", "cards", "stats", "outbox"):
            desk.picture(album, key, f"{key}-{look}")
    _form_in_dark(qt, desk, album, enterprise_id)
    theme.apply(qt, "light", kept.text_percent)
    return _in_english(desk, album)


def _form_in_dark(qt: Any, desk: Sitting, album: Album, enterprise_id: str) -> None:
    theme.apply(qt, "dark", 100)
    desk.go("enterprise", enterprise_id)
    dialog = hands.open_visit(desk.seat)
    album.take(desk.window, "visit-dark", dialog)
    dialog.close()
    settle()


def _in_english(desk: Sitting, album: Album) -> Sitting:
    """Sit down again as an English speaker: windows keep the words they were made with."""
    kept = desk.seat.desk.settings
    desk.close()
    again = Sitting(county.CADRE, desk.directory, desk.keystore, replace(kept, language="en"))
    for key in PAGES:
        again.picture(album, key, f"{key}-en")
    i18n.install(app.application(kept), "zh")
    return again
