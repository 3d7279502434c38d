"""The write of one account: on a connection of its own, each request sent at most once (invariants 3, 4)."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import WRITING
from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.desk.ports import Capability, Change, Reply, ReplyKind
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.ldapv3.dialect import Dialect
from helpdesk_tui.directory.ldapv3.reading import Reader
from helpdesk_tui.secret import Secret

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass
class PreparedWrite:
    """A `PreparedChange`, and what a dialect needs for it (`Writing`)."""

    link: Link
    reader: Reader
    dialect: Dialect
    account: AccountId
    try_password: Callable[[str, Secret], bool | None]  # DN and password: whether the server takes it
    _found: tuple[Account, str] | None = None  # as last read, with its DN

    @property
    def seen(self) -> Account:
        return self._found[0] if self._found else self.read()

    @property
    def dn(self) -> str:
        if self._found is None:
            self.read()
        return self._found[1] if self._found else ""

    def read(self) -> Account:
        self._found = self.reader.located(self.link, self.account)
        return self._found[0]

    def signs_in(self, password: Secret) -> bool | None:
        return self.try_password(self.dn, password)

    def change(self, change: Change) -> Reply:
        """Whatever fails before a request leaves is NOT_SENT; what fails after it is LOST, since the server
        may have done it."""
        server = self.link.server
        if refused := _unsendable(self.account, change):
            return Reply(ReplyKind.NOT_SENT, problem(refused, server=server))
        if change.obey_history and self._checks_history() is not True:
            return Reply(ReplyKind.NOT_SENT, problem("control-missing", server=server))
        for spec in WRITING:
            if spec.action in change.steps and (why := self.dialect.cannot().get(spec.action)):
                words = problem("not-on-this-server", server=server, action=spec.words, why=why)
                return Reply(ReplyKind.NOT_SENT, words)
        return self._written(change)

    def _checks_history(self) -> bool | None:
        known = self.dialect.abilities().get(Capability.HISTORY_ON_RESET)
        return known.able if known else None

    def _written(self, change: Change) -> Reply:
        try:
            self._found or self.read()  # what may not be seen is not written
        except HelpdeskError as error:
            return Reply(ReplyKind.NOT_SENT, error.problem)
        try:
            return self.dialect.write(self, change)
        except HelpdeskError as error:
            return self._broken(error.problem)
        except ValueError:  # a lone surrogate, or a secret that was dropped
            return self._broken(problem("password-characters"))
        except Exception as error:  # noqa: BLE001 - whatever it is: a request that left may have been obeyed
            return self._broken(problem("unexpected", where=type(error).__name__))
        finally:
            self.link.close()

    def _broken(self, why: Problem) -> Reply:
        if not self.link.write_left:
            return Reply(ReplyKind.NOT_SENT, why)
        return Reply(ReplyKind.LOST, problem("reply-lost", detail=why.code))


def _unsendable(account: AccountId, change: Change) -> str:
    """The code of the problem that makes a request useless; "" = none."""
    if not change.steps or not change.steps <= {spec.action for spec in WRITING}:
        return "nothing-to-do"
    if (change.new_password is None) != (Action.RESET not in change.steps):
        return "nothing-to-do"
    return "" if _ID.fullmatch(account) else "account-gone"
