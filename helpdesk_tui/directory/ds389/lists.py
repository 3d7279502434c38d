"""How 389 Directory Server is asked for those on a list."""

from datetime import datetime

from helpdesk_tui.desk.listing import ListKind
from helpdesk_tui.directory.listing import SLACK, Sought
from helpdesk_tui.directory.values import time_text
from helpdesk_tui.language import N_

SIGNS_IN_BY = "lastLoginTime"  # kept only with the Account Policy plugin
_END = "passwordExpirationTime"
_NO_END = N_("accounts have no end there; who may not sign in any more is disabled, or closed for idleness")
_TEMPORARY = "(pwdTPRReset=TRUE)"  # its rules may end a password before its date


def sought(kind: ListKind, now: datetime, until: datetime) -> Sought | str:
    """A date of 1970 says that a change is forced: of whose password it is the end, the row says."""
    over = f"(|{ends_by(_END, now)}{_TEMPORARY})"
    found = {
        ListKind.LOCKED: Sought(("(accountUnlockTime=*)",), ("accountUnlockTime", "passwordRetryCount")),
        ListKind.DISABLED: Sought(("(nsAccountLock=*)",), ("nsAccountLock",)),
        ListKind.PASSWORD_EXPIRED: Sought((over,), (_END,)),
        ListKind.PASSWORD_EXPIRING: Sought((between(_END, now, until),), (_END,)),
        ListKind.MUST_CHANGE: Sought((f"({_END}=19700101000000Z)",), (_END,)),
        ListKind.NEVER_SIGNED_IN: Sought((f"(!({SIGNS_IN_BY}=*))",), (SIGNS_IN_BY,), kept=SIGNS_IN_BY),
    }
    return found.get(kind, _NO_END)


def between(name: str, begins: datetime, ends: datetime) -> str:
    """Filter: whose date may lie there, by whichever clock."""
    return f"(&({name}>={time_text(begins - SLACK)})({name}<={time_text(ends + SLACK)}))"


def ends_by(name: str, ends: datetime) -> str:
    return f"({name}<={time_text(ends + SLACK)})"
