"""Forms of other offices 填一次，各处用: which of our fields stands in which of their columns.

A form is a small JSON file, or is learned from the head row of the other office's own empty table.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from sscs_desktop.base import paths
from sscs_desktop.base.errors import DiskTrouble, Refused, Unreadable
from sscs_desktop.base.files import disk_code, private_folder, write_atomically
from sscs_desktop.domain.enterprise import plain_period
from sscs_desktop.domain.ledger import EnterpriseEntry, Entry, LedgerKind
from sscs_desktop.exchange import filled_form, form_columns
from sscs_desktop.exchange.cells import as_text
from sscs_desktop.exchange.figure_words import title_of
from sscs_desktop.exchange.filled_form import OwnTable
from sscs_desktop.exchange.form_columns import Column
from sscs_desktop.exchange.headings import COLUMNS, HEADING_WITHIN, find_heading
from sscs_desktop.exchange.ledger_columns import FIELDS, INDEX, OWN, Field
from sscs_desktop.exchange.workbook import Grid, grids

SUFFIX = ".json"
FORMS = "forms"
"""The folder of kept forms: beside a desk's settings, in a directory's folder."""
_ASIDE = re.compile(r"附[件表]\s*[0-9０-９一二三四五六七八九十]*\s*[:：]?$")


@dataclass(frozen=True, kw_only=True)
class Template:
    """A form. title: above its headings, "" for that of our own ledger. table: the other office's own, to be filled.

    unit: of amounts whose heading says none. is_bare: learned from a table of a kind that is not filled itself.
    """

    name: str
    kind: LedgerKind
    title: str = ""
    columns: tuple[Column, ...]
    table: OwnTable | None = None
    unit: str = ""
    is_bare: bool = False


@dataclass(frozen=True, kw_only=True)
class Forgotten:
    """A form that is kept no longer, with the files it was kept in."""

    template: Template
    files: tuple[tuple[Path, bytes], ...]


def own(kind: LedgerKind, entries: Sequence[Entry] = ()) -> Template:
    """Return our own form; of figures it has those that some line knows, of the period most of them have."""
    columns = [column for field in OWN[kind] for column in _own_column(field, entries)]
    return Template(name=kind.label, kind=kind, columns=tuple(columns))


def offered(kind: LedgerKind, folder: Path) -> tuple[Template, ...]:
    """Return the forms for a ledger, shipped and kept, by name; of two with one name that which was kept.

    One that is damaged is not offered: the others can still be used.
    """
    found: dict[str, Template] = {}
    for file in (*_files(paths.resources("templates", "columns")), *_files(folder)):
        with suppress(Unreadable):
            template = read(file)
            found[template.name] = template
    return tuple(found[name] for name in sorted(found) if found[name].kind is kind)


def find(words: str, kind: LedgerKind, folder: Path) -> Template:
    """Return the form that a person means: a file, ours or another office's own table, or the name of one offered.

    Raises Refused("no_such_template"), and what read and learn raise.
    """
    if (file := Path(words)).is_file():
        found: Template | None = read(file) if file.suffix.lower() == SUFFIX else learn(file, kind)
    else:
        found = next((form for form in offered(kind, folder) if form.name == words), None)
    if found is None or found.kind is not kind:
        raise Refused("no_such_template", name=words)
    return found


def read(file: Path) -> Template:
    """Read a form's own file (docs/forms.md). Raises Unreadable("bad_template"), with `fields` that no ledger has."""
    try:
        data = json.loads(file.read_text("utf-8-sig"))
        columns = tuple(_column(each) for each in data["columns"])
        kind = LedgerKind(data["kind"])
        unknown = {c.field for c in columns} - {"", *FIELDS[kind]}
        if unknown or not columns:
            raise Unreadable("bad_template", reason="fields" if unknown else "", fields=sorted(unknown))
        own, said = file.with_suffix(filled_form.SUFFIX), data.get("table")
        table = OwnTable(**{**said, "file": own, "places": tuple(map(int, said["places"]))}) if said else None
        return Template(
            name=str(data["name"]),
            kind=kind,
            title=str(data.get("title", "")),
            columns=columns,
            table=table,
            unit=str(data.get("unit", "")),
            is_bare=data.get("is_bare") is True,
        )
    except (OSError, ValueError, TypeError, KeyError, InvalidOperation) as error:
        raise Unreadable("bad_template") from error


def learn(file: Path, kind: LedgerKind) -> Template:
    """Learn a form from the heads of somebody's table, filled or not; an .xlsx is filled itself, in a copy.

    Raises Unreadable: roster_unreadable as rosters do; template_no_headings.
    """
    for grid in grids(file):
        if found := _heads(grid, kind):
            rows, texts = found
            learned = _learned(file.stem, kind, grid, rows.start, texts)
            table = _own_table(file, grid.name, rows, texts, learned)
            return replace(learned, table=table, is_bare=table is None)
    raise Unreadable("template_no_headings")


def _heads(grid: Grid, kind: LedgerKind) -> tuple[range, Sequence[str]] | None:
    """Return the heads of a table with their rows: as rosters and ledgers are read, else the row we know most of."""
    heading = find_heading(grid, (kind.value,)) if kind.value in COLUMNS else None
    if heading is not None:
        return range(heading.row, heading.last_row + 1), heading.texts
    rows = [(index, [as_text(cell) for cell in cells]) for index, cells in grid.rows[:HEADING_WITHIN]]
    known = [(form_columns.known(texts, kind), index, texts) for index, texts in rows if len(texts) > 1]
    count, index, texts = max(known, default=(0, 0, []), key=lambda each: each[0])
    return (range(index, index + 1), texts) if count else None


def corrected(template: Template, fields: Sequence[str]) -> Template:
    """Return a form whose columns are filled by these fields, in their order; by none where one is ""."""
    said = zip(template.columns, fields, strict=True)
    columns = tuple(form_columns.filled_by(column, field, template.kind, template.unit) for column, field in said)
    table = template.table
    if table is not None:
        table = replace(table, name=_name_place(template.kind, columns, table.places))
    return replace(template, columns=columns, table=table)


def take(file: Path, kind: LedgerKind, folder: Path) -> Template:
    """Take another office's form over, a form's own file or a table: read or learn it, and keep it.

    Raises DiskTrouble, and what read and learn raise.
    """
    return keep(read(file) if file.suffix.lower() == SUFFIX else learn(file, kind), folder)


def keep(template: Template, folder: Path) -> Template:
    """Keep a form for the next time, in the place of one of the same name; return it. Raises DiskTrouble."""
    columns = [_plain(column) for column in template.columns]
    about = {"name": template.name, "kind": template.kind.value, "title": template.title}
    data: dict[str, Any] = {**about, "columns": columns}
    if template.unit:
        data["unit"] = template.unit
    if template.is_bare:
        data["is_bare"] = True
    file = private_folder(folder) / (file_stem(template) + SUFFIX)
    if table := template.table:
        data["table"] = {name: value for name, value in asdict(table).items() if name != "file"}
        own = file.with_suffix(filled_form.SUFFIX)
        write_atomically(own, table.file.read_bytes())
        table = replace(table, file=own)
    write_atomically(file, json.dumps(data, ensure_ascii=False, indent=1).encode())
    return replace(template, table=table)


def is_kept(template: Template, folder: Path) -> bool:
    """Tell whether a form was kept, and is not one of those shipped."""
    return (folder / (file_stem(template) + SUFFIX)).is_file()


def forget(template: Template, folder: Path) -> Forgotten:
    """Keep a form no longer, and return what keeps it again; the other office's own file lies where it did.

    Raises DiskTrouble.
    """
    kept = folder / (file_stem(template) + SUFFIX)
    files = [file for file in (kept, kept.with_suffix(filled_form.SUFFIX)) if file.is_file()]
    try:
        held = tuple((file, file.read_bytes()) for file in files)
        for file in files:
            file.unlink()
    except OSError as error:
        raise DiskTrouble(disk_code(error) or "disk_error") from error
    return Forgotten(template=template, files=held)


def keep_again(forgotten: Forgotten) -> Template:
    """Take a forgetting back; return the form. Raises DiskTrouble."""
    for file, content in reversed(forgotten.files):  # the table before the form that names it
        write_atomically(file, content)
    return forgotten.template


def file_stem(template: Template) -> str:
    """Return a form's name as a file may bear it."""
    return re.sub(r'[\\/:*?"<>|\s]+', "_", template.name)[:60]


def blanks(template: Template) -> tuple[str, ...]:
    """Return the headings that nothing of ours fills."""
    return tuple(column.heading for column in template.columns if not (column.field or column.text))


def _own_column(field: Field, entries: Sequence[Entry]) -> Iterable[Column]:
    plain = Column(heading=field.heading, field=field.name, format=field.format)
    if field.indicator is None:
        yield plain
        return
    firms = (entry for entry in entries if isinstance(entry, EnterpriseEntry))
    periods = Counter(plain_period(f.period) for e in firms for f in e.figures if f.indicator is field.indicator)
    if periods:
        period = max(periods, key=lambda each: (periods[each], each))
        words = f"{period}年" if period.isdigit() else period.replace("-", "—")
        yield replace(plain, heading=f"{words}{field.heading}", period=period)


def _title(grid: Grid, heads: int) -> str:
    """Return the title above the heads: neither 附件2 above it nor who fills the table in below it."""
    above = [" ".join(filter(None, map(as_text, cells))) for index, cells in grid.rows if index < heads]
    return next((text.strip() for text in above if text.strip() and not _ASIDE.match(text.strip())), "")


def _own_table(file: Path, sheet: str, heads: range, texts: Sequence[str], learned: Template) -> OwnTable | None:
    if not filled_form.can_be_filled(file):
        return None
    places = tuple(place for place, text in enumerate(texts) if text)
    name = _name_place(learned.kind, learned.columns, places)
    return OwnTable(file=file, sheet=sheet, first_head=heads.start + 1, last_head=heads.stop, places=places, name=name)


def _name_place(kind: LedgerKind, columns: Sequence[Column], places: Sequence[int]) -> int:
    """Return where stands what a line is about: its name, else the first that does not number it."""
    name = "name" if kind.value in COLUMNS else "unit_name"
    fields = [(column.field, place) for column, place in zip(columns, places, strict=True)]
    named = [place for field, place in fields if field == name] or [place for field, place in fields if field != INDEX]
    return next(iter(named), places[0])


def _learned(name: str, kind: LedgerKind, grid: Grid, heads: int, texts: Sequence[str]) -> Template:
    above = (as_text(cell) for index, cells in grid.rows if index < heads for cell in cells)
    about = title_of([grid.name, *filter(None, above)])
    columns = tuple(form_columns.guessed(texts, kind, about))
    return Template(name=name, kind=kind, title=_title(grid, heads), columns=columns, unit=about.unit)


def _column(data: dict[str, Any]) -> Column:
    """Return a column as its file says it; somebody may have written that by hand. Raises ValueError, TypeError."""
    column = Column(**{**data, "factor": Decimal(str(data.get("factor", 1)))})
    if not all(isinstance(said, str) for name, said in data.items() if name != "factor"):
        raise TypeError(column.heading)
    if not 0 < column.factor < Decimal("Infinity"):
        raise ValueError(column.factor)
    return replace(column, period=plain_period(column.period))


def _plain(column: Column) -> dict[str, str]:
    """Return a column as JSON, without what says nothing."""
    blank = Column(heading="")
    data = {name: str(value) for name, value in asdict(column).items() if value != getattr(blank, name)}
    return {"heading": column.heading, **data}


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{SUFFIX}"))
