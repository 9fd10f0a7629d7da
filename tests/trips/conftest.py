"""A county that a clerk has set up from the command line, once for all trips, and copied for each."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from sscs_desktop import app, cli
from sscs_desktop.base import clock
from sscs_desktop.base.settings import Settings
from sscs_desktop.exchange.sample import COUNTY_CODE, write_sample_roster
from tests.conftest import SEPTEMBER
from tests.trips.disk import SmallDisk
from tests.trips.disk import small_disk as mounted
from tests.trips.seating import Place

PASSPHRASE = "大陆村镇 2018 年"


@pytest.fixture(scope="session")
def roster_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("roster") / "分包名单.xlsx"
    write_sample_roster(file)
    return file


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory, roster_file: Path) -> Path:
    """The folder of a directory as `admin create`, `campaign`, `roster` and `account` leave it."""
    folder = tmp_path_factory.mktemp("founded") / "directory"
    clock.stand_at(SEPTEMBER)
    for act in (
        ["create", "--name", "宁晋县服务直通", "--county", COUNTY_CODE],
        ["campaign"],
        ["roster", str(roster_file)],
        ["account", "--account", "wang", "--name", "王建国", "--unit", "大陆村镇经济发展办"],
        ["account", "--account", "li", "--name", "李慧", "--unit", "大陆村镇经济发展办"],
    ):
        assert cli.main(["admin", "--data", str(folder), *act]) == 0
    return folder


@pytest.fixture
def directory_folder(founded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(founded, tmp_path / "directory"))


@pytest.fixture
def place(directory_folder: Path) -> Iterator[Place]:
    """The directory in this process, and accounts that speak to it over a line."""
    made = Place(directory_folder)
    yield made
    made.close()


@pytest.fixture
def sit(qapp: QApplication, place: Place) -> Iterator[Callable[..., app.Seat]]:
    """Seat a cadre at his desk; all desks are left in the end."""
    seats: list[app.Seat] = []

    def sit_down(login: str = "wang", kept: Settings | None = None) -> app.Seat:
        kept = kept or Settings(account=login, theme="light")
        app.application(kept)
        seat = app.Seat(place.wing(login), kept, app.settings_file())
        seats.append(seat)
        return seat

    yield sit_down
    for seat in seats:
        if seat.is_open:
            seat.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    app.application(Settings(theme="light"))
    gc.collect()


@pytest.fixture
def small_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallDisk]:
    """A disk that can be full, with the user's home on it; ask for it before a seat."""
    with mounted(tmp_path / "small") as disk:
        monkeypatch.setenv("SSCS_HOME", str(disk.folder / "home"))
        yield disk
