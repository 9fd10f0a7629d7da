"""A county's directory made: its offices, departments, campaign and working days."""

from __future__ import annotations

import argparse
import json
from contextlib import closing
from pathlib import Path
from typing import Any

from sscs_desktop.base import paths
from sscs_desktop.base.errors import Refused, Unreadable
from sscs_desktop.base.files import private_folder
from sscs_desktop.base.telling import Say
from sscs_desktop.clerk.place import place_of
from sscs_desktop.domain.campaign import Campaign, campaign_from
from sscs_desktop.domain.divisions import Divisions
from sscs_desktop.domain.workdays import calendar_from
from sscs_desktop.server import admin
from sscs_desktop.server.directory import Directory

CAMPAIGN_ID = "01620000-0000-7000-8000-{year:012d}"
CALENDAR_ID = "01620000-0000-7000-8000-0000000ca1e0"


def found_county(directory: Directory, county_code: str) -> str:
    """Put a county's offices and its departments of 2018 down; return the county office's id."""
    office = admin.add_county(directory, _divisions(), county_code)
    admin.add_departments(directory, office, _shipped("campaign", "dispatch_2018.json"))
    return office


def publish_campaign(directory: Directory, data: dict[str, Any], office: str) -> Campaign:
    """Publish a campaign with the county's default rules, and the shipped working days. Unreadable: bad_campaign."""
    dispatch = _shipped("campaign", "dispatch_2018.json")
    departments = admin.add_departments(directory, office, dispatch)
    policies = _shipped("campaign", "policies_2018.json")
    try:
        parsed = campaign_from(data, "", policies=policies)
    except (AttributeError, LookupError, TypeError, ValueError) as error:  # the file's shape is the clerk's
        raise Unreadable("bad_campaign") from error
    campaign = campaign_from(data, CAMPAIGN_ID.format(year=parsed.year), policies=policies)
    admin.import_campaign(directory, admin.with_rules(campaign, dispatch, departments))
    admin.import_calendar(directory, calendar_from(_shipped("calendar", "holidays_2018_2026.json"), CALENDAR_ID))
    return campaign


def county_office(directory: Directory) -> dict[str, Any]:
    """Return the one county office of this directory. Refused: no_county_office, several_county_offices."""
    offices = _county_offices(directory)
    if len(offices) != 1:
        raise Refused("several_county_offices" if offices else "no_county_office")
    return offices[0]


def _county_offices(directory: Directory) -> list[dict[str, Any]]:
    return [o for o in directory.organisations() if (o["kind"], o["level"]) == ("office", "county")]


def create(arguments: argparse.Namespace, say: Say) -> int:
    """Make a directory for one county; one that has a county already is left as it is."""
    admin.county_chain(_divisions(), arguments.county)  # before anything is made: a mistyped code leaves nothing behind
    place = place_of(arguments)
    private_folder(arguments.data)
    with closing(admin.create_directory(place, arguments.name)) as directory:
        if _county_offices(directory):
            raise Refused("directory_exists")
        found_county(directory, arguments.county)
        say(f"已建立“{arguments.name}”：{county_office(directory)['name']}。下一步：admin campaign，admin roster。")
    return 0


def import_campaign(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    """Publish a campaign; without a file the one of 2018."""
    data = _read(arguments.file) if arguments.file else _shipped("campaign", "2018.json")
    campaign = publish_campaign(directory, data, county_office(directory)["id"])
    say(f"{campaign.year} 年：专项 {len(campaign.initiatives)} 项，专项行动 {len(campaign.actions)} 项，已发布。")
    return 0


def _divisions() -> Divisions:
    return Divisions.from_dict(_shipped("divisions", "hebei.json"))


def _shipped(*parts: str) -> Any:
    return json.loads(paths.resources(*parts).read_text("utf-8"))


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise Unreadable("bad_campaign") from error
