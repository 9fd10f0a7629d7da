"""Texts that are translated where they are shown, marked for lupdate where they are written."""

from __future__ import annotations


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Return `text` as it is; lupdate knows this name. (PySide6's own is typed as object.)"""
    return text
