"""A county that a clerk has set up from the command line, once for all trips, and copied for each."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import keyring
import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from sscs_desktop import app, cli
from sscs_desktop.base import clock, paths
from sscs_desktop.base.settings import Settings
from sscs_desktop.exchange.sample import COUNTY_CODE, write_sample_roster
from sscs_desktop.sync import account_files
from sscs_desktop.sync.wing import Wing
from tests.conftest import SEPTEMBER, MemoryKeyring, collect
from tests.disk import SmallDisk
from tests.disk import small_disk as mounted
from tests.trips.seating import Place

PASSPHRASE = "大陆村镇 2018 年"


@pytest.fixture(scope="session")
def roster_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("roster") / "分包名单.xlsx"
    write_sample_roster(file)
    return file


@dataclass(frozen=True, kw_only=True)
class Founded:
    """A directory's folder, the home of 王建国 after his first round, and what his keyring holds."""

    directory: Path
    home: Path
    keyring: dict[tuple[str, str], str]


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory, roster_file: Path) -> Founded:
    """The county as `admin create`, `campaign`, `roster` and `account` leave it, and one desk of it."""
    folder = tmp_path_factory.mktemp("founded")
    made = Founded(directory=folder / "directory", home=folder / "home", keyring={})
    clock.stand_at(SEPTEMBER)
    _set_up(made.directory, roster_file)
    _at_work(made, lambda wing: account_files.key_of(wing.files, wing.keystore))
    return made


def after(founded: Founded, folder: Path, work: Callable[[Wing], object]) -> Founded:
    """Return the county after 王建国 has done some work and a round has carried it there."""
    directory = shutil.copytree(founded.directory, folder / "directory")
    made = Founded(
        directory=directory, home=shutil.copytree(founded.home, folder / "home"), keyring={**founded.keyring}
    )
    clock.stand_at(SEPTEMBER)
    _at_work(made, work)
    return made


def _at_work(founded: Founded, work: Callable[[Wing], object]) -> None:
    before, own = keyring.get_keyring(), MemoryKeyring()
    own.entries = founded.keyring
    keyring.set_keyring(own)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSCS_HOME", str(founded.home))
        with closing(Place(founded.directory)) as place, closing(place.wing("wang")) as wing:
            work(wing)
            wing.engine.round()
    keyring.set_keyring(before)


def _set_up(folder: Path, roster_file: Path) -> None:
    for act in (
        ["create", "--name", "宁晋县服务直通", "--county", COUNTY_CODE],
        ["campaign"],
        ["roster", str(roster_file)],
        ["account", "--account", "wang", "--name", "王建国", "--unit", "大陆村镇经济发展办"],
        ["account", "--account", "li", "--name", "李慧", "--unit", "大陆村镇经济发展办"],
    ):
        assert cli.main(["admin", "--data", str(folder), *act]) == 0


@pytest.fixture
def directory_folder(founded: Founded, tmp_path: Path) -> Path:
    return Path(shutil.copytree(founded.directory, tmp_path / "directory"))


@pytest.fixture
def place(directory_folder: Path, founded: Founded) -> Iterator[Place]:
    """The directory in this process, and accounts that speak to it over a line; wang's stands here already."""
    shutil.copytree(founded.home, paths.data_dir(), dirs_exist_ok=True)
    backend = keyring.get_keyring()
    assert isinstance(backend, MemoryKeyring)
    backend.entries |= founded.keyring
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
    collect()


@pytest.fixture
def small_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallDisk]:
    """A disk that can be full, with the user's home on it; ask for it before the place."""
    with mounted(tmp_path / "small") as disk:
        monkeypatch.setenv("SSCS_HOME", str(disk.folder / "home"))
        yield disk
