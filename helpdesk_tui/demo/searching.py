"""Which entries match what a person typed, and which of them comes first.

Words match by prefix, whatever their accents and case, each word of the query some word of the entry (as
ambiguous name resolution does, [MS-ADTS] 3.1.1.3.1.3.3). Identifiers match as a whole. No character
is special: there is no pattern language to escape from.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from helpdesk_tui.demo.entries import DOMAIN, SHORT_DOMAIN, DemoEntry
from helpdesk_tui.demo.groups import DOMAIN_SID
from helpdesk_tui.desk.names import dn_parts
from helpdesk_tui.phone import WantedNumber
from helpdesk_tui.spelling import alike

Match = Callable[[DemoEntry], int | None]
"""0 = named exactly, larger = further away, None = no match."""

NAMED = 3
"""Ranks below it are of those who bear just what was typed: as login, as another identifier, as full name."""
_LOGIN, _IDENTIFIER, _NAME, _WORD, _PREFIX = 0, 1, 2, 3, 4
_GUID = re.compile(r"\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?", re.IGNORECASE)
_DN = re.compile(r"[a-z][a-z0-9-]*\s*=.*,.*=.*", re.IGNORECASE)
_BY_KEY = re.compile(r"<(GUID|SID)=(.+)>", re.IGNORECASE)
_BETWEEN_WORDS = re.compile(r"[\s,;]+")  # "Byron, Ada" is Ada Byron
_MARKS = "Mn"
_OTHER_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i", "ħ": "h", "ŧ": "t",
     "ɓ": "b"}
)  # fmt: skip


@dataclass(frozen=True)
class _Keys:
    logins: frozenset[str]  # login, UPN
    identifiers: frozenset[str]  # mail, employee number
    name: str
    words: frozenset[str]  # of the names, with and without punctuation


class Searcher:
    """Finds entries; remembers the folded forms of an entry until it is written again."""

    def __init__(self, phone_region: str) -> None:
        self._region = phone_region
        self._keys: dict[str, tuple[int, _Keys]] = {}

    def matcher(self, query: str) -> Match:
        """`query` is cleaned and not empty."""
        return self._identifier(query) or self._anything(query)

    def _identifier(self, query: str) -> Match | None:
        key = _BY_KEY.fullmatch(query)
        query = key[2] if key else query
        if guid := _GUID.fullmatch(query):
            wanted = guid[1].lower()
            return lambda entry: _LOGIN if entry.id == wanted else None
        if query.upper().startswith("S-1-"):
            return lambda entry: _LOGIN if sid_of(entry) == query.upper() else None
        if _DN.fullmatch(query):
            parts = dn_parts(query)
            return lambda entry: _LOGIN if dn_parts(entry.dn) == parts else None
        domain, backslash, login = (part.strip() for part in query.partition("\\"))
        if backslash and domain and login:
            known = domain.casefold() in {SHORT_DOMAIN.casefold(), DOMAIN}
            return lambda entry: _LOGIN if known and entry.login.casefold() == login.casefold() else None
        return None

    def _anything(self, query: str) -> Match:
        folded = fold(query)
        words = [word for word in _BETWEEN_WORDS.split(folded) if word]
        phone = WantedNumber(query, self._region)

        def match(entry: DemoEntry) -> int | None:
            keys = self._keys_of(entry)
            borne = (keys.logins, keys.identifiers, {keys.name} - {""})
            for rank, texts in enumerate(borne):
                if folded in texts:
                    return rank
            if any(phone.matches(number) for number in (entry.mobile, entry.office_phone)):
                return _WORD
            if words and all(word in keys.words for word in words):  # without any: "," or a lone accent
                return _WORD
            return _PREFIX if words and all(_begins(word, keys) for word in words) else None

        return match

    def _keys_of(self, entry: DemoEntry) -> _Keys:
        known = self._keys.get(entry.id)
        if known is None or known[0] != entry.usn:
            known = (entry.usn, _make_keys(entry))
            self._keys[entry.id] = known
        return known[1]


def sid_of(entry: DemoEntry) -> str:
    """The entry's security identifier."""
    return f"{DOMAIN_SID}-{entry.rid}"


def fold(text: str) -> str:
    """Without case and accents: "Łukasz" and "lukasz" are the same."""
    decomposed = unicodedata.normalize("NFKD", alike(text))
    bare = "".join(character for character in decomposed if unicodedata.category(character) != _MARKS)
    return bare.translate(_OTHER_LETTERS)


def _begins(word: str, keys: _Keys) -> bool:
    return any(known.startswith(word) for known in keys.words | keys.logins | keys.identifiers)


def _make_keys(entry: DemoEntry) -> _Keys:
    logins = {fold(text) for text in (entry.login, entry.upn) if text}
    identifiers = {fold(text) for text in (entry.mail, entry.employee_number) if text}
    words: set[str] = set()
    for text in (entry.name, entry.given_name, entry.surname):
        folded = fold(text)
        words.update(folded.split())
        words.update(re.split(r"[\W_]+", folded))
    return _Keys(frozenset(logins), frozenset(identifiers), fold(entry.name), frozenset(words - {""}))
