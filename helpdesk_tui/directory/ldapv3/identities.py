"""Who binds (`Identity`), and whether a password is somebody's."""

from dataclasses import dataclass

from helpdesk_tui.desk.errors import DirectoryUnreachable, NotPermitted, Refused
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.ldapv3 import ppolicy
from helpdesk_tui.directory.ldapv3.dialect import Dialect
from helpdesk_tui.directory.problems import Result
from helpdesk_tui.directory.session_server import SessionServer
from helpdesk_tui.secret import Secret


@dataclass(frozen=True)
class ByDn:
    login: str  # DN
    password: Secret
    dialect: Dialect

    @property
    def dropped(self) -> bool:
        return self.password.dropped

    def drop(self) -> None:
        self.password.drop()

    def bind(self, link: Link) -> None:
        """Raises `NotPermitted` for the person's own trouble, else `DirectoryUnreachable`."""
        try:
            result = _bound(link, self.login, self.password)
        except ValueError:  # the secret was dropped meanwhile
            raise Refused(problem("signed-out")) from None
        if not result.done:
            why, is_persons = self.dialect.sign_in_problem(result, link.server)
            raise (NotPermitted if is_persons else DirectoryUnreachable)(why)
        if against := self.dialect.after_sign_in(result):
            raise NotPermitted(against)


@dataclass(frozen=True)
class PasswordTrial:
    """On a connection of its own to the session's server."""

    server: SessionServer
    dialect: Dialect

    def takes(self, dn: str, password: Secret) -> bool | None:
        """Whether this is the password of `dn`; None = the server does not tell, or nobody answers."""
        link = self.server.reached.make_link()
        try:
            if not self.server.leads_there(link):
                return None
            result = _bound(link, dn, password)
        except (DirectoryUnreachable, ValueError):
            return None
        finally:
            link.close()
        if result.done:
            return True
        why, _ = self.dialect.sign_in_problem(result, link.server)
        return False if why.code == "wrong-password" else None


def _bound(link: Link, dn: str, password: Secret) -> Result:
    return link.bind(dn, password, [ppolicy.ASK])
