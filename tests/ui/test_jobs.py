"""Work off the GUI thread, and how its ending comes home."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from sscs_desktop.base.errors import Offline, SscsError
from sscs_desktop.ui.jobs import Jobs, Task


@pytest.fixture
def jobs(qapp: QCoreApplication) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_a_result_comes_home_on_the_gui_thread(jobs: Jobs, qtbot: QtBot) -> None:
    owner, homes = QObject(), []
    jobs.start(
        "desk",
        lambda task: threading.current_thread().name,
        owner=owner,
        done=lambda r: homes.append((r, threading.current_thread())),
    )
    qtbot.waitUntil(lambda: bool(homes))
    name, thread = homes[0]
    assert name.startswith("lane-desk")
    assert thread is threading.main_thread()


def test_however_quick_a_job_is_its_owner_has_the_task_before_its_ending(jobs: Jobs, qtbot: QtBot) -> None:
    owner, homes = QObject(), []
    task = jobs.start("desk", lambda task: task, owner=owner, done=homes.append)
    assert not homes, "the first job of a lane is done before its thread was seen to run"
    qtbot.waitUntil(lambda: homes == [task])


def test_network_work_never_blocks_database_work(jobs: Jobs, qtbot: QtBot) -> None:
    owner, gate, done = QObject(), threading.Event(), []
    jobs.start("sync", lambda task: gate.wait(5), owner=owner, done=lambda _r: done.append("sync"))
    jobs.start("desk", lambda task: None, owner=owner, done=lambda _r: done.append("desk"))
    qtbot.waitUntil(lambda: done == ["desk"])
    assert jobs.is_busy("sync")
    assert not jobs.is_busy("desk")
    gate.set()
    qtbot.waitUntil(lambda: done == ["desk", "sync"])


def test_a_known_error_comes_home_as_itself(jobs: Jobs, qtbot: QtBot) -> None:
    owner, failures = QObject(), []

    def unreachable(task: Task) -> None:
        raise Offline

    jobs.start("sync", unreachable, owner=owner, failed=failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    assert isinstance(failures[0], Offline)


def test_a_known_error_nobody_took_is_told_to_the_frame(jobs: Jobs, qtbot: QtBot) -> None:
    owner = QObject()

    def unreachable(task: Task) -> None:
        raise Offline

    with qtbot.waitSignal(jobs.trouble) as told:
        jobs.start("sync", unreachable, owner=owner)
    assert isinstance(told.args[0], SscsError)


def test_our_own_bug_reaches_the_crash_hook(jobs: Jobs, qtbot: QtBot) -> None:
    owner = QObject()

    def broken(task: Task) -> None:
        raise ZeroDivisionError

    with capture_exceptions() as caught:
        jobs.start("desk", broken, owner=owner)
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError


def test_whoever_started_what_a_bug_ended_is_told_and_does_not_wait_on(jobs: Jobs, qtbot: QtBot) -> None:
    owner, failures = QObject(), list[SscsError]()

    def broken(task: Task) -> None:
        raise ZeroDivisionError

    with capture_exceptions() as caught:
        jobs.start("desk", broken, owner=owner, failed=failures.append)
        qtbot.waitUntil(lambda: bool(caught))
    assert [error.code for error in failures] == ["our_bug"]


def test_nothing_is_told_to_an_owner_who_is_gone(jobs: Jobs, qtbot: QtBot) -> None:
    owner, told, gate = QObject(), [], threading.Event()
    jobs.start("desk", lambda task: gate.wait(5), owner=owner, done=told.append)
    owner.deleteLater()
    QCoreApplication.sendPostedEvents(owner, QEvent.Type.DeferredDelete.value)
    gate.set()
    qtbot.waitUntil(lambda: not jobs.is_busy("desk"))
    assert told == []


def test_cancel_stops_a_job_at_its_next_step_and_reports_how_far_it_came(jobs: Jobs, qtbot: QtBot) -> None:
    owner, steps, ends, gate = QObject(), [], [], threading.Event()

    def count(task: Task) -> None:
        for at in range(1000):
            task.progress(at, 1000)
            if at == 2:
                gate.wait(5)

    task = jobs.start(
        "desk",
        count,
        owner=owner,
        progress=lambda at, of: steps.append((at, of)),
        cancelled=lambda: ends.append("cancelled"),
        done=lambda _r: ends.append("done"),
    )
    qtbot.waitUntil(lambda: (2, 1000) in steps)
    task.cancel()
    gate.set()
    qtbot.waitUntil(lambda: bool(ends))
    assert ends == ["cancelled"]
    assert steps[-1] == (2, 1000)


def test_closing_cancels_what_runs_and_waits_for_it(qapp: QCoreApplication) -> None:
    jobs, owner, seen = Jobs(), QObject(), []

    def wait(task: Task) -> None:
        while not task.is_cancelled:
            threading.Event().wait(0.005)
        seen.append("stopped")

    jobs.start("sync", wait, owner=owner, done=lambda _r: seen.append("told"))
    jobs.close()
    assert seen == ["stopped"]
