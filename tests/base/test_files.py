"""Atomic files and the lock of one desk per file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sscs_desktop.base.errors import DiskTrouble, InUse, Refused
from sscs_desktop.base.files import check_target, hold, write_atomically

_HOLDER = """
import sys, time
from pathlib import Path
from sscs_desktop.base.files import hold
lock = hold(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(60)
"""


def test_a_written_file_is_whole_private_and_alone(tmp_path: Path) -> None:
    place = tmp_path / "a.json"
    write_atomically(place, b"old")
    write_atomically(place, "新".encode())
    assert place.read_text("utf-8") == "新"
    assert list(tmp_path.iterdir()) == [place]
    if sys.platform != "win32":
        assert place.stat().st_mode & 0o077 == 0


def test_a_refusing_folder_is_disk_trouble(tmp_path: Path) -> None:
    with pytest.raises(DiskTrouble) as caught:
        write_atomically(tmp_path / "missing" / "a.json", b"x")
    assert caught.value.code == "not_writable"


def test_a_place_where_no_file_can_stand_is_told_before_work_is_done_for_it(tmp_path: Path) -> None:
    check_target(tmp_path / "new.pdf")
    for place in (tmp_path, tmp_path / "missing" / "new.pdf", Path(os.devnull)):
        with pytest.raises(Refused, match="no_such_folder"):
            check_target(place)
    with pytest.raises(DiskTrouble, match="not_writable"):
        check_target(tmp_path / f"{'长' * 300}.pdf")


def test_a_second_desk_on_the_same_file_is_told_so(tmp_path: Path) -> None:
    place = tmp_path / "desk.db"
    with hold(place), pytest.raises(InUse) as caught:
        hold(place)
    assert caught.value.code == "file_in_use"
    hold(place).release()


def test_two_files_can_be_held_side_by_side(tmp_path: Path) -> None:
    with hold(tmp_path / "a.db"), hold(tmp_path / "b.db"):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_a_killed_desk_lets_go_of_its_file(tmp_path: Path) -> None:
    place = tmp_path / "desk.db"
    with subprocess.Popen([sys.executable, "-c", _HOLDER, str(place)], stdout=subprocess.PIPE, text=True) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "held\n"
            with pytest.raises(InUse):
                hold(place)
        finally:
            os.kill(holder.pid, signal.SIGKILL)
            holder.wait()
    hold(place).release()


def test_a_file_that_another_program_holds_open_is_told_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "a.json"
    write_atomically(place, b"old")
    held = PermissionError(13, "in use")  # what Windows says to the rename
    monkeypatch.setattr(Path, "replace", lambda *_args: (_ for _ in ()).throw(held))
    with pytest.raises(DiskTrouble) as caught:
        write_atomically(place, b"new")
    assert caught.value.code == "not_writable"
    assert place.read_bytes() == b"old" and [file.name for file in tmp_path.iterdir()] == ["a.json"]
