"""How FreeIPA is asked for those on a list."""

from datetime import datetime

from helpdesk_tui.desk.listing import ListKind
from helpdesk_tui.directory.ds389 import lists
from helpdesk_tui.directory.listing import Sought

SIGNS_IN_BY = "krbLastSuccessfulAuth"  # kept only where the server is told to
_FAILED = "(&(krbLoginFailedCount=*)(!(krbLoginFailedCount=0)))"
_ACCOUNT, _PASSWORD = "krbPrincipalExpiration", "krbPasswordExpiration"


def sought(kind: ListKind, now: datetime, until: datetime) -> Sought | str:
    """An expired password must be changed, and the other way round: both are one date."""
    over = Sought((lists.ends_by(_PASSWORD, now),), (_PASSWORD,))
    found = {
        ListKind.LOCKED: Sought((_FAILED,), ("krbLoginFailedCount",)),
        ListKind.EXPIRED: Sought((lists.ends_by(_ACCOUNT, now),), (_ACCOUNT,)),
        ListKind.ENDING: Sought((lists.between(_ACCOUNT, now, until),), (_ACCOUNT,)),
        ListKind.PASSWORD_EXPIRED: over,
        ListKind.MUST_CHANGE: over,
        ListKind.PASSWORD_EXPIRING: Sought((lists.between(_PASSWORD, now, until),), (_PASSWORD,)),
        ListKind.NEVER_SIGNED_IN: Sought((f"(!({SIGNS_IN_BY}=*))",), (SIGNS_IN_BY,), kept=SIGNS_IN_BY),
    }
    return found.get(kind) or lists.sought(kind, now, until)
