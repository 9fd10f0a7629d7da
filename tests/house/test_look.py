"""The look lives in one file, and rank is never made by weight."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from sscs_desktop.ui.theme import TOKENS

ROOT = Path(__file__).resolve().parents[2]
UI = sorted((ROOT / "sscs_desktop" / "ui").rglob("*.py"))
SHEETS = sorted((ROOT / "resources" / "theme").glob("*"))
HEX = re.compile(r"#[0-9A-Fa-f]{3}(?:[0-9A-Fa-f]{3}){0,1}\b")
BOLD = re.compile(r"setBold|setWeight|<b>|font-weight|QFont\.Weight|Weight\.(Bold|DemiBold|Medium)")
COLOURS = re.compile(r"\bQColor\(\s*(\d|\")|GlobalColor\.(?!transparent)")


def _texts(file: Path) -> list[tuple[int, str]]:
    return list(enumerate(file.read_text(encoding="utf-8").splitlines(), 1))


def _lines(pattern: re.Pattern[str], files: list[Path]) -> list[str]:
    return [f"{file.name}:{at}: {line.strip()}" for file in files for at, line in _texts(file) if pattern.search(line)]


def test_no_colour_is_written_outside_the_theme() -> None:
    files = [file for file in UI if file.name != "theme.py"] + SHEETS
    assert _lines(HEX, files) == []
    assert _lines(COLOURS, files) == []


def test_the_search_for_colours_would_find_one() -> None:
    assert HEX.search('"#1A1E23"') and HEX.search("color: #FFF;") and COLOURS.search('QColor("red")')


def test_nothing_is_bold() -> None:
    assert _lines(BOLD, UI + SHEETS) == []


def test_every_token_named_in_the_code_exists() -> None:
    named = set()
    for file in UI:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _called(node) == "colour" and node.args:
                named |= _constants(node.args[0])
            if isinstance(node, ast.keyword) and node.arg in ("token", "stroke", "fill"):
                named |= _constants(node.value)
    assert named - {None, ""} - set(TOKENS) - {"1.75", "1.2", "3"} == set()
    assert "ink" in named


def test_every_icon_named_by_a_file_is_shipped_with_the_licence() -> None:
    shipped = {file.stem for file in (ROOT / "resources" / "icons").glob("*.svg")}
    named = {name for file in UI for name in _icons(ast.parse(file.read_text(encoding="utf-8")))}
    assert named - shipped == set()
    assert {"search", "printer"} <= named
    licence = (ROOT / "resources" / "icons" / "LICENSE").read_text(encoding="utf-8")
    assert "ISC License" in licence and "Feather" in licence


def _icons(tree: ast.AST) -> set[object]:
    """Return the literal icon names handed to icons.paint, icons.icon and the buttons."""
    places = {"paint": 1, "icon": 0, "Button": 2}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    found: set[object] = set()
    for call in calls:
        at = places.get(_called(call))
        is_icons = _called(call) == "Button" or ast.unparse(call.func).startswith("icons.")
        if at is not None and is_icons and len(call.args) > at:
            found |= _constants(call.args[at])
    return found - {""}


def _called(node: ast.Call) -> str:
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _constants(node: ast.expr) -> set[object]:
    if isinstance(node, ast.Constant):
        return {node.value}
    if isinstance(node, ast.IfExp):
        return _constants(node.body) | _constants(node.orelse)
    return set()
