"""Parcels and hand-overs: what goes from hand to hand as a file."""

from __future__ import annotations

from sscs_desktop.ui.marked import QT_TRANSLATE_NOOP

SENTENCES: dict[str, str] = {
    "parcel_unreadable": QT_TRANSLATE_NOOP(
        "messages",
        "这个摆渡包打不开：不是摆渡包，没有拷完整，或被改动过。什么也没有改动，请从原来的地方再拷一份。",
    ),
    "parcel_wrong_way": QT_TRANSLATE_NOOP(
        "messages", "这个摆渡包拿反了：带出的给县里读，县里写的答复才带回本机。什么也没有改动，请换另一个文件。"
    ),
    "parcel_too_new": QT_TRANSLATE_NOOP(
        "messages", "这个摆渡包是新版程序写的，本机读不了。什么也没有改动，请更新程序再试。"
    ),
    "parcel_foreign": QT_TRANSLATE_NOOP(
        "messages", "这个摆渡包是别的电脑或别的县里的，这里不能用。什么也没有改动，请核对是不是拿错了文件。"
    ),
    "parcel_overtaken": QT_TRANSLATE_NOOP(
        "messages", "已有更新的同步，这个摆渡包过时了，没有带入。什么也没有改动；还要带，请重新带出一份。"
    ),
    "parcel_not_registered": QT_TRANSLATE_NOOP(
        "messages", "本机还没有在县里登记过，不能用摆渡包。什么也没有改动，请先联网同步一次。"
    ),
    "handover_own": QT_TRANSLATE_NOOP(
        "messages", "这是您自己交出的交接包，要由接手的人接收。什么也没有改动，请把它交给接手的人。"
    ),
    "handover_taken": QT_TRANSLATE_NOOP(
        "messages", "这个交接包已由别人接收，县里没有再记。里面的草稿和约定仍在本机，请与交接的人核对。"
    ),
    "handover_again": QT_TRANSLATE_NOOP("messages", "这个交接包在本机已经接收过。什么也没有改动，不用再接收。"),
    "handover_not_whole": QT_TRANSLATE_NOOP(
        "messages",
        "交来的没报内容县里还接不上，一条也没有丢。请原来的人联网同步一次，或带出摆渡包，再重新交接。",
    ),
    "handover_undecided": QT_TRANSLATE_NOOP(
        "messages", "还有需要您决定的修改，不能交接。什么也没有改动，请先在上报页决定。"
    ),
    "handover_unreadable": QT_TRANSLATE_NOOP(
        "messages", "这个交接包打不开：不是交接包，没有拷完整，或口令不对。什么也没有改动，请核对口令和文件。"
    ),
    "handover_mistyped": QT_TRANSLATE_NOOP("messages", "两次输入的口令不一样，没有交接。什么也没有改动，请再来一次。"),
    "handover_no_receipt": QT_TRANSLATE_NOOP(
        "messages", "县里的交接回执还没有到，没有写文件。请先联网同步一次，或用摆渡包带去县里再带回来。"
    ),
    "handover_not_taken": QT_TRANSLATE_NOOP(
        "messages", "还没有收到接手人的回执，本机内容一条没有清。请联网同步，或读入接手人给的回执。"
    ),
    "handover_unvouched": QT_TRANSLATE_NOOP(
        "messages", "还有 {left} 条县里没有给回执，本机内容一条没有清。请联网同步，或读入接手人给的回执。"
    ),
    "handover_more": QT_TRANSLATE_NOOP(
        "messages", "有 {left} 份草稿不在交出的包里，本机内容一条没有清。请写完上报、收起，或再交接一次。"
    ),
    "handed_over": QT_TRANSLATE_NOOP(
        "messages", "这台机器的工作已经交接，只留回执，不再同步。要在这里重新开始，请向县领导小组办公室要邀请文件。"
    ),
}
