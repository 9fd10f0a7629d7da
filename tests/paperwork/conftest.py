"""A desk's file that holds one enterprise of its unit: what goes to paper needs fonts, and no window."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.domain.vocabulary import ServiceClass
from sscs_desktop.store.store import Store
from sscs_desktop.store.subjects import Subject
from tests.store import building
from tests.store.building import ME, Feed


@pytest.fixture
def feed() -> Feed:
    return Feed()


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file just set up, not encrypted: made once, copied for each test."""
    file = tmp_path_factory.mktemp("paperwork") / "desk.db"
    Store.open(file, None, ME).close()
    return file


@pytest.fixture
def store(tmp_path: Path, blank: Path, feed: Feed) -> Iterator[Store]:
    opened = Store.open(Path(shutil.copy(blank, tmp_path / "desk.db")), None, ME)
    building.hold(opened, feed)
    yield opened
    opened.close()


@pytest.fixture
def firm(store: Store, feed: Feed) -> Enterprise:
    """An enterprise of the unit in two classes, as the directory sent it."""
    record = building.enterprise(classes=(ServiceClass.INDUSTRY, ServiceClass.TECHNOLOGY))
    building.pull(store, feed.page(feed.put("enterprise", record), feed.put("assignment", building.assignment(record))))
    return record


@pytest.fixture
def subject(firm: Enterprise) -> Subject:
    return Subject("enterprise", firm.id, firm.name)
