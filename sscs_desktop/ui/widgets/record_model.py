"""A list of two-line rows for any kind of record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from sscs_desktop.ui.widgets.states import State

Index = QModelIndex | QPersistentModelIndex
ROW = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """What one row says. `id` is the record's; `kind` tells records of different kinds apart in one list.

    Line 1: `name` (ink), `topic` (ink2, yields first) … `right`. Line 2: `second` … `state` glyph and `word`.
    `lead` puts a state's glyph before the text. A `group` row is a 32-px head: `name` … `right`.
    """

    id: str = ""
    kind: str = ""
    name: str
    topic: str = ""
    second: str = ""
    right: str = ""
    state: State = State.PLAIN
    word: str = ""
    lead: State | None = None
    group: bool = False
    ticked: bool | None = None
    """A box before the text, ticked or not; None for a row without one."""


class RecordModel(QAbstractListModel):
    """Rows as they were listed; sorting and filtering are the store's work."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Row] = []

    def show(self, rows: Sequence[Row]) -> None:
        """Show these rows instead."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def row_at(self, index: Index) -> Row:
        """Return the row behind an index."""
        return self._rows[index.row()]

    def rows(self) -> Sequence[Row]:
        """Return all rows."""
        return self._rows

    def place(self, row_id: str) -> int:
        """Return the position of a record's row, -1 if it is not listed."""
        places = (at for at, row in enumerate(self._rows) if row.id == row_id and not row.group)
        return next(places, -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 -- Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = (row.name, row.topic, row.second, row.right, row.word)
            return "，".join(part for part in said if part)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return row.name
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self._rows[index.row()].group:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
