"""A county with a directory, and desks that are closed again."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sscs_desktop.domain.enterprise import Enterprise
from tests.sync.county import County, Desk, make_blanks
from tests.sync.loopback import Loopback


@pytest.fixture(scope="session")
def blanks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("blanks")
    make_blanks(folder)
    return folder


@pytest.fixture
def county(tmp_path: Path, blanks: Path) -> Iterator[County]:
    made = County(tmp_path, blanks)
    yield made
    made.close()


@pytest.fixture
def open_desk(county: County) -> Iterator[Callable[..., Desk]]:
    """Open desks; all are closed in the end."""
    opened: list[Desk] = []

    def open_one(login: str = "wang", unit: str = "", file: str = "") -> Desk:
        desk = county.desk(login, unit or county.dalu, file)
        opened.append(desk)
        return desk

    yield open_one
    for desk in opened:
        desk.close()


@pytest.fixture
def desk(open_desk: Callable[..., Desk]) -> Desk:
    return open_desk()


@pytest.fixture
def firm(county: County) -> Enterprise:
    return county.enterprise(county.dalu)


@pytest.fixture
def old(open_desk: Callable[..., Desk], firm: Enterprise) -> Desk:
    """王's desk after its first round."""
    desk = open_desk("wang")
    desk.round()
    return desk


@pytest.fixture
def new(open_desk: Callable[..., Desk], firm: Enterprise) -> Desk:
    """His successor's desk."""
    desk = open_desk("li")
    desk.round()
    return desk


@pytest.fixture
def alone(desk: Desk, firm: Enterprise) -> Desk:
    """A desk that met the network once, and does not any more."""
    desk.round()
    desk.line.is_down = True
    return desk


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    made = Loopback()
    yield made
    made.close()
