"""What a search compares: a directory has an index of it, or has none and is slow."""

from helpdesk_tui.desk.narrowing import Narrowing
from helpdesk_tui.desk.ports import SearchedBy
from helpdesk_tui.directory.query import Kind, Query

_BY_KIND = {
    Kind.ADDRESS: {SearchedBy.ADDRESS},
    Kind.NUMBER: {SearchedBy.NUMBER},
    Kind.TEXT: {SearchedBy.NAME},
    Kind.DOMAIN_LOGIN: {SearchedBy.NAME},
}


def searched_by(query: Query | None, only: Narrowing) -> frozenset[SearchedBy]:
    """What is compared for them; an id and a DN lead to the entry itself."""
    narrowing = {
        SearchedBy.DEPARTMENT: only.departments,
        SearchedBy.GROUP: only.groups,
        SearchedBy.LOCKED: only.locked,
    }
    found = {by for by, asked in narrowing.items() if asked}
    if query is not None:
        found |= _BY_KIND.get(query.kind, set())
        found |= {SearchedBy.NUMBER} if query.may_be_employee else set()
    return frozenset(found)
