"""Sums of what stands in a scope, on both databases: from the rows, by scope and by bucket, and the rows themselves."""

from __future__ import annotations

import pytest

from sscs_desktop.base.errors import Refused
from sscs_desktop.wire.messages import SumsRequest
from sscs_desktop.wire.sums import bucket_of, of_rows, plus
from tests.server.people import FIRM, Town


def test_sums_say_what_a_desk_holds_and_list_what_differs(town: Town) -> None:
    desk = town.desk("wang")
    gone = desk.visit(town.id_of(FIRM))
    seq = desk.push(gone, desk.visit(town.id_of(FIRM)))[0].seq
    desk.push(desk.op("del", "visit", gone.id, base=seq))
    desk.pull()
    scope = next(s for s in desk.scopes if s.startswith("unit:"))
    mine = [entry for entry in desk.held.values() if scope in entry.scopes]
    total = (0, 0)
    for entry in mine:
        total = plus(total, of_rows(entry.kind, [(entry.id, entry.seq)]))
    by_scope = town.directory.sums(desk.member, SumsRequest(replica=desk.replica))
    assert set(by_scope.sums) == set(desk.scopes) and by_scope.head == desk.head
    assert (by_scope.sums[scope], by_scope.counts[scope]) == total
    visit = next(entry for entry in mine if entry.kind == "visit")
    buckets = town.directory.sums(desk.member, SumsRequest(replica=desk.replica, scope=scope))
    assert sum(buckets.counts.values()) == len(mine)
    asked = SumsRequest(replica=desk.replica, scope=scope, buckets=(bucket_of(visit.id),))
    listed = [entry.id for entry in town.directory.sums(desk.member, asked).entries]
    assert visit.id in listed and town.id_of(FIRM) in listed[: listed.index(visit.id)], "ancestors first"


def test_a_scope_of_others_is_told_to_nobody(town: Town) -> None:
    desk, other = town.desk("wang"), town.desk("zhao")
    foreign = next(s for s in other.scopes if s.startswith("unit:"))
    with pytest.raises(Refused) as refused:
        town.directory.sums(desk.member, SumsRequest(replica=desk.replica, scope=foreign))
    assert refused.value.code == "scope"
