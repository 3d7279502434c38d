"""Where wrong passwords came in, a line for each server."""

from collections.abc import Iterator
from datetime import datetime

from helpdesk_tui.desk.ports import AccountAtServer, AccountAtServers
from helpdesk_tui.words.times import moment

_NONE = "no wrong passwords"


def server_lines(found: AccountAtServers, now: datetime) -> Iterator[str]:
    for row in found.rows:
        yield f"{row.server}: {'; '.join(_parts(row, now))}"
    if found.unasked:
        yield f"{found.unasked} more servers were not asked."


def _parts(row: AccountAtServer, now: datetime) -> Iterator[str]:
    if row.problem is not None:
        yield f"not known. {row.problem}"
        return
    yield _wrong(row, now)
    if row.locked_since != "never":
        yield (
            f"locked since {moment(row.locked_since, now)}" if row.locked_since else "locked or not: unknown"
        )
    yield f"last sign-in there: {moment(row.last_sign_in, now)}"


def _wrong(row: AccountAtServer, now: datetime) -> str:
    count, last = row.wrong_passwords, row.last_wrong
    words = "wrong passwords: unknown" if count is None else _counted(count)
    return words if last == "never" else f"{words}, the last one: {moment(last, now)}"


def _counted(count: int) -> str:
    if not count:
        return _NONE
    return "1 wrong password" if count == 1 else f"{count} wrong passwords"
