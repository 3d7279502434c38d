"""The write of one account: on a connection of its own, each request sent at most once (invariants 3, 4)."""

import re
from abc import ABC, abstractmethod

from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import WRITING
from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.desk.ports import Change, Reply, ReplyKind
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.directory.ldap import Link

_WRITTEN = frozenset(spec.action for spec in WRITING)
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def right_for(change: Change) -> str:
    """The weightiest of what is written, as it completes "you have no right to …"."""
    return next(spec.right for spec in WRITING if spec.action in change.steps)


class PreparedWrite(ABC):
    """A `PreparedChange`: `link` is bound, and good for the one write of `account`."""

    def __init__(self, link: Link, account: AccountId) -> None:
        self.link = link
        self.account = account
        self._seen: Account | None = None

    # --- a directory's own ----------------------------------------------------------------------------

    @abstractmethod
    def _read(self) -> Account:
        """The account now. Raises `Refused`, `DirectoryUnreachable`."""

    @abstractmethod
    def _against(self, change: Change) -> Problem | None:
        """Why this server would not do that."""

    @abstractmethod
    def _written(self, change: Change) -> Reply:
        """Raises what `Link` raises, and `ValueError` for a password that cannot be encoded; then nothing was
        sent."""

    # --- the same in all ------------------------------------------------------------------------------

    @property
    def seen(self) -> Account:
        """As last read."""
        return self._seen or self.read()

    def read(self) -> Account:
        self._seen = self._read()
        return self._seen

    def change(self, change: Change) -> Reply:
        """Whatever fails before a request leaves is NOT_SENT; what fails after it is LOST, since the server
        may have done it."""
        if against := self._unsendable(change) or self._against(change):
            return Reply(ReplyKind.NOT_SENT, against)
        try:
            self._seen or self.read()  # what may not be seen is not written
        except HelpdeskError as error:
            return Reply(ReplyKind.NOT_SENT, error.problem)
        try:
            return self._written(change)
        except HelpdeskError as error:
            return self._broken(error.problem)
        except ValueError:  # a lone surrogate, or a secret that was dropped
            return self._broken(problem("password-characters"))
        except Exception as error:  # noqa: BLE001 - whatever it is: a request that left may have been obeyed
            return self._broken(problem("unexpected", where=type(error).__name__))
        finally:
            self.link.close()

    def _unsendable(self, change: Change) -> Problem | None:
        if not change.steps or not change.steps <= _WRITTEN:
            return problem("nothing-to-do")
        if (change.new_password is None) != (Action.RESET not in change.steps):
            return problem("nothing-to-do")
        return None if _ID.fullmatch(self.account) else problem("account-gone")

    def _broken(self, why: Problem) -> Reply:
        if not self.link.write_left:
            return Reply(ReplyKind.NOT_SENT, why)
        return Reply(ReplyKind.LOST, problem("reply-lost", detail=why.code))
