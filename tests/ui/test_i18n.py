"""Languages: compiled at first run, installed and taken away."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QApplication

from sscs_desktop.base import paths
from sscs_desktop.ui import i18n, months, phrases, qt_check
from tests.ui.conftest import Look


def test_english_is_compiled_where_the_checkout_can_be_written(tmp_path: Path) -> None:
    source = Path(shutil.copy(paths.translations() / "sscs_en.ts", tmp_path / "sscs_en.ts"))
    made = i18n.compiled(source)
    assert made == tmp_path / "sscs_en.qm"
    assert QTranslator().load(str(made))


def test_english_is_compiled_into_the_cache_where_it_cannot(tmp_path: Path) -> None:
    source = Path(shutil.copy(paths.translations() / "sscs_en.ts", tmp_path / "sscs_en.ts"))
    (tmp_path / "sscs_en.qm.part").mkdir()  # what lrelease would write to is in the way, also for root
    made = i18n.compiled(source)
    assert made.parent == paths.cache_dir()


def test_a_translation_newer_than_its_compilation_is_compiled_again(tmp_path: Path) -> None:
    source = tmp_path / "sscs_en.ts"
    source.write_text(_one_word("Today"), encoding="utf-8")
    made = i18n.compiled(source)
    before = made.read_bytes()
    source.write_text(_one_word("This very day"), encoding="utf-8")
    later = made.stat().st_mtime + 10
    import os

    os.utime(source, (later, later))
    assert i18n.compiled(source).read_bytes() != before


def test_a_missing_source_and_compilation_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        i18n.compiled(tmp_path / "sscs_xx.ts")


def test_going_back_to_chinese_takes_english_away(look: Look, qapp: QApplication) -> None:
    look(language="en")
    assert QCoreApplication.translate("nav", "企业") == "Firms"
    look(language="zh")
    assert QCoreApplication.translate("nav", "企业") == "企业"


def test_a_figures_unit_speaks_the_language_of_the_screen(look: Look) -> None:
    look(language="en")
    assert phrases.amount(Decimal("56485.87"), "万元") == "56,485.87 ×10k yuan"
    assert phrases.amount(Decimal(1), "台") == "1 台", "a unit that is none of ours stays"
    look(language="zh")
    assert phrases.amount(Decimal(31), "人") == "31 人"


def test_a_month_has_its_name_in_the_language_of_the_screen(look: Look) -> None:
    look(language="en")
    assert months.word(date(2017, 9, 1)) == "September 2017"
    look(language="zh")
    assert months.word(date(2017, 9, 1)) == "2017年9月"


def test_qt_s_own_dialogs_speak_chinese(look: Look) -> None:
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"


def test_missing_system_libraries_are_named_as_packages() -> None:
    packages = qt_check.missing(
        screen=True, is_there=lambda library: library not in ("libEGL.so.1", "libxcb-cursor.so.0")
    )
    assert packages == ("libegl1", "libxcb-cursor0")
    assert "sudo apt install libegl1 libxcb-cursor0" in qt_check.advice(packages)


def test_without_a_screen_the_screen_s_libraries_are_not_missed() -> None:
    assert qt_check.missing(screen=False, is_there=lambda library: "xcb" not in library) == ()
    assert qt_check.advice(()) == ""


def _one_word(english: str) -> str:
    message = f"<message><source>今日</source><translation>{english}</translation></message>"
    return f'<?xml version="1.0"?><TS version="2.1"><context><name>nav</name>{message}</context></TS>'
