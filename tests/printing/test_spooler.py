"""What a real CUPS takes of what is printed: one that a test starts for itself, with queues that lead nowhere."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.printing.conftest import Text

CUPSD = shutil.which("cupsd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
pytestmark = pytest.mark.skipif(CUPSD is None, reason="cupsd is not installed (package cups-daemon)")

SERVICE = """
Listen {place}/socket
Browsing No
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""
FILES = """
ServerRoot {place}
StateDir {place}
CacheDir {place}/cache
RequestRoot {place}/spool
AccessLog {place}/access
ErrorLog {place}/errors
PageLog {place}/pages
FileDevice Yes
"""
QUEUES = """
<DefaultPrinter office>
DeviceURI file:///dev/null
State Idle
Accepting Yes
</DefaultPrinter>
<Printer closed>
DeviceURI file:///dev/null
State Idle
Accepting No
</Printer>
<Printer paused>
DeviceURI file:///dev/null
State Stopped
Accepting Yes
</Printer>
"""


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder whose path is short enough for a socket."""
    return tmp_path_factory.mktemp("cups")


@pytest.fixture
def service(place: Path) -> Iterator[int]:
    """Start a CUPS that nobody else sees; return its process."""
    for name, text in (("cupsd.conf", SERVICE), ("cups-files.conf", FILES), ("printers.conf", QUEUES)):
        (place / name).write_text(text.format(place=place))
    assert CUPSD is not None
    command = [CUPSD, "-f", "-c", str(place / "cupsd.conf"), "-s", str(place / "cups-files.conf")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        come(place / "socket")
        yield process.pid
        process.kill()


def come(file: Path) -> None:
    """Wait for a file."""
    end = time.monotonic() + 10
    while not file.exists() and time.monotonic() < end:
        time.sleep(0.02)


def test_what_the_system_takes_and_what_not_is_said_and_a_stop_leaves_nothing(
    place: Path, service: int, pdf_text: Text
) -> None:
    command = [sys.executable, "-m", "tests.printing.spooling", str(service)]
    ended = subprocess.run(
        command, env={**os.environ, "CUPS_SERVER": str(place / "socket")}, capture_output=True, timeout=60, check=True
    )
    assert json.loads(ended.stdout) == {
        "stopped": "stopped",
        "office": "taken",
        "closed": "printer_refuses",
        "paused": "waiting",
        "offered": ["PrintCollateCopies", "PrintShowPageSize"],
        "dying": "printing_stopped",
        "dead": "printer_refuses",
    }
    arrived = sorted((place / "spool").glob("d*"))
    assert [pdf_text(job).count("\f") for job in arrived] == [4, 4], "the whole run each, and nothing of the stopped"
