"""The write of one account in an LDAPv3 directory, as its dialect has it."""

from collections.abc import Callable

from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.actions.registry import WRITING
from helpdesk_tui.desk.ports import Capability, Change, Clock, Reply
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.ldapv3.dialect import Dialect
from helpdesk_tui.directory.ldapv3.members import regrouped
from helpdesk_tui.directory.ldapv3.reading import Reader
from helpdesk_tui.directory.write import MEMBERS, PreparedWrite
from helpdesk_tui.secret import Secret

TryPassword = Callable[[str, Secret], bool | None]
"""DN and password: whether the server takes it; None = it does not tell."""


class DialectWrite(PreparedWrite):
    """What a dialect needs for it, too (`Writing`)."""

    def __init__(
        self,
        link: Link,
        account: AccountId,
        *,
        reader: Reader,
        dialect: Dialect,
        try_password: TryPassword,
        clock: Clock,
        root: str,
    ) -> None:
        """`root`: the tree in which groups are."""
        super().__init__(link, account)
        self._root = root
        self.now = clock.now
        self.dn = self.login = ""  # as last read, and as the server wrote them
        self._reader = reader
        self._dialect = dialect
        self._try_password = try_password

    def _read(self) -> Account:
        account, self.dn, self.login = self._reader.located(self.link, self.account)
        return account

    def signs_in(self, password: Secret) -> bool | None:
        return self._try_password(self.dn, password)

    def _against(self, change: Change) -> Problem | None:
        server = self.link.server
        checks = self._dialect.abilities().get(Capability.HISTORY_ON_RESET)
        if change.obey_history and not (checks and checks.able):
            return problem("control-missing", server=server)
        for spec in WRITING:
            if spec.action in change.steps and (why := self._dialect.cannot().get(spec.action)):
                return problem("not-on-this-server", server=server, action=spec.words, why=why)
        return None

    def _written(self, change: Change) -> Reply:
        if change.steps & MEMBERS.keys():
            return regrouped(self, change, self._root)
        return self._dialect.write(self, change)
