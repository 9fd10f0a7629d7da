"""Where to write a file: the system's dialog, and a name that says of which kind it is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from sscs_desktop.base.files import unused


def ask_file(parent: QWidget, title: str, name: str, kinds: Mapping[str, str]) -> Path | None:
    """Ask for a file of one of several kinds (what the dialog calls them -> suffix); None if none was named."""
    chosen, kind = QFileDialog.getSaveFileName(parent, title, name, ";;".join(kinds))
    if not chosen:
        return None
    file = Path(chosen)
    if file.suffix.lower() in kinds.values():
        return file
    return unused(file.with_name(file.name + kinds.get(kind, Path(name).suffix)))
