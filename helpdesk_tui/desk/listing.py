"""Lists of accounts: which there are, and who belongs to one, by what decides about signing in."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from helpdesk_tui.desk.account import AccountSummary, SignInState, When, is_past
from helpdesk_tui.desk.problems import Problem


class ListKind(StrEnum):
    """In the order in which they are offered."""

    LOCKED = "locked"
    DISABLED = "disabled"
    EXPIRED = "expired"  # the account itself
    ENDING = "ending"  # the account itself, within some days
    PASSWORD_EXPIRED = "password-expired"  # noqa: S105 - a name
    PASSWORD_EXPIRING = "password-expiring"  # noqa: S105 - a name
    MUST_CHANGE = "must-change"
    NEVER_SIGNED_IN = "never-signed-in"
    TEMPORARY = "temporary"  # set by this desk, and still to be changed
    REGISTERED = "registered"
    ENABLED = "enabled"
    CAPABLE = "capable"  # enabled and registered
    MUST_REGISTER = "must-register"
    RECONFIRM = "reconfirm"


OF_DIRECTORY = frozenset(
    {
        ListKind.LOCKED,
        ListKind.DISABLED,
        ListKind.EXPIRED,
        ListKind.ENDING,
        ListKind.PASSWORD_EXPIRED,
        ListKind.PASSWORD_EXPIRING,
        ListKind.MUST_CHANGE,
        ListKind.NEVER_SIGNED_IN,
    }
)
"""What the directory itself tells, by a filter of its own."""

OF_REGISTRATION = frozenset(
    {ListKind.REGISTERED, ListKind.ENABLED, ListKind.CAPABLE, ListKind.MUST_REGISTER, ListKind.RECONFIRM}
)
"""What is told by the census, the store and the policy."""

WITHIN_DAYS = frozenset({ListKind.ENDING, ListKind.PASSWORD_EXPIRING})


@dataclass(frozen=True)
class ListedAccount:
    """A row. `at`: the moment that its list is about; None = unknown, or the list is about none."""

    account: AccountSummary
    at: When = None
    unsure: bool = False  # whether it belongs to the list cannot be told
    about: str = ""  # more of it: the methods that are registered, who set the password


@dataclass(frozen=True)
class ListPage:
    """A part of a list, in the order of the server; without rows it only tells how far it is."""

    rows: tuple[ListedAccount, ...] = ()
    looked_at: int = 0  # accounts that were looked at for it
    unlooked: Problem | None = None  # why a part of those who are served was not looked through


def belongs(kind: ListKind, state: SignInState, now: datetime, until: datetime) -> bool | None:
    """Whether somebody in that state is on a list of `OF_DIRECTORY`; `until`: the end of the days of
    `WITHIN_DAYS`. None = it cannot be told."""
    found: dict[ListKind, bool | None] = {
        ListKind.LOCKED: state.locked,
        ListKind.DISABLED: None if state.enabled is None else not state.enabled,
        ListKind.EXPIRED: is_past(state.account_expires, now),
        ListKind.ENDING: _is_between(state.account_expires, now, until),
        ListKind.PASSWORD_EXPIRED: _has_expired(state, now),
        ListKind.PASSWORD_EXPIRING: not _is_forced(state) and _is_between(state.password_expires, now, until),
        ListKind.MUST_CHANGE: state.must_change,
        ListKind.NEVER_SIGNED_IN: None if state.last_sign_in is None else state.last_sign_in == "never",
    }
    return found[kind]


def moment_of(kind: ListKind, state: SignInState) -> When:
    """What the list says a time of."""
    if kind is ListKind.LOCKED:
        return state.locked_since
    if kind in {ListKind.EXPIRED, ListKind.ENDING}:
        return state.account_expires
    of_password = {ListKind.PASSWORD_EXPIRED, ListKind.PASSWORD_EXPIRING}
    return state.password_expires if kind in of_password else None


def _has_expired(state: SignInState, now: datetime) -> bool | None:
    """A change that is forced is another list, unless the password is over as well."""
    if is_past(state.password_expires, now):
        return True
    return False if state.must_change else state.password_expired


def _is_forced(state: SignInState) -> bool:
    return state.password_expires is None and state.must_change is True


def _is_between(when: When, now: datetime, until: datetime) -> bool | None:
    if when is None:
        return None
    return when != "never" and now < when <= until
