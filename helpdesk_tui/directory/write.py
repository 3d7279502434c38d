"""The write of one account: on a connection of its own, each request sent at most once (invariants 3, 4)."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Literal

from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import WRITING
from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.desk.ports import Change, Reply, ReplyKind
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.secret import Secret

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

MEMBERS: dict[Action, Literal["add", "delete"]] = {
    Action.ADD_TO_GROUP: "add",
    Action.REMOVE_FROM_GROUP: "delete",
}
"""What is written to the group's entry, and not to the account's."""

_WRITTEN = frozenset(spec.action for spec in WRITING)


def right_for(change: Change) -> str:
    """The weightiest of what is written, as it completes "you have no right to …"."""
    return next(spec.right for spec in WRITING if spec.action in change.steps)


class Prepared(ABC):
    """`link` is bound, and good for the one write of `account`."""

    def __init__(self, link: Link, account: AccountId) -> None:
        self.link = link
        self.account = account
        self._seen: Account | None = None

    # --- a directory's own ----------------------------------------------------------------------------

    @abstractmethod
    def _read(self) -> Account:
        """The account now. Raises `Refused`, `DirectoryUnreachable`."""

    # --- the same in all ------------------------------------------------------------------------------

    @property
    def seen(self) -> Account:
        """As last read."""
        return self._seen or self.read()

    def read(self) -> Account:
        self._seen = self._read()
        return self._seen

    def once(self, write: Callable[[], Reply]) -> Reply:
        """Whatever fails before a request leaves is NOT_SENT; what fails after it is LOST, since the server
        may have done it. `write` raises what `Link` raises, and `ValueError` for a password that cannot be
        encoded; then nothing was sent."""
        if not _ID.fullmatch(self.account):
            return Reply(ReplyKind.NOT_SENT, problem("account-gone"))
        try:
            self._seen or self.read()  # what may not be seen is not written
        except HelpdeskError as error:
            return Reply(ReplyKind.NOT_SENT, error.problem)
        try:
            return write()
        except HelpdeskError as error:
            return self._broken(error.problem)
        except ValueError:  # a lone surrogate, or a secret that was dropped
            return self._broken(problem("password-characters"))
        except Exception as error:  # noqa: BLE001 - whatever it is: a request that left may have been obeyed
            return self._broken(problem("unexpected", where=type(error).__name__))
        finally:
            self.link.close()

    @property
    def write_left(self) -> bool:
        return self.link.write_left

    def _broken(self, why: Problem) -> Reply:
        if not self.write_left:
            return Reply(ReplyKind.NOT_SENT, why)
        return Reply(ReplyKind.LOST, problem("reply-lost", detail=why.code))


class PreparedWrite(Prepared):
    """A `PreparedChange`."""

    @abstractmethod
    def _against(self, change: Change) -> Problem | None:
        """Why this server would not do that."""

    @abstractmethod
    def _written(self, change: Change) -> Reply:
        """As `once` takes it."""

    def change(self, change: Change) -> Reply:
        if against := self._unsendable(change) or self._against(change):
            return Reply(ReplyKind.NOT_SENT, against)
        return self.once(lambda: self._written(change))

    def _unsendable(self, change: Change) -> Problem | None:
        if not change.steps or not change.steps <= _WRITTEN:
            return problem("nothing-to-do")
        if (change.new_password is None) != (Action.RESET not in change.steps):
            return problem("nothing-to-do")
        return None


class PreparedOwn(Prepared):
    """A `PreparedOwnChange`: whatever it sends carries the old password."""

    @abstractmethod
    def _changed(self, old: Secret, new: Secret) -> Reply:
        """As `once` takes it."""

    def change(self, old: Secret, new: Secret) -> Reply:
        if not old or not new:  # without an old one some servers would take it for a reset
            return Reply(ReplyKind.NOT_SENT, problem("nothing-to-do"))
        return self.once(lambda: self._changed(old, new))
