"""The administrator's commands, spoken: find things by the names a clerk knows, act, say what happened."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import closing

from sscs_desktop.base.telling import Say
from sscs_desktop.clerk import founding, keeping, ledgers, lists, matters, people
from sscs_desktop.clerk.place import files_of, standing
from sscs_desktop.server.directory import Directory


def run(arguments: argparse.Namespace, say: Say) -> int:
    """Do one act on the directory of `arguments`."""
    if arguments.act == "create":
        return founding.create(arguments, say)
    if arguments.act == "restore" and not arguments.mark:
        return keeping.restore(arguments, say)
    with closing(Directory.open(standing(arguments), files=files_of(arguments))) as directory:
        return _ACTS[arguments.act](directory, arguments, say)


_ACTS: dict[str, Callable[[Directory, argparse.Namespace, Say], int]] = {
    "unit": people.add_unit,
    "account": people.add_account,
    "close-account": people.close_account,
    "invite": people.invite,
    "scopes": people.set_scopes,
    "roster": lists.import_roster,
    "ledger": ledgers.write_ledger,
    "briefing": ledgers.write_briefing,
    "campaign": founding.import_campaign,
    "dispatch": matters.set_dispatch,
    "reassign": matters.reassign,
    "reviews": matters.reviews,
    "proposals": matters.proposals,
    "move-visit": matters.move_visit,
    "join": matters.join,
    "parcel": keeping.take_parcel,
    "backup": keeping.back_up,
    "restore": keeping.mark_restored,
    "tidy": keeping.tidy,
}
