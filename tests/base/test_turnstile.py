"""A lock that is fair to who waits."""

from __future__ import annotations

import threading
import time

import pytest

from sscs_desktop.base.turnstile import Turnstile

PAGES = 40


def test_who_waits_goes_in_before_the_one_who_has_just_come_out() -> None:
    turns, order = Turnstile(), list[str]()
    is_inside = threading.Event()

    def page_after_page() -> None:
        for _ in range(PAGES):
            with turns:
                is_inside.set()
                time.sleep(0.003)
                order.append("page")

    worker = threading.Thread(target=page_after_page)
    worker.start()
    for _ in range(5):
        is_inside.wait()
        with turns:
            order.append("save")
            is_inside.clear()
    worker.join()
    runs = "".join("S" if each == "save" else "p" for each in order)
    assert runs.count("S") == 5 and max(map(len, runs[: runs.rindex("S")].split("S"))) <= 5


def test_an_error_inside_lets_the_next_one_in() -> None:
    turns = Turnstile()
    with pytest.raises(ValueError), turns:
        raise ValueError
    with turns:
        pass
