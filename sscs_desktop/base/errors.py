"""Every situation a person can meet, drawn as one tree. Errors carry codes and data; ui/messages.py makes sentences.

SscsError
├── Invalid        what was typed breaks a rule          -> beside the field
├── Offline        the directory cannot be reached       -> status bar, retried quietly
├── LoginNeeded    the token or password is not accepted -> one dialog
├── Refused        the directory said no to one record   -> on that record in the outbox
├── TooNew         directory and desk are too far apart  -> "please update"
├── Diverged       the directory is not the one this desk remembers
├── DiskTrouble    nothing could be written              -> message box, nothing was saved
├── WrongKey       the file does not open with this key
├── InUse          another desk has this file, or a port is taken
└── Unreadable     a file from outside cannot be read
"""

from __future__ import annotations

from collections.abc import Mapping


class SscsError(Exception):
    """A situation the program knows: `code` names it, `data` fills its sentence. Neither holds names or phones."""

    code = "unknown"

    def __init__(self, code: str | None = None, **data: object) -> None:
        super().__init__(code or self.code)
        if code is not None:
            self.code = code
        self.data: dict[str, object] = data

    def __str__(self) -> str:
        return f"{type(self).__name__}({self.code})"


class Invalid(SscsError):
    """Typed data breaks rules: `problems` maps field name -> problem code."""

    code = "invalid"

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("invalid")
        self.problems: dict[str, str] = dict(problems)

    def __str__(self) -> str:
        return f"Invalid({self.problems})"


class Offline(SscsError):
    """The directory cannot be reached, or did not answer in time: nothing is lost, try again."""

    code = "offline"


class LoginNeeded(SscsError):
    """Token expired or password wrong. Codes: login_needed, wrong_password, account_locked."""

    code = "login_needed"


class Refused(SscsError):
    """The directory refused one request or record, for the reason in `code`."""

    code = "refused"


class TooNew(SscsError):
    """Versions do not meet. Codes: desk_too_old, directory_too_old, file_too_new (a newer program wrote it)."""

    code = "desk_too_old"


class Diverged(SscsError):
    """The directory does not know this desk's cursor, head or chain. Codes: fork, gap, floor.

    removal_doubted: it would take many rows away, and counts other rows than would be left.
    """

    code = "fork"


class DiskTrouble(SscsError):
    """Disk full or not writable: nothing of this step was saved.

    Codes: disk_full, disk_error, disk_damaged; not_writable (no right, or the file is open in another program).
    """

    code = "disk_full"


class WrongKey(SscsError):
    """The database or a wrapped key does not open.

    Codes: wrong_key, wrong_passphrase, wrong_recovery_code, key_missing, keyring_locked, cipher_missing,
    file_not_encrypted.
    """

    code = "wrong_key"


class InUse(SscsError):
    """Somebody else holds it. Codes: file_in_use, file_busy, port_taken, round_running."""

    code = "file_in_use"


class Unreadable(SscsError):
    """A file is not what it should be: invitation, roster, backup; key_file_missing, key_file_damaged."""

    code = "unreadable"
