"""Rows parted among sheets: what overflows goes on under a repeated head; signatures never stand alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile

from sscs_desktop.printing.filling import Filling
from sscs_desktop.printing.measure import GroupBox, block_groups, cut, side_lines
from sscs_desktop.printing.template import UNITS_PER_MM, Block, Part, Template
from sscs_desktop.printing.typeset import Line

CONTINUED = "（续）"
_SPLIT_FROM = round(45 * UNITS_PER_MM)
_SPLIT_ROOM = round(25 * UNITS_PER_MM)


class Portion:
    """The rows of one block on one sheet."""

    def __init__(self, block: Block, side: tuple[Line, ...], groups: Iterable[GroupBox] = ()) -> None:
        self.block = block
        self.side = side
        self.groups: list[GroupBox] = []
        self.rows = 0
        """The height of the rows alone."""
        self._least = sum(line.height for line in side)
        for group in groups:
            self.add(group)

    def add(self, group: GroupBox) -> None:
        """Put rows below those that stand already."""
        self.groups.append(group)
        self.rows += group.height

    def replace(self, groups: Iterable[GroupBox]) -> None:
        """Put other rows in the place of these."""
        self.groups = list(groups)
        self.rows = sum(group.height for group in self.groups)

    def height(self, more: int = 0) -> int:
        """Return the height with `more` rows: that of the rows, or of the label at the side if it is taller."""
        return max(self.rows + more, self._least)


@dataclass
class Flowed:
    """One sheet while it fills."""

    header: list[GroupBox]
    portions: list[Portion]
    room: int

    def left(self) -> int:
        """Return the height that is free."""
        return self.room - sum(portion.height() for portion in self.portions)


def flow(template: Template, part: Part, filling: Filling) -> list[Flowed]:
    """Part the rows of one part among as many sheets as they need."""
    sheets = [_sheet(template, part, filling, is_first=True)]
    blocks = [block for block in part.blocks if block.when in {"", filling.kind}]
    for index, block in enumerate(blocks):
        joining = takewhile(lambda after: after.joins, blocks[index + 1 :])
        _flow_block(template, part, filling, [block, *joining], sheets)
    _stretch(sheets[0])
    for sheet in sheets:
        for portion in sheet.portions:
            _grow_to_side(portion)
    return sheets


def _flow_block(template: Template, part: Part, filling: Filling, tied: list[Block], sheets: list[Flowed]) -> None:
    """Put the first of some blocks below what stands; the others are those that will take it along."""
    block = tied[0]
    groups = block_groups(template, block, filling)
    heads = [group for group in groups if group.is_head]
    portion = Portion(block, side_lines(template, block, ""))
    height = portion.height(sum(group.height for group in groups))
    if block.keep and sheets[-1].portions and _goes_on(template, filling, tied, height, sheets[-1]):
        taken = _taken_along(template, sheets[-1], block)
        sheets.append(_sheet(template, part, filling, is_first=False))
        sheets[-1].portions += taken
    sheets[-1].portions.append(portion)
    pending = _place(sheets[-1], groups)
    while pending:
        is_begun = _close(sheets[-1])
        sheets.append(_sheet(template, part, filling, is_first=False))
        side = side_lines(template, block, CONTINUED if is_begun else "")
        pending = [group for group in pending if not group.is_head]
        sheets[-1].portions.append(Portion(block, side, heads if not pending or pending[0].is_repeated else ()))
        pending = _place(sheets[-1], pending)


def _goes_on(template: Template, filling: Filling, tied: list[Block], height: int, sheet: Flowed) -> bool:
    """Tell whether a block goes to the next sheet whole; one that must break there too begins here."""
    if height <= sheet.left():
        return False
    return height + sum(_height(template, block, filling) for block in tied[1:]) <= sheet.room


def _height(template: Template, block: Block, filling: Filling) -> int:
    return Portion(block, side_lines(template, block, ""), block_groups(template, block, filling)).height()


def _taken_along(template: Template, sheet: Flowed, block: Block) -> list[Portion]:
    """Take off the portions that `block` must not part from, of the last one left its last row alone."""
    taken: list[Portion] = []
    joins = block.joins
    while joins and len(sheet.portions) > 1:
        taken.insert(0, sheet.portions.pop())
        joins = taken[0].block.joins
    if joins:
        taken[:0] = _last_row(template, sheet.portions[0])
    return taken


def _last_row(template: Template, portion: Portion) -> list[Portion]:
    heads = [group for group in portion.groups if group.is_head]
    body = [group for group in portion.groups if not group.is_head]
    if len(body) < 2:
        return []
    portion.replace([*heads, *body[:-1]])
    return [Portion(portion.block, side_lines(template, portion.block, CONTINUED), [*heads, body[-1]])]


def _place(sheet: Flowed, pending: list[GroupBox]) -> list[GroupBox]:
    """Put as many groups on the sheet's last portion as fit; return the others."""
    portion = sheet.portions[-1]
    room = sheet.left() + portion.height()
    for index, group in enumerate(pending):
        is_alone = len(sheet.portions) == 1 and all(placed.is_head for placed in portion.groups)
        if portion.height(group.height) > room:
            spare = room - portion.rows
            halves = cut(group, spare) if _may_cut(group, spare, is_alone) else None
            if halves is not None:
                portion.add(halves[0])
                return [halves[1], *pending[index + 1 :]]
            if not is_alone:
                return pending[index:]
        portion.add(group)
    return []


def _may_cut(group: GroupBox, spare: int, is_alone: bool) -> bool:
    return len(group.rows) == 1 and (is_alone or (group.height > _SPLIT_FROM and spare > _SPLIT_ROOM))


def _close(sheet: Flowed) -> bool:
    """End the sheet's last portion, dropping headings without rows; return whether the block has begun there."""
    if any(not group.is_head for group in sheet.portions[-1].groups):
        return True
    sheet.portions.pop()
    return False


def _sheet(template: Template, part: Part, filling: Filling, *, is_first: bool) -> Flowed:
    header = block_groups(template, part.header, filling, mark="" if is_first else CONTINUED)
    room = round(template.text_height_mm * UNITS_PER_MM) - sum(group.height for group in header)
    return Flowed(header, [], room)


def _stretch(sheet: Flowed) -> None:
    """Let the rows that may grow fill the sheet to its foot."""
    slack = sheet.left()
    weight = sum(group.stretch for portion in sheet.portions for group in portion.groups)
    if weight <= 0 or slack <= 0:
        return
    for portion in sheet.portions:
        portion.replace(_grown(group, slack / weight) for group in portion.groups)


def _grown(group: GroupBox, unit: float) -> GroupBox:
    if not group.stretch:
        return group
    rows = tuple(row._replace(height=row.height + int(unit * row.row.stretch)) for row in group.rows)
    return GroupBox(rows, group.first)


def _grow_to_side(portion: Portion) -> None:
    """Let the last row grow where the label at the side is taller than the rows."""
    missing = portion.height() - portion.rows
    if missing > 0:
        *others, last = portion.groups
        end = last.rows[-1]
        rows = (*last.rows[:-1], end._replace(height=end.height + missing))
        portion.replace([*others, GroupBox(rows, last.first)])
