"""What administrators do to the demo directory behind the desk's back: for tests of "changed meanwhile"."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from helpdesk_tui.demo.domain import DemoDomain
from helpdesk_tui.demo.entries import CONTACTS, DemoEntry
from helpdesk_tui.demo.groups import GROUPS
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.secret import Secret

_OWN_TO_DIRECTORY = frozenset(
    {"id", "rid", "usn", "login", "digests", "password_version", "password_at", "groups", "contacts_at"}
)
_ALTERABLE = frozenset(field.name for field in fields(DemoEntry)) - _OWN_TO_DIRECTORY


class Administrator:
    """Every method takes a login and raises `KeyError` where there is none."""

    def __init__(self, domain: DemoDomain) -> None:
        self._domain = domain

    def alter(self, login: str, **values: Any) -> None:
        """Set fields of the entry (see `DemoEntry`): `alter("ada.byron", mobile="", enabled=False)`."""
        unknown = values.keys() - _ALTERABLE
        if unknown:
            raise KeyError(", ".join(sorted(unknown)))
        with self._changing(login) as entry:
            for name, value in values.items():
                if name in CONTACTS and value != getattr(entry, name):
                    entry.contacts_at[name] = self._domain.now()
                setattr(entry, name, value)

    def date_back(self, login: str, **moments: datetime) -> None:
        """As if a contact had been written then: `date_back("ada.byron", mobile=yesterday)`."""
        unknown = moments.keys() - set(CONTACTS)
        if unknown:
            raise KeyError(", ".join(sorted(unknown)))
        with self._domain.lock:
            self._domain.named(login).contacts_at.update(moments)

    def rename(self, login: str, new_login: str) -> None:
        """Give the account another login."""
        with self._changing(login) as entry:
            self._domain.rename_login(entry, new_login)

    def join(self, login: str, group: str) -> None:
        """Make a direct member of the group with this name."""
        with self._changing(login) as entry:
            entry.groups = entry.groups | {GROUPS[group].name}

    def leave(self, login: str, group: str) -> None:
        """End the direct membership of the group with this name."""
        with self._changing(login) as entry:
            entry.groups = entry.groups - {GROUPS[group].name}

    def set_password(self, login: str, password: Secret) -> None:
        """Without any rule."""
        with self._changing(login) as entry:
            self._domain.set_password(entry, password)

    def delete(self, login: str) -> None:
        """Take the account out of the directory."""
        with self._domain.lock:
            self._domain.remove(self._domain.named(login))

    def recreate(self, login: str, password: Secret) -> AccountId:
        """Delete, and make another account that looks the same: only GUID and SID differ."""
        with self._domain.lock:
            entry = self._domain.named(login)
            self._domain.remove(entry)
            return self._domain.add(
                replace(entry, rid=0, groups=set(entry.groups), contacts_at={}), password
            ).id

    @contextmanager
    def _changing(self, login: str) -> Iterator[DemoEntry]:
        """One write to the entry."""
        with self._domain.lock:
            entry = self._domain.named(login)
            yield entry
            self._domain.touch(entry)
