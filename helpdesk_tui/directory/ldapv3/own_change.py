"""The person's own change: a bind with the old password, and on the same connection the operation for
passwords (RFC 3062), with the old one again.

The bind is what the server counts a wrong one by. Who must change the password may do nothing else there, and
this is what may be done. Of an expired password the bind says that it is right and has expired: some servers
take the change on that connection even so, others from whoever acts.
"""

from collections.abc import Callable
from contextlib import closing

from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.ports import Reply, ReplyKind
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.ldapv3 import ppolicy
from helpdesk_tui.directory.ldapv3.change import TryPassword
from helpdesk_tui.directory.ldapv3.dialect import Dialect
from helpdesk_tui.directory.ldapv3.password_modify import PASSWORD_MODIFY, request_for
from helpdesk_tui.directory.ldapv3.problems import detail_of, short
from helpdesk_tui.directory.ldapv3.reading import Reader
from helpdesk_tui.directory.problems import NO_RIGHTS, STRONGER_AUTH, Result
from helpdesk_tui.directory.write import PreparedOwn
from helpdesk_tui.secret import Secret

_OF_BINDS = {
    "wrong-password": "old-password-wrong",
    "operator-locked": "own-change-locked",
    "operator-password-expired": "own-change-expired",
}
_NOBODY = frozenset({NO_RIGHTS, STRONGER_AUTH})
"""What is said to whoever is nobody: nothing was written."""


class OwnOperation(PreparedOwn):
    """`open_link` gives an encrypted connection to the same server, on which nobody is signed in yet."""

    def __init__(
        self,
        link: Link,
        account: AccountId,
        *,
        reader: Reader,
        dialect: Dialect,
        open_link: Callable[[], Link],
        try_password: TryPassword,
    ) -> None:
        super().__init__(link, account)
        self._reader = reader
        self._dialect = dialect
        self._open_link = open_link
        self._try_password = try_password
        self._dn = ""
        self._theirs: Link | None = None

    @property
    def write_left(self) -> bool:
        return self.link.write_left or (self._theirs is not None and self._theirs.write_left)

    def _read(self) -> Account:
        found = self._reader.located(self.link, self.account)
        self._dn = found.dn
        return found.account

    def _changed(self, old: Secret, new: Secret) -> Reply:
        request = request_for(self._dn, new.reveal().encode(), old.reveal().encode())
        with closing(self._open_link()) as self._theirs:
            bound = self._theirs.bind(self._dn, old, [ppolicy.ASK])
            is_expired = ppolicy.policy_answer(bound).error == ppolicy.PolicyError.EXPIRED
            if not bound.done and not is_expired:
                return Reply(ReplyKind.REFUSED, self._bind_problem(bound), short(bound))
            result = _asked(self._theirs, request)
        if is_expired and result.code in _NOBODY:
            if not self._dialect.desk_changes_expired:
                return Reply(ReplyKind.REFUSED, self._bind_problem(bound), short(result))
            result = _asked(self.link, request)
        if not result.done:
            why = self._dialect.own_change_problem(result, self.link.server)
            return Reply(ReplyKind.REFUSED, why, short(result))
        return Reply(ReplyKind.ACCEPTED, code=short(result), proven=self._try_password(self._dn, new) is True)

    def _bind_problem(self, bound: Result) -> Problem:
        known, _ = self._dialect.sign_in_problem(bound, self.link.server)
        code = _OF_BINDS.get(known.code, "own-change-closed")
        return problem(code, server=self.link.server, detail=detail_of(bound))


def _asked(link: Link, request: bytes) -> Result:
    return link.extended(PASSWORD_MODIFY, request, [ppolicy.ASK])
