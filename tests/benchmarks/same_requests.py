"""What the adapter was seen to ask, so that a bare client can ask the same."""

from collections.abc import Callable
from typing import Any

import ldap3

from helpdesk_tui.directory.ldap import Link


def requests_of(act: Callable[[], object]) -> list[dict[str, Any]]:
    """The searches and reads that `act` sends, as `ldap3.Connection.search` takes them; without controls."""
    sent: list[dict[str, Any]] = []
    search, read = Link.search, Link.read

    def searched(
        link: Link, base: str, where: str, attributes: Any, page: int, cookie: bytes = b"", **more: Any
    ) -> Any:
        if page:
            sent.append(
                {
                    "search_base": base,
                    "search_filter": where,
                    "attributes": list(attributes),
                    "paged_size": page,
                }
            )
        return search(link, base, where, attributes, page, cookie, **more)

    def one(link: Link, dn: str, attributes: Any, where: str = "(objectClass=*)", controls: Any = ()) -> Any:
        sent.append(
            {
                "search_base": dn,
                "search_filter": where,
                "attributes": list(attributes),
                "search_scope": ldap3.BASE,
            }
        )
        return read(link, dn, attributes, where, controls)

    Link.search, Link.read = searched, one  # watched for a moment
    try:
        act()
    finally:
        Link.search, Link.read = search, read  # what happens in between
    return sent
