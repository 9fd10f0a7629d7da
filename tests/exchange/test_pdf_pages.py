"""PDFs from a copier and from anybody: drawn in a process of their own, which may die of them."""

from __future__ import annotations

import multiprocessing
import resource
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sscs_desktop.base.errors import Unreadable
from sscs_desktop.exchange import pdf_pages
from sscs_desktop.exchange.pdf_pages import SIDE, Page
from tests import scanned

HALF_RED = b"1 0 0 rg 0 0 300 842 re f"


def drawn(file: Path) -> list[Page]:
    return list(pdf_pages.pages(file, lambda: None))


def code_of(file: Path) -> tuple[str, dict[str, object]]:
    with pytest.raises(Unreadable) as caught:
        drawn(file)
    assert multiprocessing.active_children() == []
    return caught.value.code, caught.value.data


def hanging(file: Path) -> Path:
    return scanned.bare(file, content=b"0 0 m " + b"595 842 l 0 1 l 595 3 l " * 1000000 + b"S")


def _lives(pid: int) -> bool:
    """Tell whether a process runs: one that ended and was not asked for its ending yet does not."""
    try:
        return b") Z " not in Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:
        return False


def test_a_page_comes_as_large_as_it_may_and_what_cannot_be_drawn_without_pixels(tmp_path: Path) -> None:
    first, *lies = drawn(scanned.bare(tmp_path / "a.pdf", content=HALF_RED, count=3))
    assert (first.number, first.count, first.width, first.height) == (1, 3, 1448, SIDE)
    assert first.pixels[:4] == b"\0\0\xff\xff" and first.pixels[4 * 1447 : 4 * 1448] == b"\xff\xff\xff\xff"
    assert [(page.number, page.pixels) for page in lies] == [(2, b""), (3, b"")]
    assert multiprocessing.active_children() == []


def test_paper_as_large_as_a_field_takes_no_more_room(tmp_path: Path) -> None:
    (page,) = drawn(scanned.bare(tmp_path / "a.pdf", box="0 0 99999999 50000000"))
    assert (page.width, page.height) == (SIDE, SIDE // 2)


def test_a_file_that_is_no_scan_says_why(tmp_path: Path) -> None:
    noise = tmp_path / "noise.pdf"
    noise.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 9)
    assert code_of(noise) == ("scan_damaged", {})
    assert code_of(scanned.locked(tmp_path / "locked.pdf")) == ("scan_locked", {})
    assert code_of(scanned.bare(tmp_path / "long.pdf", kids=601, count=601)) == (
        "scan_too_long",
        {"found": 601, "most": 600},
    )


def test_a_stop_ends_the_drawing_at_once(tmp_path: Path) -> None:
    class Stop(Exception):
        pass

    def stop() -> None:
        raise Stop

    with pytest.raises(Stop):
        list(pdf_pages.pages(scanned.bare(tmp_path / "a.pdf"), stop))
    assert multiprocessing.active_children() == []


def test_a_machine_that_draws_nothing_is_not_blamed_on_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = scanned.bare(tmp_path / "a.pdf")
    assert pdf_pages.can_draw()
    monkeypatch.setattr("multiprocessing.spawn._python_exe", b"/bin/false")
    assert code_of(file) == ("scan_not_drawn", {}) and not pdf_pages.can_draw()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (1, hard))
    try:
        assert code_of(file) == ("scan_not_drawn", {})
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_drawing_that_says_a_wrong_size_is_not_painted() -> None:
    here, there = multiprocessing.Pipe(duplex=False)
    with here, there:
        there.send_bytes(struct.pack("<ii", 9, 9) + bytes(4 * 9 * 8))
        with pytest.raises(Unreadable, match="scan_broken_off"):
            pdf_pages._page(here, lambda: None, 1, 1)


@pytest.mark.proof
def test_a_desk_that_is_killed_takes_the_drawing_with_it(tmp_path: Path) -> None:
    draw = (
        "import multiprocessing, sys; from pathlib import Path; from sscs_desktop.exchange import pdf_pages\n"
        "list(pdf_pages.pages(Path(sys.argv[1]), lambda: print(*(c.pid for c in multiprocessing.active_children()))))"
    )
    command = [sys.executable, "-uc", draw, str(hanging(tmp_path / "a.pdf"))]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as desk:
        assert desk.stdout is not None
        (drawing,) = {int(desk.stdout.readline()) for _look in range(15)}
        desk.kill()
    until = time.monotonic() + 2
    while _lives(drawing) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _lives(drawing)


@pytest.mark.proof
def test_no_pages_and_a_file_that_is_gone_are_said_alike(tmp_path: Path) -> None:
    assert code_of(scanned.bare(tmp_path / "none.pdf", kids=0, count=0)) == ("scan_damaged", {})
    assert code_of(tmp_path / "gone.pdf") == ("scan_damaged", {})


@pytest.mark.proof
def test_a_page_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_pages, "PAGE_S", 2.0)
    assert code_of(hanging(tmp_path / "slow.pdf")) == ("scan_broken_off", {"page": 1})


@pytest.mark.proof
def test_a_page_that_eats_the_memory_ends_its_own_process_alone(tmp_path: Path) -> None:
    file = scanned.bare(tmp_path / "itself.pdf", content=b"/I Do " * 6)
    assert code_of(file) == ("scan_broken_off", {"page": 1})


@pytest.mark.proof
def test_five_hundred_pages_are_drawn_one_after_another(tmp_path: Path) -> None:
    file = scanned.bare(tmp_path / "many.pdf", content=HALF_RED, kids=500, count=500)
    assert sum(page.number for page in pdf_pages.pages(file, lambda: None) if page.pixels) == 125250
