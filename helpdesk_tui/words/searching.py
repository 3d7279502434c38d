"""What came of a search, and what to do about it."""

from helpdesk_tui.desk.ports import Found

_STAR = "* stands for itself here: the beginning of a name is enough."


def short_query(query: str, key: str) -> str:
    """About one character, which is searched only when `key` says so."""
    return _STAR if query == "*" else f"Type one letter more, or press {key} to search for this one."


def found_line(found: Found, query: str) -> str:
    if found.more:
        return f"More than {len(found.rows)}: narrow it. The first {len(found.rows)} are shown."
    if not found.rows and "*" in query:
        return f"Nobody found. {_STAR}"
    if not found.rows:
        return "Nobody found. Try another spelling, a mail address or a phone number."
    return "1 account." if len(found.rows) == 1 else f"{len(found.rows)} accounts."
