"""What a server cannot compare is compared here; what it cannot tell is said."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.narrowing import Narrowing
from helpdesk_tui.directory.active_directory.domain import Domain
from helpdesk_tui.directory.active_directory.search import DomainFinder
from helpdesk_tui.directory.messages import Answer, DirectoryEntry
from helpdesk_tui.directory.problems import SIZE_LIMIT, Result

DOMAIN = Domain(
    "DC=lab,DC=example", "CN=Configuration,DC=lab,DC=example", "lab.example", "LAB", "dc", False, "", None
)
FINDER = DomainFinder(DOMAIN.dn, 500, "GB", DOMAIN)
NOW = datetime(2025, 6, 2, tzinfo=UTC)
LOCKED = 0x10  # of msDS-User-Account-Control-Computed (MS-ADTS 3.1.1.4.5.17)


def person(number: int, **values: object) -> DirectoryEntry:
    texts = {"objectguid": number.to_bytes(16, "big"), "samaccountname": f"p{number}"} | values
    raw = {
        name: (value if isinstance(value, bytes) else str(value).encode(),) for name, value in texts.items()
    }
    return DirectoryEntry(f"CN=p{number},{DOMAIN.dn}", raw)


@dataclass
class Scripted:
    """A link that answers every search with the same entries."""

    entries: tuple[DirectoryEntry, ...] = ()
    code: int = 0
    server: str = "dc"
    asked: list[str] = field(default_factory=list)

    def search(self, base: str, where: str, *_: Any, **__: Any) -> Answer:
        self.asked.append(where)
        return Answer(self.entries, Result(self.code))


def test_who_is_no_longer_locked_is_not_found_among_the_locked() -> None:
    """lockoutTime stands until the next sign-in, however long the lock is over."""
    link = Scripted(
        (
            person(1, lockouttime=133_000_000_000_000_000, **{"msds-user-account-control-computed": LOCKED}),
            person(2, lockouttime=133_000_000_000_000_000, **{"msds-user-account-control-computed": 0}),
            person(3, lockouttime=133_000_000_000_000_000),
        )
    )
    found = FINDER.find(link, "", 10, NOW, Narrowing(locked=True))
    assert {(row.login, row.locked) for row in found.rows} == {("p1", True), ("p3", None)}
    assert all("(lockoutTime>=1)" in where for where in link.asked)


class Pages(Scripted):
    """A link that answers in pages, in an order of its own."""

    def search(
        self, base: str, where: str, attributes: Any, size: int, cookie: bytes = b"", **_: Any
    ) -> Answer:
        start = int(cookie or b"0")
        end = min(start + size, len(self.entries))
        return Answer(
            self.entries[start:end], Result(0), str(end).encode() if size and end < len(self.entries) else b""
        )


def test_who_asks_for_more_finds_the_same_ones_though_the_server_sends_them_by_no_name() -> None:
    locked = {"lockouttime": 133_000_000_000_000_000, "msds-user-account-control-computed": LOCKED}
    link = Pages(tuple(person(n, displayname="zyxwvutsr"[n - 1], **locked) for n in range(1, 10)))
    finder, seen = replace(FINDER, page=3), set()
    for limit in range(1, 10):
        found = finder.find(link, "", limit, NOW, Narrowing(locked=True))
        now = {row.name for row in found.rows}
        assert seen <= now
        assert (len(now), found.more) == (limit, limit < 9)
        seen = now


@dataclass(frozen=True)
class Unlocking(DomainFinder):
    """Of a directory that does not tell."""

    locked = None


def test_a_directory_that_cannot_tell_who_is_locked_says_so() -> None:
    link = Scripted()
    with pytest.raises(Refused) as caught:
        Unlocking(DOMAIN.dn, 500, "GB", DOMAIN).find(link, "ada", 10, NOW, Narrowing(locked=True))
    assert caught.value.problem.code == "locked-unknown"
    assert link.asked == []


@pytest.mark.parametrize("readable", [True, False])
def test_where_locks_may_not_be_read_nobody_is_not_said_to_be_locked(readable: bool) -> None:
    """The directory answers with nobody, and with somebody only to the question whether it can tell."""

    class Silent(Scripted):
        def search(self, base: str, where: str, *_: Any, **__: Any) -> Answer:
            found = (person(1),) if readable and "(!(lockoutTime=*))" in where else ()
            return Answer(found, Result(0))

    if readable:
        assert FINDER.find(Silent(), "", 10, NOW, Narrowing(locked=True)).rows == ()
        return
    with pytest.raises(Refused) as caught:
        FINDER.find(Silent(), "", 10, NOW, Narrowing(locked=True))
    assert caught.value.problem.code == "locked-unknown"


def test_a_unit_of_which_there_are_too_many_is_refused() -> None:
    units = tuple(DirectoryEntry(f"OU=Users,OU=site{number},{DOMAIN.dn}", {}) for number in range(21))
    for code in (0, SIZE_LIMIT):
        with pytest.raises(Refused) as caught:
            FINDER.find(Scripted(units, code), "ada", 10, NOW, Narrowing(units=("users",)))
        assert caught.value.problem.code == "units-too-many"


def test_windows_is_not_asked_for_names_without_accents_and_samba_is() -> None:
    asked = []
    for folds in (True, False):
        link = Scripted()
        domain = replace(DOMAIN, folds_accents=folds)
        DomainFinder(DOMAIN.dn, 500, "GB", domain).find(link, "zoe nunez", 10, NOW)
        asked.append(len(link.asked))
    assert asked == [1, 2]
