"""The write: one modify of one account, sent at most once (invariants 3 and 4)."""

import re
from dataclasses import dataclass, replace

from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.desk.ports import Change, Reply, ReplyKind
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.directory.active_directory.domain import Domain
from helpdesk_tui.directory.active_directory.problems import short, write_problem
from helpdesk_tui.directory.active_directory.reading import Reader
from helpdesk_tui.directory.active_directory.writes import replacements, writes_of
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.messages import Control, Modification
from helpdesk_tui.directory.referrals import named_server

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

# PolicyHintsRequestValue ::= SEQUENCE { Flags INTEGER 1 }, MS-ADTS 3.1.1.3.4.1.27
_HINTS_VALUE = bytes.fromhex("3003020101")


@dataclass
class PreparedModify:
    """A `PreparedChange`: `link` is bound, and good for the one write of `account`."""

    link: Link
    reader: Reader
    domain: Domain
    account: AccountId
    seen: Account | None = None  # as last read

    def read(self) -> Account:
        self.seen = self.reader.account(self.link, self.account)
        return self.seen

    def change(self, change: Change) -> Reply:
        """Whatever fails before the request leaves is NOT_SENT; what fails after it is LOST, since the server
        may have done it."""
        if refused := _unsendable(self.domain, self.account, change):
            return Reply(ReplyKind.NOT_SENT, problem(refused, server=self.domain.server))
        try:
            values = replacements(change)
        except ValueError:  # a lone surrogate, or a secret that was dropped
            return Reply(ReplyKind.NOT_SENT, problem("password-characters"))
        try:
            self.seen or self.read()  # what may not be seen is not written
        except HelpdeskError as error:
            return Reply(ReplyKind.NOT_SENT, error.problem)
        try:
            return self._sent(change, values)
        except HelpdeskError as error:
            return _broken(self.link, error.problem)
        except Exception as error:  # noqa: BLE001 - whatever it is: a request that left may have been obeyed
            return _broken(self.link, problem("unexpected", where=type(error).__name__))
        finally:
            values.clear()
            self.link.close()

    def _sent(self, change: Change, values: list[Modification]) -> Reply:
        hints = self.domain.policy_hints if change.obey_history else None
        controls = [Control(hints, _HINTS_VALUE, critical=True)] if hints else []
        result = self.link.modify(f"<GUID={self.account}>", values, controls)
        if result.done:
            return Reply(ReplyKind.ACCEPTED, code=short(result))
        action = _missing(change, self.seen) or next(iter(writes_of(change).values())).words
        why = write_problem(result, self.domain.server, action, with_history=change.obey_history)
        if result.referrals:
            why = self._sent_on(why, result.referrals)
        return Reply(ReplyKind.REFUSED, why, short(result))

    def _sent_on(self, why: Problem, referrals: tuple[str, ...]) -> Problem:
        """With the server that it was sent on to, which is told and never followed."""
        detail = f"{why.detail} {' '.join(referrals)}"
        other = named_server(referrals)
        if why.code != "wrong-server" or not other:
            return replace(why, detail=detail)
        return problem("write-elsewhere", server=self.domain.server, other=other, detail=detail)


def _broken(link: Link, why: Problem) -> Reply:
    if not link.request_left:
        return Reply(ReplyKind.NOT_SENT, why)
    return Reply(ReplyKind.LOST, problem("reply-lost", detail=why.code))


def _unsendable(domain: Domain, account: AccountId, change: Change) -> str:
    """The code of the problem that makes a request useless; "" = none."""
    if change.steps != writes_of(change).keys() or not change.steps:
        return "nothing-to-do"
    if (change.new_password is None) != (Action.RESET not in change.steps):
        return "nothing-to-do"
    if not _ID.fullmatch(account):
        return "account-gone"
    if domain.read_only:
        return "read-only-directory"
    if change.obey_history and not domain.policy_hints:
        return "control-missing"
    return ""


def _missing(change: Change, seen: Account | None) -> str:
    """Which of the rights that the change needs were seen to be missing; "" = none, as far as is known."""
    if seen is None:
        return ""
    return " or ".join(
        write.right for action, write in writes_of(change).items() if seen.rights.get(action) is False
    )
