"""What each domain controller alone knows of wrong passwords: `badPwdCount`, `badPasswordTime` and
`lastLogon` are not replicated (MS-ADA1, MS-ADA2)."""

import time
from collections.abc import Iterable, Iterator
from datetime import datetime

from helpdesk_tui.desk.account import AccountId, When
from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.desk.names import dn_parts
from helpdesk_tui.desk.ports import AccountAtServer, AccountAtServers, Clock
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.directory.active_directory.attributes import Attributes
from helpdesk_tui.directory.active_directory.domain import Domain, read_token
from helpdesk_tui.directory.active_directory.other_servers import NamedServer, OtherServers, may_be_asked
from helpdesk_tui.directory.active_directory.reading import Reader
from helpdesk_tui.directory.active_directory.state import is_locked, moment
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.open_links import OpenLinks
from helpdesk_tui.directory.waiting import Waiting
from helpdesk_tui.text import clean

MOST = 16
"""Servers that are asked, this session's own among them."""
_SECONDS = 8.0
"""For all of them: somebody waits."""
_ATTRIBUTES = (
    "badPwdCount", "badPasswordTime", "lockoutTime", "lastLogon", "msDS-User-Account-Control-Computed",
    "nTSecurityDescriptor",
)  # fmt: skip


def account_at(link: Link, reader: Reader, account: AccountId, server: str, now: datetime) -> AccountAtServer:
    """What this one server knows. Raises `Refused` (account-gone, …), `DirectoryUnreachable`."""
    entry = reader.attributes(link, account, _ATTRIBUTES)
    return AccountAtServer(
        server,
        wrong_passwords=entry.integer("badPwdCount", if_empty=0),
        last_wrong=moment(entry, "badPasswordTime"),
        locked_since=_locked_since(entry, now),
        last_sign_in=moment(entry, "lastLogon"),
    )


def _locked_since(entry: Attributes, now: datetime) -> When:
    locked = is_locked(entry, None, now)
    since = moment(entry, "lockoutTime")
    if locked is False:
        return "never"
    return since if locked and isinstance(since, datetime) else None


class EveryServer:
    """Asks the servers beside the session's own, all at once."""

    def __init__(self, others: OtherServers, links: OpenLinks, base: str, clock: Clock) -> None:
        self._others = others
        self._links = links
        self._base = base
        self._clock = clock

    def ask(
        self, servers: Iterable[NamedServer], domain: Domain, own: AccountAtServer, account: AccountId
    ) -> AccountAtServers:
        """`own`: what the session's server knows; the rest of `servers` is asked."""
        rest = [each for each in servers if dn_parts(each.service) != dn_parts(domain.service)]
        asked = rest[: MOST - 1]
        return AccountAtServers((own, *self._asked(asked, domain, account)), len(rest) - len(asked))

    def _asked(
        self, servers: list[NamedServer], domain: Domain, account: AccountId
    ) -> Iterator[AccountAtServer]:
        ends = time.monotonic() + _SECONDS
        waited = [
            (each, self._begun(each, account) if may_be_asked(each.host, domain) else None)
            for each in servers
        ]
        for server, waiting in waited:
            if waiting is None:
                name = clean(server.host, 255) or server.service.split(",")[1]
                yield AccountAtServer(name, problem=problem("server-name-foreign"))
                continue
            try:
                yield waiting.result(ends - time.monotonic())
            except TimeoutError:
                yield AccountAtServer(server.host, problem=problem("server-late"))

    def _begun(self, server: NamedServer, account: AccountId) -> Waiting[AccountAtServer]:
        waiting = Waiting(lambda: self._of(server, account), f"asking {server.host}")
        self._links.add(waiting)
        return waiting

    def _of(self, server: NamedServer, account: AccountId) -> AccountAtServer:
        try:
            with self._others.connected(server, self._links, _SECONDS) as (link, found):
                reader = Reader(found, self._base, frozenset(read_token(link)), self._clock)
                return account_at(link, reader, account, server.host, self._clock.now())
        except HelpdeskError as error:
            return AccountAtServer(server.host, problem=error.problem)
        except Exception as error:  # noqa: BLE001 - one server's answer spoils no other's
            return AccountAtServer(server.host, problem=_fault(error))


def _fault(error: Exception) -> Problem:
    return problem("unexpected", where=type(error).__name__)
