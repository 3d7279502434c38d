"""The person's own change in Active Directory: the old value goes and the new one comes, in one modify.

Such a modify is no reset: the server checks the old password, obeys history and minimum age, and asks for
the right *Change Password*, which everybody has as a rule (MS-ADTS 3.1.1.3.1.5). So it works whoever is
bound; and where the password must be changed or has expired, so that nobody could sign in with it.
"""

from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.ports import Reply, ReplyKind
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.directory.active_directory.domain import Domain
from helpdesk_tui.directory.active_directory.problems import own_change_problem, short
from helpdesk_tui.directory.active_directory.reading import Reader
from helpdesk_tui.directory.active_directory.writes import quoted
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.messages import Modification
from helpdesk_tui.directory.write import PreparedOwn
from helpdesk_tui.secret import Secret


class OwnModify(PreparedOwn):
    def __init__(self, link: Link, account: AccountId, reader: Reader, domain: Domain) -> None:
        super().__init__(link, account)
        self._reader = reader
        self._domain = domain

    def _read(self) -> Account:
        return self._reader.account(self.link, self.account)

    def _changed(self, old: Secret, new: Secret) -> Reply:
        if self._domain.read_only:
            return Reply(ReplyKind.NOT_SENT, problem("read-only-directory", server=self._domain.server))
        values = [
            Modification("delete", "unicodePwd", (quoted(old),)),
            Modification("add", "unicodePwd", (quoted(new),)),
        ]
        try:
            result = self.link.modify(f"<GUID={self.account}>", values)
        finally:
            values.clear()
        if result.done:
            return Reply(ReplyKind.ACCEPTED, code=short(result))
        return Reply(ReplyKind.REFUSED, own_change_problem(result, self._domain.server), short(result))
