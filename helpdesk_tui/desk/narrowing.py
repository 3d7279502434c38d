"""What narrows a search, typed anywhere among what is looked for: `ada dept:finance`, `ou:"Head Office"`,
`locked:`. Words with a colon that are none of these are names like any other."""

import re
from dataclasses import dataclass, fields

from helpdesk_tui.text import searched

_MOST = 8
"""In one search. What comes after is looked for like a name."""
_QUOTES = '"\u201c\u201d\u201e\u00ab\u00bb\uff02'
_COLON = "[:\uff1a]"
_WITH_VALUE = rf"(?<!\S)(?P<word>dept|department|ou|group){_COLON}"
_LOCKED = rf"(?<!\S)locked{_COLON}"
_QUOTED = rf"[{_QUOTES}](?P<quoted>[^{_QUOTES}]*)[{_QUOTES}]?"
_BARE = rf"(?!(?:dept|department|ou|group|locked){_COLON})(?P<bare>[^\s{_QUOTES}]\S*)"
_FILTER = re.compile(rf"{_WITH_VALUE}\s*(?:{_QUOTED}|{_BARE})|{_LOCKED}", re.IGNORECASE)
_UNFINISHED = re.compile(rf"{_WITH_VALUE}\s*$", re.IGNORECASE)
_DN = re.compile(r"\s*(?:[a-z][a-z0-9-]*|\d[\d.]*)\s*=.*,.*=", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Narrowing:
    """Whom a search is for; all of it must hold. Each text is what was typed, and never empty."""

    departments: tuple[str, ...] = ()  # of the name of the department the beginning, or that of a word
    units: tuple[str, ...] = ()  # name or DN of an organisational unit or container: who is below it
    groups: tuple[str, ...] = ()  # name or DN of a group that holds them
    locked: bool = False  # locked out now

    def __bool__(self) -> bool:
        """Whether it narrows anything."""
        return self != EVERYBODY

    def __str__(self) -> str:
        """As it may stand in the record."""
        names = ("departments", "dept"), ("units", "ou"), ("groups", "group")
        said = [f'{word}:"{searched(text)}"' for field, word in names for text in getattr(self, field)]
        return " ".join([*said, *(["locked:"] if self.locked else [])])


EVERYBODY = Narrowing()


@dataclass(frozen=True)
class Wanted:
    """A query, taken apart."""

    text: str  # what is looked for; "" = everybody who is left
    only: Narrowing = EVERYBODY
    unfinished: str = ""  # the word of a filter behind which nothing stands yet

    def __str__(self) -> str:
        """As it may stand in the record: numbers are masked."""
        return " ".join(filter(None, (searched(self.text), str(self.only))))


def take_apart(query: str) -> Wanted:
    """The filters of a query, and what is left of it. The words of a DN are its own."""
    query = query.replace("\0", "")  # some servers refuse a whole filter for it
    filters = [] if _DN.match(query) else list(_FILTER.finditer(query))[:_MOST]
    if not filters and not _UNFINISHED.search(query):
        return Wanted(query)
    values: dict[str, list[str]] = {field.name: [] for field in fields(Narrowing)}
    left, end, unfinished = [], 0, ""
    for each in filters:
        left.append(query[end : each.start()])
        end = each.end()
        word = (each["word"] or "locked").lower()
        value = (each["quoted"] or each["bare"] or "").strip()
        values[_FIELDS[word]].append(value)
        unfinished = unfinished if value or word == "locked" else word
    rest = " ".join("".join([*left, query[end:]]).split())
    if behind := _UNFINISHED.search(rest):
        rest, unfinished = rest[: behind.start()].strip(), behind["word"].lower()
    departments, units, groups = (
        tuple(filter(None, values[name])) for name in ("departments", "units", "groups")
    )
    return Wanted(rest, Narrowing(departments, units, groups, bool(values["locked"])), unfinished)


_FIELDS = {
    "dept": "departments",
    "department": "departments",
    "ou": "units",
    "group": "groups",
    "locked": "locked",
}
