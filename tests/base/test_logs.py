"""The log keeps ids and places, loses phones, and notes what nobody catches."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sscs_desktop.base import logs
from sscs_desktop.base.errors import DiskTrouble
from sscs_desktop.base.ids import new_id

log = logging.getLogger("sscs_desktop.trial")


@pytest.fixture
def written(tmp_path: Path) -> Iterator[Path]:
    logs.start(tmp_path / "logs")
    yield tmp_path / "logs" / "desk.log"
    logs.stop()


def test_a_line_carries_its_time_in_utc_and_its_id(written: Path) -> None:
    visit_id = new_id()
    log.info("visit %s saved", visit_id)
    line = written.read_text("utf-8")
    assert line.endswith(f"Z INFO sscs_desktop.trial visit {visit_id} saved\n")


@pytest.mark.parametrize(
    ("slip", "word"),
    [
        ("13800138000", "[phone]"),
        ("+86 138 0013 8000", "[phone]"),
        ("138-0013-8000", "[phone]"),
        ("0311-87654321", "[phone]"),
        ("911300842185946850", "[code]"),
        ("91350100M000100Y43", "[code]"),
        ("13010219700101123X", "[code]"),
        ("li.si@hebei.gov.cn", "[e-mail]"),
    ],
)
def test_a_slip_of_the_caller_is_masked(written: Path, slip: str, word: str) -> None:
    log.info("contact %s of 企业", slip)
    line = written.read_text("utf-8")
    assert slip not in line
    assert f"contact {word} of" in line


def test_no_id_is_ever_taken_for_a_phone() -> None:
    for _ in range(5000):
        made = new_id()
        assert logs.mask(f"op {made} n=17 seq=1234567890") == f"op {made} n=17 seq=1234567890"
    digits = "01234567-1380-7138-8001-138001380001"
    assert logs.mask(digits) == digits


def test_libraries_are_heard_from_warnings_on(written: Path) -> None:
    logging.getLogger("alembic.runtime.plugins").info("setup plugin")
    log.info("round ended")
    said = written.read_text("utf-8")
    assert "setup plugin" not in said
    assert "round ended" in said
    assert logging.getLogger("alembic.runtime.plugins").isEnabledFor(logging.WARNING)


def test_a_password_in_an_address_is_masked() -> None:
    assert "geheim" not in logs.mask("postgresql+psycopg://sscs:geheim@db.example:5432/sscs")


@pytest.mark.proof
def test_five_files_of_a_megabyte_and_no_more(written: Path) -> None:
    line = "x" * 990
    for _ in range(7000):
        log.info(line)
    held = sorted(written.parent.iterdir())
    assert [each.name for each in held] == ["desk.log", *(f"desk.log.{n}" for n in range(1, 5))]
    assert all(each.stat().st_size <= logs.FILE_BYTES for each in held)


@pytest.mark.skipif(sys.platform == "win32", reason="there the user's folder itself is private")
def test_every_file_of_the_log_and_its_folder_are_for_one_user_alone(written: Path) -> None:
    for _ in range(15):
        log.info("x" * 100_000)
    files = list(written.parent.iterdir())
    assert len(files) == 2
    assert {each.stat().st_mode & 0o777 for each in files} == {0o600}
    assert written.parent.stat().st_mode & 0o777 == 0o700


def test_nothing_is_written_after_the_end_and_the_hooks_are_back(tmp_path: Path) -> None:
    hooks = (sys.excepthook, threading.excepthook)
    logs.start(tmp_path)
    assert sys.excepthook is not hooks[0]
    logs.stop()
    log.info("too late")
    assert (sys.excepthook, threading.excepthook) == hooks
    assert (tmp_path / "desk.log").read_text() == ""


def test_a_folder_that_cannot_be_written_is_disk_trouble(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file")
    with pytest.raises(DiskTrouble):
        logs.start(tmp_path / "logs")
    assert logs.report(ValueError("x")) == "ValueError: x\n"


_CRASH = """
import sys, threading
from pathlib import Path
from sscs_desktop.base import logs

def work():
    hidden_local = "张三的" + "秘密"
    raise ValueError("call 13800138000 failed")

logs.start(Path(sys.argv[1]))
thread = threading.Thread(target=work)
thread.start()
thread.join()
work()
"""


def test_what_nobody_catches_is_logged_with_places_but_no_values(tmp_path: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", _CRASH, str(tmp_path)], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    written = (tmp_path / "desk.log").read_text("utf-8")
    assert written.count("Traceback") == written.count("ValueError: call [phone] failed") == 2
    assert "in work" in written
    assert "uncaught in a thread" in written
    assert "13800138000" not in written
    assert "张三" not in written


def test_a_crash_report_shows_places_and_masks_messages() -> None:
    try:
        raise ValueError("li.si@hebei.gov.cn")
    except ValueError as error:
        text = logs.report(error)
    assert "test_logs.py" in text
    assert "[e-mail]" in text
    assert "li.si" not in text.replace('raise ValueError("li.si@hebei.gov.cn")', "")
