"""What a search brought of one account: all that may be shown of it before its card is opened."""

import re
from collections.abc import Iterator

from helpdesk_tui.desk.account import AccountKind, AccountSummary
from helpdesk_tui.language import _
from helpdesk_tui.words.accounts import known_login, summary_state

_PART = re.compile(r"(?<!\\),")


def found_lines(row: AccountSummary) -> Iterator[str]:
    """Who it is, how it stands, and where it lies."""
    yield known_login(row)
    yield from filter(None, (row.department, row.mail or _("no mail address")))
    yield ""
    yield _state(row)
    yield ""
    yield _PART.sub(",\n", row.dn)  # so that a long one is not broken inside a name


def _state(row: AccountSummary) -> str:
    """What was not read is said, each by its name."""
    state = summary_state(row)
    if row.kind is not AccountKind.PERSON:
        return state
    flags = {
        _("disabled"): row.enabled,
        _("expired"): row.account_expired,
        _("locked"): row.locked,
        _("must change"): row.must_change,
        _("password expired"): row.password_expired,
    }
    unknown = [name for name, value in flags.items() if value is None]
    if not unknown:
        return state
    which = _("unknown whether {these}", these=", ".join(unknown))
    return which if state == _("unknown") else f"{state}; {which}"
