"""A desk whose file holds one enterprise, one project and what has happened with them; the clock stands in 2018."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from sscs_desktop.base import clock, ids
from sscs_desktop.base.settings import Settings
from sscs_desktop.domain.campaign import Campaign
from sscs_desktop.domain.enterprise import Enterprise, Profile
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.project import Project
from sscs_desktop.domain.visit import Visit
from sscs_desktop.domain.vocabulary import Category, IssueState, Level, ServiceClass, Stage
from sscs_desktop.store.store import Store
from sscs_desktop.store.subjects import Subject
from sscs_desktop.ui.bus import Bus
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.jobs import Jobs
from tests.conftest import SEPTEMBER, collect
from tests.store import building
from tests.store.building import ME, Feed
from tests.ui.conftest import Look, StillSync

W = TypeVar("W", bound=QWidget)


@dataclass(frozen=True, kw_only=True)
class World:
    """What the directory has sent: a cable works, a project, an own visit, open and answered issues."""

    feed: Feed
    firm: Enterprise
    project: Project
    own: Visit
    open_issue: Issue
    answered: Issue
    returned: Issue

    @property
    def subject(self) -> Subject:
        return Subject("enterprise", self.firm.id)


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty file brought to this version once."""
    file = tmp_path_factory.mktemp("dialogs") / "desk.db"
    Store.open(file, None, ME).close()
    return file


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, blank: Path) -> tuple[Path, World]:
    """The same after a first round, made once, and what came with it."""
    file = Path(shutil.copy(blank, tmp_path_factory.mktemp("filled") / "desk.db"))
    clock.stand_at(SEPTEMBER)
    store = Store.open(file, None, ME)
    feed = Feed()
    building.hold(store, feed)
    known = _fill(store, feed)
    store.close()
    clock.run_free()
    return file, known


@pytest.fixture
def world(filled: tuple[Path, World]) -> World:
    """What this test's desk knows: a copy, whose feed goes on from there."""
    return copy.deepcopy(filled[1])


@pytest.fixture
def feed(request: pytest.FixtureRequest) -> Feed:
    if "world" in request.fixturenames:
        world: World = request.getfixturevalue("world")
        return world.feed
    return Feed()


@pytest.fixture
def desk(request: pytest.FixtureRequest, look: Look, tmp_path: Path, feed: Feed, blank: Path) -> Iterator[Desk]:
    is_filled = "world" in request.fixturenames
    source = request.getfixturevalue("filled")[0] if is_filled else blank
    store = Store.open(Path(shutil.copy(source, tmp_path / "desk.db")), None, ME)
    if not is_filled:
        building.hold(store, feed)
    bus, jobs = Bus(), Jobs()
    store.on_commit(bus.announce)
    yield Desk(store, jobs, bus, StillSync(), Settings(theme="light"), tmp_path / "settings.json")
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    jobs.close()
    store.close()
    collect()


def _fill(store: Store, feed: Feed) -> World:
    firm = building.enterprise(
        "河北冠通线缆有限公司（示例）",
        tier=Level.PROVINCE,
        classes=(ServiceClass.INDUSTRY, ServiceClass.TECHNOLOGY),
        contact_name="李秀芬",
        contact_title="生产厂长",
    )
    project = Project(id=ids.new_id(), name="宁晋电缆产业园二期（示例）", builder="宁晋城投（示例）", stage=Stage.BUILD)
    own = building.visit(
        firm,
        visited_at=datetime(2018, 9, 4, 2, 0, tzinfo=UTC),
        visitors=("王建国", "李慧"),
        received_by="李秀芬 生产厂长",
    )
    open_issue = building.issue(
        firm, number="冀NJ-2018-0420", category=Category.FUNDS, description="铜杆采购周转贷款 300 万元"
    )
    answered = building.issue(
        firm, number="冀NJ-2018-0421", state=IssueState.ANSWERED, answer_how="列入四季度用地计划", answer_who="张科长"
    )
    returned = building.issue(
        firm,
        number="冀NJ-2018-0422",
        category=Category.SAFETY,
        description="消防验收",
        state=IssueState.RETURNED,
        return_reason="请写明厂房位置",
    )
    profile = Profile(id=ids.new_id(), enterprise_id=firm.id, unit_id=ME.unit_id, quiet_days="每月27日")
    campaign = Campaign(id=ids.new_id(), year=2018, name="双创双服", policies=("工业企业技术改造补助", "电价降低政策"))
    records = (
        ("campaign", campaign),
        ("enterprise", firm),
        ("assignment", building.assignment(firm)),
        ("profile", profile),
        ("project", project),
        ("visit", own),
        ("issue", open_issue),
        ("issue", answered),
        ("issue", returned),
    )
    building.pull(store, feed.page(*(feed.put(kind, record) for kind, record in records)))
    return World(
        feed=feed,
        firm=firm,
        project=project,
        own=own,
        open_issue=open_issue,
        answered=answered,
        returned=returned,
    )


@pytest.fixture
def opened(qtbot: QtBot) -> Callable[[W], W]:
    """Show a window and wait until keys reach it."""

    def show(window: W) -> W:
        if window.parentWidget() is None:
            qtbot.addWidget(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        return window

    return show
