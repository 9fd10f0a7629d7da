"""Which door you come in by. Each command imports its wing late; this file parses and calls, nothing else."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from sscs_desktop import __version__
from sscs_desktop.base import clock, files, logs, paths
from sscs_desktop.base.errors import SscsError

PORT = 8443
"""Where a directory listens unless told otherwise."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code: 0 done, 1 a situation said on stderr, 2 wrong usage."""
    arguments = _parser().parse_args(sys.argv[1:] if argv is None else argv)
    clock.stand_as_told()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a Chinese Windows pipes in GBK, which lacks some of our signs
    command: Callable[[argparse.Namespace], int] = arguments.command
    try:
        return command(arguments)
    except SscsError as error:
        from sscs_desktop.ui.messages import sentence

        print(sentence(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    finally:
        logs.stop()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sscs-desktop", description="Offline-first field desk and its service directory"
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.set_defaults(command=_desk)
    verbs = parser.add_subparsers(title="commands", metavar="COMMAND")
    _verb(verbs, "desk", _desk, "open the desk (also without a command)")
    demo = _verb(verbs, "demo", _demo, "a directory on loopback and a desk signed in to it, in 2018")
    demo.add_argument(
        "--tour", type=Path, metavar="DIR", help="walk the main job without a display; write what it saw to DIR"
    )
    demo.add_argument("--walk", type=Path, help=argparse.SUPPRESS)
    _verb(verbs, "sync", _sync, "one round from the command line")
    carried = _verb(verbs, "parcel", _parcel, "without network: all that waits, and its answer, as files 摆渡包")
    carried.add_argument("act", choices=["out", "in"], help="out: write a file for the directory; in: read its answer")
    carried.add_argument("file", type=Path)
    change = _verb(verbs, "handover", _handover, "give one's work to a successor, or take a predecessor's 换岗交接")
    change.add_argument(
        "act",
        choices=["out", "in", "receipt", "close"],
        help="out: write the package; in: take one; receipt: write its receipt; close: keep receipts only",
    )
    change.add_argument("file", type=Path, nargs="?", help="close: the receipt, where no round brought it")
    proof = _verb(verbs, "receipts", _receipts, "what the directory has signed for, offline")
    proof.add_argument("act", choices=["verify", "list"], help="verify: check every signature; list: write them down")
    proof.add_argument("--pdf", type=Path, metavar="FILE", help="list, for paper")
    proof.add_argument("--sheet", type=Path, metavar="FILE", help="list, as .xlsx or .csv")
    paper = _verb(verbs, "print", _print, "paint a feedback card as PDF")
    paper.add_argument("--enterprise", required=True, metavar="NAME", help="name, initials or credit code")
    paper.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    _serve_arguments(_verb(verbs, "serve", _serve, "run a service directory"))
    _admin_arguments(_verb(verbs, "admin", _admin, "keep a service directory"))
    _verb(verbs, "doctor", _doctor, "what this machine has and lacks")
    return parser


def _verb(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    command: Callable[[argparse.Namespace], int],
    text: str,
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=text, description=text)
    parser.set_defaults(command=command)
    return parser


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
    roster = acts.add_parser("roster", help="import a roster of enterprises and projects")
    roster.add_argument("file", type=Path)
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


def _desk(_: argparse.Namespace) -> int:
    if _lacks_screen() or _lacks_qt():
        return 1
    logs.start(paths.log_dir())
    from sscs_desktop import app

    return app.run()


def _demo(arguments: argparse.Namespace) -> int:
    is_seen = not (arguments.tour or arguments.walk)
    if (is_seen and _lacks_screen()) or _lacks_qt():
        return 1
    from sscs_desktop import demo

    if arguments.tour:
        return demo.run_tour(arguments.tour)
    if arguments.walk:
        return demo.run_walk(arguments.walk)
    return demo.run()


def _sync(_: argparse.Namespace) -> int:
    logs.start(paths.log_dir())
    from sscs_desktop import app

    return app.sync_once(print)


def _parcel(arguments: argparse.Namespace) -> int:
    logs.start(paths.log_dir())
    from sscs_desktop import app

    if arguments.act == "in":
        return app.parcel_in(arguments.file, print)
    files.check_target(arguments.file)
    return app.parcel_out(arguments.file, print)


def _handover(arguments: argparse.Namespace) -> int:
    logs.start(paths.log_dir())
    from sscs_desktop import app

    if arguments.act == "close":
        return app.handover_close(arguments.file, print)
    if arguments.file is None:
        _parser().error(f"handover {arguments.act} needs a file")
    if arguments.act == "in":
        return app.handover_in(arguments.file, print)
    files.check_target(arguments.file)
    return (app.handover_out if arguments.act == "out" else app.handover_receipt)(arguments.file, print)


def _receipts(arguments: argparse.Namespace) -> int:
    logs.start(paths.log_dir())
    if arguments.act == "verify":
        from sscs_desktop import app

        return app.verify_receipts(print)
    if _lacks_qt():
        return 1
    from sscs_desktop import app

    targets = [file for file in (arguments.pdf, arguments.sheet) if file is not None]
    for file in targets:
        files.check_target(file)
    return app.list_receipts(targets, print)


def _print(arguments: argparse.Namespace) -> int:
    logs.start(paths.log_dir())
    if _lacks_qt():
        return 1
    from sscs_desktop import app

    files.check_target(arguments.out)
    return app.print_card(arguments.enterprise, arguments.out, print)


def _serve(arguments: argparse.Namespace) -> int:
    from sscs_desktop import clerk
    from sscs_desktop.server import service

    place = clerk.standing(arguments)
    clerk.check_certificate(arguments.cert, arguments.key)
    logs.start(arguments.data / "logs", name="directory")
    service.serve(
        place,
        arguments.host,
        arguments.port,
        certificate=arguments.cert,
        key=arguments.key,
        files=clerk.files_of(arguments),
        started=lambda address: print(address, flush=True),
    )
    return 0


def _admin(arguments: argparse.Namespace) -> int:
    from sscs_desktop import clerk

    return clerk.run(arguments, print)


def _doctor(_: argparse.Namespace) -> int:
    from sscs_desktop import doctor

    return doctor.run(print)


def _lacks_screen() -> bool:
    """Say what to do where no window could be seen: Qt would end the process without a word."""
    from sscs_desktop.ui import qt_check

    if qt_check.has_screen():
        return False
    print(
        "这里没有图形界面（没有 DISPLAY 或 WAYLAND_DISPLAY），窗口打不开，什么也没有改动。"
        "请在桌面上运行；没有桌面可用 demo --tour 文件夹，或 sync、print、receipts。",
        file=sys.stderr,
    )
    return True


def _lacks_qt() -> bool:
    """Say which system packages the window needs, if some are missing."""
    from sscs_desktop.ui import qt_check

    packages = qt_check.missing()
    if packages:
        print(qt_check.advice(packages), file=sys.stderr)
    return bool(packages)
