"""Enter in a dialog: a button is pressed, a line of text leads to the next field. It never saves."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QDialog, QRadioButton

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def step_on(dialog: QDialog, event: QKeyEvent) -> bool:
    """Do what Enter means where the focus is; tell whether it was Enter."""
    if event.key() not in ENTER or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
        return False
    focused = dialog.focusWidget()
    if isinstance(focused, QAbstractButton) and not isinstance(focused, (QCheckBox, QRadioButton)):
        focused.click()
    else:
        dialog.focusNextChild()
    event.accept()
    return True
