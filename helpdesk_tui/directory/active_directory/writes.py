"""What each action is in Active Directory: the attribute that it writes, and the right that it takes."""

from dataclasses import dataclass

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.ports import Change
from helpdesk_tui.directory.messages import Modification


@dataclass(frozen=True)
class Write:
    attribute: str
    value: bytes  # b"" = the new password
    right: str  # what was missing for it


WRITES = {
    Action.RESET: Write("unicodePwd", b"", "reset the password (Reset Password)"),
    # of pwdLastSet only 0 and -1 may be written
    Action.FORCE_CHANGE: Write("pwdLastSet", b"0", "force a change (write pwdLastSet)"),
    # replaced, never deleted: that would be refused
    Action.UNLOCK: Write("lockoutTime", b"0", "unlock (write lockoutTime)"),
}


def writes_of(change: Change) -> dict[Action, Write]:
    """What `change` writes, the weightiest first."""
    return {action: write for action, write in WRITES.items() if action in change.steps}


def replacements(change: Change) -> list[Modification]:
    """Raises `ValueError` for a password that cannot be encoded."""
    values = {write.attribute: write.value for write in writes_of(change).values()}
    if change.new_password is not None:
        # The quotes are part of the value (MS-ADTS 3.1.1.3.1.5): without them nobody could sign in.
        quoted = f'"{change.new_password.reveal()}"'
        values[WRITES[Action.RESET].attribute] = quoted.encode("utf-16-le")
    return [Modification("replace", name, (value,)) for name, value in values.items()]
