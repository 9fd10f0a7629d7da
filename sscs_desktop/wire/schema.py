"""Operations of an older program made into operations of this one, step by step, by the version they were written with.

A step is added with each new SCHEMA: it renames, splits or fills what changed, so that nothing queued offline is lost.
A new field needs none if its default says "not asked then".
"""

from __future__ import annotations

from collections.abc import Callable

from sscs_desktop.base.errors import Refused
from sscs_desktop.wire.messages import SCHEMA, SCHEMA_MAX, Operation

STEPS: dict[int, Callable[[Operation], Operation]] = {}
"""{version: what makes an operation of it one of the next version}."""


def upcast(operation: Operation) -> Operation:
    """Return what an operation says in this program's schema; one of the next version is taken as far as it is known.

    Refused: schema_too_old (no step leads here), schema_too_new (more than one version ahead).
    """
    if operation.schema > SCHEMA_MAX:
        raise Refused("schema_too_new")
    for version in range(operation.schema, SCHEMA):
        if version not in STEPS:
            raise Refused("schema_too_old")
        operation = STEPS[version](operation)
    return operation
