"""One's work given to a successor, or taken from a predecessor 换岗交接."""

from __future__ import annotations

import getpass
from pathlib import Path

from sscs_desktop.base.errors import Refused
from sscs_desktop.base.files import write_atomically
from sscs_desktop.base.telling import Say
from sscs_desktop.commands.desk import headless
from sscs_desktop.sync import handover
from sscs_desktop.wire.parcel import read_file


def give(file: Path, say: Say) -> int:
    """Write this desk's work to a file for the successor, under a passphrase asked twice."""
    with headless() as wing:
        passphrase = getpass.getpass("交接口令（当面或电话告诉接手人）: ")
        if getpass.getpass("再输一次: ") != passphrase:
            raise Refused("handover_mistyped")
        given = handover.give(wing.store, file, passphrase)
    said = f"草稿 {len(given.drafts)} 份，约定 {len(given.promises)} 个，清单 {len(given.records)} 条"
    say(f"交接包已写到 {file}：{said}。")
    say("没报的也在里面，只有县里打得开；没传的附件跟着走。收到接手人的回执以前，本机内容一条不清。")
    return 0


def take(file: Path, say: Say) -> int:
    """Take a predecessor's work."""
    with headless() as wing:
        found = handover.take(wing.store, file, getpass.getpass("交接口令: "))
    given = found.contents
    say(f"已接收{found.giver_name}的工作：草稿 {len(given.drafts)} 份，约定 {len(given.promises)} 个：")
    for each in given.promises:
        say(f"{each.on:%Y-%m-%d} {each.name}")
    say("下次同步（或摆渡包）把没报的带给县里；回执到了用 handover receipt 写成文件，交还原来的人。")
    return 0


def write_receipt(file: Path, say: Say) -> int:
    """Write the directory's receipt for the last work taken to a file for the predecessor."""
    with headless() as wing:
        kept = handover.receipts(wing.store)
    if not kept:
        raise Refused("handover_no_receipt")
    write_atomically(file, kept[0].answer)
    say(f"{kept[0].person}的交接回执已写到 {file}，请交还。")
    return 0


def close(file: Path | None, say: Say) -> int:
    """Keep only receipts here, once the successor has all and the directory vouches for all."""
    with headless() as wing:
        kept = handover.close(wing.store, wing.files.backups, None if file is None else read_file(file))
    say(f"本机的记录已清，留下回执 {kept} 份。")
    return 0
