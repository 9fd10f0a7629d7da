"""A desk over a real file, dressed, for the tests of the screen."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal
from PySide6.QtWidgets import QApplication

from sscs_desktop.base.errors import SscsError
from sscs_desktop.base.settings import Settings
from sscs_desktop.store.session import Account
from sscs_desktop.store.store import Store
from sscs_desktop.ui import i18n, theme
from sscs_desktop.ui.bus import Bus
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.jobs import Jobs
from tests.conftest import collect

Look = Callable[..., None]

ACCOUNT = Account(
    user_id="018f0000-0000-7000-8000-000000000001",
    account="wangjianguo",
    user_name="王建国",
    unit_id="018f0000-0000-7000-8000-000000000002",
    unit_name="大陆村镇 经发办",
)


class StillSync(QObject):
    """Rounds that never run: the desk of a test is offline until the test says otherwise."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.is_online = False
        self.is_running = False
        self.trouble: SscsError | None = None
        self.last_round_at: datetime | None = datetime(2018, 9, 26, 1, 12, tzinfo=UTC)
        self.asked = 0

    def sync_now(self) -> None:
        self.asked += 1


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    return QApplication


@pytest.fixture
def look(qapp: QApplication) -> Iterator[Look]:
    """Dress the application: look("dark", 150); afterwards it is light and Chinese again."""

    def dress(name: theme.Name = "light", percent: int = 100, language: str = "zh") -> None:
        i18n.install(qapp, language)
        theme.apply(qapp, name, percent)

    dress()
    yield dress
    dress()


@pytest.fixture(scope="session")
def blank_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty plain file brought to this version once, to be copied for each test."""
    file = tmp_path_factory.mktemp("blank") / "desk.db"
    Store.open(file, None, ACCOUNT).close()
    return file


@pytest.fixture
def desk_file(blank_file: Path, tmp_path: Path) -> Path:
    """The file of this test's desk."""
    return Path(shutil.copy(blank_file, tmp_path / "desk.db"))


@pytest.fixture
def desk(look: Look, desk_file: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk over a plain file; closed in reverse order."""
    store = Store.open(desk_file, None, ACCOUNT)
    bus, jobs = Bus(), Jobs()
    store.on_commit(bus.announce)
    settings = Settings(theme="light")
    yield Desk(store, jobs, bus, StillSync(), settings, tmp_path / "settings.json")
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    jobs.close()
    store.close()
    collect()
