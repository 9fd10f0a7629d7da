"""What the office decides: who handles, who holds, what came late, what was proposed."""

from __future__ import annotations

import argparse

from sscs_desktop.base.telling import Say
from sscs_desktop.clerk.people import organisation
from sscs_desktop.server import admin, matters, said
from sscs_desktop.server.directory import Directory
from sscs_desktop.wire.decisions import ACCEPT, DISCARD, NOTE, REFUSE, Decision, Matter

SHOWN = 200


def set_dispatch(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    """Say who gives filed issues to departments: the rule table or the office."""
    is_automatic = arguments.automatic == "on"
    admin.dispatch_by_rule(directory, is_automatic)
    say("新上报的问题按规则表自动受理、交办。" if is_automatic else "新上报的问题由领导小组办公室受理、交办。")
    return 0


def reassign(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    """Give an enterprise or project to another unit."""
    unit = organisation(directory, arguments.unit)
    admin.reassign(directory, admin.object_id(directory, arguments.object), unit["id"])
    say(f"已改由 {unit['name']} 分包，各台电脑下次同步时生效。")
    return 0


def reviews(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    """List what came late from a former unit, or decide one."""
    if arguments.attach or arguments.discard:
        act, id = (NOTE, arguments.attach) if arguments.attach else (DISCARD, arguments.discard)
        done = "已作为附注记下" if act == NOTE else "没有采用"
        return _decide(directory, matters.REVIEW, id, Decision(act=act, text=arguments.reason), done, say)
    for each in _waiting(directory, matters.REVIEW, say):
        data = each.data
        what = said.act(data["about"], data["verb"])
        say(
            f"{data['id']}　{each.subject_name}　{data['unit_name']} {data['author_name']} 补报：{what}\n{data['text']}"
        )
    return 0


def proposals(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    """List the corrections proposed from the field, or decide one."""
    if arguments.accept or arguments.refuse:
        act, id = (ACCEPT, arguments.accept) if arguments.accept else (REFUSE, arguments.refuse)
        done = "已采纳" if act == ACCEPT else "没有采纳"
        return _decide(directory, matters.PROPOSAL, id, Decision(act=act, text=arguments.reason), done, say)
    for each in _waiting(directory, matters.PROPOSAL, say):
        data = each.data
        label = said.LABELS.get(data["field"], data["field"])
        value = f"现为“{each.present}”，应为“{data['new_value']}”"
        say(f"{data['id']}　{each.subject_name}　{label}：{value}　{data['author_name']}　{data['reason']}".rstrip())
    return 0


def _decide(directory: Directory, kind: str, id: str, decision: Decision, done: str, say: Say) -> int:
    found = directory.decide(None, kind, id, decision)
    say(f"{found.subject_name}：{done}，{found.data['author_name']}下次同步时知道。")
    return 0


def _waiting(directory: Directory, kind: str, say: Say) -> tuple[Matter, ...]:
    found = directory.matters(None, kind, "open", SHOWN)
    say(f"共 {found.total} 条等您核对。")
    return found.matters


def move_visit(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    """Bring a visit to the right enterprise or project."""
    admin.move_visit(directory, arguments.visit, admin.object_id(directory, arguments.object))
    say("走访连同它的问题和反馈卡已改到那一家名下，各台电脑下次同步时生效。")
    return 0


def join(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    """Make two rows of one enterprise or project one."""
    double, kept = (admin.object_id(directory, words) for words in (arguments.object, arguments.into))
    admin.join(directory, double, kept)
    say("已合并：走访、问题、数据都在保留的一家名下，两边不一样的写成了附注。各台电脑下次同步时生效。")
    return 0
