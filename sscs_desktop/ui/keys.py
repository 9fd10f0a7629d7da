"""Every key of the frame, in one table: what is bound, and what F1 shows."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from sscs_desktop.ui.marked import QT_TRANSLATE_NOOP
from sscs_desktop.ui.widgets.nav_bar import Entry


@dataclass(frozen=True)
class Key:
    """A combination, what it does in words, and the name of the frame's action ("" if bound elsewhere)."""

    sequence: str
    words: str
    action: str = ""

    def said(self) -> str:
        """Return the words in the language of the desk."""
        return QCoreApplication.translate("keys", self.words)


FRAME = (
    Key("Ctrl+N", QT_TRANSLATE_NOOP("keys", "记走访（带上当前选中的企业或项目）"), "visit"),
    Key("Ctrl+I", QT_TRANSLATE_NOOP("keys", "记问题"), "issue"),
    Key("Ctrl+P", QT_TRANSLATE_NOOP("keys", "打印卡（先预览）"), "card"),
    Key("Ctrl+K", QT_TRANSLATE_NOOP("keys", "搜索一切，也能找动作"), "search"),
    Key("Ctrl+F", QT_TRANSLATE_NOOP("keys", "到本页的筛选框"), "filter"),
    Key("F5", QT_TRANSLATE_NOOP("keys", "立即同步"), "sync"),
    Key("F6", QT_TRANSLATE_NOOP("keys", "下一区域"), "next_region"),
    Key("Shift+F6", QT_TRANSLATE_NOOP("keys", "上一区域"), "previous_region"),
    Key("F1", QT_TRANSLATE_NOOP("keys", "本页帮助和按键表"), "help"),
    Key("Alt+Left", QT_TRANSLATE_NOOP("keys", "回到上一个看过的记录"), "back"),
    Key("Alt+Right", QT_TRANSLATE_NOOP("keys", "再往前"), "forward"),
    Key("Ctrl+=", QT_TRANSLATE_NOOP("keys", "字大一档"), "larger"),
    Key("Ctrl+-", QT_TRANSLATE_NOOP("keys", "字小一档"), "smaller"),
    Key("Esc", QT_TRANSLATE_NOOP("keys", "关掉最上面一层；列表里清筛选"), "escape"),
)

IN_LISTS = (
    Key("Return", QT_TRANSLATE_NOOP("keys", "进详情")),
    Key("Ctrl+Return", QT_TRANSLATE_NOOP("keys", "做这条的下一步")),
    Key("Shift+F10", QT_TRANSLATE_NOOP("keys", "这条能做的全部动作")),
)

IN_DIALOGS = (
    Key("Ctrl+Return", QT_TRANSLATE_NOOP("keys", "保存")),
    Key("Ctrl+S", QT_TRANSLATE_NOOP("keys", "马上存草稿（平时自动存）")),
    Key("Alt+Down", QT_TRANSLATE_NOOP("keys", "展开下拉或日历")),
)

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
