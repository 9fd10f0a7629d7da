"""Commands on an issue: taken on the state their author saw, refused and told on another."""

from sscs_desktop.domain.vocabulary import IssueState, Satisfaction
from sscs_desktop.store import drafts, issues
from tests.sync.acts import answered, command, file_issue, issue_on, waiting
from tests.sync.county import County, Desk


def test_an_answer_comes_back_and_the_rating_goes_up(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    problem = answered(county, desk, firm)
    assert problem.answer_how == "列入第四季度供地计划"
    command(desk, problem.id, issues.rate, Satisfaction.SATISFIED, "满意")
    predicted = issue_on(desk, problem.id)
    assert predicted is not None and predicted.state is IssueState.CONFIRMING
    found = desk.round()
    assert (found.sent, found.refused) == (1, 0)
    assert county.data(problem.id)["satisfaction"] == "satisfied"
    county.move("office", problem.id, verb="close")
    assert [n.code for n in desk.round().news] == ["closed"]


def test_a_command_on_a_state_that_moved_is_refused_and_told(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    problem = answered(county, desk, firm)
    command(desk, problem.id, issues.rate, Satisfaction.SATISFIED)
    county.move("office", problem.id, verb="close")
    found = desk.round()
    assert next(n.data["code"] for n in found.news if n.code == "refused") in ("state_moved", "illegal_move")
    stands = issue_on(desk, problem.id)
    assert stands is not None and stands.state is IssueState.CLOSED and stands.satisfaction is None
    with desk.store.read() as session:
        assert [d.verb for d in drafts.listing(session, refused=True)] == ["rate"]


def test_an_offline_chain_of_commands_is_taken_whole(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    problem = answered(county, desk, firm)
    command(desk, problem.id, issues.rate, Satisfaction.FAIRLY)
    command(desk, problem.id, issues.rate, Satisfaction.SATISFIED, "想了想")
    command(desk, problem.id, issues.reopen, "又出问题")
    found = desk.round()
    assert (found.sent, found.refused) == (3, 0)
    assert county.data(problem.id)["state"] == "redo"
    assert waiting(desk) == 0


def test_an_issue_filed_and_withdrawn_offline_is_both(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    problem = file_issue(desk, firm)
    command(desk, problem.id, issues.withdraw, "记错企业")
    found = desk.round()
    assert (found.sent, found.refused) == (2, 0)
    assert county.data(problem.id)["state"] == "withdrawn"
    stands = issue_on(desk, problem.id)
    assert stands is not None and stands.state is IssueState.WITHDRAWN
