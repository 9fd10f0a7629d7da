"""What was brought in on a desk, taken back: all that nobody touched since, and nothing else."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from sscs_desktop.base.errors import DiskTrouble
from sscs_desktop.domain import holdings
from sscs_desktop.domain.enterprise import Enterprise, Figure, Profile
from sscs_desktop.domain.project import Project
from sscs_desktop.domain.visit import JPEG, Attachment
from sscs_desktop.domain.vocabulary import FilledBy, Indicator, OperatingState, ProposalState, Stage
from sscs_desktop.exchange.outcome import Outcome
from sscs_desktop.exchange.roster_rows import EnterpriseRow, FigureCell, ProjectRow
from sscs_desktop.store import enterprises, intake, issues, outbox, overlay, stats, visits
from sscs_desktop.store.store import Store
from tests.disk import full_disk
from tests.store import building
from tests.store.building import ME, Feed, due, pull, settle
from tests.store.test_intake import AT, REVENUE, bring, raised, told, tried, visited


def test_an_undo_takes_back_what_nobody_touched(store: Store, firm: Enterprise) -> None:
    with store.read() as session:
        before = enterprises.profile(session, firm.id)
    row = told(firm, legal_person="张三", operating_state=OperatingState.THIN, figures=(REVENUE,))
    done = bring(store, row, visited(firm), raised(firm), raised(firm, 3, description="停电", is_settled=True))
    told_of: list[tuple[int, int]] = []
    undone = intake.undo(store, done.id, lambda at, of: told_of.append((at, of)))
    assert (undone.taken_back, undone.stayed, told_of) == (6, (), [(0, 6)])
    with store.read() as session:
        assert before is None
        assert visits.recent(session, firm.id) == ()
        assert issues.open_of(session, firm.id) == ()
        assert not holdings.collected(stats.records(session)), "of all that came in nothing counts any more"
        assert enterprises.proposals(session, firm.id) == ()
        assert enterprises.figures(session, firm.id) == ()
        (emptied,) = enterprises.figures(session, firm.id, also_emptied=True)
        assert (emptied.value, emptied.filled_by_name) == (None, ME.user_name)
        kept = enterprises.profile(session, firm.id)
        assert kept is not None and kept.operating_state is None
        assert [(each.records, each.standing) for each in intake.taken(session)] == [(6, 0)]
    assert intake.undo(store, done.id).taken_back == 0


def test_an_undo_that_a_full_disk_ends_says_so_and_goes_on_from_there(store: Store, firm: Enterprise) -> None:
    done = bring(store, *(visited(firm, n, visited_at=AT + timedelta(days=n)) for n in range(25)))
    with ExitStack() as disk:
        cut = intake.undo(store, done.id, lambda at, _of: disk.enter_context(full_disk()) if at else None)
    assert (cut.taken_back, cut.stayed) == (intake.CHUNK, ())
    assert isinstance(cut.stopped, DiskTrouble)
    with store.read() as session:
        assert [(each.standing, each.undone_at) for each in intake.taken(session)] == [(25 - intake.CHUNK, None)]
    assert intake.undo(store, done.id) == intake.Undone(taken_back=25 - intake.CHUNK, stayed=())
    with store.read() as session:
        assert visits.recent(session, firm.id) == ()


def test_what_was_taken_back_can_be_brought_in_again(store: Store, firm: Enterprise) -> None:
    row = told(firm, figures=(REVENUE,), operating_state=OperatingState.THIN)
    first = bring(store, row, visited(firm), raised(firm))
    intake.undo(store, first.id)
    (line, *_) = tried(store, row)
    assert (line.outcome, line.changes[0].old, line.changes[0].new) == (Outcome.CHANGED, "", "4820.5")
    second = bring(store, row, visited(firm), raised(firm))
    assert second.records == 4
    with store.read() as session:
        (visit,) = visits.recent(session, firm.id)
        (figure,) = enterprises.figures(session, firm.id)
        assert outbox.waiting(session) == 12
    assert bring(store, row, visited(firm)).records == 0
    assert (visit.situation, figure.value) == ("订单平稳", REVENUE.value)
    assert intake.undo(store, second.id).stayed == ()
    with store.read() as session:
        assert enterprises.figures(session, firm.id) == ()


def test_an_undo_leaves_what_others_hung_on_or_decided(store: Store, firm: Enterprise, feed: Feed) -> None:
    done = bring(store, visited(firm), raised(firm), told(firm, figures=(REVENUE,)))
    operations = due(store)
    settle(store, feed, *(feed.ok(each) for each in operations))
    by_kind = {each.kind: each for each in operations}
    accepted = {**by_kind["issue"].fields, "state": "accepted"}
    pull(store, feed.page(feed.put_data("issue", by_kind["issue"].id, accepted)))
    with store.write() as session:
        shown = overlay.seen(session, "figure", by_kind["figure"].id)
        assert shown is not None
        enterprises.save_figure(session, replace(shown.record, value=Decimal(5000)), shown, today=building.TODAY)
    undone = intake.undo(store, done.id)
    named = [(each.kind, each.name) for each in undone.stayed]
    assert (undone.taken_back, sorted(named)) == (1, [("figure", firm.name), ("issue", firm.name)])
    with store.read() as session:
        assert [figure.value for figure in enterprises.figures(session, firm.id)] == [5000]
        assert [(each.records, each.standing) for each in intake.taken(session)] == [(3, 2)]
    again = intake.undo(store, done.id)
    assert (again.taken_back, len(again.stayed)) == (0, 2)


def test_an_undo_leaves_a_visit_that_was_given_a_photo_and_a_correction_that_was_decided(
    store: Store, firm: Enterprise, feed: Feed
) -> None:
    done = bring(
        store, visited(firm), visited(firm, 3, situation="缺工"), told(firm, legal_person="张三", products="电缆")
    )
    settle(store, feed, *(feed.ok(each) for each in due(store)))
    with store.read() as session:
        kept = next(each for each in visits.recent(session, firm.id) if each.situation == "缺工")
        proposal, *_ = enterprises.proposals(session, firm.id)
    photo = Attachment(
        id="photo", visit_id=kept.id, sha256="0" * 64, name="车间.jpg", media_type=JPEG, size=1, author_id=ME.user_id,
        added_at=building.NOON,
    )  # fmt: skip
    decided = feed.put("proposal", replace(proposal, state=ProposalState.ACCEPTED))
    pull(store, feed.page(feed.put("attachment", photo, parent=kept.id), decided))
    undone = intake.undo(store, done.id)
    assert (undone.taken_back, sorted(each.kind for each in undone.stayed)) == (2, ["proposal", "visit"])
    with store.read() as session:
        assert [each.id for each in visits.recent(session, firm.id)] == [kept.id]
        assert [each.id for each in enterprises.proposals(session, firm.id)] == [proposal.id]


def test_a_figure_that_an_enterprise_gave_is_its_own_again(store: Store, firm: Enterprise, feed: Feed) -> None:
    theirs = Figure(
        id="f", enterprise_id=firm.id, indicator=Indicator.REVENUE, value=Decimal(4000), unit="万元", period="2017",
        filled_by=FilledBy.ENTERPRISE, filled_by_name="刘会计", filled_on=date(2018, 9, 1),
    )  # fmt: skip
    pull(store, feed.page(feed.put("figure", theirs)))
    done = bring(store, told(firm, figures=(REVENUE,)))
    assert intake.undo(store, done.id).taken_back == 1
    with store.read() as session:
        assert enterprises.figures(session, firm.id) == (theirs,)


def test_what_stays_of_a_project_is_called_by_its_name(store: Store, firm: Enterprise, feed: Feed) -> None:
    pull(store, feed.page(feed.put("project", Project(id="p", name="电缆扩建", stage=Stage.BUILD))))
    done = bring(store, ProjectRow(sheet="项目", row=2, name="电缆扩建", place="新区"))
    settle(store, feed, *(feed.ok(each) for each in due(store)))
    with store.read() as session:
        (proposal,) = enterprises.proposals(session, "p")
    pull(store, feed.page(feed.put("proposal", replace(proposal, state=ProposalState.REFUSED))))
    assert [(each.kind, each.name) for each in intake.undo(store, done.id).stayed] == [("proposal", "电缆扩建")]


def test_of_a_profile_an_undo_puts_back_the_fields_that_nobody_wrote_since(store: Store, firm: Enterprise) -> None:
    done = bring(store, told(firm, operating_state=OperatingState.THIN, remark="名单里的备注"))
    with store.write() as session:
        shown = enterprises.own_profile(session, firm.id)
        assert shown is not None
        enterprises.save_profile(session, replace(shown.record, remark="我写的"), shown)
    assert [each.kind for each in intake.undo(store, done.id).stayed] == ["profile"]
    with store.read() as session:
        kept = enterprises.profile(session, firm.id)
    assert kept is not None and (kept.operating_state, kept.remark) == (None, "我写的")


def test_what_an_import_added_and_somebody_emptied_leaves_nothing_to_undo(store: Store, firm: Enterprise) -> None:
    done = bring(store, told(firm, figures=(REVENUE,)))
    with store.write() as session:
        (figure,) = enterprises.figures(session, firm.id)
        shown = overlay.seen(session, "figure", figure.id)
        enterprises.save_figure(session, replace(figure, value=None), shown, today=building.TODAY)
        waiting = outbox.waiting(session)
    assert intake.undo(store, done.id) == intake.Undone(taken_back=1, stayed=())
    with store.read() as session:
        assert outbox.waiting(session) == waiting


def test_an_emptied_profile_hides_no_other_units_words(store: Store, firm: Enterprise, feed: Feed) -> None:
    theirs = Profile(id=building.ids.new_id(), enterprise_id=firm.id, unit_id="u-other", remark="他们记的")
    pull(store, feed.page(feed.put("profile", theirs)))
    done = bring(store, told(firm, operating_state=OperatingState.THIN))
    with store.read() as session:
        assert enterprises.profile(session, firm.id) != theirs
    intake.undo(store, done.id)
    with store.read() as session:
        assert enterprises.profile(session, firm.id) == theirs
        own = enterprises.own_profile(session, firm.id)
        assert own is not None and own.record.unit_id == ME.unit_id


def test_a_figure_changed_by_an_import_goes_back_unless_it_was_changed_again(store: Store, firm: Enterprise) -> None:
    def revenue() -> Decimal:
        with store.read() as session:
            (figure,) = enterprises.figures(session, firm.id)
            assert figure.value is not None
            return figure.value

    def row(value: str) -> EnterpriseRow:
        cell = FigureCell(indicator=Indicator.REVENUE, value=Decimal(value), period="2017")
        return told(firm, figures=(cell,))

    bring(store, row("100"))
    second = bring(store, row("200"))
    third = bring(store, row("300"))
    assert [each.kind for each in intake.undo(store, second.id).stayed] == ["figure"]
    assert revenue() == 300
    assert intake.undo(store, third.id).taken_back == 1
    assert revenue() == 200
    assert intake.undo(store, second.id).taken_back == 1
    assert revenue() == 100
