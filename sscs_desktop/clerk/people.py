"""Units, the people who sign in for them, and what each of them holds."""

from __future__ import annotations

import argparse
import ssl
from pathlib import Path
from typing import Any

from sscs_desktop.base.errors import Refused, Unreadable
from sscs_desktop.base.files import check_target, write_atomically
from sscs_desktop.base.telling import Say
from sscs_desktop.clerk.founding import county_office
from sscs_desktop.domain.vocabulary import OrganisationKind
from sscs_desktop.server import admin
from sscs_desktop.server.directory import Directory
from sscs_desktop.wire import codec


def add_unit(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    """Add a unit or department below the county's office."""
    office = county_office(directory)
    kind = OrganisationKind(arguments.kind)
    unit = admin.add_unit(directory, arguments.name, kind=kind, parent_id=office["id"])
    say(f"已有单位“{arguments.name.strip()}”（编号 {unit}）。下一步：admin account。")
    return 0


def add_account(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    """Add the account of a person who signs in."""
    unit = organisation(directory, arguments.unit)
    admin.add_account(directory, arguments.account, arguments.name, role=arguments.role, unit_id=unit["id"])
    say(f"已建账号 {arguments.account}（{unit['name']}）。下一步：admin invite。")
    return 0


def close_account(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    """End an account, or open it again."""
    found = admin.account_id(directory, arguments.account)
    admin.close_account(directory, found, is_closed=not arguments.undo)
    if arguments.undo:
        say(f"账号 {arguments.account} 已重新启用。下一步：admin invite。")
    else:
        say(f"账号 {arguments.account} 已停用，各台电脑不能再用它同步；已上报的都在。")
    return 0


def invite(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    """Write an account's invitation file."""
    ca = _authority(arguments.ca) if arguments.ca else ""
    check_target(arguments.out)  # before the code is made: the one handed out earlier would stop working for nothing
    account_id, by_parcel = admin.account_id(directory, arguments.account), arguments.by_parcel
    invitation = admin.invitation(directory, account_id, arguments.address, ca, by_parcel=by_parcel)
    write_atomically(arguments.out, codec.encode(invitation))
    say(f"邀请文件已写到 {arguments.out}，14 天内有效，只能用一次。")
    if by_parcel:
        say("没有网络也能用它启用，之后靠摆渡包上报。请当面交给本人，不要发到群里。")
    return 0


def set_scopes(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    """Set the units whose records an account reads and writes."""
    units = [organisation(directory, name) for name in arguments.unit]
    admin.hold_scopes(directory, admin.account_id(directory, arguments.account), [unit["id"] for unit in units])
    say(f"账号 {arguments.account} 现在管 {len(units)} 个责任单位，下次同步时生效。")
    return 0


def organisation(directory: Directory, name: str) -> dict[str, Any]:
    """Return the one organisation of that name, or whose name ends with it (县国土资源局). Raises Refused."""
    everyone = directory.organisations()
    exact = [o for o in everyone if o["name"] == name] or [o for o in everyone if o["name"].endswith(name)]
    if len(exact) != 1:
        raise Refused("not_one_unit", name=name, found=len(exact))
    return exact[0]


def _authority(file: Path) -> str:
    """Return the PEM of a certificate authority that desks can read."""
    try:
        text = file.read_text("utf-8")
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=text)
    except (OSError, ValueError) as error:
        raise Unreadable("bad_certificate") from error
    return text
