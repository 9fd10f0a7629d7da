"""设置: who I am, how it looks, what is sent and what never is, whether the file is locked, backup, diagnosis."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from sscs_desktop.base import clock, database, paths
from sscs_desktop.base.errors import DiskTrouble, SscsError
from sscs_desktop.base.files import disk_code
from sscs_desktop.ui import messages, phrases, theme
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.jobs import Task
from sscs_desktop.ui.page import Page
from sscs_desktop.ui.pages import diagnosis
from sscs_desktop.ui.pages.handover_verbs import HandoverVerbs
from sscs_desktop.ui.pages.import_verbs import ImportVerbs
from sscs_desktop.ui.widgets.area import Rule, ScrollColumn, beside
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.facts import SectionHead
from sscs_desktop.ui.widgets.fields import Choice, Tick
from sscs_desktop.ui.widgets.list_detail import PageHead
from sscs_desktop.ui.widgets.restyled import Restyled
from sscs_desktop.ui.widgets.segments import Segments
from sscs_desktop.ui.widgets.text import Label

_LABEL = 120
_NARROW = 560


class SettingsPage(Page):
    key = "settings"
    watches = frozenset({"round", "handover", "visit", "issue", "figure", "profile", "proposal"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        column = self.column()
        column.addWidget(PageHead(self.tr("设置")))
        self._body = ScrollColumn(margins=(16, 4, 24, 24))
        column.addWidget(self._body, 1)
        for section in (
            self._account,
            self._look,
            self._notices,
            self._privacy,
            self._file,
            self._imports,
            self._handover,
            self._help,
        ):
            section()
        desk.bus.settled.connect(self.refresh)

    def refresh(self) -> None:
        settings = self.desk.settings
        self.theme.set_value(settings.theme)
        self.text.set_value(settings.text_percent)
        self.language.set_value(settings.language)
        self.quiet.setChecked(settings.quiet)
        at = self.desk.sync.last_round_at
        self.last.say(phrases.moment(at) if at else self.tr("还没有同步过"))
        self.imports_said.say(
            self.imports.state() or self.tr("县里下发的名单、往年的走访台账和问题台账，都可以从表格导入。")
        )
        self.handover_said.say(self.handover.state() or self.tr("草稿、约定和没报的都交给接手的人，本机只留回执。"))

    def regions(self) -> list[QWidget]:
        return [self.theme]

    # ---- sections

    def _account(self) -> None:
        account = self.desk.account
        address = account.address or self.desk.settings.directory_address
        self._head(self.tr("账号"))
        self._body.add(_Row(self.tr("我是"), _Said(f"{account.user_name}　{account.unit_name}")))
        self._body.add(_Row(self.tr("登录名"), _Said(account.account)))
        self._body.add(_Row(self.tr("服务直通"), _Said(address or self.tr("还没有连接过"))))
        self.last = _Said("")
        self._body.add(_Row(self.tr("上次同步"), self.last))

    def _look(self) -> None:
        self._head(self.tr("显示"))
        self.theme = Segments(
            [
                ("system", self.tr("跟随系统")),
                ("light", self.tr("浅色")),
                ("dark", self.tr("深色")),
                ("contrast", self.tr("高对比")),
            ]
        )
        self.theme.setObjectName("theme")
        self.theme.chosen.connect(lambda value: self._remember(theme=value))
        self.text = Choice([(percent, f"{percent}%") for percent in theme.PERCENTS])
        self.text.setObjectName("text_percent")
        self.text.currentIndexChanged.connect(lambda _at: self._remember(text_percent=self.text.value()))
        self.language = Segments([("zh", "中文"), ("en", "English")])
        self.language.setObjectName("language")
        self.language.chosen.connect(lambda value: self._remember(language=value))
        self._body.add(_Row(self.tr("主题"), self.theme))
        self._body.add(_Row(self.tr("文字大小"), self.text, self.tr("也可以按 Ctrl 和加号、减号。")))
        self._body.add(_Row(self.tr("语言"), self.language))

    def _notices(self) -> None:
        self._head(self.tr("提醒"))
        self.quiet = Tick(self.tr("安静：同步后不在状态栏报消息"))
        self.quiet.setObjectName("quiet")
        self.quiet.clicked.connect(lambda checked: self._remember(quiet=checked))
        note = self.tr("来了什么，今日页右边一直有。本程序从不弹窗催人，也不向上级报已读。")
        self._body.add(_Row(self.tr("消息"), self.quiet, note))

    def _privacy(self) -> None:
        self._head(self.tr("隐私"))
        sent = self.tr("您保存的走访、问题、反馈卡、更正和备注，以及它们的时间。")
        never = self.tr("位置、照片里的地点、使用时长和次数、草稿、没保存的内容、本机的设置和口令。")
        shown = self.tr("名单和打印件里的电话默认遮住四位，点“显示”才看得到。")
        self._body.add(_Row(self.tr("会上报的"), _Said(sent)))
        self._body.add(_Row(self.tr("从不上报的"), _Said(never)))
        self._body.add(_Row(self.tr("电话"), _Said(shown)))
        self._body.add(_Row(self.tr("保密"), _Said(self.tr("本程序非涉密，严禁录入国家秘密。"))))

    def _file(self) -> None:
        self._head(self.tr("本机文件"))
        if database.is_encrypted(self.desk.store.engine):
            locked = self.tr("已加密。换了机器或被人拷走，没有钥匙打不开。")
        else:
            locked = self.tr("没有加密：这台机器缺少加密组件。请锁好电脑，不要把文件拷给别人。")
        self.encryption = _Said(locked)
        self.encryption.setObjectName("encryption")
        self._body.add(_Row(self.tr("加密"), self.encryption))
        code = self.tr("恢复码在本机启用时显示过一次。忘了口令、换了机器都靠它，请收好，不要和电脑放在一起。")
        self._body.add(_Row(self.tr("恢复码"), _Said(code)))
        self.backup_button = Button(self.tr("现在备份"), "plain", "archive", on=self.back_up)
        self.backup_button.setObjectName("backup")
        self.backup_said = _Said(self.tr("备份与本机文件一样加密，要用同一把钥匙打开。"), quiet=True)
        self.backup_said.setObjectName("backup_said")
        self._body.add(_Row(self.tr("备份"), beside(self.backup_button)))
        self._body.add(_Row("", self.backup_said))

    def _imports(self) -> None:
        self._head(self.tr("导入"))
        self.imports = ImportVerbs(self.desk, self)
        self.imports_said = _Said("", quiet=True)
        self.imports_said.setObjectName("imports_said")
        self.imports.said.connect(self.imports_said.say)
        self._body.add(_Row(self.tr("从表格"), beside(self.imports.button, self.imports.undo_button)))
        self._body.add(_Row("", self.imports_said))

    def _handover(self) -> None:
        self._head(self.tr("换岗交接"))
        self.handover = HandoverVerbs(self.desk, self)
        self.handover_said = _Said("", quiet=True)
        self.handover_said.setObjectName("handover_said")
        self.handover.said.connect(self.handover_said.say)
        self._body.add(_Row(self.tr("交出"), self.handover.giving))
        self._body.add(_Row(self.tr("接收"), self.handover.taking))
        self._body.add(_Row("", self.handover_said))

    def _help(self) -> None:
        self._head(self.tr("诊断"))
        self.copy_button = Button(self.tr("复制诊断信息"), "plain", "copy", on=self.copy_diagnosis)
        self.copy_button.setObjectName("copy_diagnosis")
        self.copy_said = _Said(self.tr("只有版本、数目和时间，没有企业、人名和电话，可以放心发给管理员。"), quiet=True)
        self.copy_said.setObjectName("copy_said")
        self._body.add(_Row(self.tr("出了问题"), beside(self.copy_button)))
        self._body.add(_Row("", self.copy_said))

    def _head(self, text: str) -> None:
        if self._body.column.count() > 1:
            self._body.add(_Gap())
        self._body.add(SectionHead(text))

    # ---- what is done

    def back_up(self) -> None:
        """Copy the file, off the GUI thread, beside the user's data."""
        name = f"{self.desk.account.account}-{clock.local(clock.now()):%Y%m%d-%H%M%S}.db"
        folder = paths.data_dir() / "backups"
        self.backup_button.setEnabled(False)
        self.backup_said.say(self.tr("正在备份…"))
        self.desk.jobs.start(
            "desk", _Backup(self.desk, folder / name), owner=self, done=self._backed_up, failed=self._not_backed_up
        )

    def copy_diagnosis(self) -> None:
        """Put what an administrator needs onto the clipboard: ids and counts, no names."""
        with self.desk.store.read() as session:
            text = diagnosis.text(self.desk, session)
        QGuiApplication.clipboard().setText(text)
        self.copy_said.say(self.tr("已复制，可以粘贴到微信或邮件里。"))

    def _backed_up(self, target: Path) -> None:
        self.backup_button.setEnabled(True)
        self.backup_said.say(self.tr("已备份到 {path}").format(path=target))

    def _not_backed_up(self, error: SscsError) -> None:
        self.backup_button.setEnabled(True)
        self.backup_said.say(messages.sentence(error))

    def _remember(self, **changed: object) -> None:
        settings = replace(self.desk.settings, **changed)  # type: ignore[arg-type]
        if settings == self.desk.settings:
            return
        try:
            self.desk.remember(settings)
        except SscsError as error:
            self.desk.jobs.trouble.emit(error)
            self.refresh()


class _Backup:
    """The work of one backup, as a lane runs it."""

    def __init__(self, desk: Desk, target: Path) -> None:
        self._engine = desk.store.engine
        self._target = target

    def __call__(self, task: Task) -> Path:
        try:
            self._target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DiskTrouble(disk_code(error) or "disk_error") from error
        database.backup(self._engine, self._target)
        return self._target


class _Row(Restyled, QWidget):
    """A label and what it is about; below each other where there is little room."""

    def __init__(self, label: str, widget: QWidget, note: str = "") -> None:
        super().__init__()
        self._label = Label(label, "caption", "ink3")
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(0, 4, 0, 4)
        self._box.setSpacing(8)
        self._box.addWidget(self._label)
        if isinstance(widget, _Said) or not note:
            self._box.addWidget(widget, 1 if isinstance(widget, _Said) else 0)
        else:
            self._box.addWidget(widget)
            self._box.addWidget(Label(note, "caption", "ink3", wrap=True), 1)
        if not isinstance(widget, _Said) and not note:
            self._box.addStretch(1)
        self.measure()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def measure(self) -> None:
        self._fit()

    def _fit(self) -> None:
        narrow = self.width() / theme.zoom() < _NARROW
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._box.setDirection(direction)
        self._label.setVisible(bool(self._label.text()) or not narrow)
        self._label.setFixedWidth(max(theme.S(_LABEL), self._label.sizeHint().width()))


class _Said(Label):
    """A value or sentence that wraps and can be copied."""

    def __init__(self, text: str, *, quiet: bool = False) -> None:
        super().__init__(text, "caption" if quiet else "body", "ink3" if quiet else "ink", wrap=True, selectable=True)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def say(self, text: str) -> None:
        """Say something else."""
        self.setText(text)


class _Gap(QWidget):
    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 12, 0, 0)
        row.addWidget(Rule())
