"""Whoever binds. What a session can do ends when its identity is dropped."""

from typing import Protocol

from helpdesk_tui.desk.errors import DirectoryUnreachable, NotPermitted
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.directory.ldap import Link


class Identity(Protocol):
    @property
    def login(self) -> str: ...

    @property
    def dropped(self) -> bool: ...

    def drop(self) -> None:
        """Nobody binds with it any more."""

    def bind(self, link: Link) -> None:
        """Raises `NotPermitted`, `DirectoryUnreachable`, `Refused` (signed-out)."""


class WrappedIdentity:
    """Somebody's identity, where binding with it is done or answered in another way."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity

    @property
    def login(self) -> str:
        return self._identity.login

    @property
    def dropped(self) -> bool:
        return self._identity.dropped

    def drop(self) -> None:
        self._identity.drop()


class DesksOwn(WrappedIdentity):
    """An account of the desk itself: why it is refused is the administrator's trouble, not that of whoever
    signs in. `code`: the problem that says so."""

    def __init__(self, identity: Identity, code: str) -> None:
        super().__init__(identity)
        self._code = code

    def bind(self, link: Link) -> None:
        try:
            self._identity.bind(link)
        except NotPermitted as error:
            raise DirectoryUnreachable(problem(self._code, detail=error.problem.detail)) from None
