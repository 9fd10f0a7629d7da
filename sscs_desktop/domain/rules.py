"""What makes a record sound. A check returns nothing or raises Invalid with every problem; warnings never block.

Problem codes: required, too_long, too_many, in_future, one_subject, control_characters, has_issues, not_done,
not_positive, bad_format, bad_year, same_value, too_big, unknown_choice, and those of credit_code. A wrong credit code
or phone never stops saving: it is a warning at the desk, and a line in a roster's report.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sscs_desktop.base.clock import local
from sscs_desktop.base.errors import Invalid
from sscs_desktop.domain import credit_code
from sscs_desktop.domain.card import Card
from sscs_desktop.domain.enterprise import Enterprise, Figure, Note, Profile, Proposal
from sscs_desktop.domain.entry import clean, has_control, is_phone, mask_phone, parse_day
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.livelihood import Livelihood, Progress
from sscs_desktop.domain.project import Project
from sscs_desktop.domain.quiet_days import is_quiet
from sscs_desktop.domain.visit import ATTACHMENT_MAX, ATTACHMENT_TYPES, Attachment, Visit
from sscs_desktop.domain.vocabulary import CardState, Category, LivelihoodState

__all__ = ["clean", "is_phone", "mask_phone", "parse_day"]

NAME_MAX = 100
LINE_MAX = 200
PARAGRAPH_MAX = 1000
TEXT_MAX = 4000
DESCRIPTION_MAX = 2000
PEOPLE_MAX = 20
POLICIES_MAX = 50
"""Characters, and entries of a list. The wire and the columns hold at least as much."""

OTHER_TEAM_DAYS = 7
"""Another team's visit within so many days is worth a word before disturbing the enterprise again."""
OLD_VISIT_DAYS = 366

_HASH = r"[0-9a-f]{64}"

_LONG = {
    "situation": TEXT_MAX,
    "description": DESCRIPTION_MAX,
    "wish": PARAGRAPH_MAX,
    "remark": PARAGRAPH_MAX,
    "spot_answer": PARAGRAPH_MAX,
    "text": TEXT_MAX,
    "progress": TEXT_MAX,
    "opinion": PARAGRAPH_MAX,
    "content": TEXT_MAX,
    "products": PARAGRAPH_MAX,
    "reason": PARAGRAPH_MAX,
    "beneficiaries": PARAGRAPH_MAX,
    "new_value": PARAGRAPH_MAX,
    "old_value": PARAGRAPH_MAX,
    "satisfaction_remark": PARAGRAPH_MAX,
    "answer_how": TEXT_MAX,
    "return_reason": PARAGRAPH_MAX,
    "name": LINE_MAX,
}


@dataclass(frozen=True, kw_only=True)
class Caution:
    """Something worth a word that never stops saving: the field it stands beside, and data for its sentence."""

    code: str
    field: str
    data: Mapping[str, object] = dataclasses.field(default_factory=dict)


def limit_of(name: str) -> int:
    """Return how many characters a text field may hold."""
    return _LONG.get(name, LINE_MAX)


def check_visit(visit: Visit, today: date, issue_count: int = 0) -> None:
    """Raise Invalid unless the visit is sound.

    "Today" is the later of the checker's day and the day it was typed, so that a directory never refuses what
    a desk with a fast clock has saved.
    """
    problems = _basics(visit, "enterprise_id", "project_id")
    if local(visit.visited_at).date() > _latest(today, visit.recorded_at):
        problems["visited_at"] = "in_future"
    if not any(clean(name) for name in visit.visitors):
        problems["visitors"] = "required"
    elif len(visit.visitors) > PEOPLE_MAX:
        problems["visitors"] = "too_many"
    if len(visit.policies) > POLICIES_MAX:
        problems["policies"] = "too_many"
    if visit.is_no_issue and issue_count:
        problems["is_no_issue"] = "has_issues"
    _done(problems)


def warnings_visit(
    visit: Visit, today: date, *, issue_count: int = 0, quiet_days: str = "", others: Iterable[Visit] = ()
) -> dict[str, Caution]:
    """Return what is worth a word, by code: quiet_day, other_team, same_day, no_result, long_ago.

    `others` are known visits to the same enterprise or project; other_team carries on and unit_name of the last.
    """
    on = local(visit.visited_at).date()
    found = []
    if is_quiet(quiet_days, on):
        found.append(Caution(code="quiet_day", field="visited_at", data={"quiet_days": quiet_days}))
    known = [(local(o.visited_at).date(), o) for o in others if o.id != visit.id and _same_subject(o, visit)]
    window = timedelta(days=OTHER_TEAM_DAYS)
    near = [(d, o) for d, o in known if o.unit_id != visit.unit_id and abs(d - on) <= window]
    if near:
        day, other = max(near, key=lambda pair: pair[0])
        found.append(Caution(code="other_team", field="visited_at", data={"on": day, "unit_name": other.unit_name}))
    if any(d == on and o.unit_id == visit.unit_id for d, o in known):
        found.append(Caution(code="same_day", field="visited_at", data={"on": on}))
    if not (visit.is_no_issue or issue_count or visit.spot_answer.strip()):
        found.append(Caution(code="no_result", field="is_no_issue"))
    if (today - on).days > OLD_VISIT_DAYS:
        found.append(Caution(code="long_ago", field="visited_at", data={"on": on}))
    return {caution.code: caution for caution in found}


def check_issue(issue: Issue, today: date) -> None:
    """Raise Invalid unless the author's part of the issue is sound."""
    problems = _basics(issue, "enterprise_id", "project_id", required=("number", "description"))
    if issue.raised_on > _latest(today, issue.recorded_at):
        problems["raised_on"] = "in_future"
    _done(problems)


def warnings_issue(issue: Issue, allowed: Collection[Category] = ()) -> dict[str, Caution]:
    """Return other_category when the category is not one of its object's (the directory may have changed it)."""
    if allowed and issue.category not in allowed:
        return {"other_category": Caution(code="other_category", field="category")}
    return {}


def check_card(card: Card, today: date) -> None:
    """Raise Invalid unless the card is sound."""
    problems = _basics(card, "enterprise_id", "project_id", required=("number", "layout"))
    if card.filled_on > _latest(today, card.printed_at):
        problems["filled_on"] = "in_future"
    if not card.prints:
        problems["prints"] = "required"
    if card.state is CardState.VOID and not clean(card.void_reason):
        problems.setdefault("void_reason", "required")
    if card.state is CardState.SIGNED and card.signed_on is None:
        problems["signed_on"] = "required"
    _done(problems)


def check_livelihood(matter: Livelihood, today: date) -> None:
    """Raise Invalid unless the livelihood matter is sound; a done one says when."""
    problems = _basics(matter, required=("name",))
    is_done = matter.state is LivelihoodState.DONE
    if is_done and matter.done_on is None:
        problems["done_on"] = "required"
    elif matter.done_on is not None and not is_done:
        problems["done_on"] = "not_done"
    elif matter.done_on is not None and matter.done_on > today:
        problems["done_on"] = "in_future"
    _done(problems)


def check_progress(progress: Progress) -> None:
    """Raise Invalid unless the reported value of an initiative says what, where, when and in which unit."""
    problems = _basics(progress, required=("indicator", "area_code", "period", "unit"))
    if not progress.value.is_finite():
        problems["value"] = "bad_format"
    _done(problems)


def check_enterprise(enterprise: Enterprise) -> None:
    """Raise Invalid unless the row of a roster is sound, its credit code included."""
    problems = _basics(enterprise, required=("name",))
    if wrong := credit_code.problem(enterprise.credit_code):
        problems.setdefault("credit_code", wrong)
    if enterprise.division_code and not re.fullmatch(r"\d{12}", enterprise.division_code):
        problems.setdefault("division_code", "bad_format")
    _done(problems)


def warnings_enterprise(enterprise: Enterprise) -> dict[str, Caution]:
    """Return what a desk says about an enterprise: a wrong credit code (with what was meant), an odd phone."""
    found = {}
    if wrong := credit_code.problem(enterprise.credit_code):
        data = {"suggestion": credit_code.suggest(enterprise.credit_code)}
        found[wrong] = Caution(code=wrong, field="credit_code", data=data)
    return found | warnings_phone(enterprise.contact_phone, "contact_phone")


def warnings_phone(text: str, field_name: str) -> dict[str, Caution]:
    """Return odd_phone when something stands there that does not read as a phone."""
    return {} if not text or is_phone(text) else {"odd_phone": Caution(code="odd_phone", field=field_name)}


def check_project(project: Project) -> None:
    """Raise Invalid unless the row of a roster is sound."""
    problems = _basics(project, required=("name",))
    if wrong := credit_code.problem(project.builder_credit_code):
        problems.setdefault("builder_credit_code", wrong)
    for name in ("total_wan", "year_plan_wan", "done_wan", "month_wan"):
        amount = getattr(project, name)
        if amount is not None and (not amount.is_finite() or amount < 0):
            problems[name] = "not_positive"
    _done(problems)


def check_profile(profile: Profile) -> None:
    """Raise Invalid unless the unit's own notes are sound."""
    _done(_basics(profile, required=("enterprise_id", "unit_id")))


def check_figure(figure: Figure, today: date) -> None:
    """Raise Invalid unless the figure has a unit and a period, and a value that is a number or was taken back."""
    problems = _basics(figure, required=("enterprise_id", "unit", "period"))
    if figure.value is not None and not figure.value.is_finite():
        problems["value"] = "bad_format"
    years = [int(year) for year in re.findall(r"\d{4}", figure.period)]
    if "period" not in problems and (not years or min(years) < 1978 or max(years) > today.year + 1):
        problems["period"] = "bad_year"
    _done(problems)


def check_proposal(proposal: Proposal) -> None:
    """Raise Invalid unless the proposal changes one field of one enterprise or project."""
    problems = _basics(proposal, "enterprise_id", "project_id", required=("field",))
    if proposal.new_value == proposal.old_value:
        problems.setdefault("new_value", "same_value")
    _done(problems)


def check_note(note: Note) -> None:
    """Raise Invalid unless the note says something about one enterprise or project."""
    _done(_basics(note, "enterprise_id", "project_id", required=("text",)))


def check_attachment(attachment: Attachment) -> None:
    """Raise Invalid unless the attachment hangs on one record and names its bytes."""
    problems = _basics(attachment, "visit_id", "issue_id", "card_id", required=("name", "media_type"))
    if not re.fullmatch(_HASH, attachment.sha256):
        problems["sha256"] = "bad_format"
    if attachment.thumbnail and not re.fullmatch(_HASH, attachment.thumbnail):
        problems["thumbnail"] = "bad_format"
    if attachment.media_type not in ATTACHMENT_TYPES:
        problems.setdefault("media_type", "unknown_choice")
    if not 0 < attachment.size <= ATTACHMENT_MAX:
        problems["size"] = "not_positive" if attachment.size <= 0 else "too_big"
    _done(problems)


def _basics(record: object, *subjects: str, required: tuple[str, ...] = ()) -> dict[str, str]:
    """Return the problems every kind shares: one subject, required texts, lengths, control characters."""
    every = ((name, value if isinstance(value, tuple) else (value,)) for name, value in vars(record).items())
    texts = [(name, text) for name, values in every for text in values if type(text) is str]
    problems = {name: "too_long" for name, text in texts if len(text) > limit_of(name)}
    if has_control("".join(text for _, text in texts)):  # asked of each only where there is one
        problems = {name: "control_characters" for name, text in texts if has_control(text)} | problems
    problems |= {name: "required" for name in required if not clean(str(getattr(record, name)))}
    if subjects and sum(bool(getattr(record, name)) for name in subjects) != 1:
        problems[subjects[0]] = "one_subject"
    return problems


def _latest(today: date, typed_at: datetime) -> date:
    return max(today, local(typed_at).date())


def _same_subject(a: Visit, b: Visit) -> bool:
    return (a.enterprise_id, a.project_id) == (b.enterprise_id, b.project_id)


def _done(problems: dict[str, str]) -> None:
    if problems:
        raise Invalid(problems)
