"""Photos and files attached to a record."""

from __future__ import annotations

from sscs_desktop.ui.marked import QT_TRANSLATE_NOOP

SENTENCES: dict[str, str] = {
    "bad_attachment": QT_TRANSLATE_NOOP(
        "messages", "这个文件不是能附的照片或 PDF，没有附上。原文件没有动过，请另存为 JPG、PNG 或 PDF 再附。"
    ),
    "attachment_too_large": QT_TRANSLATE_NOOP(
        "messages", "这个文件超过 20 MB，没有附上。原文件没有动过，请拆开或压缩后再附。"
    ),
    "several_pages": QT_TRANSLATE_NOOP(
        "messages", "这张图片里有 {found} 页，只能附上第一页，所以没有附。原文件没有动过，请另存为 PDF 再附。"
    ),
    "attachment_away": QT_TRANSLATE_NOOP(
        "messages", "这份附件不在本机，要联网从县里取。什么也没有丢，连上后再打开一次。"
    ),
    "attachment_damaged": QT_TRANSLATE_NOOP(
        "messages", "本机存的这份附件坏了，打不开。县里若已收到，会自动重新取；没有的话请重新附一次。"
    ),
    "bad_range": QT_TRANSLATE_NOOP("messages", "取附件时位置对不上，没有取到。县里那份没有动，请再打开一次。"),
    "bad_part": QT_TRANSLATE_NOOP(
        "messages", "附件有一块大小不对，县里没有收。文件还在本机，可能两边版本不同，请更新程序。"
    ),
    "part_damaged": QT_TRANSLATE_NOOP("messages", "附件有一块在路上坏了，县里没有收。文件还在本机，会自动再传。"),
    "parts_missing": QT_TRANSLATE_NOOP("messages", "附件还没有传齐，县里没有收下。文件还在本机，会自动接着传。"),
    "blob_damaged": QT_TRANSLATE_NOOP("messages", "附件传到县里核对不上，没有收下。文件还在本机，会自动从头再传。"),
    "blob_quota": QT_TRANSLATE_NOOP(
        "messages", "这个账号在县里存的附件已满，没有收下。文件还在本机，请找县领导小组办公室腾出空间。"
    ),
    "no_files_folder": QT_TRANSLATE_NOOP(
        "messages", "县里的服务直通还没有定下放附件的文件夹，没有收。文件还在本机，请告诉县领导小组办公室。"
    ),
    "disk_full:lane": QT_TRANSLATE_NOOP(
        "messages", "磁盘满了，照片和文件先停着，走访和问题照常上报。请腾出一些空间，再按 F5 接着传。"
    ),
    "disk_error:lane": QT_TRANSLATE_NOOP(
        "messages", "磁盘写不进去，照片和文件先停着，走访和问题照常上报。请看磁盘是否只读或已拔出，再按 F5。"
    ),
}
