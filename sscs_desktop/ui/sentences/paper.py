"""Cards and what else is printed."""

from __future__ import annotations

from sscs_desktop.ui.marked import QT_TRANSLATE_NOOP

SENTENCES: dict[str, str] = {
    "font_missing": QT_TRANSLATE_NOOP("messages", "程序自带的字体不见了，打印不出来。请重新安装程序；记录没有受影响。"),
    "nothing_to_print": QT_TRANSLATE_NOOP(
        "messages", "没有可打印的，文件没有写，卡号没有取。请核对名称、编号或张数（最多 300）。"
    ),
    "bad_pdf_suffix": QT_TRANSLATE_NOOP(
        "messages", "打印的文件名要以 .pdf 结尾，文件没有写，卡号没有取。请改好再来一次。"
    ),
    "idle_option": QT_TRANSLATE_NOOP(
        "messages", "{option} 在这里不起作用，什么也没有打印，卡号没有取。请去掉它，或和 --all、--township 一起用。"
    ),
    "not_one_township": QT_TRANSLATE_NOOP(
        "messages", "按这个名称找到 {found} 个乡镇，要正好一个。什么也没有打印，卡号没有取，请写全名。"
    ),
    "too_few_card_numbers": QT_TRANSLATE_NOOP(
        "messages", "本机预留的卡号还有 {left} 个，不够用，什么也没有打印。请联网同步一次领取，或者少选几张。"
    ),
    "too_many_cards": QT_TRANSLATE_NOOP(
        "messages", "按这些条件有 {found} 家，一次最多打 {most} 张，什么也没有打印。请按乡镇或类别分几次打。"
    ),
    "card_void": QT_TRANSLATE_NOOP("messages", "这张卡已经作废，不能再打印或录入，什么也没有改动。请打印替换的新卡。"),
    "card_replaced": QT_TRANSLATE_NOOP(
        "messages", "这张卡已经由 {number} 替换，不能再撤销作废，什么也没有改动。要用回这张，先作废 {number}。"
    ),
    "no_a4": QT_TRANSLATE_NOOP(
        "messages", "这台打印机没有 A4 纸，什么也没有打，卡号没有取。换一台打印机，或先存成 PDF。"
    ),
    "no_printer": QT_TRANSLATE_NOOP("messages", "这台机器没有装打印机。可以先存成 PDF，拿到别处打印。"),
    "printer_refuses": QT_TRANSLATE_NOOP(
        "messages",
        "这台打印机现在不收任务（停用、删了，或打印服务没开），什么也没有打，卡号没有取。换一台打印机，或先存成 PDF。",
    ),
    "photos_left": QT_TRANSLATE_NOOP(
        "messages",
        "附好 {found} 张，{left} 张没有附：{names}。上面没有认出反馈卡的二维码，或者本机没有那张卡。"
        "请把二维码拍清楚、扫清楚再来，也可以打开那张卡用“附照片或文件”。",
    ),
    "pages_followed": QT_TRANSLATE_NOOP(
        "messages",
        "有 {found} 页没有认出二维码，跟着前一页附到了同一张卡上：{names}。请打开那张卡看一眼，附错了就在那里删掉。",
    ),
    "papers_past": QT_TRANSLATE_NOOP(
        "messages",
        "有 {found} 张附上了，但不是那张卡现在的纸（卡已经作废，或者后来又打印过）：{names}。"
        "请打开那张卡核对了再录入。",
    ),
    "scan_not_drawn": QT_TRANSLATE_NOOP(
        "messages",
        "{name} 没有认，一页也没有附，原文件没有动过：这台电脑现在画不出 PDF 的页，可能是内存不够，或者安全软件拦住了。"
        "请关掉别的程序再来，或者用手机拍照片来附。",
    ),
    "scan_locked": QT_TRANSLATE_NOOP(
        "messages", "{name} 有密码，打不开，一页也没有附。请不设密码再扫一次，或者另存一份没有密码的再来。"
    ),
    "scan_damaged": QT_TRANSLATE_NOOP(
        "messages", "{name} 打不开，可能坏了，或者没有拷完，一页也没有附。原文件没有动过，请重新拷一次或再扫一次。"
    ),
    "scan_too_long": QT_TRANSLATE_NOOP(
        "messages", "{name} 有 {found} 页，一次最多认 {most} 页，一页也没有附。请分成几份再来。"
    ),
    "scan_broken_off": QT_TRANSLATE_NOOP(
        "messages",
        "{name} 从第 {page} 页起读不下去，可能坏了，或者没有拷完。前面的已经认过，原文件没有动过，请把后面的再扫一次。",
    ),
    "printing_stopped": QT_TRANSLATE_NOOP(
        "messages", "打印机没有接受，或中途停了，没出来的纸要再打。卡号不变，检查打印机后可以再打一次，或先存成 PDF。"
    ),
}
