"""Rows parted among sheets: what overflows goes on under a repeated head; signatures never stand alone."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sscs_desktop.printing.filling import Filling
from sscs_desktop.printing.measure import GroupBox, block_groups, cut, side_lines
from sscs_desktop.printing.template import UNITS_PER_MM, Block, Part, Template
from sscs_desktop.printing.typeset import Line

CONTINUED = "（续）"
_SPLIT_FROM = 45 * UNITS_PER_MM
_SPLIT_ROOM = 25 * UNITS_PER_MM


@dataclass
class Portion:
    """The rows of one block on one sheet."""

    block: Block
    side: tuple[Line, ...]
    groups: list[GroupBox]

    def height(self, *more: GroupBox) -> float:
        """Return the height with `more` groups: that of the rows, or of the label at the side if it is taller."""
        rows = sum(group.height for group in (*self.groups, *more))
        return max(rows, sum(line.height for line in self.side))


@dataclass
class Flowed:
    """One sheet while it fills."""

    header: list[GroupBox]
    portions: list[Portion]
    room: float

    def left(self) -> float:
        return self.room - sum(portion.height() for portion in self.portions)


def flow(template: Template, part: Part, filling: Filling) -> list[Flowed]:
    """Part the rows of one part among as many sheets as they need."""
    sheets = [_sheet(template, part, filling, is_first=True)]
    for block in part.blocks:
        if block.when in {"", filling.kind}:
            _flow_block(template, part, filling, block, sheets)
    _stretch(sheets[0])
    for sheet in sheets:
        for portion in sheet.portions:
            _grow_to_side(portion)
    return sheets


def _flow_block(template: Template, part: Part, filling: Filling, block: Block, sheets: list[Flowed]) -> None:
    groups = block_groups(template, block, filling)
    heads = [group for group in groups if group.is_head]
    portion = Portion(block, side_lines(template, block, ""), [])
    if block.keep and sheets[-1].portions and portion.height(*groups) > sheets[-1].left():
        taken = _taken_along(sheets[-1], block)
        sheets.append(_sheet(template, part, filling, is_first=False))
        sheets[-1].portions += taken
    sheets[-1].portions.append(portion)
    pending = _place(sheets[-1], groups)
    while pending:
        is_begun = _close(sheets[-1])
        sheets.append(_sheet(template, part, filling, is_first=False))
        side = side_lines(template, block, CONTINUED if is_begun else "")
        sheets[-1].portions.append(Portion(block, side, list(heads)))
        pending = _place(sheets[-1], [group for group in pending if not group.is_head])


def _taken_along(sheet: Flowed, block: Block) -> list[Portion]:
    """Take off the portions that `block` must not part from, unless the sheet would be left empty."""
    taken: list[Portion] = []
    joins = block.joins
    while joins and len(sheet.portions) > 1:
        taken.insert(0, sheet.portions.pop())
        joins = taken[0].block.joins
    return taken


def _place(sheet: Flowed, pending: list[GroupBox]) -> list[GroupBox]:
    """Put as many groups on the sheet's last portion as fit; return the others."""
    portion = sheet.portions[-1]
    room = sheet.left() + portion.height()
    for index, group in enumerate(pending):
        is_alone = len(sheet.portions) == 1 and all(placed.is_head for placed in portion.groups)
        if portion.height(group) > room + 0.5:
            spare = room - sum(placed.height for placed in portion.groups)
            halves = cut(group, spare) if _may_cut(group, spare, is_alone) else None
            if halves is not None:
                portion.groups.append(halves[0])
                return [halves[1], *pending[index + 1 :]]
            if not is_alone:
                return pending[index:]
        portion.groups.append(group)
    return []


def _may_cut(group: GroupBox, spare: float, is_alone: bool) -> bool:
    return len(group.rows) == 1 and (is_alone or (group.height > _SPLIT_FROM and spare > _SPLIT_ROOM))


def _close(sheet: Flowed) -> bool:
    """End the sheet's last portion, dropping headings without rows; return whether the block has begun there."""
    if any(not group.is_head for group in sheet.portions[-1].groups):
        return True
    sheet.portions.pop()
    return False


def _sheet(template: Template, part: Part, filling: Filling, *, is_first: bool) -> Flowed:
    header = block_groups(template, part.header, filling, mark="" if is_first else CONTINUED)
    room = template.text_height_mm * UNITS_PER_MM - sum(group.height for group in header)
    return Flowed(header, [], room)


def _stretch(sheet: Flowed) -> None:
    """Let the rows that may grow fill the sheet to its foot."""
    slack = sheet.left()
    weight = sum(row.row.stretch for portion in sheet.portions for group in portion.groups for row in group.rows)
    if weight <= 0 or slack <= 0:
        return
    for portion in sheet.portions:
        portion.groups = [_grown(group, slack / weight) for group in portion.groups]


def _grown(group: GroupBox, unit: float) -> GroupBox:
    if not any(row.row.stretch for row in group.rows):
        return group
    rows = tuple(replace(row, height=row.height + unit * row.row.stretch) for row in group.rows)
    return replace(group, rows=rows)


def _grow_to_side(portion: Portion) -> None:
    """Let the last row grow where the label at the side is taller than the rows."""
    missing = portion.height() - sum(group.height for group in portion.groups)
    if missing > 0:
        last = portion.groups[-1]
        rows = (*last.rows[:-1], replace(last.rows[-1], height=last.rows[-1].height + missing))
        portion.groups[-1] = replace(last, rows=rows)
