"""A directory kept: copies, parcels of desks without network, and what is old let go."""

from __future__ import annotations

import argparse

from sscs_desktop.base.errors import Refused
from sscs_desktop.base.files import check_target, write_atomically
from sscs_desktop.base.telling import Say
from sscs_desktop.clerk.place import place_of
from sscs_desktop.server import admin, copies, upkeep
from sscs_desktop.server.copies import Copied
from sscs_desktop.server.directory import Directory, file_of


def take_parcel(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    """Read one desk's parcel, file what it brings, and write the answer for that desk."""
    check_target(arguments.out)
    found = directory.take_parcel(arguments.file)
    write_atomically(arguments.out, found.answer)
    say(
        f"{found.user_name}（{found.login}）的摆渡包：新收 {found.filed} 条，早已收过 {found.known} 条，"
        f"没有通过 {found.refused} 条，没有收 {found.waiting} 条。"
    )
    if found.files or found.files_lacking:
        lacking = f"，还没有 {found.files_lacking} 个，那台电脑会再带来或联网上传" if found.files_lacking else ""
        say(f"附件：已收下 {found.files} 个{lacking}。")
    if found.trouble:
        cause = "这里的磁盘满了或出了错" if found.trouble.startswith("disk") else "文件后面的附件读不下去"
        say(f"附件没有收全：{cause}。记录都已收下；弄好以后把同一个文件再读一次，只补缺的，不会重复。")
    say(f"给这台电脑的答复已写到 {arguments.out}，请带回去，在上报页“带入摆渡包”。")
    return 0


def back_up(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    """Copy a running directory and what is attached to its records."""
    check_target(arguments.out)
    done, folder = admin.backup(directory, arguments.out), copies.beside(arguments.out)
    say(f"已备份到 {arguments.out}。")
    if folder.resolve() == (directory.blobs.folder or folder).resolve():
        say("附件没有另抄：备份和库在同一个文件夹里。请把备份放到别的盘上。")
    else:
        say(f"附件新抄 {done.fresh} 个，先前已抄 {done.stood} 个，都在 {folder}，请和备份放在一起。")
    _say_damaged(done, say)
    return 0


def _say_damaged(done: Copied, say: Say) -> None:
    if done.mended:
        say(f"有 {done.mended} 个附件内容已损坏，已用先前的备份补好。")
    if done.damaged:
        say(f"有 {len(done.damaged)} 个附件内容已损坏，没有抄，已停用。哪台电脑还有原件，把它重新附上，县里就补齐了。")


def restore(arguments: argparse.Namespace, say: Say) -> int:
    """Put a copy in the directory's place; also into a folder that has lost its own."""
    file = file_of(place_of(arguments))
    if file is None:
        raise Refused("use_pg_restore")
    done = upkeep.restore(file, arguments.backup)
    kept = f"原来的库没有删，挪到了 {done.kept}。" if done.kept else "这里原来没有库。"
    say(f"已从 {arguments.backup} 恢复。{kept}")
    say(f"附件补回 {done.files.fresh} 个，原有完好的 {done.files.stood} 个；备份里没有的，各台电脑还留着就会自动补报。")
    _say_damaged(done.files, say)
    _say_epoch(done.epoch, say)
    return 0


def mark_restored(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    """Say that the database was put back by its own means."""
    _say_epoch(upkeep.mark(directory), say)
    return 0


def _say_epoch(epoch: str, say: Say) -> None:
    say(
        f"库的新代号是 {epoch}，各台电脑凭它知道库恢复过。启动服务后，它们下次同步时自己核对，缺的自动补报，不重不漏。"
        "备份之后只在这里办的要重新办：账号和邀请、导入的名单、分包调整、领导小组办公室和承办部门的办理。"
    )


def tidy(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    """Let go of what is older than the ledger keeps."""
    done = upkeep.tidy(directory)
    say(
        f"已清理 {upkeep.KEPT.days} 天以前的：上报凭据 {done.operations} 条，变动记录 {done.changes} 条，"
        f"早已删除的记录 {done.tombstones} 条。在用的记录一条不动。"
    )
    return 0
