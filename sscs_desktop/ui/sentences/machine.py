"""This machine: its disk, the keys of the local file, whose file it is and who else holds it."""

from __future__ import annotations

from sscs_desktop.ui.marked import QT_TRANSLATE_NOOP

SENTENCES: dict[str, str] = {
    # the disk
    "disk_full": QT_TRANSLATE_NOOP("messages", "磁盘满了，刚才这一步没有保存。请腾出一些空间再按一次保存。"),
    "disk_error": QT_TRANSLATE_NOOP(
        "messages", "磁盘写不进去，刚才这一步没有保存。请看磁盘是否只读或已拔出，再试一次。"
    ),
    "not_writable": QT_TRANSLATE_NOOP(
        "messages",
        "这个位置写不进去，没有写出。文件可能正在别的程序里开着，或者没有权限；请关掉它，或换个位置再试。",
    ),
    "disk_damaged": QT_TRANSLATE_NOOP(
        "messages", "本机文件有损坏，已停止写入。请从备份恢复，或联网重新领取；已上报的县里都有。"
    ),
    "our_bug": QT_TRANSLATE_NOOP(
        "messages", "程序出了差错，刚才这一步没有办成。已存的内容都在，请把差错报告复制给管理员，再试一次。"
    ),
    # keys
    "wrong_key": QT_TRANSLATE_NOOP(
        "messages", "钥匙与本机文件对不上，打不开。文件没有动过，请找回与它一同存放的钥匙文件。"
    ),
    "wrong_passphrase": QT_TRANSLATE_NOOP("messages", "口令不对，请再输一次。忘了口令可以用恢复码打开。"),
    "wrong_recovery_code": QT_TRANSLATE_NOOP("messages", "恢复码不对，请照抄写的再输一次。文件没有动过。"),
    "wrong_recovery_code:mistyped": QT_TRANSLATE_NOOP("messages", "恢复码里有字符输错了，请照抄写的核对一遍再输。"),
    "wrong_recovery_code:other_file": QT_TRANSLATE_NOOP(
        "messages", "这个恢复码是另一份文件的。请找建这份文件时抄下的那一个。"
    ),
    "key_missing": QT_TRANSLATE_NOOP("messages", "系统钥匙串里找不到本机文件的钥匙。请用恢复码打开，内容都在。"),
    "keyring_locked": QT_TRANSLATE_NOOP("messages", "系统钥匙串锁着。请先解锁系统钥匙串，再打开程序。"),
    "keyring_away": QT_TRANSLATE_NOOP(
        "messages", "从这里够不到系统钥匙串（比如远程登录），打不开本机文件。什么也没有改动，请在桌面上的终端里再运行。"
    ),
    "cipher_missing": QT_TRANSLATE_NOOP(
        "messages", "这台机器缺少加密组件，打不开加密的文件。请重新安装程序；文件没有动过。"
    ),
    "file_not_encrypted": QT_TRANSLATE_NOOP(
        "messages", "本机文件没有加密，与钥匙不符，为稳妥没有打开。请把这件事告诉管理员。"
    ),
    "key_file_missing": QT_TRANSLATE_NOOP(
        "messages", "找不到本机文件的钥匙文件和它的副本，打不开。数据文件没有动过，请从备份里找回钥匙文件。"
    ),
    "key_file_damaged": QT_TRANSLATE_NOOP(
        "messages", "本机文件的钥匙文件和它的副本都坏了，打不开。数据文件没有动过，请从备份里找回钥匙文件。"
    ),
    # somebody else holds it
    "file_in_use": QT_TRANSLATE_NOOP("messages", "程序已经打开了一个窗口，本机文件正被它使用。请到那个窗口里接着办。"),
    "file_busy": QT_TRANSLATE_NOOP("messages", "本机文件正忙，刚才这一步没有保存。请稍等几秒再按一次。"),
    "round_running": QT_TRANSLATE_NOOP("messages", "已经在同步了，等它办完就好。"),
    "no_account": QT_TRANSLATE_NOOP("messages", "本机还没有账号。请先用县里发的邀请文件登录。"),
    "other_account": QT_TRANSLATE_NOOP("messages", "这份文件是另一个账号的，没有打开。请用原来的账号，或另建一份。"),
    "unknown": QT_TRANSLATE_NOOP("messages", "出了没料到的差错，刚才这一步没有办成。已存的内容都在本机，请再试一次。"),
}
