"""Every page with a full desk, to be looked at. As a program: render.py DIR [theme [percent [language [WxH]]]]."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from sscs_desktop.base.settings import Settings
from sscs_desktop.store.store import Store
from sscs_desktop.ui import i18n, theme
from sscs_desktop.ui.bus import Bus
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.jobs import Jobs
from sscs_desktop.ui.main_window import MainWindow
from sscs_desktop.ui.pages import PAGES
from tests.conftest import SEPTEMBER
from tests.ui.conftest import ACCOUNT, StillSync
from tests.ui.pages.september import fill
from tests.ui.pages.world import World


def main() -> int:
    """Paint the pages into a folder, full and empty."""
    from sscs_desktop.base import clock

    clock.stand_at(SEPTEMBER)
    given = dict(enumerate(sys.argv))
    folder, name = Path(sys.argv[1]), theme.resolve(given.get(2, "light"))
    percent, language = int(given.get(3, 100)), given.get(4, "zh")
    width, height = (int(part) for part in given.get(5, "1093x614").split("x"))
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    i18n.install(app, language)
    theme.apply(app, name, percent)
    for state in ("full", "empty"):
        path = folder / f"{state}.db"
        path.unlink(missing_ok=True)
        store = Store.open(path, None, ACCOUNT)
        if state == "full":
            fill(World(store))
        jobs, bus = Jobs(), Bus()
        desk = Desk(store, jobs, bus, StillSync(), Settings(), folder / "settings.json")
        nothing = {verb: lambda target: None for verb in ("visit", "issue", "card")}
        frame = MainWindow(desk, PAGES, nothing, lambda words: [])
        frame.resize(width, height)
        frame.show()
        for page in PAGES:
            frame.nav.chosen.emit(page.key)
            QApplication.processEvents()
            view = frame.page(page.key)
            pane = getattr(view, "pane", None)
            if pane is not None:
                if page.key == "firms":
                    rows = [row for row in pane.list.rows() if "冠通" in row.name]
                    for row in rows:
                        pane.list.select(row.id)
                if page.key in ("firms", "issues"):
                    pane.list.setFocus(Qt.FocusReason.TabFocusReason)
            QApplication.processEvents()
            frame.grab().save(str(folder / f"{state}-{page.key}-{name}-{percent}-{width}.png"))
        frame.close()
        jobs.close()
        store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
