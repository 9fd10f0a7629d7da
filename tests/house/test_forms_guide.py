"""The guide to forms and layouts names every key and field there is, and no other."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from sscs_desktop.domain.ledger import LedgerKind
from sscs_desktop.exchange import column_templates, form_columns
from sscs_desktop.exchange.ledger_columns import FIELDS
from sscs_desktop.printing import template

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "forms.md").read_text("utf-8")
LEARNED = {"table", "unit", "is_bare"}
"""Keys that the program writes of a form it has learned from a table."""
FORMS, _OWN, LAYOUTS = GUIDE.split("\n## ")[1:]


def keys(section: str) -> set[str]:
    """Return what stands before the first rule of its tables."""
    return {name for row in re.findall(r"^\| (`.*?) \|", section, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}


def names(*records: type) -> set[str]:
    return {field.name for record in records for field in fields(record)}  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", list(LedgerKind))
def test_every_field_of_a_ledger_stands_in_the_guide_with_its_heading(kind: LedgerKind) -> None:
    (line,) = re.findall(rf"^\*\*`{kind.value}` {kind.label}\*\*: (.*)$", FORMS, re.MULTILINE)
    known = dict(re.findall(r"`([\w:]+)` ([^·]+?)(?: ·|$)", line))
    assert known == {name: field.heading for name, field in FIELDS[kind].items()}


def test_every_key_of_a_form_stands_in_the_guide() -> None:
    assert keys(FORMS) == names(column_templates.Template, form_columns.Column) - LEARNED
    assert set(re.findall(r"`(\w+)`", FORMS)) >= LEARNED


def test_every_key_of_a_layout_stands_in_the_guide() -> None:
    held = names(template.Template, template.Block, template.Row, template.Cell) - {"margins"} | {"margins_mm"}
    assert keys(LAYOUTS) == held
    others = names(template.Margins, template.Part)
    assert others <= set(re.findall(r"`(\w+)`", LAYOUTS))


def test_the_form_in_the_guide_can_be_used_as_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "表样.json"
    file.write_text(re.findall(r"```\n(.*?)```", FORMS, re.DOTALL)[0], "utf-8")
    assert [column.field for column in column_templates.read(file).columns][:3] == ["index", "name", "total_wan"]
