"""The write in OpenLDAP: one modify bound to what was seen, where the server hashes passwords by itself; else
the password by its own operation (RFC 3062) between two marks that force its change.

pwdAccountLockedTime never goes into the same modify as a password: the server takes the lock away by itself
then, and would refuse to do it twice.
"""

from dataclasses import replace

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.asked import Asked
from helpdesk_tui.desk.clearance import fingerprint
from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.desk.ports import Change, Reply, ReplyKind
from helpdesk_tui.directory.filters import both, equal
from helpdesk_tui.directory.ldapv3 import ppolicy
from helpdesk_tui.directory.ldapv3.controls import assertion, post_read, read_behind
from helpdesk_tui.directory.ldapv3.dialect import Writing
from helpdesk_tui.directory.ldapv3.password_modify import PASSWORD_MODIFY, request_for
from helpdesk_tui.directory.ldapv3.problems import short
from helpdesk_tui.directory.messages import Control, Modification
from helpdesk_tui.directory.openldap.problems import write_problem
from helpdesk_tui.directory.openldap.state import FOR_EVER
from helpdesk_tui.directory.problems import NOT_AS_ASSERTED, Result
from helpdesk_tui.directory.values import stamp
from helpdesk_tui.directory.write import right_for

_MARK = "entryCSN"
_LOCKED = "pwdAccountLockedTime"

_FORCED = Modification("replace", "pwdReset", (b"TRUE",))
_NOT_FORCED = Modification("replace", "pwdReset")
_A_HASH = b"{"
"""What begins so the server may take for a hash: "{SSHA}…" would be one, and "{CLEARTEXT}…" a password."""


def write(writing: Writing, change: Change, *, hashes: bool) -> Reply:
    """Raises `ValueError` for a password that cannot be encoded; then nothing was sent."""
    password = None if change.new_password is None else change.new_password.reveal().encode()
    if password is None:
        return _modified(writing, change, _marks_of(change))
    if hashes and not password.startswith(_A_HASH):
        both_ = [Modification("replace", "userPassword", (password,)), *_marks_of(change)]
        return _modified(writing, change, both_)
    return _by_operation(writing, change, password)


def _marks_of(change: Change) -> list[Modification]:
    """What is written beside a password, or instead of one."""
    found = [_FORCED] if Action.FORCE_CHANGE in change.steps else []
    if Action.CLEAR_CHANGE in change.steps:
        found.append(_NOT_FORCED)
    if Action.DISABLE in change.steps:
        found.append(Modification("replace", _LOCKED, (FOR_EVER,)))
    if Action.ENABLE in change.steps:
        found.append(Modification("delete", _LOCKED, (FOR_EVER,)))
    if Action.SET_DATES in change.steps:
        found += _dates(change.asked)
    if Action.UNLOCK in change.steps and change.new_password is None:
        found.append(Modification("delete", _LOCKED))  # its failures go too, if it is deleted
    return found


def _dates(asked: Asked) -> list[Modification]:
    """What was there is replaced; "never" leaves nothing."""
    pairs = (("pwdStartTime", asked.begins), ("pwdEndTime", asked.ends))
    return [
        Modification("replace", name, () if when == "never" else (stamp(when),))
        for name, when in pairs
        if when is not None
    ]


# --- one modify ---------------------------------------------------------------------------------------------


def _modified(writing: Writing, change: Change, modifications: list[Modification]) -> Reply:
    """A wrong password typed meanwhile changes the entry as well. Then nothing was written, for certain: so
    where the account is the same but for that, it is tried once more."""
    before = fingerprint(writing.seen)
    result = _modify(writing, modifications)
    if result.code == NOT_AS_ASSERTED and _is_still(writing, before):
        result = _modify(writing, modifications)
    return _reply(result, writing, change)


def _is_still(writing: Writing, before: str) -> bool:
    """Whether the account is as it was. One that cannot be read is not: and the refusal stands."""
    try:
        return fingerprint(writing.read()) == before
    except HelpdeskError:
        return False


def _modify(writing: Writing, modifications: list[Modification]) -> Result:
    controls = [_as_seen(writing), post_read([_MARK]), ppolicy.ASK]
    return writing.link.modify(writing.dn, modifications, controls)


def _as_seen(writing: Writing) -> Control:
    """The entry is the one that was read, and nobody has written to it since."""
    seen = writing.seen
    return assertion(both(equal("entryUUID", seen.id), equal(_MARK, seen.marks.entry or "")))


def _reply(result: Result, writing: Writing, change: Change) -> Reply:
    if result.done:
        behind = read_behind(result)
        mark = behind.values.get(_MARK.lower(), (b"",))[0].decode("ascii", "replace") if behind else ""
        return Reply(ReplyKind.ACCEPTED, code=short(result), mark=mark or None)
    why = write_problem(result, writing.link.server, right_for(change))
    return Reply(ReplyKind.REFUSED, why, short(result))


# --- by the operation for passwords -------------------------------------------------------------------------


def _by_operation(writing: Writing, change: Change, password: bytes) -> Reply:
    """The operation takes no condition, so a first modify with one goes before it: the old password under a
    forced change is no weaker than before. Where none is asked for, that modify writes what stands there
    already. The operation takes the mark away where the writer is no password administrator, so it is written
    again."""
    forces = Action.FORCE_CHANGE in change.steps
    is_marked = forces or writing.seen.state.must_change is not False
    first = _modified(writing, change, [_FORCED if is_marked else _NOT_FORCED])
    if first.kind is not ReplyKind.ACCEPTED:
        return first
    set_ = writing.link.extended(PASSWORD_MODIFY, request_for(writing.dn, password), [ppolicy.ASK])
    if not set_.done:
        reply = _reply(set_, writing, change)
        return replace(reply, kind=ReplyKind.PARTLY, undone=frozenset({Action.RESET})) if forces else reply
    if not forces:
        return Reply(ReplyKind.ACCEPTED, code=short(set_))
    is_it = assertion(equal("entryUUID", writing.seen.id))
    last = writing.link.modify(writing.dn, [_FORCED], [is_it, post_read([_MARK]), ppolicy.ASK])
    reply = _reply(last, writing, change)
    return reply if last.done else replace(reply, kind=ReplyKind.PARTLY)
