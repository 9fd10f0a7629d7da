"""The lines of a round's news, most needed first: code, icon, words."""

from __future__ import annotations

from sscs_desktop.ui.marked import QT_TRANSLATE_NOOP

DIGEST: tuple[tuple[str, str, str], ...] = (
    ("answered", "message-circle-reply", QT_TRANSLATE_NOOP("messages", "{n} 条答复到达")),
    ("returned", "undo-2", QT_TRANSLATE_NOOP("messages", "{n} 个问题退回补正")),
    ("conflict", "split", QT_TRANSLATE_NOOP("messages", "{n} 处修改需要您决定")),
    ("not_deleted", "undo-2", QT_TRANSLATE_NOOP("messages", "{n} 条没有删：别人又改过，留着")),
    ("refused", "undo-2", QT_TRANSLATE_NOOP("messages", "{n} 条没有通过")),
    ("kept_as_draft", "pencil-line", QT_TRANSLATE_NOOP("messages", "{n} 条存成了草稿")),
    ("renumbered", "receipt-text", QT_TRANSLATE_NOOP("messages", "{n} 个编号改了，请重新打印")),
    ("healed", "refresh-cw", QT_TRANSLATE_NOOP("messages", "县里的数据库恢复过，已重新核对，缺的自动补报")),
    ("forked", "split", QT_TRANSLATE_NOOP("messages", "本机文件是复制或恢复来的，已另领编号")),
    ("repaired", "refresh-cw", QT_TRANSLATE_NOOP("messages", "{n} 条与县里核对不上，已按县里的重新领取")),
    ("restored", "refresh-cw", QT_TRANSLATE_NOOP("messages", "县里的数据库从备份恢复过，已核对，本机的都在")),
    ("newer_words", "info", QT_TRANSLATE_NOOP("messages", "县里用上了新版本的内容，本机照原样存着，请更新程序")),
    ("numbers_low", "receipt-text", QT_TRANSLATE_NOOP("messages", "预留的编号快用完了，请联网同步")),
    ("review_opened", "file-input", QT_TRANSLATE_NOOP("messages", "原责任单位补报 {n} 条，等县里核对")),
    ("review_attached", "check", QT_TRANSLATE_NOOP("messages", "{n} 条补报已作为附注收下")),
    ("review_discarded", "undo-2", QT_TRANSLATE_NOOP("messages", "{n} 条补报没有采用")),
    ("proposal_accepted", "check", QT_TRANSLATE_NOOP("messages", "{n} 处更正已采纳")),
    ("proposal_refused", "undo-2", QT_TRANSLATE_NOOP("messages", "{n} 处更正没有采纳")),
    ("due", "clock", QT_TRANSLATE_NOOP("messages", "{n} 个时限有变动")),
    ("closed", "check", QT_TRANSLATE_NOOP("messages", "{n} 个问题已销号")),
    ("state", "history", QT_TRANSLATE_NOOP("messages", "{n} 个问题有进展")),
    ("gained", "factory", QT_TRANSLATE_NOOP("messages", "{n} 家企业或项目转入")),
    ("lost", "arrow-right-left", QT_TRANSLATE_NOOP("messages", "{n} 家企业或项目转出")),
    ("moved", "arrow-right-left", QT_TRANSLATE_NOOP("messages", "{n} 条记录换了归属")),
    ("notice", "info", QT_TRANSLATE_NOOP("messages", "{n} 条新通知")),
)
