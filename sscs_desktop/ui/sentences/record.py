"""One record: why the county did not take it, or why it cannot be changed here."""

from __future__ import annotations

from sscs_desktop.ui.marked import QT_TRANSLATE_NOOP

SENTENCES: dict[str, str] = {
    # the county did not take it
    "refused": QT_TRANSLATE_NOOP("messages", "县里没有收下这一条。内容还在本机，可以改好再报。"),
    "scope": QT_TRANSLATE_NOOP(
        "messages",
        "这家企业或项目已不归本单位，没有记到它名下。县里已留下来核对，新的责任单位也看得到；内容还存成了草稿。",
    ),
    "gone": QT_TRANSLATE_NOOP("messages", "这一条在县里已经删除或转走，没有收下。内容存成了草稿，可以重新记一次。"),
    "exists": QT_TRANSLATE_NOOP(
        "messages", "县里已有编号相同的一条，没有再收。原来那一条没有动，刚写的内容存成了草稿。"
    ),
    "op_id_taken": QT_TRANSLATE_NOOP(
        "messages", "这一条与县里另一条重了号，没有收下。内容存成了草稿，打开再保存一次就好。"
    ),
    "author": QT_TRANSLATE_NOOP(
        "messages", "这一条是别人写的，只有本人能改，县里没有收下。内容存成了草稿，可以改写成附注。"
    ),
    "dispatched": QT_TRANSLATE_NOOP(
        "messages", "这个问题已经交办，不能再改，县里没有收下。内容存成了草稿，可以用“附注”补充。"
    ),
    "fixed_field": QT_TRANSLATE_NOOP("messages", "有一项定下后不能再改，县里没有收下。内容存成了草稿，可以写成附注。"),
    "directory_only": QT_TRANSLATE_NOOP("messages", "这一项由县里维护，没有收下。内容存成了草稿，可以用“提出更正”。"),
    "bad_verb": QT_TRANSLATE_NOOP(
        "messages", "县里的服务直通还不会办这一步，没有收下。内容存成了草稿，等县里更新后再报。"
    ),
    "schema_too_old": QT_TRANSLATE_NOOP(
        "messages", "这一条是很旧的程序写的，县里读不了。内容存成了草稿，更新程序后打开再保存一次。"
    ),
    "schema_too_new": QT_TRANSLATE_NOOP(
        "messages", "这一条是新版程序写的，县里还是旧版，没有收下。内容存成了草稿，等县里更新后再报。"
    ),
    "hole": QT_TRANSLATE_NOOP(
        "messages", "这一条几次都没有报成，已放到一边，免得挡住别的。内容存成了草稿，可以改短一些再报。"
    ),
    "set_aside": QT_TRANSLATE_NOOP(
        "messages", "这一条几次都没有报成，已放到一边，免得挡住别的。内容存成了草稿，可以改短一些再报。"
    ),
    "expired": QT_TRANSLATE_NOOP("messages", "这一条太久没有上报，县里已不再接收。内容存成了草稿，可以重新记一次。"),
    "out_of_scope": QT_TRANSLATE_NOOP(
        "messages", "这家企业或项目已不归本单位。内容还在本机，可以作为附注转给新的责任单位。"
    ),
    # it cannot be changed so
    "not_allowed": QT_TRANSLATE_NOOP("messages", "这个账号不能做这件事。什么也没有改动，请找县领导小组办公室。"),
    "already_decided": QT_TRANSLATE_NOOP(
        "messages", "县里已经办过这一条，这一步没有生效。内容都在，要改请重新提出一条。"
    ),
    "same_object": QT_TRANSLATE_NOOP(
        "messages", "两边是同一条，或者一边是企业一边是项目，不能合并。什么也没有改动，请重新选。"
    ),
    "illegal_move": QT_TRANSLATE_NOOP(
        "messages", "问题的状态已经变了，现在不能这样办。什么也没有丢，请看最新的进展再决定。"
    ),
    "state_moved": QT_TRANSLATE_NOOP("messages", "别人先改了这个问题的状态，这一步没有生效。请看最新的进展再决定。"),
    "not_author": QT_TRANSLATE_NOOP("messages", "这一条是别人写的，只有本人能改。什么也没有改动。"),
    "not_holder": QT_TRANSLATE_NOOP(
        "messages", "这张卡的企业或项目不归本单位，只能看。什么也没有改动，请把纸转给现在的责任单位。"
    ),
    "not_editable": QT_TRANSLATE_NOOP("messages", "这一项由县里维护，不能直接改。可以用“提出更正”。"),
    "newer_words": QT_TRANSLATE_NOOP(
        "messages", "这一条里有新版本程序写的内容，本机的程序还不认识，所以没有改，原样存着。请先更新程序再改。"
    ),
    "row_gone": QT_TRANSLATE_NOOP("messages", "这一条已不在本机，可能已转出或删除。刚写的内容存成了草稿。"),
    "unknown_field": QT_TRANSLATE_NOOP(
        "messages", "没有这一项可以更正，没有保存。原来的内容没有动，请从列表里选要更正的一项。"
    ),
    "which_assignment": QT_TRANSLATE_NOOP(
        "messages", "它没有分包单位，或同时有几个，不知道改哪一个。什么也没有改动，请先在名单里理清分包。"
    ),
    "not_found": QT_TRANSLATE_NOOP(
        "messages", "找不到这一条，可能已经删除，或不归本单位看。什么也没有改动，请刷新后再看。"
    ),
    "no_department": QT_TRANSLATE_NOOP(
        "messages", "没有选承办部门，或没有这个部门。什么也没有改动，请选好部门再交办。"
    ),
    "no_higher_office": QT_TRANSLATE_NOOP("messages", "上面没有可以提级的办公室。什么也没有改动，请在本级交办。"),
    "too_late": QT_TRANSLATE_NOOP(
        "messages", "离时限不到一个工作日，不能再申请延期。什么也没有改动，请与县领导小组办公室商量。"
    ),
    "too_long": QT_TRANSLATE_NOOP("messages", "加上这次延期超过了最长办理时限。什么也没有改动，请少申请几天。"),
    "numbers_exhausted": QT_TRANSLATE_NOOP(
        "messages", "本机预留的编号用完了。请联网同步一次领取新编号；刚写的内容在草稿里。"
    ),
}
