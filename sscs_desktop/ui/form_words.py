"""What another office's form will lack when it is filled, in words: the dialog and both commands say it; no Qt here."""

from __future__ import annotations

from collections.abc import Callable

from sscs_desktop.exchange import column_templates, filled_form
from sscs_desktop.exchange.column_templates import Template
from sscs_desktop.ui.marked import QT_TRANSLATE_NOOP

_PICTURES = QT_TRANSLATE_NOOP("forms", "表里的图片和文本框带不过去，填好后请从对方的表里贴回来。")
_BLANK = QT_TRANSLATE_NOOP("forms", "留空待填的列：{columns}")


def lacks(form: Template, translated: Callable[[str], str] = str) -> list[str]:
    """Return a sentence for its pictures, if it has any, and one for the columns that nothing of ours fills."""
    found = [translated(_PICTURES)] if form.table and filled_form.drops_pictures(form.table.file) else []
    if blank := column_templates.blanks(form):
        found.append(translated(_BLANK).format(columns="、".join(blank)))
    return found
