"""Every key of the desk, in one table: what is bound, and what F1 shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from sscs_desktop.ui.marked import QT_TRANSLATE_NOOP


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

OPEN = Key("Return", QT_TRANSLATE_NOOP("keys", "进详情；今日页：打开这件事"))
STEP = Key("Ctrl+Return", QT_TRANSLATE_NOOP("keys", "做这条的下一步，就是行末那个词"))
MENU = Key("Shift+F10", QT_TRANSLATE_NOOP("keys", "这条能做的全部动作"))
MEND = Key("F2", QT_TRANSLATE_NOOP("keys", "提出更正；走访和还没交办的问题：改我写的"))
APPOINT = Key("Ctrl+D", QT_TRANSLATE_NOOP("keys", "约下次"))
BATCH = Key("Ctrl+Shift+P", QT_TRANSLATE_NOOP("keys", "反馈卡页：批量打印"))
COPY = Key("Ctrl+C", QT_TRANSLATE_NOOP("keys", "复制成一行文字，可贴到微信"))
PHONES = Key("Ctrl+M", QT_TRANSLATE_NOOP("keys", "显示或遮住电话"))
NEXT_TAB = Key("Ctrl+PgDown", QT_TRANSLATE_NOOP("keys", "下一个标签页"))
PREVIOUS_TAB = Key("Ctrl+PgUp", QT_TRANSLATE_NOOP("keys", "上一个标签页"))

SAVE = Key("Ctrl+Return", QT_TRANSLATE_NOOP("keys", "保存"))
KEEP = Key("Ctrl+S", QT_TRANSLATE_NOOP("keys", "马上存草稿（平时自动存）"))
NEXT_FIELD = Key("Return", QT_TRANSLATE_NOOP("keys", "企业框：选中第一条；单行框：到下一格；多行框：换行"))
UNFOLD = Key("Alt+Down", QT_TRANSLATE_NOOP("keys", "展开下拉或日历"))
LEAVE = Key("Esc", QT_TRANSLATE_NOOP("keys", "稍后再写，草稿留着，不问"))

NO_ISSUE = Key("Alt+W", QT_TRANSLATE_NOOP("keys", "无新问题"))
MORE_ISSUE = Key("Ctrl+I", QT_TRANSLATE_NOOP("keys", "再加一个问题"))
LESS_ISSUE = Key("Alt+Del", QT_TRANSLATE_NOOP("keys", "去掉光标所在的问题（可撤销）"))
UNDO = Key("Ctrl+Z", QT_TRANSLATE_NOOP("keys", "撤销去掉的问题（文本框内是撤销输入）"))
NEXT_MODE = Key("Right", QT_TRANSLATE_NOOP("keys", "在“方式”各项间移动，向左用左箭头"))

THEIRS = Key("Right", QT_TRANSLATE_NOOP("keys", "选对方的，左箭头选我的"))
NEXT_CONFLICT = Key("Down", QT_TRANSLATE_NOOP("keys", "下一项，上箭头上一项"))
TYPE = Key("F2", QT_TRANSLATE_NOOP("keys", "另写"))
USE = Key("Ctrl+Return", QT_TRANSLATE_NOOP("keys", "用定下的"))

PRINT = Key("Return", QT_TRANSLATE_NOOP("keys", "打印"))
PRINT_TOO = Key("Ctrl+P", QT_TRANSLATE_NOOP("keys", "打印，批量打印里也用它"))
PDF = Key("Ctrl+S", QT_TRANSLATE_NOOP("keys", "存 PDF"))
NEXT_SHEET = Key("PgDown", QT_TRANSLATE_NOOP("keys", "下一张"))
PREVIOUS_SHEET = Key("PgUp", QT_TRANSLATE_NOOP("keys", "上一张"))

PARTS = (
    (QT_TRANSLATE_NOOP("keys", "到处可用"), FRAME),
    (QT_TRANSLATE_NOOP("keys", "列表里"), (OPEN, STEP, MENU, MEND, APPOINT, BATCH, COPY)),
    (QT_TRANSLATE_NOOP("keys", "详情里"), (NEXT_TAB, PREVIOUS_TAB, PHONES)),
    (QT_TRANSLATE_NOOP("keys", "对话框里"), (NEXT_FIELD, UNFOLD, KEEP, SAVE, LEAVE)),
    (QT_TRANSLATE_NOOP("keys", "记走访"), (NEXT_MODE, NO_ISSUE, MORE_ISSUE, LESS_ISSUE, UNDO)),
    (QT_TRANSLATE_NOOP("keys", "上报，定分歧时"), (THEIRS, NEXT_CONFLICT, TYPE, USE)),
    (QT_TRANSLATE_NOOP("keys", "卡的预览"), (PRINT, PRINT_TOO, PDF, NEXT_SHEET, PREVIOUS_SHEET)),
)
"""The table that F1 shows, part by part, the pages' keys aside."""


def bind(key: Key, holder: QWidget, act: Callable[[], object], *, within: bool = False) -> None:
    """Let a key of the table act in the window of `holder`, or only while the focus is `within` it."""
    sequences = [key.sequence]
    if "Return" in key.sequence:
        sequences.append(key.sequence.replace("Return", "Enter"))  # the one of the number pad
    for sequence in sequences:
        shortcut = QShortcut(QKeySequence(sequence), holder)
        if within:
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)
