"""批量打印反馈卡: whom for at the left, the paper at the right; to a printer or one PDF, with progress and a stop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtGui import QKeyEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from sscs_desktop.base.errors import SscsError
from sscs_desktop.base.telling import Told
from sscs_desktop.domain.card import Card
from sscs_desktop.paperwork import card_batch, card_paper, card_pdf
from sscs_desktop.paperwork.card_batch import Candidate, Sent, Wish
from sscs_desktop.printing import printer
from sscs_desktop.printing.run import Enough, Preview, Run
from sscs_desktop.store import enterprises, owed_cards
from sscs_desktop.ui import messages, theme
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs import ways_out
from sscs_desktop.ui.dialogs.batch_choice import BatchChoice
from sscs_desktop.ui.dialogs.batch_paper import BatchPaper
from sscs_desktop.ui.dialogs.enter_key import step_on
from sscs_desktop.ui.dialogs.message_dialog import tell
from sscs_desktop.ui.dialogs.owed_bar import OwedBar
from sscs_desktop.ui.dialogs.print_frame import PrintFrame
from sscs_desktop.ui.dialogs.sizes import fit
from sscs_desktop.ui.jobs import Cancelled, Task
from sscs_desktop.ui.widgets.restyled import Restyled

_LEFT = 376
_LOST = "printing_stopped"
"""What happens to a printer after cards were filed for it: the paper of some did not come out."""


class BatchDialog(Restyled, PrintFrame):
    """The preview lays out the card looked at alone; numbers are taken only by what goes out."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        ground = BatchPaper()
        super().__init__(desk, ground.view, parent)
        self._ground = ground
        self._task: Task | None = None
        self.setObjectName("batch_dialog")
        self.setWindowTitle(self.tr("批量打印反馈卡"))
        with desk.store.read() as session:
            townships = enterprises.townships(session)
        me = desk.account
        self.choice = BatchChoice(self._find, townships, "" if me.is_office else me.unit_id)
        self._build()
        self.choice.changed.connect(self._show_run)
        self.choice.looked.connect(self._look)
        self.phones.toggled.connect(lambda _on: self._show_run())
        self.measure()
        self._show_run()
        fit(self, 1040, 512)
        self.choice.rows.setFocus()

    def accept_typed(self) -> None:
        """Choose a printer, then print (also Ctrl+Enter)."""
        if self._is_ready():
            ways_out.choose_printer(self, self.print_on)

    def print_on(self, device: QPrinter) -> None:
        """Print on a printer already chosen: card by card, so that a stop leaves whole cards."""
        store, subjects, shows = self.desk.store, self.choice.chosen(), self.phones.isChecked()
        if self.choice.is_blank():
            run = self._run()
            self._work(
                lambda heard: printer.to_printer(run, device, heard),
                lambda is_waiting: self._blank_done(len(run), is_waiting=is_waiting),
            )
            return
        self._work(
            lambda heard: card_batch.to_printer(store, subjects, device, heard, shows_phones=shows),
            lambda sent: self._printed(sent, of=len(subjects)),
            ends_early=True,
        )

    def save_pdf(self, path: Path | None = None) -> None:
        """Write one PDF, whole or not at all; without a path, ask where."""
        if not self._is_ready():
            return
        if (path := path or ways_out.ask_pdf(self, self._run().title)) is None:
            return
        target, store, subjects, shows = path, self.desk.store, self.choice.chosen(), self.phones.isChecked()
        if self.choice.is_blank():
            run = self._run()
            self._work(
                lambda heard: printer.to_pdf(run, target, heard), lambda _none: self._blank_done(len(run), target)
            )
            return
        self._work(
            lambda heard: card_batch.to_pdf(store, subjects, target, heard, shows_phones=shows),
            lambda made: self._written(target, made),
        )

    def save_owed(self, path: Path | None = None) -> None:
        """Write the PDF that an earlier run did not come to; without a path, ask where."""
        if self._task is not None:
            return
        if (path := path or ways_out.ask_pdf(self, card_paper.title_of(self._owed()))) is None:
            return
        target, store, shows = path, self.desk.store, self.phones.isChecked()
        self._work(
            lambda heard: card_pdf.owed(store, target, heard, shows_phones=shows),
            lambda made: self._written(target, made),
        )

    def reject(self) -> None:
        """Stop what is being printed; close when nothing is."""
        if self._task is not None:
            self._task.cancel()
            return
        super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not step_on(self, event):
            super().keyPressEvent(event)

    def measure(self) -> None:
        if hasattr(self, "choice"):
            self.choice.setFixedWidth(theme.S(_LEFT))

    def _build(self) -> None:
        self.paper.moved.connect(self._say_place)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.choice)
        row.addWidget(self._ground, 1)
        self.owed = OwedBar(self.save_owed)
        self.body.addWidget(self.owed)
        self.body.addLayout(row)

    def _find(self, wish: Wish) -> tuple[Sequence[Candidate], int]:
        with self.desk.store.read() as session:
            return card_batch.found(session, wish), card_batch.count(session, wish)

    # ---- the paper

    def _run(self) -> Run:
        if self.choice.is_blank():
            return card_batch.blanks(self.choice.blanks(), is_project=self.choice.is_project())
        return card_batch.drafts(self.desk.store, self.choice.chosen(), shows_phones=self.phones.isChecked())

    def _count(self) -> int:
        return self.choice.blanks() if self.choice.is_blank() else len(self.choice.chosen())

    def _owed(self) -> int:
        with self.desk.store.read() as session:
            return owed_cards.count(session)

    def _is_ready(self) -> bool:
        return self._task is None and self._count() > 0

    def _show_run(self) -> None:
        self.is_told = False
        try:
            self._ground.show_run(Preview(self._run()) if self._count() else None)
        except SscsError as error:
            self._ground.show_run(None)
            tell(error, self)
        self._enable()
        self._say_place()

    def _look(self, at: int) -> None:
        self.is_told = False
        self.paper.show_run(Preview(self._run()), at)

    def _say_place(self) -> None:
        """Say which card is seen; what became of a run stands until the person goes on."""
        if self._task is not None or self.is_told:
            return
        if not self._count():
            self.say(self.tr("左边勾选要打印的；空白卡填 1 到 {most} 张").format(most=card_batch.MOST))
            return
        place = self.tr("第 {n} 张卡，共 {count} 张").format(n=self.paper.paper() + 1, count=self._count())
        rest = "" if self.choice.is_blank() else self.tr("卡号在打印时给定")
        if self.choice.is_cut_short():
            rest = self.tr("只列了前 {most} 个，请按乡镇分批").format(most=card_batch.MOST)
        self.say(f"{place}　{rest}".rstrip())

    # ---- the work

    def _work(self, work: Callable[[Told], object], done: Callable[..., object], *, ends_early: bool = False) -> None:
        self._task = self.desk.jobs.start(
            "desk",
            lambda task: work(_heard_by(task, ends_early=ends_early)),
            owner=self,
            done=done,
            failed=self._failed,
            progress=self._say_progress,
            cancelled=lambda: self._ended(self.tr("已停下，什么也没有留下，卡号没有取")),
        )
        self._enable()
        self.say(self.tr("正在准备…"))

    def _say_progress(self, done: int, of: int) -> None:
        if done < of:
            self.say(self.tr("正在做第 {n} 张，共 {count} 张").format(n=done + 1, count=of))
        else:
            self.say(self.tr("正在登记卡号，共 {count} 张").format(count=of))

    def _printed(self, sent: Sent, *, of: int) -> None:
        cards, error = sent.cards, sent.error
        sentence = self._said_of(cards) if error is None or error.code != _LOST else self._said_of_lost(cards)
        if rest := of - len(cards):
            sentence = self.tr("{sent}。其余 {rest} 张没有打，也没有取号").format(sent=sentence, rest=rest)
        self._made(cards, ways_out.said_of_printer(sentence, is_waiting=sent.is_waiting))
        if error is not None:
            tell(error, self)

    def _said_of(self, made: Sequence[Card]) -> str:
        if not made:
            return self.tr("一张也没有打")
        text = self.tr("{count} 张好了，卡号 {first} 到 {last}")
        return text.format(count=len(made), first=made[0].number, last=made[-1].number)

    def _said_of_lost(self, sent: Sequence[Card]) -> str:
        text = self.tr("{count} 张取了卡号 {first} 到 {last}，没出纸的在反馈卡里重打")
        return text.format(count=len(sent), first=sent[0].number, last=sent[-1].number)

    def _written(self, file: Path, made: Sequence[Card]) -> None:
        self._made(made, self._said_of(made))
        self.open_button.offer(file)

    def _made(self, made: Sequence[Card], sentence: str) -> None:
        self.choice.leave_out({card.enterprise_id or card.project_id or "" for card in made})
        self._ground.say_done()
        self._ended(sentence)

    def _blank_done(self, count: int, file: Path | None = None, *, is_waiting: bool = False) -> None:
        sentence = self.tr("空白卡 {count} 张好了").format(count=count)
        self._ended(ways_out.said_of_printer(sentence, is_waiting=is_waiting))
        if file is not None:
            self.open_button.offer(file)

    def _ended(self, sentence: str) -> None:
        self._task = None
        self._enable()
        self.tell_end(sentence)

    def _failed(self, error: SscsError) -> None:
        self._task = None
        self._enable()
        self.say(messages.sentence(error), "info", "bad")
        self.is_told = True
        tell(error, self)

    def _enable(self) -> None:
        is_idle = self._task is None
        self.owed.show_count(self._owed(), is_busy=not is_idle)
        for widget in (self.print_button, self.pdf_button):
            widget.setEnabled(is_idle and self._count() > 0)
        for part in (self.choice, self.phones):
            part.setEnabled(is_idle)
        self.out_button.set_words(self.tr("关闭") if is_idle else self.tr("停下"))


def _heard_by(task: Task, *, ends_early: bool) -> Told:
    """Return what tells a task how far a run is; a stop ends the run, where `ends_early` after the card in hand."""

    def heard(at: int, of: int) -> None:
        try:
            task.progress(at, of)
        except Cancelled:
            if ends_early:
                raise Enough from None
            raise

    return heard
