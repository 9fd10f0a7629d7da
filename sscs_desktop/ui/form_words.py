"""What another office's form will lack when it is filled, in words: the dialog and both commands say it; no Qt here."""

from __future__ import annotations

from collections.abc import Callable

from sscs_desktop.exchange import column_templates, filled_form
from sscs_desktop.exchange.column_templates import Template
from sscs_desktop.ui.marked import QT_TRANSLATE_NOOP

_PARTS = QT_TRANSLATE_NOOP("forms", "表里的图片、文本框和宏带不过去；要用的，填好后请从对方的表里贴回来。")
_LOOK = QT_TRANSLATE_NOOP(
    "forms",
    "只照着对方的列填，样子是本系统的。要照原样填，请把对方的表另存为 .xlsx 再选一次，表里要有名称一列。",
)
_BLANK = QT_TRANSLATE_NOOP("forms", "留空待填的列：{columns}")


def lacks(form: Template, translated: Callable[[str], str] = str) -> list[str]:
    """Return a sentence for what of its look is lost, if anything is, and one for the columns nothing of ours fills."""
    found = []
    if form.table and filled_form.drops_parts(form.table.file):
        found.append(translated(_PARTS))
    if form.is_bare:
        found.append(translated(_LOOK))
    if blank := column_templates.blanks(form):
        found.append(translated(_BLANK).format(columns="、".join(blank)))
    return found
