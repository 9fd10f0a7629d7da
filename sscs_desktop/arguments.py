"""What may be said on the command line; who does it is found in `cli`."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime
from pathlib import Path

from sscs_desktop import __version__

PORT = 8443
"""Where a directory listens unless told otherwise."""

_EXIT_CODES = "exit codes: 0 done; 1 not done, stderr says why; 2 wrong usage; 130 stopped by Ctrl+C"


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole program; `command` and, for some, `act` say what was asked for."""
    parser = argparse.ArgumentParser(
        prog="sscs-desktop",
        description="Offline-first field desk and its service directory",
        epilog=_EXIT_CODES,
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.set_defaults(command="desk")
    verbs = parser.add_subparsers(title="commands", metavar="COMMAND")
    _verb(verbs, "desk", "open the desk (also without a command)")
    demo = _verb(verbs, "demo", "a directory on loopback and a desk signed in to it, in 2018")
    demo.add_argument(
        "--tour", type=Path, metavar="DIR", help="walk the main job without a display; write what it saw to DIR"
    )
    demo.add_argument("--walk", type=Path, help=argparse.SUPPRESS)
    once = _verb(verbs, "sync", "one round from the command line")
    once.add_argument("--confirm", action="store_true", help="let the rows go whose removal a round has doubted")
    carried = _verb(verbs, "parcel", "without network: all that waits, and its answer, as files 摆渡包")
    carried.add_argument("act", choices=["out", "in"], help="out: write a file for the directory; in: read its answer")
    carried.add_argument("file", type=Path)
    change = _verb(verbs, "handover", "give one's work to a successor, or take a predecessor's 换岗交接")
    change.add_argument(
        "act",
        choices=["out", "in", "receipt", "close"],
        help="out: write the package; in: take one; receipt: write its receipt; close: keep receipts only",
    )
    change.add_argument("file", type=Path, nargs="?", help="close: the receipt, where no round brought it")
    proof = _verb(verbs, "receipts", "what the directory has signed for, offline")
    proof.add_argument("act", choices=["verify", "list"], help="verify: check every signature; list: write them down")
    proof.add_argument("--pdf", type=Path, metavar="FILE", help="list, for paper")
    proof.add_argument("--sheet", type=Path, metavar="FILE", help="list, as .xlsx or .csv")
    _print_arguments(_verb(verbs, "print", "paint feedback cards and other sheets as one PDF"))
    _import_arguments(_verb(verbs, "import", "bring in a county's roster or an old ledger; without FILE, the imports"))
    _ledger_arguments(_verb(verbs, "export", "write a ledger 台账 as .xlsx or .csv, also in another office's form"))
    _briefing_arguments(_verb(verbs, "briefing", "write the unit's briefing of a month as .docx or .pdf 工作简报"))
    _serve_arguments(_verb(verbs, "serve", "run a service directory"))
    _admin_arguments(_verb(verbs, "admin", "keep a service directory"))
    _verb(verbs, "doctor", "what this machine has and lacks")
    return parser


def _import_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--dry-run", action="store_true", help="say what would become of each row; change nothing")
    parser.add_argument("--rows", metavar="5-20,33", help="these rows alone, as the spreadsheet counts them")
    parser.add_argument("--map", action="append", default=[], metavar="HEADING=FIELD", help="what a heading means")
    parser.add_argument("--report", type=Path, metavar="FILE.xlsx", help="what became of each row")
    parser.add_argument("--refused", type=Path, metavar="FILE.xlsx", help="the rows to mend, in their own columns")
    parser.add_argument("--undo", metavar="ID", help="take an import back, but for what was written since")


def _verb(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    text: str,
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=text, description=text, epilog=_EXIT_CODES)
    parser.set_defaults(command=name)
    return parser


def _ledger_arguments(parser: argparse.ArgumentParser) -> None:
    kinds = ["enterprise", "project", "visit", "issue", "month", "collection"]
    parser.add_argument("kind", choices=kinds, help="企业 项目 走访 问题 月报 采集率")
    parser.add_argument("file", type=Path, metavar="FILE.xlsx")
    parser.add_argument("--month", type=_month, metavar="2018-09", help="of visits and issues, those of a month")
    parser.add_argument("--template", default="", metavar="NAME", help="a form by its name, or its file, or a table")
    parser.add_argument("--phones", action="store_true", help="do not mask phones")


def _print_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--enterprise", type=_words, metavar="NAME", help="one card: name, initials or credit code")
    what.add_argument("--all", action="store_true", help="a card for every enterprise")
    what.add_argument("--township", type=_words, metavar="NAME", help="a card for every enterprise there")
    what.add_argument("--card", type=_words, metavar="NUMBER", help="a printed card again, as it stands today")
    what.add_argument("--blank", type=int, metavar="N", help="cards for handwriting, without numbers")
    what.add_argument("--visit", type=_words, metavar="NAME", help="走访记录单 of the last visit there")
    what.add_argument("--issue", type=_words, metavar="NUMBER", help="交办单 or 督办单")
    what.add_argument("--month", type=_month, metavar="2018-09", help="月度台账 of the unit")
    what.add_argument("--served", action="store_true", help="包联企业台账 of the unit")
    what.add_argument("--matters", action="store_true", help="民生微实事清单 of the unit")
    what.add_argument("--blank-visits", type=int, metavar="N", help="走访记录单 for handwriting")
    what.add_argument(
        "--owed", action="store_true", help="cards that an earlier run numbered without coming to its file"
    )
    parser.add_argument(
        "--class", dest="service_class", choices=["IND", "SVC", "TEC", "OTH"], help="of this class only"
    )
    parser.add_argument("--projects", action="store_true", help="of projects, not enterprises")
    parser.add_argument("--phones", action="store_true", help="do not mask phones")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")


def _briefing_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.docx")
    parser.add_argument("--month", type=_month, metavar="2018-09", help="the present one unless told")
    parser.add_argument("--kind", choices=["briefing", "circular"], default="briefing", help="工作简报 or 情况通报")


def _month(words: str) -> date:
    try:
        return datetime.strptime(words, "%Y-%m").replace(tzinfo=UTC).date()
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"no month such as 2018-09: {words!r}") from error


def _words(words: str) -> str:
    """Return a name; an empty one, as a script's unset variable gives it, would mean everybody."""
    if not words.strip():
        raise argparse.ArgumentTypeError("it is empty")
    return words.strip()


def _place_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the directory")
    parser.add_argument(
        "--database",
        metavar="URL",
        help="postgresql+psycopg://… instead of SQLite in DIR; better in SSCS_DATABASE, which ps does not show",
    )


def _serve_arguments(parser: argparse.ArgumentParser) -> None:
    _place_arguments(parser)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--cert", type=Path, metavar="PEM", help="needed beyond loopback")
    parser.add_argument("--key", type=Path, metavar="PEM")


def _admin_arguments(parser: argparse.ArgumentParser) -> None:
    _place_arguments(parser)
    acts = parser.add_subparsers(title="acts", metavar="ACT", dest="act", required=True)
    create = acts.add_parser("create", help="a new directory for one county")
    create.add_argument("--name", required=True, help="as desks see it")
    create.add_argument("--county", required=True, metavar="CODE", help="six digits")
    _people_arguments(acts)
    roster = acts.add_parser(
        "roster", help="import a roster of enterprises and projects; without FILE list the imports"
    )
    _import_arguments(roster)
    _ledger_arguments(acts.add_parser("ledger", help="write a ledger of the whole county"))
    _briefing_arguments(acts.add_parser("briefing", help="write the county's briefing or circular of a month"))
    campaign = acts.add_parser("campaign", help="import a campaign; without FILE the one of 2018")
    campaign.add_argument("file", type=Path, nargs="?")
    dispatch = acts.add_parser("dispatch", help="who gives filed issues to departments")
    dispatch.add_argument("--automatic", choices=["on", "off"], required=True, help="on: the campaign's rule table")
    _matter_arguments(acts)
    reassign = acts.add_parser("reassign", help="give an enterprise or project to another unit")
    reassign.add_argument("--object", required=True, metavar="NAME", help="name, credit code or id")
    reassign.add_argument("--unit", required=True, metavar="NAME")
    carried = acts.add_parser("parcel", help="read the file a desk without network sent; write the answer for it")
    carried.add_argument("way", choices=["in"])
    carried.add_argument("file", type=Path)
    carried.add_argument("--out", type=Path, required=True, metavar="FILE.sscs-parcel")
    backup = acts.add_parser("backup", help="copy a running directory (SQLite)")
    backup.add_argument("--out", type=Path, required=True, metavar="FILE")
    restore = acts.add_parser("restore", help="put a copy in the place of a stopped directory; desks then file again")
    source = restore.add_mutually_exclusive_group(required=True)
    source.add_argument("backup", nargs="?", type=Path, metavar="BACKUP", help="written by backup (SQLite)")
    source.add_argument("--mark", action="store_true", help="only say that the database was put back (PostgreSQL)")
    acts.add_parser("tidy", help="let go of ledger and feed older than 400 days; serving does it at its start")


def _people_arguments(acts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    unit = acts.add_parser("unit", help="a responsible unit or department")
    unit.add_argument("--name", required=True)
    unit.add_argument("--kind", choices=["unit", "department"], default="unit")
    account = acts.add_parser("account", help="a person who signs in; invite writes the file for him")
    account.add_argument("--account", required=True)
    account.add_argument("--name", required=True)
    account.add_argument("--unit", required=True, metavar="NAME")
    account.add_argument("--role", choices=["cadre", "office", "department"], default="cadre")
    closed = acts.add_parser("close-account", help="end an account and its sessions; what it filed stays")
    closed.add_argument("--account", required=True)
    closed.add_argument("--undo", action="store_true", help="open it again; then invite")
    invite = acts.add_parser("invite", help="write an account's invitation file; also for a forgotten password")
    invite.add_argument("--account", required=True)
    invite.add_argument("--address", required=True, metavar="URL", help="where desks reach this directory")
    invite.add_argument("--ca", type=Path, metavar="PEM", help="certificate authority to pin")
    invite.add_argument("--out", type=Path, required=True, metavar="FILE.sscs-invite")
    invite.add_argument("--by-parcel", action="store_true", help="for a desk without network: it begins by this file")


def _matter_arguments(acts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    late = acts.add_parser("reviews", help="what came late from a former unit; without an option the list")
    late.add_argument("--attach", metavar="ID", help="keep it as a note")
    late.add_argument("--discard", metavar="ID", help="leave it out, with --reason")
    late.add_argument("--reason", default="", metavar="TEXT", help="its author reads it")
    wish = acts.add_parser("proposals", help="corrections proposed from the field; without an option the list")
    wish.add_argument("--accept", metavar="ID")
    wish.add_argument("--refuse", metavar="ID", help="with --reason")
    wish.add_argument("--reason", default="", metavar="TEXT", help="its author reads it")
    move = acts.add_parser("move-visit", help="bring a visit to the right enterprise or project")
    move.add_argument("--visit", required=True, metavar="ID")
    move.add_argument("--object", required=True, metavar="NAME", help="name, credit code or id")
    join = acts.add_parser("join", help="make two rows of one enterprise or project one")
    join.add_argument("--object", required=True, metavar="NAME", help="the row that goes: name, credit code or id")
    join.add_argument("--into", required=True, metavar="NAME", help="the row that stays")
    held = acts.add_parser("scopes", help="set the units whose records an account reads and writes")
    held.add_argument("--account", required=True)
    held.add_argument("--unit", required=True, nargs="+", metavar="NAME")
