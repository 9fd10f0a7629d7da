"""The pages as the nav offers them: their order, words, icons and keys."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from sscs_desktop.ui.marked import QT_TRANSLATE_NOOP


@dataclass(frozen=True)
class Entry:
    """A page's place in the nav; `group` breaks with a gap where it changes."""

    key: str
    word: str
    icon: str
    shortcut: str
    group: int


_NAV = (
    ("today", QT_TRANSLATE_NOOP("nav", "今日"), "sun", "Alt+1", 0),
    ("firms", QT_TRANSLATE_NOOP("nav", "企业"), "factory", "Alt+2", 1),
    ("projects", QT_TRANSLATE_NOOP("nav", "项目"), "construction", "Alt+3", 1),
    ("visits", QT_TRANSLATE_NOOP("nav", "走访"), "footprints", "Alt+4", 1),
    ("issues", QT_TRANSLATE_NOOP("nav", "问题"), "message-circle-question-mark", "Alt+5", 1),
    ("cards", QT_TRANSLATE_NOOP("nav", "反馈卡"), "clipboard-list", "Alt+6", 1),
    ("livelihood", QT_TRANSLATE_NOOP("nav", "微实事"), "heart-handshake", "Alt+7", 2),
    ("campaign", QT_TRANSLATE_NOOP("nav", "专项"), "target", "Alt+8", 2),
    ("stats", QT_TRANSLATE_NOOP("nav", "统计"), "chart-column", "Alt+9", 2),
    ("outbox", QT_TRANSLATE_NOOP("nav", "上报"), "cloud-upload", "Alt+0", 3),
    ("settings", QT_TRANSLATE_NOOP("nav", "设置"), "settings", "Alt+-", 3),
)

PAGE_KEYS = tuple(key for key, *_rest in _NAV)


def entries(keys: set[str]) -> list[Entry]:
    """Return the nav's entries for the pages there are, in its order."""
    return [
        Entry(key, QCoreApplication.translate("nav", word), icon, shortcut, group)
        for key, word, icon, shortcut, group in _NAV
        if key in keys
    ]
