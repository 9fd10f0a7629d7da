"""Codes become words: every one has some, in both languages, with or without a window."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from enum import EnumMeta
from pathlib import Path

import pytest

from sscs_desktop.base.errors import InUse, Invalid, Offline, Refused, SscsError, WrongKey
from sscs_desktop.domain import ledger, vocabulary
from sscs_desktop.domain.vocabulary import EventVerb, IssueState, Word
from sscs_desktop.store.change import News
from sscs_desktop.ui import messages, words
from tests.ui.conftest import Look

HOMES = (vocabulary, ledger)
LISTS = {
    kind
    for home in HOMES
    for kind in vars(home).values()
    if isinstance(kind, EnumMeta) and issubclass(kind, Word) and kind is not Word
}
KINDS = [SscsError, *SscsError.__subclasses__()]


def test_every_word_of_every_code_list_is_marked_for_translation() -> None:
    wanted = {(kind.__name__, word.label) for kind in LISTS for word in kind}
    assert wanted == set(words.LITERALS)


def test_a_word_is_said_in_the_language_of_the_desk(look: Look) -> None:
    assert words.say(IssueState.RETURNED) == "退回补正"
    look(language="en")
    assert words.say(IssueState.RETURNED) == "Sent back"
    assert words.say(EventVerb.REOPEN) != words.say(IssueState.REDO)


@pytest.mark.parametrize("kind", [k for k in KINDS if k is not Invalid], ids=lambda k: k.__name__)
def test_every_situation_of_the_tree_has_a_sentence(kind: type[SscsError]) -> None:
    assert kind.code in messages.SENTENCES


def test_a_sentence_says_what_happened_and_is_filled_with_what_the_error_knows() -> None:
    assert "8443" in messages.sentence(InUse("port_taken", port=8443))
    assert "不用重写" in messages.sentence(Offline())
    assert "核对" in messages.sentence(WrongKey("wrong_recovery_code", reason="mistyped"))


def test_a_code_nobody_wrote_a_sentence_for_is_named() -> None:
    assert "strange_code" in messages.sentence(Refused("strange_code"))
    assert "strange_code" in messages.problem("strange_code")


def test_a_sentence_lacking_its_data_still_reads() -> None:
    assert "{" not in messages.sentence(InUse("port_taken"))


def test_each_problem_of_a_form_is_said_once() -> None:
    said = messages.sentence(Invalid({"description": "required", "number": "required", "raised_on": "in_future"}))
    assert said.split("\n") == ["请填写这一项", "不能晚于今天"]


def test_a_caution_names_who_came_and_when() -> None:
    said = messages.problem("other_team", {"unit_name": "县环境保护局", "on": date(2018, 9, 24)})
    assert said == "县环境保护局 9月24日刚来过，可改用电话"


def test_a_round_is_told_in_one_sentence_with_the_most_needed_first() -> None:
    news = [News(code="due"), News(code="answered"), News(code="answered"), News(code="conflict")]
    assert messages.digest(news) == "2 条答复到达，1 处修改需要您决定，1 个时限有变动"
    assert messages.digest([]) == ""


def test_sentences_need_no_application() -> None:
    code = "from sscs_desktop.ui import messages; from sscs_desktop.base.errors import Offline\n"
    code += "print(messages.sentence(Offline()))"
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-X", "utf8", "-c", code]
    done = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=True)
    assert "服务直通" in done.stdout
