"""Who binds (`Identity`): by a password, or by a ticket."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from helpdesk_tui.desk.errors import ConfigError, DirectoryUnreachable, NotPermitted, Refused
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.directory.active_directory.problems import (
    is_persons_trouble,
    sign_in_problem,
    ticket_problem,
)
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.negotiation import Negotiation
from helpdesk_tui.directory.problems import WRONG_CREDENTIALS
from helpdesk_tui.secret import Secret


class ByPassword:
    """`login` as a name that a bind takes."""

    def __init__(self, login: str, password: Secret) -> None:
        self.login = login
        self._password = password

    def named(self, login: str) -> "ByPassword":
        """The same by another name; both are dropped together."""
        return ByPassword(login, self._password)

    @property
    def dropped(self) -> bool:
        return self._password.dropped

    def drop(self) -> None:
        self._password.drop()

    def bind(self, link: Link) -> None:
        try:
            result = link.bind(self.login, self._password)
        except ValueError:  # the secret was dropped meanwhile
            raise Refused(problem("signed-out")) from None
        if not result.done:
            why = sign_in_problem(result, link.server)
            raise (NotPermitted if is_persons_trouble(result) else DirectoryUnreachable)(why)


class ByTicket:
    """Every bind has a negotiation of its own, with what the cache holds by then."""

    def __init__(self, login: str, begin: Callable[[str, bytes], Negotiation]) -> None:
        self.login = login
        self.dropped = False
        self._begin = begin

    def drop(self) -> None:
        self.dropped = True

    def bind(self, link: Link) -> None:
        if self.dropped:
            raise Refused(problem("signed-out"))
        result = link.negotiate(self._begin)
        if not result.done:
            why = ticket_problem(result, link.server)
            raise (NotPermitted if result.code == WRONG_CREDENTIALS else DirectoryUnreachable)(why)


class Tickets:
    """Where identities by ticket come from. The library is loaded with the first one that is asked for; all
    raise `ConfigError` (kerberos-missing) where it is not installed."""

    def __init__(self, krb5_conf: Path | None) -> None:
        self._krb5_conf = krb5_conf

    def holder(self) -> str:
        """Whose ticket the operator's cache holds: "login@REALM". Raises `NotPermitted` (no-ticket, …)."""
        kerberos = self._kerberos()
        held: str = kerberos.holder(kerberos.operators_cache())
        return held

    def of_operator(self) -> ByTicket:
        """By the operator's own. Raises as `holder`."""
        kerberos = self._kerberos()
        who = self.holder()
        source = kerberos.operators_cache(who)  # whoever's ticket comes there later does not act for this one
        return ByTicket(who, lambda *to: kerberos.TicketNegotiation(source, *to))

    def of_service(self, login: str, keytab: Path) -> ByTicket:
        """By the keys of a file."""
        kerberos = self._kerberos()
        source = kerberos.keytab(keytab, login)
        return ByTicket(login, lambda *to: kerberos.TicketNegotiation(source, *to))

    def _kerberos(self) -> ModuleType:
        try:
            from helpdesk_tui.directory import kerberos  # noqa: PLC0415 - an extra, and only where it is used
        except ImportError as error:
            raise ConfigError(problem("kerberos-missing", detail=str(error))) from error
        if self._krb5_conf is not None:
            kerberos.configure(self._krb5_conf)
        return kerberos
