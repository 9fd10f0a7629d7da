"""Find text that is cut: by its own width, by a combo box's arrow, by a scroll area or any other ancestor."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)

_SLACK = 1.5


def clipped(window: QWidget) -> list[str]:
    """Return one line for each visible widget whose text has less room than it needs. Delegates are not seen."""
    return [line for widget in window.findChildren(QWidget) if widget.isVisibleTo(window) for line in _faults(widget)]


def _faults(widget: QWidget) -> list[str]:
    needed, had = _room(widget)
    name = f"{type(widget).__name__} {widget.objectName()} {_words(widget)!r}"
    faults = []
    if needed > had + _SLACK:
        faults.append(f"{name}: {needed:.0f} px of text in {had:.0f}")
    if needed and _is_cut_sideways(widget):
        faults.append(f"{name}: cut by an ancestor")
    if _is_cut_below(widget) or (needed and _is_squeezed(widget)):
        faults.append(f"{name}: only {widget.height()} px high")
    return faults


def _room(widget: QWidget) -> tuple[float, float]:
    """Return the width the widget's text needs and the width it has, (0, 0) if it may elide or has none."""
    if hasattr(widget, "text_room"):
        needed, had = widget.text_room()
        return float(needed), float(had)
    metrics = widget.fontMetrics()
    if isinstance(widget, QComboBox):
        option = QStyleOptionComboBox()
        widget.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        field = widget.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, widget)
        return metrics.horizontalAdvance(widget.currentText()), field.width()
    if isinstance(widget, QLabel):
        if widget.wordWrap():
            longest = max((metrics.horizontalAdvance(word) for word in widget.text().split()), default=0)
            return (longest, widget.contentsRect().width()) if widget.text().isascii() else (0, 0)
        return metrics.horizontalAdvance(widget.text()), widget.contentsRect().width()
    if isinstance(widget, QAbstractButton):
        return metrics.horizontalAdvance(widget.text()), widget.width() - 8
    if isinstance(widget, QLineEdit) and not widget.text():
        return metrics.horizontalAdvance(widget.placeholderText()), widget.contentsRect().width() - 8
    return 0, 0


def _is_cut_sideways(widget: QWidget) -> bool:
    """Tell whether an ancestor hides part of the width (scrolled-away rows are no fault)."""
    seen = widget.visibleRegion().boundingRect()
    return not seen.isEmpty() and seen.width() < widget.width() - 1 and not _is_scrolled_sideways(widget)


def _is_cut_below(widget: QWidget) -> bool:
    """Tell whether running text has fewer lines than it needs."""
    is_running = isinstance(widget, QLabel) and widget.wordWrap() and bool(widget.text())
    return is_running and widget.height() < widget.heightForWidth(widget.width()) - _SLACK


def _is_squeezed(widget: QWidget) -> bool:
    return 0 < widget.height() < widget.fontMetrics().height() - 4


def _is_scrolled_sideways(widget: QWidget) -> bool:
    holder = widget.parentWidget()
    while holder is not None:
        if isinstance(holder, (QScrollArea, QAbstractItemView)) and holder.horizontalScrollBar().maximum() > 0:
            return True
        holder = holder.parentWidget()
    return False


def _words(widget: QWidget) -> str:
    for name in ("text", "currentText"):
        method = getattr(widget, name, None)
        if callable(method):
            return str(method())
    return widget.accessibleName()
