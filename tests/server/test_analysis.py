"""What the directory makes ledgers and figures from: everything that stands, nothing that went."""

from __future__ import annotations

from sscs_desktop.domain import ledger
from sscs_desktop.domain.ledger import EnterpriseEntry, LedgerKind
from sscs_desktop.server import admin, analysis
from tests.domain.test_ledger import SEPTEMBER, TODAY
from tests.server.people import FIRM, NORTH, OTHER_FIRM, SOUTH, Town


def names(town: Town) -> list[tuple[str, str]]:
    found = analysis.standing(town.directory)
    entries = ledger.entries(LedgerKind.ENTERPRISE, found.records, SEPTEMBER, today=TODAY, workdays=found.workdays)
    said = [e for e in entries if isinstance(e, EnterpriseEntry) and e.assignment is not None]
    return sorted((e.enterprise.name, e.assignment.unit_name) for e in said if e.assignment is not None)


def test_the_countys_lines_are_those_of_all_units_with_the_feeds_number(town: Town) -> None:
    assert names(town) == sorted([(FIRM, NORTH), (OTHER_FIRM, SOUTH)])
    found = analysis.standing(town.directory)
    assert found.as_of.heard_at is None and found.as_of.seq == max(row.seq for row in town.rows("assignment"))
    assert found.campaign.year == 2018


def test_reading_tells_how_far_it_is_and_reads_no_more_than_is_asked(town: Town) -> None:
    told: list[tuple[int, int]] = []
    found = analysis.standing(town.directory, ledger.PARTS[LedgerKind.ISSUE], lambda *far: told.append(far))
    assert found.records.enterprises and not found.records.assignments
    assert told[-1] == (len(found.records.enterprises),) * 2


def test_an_enterprise_given_to_another_unit_is_that_units_line_and_a_joined_one_is_none(town: Town) -> None:
    admin.reassign(town.directory, town.id_of(FIRM), town.id_of(SOUTH))
    assert names(town) == sorted([(FIRM, SOUTH), (OTHER_FIRM, SOUTH)])
    admin.join(town.directory, town.id_of(FIRM), town.id_of(OTHER_FIRM))
    assert [name for name, _unit in names(town)] == [OTHER_FIRM]
