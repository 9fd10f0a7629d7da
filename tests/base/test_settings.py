"""Settings survive damage, newer desks and a full disk."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from sscs_desktop.base import settings
from sscs_desktop.base.errors import DiskTrouble, Invalid
from sscs_desktop.base.settings import Settings


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    place = tmp_path / "settings.json"
    wanted = Settings(theme="dark", text_percent=150, language="en", quiet=True, account="栾城-01")
    settings.save(place, wanted)
    assert settings.load(place) == wanted


def test_a_missing_file_means_the_defaults(tmp_path: Path) -> None:
    assert settings.load(tmp_path / "settings.json") == Settings()
    assert list(tmp_path.glob("*.bad")) == []


def test_what_a_newer_desk_wrote_is_kept(tmp_path: Path) -> None:
    place = tmp_path / "settings.json"
    place.write_text('{"theme": "dark", "hologram": {"on": true}}')
    settings.save(place, replace(settings.load(place), theme="light"))
    held = json.loads(place.read_text("utf-8"))
    assert (held["theme"], held["hologram"]) == ("light", {"on": True})
    assert "unknown" not in held


@pytest.mark.parametrize("damage", [b'{"theme": "da', b"", b"\xff\xfe\x00", b"[1, 2]"])
def test_a_damaged_file_is_put_aside_and_the_defaults_hold(tmp_path: Path, damage: bytes) -> None:
    place = tmp_path / "settings.json"
    place.write_bytes(damage)
    assert settings.load(place) == Settings()
    assert not place.exists()
    assert (tmp_path / "settings.json.bad").read_bytes() == damage


def test_one_senseless_value_does_not_cost_the_others(tmp_path: Path) -> None:
    place = tmp_path / "settings.json"
    place.write_text('{"theme": ["x"], "text_percent": true, "quiet": "yes", "language": "en"}')
    assert settings.load(place) == Settings(language="en")


def test_senseless_settings_cannot_be_made() -> None:
    with pytest.raises(Invalid) as caught:
        Settings(theme="pink", text_percent=250)
    assert caught.value.problems == {"theme": "unknown_choice", "text_percent": "out_of_range"}


def test_a_failed_save_leaves_the_old_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "settings.json"
    settings.save(place, Settings(theme="dark"))

    def refuse(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(DiskTrouble) as caught:
        settings.save(place, Settings(theme="light"))
    assert caught.value.code == "disk_full"
    assert settings.load(place).theme == "dark"
    assert [each.name for each in tmp_path.iterdir()] == ["settings.json"]
