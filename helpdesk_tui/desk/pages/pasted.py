"""A line as people paste it: from a log, an event, or the text of a picture of a screen. What does it tell?

Numbers alone mean little: 775 may be anything. So each code is taken only as the systems write it, or where
it is all that was pasted."""

import re
from collections.abc import Callable, Iterator

from helpdesk_tui.desk.pages.codes import (
    ACTIVE_DIRECTORY,
    BIND_DATA,
    ENTRA,
    EVENTS,
    KERBEROS,
    LDAP,
    NTSTATUS,
    PAM,
    PPOLICY,
    SELF_SERVICE,
    SENTENCES,
    WIN32,
)

LONGEST = 20_000
"""Characters that are looked at: an event as text has two thousand."""

Finder = Callable[[str], Iterator[str]]


def recognise(pasted: str) -> tuple[str, ...]:
    """The ids of what is told (`MEANINGS`), the most exact first; () = nothing that is known."""
    text = _plain(pasted[:LONGEST])
    found = [meaning for finder in _FINDERS for meaning in finder(text)]
    exact = [each for each in found if each not in _GENERAL]
    return tuple(dict.fromkeys([*exact, *found]))


_GENERAL = frozenset({"wrong-name-or-password", "restricted", "event-failed", "event-kerberos", "usual"})
"""What says less than another code in the same line."""


def _plain(text: str) -> str:
    return " ".join(text.replace("\u2019", "'").replace("\u2018", "'").split())


_DATA = re.compile(r"\bdata ([0-9a-f]{3}|80090346)\b", re.IGNORECASE)
_LDAP_TALK = re.compile(r"AcceptSecurityContext|LdapErr|DSID-|80090308|\bldap|error code 49", re.IGNORECASE)


def _bind_data(text: str) -> Iterator[str]:
    for found in _DATA.finditer(text):
        if found[0] == text.strip(" ,.") or _LDAP_TALK.search(text):
            yield from _known(BIND_DATA.get(found[1].lower()))
    if re.search(r"\b80090346\b", text):
        yield "channel-binding"


_NT_NAME = re.compile(r"\b(?:NT_)?STATUS_([A-Z_]+)\b")
_NT_NUMBER = re.compile(r"\b(?:0x)?(C00[0-9A-F]{5})\b", re.IGNORECASE)


def _nt_status(text: str) -> Iterator[str]:
    for found in _NT_NAME.finditer(text):
        yield from (meaning for name, meaning in NTSTATUS.values() if name == found[1])
    for found in _NT_NUMBER.finditer(text):
        yield from _known(NTSTATUS.get(int(found[1], 16), ("", ""))[1])


_EIGHT = re.compile(r"\b0000([0-9A-F]{4})\b", re.IGNORECASE)
_AD_TALK = re.compile(r"\b(?:Ldap|Svc|Sec|Att|Name|Upd|Ref)Err\b|DSID-|problem \d{4}|WILL_NOT_PERFORM")
_HRESULT = re.compile(r"\b0x8007([0-9A-F]{4})\b", re.IGNORECASE)
_SYSTEM_ERROR = re.compile(
    r"\b(?:system error|win32 error|error code:?|net helpmsg) (\d{2,5})\b", re.IGNORECASE
)


def _win32(text: str) -> Iterator[str]:
    for found in _EIGHT.finditer(text):
        begins = text.startswith(f"{found[0]}:")
        if begins or found[0] == text.strip(" ,.") or _AD_TALK.search(text):
            number = int(found[1], 16)
            yield from _known(ACTIVE_DIRECTORY.get(number) or WIN32.get(number))
    for found in _HRESULT.finditer(text):
        yield from _known(WIN32.get(int(found[1], 16)))
    for found in _SYSTEM_ERROR.finditer(text):
        yield from _known(WIN32.get(int(found[1])) if len(found[1]) > 1 else None)


_KDC_NAME = re.compile(r"\b(KDC_ERR_[A-Z_]+|KRB_AP_ERR_[A-Z_]+)\b")
_FAILURE = re.compile(r"\b(?:failure|result|error) code\W{1,3}0x([0-9A-F]{1,2})\b", re.IGNORECASE)


def _kerberos(text: str) -> Iterator[str]:
    for found in _KDC_NAME.finditer(text):
        yield from (meaning for name, meaning in KERBEROS.values() if name == found[1])
    for found in _FAILURE.finditer(text):
        yield from _known(KERBEROS.get(int(found[1], 16), ("", ""))[1])


_EVENT = re.compile(r"\b(?:event(?: ?id)?|ereignis-?id|h\u00e4ndelse-?id)\W{0,3}(\d{4})\b", re.IGNORECASE)


def _events(text: str) -> Iterator[str]:
    for found in _EVENT.finditer(text):
        yield from _known(EVENTS.get(int(found[1])))
    if text.strip().isdigit():
        yield from _known(EVENTS.get(int(text)) if len(text.strip()) == 4 else None)


_PP_NUMBER = re.compile(
    r"\b(?:ppolicy|password ?policy)(?: error| response)?\W{1,3}(?:error\W{1,2})?(\d)\b", re.IGNORECASE
)


def _ppolicy(text: str) -> Iterator[str]:
    for name, meaning in PPOLICY.values():
        if re.search(rf"\b{name}\b", text, re.IGNORECASE):
            yield meaning
    for found in _PP_NUMBER.finditer(text):
        yield from _known(PPOLICY.get(int(found[1]), ("", ""))[1])


_PAM_SAYS = re.compile(r"\bpam_\w+\([^)]*\): received for user [^:]*: (\d{1,2}) \(", re.IGNORECASE)
_PAM_FAILED = re.compile(
    r"\bpam_(?:unix|sss|krb5|ldap|winbind)\([^)]*\): authentication failure", re.IGNORECASE
)


def _pam(text: str) -> Iterator[str]:
    for found in _PAM_SAYS.finditer(text):
        yield from _known(PAM.get(int(found[1])))
    if _PAM_FAILED.search(text):
        yield "wrong-name-or-password"


_AADSTS = re.compile(r"\bAADSTS(\d{5,7})\b", re.IGNORECASE)
_SSPR = re.compile(r"\bSSPR_(\d{4})\b", re.IGNORECASE)


def _cloud(text: str) -> Iterator[str]:
    for found in _AADSTS.finditer(text):
        yield from _known(ENTRA.get(int(found[1])))
    for found in _SSPR.finditer(text):
        yield from _known(SELF_SERVICE.get(int(found[1])))


_ATTRIBUTE = re.compile(
    r"\b(pwdLastSet|lockoutTime|userAccountControl|pwdReset|nsAccountLock)\W{1,3}(\w+)", re.IGNORECASE
)
_DISABLED, _NEVER_EXPIRES, _SMART_CARD = 0x2, 0x10000, 0x40000


def _attributes(text: str) -> Iterator[str]:
    for found in _ATTRIBUTE.finditer(text):
        name, value = found[1].lower(), found[2].lower()
        if name == "userAccountControl".lower():
            yield from _control(value)
        elif name == "pwdlastset":
            yield from _known("must-change" if value == "0" else None)
        elif name == "lockouttime":
            yield "not-locked" if value == "0" else "locked"
        elif value == "true":
            yield "must-change" if name == "pwdreset" else "disabled"


def _control(value: str) -> Iterator[str]:
    try:
        number = int(value, 16 if value.startswith("0x") else 10)
    except ValueError:
        return
    bits = {_DISABLED: "disabled", _SMART_CARD: "smart-card", _NEVER_EXPIRES: "never-expires"}
    yield from (meaning for bit, meaning in bits.items() if number & bit)


_RESULT = re.compile(
    r"\b(?:ldap_\w+|ldap error|ldapexception|result(?: code)?|err)(?:\W.{0,40}?)??[=(: ](\d{1,2})\b",
    re.IGNORECASE,
)
_LDAP_RESULT = re.compile(r"\bldap\w*\b", re.IGNORECASE)


def _ldap_results(text: str) -> Iterator[str]:
    if not _LDAP_RESULT.search(text) and "RESULT tag=" not in text:
        return
    for found in _RESULT.finditer(text):
        yield from _known(LDAP.get(int(found[1])))


def _sentences(text: str) -> Iterator[str]:
    folded = text.casefold()
    yield from (meaning for sentence, meaning in SENTENCES.items() if sentence in folded)


def _known(meaning: str | None) -> Iterator[str]:
    if meaning:
        yield meaning


_FINDERS: tuple[Finder, ...] = (
    _bind_data,
    _nt_status,
    _win32,
    _kerberos,
    _ppolicy,
    _pam,
    _cloud,
    _sentences,
    _attributes,
    _ldap_results,
    _events,
)
