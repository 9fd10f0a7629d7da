"""录入签回的卡: what the enterprise wrote, typed in the order of the paper, with the paper beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Refused
from sscs_desktop.domain.card import ON_FORM, Card
from sscs_desktop.domain.enterprise import Profile
from sscs_desktop.domain.entry import clean
from sscs_desktop.domain.issue import may
from sscs_desktop.domain.visit import Visit
from sscs_desktop.domain.vocabulary import CardState, EventVerb, FilledBy, Indicator, OperatingState
from sscs_desktop.printing import sheets
from sscs_desktop.store import cards, enterprises, issues
from sscs_desktop.store.outbox import Seen
from sscs_desktop.store.subjects import Subject
from sscs_desktop.ui import keys, messages, theme
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs import figure_entry, filing, reading, subject_words, visit_draft
from sscs_desktop.ui.dialogs.attachment_field import AttachmentField
from sscs_desktop.ui.dialogs.card_filing import CardFiling, file_card, problems_of, profile_with, ratings_of
from sscs_desktop.ui.dialogs.card_form import CardForm
from sscs_desktop.ui.dialogs.card_visit import visit_of
from sscs_desktop.ui.dialogs.draft_dialog import DraftDialog
from sscs_desktop.ui.dialogs.issue_column import IssueColumn
from sscs_desktop.ui.dialogs.open_issues import OpenIssues
from sscs_desktop.ui.dialogs.paper_side import PaperSide
from sscs_desktop.ui.dialogs.sizes import fit
from sscs_desktop.ui.widgets.area import ScrollColumn, reveal

FORM = "card_entry"
_TWO_COLUMNS = 860
_FORM = 460
_SENTENCE = 40
"""Room for what is said below a field."""


class CardEntry(DraftDialog):
    """Opens on the card as it stands; one 保存 writes figures, state, problems, ratings and the card together."""

    def __init__(self, desk: Desk, card_id: str, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.setObjectName("card_entry")
        self.setWindowTitle(self.tr("录入签回的卡"))
        self._open = OpenIssues(desk.store)
        data = self.open_draft(FORM, card_id)
        self._read(card_id, data)
        self._build()
        self._show_record()
        self._show_draft(data)
        self.files.take_up(data, card_id)
        self._paper_side.look_at(self.files.held())
        self._connect()
        fit(self, 1040, 512)
        if not data:
            turn = self.tr("PgUp、PgDn 翻纸；回车到下一个数；和纸上一样的不用动")
            self.say(turn if self._has_paper() else self.tr("和纸上一样的不用动"))
        begin: QWidget = self.form.figures if self._subject.kind == "enterprise" else self.form.suggestions
        begin.setFocus()

    def accept_typed(self) -> None:
        """Check, then save everything in one transaction."""
        self.commit_composition()
        if self.waits_for(self.files):
            return
        entry, problems = self._collected()
        if problems:
            self.show_problems(problems)
            return
        self.file(lambda session: file_card(session, entry, clock.today()))

    def draft(self) -> dict[str, Any]:
        form = self.form
        return {
            "enterprise_id": self._card.enterprise_id,
            "project_id": self._card.project_id,
            "seen": visit_draft.seen_data(self._seen),
            **self._shown_beside(),
            "filled_by": str(form.chosen_by()),
            "figures": {str(name): list(texts) for name, texts in self._typed_figures().items()},
            "operating_state": str(form.state.value() or ""),
            "visit": form.visit.data() if form.visit is not None else None,
            "issues": visit_draft.issues_data(self.column.texts()),
            "suggestions": form.suggestions.text(),
            "filled_by_name": form.filled_by_name.text(),
            "filled_by_phone": form.filled_by_phone.text(),
            "signed_text": form.signed_on.text(),
            "signed_on": day.isoformat() if (day := form.signed_on.day()) else None,
            "signatures": [str(each) for each in form.signed()],
            "ratings": {id: str(given) for id, given in form.rated().items() if given is not None},
            **self.files.draft(),
        }

    def show_problems(self, codes: Mapping[str, str]) -> None:
        said = {name: messages.problem(code) for name, code in codes.items()}
        own = [text.id for text in filing.own(self.column.texts())]
        by_block: dict[str, dict[str, str]] = {}
        by_figure: dict[Indicator, str] = {}
        for name in list(said):
            kind, _, rest = name.partition(".")
            if kind == "figures":
                by_figure[Indicator(rest)] = said.pop(name)
            elif kind == "issues":
                at, _, field = rest.partition(".")
                by_block.setdefault(own[int(at)], {})[field] = said.pop(name)
        left = self.form.show_problems(said)
        self.column.show_problems(by_block, "")
        self.form.figures.show_problems(by_figure)
        rest_said = "　".join(said[name] for name in left)
        self.say(rest_said or self.tr("还有几处要改，已标在旁边"), "info", "bad")
        QTimer.singleShot(0, self, self._show_first_problem)  # once the sentences have their places

    def _show_first_problem(self) -> None:
        if (first := self.focusWidget()) is not None:
            reveal(first, _SENTENCE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._paper_side.setVisible(self._has_paper())

    def _has_paper(self) -> bool:
        """Tell whether there is room for the paper beside the form."""
        return self.width() / theme.zoom() >= _TWO_COLUMNS

    # ---- what it opens on

    def _read(self, card_id: str, data: Mapping[str, Any]) -> None:
        with self.desk.store.read() as session:
            seen = cards.seen(session, card_id)
            if isinstance(data.get("seen"), Mapping):
                seen = visit_draft.seen_of(data["seen"])
            if seen is None:
                raise Refused("row_gone", kind="card", id=card_id)
            self._seen = seen
            self._card: Card = seen.record
            firm = self._card.enterprise_id
            self._subject = Subject("enterprise" if firm else "project", firm or self._card.project_id or "")
            self._open.facts = self._facts = reading.subject_facts(session, self._subject)
            self._figures = figure_entry.own_figures(session, firm) if firm else {}
            self._profile = enterprises.own_profile(session, firm) if firm else None
            self._go_on_from(data)
            self._content = cards.content(session, self._card)
            shown = (issues.seen(session, issue.id) for issue in self._content.issues)
            self._open.seen = {each.record.id: each for each in shown if each is not None}

    def _shown_beside(self) -> dict[str, Any]:
        """Return what else was shown and is written over: its bases are those of then, whenever the entry goes on."""
        typed = self._typed_figures().items()
        figures = (figure_entry.standing(self._figures, each, period) for each, (_text, period) in typed)
        profile = None if self._profile is None else visit_draft.seen_data(self._profile)
        return {"figures_seen": [visit_draft.seen_data(each) for each in figures if each], "profile_seen": profile}

    def _go_on_from(self, data: Mapping[str, Any]) -> None:
        for kept in map(visit_draft.seen_of, data.get("figures_seen") or ()):
            self._figures[kept.record.id] = kept
        if isinstance(data.get("profile_seen"), Mapping):
            self._profile = visit_draft.seen_of(data["profile_seen"])

    def _build(self) -> None:
        on_card = [each.record for each in self._open.seen.values()]
        self.files = AttachmentField(self.desk)
        self.column = IssueColumn(self._open.closest)
        self.column.set_categories(self._facts.categories if self._facts else ())
        self.column.show_known([subject_words.issue_line(issue) for issue in on_card])
        rated = [issue for issue in on_card if may(EventVerb.RATE, issue.state)]
        is_enterprise = self._subject.kind == "enterprise"
        visit = visit_of(self.desk, self._facts, lambda: self.form.signed_on.day(), self._content.visit)
        self.form = CardForm(self.column, self.files, rated, visit, is_enterprise=is_enterprise)
        self.files.take_drops_on(self.form)
        self._paper_side = PaperSide(self.desk, sheets.feedback_card(self._content), self._card.id)
        self.paper = self._paper_side.paper
        right = ScrollColumn("surface", (16, 16, 16, 16), 8)
        right.setMinimumWidth(theme.S(_FORM))
        right.add(self.form)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._paper_side, 1)
        row.addWidget(right, 1)
        self.body.addLayout(row)
        self.foot_right.addWidget(self.files.add_button)
        self.add_verbs(self.tr("保存"), self.tr("稍后再录"))

    def _connect(self) -> None:
        self.form.changed.connect(self.keeper.touch)
        self.files.changed.connect(lambda: self._paper_side.look_at(self.files.held()))
        for key, act in (
            (keys.NEXT_SHEET, lambda: self.paper.turn(1)),
            (keys.PREVIOUS_SHEET, lambda: self.paper.turn(-1)),
            (keys.MORE_ISSUE, self.column.add),
            (keys.LESS_ISSUE, self.column.remove_focused),
            (keys.UNDO, self.column.undo),
        ):
            keys.bind(key, self, act)

    def _show_record(self) -> None:
        """Show what the paper was printed with: only what differs from it is saved."""
        form, card = self.form, self._card
        was_typed = card.state is CardState.SIGNED and card.filled_by in figure_entry.BY
        form.filled_by.set_value(card.filled_by if was_typed else FilledBy.ENTERPRISE)
        self._shown_figures = {each: figure_entry.shown_texts(self._content.figures, each) for each in ON_FORM}
        form.figures.show_texts(self._shown_figures)
        form.state.set_value(self._profile.record.operating_state if self._profile else None)
        form.suggestions.set_text(card.suggestions)
        guess = self._facts.record.contact_name if self._facts and card.state is CardState.PRINTED else ""
        form.filled_by_name.setText(card.filled_by_name or guess)
        form.filled_by_phone.setText(card.filled_by_phone)
        form.signed_on.set_day(card.signed_on or clock.today())
        for signature, tick in form.signatures.items():
            tick.setChecked(signature in card.signatures)

    def _show_draft(self, data: Mapping[str, Any]) -> None:
        if not data:
            return
        form = self.form
        form.filled_by.set_value(FilledBy(data.get("filled_by") or FilledBy.ENTERPRISE))
        typed = data.get("figures") or {}
        form.figures.show_texts({each: tuple(typed[each]) for each in ON_FORM if each in typed})
        state = str(data.get("operating_state") or "")
        form.state.set_value(OperatingState(state) if state in set(OperatingState) else None)
        if form.visit is not None and isinstance(data.get("visit"), Mapping):
            form.visit.show_data(data["visit"])
        self.column.show_texts(visit_draft.issues_of(data.get("issues")), self._open.by_id())
        form.suggestions.set_text(str(data.get("suggestions") or ""))
        form.filled_by_name.setText(str(data.get("filled_by_name") or ""))
        form.filled_by_phone.setText(str(data.get("filled_by_phone") or ""))
        form.signed_on.set_day(visit_draft.day_of(data.get("signed_on")))
        form.signed_on.setText(str(data.get("signed_text") or ""))
        for signature, tick in form.signatures.items():
            tick.setChecked(str(signature) in visit_draft.texts_of(data.get("signatures")))
        if late := form.show_rated(data.get("ratings") or {}):
            self.say(self.tr("{n} 个问题现在不能再评满意度，勾过的没有带来").format(n=late), "info", "bad")

    # ---- saving

    def _typed_figures(self) -> dict[Indicator, tuple[str, str]]:
        return {each: texts for each, texts in self.form.figures.texts().items() if texts != self._shown_figures[each]}

    def _collected(self) -> tuple[CardFiling, dict[str, str]]:
        """Return what 保存 would write, and the codes of everything that is wrong with it."""
        form, account = self.form, self.desk.account
        by = form.chosen_by()
        by_name = clean(form.filled_by_name.text()) if by is FilledBy.ENTERPRISE else account.user_name
        figures, problems = figure_entry.typed(self._subject.id, self._figures, self._typed_figures(), by, by_name)
        texts = self.column.texts()
        raised_on = form.signed_on.day() or clock.today()
        new = [filing.issue_record(t, self._subject, account, raised_on=raised_on) for t in filing.own(texts)]
        if form.signed_on.is_unclear():
            problems["signed_on"] = "bad_day"
        for at, text in enumerate(filing.own(texts)):
            if text.category is None:
                problems[f"issues.{at}.category"] = "required"
        visit, unread = form.visit.typed(len(new)) if form.visit is not None else (None, {})
        entry = CardFiling(
            card=self._card_typed(visit, tuple(issue.id for issue in new)),
            seen=self._seen,
            figures=figures,
            profile=self._profile_typed(),
            visit=visit,
            issues=tuple(new),
            notes=filing.notes_of(texts, self._open.seen),
            ratings=ratings_of(self._open.seen, form.rated()),
            files=self.files.held(),
            left_behind=self.files.left_behind,
        )
        return entry, problems_of(entry, clock.today()) | problems | unread

    def _card_typed(self, visit: Visit | None, new_ids: tuple[str, ...]) -> Card:
        form = self.form
        return replace(
            self._card,
            state=CardState.SIGNED,
            filled_by=form.chosen_by(),
            filled_by_name=clean(form.filled_by_name.text()),
            filled_by_phone=clean(form.filled_by_phone.text()),
            suggestions=clean(form.suggestions.text()),
            signed_on=form.signed_on.day(),
            signatures=form.signed(),
            visit_id=self._card.visit_id or (visit.id if visit is not None else None),
            issue_ids=(*self._card.issue_ids, *new_ids),
        )

    def _profile_typed(self) -> tuple[Profile, Seen | None] | None:
        state = self.form.state.value()
        if self._subject.kind != "enterprise":
            return None
        chosen = state if isinstance(state, OperatingState) else None
        return profile_with(self._profile, chosen, self._subject.id, self.desk.account.unit_id)
