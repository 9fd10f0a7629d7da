"""No situation reaches a person as a bare code: whatever the sources raise, answer or tell has its words."""

from __future__ import annotations

import ast
import re
from collections import Counter
from importlib import import_module
from pkgutil import iter_modules

from sscs_desktop.base import database
from sscs_desktop.base.errors import Refused
from sscs_desktop.ui import messages, sentences
from tests.house.codes import ERRORS, Codes, everywhere, gather

FOREIGN = {"fork", "gap", "floor", "expired", "refused", "login_needed", "desk_too_old"}
"""What reaches a sentence by a variable: the directory's statuses, results and defaults."""
BY_THE_DISK = "DiskTrouble(disk_code(error) or 'disk_error')"
EXPLAINED = {
    ("base/database.py", "DiskTrouble(code)"),  # database._CODES, or disk_code
    ("base/files.py", "DiskTrouble(code)"),  # disk_code, or not_writable beside it
    ("sync/engine.py", "Diverged(status)"),  # the status of an answer: fork, gap, floor
    ("sync/gateway.py", "Diverged(said.code or 'floor', **data)"),  # the directory's codes: raised in server/
    ("sync/gateway.py", "Diverged(said.code, **data)"),
    ("sync/gateway.py", "LoginNeeded(said.code or 'login_needed', **data)"),
    ("sync/gateway.py", "Refused(said.code or 'not_found', **data)"),  # an answer to HEAD has no body to name it
    ("sync/gateway.py", "Refused(said.code or 'refused', **data)"),
    ("sync/gateway.py", "TooNew(said.code or 'desk_too_old', **data)"),
    ("ui/pages/record_files.py", "SscsError(line.blob.error)"),  # codes the lane met: raised in server/ and base/sealed
    ("ui/pages/handover_verbs.py", "Refused(last.code)"),  # Forwarded.code: raised in server/parcels.py
    ("ui/pages/operation_words.py", "Refused(code or 'refused')"),  # OperationAnswer.code and drafts.keep(reason=…)
}
"""Calls whose code is not written there, and where their codes come from; a new one has to be explained."""


def test_every_code_that_is_raised_answered_or_kept_has_a_sentence() -> None:
    missing = {code: place for code, place in everywhere().sentences.items() if code not in messages.SENTENCES}
    assert missing == {}
    assert len(everywhere().sentences) > 80


def test_no_code_has_its_sentence_in_two_rooms() -> None:
    rooms = [import_module(f"{sentences.__name__}.{each.name}") for each in iter_modules(sentences.__path__)]
    said = Counter(code for room in rooms for code in getattr(room, "SENTENCES", ()))
    assert set(said) == set(messages.SENTENCES)
    assert [code for code, times in said.items() if times > 1] == []


def test_every_problem_of_a_field_or_a_roster_has_its_words() -> None:
    assert {code: place for code, place in everywhere().problems.items() if code not in messages.PROBLEMS} == {}
    assert len(everywhere().problems) > 35


def test_every_piece_of_news_has_its_line_in_the_digest() -> None:
    told = {code for code, _icon, _words in messages.DIGEST}
    assert {code: place for code, place in everywhere().news.items() if code not in told} == {}
    assert "answered" in told


def test_codes_that_come_by_a_variable_are_known_too() -> None:
    assert {(file, call) for file, call in everywhere().unclear if call != BY_THE_DISK} == EXPLAINED
    assert {*database._CODES.values(), "disk_full", "disk_error", *FOREIGN} <= set(messages.SENTENCES)
    assert {kind.code for kind in ERRORS.values()} <= set(messages.SENTENCES)


def test_a_sentence_is_whole_without_data_and_is_not_the_one_for_unknown_codes() -> None:
    generic = messages.sentence(Refused("no_such_code"))
    for code in messages.SENTENCES:
        name, _, reason = code.partition(":")
        said = messages.sentence(Refused(name, reason=reason))
        assert said.endswith("。") and code not in said and "{" not in said and said != generic, code
    for code in messages.PROBLEMS:
        assert messages.problem(code) != messages.problem("no_such_code").replace("no_such_code", code), code


def test_a_sentence_says_what_happened_and_then_whether_anything_was_lost_or_what_to_do() -> None:
    short = [code for code, words in messages.SENTENCES.items() if len(re.findall("[，。；]", words)) < 2]
    assert short == []


def test_the_search_finds_codes_wherever_they_stand() -> None:
    source = """
def check(is_short, problems, session, drafts):
    problems["name"] = "a" if is_short else "b"
    problems |= {field: "c" for field in ()}
    problems.setdefault("x", "d")
    session.tell("e")
    drafts.keep(session, reason="f")
    raise Invalid({"name": "g"})
    raise errors.Offline
    raise Offline()
    raise Refused("h", reason="i")
    raise Refused(name)
"""
    codes = Codes()
    gather(codes, "x.py", ast.parse(source))
    assert set(codes.problems) == {"a", "b", "c", "d", "g"}
    assert set(codes.sentences) == {"f", "offline", "h", "h:i"}
    assert set(codes.news) == {"e"} and codes.unclear == {("x.py", "Refused(name)")}
