"""Writing to the demo directory: the one modify, and a change with the old password, as a domain controller
answers them, or as a faulty one does."""

from collections.abc import Callable
from dataclasses import dataclass

from helpdesk_tui.demo.domain import DemoDomain
from helpdesk_tui.demo.entries import DemoEntry
from helpdesk_tui.demo.faults import Fault, Faults
from helpdesk_tui.demo.groups import is_of_domain
from helpdesk_tui.demo.views import SERVER
from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import WRITING
from helpdesk_tui.desk.ports import Change, Reply, ReplyKind
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.secret import Secret

_MEMBERS = {Action.ADD_TO_GROUP: True, Action.REMOVE_FROM_GROUP: False}
"""Whether the account is in the group afterwards."""
GONE = problem("account-gone", detail="32/0000208D")
_ACCEPTED = Reply(ReplyKind.ACCEPTED, code="0")
_LOST = Reply(ReplyKind.LOST, problem("reply-lost"))
_HISTORY_CODES = {"password-in-history", "password-too-young"}


@dataclass(frozen=True)
class PreparedEdit:
    """A `PreparedChange`."""

    read: Callable[[], Account]
    change: Callable[[Change], Reply]


@dataclass(frozen=True)
class PreparedOwnEdit:
    """A `PreparedOwnChange`."""

    read: Callable[[], Account]
    change: Callable[[Secret, Secret], Reply]


@dataclass(frozen=True)
class DemoWriter:
    """For one operator; `find`: an entry that the session sees."""

    domain: DemoDomain
    faults: Faults
    operator: AccountId
    find: Callable[[AccountId], DemoEntry | None]
    is_closed: Callable[[], bool]

    def write(self, account: AccountId, change: Change) -> Reply:
        """As `PreparedChange`."""

        def apply(entry: DemoEntry, fault: Fault | None) -> Reply | None:
            refused = self._refusal(entry, change)
            if refused is None and change.steps & _MEMBERS.keys():
                return self._regroup(entry, change)
            if refused is None:
                _apply(self.domain, entry, change, partly=fault is Fault.PARTIAL)
            return refused

        return self._once(account, _unsendable(change), apply)

    def _regroup(self, entry: DemoEntry, change: Change) -> Reply | None:
        """The group's entry is written, which says who is in it; the account's is not."""
        member = next(member for action, member in _MEMBERS.items() if action in change.steps)
        code, result = self.domain.regroup(entry, change.asked.group, member=member)
        return _refused(code, result, "") if code else None

    def change_own(self, account: AccountId, old: Secret, new: Secret) -> Reply:
        """As `PreparedOwnChange`."""

        def apply(entry: DemoEntry, _: Fault | None) -> Reply | None:
            code, result = self.domain.change(entry, old, new)
            return _refused(code, result, "") if code else None

        fit = old and new and _is_encodable(old) and _is_encodable(new)
        return self._once(account, "" if fit else "password-characters", apply)

    def _once(
        self,
        account: AccountId,
        unsendable: str,
        apply: Callable[[DemoEntry, Fault | None], Reply | None],
    ) -> Reply:
        """`apply` gives the refusal; None = it was done."""
        with self.domain.lock:
            if self.is_closed():
                return Reply(ReplyKind.NOT_SENT, problem("signed-out"))
            if unsendable:
                return Reply(ReplyKind.NOT_SENT, problem(unsendable))
            fault = self.faults.of_write()
            if fault in _NOT_WRITING:
                return _NOT_WRITING[fault]
            entry = self.find(account)
            if entry is None:
                return Reply(ReplyKind.NOT_SENT, GONE)
            refused = apply(entry, fault)
            return _LOST if fault is Fault.LOST_AFTER else refused or _ACCEPTED

    def _refusal(self, entry: DemoEntry, change: Change) -> Reply | None:
        """What a domain controller says against the whole modify, before anything is written."""
        if not self.domain.may_write(self.operator, entry):
            return _no_right(change)
        if change.new_password is None:
            return None
        reasons = self.domain.refusal(entry, change.new_password, with_history=change.obey_history)
        if not reasons:
            return None
        code = "password-in-history" if set(reasons) <= _HISTORY_CODES else "password-refused"
        return _refused(code, "53/0000052D", ", ".join(reasons))


def _unsendable(change: Change) -> str:
    """The code of the problem that keeps this change on this computer; "" = none."""
    if (change.new_password is None) != (Action.RESET not in change.steps) or not change.steps:
        return "nothing-to-do"
    if change.steps & _MEMBERS.keys() and not is_of_domain(change.asked.group):
        return "group-elsewhere"
    is_fit = change.new_password is None or _is_encodable(change.new_password)
    return "" if is_fit else "password-characters"


def _is_encodable(password: Secret) -> bool:
    try:
        password.reveal().encode("utf-16-le")
    except ValueError:  # a lone surrogate, or a secret that was dropped
        return False
    return True


def _apply(domain: DemoDomain, entry: DemoEntry, change: Change, *, partly: bool) -> None:
    """All steps of the modify, in one go; `partly` = a faulty server that does the first alone."""
    known: dict[Action, Callable[[], None]] = {
        Action.RESET: lambda: domain.set_password(entry, change.new_password or Secret("")),
        Action.FORCE_CHANGE: lambda: domain.force_change(entry),
        Action.UNLOCK: lambda: domain.unlock(entry),
        Action.CLEAR_CHANGE: lambda: domain.clear_change(entry),
        Action.ENABLE: lambda: domain.enable(entry, enabled=True),
        Action.DISABLE: lambda: domain.enable(entry, enabled=False),
        Action.SET_DATES: lambda: domain.set_end(entry, change.asked.ends),
    }
    steps = [step for action, step in known.items() if action in change.steps]
    for step in steps[:1] if partly else steps:
        step()
    domain.touch(entry)


def _refused(code: str, result: str, detail: str, **values: str) -> Reply:
    return Reply(
        ReplyKind.REFUSED, problem(code, detail=f"{result} {detail}", server=SERVER, **values), result
    )


def _no_right(change: Change) -> Reply:
    spec = next(each for each in WRITING if each.action in change.steps)
    code, what = ("00000005", "Reset Password") if spec.sets_password else ("00002098", "Write Property")
    return _refused("no-right", f"50/{code}", what, action=spec.words)


_NOT_WRITING: dict[Fault | None, Reply] = {
    Fault.UNREACHABLE: Reply(ReplyKind.NOT_SENT, problem("unreachable", server=SERVER)),
    Fault.NOT_SENT: Reply(ReplyKind.NOT_SENT, problem("connection-lost", server=SERVER)),
    Fault.BUSY: _refused("directory-busy", "51", "busy"),
    Fault.READ_ONLY: _refused("read-only-directory", "10/0000202B", "referral"),
    Fault.LOST_BEFORE: _LOST,
    Fault.IGNORED: _ACCEPTED,
}
