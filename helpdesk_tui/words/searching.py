"""What came of a search, and what to do about it."""

from collections.abc import Collection

from helpdesk_tui.desk.narrowing import take_apart
from helpdesk_tui.desk.ports import Found, SearchedBy

_EXAMPLES = {
    "dept": "dept:finance",
    "department": "dept:finance",
    "ou": 'ou:legal or ou:"Head Office"',
    "group": 'group:sales or group:"Head Office"',
}
_STAR = "* stands for itself here: the beginning of a name is enough."


def short_query(query: str, key: str) -> str:
    """About one character, which is searched only when `key` says so."""
    return _STAR if query == "*" else f"Type one letter more, or press {key} to search for this one."


def slow_line(slow: Collection[SearchedBy]) -> str:
    """What an administrator of the directory can do about it; "" = nothing was slow."""
    if not slow:
        return ""
    named = [_INDEXES[by] for by in SearchedBy if by in slow]
    listed = " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))
    return f"It was slow: the directory may have no index of {listed}. Tell whoever runs it."


_INDEXES = {
    SearchedBy.NAME: "names",
    SearchedBy.ADDRESS: "addresses",
    SearchedBy.NUMBER: "telephone and employee numbers",
    SearchedBy.DEPARTMENT: "departments",
    SearchedBy.GROUP: "groups",
    SearchedBy.LOCKED: "locked accounts",
}


def found_line(found: Found, query: str) -> str:
    unfinished = take_apart(query).unfinished
    if unfinished:
        return f"Type on behind {unfinished}: for instance {_EXAMPLES[unfinished]}."
    if found.more:
        return f"More than {len(found.rows)}: narrow it. The first {len(found.rows)} are shown."
    if not found.rows and "*" in query:
        return f"Nobody found. {_STAR}"
    if not found.rows:
        return "Nobody found. Try another spelling, a mail address or a phone number."
    return "1 account." if len(found.rows) == 1 else f"{len(found.rows)} accounts."
