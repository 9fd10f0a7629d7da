"""Ids, clock and paths: what everything stands on."""

from __future__ import annotations

import sys
import threading
import time
import uuid
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from sscs_desktop.base import clock, paths
from sscs_desktop.base.errors import DiskTrouble
from sscs_desktop.base.ids import is_id, new_id, new_mark


def test_an_id_is_a_uuid_of_version_7_with_the_present_time_in_front() -> None:
    before = time.time_ns() // 1_000_000
    made = uuid.UUID(new_id())
    after = time.time_ns() // 1_000_000
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert before <= made.int >> 80 <= after + 1


def test_ids_of_one_process_sort_in_the_order_made() -> None:
    made = [new_id() for _ in range(20_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_ids_made_in_several_threads_never_repeat() -> None:
    made: list[str] = []
    threads = [threading.Thread(target=lambda: made.extend([new_id() for _ in range(2000)])) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 8000


def test_only_the_canonical_form_is_an_id() -> None:
    made = new_id()
    assert is_id(made)
    for odd in (made.upper().replace("0", "A"), made.replace("-", ""), f"{{{made}}}", made[:-1], "", "visit"):
        assert not is_id(odd)


def test_a_mark_fits_a_signed_sql_integer() -> None:
    marks = {new_mark() for _ in range(1000)}
    assert len(marks) == 1000
    assert all(0 <= mark < 1 << 63 for mark in marks)


def test_a_standing_clock_goes_on_from_where_it_was_put() -> None:
    moment = datetime(2018, 10, 8, 1, 30, tzinfo=UTC)
    clock.stand_at(moment)
    first = clock.now()
    time.sleep(0.01)
    assert moment <= first < clock.now() < moment + timedelta(minutes=1)
    clock.run_free()
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_another_process_can_be_told_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    clock.stand_at(datetime(2018, 10, 8, 1, 30, tzinfo=UTC))
    here = clock.now()
    monkeypatch.setenv("SSCS_CLOCK", clock.told())
    clock.run_free()
    clock.stand_as_told()
    assert abs(clock.now() - here) < timedelta(seconds=2)


def test_the_office_s_day_begins_at_midnight_in_shanghai() -> None:
    clock.stand_at(datetime(2018, 10, 7, 15, 59, tzinfo=UTC))
    assert clock.today() == date(2018, 10, 7)
    clock.stand_at(datetime(2018, 10, 7, 16, 0, tzinfo=UTC))
    assert clock.today() == date(2018, 10, 8)


def test_a_clock_refuses_a_moment_without_a_zone() -> None:
    with pytest.raises(TypeError):
        clock.stand_at(datetime(2018, 10, 7, 12, 0))  # noqa: DTZ001


def test_shipped_files_are_found_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert paths.resources("campaign", "2018.json").is_file()


def test_a_frozen_app_finds_its_own_files_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "resources").mkdir()
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    assert paths.resources("fonts") == tmp_path / "resources" / "fonts"


def test_one_variable_moves_everything_the_desk_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSCS_HOME", str(tmp_path / "干部"))
    for place in (paths.data_dir(), paths.log_dir(), paths.cache_dir()):
        assert place.is_dir()
        assert place.is_relative_to(tmp_path / "干部")
        if sys.platform != "win32":
            assert place.stat().st_mode & 0o777 == 0o700


def test_an_empty_variable_does_not_mean_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SSCS_HOME", "")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    assert paths.data_dir() != tmp_path


def test_a_home_that_cannot_be_made_is_disk_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("SSCS_HOME", str(tmp_path / "file" / "home"))
    with pytest.raises(DiskTrouble):
        paths.data_dir()
