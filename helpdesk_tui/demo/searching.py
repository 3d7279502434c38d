"""Which entries match what a person typed, and which of them comes first.

Words match by prefix, whatever their accents and case, each word of the query some word of the entry (as
ambiguous name resolution does, [MS-ADTS] 3.1.1.3.1.3.3). Identifiers match as a whole. No character
is special: there is no pattern language to escape from.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import phonenumbers

from helpdesk_tui.demo.entries import DOMAIN, SHORT_DOMAIN, Entry
from helpdesk_tui.demo.groups import DOMAIN_SID
from helpdesk_tui.desk.names import dn_parts

Match = Callable[[Entry], int | None]
"""0 = named exactly, larger = further away, None = no match."""

_EXACT, _WORD, _PREFIX = 0, 1, 2
_GUID = re.compile(r"\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?", re.IGNORECASE)
_DN = re.compile(r"[a-z][a-z0-9-]*\s*=.*,.*=.*", re.IGNORECASE)
_BY_KEY = re.compile(r"<(GUID|SID)=(.+)>", re.IGNORECASE)
_PHONE = re.compile(r"(?:tel:)?[+\d\s()./\-–—‑]+(?:(?:x|ext\.?)\s*\d{1,6})?", re.IGNORECASE)
_BETWEEN_WORDS = re.compile(r"[\s,;]+")  # "Byron, Ada" is Ada Byron
_LEAST_DIGITS = 4
_MARKS = "Mn"
_OTHER_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i", "ħ": "h", "ŧ": "t",
     "’": "'", "ʻ": "'", "ɓ": "b"}
)  # fmt: skip


@dataclass(frozen=True)
class _Keys:
    whole: frozenset[str]  # login, UPN, mail, employee number
    words: frozenset[str]  # of the names, with and without punctuation


class Searcher:
    """Finds entries; remembers the folded forms of an entry until it is written again."""

    def __init__(self, phone_region: str) -> None:
        self._region = phone_region
        self._keys: dict[str, tuple[int, _Keys]] = {}
        self._phones: dict[str, tuple[int, frozenset[str]]] = {}

    def matcher(self, query: str) -> Match:
        """`query` is cleaned and not empty."""
        return self._identifier(query) or self._anything(query)

    def _identifier(self, query: str) -> Match | None:
        key = _BY_KEY.fullmatch(query)
        query = key[2] if key else query
        if guid := _GUID.fullmatch(query):
            wanted = guid[1].lower()
            return lambda entry: _EXACT if entry.id == wanted else None
        if query.upper().startswith("S-1-"):
            return lambda entry: _EXACT if sid_of(entry) == query.upper() else None
        if _DN.fullmatch(query):
            parts = dn_parts(query)
            return lambda entry: _EXACT if dn_parts(entry.dn) == parts else None
        domain, backslash, login = (part.strip() for part in query.partition("\\"))
        if backslash and domain and login:
            known = domain.casefold() in {SHORT_DOMAIN.casefold(), DOMAIN}
            return lambda entry: _EXACT if known and entry.login.casefold() == login.casefold() else None
        return None

    def _anything(self, query: str) -> Match:
        folded = fold(query)
        words = [word for word in _BETWEEN_WORDS.split(folded) if word]
        digits = sum(character.isdigit() for character in query)
        phone = self._number(query) if digits >= _LEAST_DIGITS and _PHONE.fullmatch(query) else None

        def match(entry: Entry) -> int | None:
            keys = self._keys_of(entry)
            if folded in keys.whole or (phone is not None and phone in self._phones_of(entry)):
                return _EXACT
            if not words:  # "," or a lone accent
                return None
            if all(word in keys.words for word in words):
                return _WORD
            return _PREFIX if all(_begins(word, keys) for word in words) else None

        return match

    def _keys_of(self, entry: Entry) -> _Keys:
        known = self._keys.get(entry.id)
        if known is None or known[0] != entry.usn:
            known = (entry.usn, _make_keys(entry))
            self._keys[entry.id] = known
        return known[1]

    def _phones_of(self, entry: Entry) -> frozenset[str]:
        known = self._phones.get(entry.id)
        if known is None or known[0] != entry.usn:
            numbers = (self._number(text) for text in (entry.mobile, entry.office_phone) if text)
            known = (entry.usn, frozenset(number for number in numbers if number))
            self._phones[entry.id] = known
        return known[1]

    def _number(self, text: str) -> str | None:
        """E.164 without the extension, or None for what is no number."""
        try:
            parsed = phonenumbers.parse(text, self._region)
        except phonenumbers.NumberParseException:
            return None
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def sid_of(entry: Entry) -> str:
    return f"{DOMAIN_SID}-{entry.rid}"


def fold(text: str) -> str:
    """Without case and accents: "Łukasz" and "lukasz" are the same."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(character for character in decomposed if unicodedata.category(character) != _MARKS)
    return bare.translate(_OTHER_LETTERS)


def _begins(word: str, keys: _Keys) -> bool:
    return any(known.startswith(word) for known in keys.words | keys.whole)


def _make_keys(entry: Entry) -> _Keys:
    whole = {fold(text) for text in (entry.login, entry.upn, entry.mail, entry.employee_number) if text}
    words: set[str] = set()
    for text in (entry.name, entry.given_name, entry.surname):
        folded = fold(text)
        words.update(folded.split())
        words.update(re.split(r"[\W_]+", folded))
    return _Keys(frozenset(whole), frozenset(words - {""}))
