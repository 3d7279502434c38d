"""The write of one account in Active Directory: one modify."""

from dataclasses import replace
from typing import Literal

from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.ports import Change, Reply, ReplyKind
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.directory.active_directory.attributes import Attributes
from helpdesk_tui.directory.active_directory.domain import Domain
from helpdesk_tui.directory.active_directory.problems import membership_problem, short, write_problem
from helpdesk_tui.directory.active_directory.reading import Reader
from helpdesk_tui.directory.active_directory.search import ACCOUNTS
from helpdesk_tui.directory.active_directory.writes import (
    CONTROL,
    modifications,
    needs_control,
    writes_of,
)
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.messages import Control, Modification
from helpdesk_tui.directory.referrals import named_server
from helpdesk_tui.directory.write import MEMBERS, PreparedWrite, right_for
from helpdesk_tui.language import _, any_of

# PolicyHintsRequestValue ::= SEQUENCE { Flags INTEGER 1 }, MS-ADTS 3.1.1.3.4.1.27
_HINTS_VALUE = bytes.fromhex("3003020101")


class PreparedModify(PreparedWrite):
    """One modify."""

    def __init__(self, link: Link, account: AccountId, reader: Reader, domain: Domain) -> None:
        super().__init__(link, account)
        self._reader = reader
        self._domain = domain

    def _read(self) -> Account:
        return self._reader.account(self.link, self.account)

    def _against(self, change: Change) -> Problem | None:
        if self._domain.read_only:
            return problem("read-only-directory", server=self._domain.server)
        if change.obey_history and not self._domain.policy_hints:
            return problem("control-missing", server=self._domain.server)
        return None

    def _written(self, change: Change) -> Reply:
        for action, how in MEMBERS.items():
            if action in change.steps:
                return self._regrouped(change.asked.group, how, change)
        values = modifications(change, self._control() if needs_control(change) else 0)
        try:
            return self._sent(change, values)
        finally:
            values.clear()

    def _regrouped(self, group: str, how: Literal["add", "delete"], change: Change) -> Reply:
        """The group's entry says who is in it (MS-ADTS 3.1.1.1.6): by an id, for a cleaned DN may be
        somebody else's."""
        if not group.startswith(f"{self.seen.security_id.rpartition('-')[0]}-"):
            return Reply(ReplyKind.NOT_SENT, problem("group-elsewhere"))
        member = Modification(how, "member", (f"<GUID={self.account}>".encode(),))
        result = self.link.modify(f"<SID={group}>", [member])
        if result.done:
            return Reply(ReplyKind.ACCEPTED, code=short(result))
        removes = how == "delete"
        why = membership_problem(result, self._domain.server, right_for(change), removes=removes)
        return Reply(ReplyKind.REFUSED, why, short(result))

    def _control(self) -> int:
        """Of all that userAccountControl says, one bit is changed, and only while it says that (see
        `modifications`). Raises `Refused` (account-gone)."""
        entries = self.link.read(f"<GUID={self.account}>", [CONTROL], ACCOUNTS).entries
        found = Attributes(entries[0]).integer(CONTROL) if entries else None
        if found is None:
            raise Refused(problem("account-gone"))
        return found

    def _sent(self, change: Change, values: list[Modification]) -> Reply:
        hints = self._domain.policy_hints if change.obey_history else None
        controls = [Control(hints, _HINTS_VALUE, critical=True)] if hints else []
        result = self.link.modify(f"<GUID={self.account}>", values, controls)
        if result.done:
            return Reply(ReplyKind.ACCEPTED, code=short(result))
        action = _missing(change, self.seen) or right_for(change)
        why = write_problem(result, self._domain.server, action, with_history=change.obey_history)
        if result.referrals:
            why = self._sent_on(why, result.referrals)
        return Reply(ReplyKind.REFUSED, why, short(result))

    def _sent_on(self, why: Problem, referrals: tuple[str, ...]) -> Problem:
        """With the server that it was sent on to, which is told and never followed."""
        detail = f"{why.detail} {' '.join(referrals)}"
        other = named_server(referrals)
        if why.code != "wrong-server" or not other:
            return replace(why, detail=detail)
        return problem("write-elsewhere", server=self._domain.server, other=other, detail=detail)


def _missing(change: Change, seen: Account) -> str:
    """Which of the rights that the change needs were seen to be missing; "" = none, as far as is known."""
    return any_of(
        [_(write.right) for action, write in writes_of(change).items() if seen.rights.get(action) is False]
    )
