"""The write in 389 Directory Server.

A password goes by its own operation (RFC 3062): whoever sends it, the server weighs it by the whole policy,
lifts a lockout by wrong passwords, and, where the policy wants that, forces its change, all at once. A modify
does less of it for everybody: an administrator's is not weighed, and another's forces nothing. So a modify
sets a password only where the operation was refused for the minimum age, which binds no password
administrator.

The operation takes no condition, and the server knows no assertions. So the account is read just before, it
is asked once more whose name that is, and what a modify replaces is compared by its old value.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from helpdesk_tui.desk.account import Account, When
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.clearance import fingerprint
from helpdesk_tui.desk.errors import HelpdeskError, Refused
from helpdesk_tui.desk.ports import Change, Reply, ReplyKind
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.directory.ds389.problems import write_problem
from helpdesk_tui.directory.ldapv3 import ppolicy
from helpdesk_tui.directory.ldapv3.attributes import Attributes
from helpdesk_tui.directory.ldapv3.dialect import Writing
from helpdesk_tui.directory.ldapv3.identity import ns_unique_id
from helpdesk_tui.directory.ldapv3.password_modify import PASSWORD_MODIFY, request_for
from helpdesk_tui.directory.ldapv3.problems import short
from helpdesk_tui.directory.messages import Modification
from helpdesk_tui.directory.problems import CONSTRAINT, Result
from helpdesk_tui.directory.values import generalized_time, stamp
from helpdesk_tui.directory.write import right_for

MONITOR = "cn=monitor"  # tells the server's time
NEVER = b"19700101000000Z"
"""As the end of a password: it must be changed at once."""
_DISABLED = "nsAccountLock"
FORCING = frozenset({Action.FORCE_CHANGE})
ENTRY_MARKS = ("entryUSN", "modifyTimestamp")

_LOOKS, _BETWEEN_LOOKS = 3, 0.03  # seconds: what it keeps of a password the server writes in a second step
_A_SECOND = 1.05


def entry_mark(entry: Attributes) -> str | None:
    """Changes with every write: a number where the server counts, else a second."""
    return next((text for name in ENTRY_MARKS if (text := entry.text(name))), None)


@dataclass(frozen=True)
class Written:
    """How one kind of server keeps a forced change and a lockout, for `write`."""

    password: tuple[str, ...]  # attributes that the operation for passwords writes
    forced: str  # attribute: from when on the password must be changed
    at_once: bytes  # as its value: now
    unlocked: tuple[Modification, ...]
    ends: str = ""  # attribute: until when the account may sign in; "" = it keeps none

    @property
    def needs(self) -> Mapping[Action, tuple[str, ...]]:
        """Which attributes one must be able to write, for each action."""
        return {
            Action.RESET: self.password,
            Action.FORCE_CHANGE: (self.forced,),
            Action.UNLOCK: tuple(each.attribute for each in self.unlocked),
            Action.CLEAR_CHANGE: (self.forced,),
            Action.ENABLE: (_DISABLED,),
            Action.DISABLE: (_DISABLED,),
            **({Action.SET_DATES: (self.ends,)} if self.ends else {}),
        }


DS389 = Written(
    password=("userPassword",),
    forced="passwordExpirationTime",
    at_once=NEVER,
    unlocked=(
        # The count first: with the time alone gone, one more wrong password would lock again.
        Modification("replace", "passwordRetryCount", (b"0",)),
        Modification("replace", "accountUnlockTime"),
    ),
)


def write(writing: Writing, change: Change) -> Reply:
    """Raises `ValueError` for a password that cannot be encoded; then nothing was sent."""
    password = None if change.new_password is None else change.new_password.reveal().encode()
    let_a_second_pass(writing)
    look(writing)
    if password is None:
        return modified(writing, change, marks_of(writing, change, DS389))
    set_ = set_password(writing, password)
    if set_.done:
        return Reply(ReplyKind.ACCEPTED, code=short(set_), mark=mark_behind(writing))
    if _is_too_young(set_) and not change.obey_history and not password.startswith(b"{"):
        return _as_administrator(writing, change, password)
    return refused(set_, writing, change, operation=True)


def set_password(writing: Writing, password: bytes) -> Result:
    """The operation for passwords."""
    return writing.link.extended(PASSWORD_MODIFY, request_for(writing.dn, password), [ppolicy.ASK])


def _is_too_young(result: Result) -> bool:
    return result.code == CONSTRAINT and ppolicy.policy_answer(result).error == ppolicy.PolicyError.TOO_YOUNG


def _as_administrator(writing: Writing, change: Change, password: bytes) -> Reply:
    """Passes the minimum age where the writer is an administrator of that policy, and is refused else."""
    try:
        marks = [*expiring(writing, DS389, at_once=forces(change)), *DS389.unlocked]
    except HelpdeskError as error:  # the operation was refused, and no more was sent
        return Reply(ReplyKind.REFUSED, error.problem)
    parts = [Modification("replace", "userPassword", (password,)), *marks]
    result = writing.link.modify(writing.dn, parts, [ppolicy.ASK])
    if not result.done:
        return refused(result, writing, change)
    mark = mark_behind(writing, lambda entry: not forces(change) or entry.raw(DS389.forced) == NEVER)
    return Reply(ReplyKind.ACCEPTED, code=short(result), mark=mark)


# --- by modify ------------------------------------------------------------------------------------------


def marks_of(writing: Writing, change: Change, way: Written) -> list[Modification]:
    """What is written where there is no password."""
    found = expiring(writing, way, at_once=True) if forces(change) else []
    if Action.CLEAR_CHANGE in change.steps:
        found.append(_cleared(writing, way))
    if Action.DISABLE in change.steps:
        found.append(Modification("replace", _DISABLED, (b"TRUE",)))
    if Action.ENABLE in change.steps:
        found.append(Modification("delete", _DISABLED, (_what_disables(writing),)))
    if Action.SET_DATES in change.steps:
        found.append(_end(change.asked.ends, way.ends))
    return [*found, *(way.unlocked if Action.UNLOCK in change.steps else ())]


def _cleared(writing: Writing, way: Written) -> Modification:
    """Without an end the server counts anew from the next sign-in. Raises `Refused` (changed-meanwhile)."""
    if look(writing, way.forced).raw(way.forced) != way.at_once:
        raise Refused(problem("changed-meanwhile"))
    return Modification("delete", way.forced, (way.at_once,))


def _what_disables(writing: Writing) -> bytes:
    """The value that disables it now. Raises `Refused` (changed-meanwhile)."""
    value = look(writing, _DISABLED).raw(_DISABLED)
    if value is None:
        raise Refused(problem("changed-meanwhile"))
    return value


def _end(when: When, attribute: str) -> Modification:
    return Modification("replace", attribute, () if when == "never" else (stamp(when),))


def forces(change: Change) -> bool:
    return change.steps >= FORCING


def expiring(writing: Writing, way: Written, *, at_once: bool) -> list[Modification]:
    """The end of the password: now, or as it is. The old value goes by name, so that nothing is written where
    it is another one by now: a password was set meanwhile. Raises `Refused` where it already is another than
    was seen, or the entry is."""
    entry, seen = look(writing, way.forced), writing.seen.state.password_expires
    was = entry.raw(way.forced)
    if isinstance(seen, datetime) and seen != entry.decoded(way.forced, generalized_time):
        raise Refused(problem("changed-meanwhile"))
    gone = [] if was is None else [Modification("delete", way.forced, (was,))]
    value = way.at_once if at_once else was
    return [*gone, *([] if value is None else [Modification("add", way.forced, (value,))])]


def modified(writing: Writing, change: Change, parts: list[Modification]) -> Reply:
    result = writing.link.modify(writing.dn, parts, [ppolicy.ASK])
    if not result.done:
        return refused(result, writing, change)
    return Reply(ReplyKind.ACCEPTED, code=short(result), mark=mark_behind(writing))


def refused(result: Result, writing: Writing, change: Change, *, operation: bool = False) -> Reply:
    why = write_problem(result, writing.link.server, right_for(change), operation=operation)
    return Reply(ReplyKind.REFUSED, why, short(result))


# --- looking before and behind ---------------------------------------------------------------------------


def look(writing: Writing, *names: str) -> Attributes:
    """These attributes of the account now. Raises `Refused` (account-gone) where its name is another's."""
    answer = writing.link.read(writing.dn, ["nsUniqueId", *names])
    for found in answer.entries:
        entry = Attributes(found)
        if ns_unique_id(entry) == writing.seen.id:
            return entry
    raise Refused(problem("account-gone", detail=answer.result.detail))


def mark_behind(writing: Writing, as_asked: Callable[[Attributes], bool] | None = None) -> str | None:
    """The entry's mark, once it shows what was asked or has had the time for it. The write is over: nothing
    that fails here may hide it."""
    mark = None
    try:
        for number in range(_LOOKS):
            entry = look(writing, *ENTRY_MARKS, DS389.forced)
            mark = entry_mark(entry)
            if as_asked is None or as_asked(entry):
                break
            time.sleep(_BETWEEN_LOOKS if number < _LOOKS - 1 else 0)
    except HelpdeskError:
        return None
    return mark


def _compared(account: Account) -> tuple[str, When]:
    return fingerprint(account), account.state.password_expires


def let_a_second_pass(writing: Writing) -> None:
    """Where the entry's mark is a second, and that second is not over, the write would leave no trace.
    Raises `Refused` (changed-meanwhile) where the account changed while that took its time."""
    mark = writing.seen.marks.entry or ""
    if not mark.endswith("Z"):  # counted, or not to be read
        return
    answer = writing.link.read(MONITOR, ["currentTime"])
    now = Attributes(answer.entries[0]).text("currentTime") if answer.entries else ""
    if now and now != mark:
        return
    before = _compared(writing.seen)
    time.sleep(_A_SECOND)
    if _compared(writing.read()) != before:
        raise Refused(problem("changed-meanwhile"))
