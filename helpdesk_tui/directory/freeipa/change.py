"""The write in FreeIPA: the password by its own operation (RFC 3062), which sets the Kerberos keys too.

As FreeIPA has it, a password that somebody else has set is expired from the beginning, and is weighed by
nothing; one that is set by a named password manager (passSyncManagersDNs) is not expired. Who is one, nobody
else can see. So the change is forced before the operation and looked at behind it: wherever that ends, the
person's password is no weaker than before.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.desk.ports import Change, Reply, ReplyKind
from helpdesk_tui.directory.ds389.change import (
    FORCING,
    Written,
    forces,
    let_a_second_pass,
    look,
    mark_behind,
    marks_of,
    modified,
    refused,
    set_password,
)
from helpdesk_tui.directory.ldapv3 import ppolicy
from helpdesk_tui.directory.ldapv3.dialect import Writing
from helpdesk_tui.directory.ldapv3.problems import short
from helpdesk_tui.directory.messages import Modification
from helpdesk_tui.directory.problems import NO_RIGHTS
from helpdesk_tui.directory.values import generalized_time, stamp

FORCED = "krbPasswordExpiration"
_RESET = frozenset({Action.RESET})
_SURELY_PAST = timedelta(hours=1)
"""So far the server's clock may be behind ours. Never 1970: Kerberos takes that for "never"."""


def way(now: datetime) -> Written:
    """How a forced change and an unlock are written at that moment."""
    return Written(
        password=("userPassword", "krbPrincipalKey"),
        forced=FORCED,
        ends="krbPrincipalExpiration",
        at_once=stamp(now - _SURELY_PAST),
        unlocked=(
            Modification("replace", "krbLoginFailedCount", (b"0",)),
            Modification("replace", "krbLastAdminUnlock", (stamp(now),)),
        ),
    )


def write(writing: Writing, change: Change) -> Reply:
    """Raises `ValueError` for a password that cannot be encoded; then nothing was sent."""
    now = writing.now()
    password = None if change.new_password is None else change.new_password.reveal().encode()
    let_a_second_pass(writing)
    look(writing)
    marks = marks_of(writing, change, way(now))
    if password is None:
        return modified(writing, change, marks)
    first = modified(writing, change, marks) if marks else None
    is_marked = first is not None and first.kind is ReplyKind.ACCEPTED
    if first is not None and not is_marked and not first.code.startswith(f"{NO_RIGHTS}"):
        return first
    set_ = set_password(writing, password)
    if not set_.done:
        reply = refused(set_, writing, change)
        return replace(reply, kind=ReplyKind.PARTLY, undone=_RESET) if is_marked else reply
    return _finished(writing, change, now, short(set_))


def _finished(writing: Writing, change: Change, now: datetime, code: str) -> Reply:
    """The password is set. Where no change is forced though it was asked for, it is now."""
    if forces(change) and _is_free(writing, now):
        result = writing.link.modify(
            writing.dn, [Modification("replace", FORCED, (way(now).at_once,))], [ppolicy.ASK]
        )
        if not result.done:
            return replace(refused(result, writing, change), kind=ReplyKind.PARTLY, undone=FORCING)
    return Reply(ReplyKind.ACCEPTED, code=code, mark=mark_behind(writing))


def _is_free(writing: Writing, now: datetime) -> bool:
    """Whether the password may be kept; where that cannot be seen, it is taken for so."""
    try:
        expires = look(writing, FORCED).decoded(FORCED, generalized_time)
    except HelpdeskError:
        return True
    return expires is None or expires > now + _SURELY_PAST
