"""Every code of an error, a problem and a piece of news, as the sources themselves name them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from sscs_desktop.base import errors

ROOT = Path(__file__).resolve().parents[2] / "sscs_desktop"
ERRORS = {
    name: kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.SscsError) and kind is not errors.Invalid
}
RETURNING = {
    ("domain/credit_code.py", "problem"),
    ("base/settings.py", "_one_of"),
    ("base/settings.py", "_text"),
    ("base/settings.py", "_flag"),
    ("base/settings.py", "_percent"),
}
"""Functions whose result is a problem's code."""
_PROBLEM_AT = {"BadCellError": 0, "_repeat": 2, "_problem": 2}
"""Calls that name a problem, and at which place."""
_PASSED_ON = ("_STATUS", "kind")


@dataclass
class Codes:
    """sentences: of errors, and of what the directory refused; unclear: calls whose code is no literal."""

    sentences: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    news: dict[str, str] = field(default_factory=dict)
    unclear: set[tuple[str, str]] = field(default_factory=set)


@cache
def everywhere() -> Codes:
    """Return the codes of the whole program, each with one place that names it."""
    codes = Codes()
    for file in sorted(ROOT.rglob("*.py")):
        name = file.relative_to(ROOT).as_posix()
        if name != "base/errors.py":
            gather(codes, name, ast.parse(file.read_text("utf-8")))
    return codes


def gather(codes: Codes, file: str, tree: ast.Module) -> None:
    """Add the codes that one file names."""
    handed = {"problems"} | {n.id for call in _calls(tree, "Invalid") for n in call.args if isinstance(n, ast.Name)}
    for node in ast.walk(tree):
        place = f"{file}:{getattr(node, 'lineno', 0)}"
        for found in _problems(node, handed, file):
            codes.problems.setdefault(found, place)
        if not isinstance(node, ast.Call):
            continue
        name = _name(node.func)
        if name in ERRORS:
            _error(codes, file, place, node, ERRORS[name].code)
        elif name in ("OperationAnswer", "ErrorAnswer"):
            _add(codes.sentences, place, _keyword(node, "code"))
        elif name == "keep":
            _add(codes.sentences, place, _keyword(node, "reason"))
        elif name == "tell" and ast.unparse(node.func) == "session.tell":
            _add(codes.news, place, node.args[:1])


def literals(node: ast.expr) -> set[str]:
    """Return the texts an expression may be: a literal, either side of an `if` or an `or`."""
    if isinstance(node, ast.Constant):
        return {node.value} if isinstance(node.value, str) and node.value else set()
    if isinstance(node, ast.IfExp):
        return literals(node.body) | literals(node.orelse)
    if isinstance(node, ast.BoolOp):
        return set().union(*map(literals, node.values))
    return set()


def _error(codes: Codes, file: str, place: str, call: ast.Call, default: str) -> None:
    if not call.args:
        codes.sentences.setdefault(default, place)
        return
    _add(codes.sentences, place, call.args[:1])
    if not _is_literal(call.args[0]):
        codes.unclear.add((file, ast.unparse(call)))
    for reason in _keyword(call, "reason"):
        for code in literals(call.args[0]):
            _add(codes.sentences, place, [reason], f"{code}:")


def _problems(node: ast.AST, handed: set[str], file: str) -> Iterator[str]:
    """Yield the problem codes that one node names."""
    if isinstance(node, ast.Call):
        name = _name(node.func)
        if name == "Invalid" and node.args:
            yield from _values(node.args[0])
        elif name in _PROBLEM_AT and len(node.args) > _PROBLEM_AT[name]:
            yield from literals(node.args[_PROBLEM_AT[name]])
        elif name == "Caution":
            yield from (code for value in _keyword(node, "code") for code in literals(value))
        elif name == "setdefault" and len(node.args) == 2 and _owner(node.func) in handed:
            yield from literals(node.args[1])
        elif name == "problem" and node.args:
            yield from literals(node.args[0])
    elif isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)) and node.value is not None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            if isinstance(target, ast.Subscript) and _name(target.value) in handed:
                yield from literals(node.value)
            elif _name(target) in handed:
                yield from _values(node.value)
    elif isinstance(node, ast.FunctionDef) and (file, node.name) in RETURNING:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Return) and inner.value is not None:
                yield from literals(inner.value.body if isinstance(inner.value, ast.Lambda) else inner.value)


def _values(node: ast.expr) -> set[str]:
    if isinstance(node, ast.Dict):
        return set().union(*map(literals, node.values))
    return literals(node.value) if isinstance(node, ast.DictComp) else set()


def _add(found: dict[str, str], place: str, values: list[ast.expr], lead: str = "") -> None:
    for value in values:
        for code in literals(value):
            found.setdefault(lead + code, place)


def _keyword(call: ast.Call, name: str) -> list[ast.expr]:
    return [each.value for each in call.keywords if each.arg == name]


def _calls(tree: ast.AST, name: str) -> list[ast.Call]:
    return [n for n in ast.walk(tree) if isinstance(n, ast.Call) and _name(n.func) == name]


def _is_literal(node: ast.expr) -> bool:
    if isinstance(node, ast.IfExp):
        return _is_literal(node.body) and _is_literal(node.orelse)
    return isinstance(node, ast.Constant)


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _owner(node: ast.expr) -> str:
    return _name(node.value) if isinstance(node, ast.Attribute) else ""
