"""Which door you come in by. Each command imports its wing late; this file parses and calls, nothing else."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Callable, Sequence

from sscs_desktop.arguments import parser
from sscs_desktop.base import clock, files, logs, paths
from sscs_desktop.base.errors import SscsError


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code: 0 done, 1 a situation said on stderr, 2 wrong usage."""
    arguments = parser().parse_args(sys.argv[1:] if argv is None else argv)
    clock.stand_as_told()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a Chinese Windows pipes in GBK, which lacks some of our signs
    try:
        return _COMMANDS[arguments.command](arguments)
    except SscsError as error:
        from sscs_desktop.ui.messages import sentence

        print(sentence(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    finally:
        logs.stop()


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


def _sync(arguments: argparse.Namespace) -> int:
    logs.start(paths.log_dir())
    from sscs_desktop.commands import rounds

    return rounds.sync_once(print, lets_go=arguments.confirm)


def _parcel(arguments: argparse.Namespace) -> int:
    logs.start(paths.log_dir())
    from sscs_desktop.commands import rounds

    if arguments.act == "in":
        return rounds.parcel_in(arguments.file, print)
    files.check_target(arguments.file)
    return rounds.parcel_out(arguments.file, print)


def _handover(arguments: argparse.Namespace) -> int:
    logs.start(paths.log_dir())
    from sscs_desktop.commands import handovers

    if arguments.act == "close":
        return handovers.close(arguments.file, print)
    if arguments.file is None:
        parser().error(f"handover {arguments.act} needs a file")
    if arguments.act == "in":
        return handovers.take(arguments.file, print)
    files.check_target(arguments.file)
    return (handovers.give if arguments.act == "out" else handovers.write_receipt)(arguments.file, print)


def _receipts(arguments: argparse.Namespace) -> int:
    logs.start(paths.log_dir())
    if _lacks_qt():
        return 1
    from sscs_desktop.commands import receipts

    if arguments.act == "verify":
        return receipts.verify(print)
    targets = [file for file in (arguments.pdf, arguments.sheet) if file is not None]
    for file in targets:
        files.check_target(file)
    return receipts.write_down(targets, print)


def _print(arguments: argparse.Namespace) -> int:
    logs.start(paths.log_dir())
    if _lacks_qt():
        return 1
    from sscs_desktop.commands import papers

    files.check_target(arguments.out)
    return papers.print_papers(arguments, print)


def _import(arguments: argparse.Namespace) -> int:
    logs.start(paths.log_dir())
    if _lacks_qt():
        return 1
    from sscs_desktop.commands import imports

    return imports.bring_in(arguments, print)


def _export(arguments: argparse.Namespace) -> int:
    logs.start(paths.log_dir())
    if _lacks_qt():
        return 1
    from sscs_desktop.commands import ledgers

    files.check_target(arguments.file)
    return ledgers.export(arguments, print)


def _briefing(arguments: argparse.Namespace) -> int:
    logs.start(paths.log_dir())
    if _lacks_qt():
        return 1
    from sscs_desktop.commands import ledgers

    files.check_target(arguments.file)
    return ledgers.brief(arguments, print)


def _serve(arguments: argparse.Namespace) -> int:
    from sscs_desktop.clerk import place
    from sscs_desktop.server import service

    stands = place.standing(arguments)
    place.check_certificate(arguments.cert, arguments.key)
    logs.start(arguments.data / "logs", name="directory")
    service.serve(
        stands,
        arguments.host,
        arguments.port,
        certificate=arguments.cert,
        key=arguments.key,
        files=place.files_of(arguments),
        started=lambda address: print(address, flush=True),
    )
    return 0


def _admin(arguments: argparse.Namespace) -> int:
    if arguments.act == "briefing" and _lacks_qt():
        return 1
    from sscs_desktop import clerk

    return clerk.run(arguments, print)


def _doctor(_: argparse.Namespace) -> int:
    from sscs_desktop import doctor

    return doctor.run(print)


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "desk": _desk,
    "demo": _demo,
    "sync": _sync,
    "parcel": _parcel,
    "handover": _handover,
    "receipts": _receipts,
    "print": _print,
    "import": _import,
    "export": _export,
    "briefing": _briefing,
    "serve": _serve,
    "admin": _admin,
    "doctor": _doctor,
}


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
