"""A real encrypted file for each test, and a hand-driven feed."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.store.store import Store
from tests.store import building
from tests.store.building import ME, Feed


@pytest.fixture
def feed() -> Feed:
    return Feed()


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file just set up: made once, copied for each test."""
    path = tmp_path_factory.mktemp("blank") / "wang.db"
    Store.open(path, b"k" * 32, ME).close()
    return path


@pytest.fixture
def store(tmp_path: Path, blank: Path, feed: Feed) -> Iterator[Store]:
    shutil.copy(blank, tmp_path / "wang.db")
    opened = Store.open(tmp_path / "wang.db", b"k" * 32, ME)
    building.hold(opened, feed)
    yield opened
    opened.close()


@pytest.fixture
def firm(store: Store, feed: Feed) -> Enterprise:
    """An enterprise of the unit, as the directory sent it."""
    record = building.enterprise()
    building.pull(store, feed.page(feed.put("enterprise", record), feed.put("assignment", building.assignment(record))))
    return record
