"""Long work tells how far it is, and short work holds its tongue."""

from __future__ import annotations

from sscs_desktop.base.telling import part, spoken


def test_only_what_takes_long_is_spoken_of() -> None:
    said: list[str] = []
    quick, slow = spoken(said.append, "{percent}%"), spoken(said.append, "{percent}%", every_s=0)
    for told in (quick, part(slow, 0, 60)):
        told(500, 1000)
        told(1000, 1000)
    slow(100, 100)
    assert said == ["30%", "60%"]
