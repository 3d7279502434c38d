"""Where wrong passwords came in, a line for each server."""

from collections.abc import Iterator
from datetime import datetime

from helpdesk_tui.desk.ports import AccountAtServer, AccountAtServers
from helpdesk_tui.language import _, ngettext
from helpdesk_tui.words.times import moment


def server_lines(found: AccountAtServers, now: datetime) -> Iterator[str]:
    for row in found.rows:
        yield f"{row.server}: {'; '.join(_parts(row, now))}"
    if found.unasked:
        yield ngettext(
            "{count} more server was not asked.", "{count} more servers were not asked.", found.unasked
        )


def _parts(row: AccountAtServer, now: datetime) -> Iterator[str]:
    if row.problem is not None:
        yield _("not known. {problem}", problem=row.problem)
        return
    yield _wrong(row, now)
    if row.locked_since != "never":
        yield (
            _("locked since {when}", when=moment(row.locked_since, now))
            if row.locked_since
            else _("locked or not: unknown")
        )
    yield _("last sign-in there: {when}", when=moment(row.last_sign_in, now))


def _wrong(row: AccountAtServer, now: datetime) -> str:
    count, last = row.wrong_passwords, row.last_wrong
    words = _("wrong passwords: unknown") if count is None else _counted(count)
    return words if last == "never" else _("{what}, the last one: {when}", what=words, when=moment(last, now))


def _counted(count: int) -> str:
    if not count:
        return _("no wrong passwords")
    return ngettext("1 wrong password", "{count} wrong passwords", count)
