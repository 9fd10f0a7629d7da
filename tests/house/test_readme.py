"""The README names what there is, all of it and nothing else."""

from __future__ import annotations

import argparse
import re
from dataclasses import fields
from pathlib import Path

import pytest

from sscs_desktop import arguments
from sscs_desktop.base.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
OPERATOR = (ROOT / "docs" / "operator.md").read_text("utf-8")
NOT_CHOSEN = {"unknown"}
"""Fields of Settings that nobody sets: what a newer desk wrote."""


def choices(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Return a parser's commands."""
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return dict(groups[0].choices) if groups else {}


def options(parser: argparse.ArgumentParser) -> set[str]:
    """Return a command's options that are shown to people."""
    shown = [action for action in parser._actions if action.help is not argparse.SUPPRESS]
    return {name for action in shown for name in action.option_strings if name.startswith("--")} - {"--help"}


VERBS = choices(arguments.parser())
ACTS = choices(VERBS["admin"])


def table() -> dict[str, str]:
    """Return the README's table of commands: verb -> its row."""
    rows = re.findall(r"^\| (`sscs-desktop.*)$", README, re.MULTILINE)
    return {verb: row for row in rows for verb in re.findall(r"`sscs-desktop (\w+)", row)}


def test_every_verb_stands_in_the_readme_and_no_other() -> None:
    assert set(table()) == set(VERBS) and {"demo", "serve", "admin"} <= set(VERBS)


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_option_of_a_verb_stands_in_its_row_and_no_other(verb: str) -> None:
    named = set(re.findall(r"--[a-z][a-z-]*", table()[verb]))
    assert named == options(VERBS[verb])


def test_every_act_of_the_clerk_stands_in_readme_and_guide_and_no_other() -> None:
    assert set(re.findall(r"`(\w[\w-]*)`", table()["admin"].split("|")[1])) == set(ACTS)
    shown = re.findall(r"admin --data \S+ ([\w-]+)", OPERATOR)
    assert set(shown) == set(ACTS)
    for act, parser in ACTS.items():
        line = next((line for line in OPERATOR.splitlines() if f"admin --data /srv/sscs {act}" in line), "")
        assert set(re.findall(r"--[a-z][a-z-]*", line)) - {"--data"} <= options(parser), act


def test_every_setting_stands_in_the_readme_and_no_other() -> None:
    section = README.split("## Settings")[1].split("\n## ")[0]
    named = set(re.findall(r"`([a-z_]+)`", section))
    assert named == {field.name for field in fields(Settings)} - NOT_CHOSEN


def test_every_check_of_the_readme_is_one_that_runs_here() -> None:
    scripts = re.findall(r"`python (tests/[\w/]+\.py)`", README)
    assert scripts and all((ROOT / script).is_file() for script in scripts)
    links = re.findall(r"\]\(((?!http)[^)#]+)\)", README)
    assert links and all((ROOT / link).exists() for link in links)
