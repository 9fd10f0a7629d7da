from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from sscs_desktop.base.errors import Invalid
from sscs_desktop.domain import rules
from sscs_desktop.domain.card import Card, Print
from sscs_desktop.domain.enterprise import Enterprise, Figure, Note, Profile, Proposal
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.livelihood import Livelihood, Progress
from sscs_desktop.domain.project import Project
from sscs_desktop.domain.visit import Attachment, Visit
from sscs_desktop.domain.vocabulary import CardState, Category, FilledBy, Indicator, LivelihoodState, PrintWay, Stage

TODAY = date(2018, 9, 28)
NOW = datetime(2018, 9, 28, 2, tzinfo=UTC)

VISIT = Visit(
    id="v", enterprise_id="e", visited_at=NOW, visitors=("王建国",), is_no_issue=True,
    author_id="a", author_name="王建国", unit_id="u", unit_name="大陆村镇经济发展办", recorded_at=NOW,
)  # fmt: skip
ISSUE = Issue(
    id="i", number="NJ2018-000101", enterprise_id="e", category=Category.LAND, description="扩建用地指标未落实",
    raised_on=TODAY, author_id="a", author_name="王建国", unit_id="u", recorded_at=NOW,
)  # fmt: skip
CARD = Card(
    id="c", number="K1", enterprise_id="e", layout="card-1", filled_on=TODAY, filled_by=FilledBy.CADRE,
    prints=(Print(at=NOW, by="王建国", way=PrintWay.PAPER, content_hash="f" * 64),),
    author_id="a", author_name="王建国", unit_id="u", printed_at=NOW,
)  # fmt: skip
MATTER = Livelihood(id="l", name="村口路灯", author_id="a", author_name="王建国", unit_id="u")


def problems(check: Callable[[], None]) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        check()
    return caught.value.problems


def test_sound_records_pass() -> None:
    rules.check_visit(VISIT, TODAY)
    rules.check_issue(ISSUE, TODAY)
    rules.check_card(CARD, TODAY)
    rules.check_livelihood(MATTER, TODAY)


def test_all_problems_of_a_visit_come_at_once() -> None:
    wrong = replace(VISIT, project_id="p", visited_at=NOW + timedelta(days=1), visitors=(" ",), situation="字" * 4001)
    assert problems(lambda: rules.check_visit(wrong, TODAY, issue_count=2)) == {
        "enterprise_id": "one_subject",
        "visited_at": "in_future",
        "visitors": "required",
        "situation": "too_long",
        "is_no_issue": "has_issues",
    }


def test_a_visit_late_in_the_evening_of_today_is_not_in_the_future() -> None:
    rules.check_visit(replace(VISIT, visited_at=datetime(2018, 9, 28, 15, 59, tzinfo=UTC)), TODAY)
    tomorrow = replace(VISIT, visited_at=datetime(2018, 9, 28, 16, tzinfo=UTC))
    assert problems(lambda: rules.check_visit(tomorrow, TODAY)) == {"visited_at": "in_future"}


def test_a_desk_with_a_fast_clock_is_never_refused_by_the_directory() -> None:
    ahead = NOW + timedelta(days=2)
    rules.check_visit(replace(VISIT, visited_at=ahead, recorded_at=ahead), TODAY)


def test_a_visit_needs_an_enterprise_or_a_project() -> None:
    assert problems(lambda: rules.check_visit(replace(VISIT, enterprise_id=None), TODAY)) == {
        "enterprise_id": "one_subject"
    }
    rules.check_visit(replace(VISIT, enterprise_id=None, project_id="p"), TODAY)


def test_a_nul_byte_is_a_problem_before_it_reaches_a_database() -> None:
    assert problems(lambda: rules.check_visit(replace(VISIT, remark="a\x00b"), TODAY)) == {
        "remark": "control_characters"
    }
    rules.check_visit(replace(VISIT, remark="两行\n文字\t和表情 👨\u200d👩\u200d👧"), TODAY)


def test_an_issue_needs_a_description_and_its_number() -> None:
    wrong = replace(ISSUE, number="", description=" \n ", raised_on=TODAY + timedelta(days=1))
    assert problems(lambda: rules.check_issue(wrong, TODAY)) == {
        "number": "required",
        "description": "required",
        "raised_on": "in_future",
    }
    long = replace(ISSUE, description="字" * (rules.DESCRIPTION_MAX + 1))
    assert problems(lambda: rules.check_issue(long, TODAY)) == {"description": "too_long"}


def test_a_category_of_another_class_is_a_word_and_no_refusal() -> None:
    assert list(rules.warnings_issue(ISSUE, (Category.FUNDS,))) == ["other_category"]
    assert rules.warnings_issue(ISSUE, (Category.LAND,)) == {}
    assert rules.warnings_issue(ISSUE) == {}


def test_quiet_days_other_teams_and_double_entries_are_words_only() -> None:
    other = replace(VISIT, id="o", unit_id="u2", unit_name="县工信局", visited_at=NOW - timedelta(days=3))
    mine = replace(VISIT, id="m")
    found = rules.warnings_visit(VISIT, TODAY, quiet_days="每周五", others=[other, mine, VISIT])
    assert set(found) == {"quiet_day", "other_team", "same_day"}
    assert found["other_team"].data == {"on": date(2018, 9, 25), "unit_name": "县工信局"}
    far = replace(other, visited_at=NOW - timedelta(days=8))
    elsewhere = replace(mine, enterprise_id="e2")
    assert rules.warnings_visit(VISIT, TODAY, others=[far, elsewhere]) == {}


def test_a_visit_without_any_result_or_of_another_year_gets_a_word() -> None:
    bare = replace(VISIT, is_no_issue=False, visited_at=NOW - timedelta(days=400))
    assert set(rules.warnings_visit(bare, TODAY)) == {"no_result", "long_ago"}
    assert "no_result" not in rules.warnings_visit(bare, TODAY, issue_count=1)


def test_a_wrong_credit_code_is_a_problem_in_a_roster_and_a_word_at_the_desk() -> None:
    firm = Enterprise(id="e", name="示例厂", credit_code="9144O3OO192317458F", contact_phone="138")
    assert problems(lambda: rules.check_enterprise(firm)) == {"credit_code": "credit_code_alphabet"}
    found = rules.warnings_enterprise(firm)
    assert found["credit_code_alphabet"].data == {"suggestion": "91440300192317458F"}
    assert "odd_phone" in found
    rules.check_enterprise(replace(firm, credit_code=""))
    assert rules.warnings_enterprise(replace(firm, credit_code="", contact_phone="13800138000")) == {}


def test_an_enterprise_needs_a_name_and_a_division_of_twelve_digits() -> None:
    firm = Enterprise(id="e", name="", division_code="130528")
    assert problems(lambda: rules.check_enterprise(firm)) == {"name": "required", "division_code": "bad_format"}


def test_a_project_has_a_name_and_no_negative_money() -> None:
    project = Project(id="p", name=" ", stage=Stage.BUILD, total_wan=Decimal(-1), builder_credit_code="1")
    assert problems(lambda: rules.check_project(project)) == {
        "name": "required",
        "total_wan": "not_positive",
        "builder_credit_code": "credit_code_length",
    }
    rules.check_project(replace(project, name="示例项目", total_wan=Decimal(1), builder_credit_code=""))


def test_a_done_livelihood_matter_says_when() -> None:
    done = replace(MATTER, state=LivelihoodState.DONE)
    assert problems(lambda: rules.check_livelihood(done, TODAY)) == {"done_on": "required"}
    early = replace(MATTER, done_on=TODAY)
    assert problems(lambda: rules.check_livelihood(early, TODAY)) == {"done_on": "not_done"}
    later = replace(done, done_on=TODAY + timedelta(days=1))
    assert problems(lambda: rules.check_livelihood(later, TODAY)) == {"done_on": "in_future"}
    rules.check_livelihood(replace(done, done_on=TODAY), TODAY)


def test_a_card_has_a_number_a_layout_and_at_least_one_print() -> None:
    wrong = replace(CARD, number="", layout="", prints=(), filled_on=TODAY + timedelta(days=1))
    assert problems(lambda: rules.check_card(wrong, TODAY)) == {
        "number": "required",
        "layout": "required",
        "prints": "required",
        "filled_on": "in_future",
    }


def test_a_void_card_says_why_and_a_signed_one_when() -> None:
    assert problems(lambda: rules.check_card(replace(CARD, state=CardState.VOID), TODAY)) == {"void_reason": "required"}
    assert problems(lambda: rules.check_card(replace(CARD, state=CardState.SIGNED), TODAY)) == {"signed_on": "required"}
    rules.check_card(replace(CARD, state=CardState.SIGNED, signed_on=TODAY), TODAY)


def test_a_figure_without_a_year_means_nothing() -> None:
    figure = Figure(
        id="f", enterprise_id="e", indicator=Indicator.REVENUE, value=Decimal("12.5"), unit="万元",
        period="2018年1—8月", filled_by=FilledBy.CADRE, filled_on=TODAY,
    )  # fmt: skip
    rules.check_figure(figure, TODAY)
    for period in ("去年", "2081", "1018"):
        assert problems(lambda p=period: rules.check_figure(replace(figure, period=p), TODAY)) == {"period": "bad_year"}
    rules.check_figure(replace(figure, value=None), TODAY)  # taken back
    wrong = replace(figure, value=Decimal("NaN"), period="", unit="")
    assert problems(lambda: rules.check_figure(wrong, TODAY)) == {
        "value": "bad_format",
        "period": "required",
        "unit": "required",
    }


def test_notes_proposals_profiles_progress_and_attachments_are_checked() -> None:
    note = Note(id="n", enterprise_id="e", text=" ", author_id="a", author_name="王", written_at=NOW)
    assert problems(lambda: rules.check_note(note)) == {"text": "required"}
    same = Proposal(id="p", enterprise_id="e", field="name", old_value="甲", new_value="甲", proposed_at=NOW)
    assert problems(lambda: rules.check_proposal(same)) == {"new_value": "same_value"}
    rules.check_proposal(replace(same, new_value=""))
    assert problems(lambda: rules.check_profile(Profile(id="r", enterprise_id="", unit_id="u"))) == {
        "enterprise_id": "required"
    }
    progress = Progress(
        id="g", campaign_year=2018, initiative_no=23, indicator="农村厕所改造", area_code="130528", period="",
        value=Decimal(3), unit="座", author_id="a", author_name="王", unit_id="u",
    )  # fmt: skip
    assert problems(lambda: rules.check_progress(progress)) == {"period": "required"}
    attachment = Attachment(
        id="t", visit_id="v", issue_id="i", sha256="x", name="照片", media_type="image/jpeg", size=0,
        author_id="a", added_at=NOW,
    )  # fmt: skip
    assert problems(lambda: rules.check_attachment(attachment)) == {
        "visit_id": "one_subject",
        "sha256": "bad_format",
        "size": "not_positive",
    }
    sound = replace(attachment, issue_id=None, sha256="a" * 64, thumbnail="b" * 64, size=20 * 1024 * 1024)
    rules.check_attachment(sound)
    odd = replace(sound, media_type="application/x-msdownload", thumbnail="b", size=sound.size + 1)
    assert problems(lambda: rules.check_attachment(odd)) == {
        "media_type": "unknown_choice",
        "thumbnail": "bad_format",
        "size": "too_big",
    }
