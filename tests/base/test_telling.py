"""Long work tells how far it is, and short work holds its tongue."""

from __future__ import annotations

import signal

import pytest

from sscs_desktop.base.telling import Stopped, part, spoken, until_stopped


def test_only_what_takes_long_is_spoken_of() -> None:
    said: list[str] = []
    quick, slow = spoken(said.append, "{percent}%"), spoken(said.append, "{percent}%", every_s=0)
    for told in (quick, part(slow, 0, 60)):
        told(500, 1000)
        told(1000, 1000)
    slow(100, 100)
    assert said == ["30%", "60%"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_is_heard_between_two_steps(number: signal.Signals) -> None:
    before, done = signal.getsignal(number), list[int]()
    with pytest.raises(Stopped), until_stopped(lambda at, _of: done.append(at)) as told:
        told(0, 3)
        signal.raise_signal(number)
        done.append(1)
        told(2, 3)
    assert done == [0, 1] and signal.getsignal(number) is before


def test_a_second_stop_waits_for_no_step() -> None:
    with pytest.raises(KeyboardInterrupt), until_stopped(lambda _at, _of: None):
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        pytest.fail("it was not heard")
