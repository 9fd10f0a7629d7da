"""The county's service: reached or not, let in or not, of which version, and a round that was stopped."""

from __future__ import annotations

from sscs_desktop.ui.marked import QT_TRANSLATE_NOOP

SENTENCES: dict[str, str] = {
    # the network and the account
    "offline": QT_TRANSLATE_NOOP("messages", "现在连不上县里的服务直通。内容都已存在本机，联网后自动上报，不用重写。"),
    "unreachable": QT_TRANSLATE_NOOP(
        "messages", "连不上县里的服务直通，可能没有网络，或它没有开。内容都已存在本机，连上后自动上报。"
    ),
    "timeout": QT_TRANSLATE_NOOP("messages", "县里的服务直通太久没有回应。内容都在本机，稍后会自动再试。"),
    "busy": QT_TRANSLATE_NOOP("messages", "县里的服务直通正忙，这次没有同步完。内容都在本机，稍后会自动再试。"),
    "server_error": QT_TRANSLATE_NOOP(
        "messages", "县里的服务直通出了差错，这次没有同步完。内容都在本机，会自动再试；总是这样请告诉县领导小组办公室。"
    ),
    "database_busy": QT_TRANSLATE_NOOP("messages", "县里的数据库正忙，这次没有同步完。内容都在本机，稍后会自动再试。"),
    "database_away": QT_TRANSLATE_NOOP(
        "messages", "县里的服务直通连不上它的数据库。内容都在本机，稍后会自动再试；总是这样请告诉县领导小组办公室。"
    ),
    "internal": QT_TRANSLATE_NOOP(
        "messages", "县里的服务直通出了差错，这一步没有办成。内容都在本机，请稍后再试；总是这样请告诉县领导小组办公室。"
    ),
    "removal_doubted": QT_TRANSLATE_NOOP(
        "messages",
        "县里要从本机移走 {rows} 条（本机共 {held} 条），可两边的条数对不上，所以一条也没有移，没上报的照常上报。"
        "确知分包有大调整，在上报页按“确认移走”（命令行 sync --confirm），再同步一次；拿不准，问县领导小组办公室。",
    ),
    "removal_doubted:parcel": QT_TRANSLATE_NOOP(
        "messages",
        "这个摆渡包要从本机移走 {rows} 条（本机共 {held} 条），可包里写的条数对不上，所以整包没有带入，"
        "没上报的仍在本机。确知分包有大调整，在上报页按“确认移走”（命令行 sync --confirm，没有网络也行），"
        "再带入一次；拿不准，问县领导小组办公室。",
    ),
    "removal_doubted:round": QT_TRANSLATE_NOOP(
        "messages", "县里要移走的太多，条数又对不上，所以一条也没有移，请在上报页决定。没上报的照常上报。"
    ),
    "bad_answer": QT_TRANSLATE_NOOP("messages", "县里的回应不完整，这次没有同步完。内容都在本机，稍后会自动再试。"),
    "tls_untrusted": QT_TRANSLATE_NOOP(
        "messages", "县里服务器的证书核对不上，为安全没有连接。内容都在本机，请把这件事告诉县领导小组办公室。"
    ),
    "bad_address": QT_TRANSLATE_NOOP(
        "messages",
        "服务直通的地址写得不对，没有连接。什么也没有改动，请核对地址（以 https:// 开头），或再要一份邀请文件。",
    ),
    "plain_http": QT_TRANSLATE_NOOP(
        "messages", "不加密的连接只许在本机用，为安全没有打开。什么也没有发出；请改用 https，架设时要给出证书。"
    ),
    "no_such_address": QT_TRANSLATE_NOOP(
        "messages", "县里的服务直通不认得这个请求，可能两边版本不同。内容都在本机，请更新程序再试。"
    ),
    "wrong_method": QT_TRANSLATE_NOOP(
        "messages", "县里的服务直通不认得这个请求，可能两边版本不同。内容都在本机，请更新程序再试。"
    ),
    "too_large": QT_TRANSLATE_NOOP("messages", "一次送的内容太大，县里没有收。内容都在本机，会分成小份再送。"),
    "not_your_replica": QT_TRANSLATE_NOOP(
        "messages", "县里不认得这份本机文件，要重新登记。内容都在本机，请再同步一次。"
    ),
    "login_needed": QT_TRANSLATE_NOOP("messages", "登录已过期，请重新登录。没上报的内容都还在本机。"),
    "wrong_password": QT_TRANSLATE_NOOP("messages", "账号或口令不对，请再输一次。本机内容没有受影响。"),
    "account_locked": QT_TRANSLATE_NOOP(
        "messages", "口令错得太多，账号暂时锁住了。过一刻钟再试，或请县领导小组办公室再发一份邀请文件，重设口令。"
    ),
    "bad_invitation": QT_TRANSLATE_NOOP(
        "messages", "这个邀请文件用不了，可能不完整或已用过。请向县领导小组办公室再要一份。"
    ),
    "code_wrong": QT_TRANSLATE_NOOP(
        "messages",
        "邀请已用过或过了期（14 天内有效，只能用一次），没有连接。本机没有改动，请向县领导小组办公室再要一份。",
    ),
    # versions
    "desk_too_old": QT_TRANSLATE_NOOP(
        "messages", "本机程序太旧，县里已换了新版。请更新程序；更新前照常能记，内容不会丢。"
    ),
    "directory_too_old": QT_TRANSLATE_NOOP(
        "messages", "县里的服务直通还是旧版，暂时不能同步。内容都在本机，等县里更新后自动上报。"
    ),
    "file_too_new": QT_TRANSLATE_NOOP(
        "messages", "本机文件是更新的程序写的，这个旧程序打不开它。请装新版程序，文件没有动过。"
    ),
    # the directory is another
    "fork": QT_TRANSLATE_NOOP(
        "messages", "县里的数据库恢复过，本机正在重新核对。没有收到的会自动再报一次，什么也不会丢。"
    ),
    "gap": QT_TRANSLATE_NOOP("messages", "县里缺了本机以前报的内容，正在重新核对，会自动补报。"),
    "floor": QT_TRANSLATE_NOOP("messages", "本机太久没有同步，正在重新领取全部内容。没上报的都会保留。"),
    # what it said cannot be read
    "bad_record": QT_TRANSLATE_NOOP("messages", "有一条内容读不懂，没有采用。其余的不受影响，请把这件事告诉管理员。"),
    "bad_message": QT_TRANSLATE_NOOP("messages", "县里的回应读不懂，这次没有同步。内容都在本机，稍后会自动再试。"),
    "bad_page": QT_TRANSLATE_NOOP("messages", "县里发来的内容不完整，这次没有采用。本机没有改动，稍后会自动再试。"),
    # a round stopped by it: nobody pressed anything, so what was not sent and what comes next
    "login_needed:round": QT_TRANSLATE_NOOP("messages", "登录已过期，按 F5 登录后上报。没报的都在本机。"),
    "not_allowed:round": QT_TRANSLATE_NOOP(
        "messages", "这个账号现在不能与县里同步，没报的都在本机。请找县领导小组办公室。"
    ),
    "refused:round": QT_TRANSLATE_NOOP(
        "messages", "县里没有接受这次同步，没报的都在本机。总是这样请告诉县领导小组办公室。"
    ),
    "disk_full:round": QT_TRANSLATE_NOOP("messages", "磁盘满了，这次没有同步完。请腾出一些空间，再按 F5。"),
    "disk_error:round": QT_TRANSLATE_NOOP(
        "messages", "磁盘写不进去，这次没有同步完。请看磁盘是否只读或已拔出，再按 F5。"
    ),
    "file_busy:round": QT_TRANSLATE_NOOP("messages", "本机文件正忙，这次没有同步完。稍后会自动再试。"),
    "cancelled:round": QT_TRANSLATE_NOOP("messages", "上次同步中途停下了，会接着做。"),
    "unknown:round": QT_TRANSLATE_NOOP("messages", "同步出了没料到的差错，没报的都在本机。稍后会自动再试。"),
}
