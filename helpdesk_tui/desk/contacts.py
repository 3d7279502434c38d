"""Addresses and numbers: one form to use, to compare and to bind a code to, whatever was typed or stored."""

import hashlib
import hmac
import re
from collections.abc import Collection

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat

from helpdesk_tui.desk import textable
from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.method import CONTACT_KINDS, Method, MethodKind, Origin
from helpdesk_tui.desk.ports import Stores
from helpdesk_tui.phone import number_of
from helpdesk_tui.text import mask_mail, mask_phone

MAIL, MOBILE, OFFICE = "mail", "mobile", "office"
"""Labels of prefilled methods: the datum of the directory that each rests on."""

_LOCAL_LIMIT, _DOMAIN_LIMIT, _PATH_LIMIT = 64, 255, 256  # octets: RFC 5321 §4.5.3.1.1 to .3
_BRACKETS = 2  # the path counts those around the address
_ATEXT = r"[A-Za-z0-9#$&'*+/=?^_{}~-]+"  # RFC 5321 §4.1.2, without quotes, old routes (! %), | and `
_LOCAL = re.compile(rf"{_ATEXT}(?:\.{_ATEXT})*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")  # RFC 1035 §2.3.4, RFC 1123 §2.1

# --- mail addresses -----------------------------------------------------------------------------------


def address_form(text: str) -> str | None:
    """The one address that is meant, fit to be sent to: its domain in ASCII and lower case; or None.

    No name beside it, no quotes, nothing that could become a second header or recipient; the lengths of
    RFC 5321 §4.5.3.1; a domain of two labels or more. International domains become A-labels (RFC 5890).
    """
    local, at, domain = text.strip(" ").rpartition("@")
    ascii_domain = _ascii_domain(domain)
    if not at or ascii_domain is None or not _LOCAL.fullmatch(local) or len(local) > _LOCAL_LIMIT:
        return None
    address = f"{local}@{ascii_domain}"
    return address if len(address) <= _PATH_LIMIT - _BRACKETS else None


def _ascii_domain(domain: str) -> str | None:
    """The domain as the network knows it, or None."""
    name = domain.lower()
    if not name.isascii():
        try:
            encoded = name.encode("idna").decode("ascii")
            # Where the old mapping makes another name of it (ß → ss), nothing is sent to that one.
            name = encoded if encoded.encode("ascii").decode("idna") == name else ""
        except UnicodeError:
            return None
    labels = name.split(".")
    fits = len(name) <= _DOMAIN_LIMIT and len(labels) > 1 and not labels[-1].isdigit()
    return name if fits and all(_LABEL.fullmatch(label) for label in labels) else None


# --- numbers ------------------------------------------------------------------------------------------


def dialable(number: str, region: str) -> str | None:
    """The number to dial, in international form (`+44 20 7946 0000`), or None if nobody can be reached by
    it. `region` (ISO 3166, "GB") is used for numbers without a country code. An extension is kept."""
    return _formatted(number_of(number, region), PhoneNumberFormat.INTERNATIONAL)


def e164(number: str, region: str) -> str | None:
    """The number as networks know it (`+442079460000`, ITU-T E.164), without extension, or None."""
    return _formatted(number_of(number, region), PhoneNumberFormat.E164)


def is_textable(number: str, region: str, countries: Collection[str] = ()) -> bool:
    """Whether a text message may go there, as far as the number tells (`textable.obstacle`)."""
    form = dialable(number, region)
    return form is not None and not textable.obstacle(form, countries)


def same_number(stated: str, on_file: str, region: str) -> bool:
    """Whether the number that a caller states is the whole one on file, in any spelling: with the country
    code, as written in `region`, or as written in the number's own country. Extensions do not matter.
    Compared in constant time."""
    known = number_of(on_file, region)
    if known is None:
        return False
    at_home = phonenumbers.region_code_for_number(known) or region
    right = _formatted(known, PhoneNumberFormat.E164) or ""
    said = [e164(stated, where) or "" for where in (region, at_home)]
    return any([hmac.compare_digest(each.encode(), right.encode()) for each in said])


def _formatted(parsed: PhoneNumber | None, form: int) -> str | None:
    return None if parsed is None else phonenumbers.format_number(parsed, form)


# --- either -------------------------------------------------------------------------------------------


def contact_form(kind: MethodKind, typed: str, region: str) -> str | None:
    """What was typed, in the form to be used by a method of this kind; None = it cannot be."""
    if kind is MethodKind.EMAIL:
        return address_form(typed)
    if kind is MethodKind.SMS:
        return e164(typed, region) if is_textable(typed, region) else None
    return dialable(typed, region) if kind is MethodKind.CALL_BACK else None


def destination(method: Method, account: Account, stores: Stores, region: str) -> str | None:
    """Where a code or call of this method goes now, in the form of `contact_form`: the registered contact,
    or the datum of the directory that it rests on. None = nowhere. Raises as `MethodStore.contact`."""
    if method.kind not in CONTACT_KINDS:
        return None
    if method.origin is not Origin.PREFILLED:
        return stores.methods.contact(method.id).reveal()
    datum = {MAIL: account.mail, MOBILE: account.mobile, OFFICE: account.office_phone}.get(method.label)
    return contact_form(method.kind, datum, region) if datum else None


def masked(kind: MethodKind, address: str) -> str:
    """What may be shown of it."""
    by_mail = kind in {MethodKind.EMAIL, MethodKind.MANAGER}
    return mask_mail(address) if by_mail else mask_phone(address)


def digest(kind: MethodKind, address: str) -> str:
    """SHA-256 over kind and address (in its form), as 64 hex digits: to tell whether it is the same."""
    return hashlib.sha256(f"{kind.value}\0{address.casefold()}".encode()).hexdigest()
