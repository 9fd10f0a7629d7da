"""Rounds: over the network, or by parcel files 摆渡包."""

from __future__ import annotations

from pathlib import Path

from sscs_desktop.base.telling import Say
from sscs_desktop.commands.desk import headless
from sscs_desktop.store import doubt
from sscs_desktop.sync import parcel
from sscs_desktop.sync.attachment_lane import AttachmentLane
from sscs_desktop.ui import messages
from sscs_desktop.wire.parcel import read_file


def sync_once(say: Say, *, lets_go: bool = False) -> int:
    """Run one round for the machine's account and say what it did; lets_go: a doubted removal is right."""
    with headless() as wing:
        if lets_go:
            with wing.store.write() as session:
                is_doubted = doubt.let_go(session)
            say("已确认移走，再核对一次。" if is_doubted else "没有存疑的移走要确认，照常同步。")
        found = wing.engine.round()
        say(f"已同步：上报 {found.sent} 条，收到 {found.read + found.loaded} 条。")
        if news := messages.digest(found.news):
            say(f"{news}。")
        files = AttachmentLane(wing.store, wing.gateway).run()
        if files.sent or files.fetched or files.waiting:
            say(f"附件：上传 {files.sent} 个，取来 {files.fetched} 个，还等着传 {files.waiting} 个。")
    return 0


def parcel_out(file: Path, say: Say) -> int:
    """Write all that waits here to a parcel for the directory."""
    with headless() as wing:
        out = parcel.carry_out(wing.store, file)
    say(f"已带出 {out.operations} 条待上报到 {file}。县里收到并带回答复以前，它们在本机仍算待上报。")
    if out.files or out.left:
        say(f"附件带了 {out.files} 个" + (f"，太大没有带的 {out.left} 个，下次再带。" if out.left else "。"))
    return 0


def parcel_in(file: Path, say: Say) -> int:
    """Read the directory's answer to a parcel and say what it brought."""
    with headless() as wing:
        found = parcel.take_in(wing.store, read_file(file))
        say(f"已带入：县里答复 {found.sent} 条，收到 {found.read + found.loaded} 条。")
        if news := messages.digest(found.news):
            say(f"{news}。")
    return 0
