"""What each action is in Active Directory: the attribute that it writes, and the right that it takes."""

from collections.abc import Callable
from dataclasses import dataclass

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.ports import Change
from helpdesk_tui.directory.active_directory import values
from helpdesk_tui.directory.messages import Modification
from helpdesk_tui.language import N_
from helpdesk_tui.secret import Secret

CONTROL = "userAccountControl"

_Value = Callable[[Change, int], bytes]
"""Of a change, on an account with that userAccountControl. Raises `ValueError`."""


@dataclass(frozen=True)
class Write:
    attribute: str
    value: _Value
    right: str  # what was missing for it


def _always(value: bytes) -> _Value:
    return lambda *_: value


def _password(change: Change, _: int) -> bytes:
    return b"" if change.new_password is None else quoted(change.new_password)


def _enabled(_: Change, control: int) -> bytes:
    return b"%d" % (control & ~values.DISABLED)


def _disabled(_: Change, control: int) -> bytes:
    return b"%d" % (control | values.DISABLED)


def _ends(change: Change, _: int) -> bytes:
    return b"%d" % values.to_filetime(change.asked.ends)


WRITES = {
    Action.RESET: Write("unicodePwd", _password, N_("reset the password (Reset Password)")),
    # of pwdLastSet only 0 and -1 may be written
    Action.FORCE_CHANGE: Write("pwdLastSet", _always(b"0"), N_("force a change (write pwdLastSet)")),
    # replaced, never deleted: that would be refused
    Action.UNLOCK: Write("lockoutTime", _always(b"0"), N_("unlock (write lockoutTime)")),
    Action.CLEAR_CHANGE: Write(
        "pwdLastSet", _always(b"-1"), N_("clear a forced change (write pwdLastSet, Unexpire Password)")
    ),
    Action.ENABLE: Write(CONTROL, _enabled, N_("enable (write userAccountControl)")),
    Action.DISABLE: Write(CONTROL, _disabled, N_("disable (write userAccountControl)")),
    Action.SET_DATES: Write("accountExpires", _ends, N_("set the dates (write accountExpires)")),
}


def writes_of(change: Change) -> dict[Action, Write]:
    """What `change` writes, the weightiest first."""
    return {action: write for action, write in WRITES.items() if action in change.steps}


def quoted(password: Secret) -> bytes:
    """As a value of unicodePwd. The quotes are part of it (MS-ADTS 3.1.1.3.1.5): without them nobody could
    sign in. Raises `ValueError` for a password that cannot be encoded."""
    return f'"{password.reveal()}"'.encode("utf-16-le")


def needs_control(change: Change) -> bool:
    """Whether what is written depends on the userAccountControl that is there."""
    return any(write.attribute == CONTROL for write in writes_of(change).values())


def modifications(change: Change, control: int = 0) -> list[Modification]:
    """`control`: the userAccountControl that is there. Raises `ValueError` for a password that cannot be
    encoded."""
    return [
        part
        for write in writes_of(change).values()
        for part in _parts(write.attribute, write.value(change, control), control)
    ]


def _parts(attribute: str, value: bytes, control: int) -> list[Modification]:
    """Of userAccountControl the value that was read is taken away by name: the server refuses all of it where
    another stands there by now, so that nothing that others changed is undone."""
    if attribute != CONTROL:
        return [Modification("replace", attribute, (value,))]
    return [
        Modification("delete", attribute, (b"%d" % control,)),
        Modification("add", attribute, (value,)),
    ]
