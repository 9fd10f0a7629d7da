"""English is complete, and nothing shown is out of lupdate's reach."""

from __future__ import annotations

import ast
import re
import runpy
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TS = ROOT / "i18n" / "sscs_en.ts"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
FIELD = re.compile(r"\{(\w*)[^}]*\}")
TRANSLATING = {"tr": 0, "translate": 1, "QT_TRANSLATE_NOOP": 1, "QT_TR_NOOP": 0}
UI = sorted((ROOT / "sscs_desktop" / "ui").rglob("*.py"))


def _messages(file: Path) -> dict[tuple[str, str], ET.Element]:
    found = {}
    for context in ET.parse(file).getroot().iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            found[name, message.findtext("source", "")] = message
    return found


def _unfinished(file: Path) -> list[str]:
    return [
        f"{context}: {source}"
        for (context, source), message in _messages(file).items()
        if message.find("translation").get("type") == "unfinished" or not message.findtext("translation")
    ]


def test_every_text_of_the_sources_is_translated(tmp_path: Path) -> None:
    fresh = Path(shutil.copy(TS, tmp_path / "sscs_en.ts"))
    runpy.run_path(str(ROOT / "i18n" / "update.py"))["extract"](fresh)
    assert _unfinished(fresh) == []
    assert set(_messages(TS)) == set(_messages(fresh)), "run i18n/update.py"
    assert len(_messages(fresh)) > 300


def test_every_translation_keeps_the_places_that_are_filled_in() -> None:
    wrong = [
        source
        for (_context, source), message in _messages(TS).items()
        if (english := message.findtext("translation", ""))
        and sorted(FIELD.findall(source)) != sorted(FIELD.findall(english))
    ]
    assert wrong == []


def test_no_translation_is_still_chinese() -> None:
    allowed = {"看不懂这个日期，可写 今天、9-30 或 0930"}
    left = [
        source
        for (_context, source), message in _messages(TS).items()
        if CHINESE.search(message.findtext("translation", "")) and source not in allowed
    ]
    assert left == []


def test_no_english_sentence_needs_a_plural_that_one_would_break() -> None:
    counted = re.compile(r"\{(?:n|count|days|left|minutes)\} (?:[a-z]+ )?[a-z]{2,}s\b|\(s\)")
    never_one = {"至少 {n} 个字符"}
    wrong = [
        source
        for (_context, source), message in _messages(TS).items()
        if counted.search(message.findtext("translation", "")) and source not in never_one
    ]
    assert wrong == []


def test_a_page_is_called_by_one_word_in_the_bar_and_in_its_title() -> None:
    said = {key: message.findtext("translation") for key, message in _messages(TS).items()}
    titled = (("EnterprisesPage", "企业"), ("ReportPage", "上报"), ("IssuesPage", "问题"), ("VisitsPage", "走访"))
    assert [said["nav", word] for _page, word in titled] == [said[each] for each in titled]


def test_lupdate_can_read_every_text_handed_to_the_translator() -> None:
    hidden = [f"{file.name}:{line}" for file in UI for line in _unreadable(ast.parse(file.read_text(encoding="utf-8")))]
    assert hidden == []


def test_an_f_string_or_a_variable_in_tr_would_be_found() -> None:
    assert _unreadable(ast.parse('self.tr(f"还有 {n} 条")')) == [1]
    assert _unreadable(ast.parse("self.tr(words)")) == [1]
    assert _unreadable(ast.parse('tr("VisitDialog", "保存")')) == [1]
    assert _unreadable(ast.parse('self.tr("还有 {n} 条").format(n=n)')) == []


def _unreadable(tree: ast.AST) -> list[int]:
    """Return the lines of translating calls whose text is no literal (looking up a marked text is not writing one)."""
    lines = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (name := _translating(node)):
            at = TRANSLATING[name]
            is_alias = name == "tr" and isinstance(node.func, ast.Name)  # read as tr(text, comment)
            if is_alias or (len(node.args) > at and not _is_literal(node.args[at], name)):
                lines.append(node.lineno)
    return lines


def _translating(node: ast.Call) -> str:
    """Return the name of the translating function called, "" for another (painters translate too)."""
    function = node.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    is_painter = name == "translate" and isinstance(function, ast.Attribute) and len(node.args) != 2
    is_painter |= name == "translate" and not (node.args and isinstance(node.args[0], ast.Constant))
    return "" if is_painter or name not in TRANSLATING else name


def _is_literal(node: ast.expr, name: str) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    return name == "translate" and not isinstance(node, (ast.JoinedStr, ast.BinOp))
