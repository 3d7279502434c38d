"""Which numbers are sent text messages: what costs more than a message, or reaches no phone, is not."""

from collections.abc import Collection

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType

from helpdesk_tui.language import N_, _

_NETWORKS = "001"
"""The region of country codes without a country: satellites (+870, +881), international networks (+882, +883,
+888), personal numbers (+878), toll-free, shared-cost and premium ones (+800, +808, +979)."""

_KINDS = {
    PhoneNumberType.FIXED_LINE: N_("a fixed line"),
    PhoneNumberType.TOLL_FREE: N_("a toll-free number"),
    PhoneNumberType.PREMIUM_RATE: N_("a premium-rate number"),
    PhoneNumberType.SHARED_COST: N_("a shared-cost number"),
    PhoneNumberType.PERSONAL_NUMBER: N_("a number that is passed on at a price"),
    PhoneNumberType.PAGER: N_("a pager"),
    PhoneNumberType.UAN: N_("a company's number"),
    PhoneNumberType.VOICEMAIL: N_("a voice mail box"),
    # It proves no device: NIST SP 800-63B §5.1.3.3 leaves it out for that.
    PhoneNumberType.VOIP: N_("an Internet telephone"),
}
_DEAR = (PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST, PhoneNumberType.PERSONAL_NUMBER)


def obstacle(number: str, countries: Collection[str] = ()) -> str:
    """Why no text message goes to this number, as what it is; "" = one may.

    `number` is in international form ("+44 7700 900123", an extension may follow). `countries` (ISO 3166) are
    those that are texted; none = all of them. What kind of number it is, is often unknown: then it may.
    """
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return _("no whole number")
    if parsed.extension:
        return _("an extension")
    if _code_region(parsed) == _NETWORKS:
        return _("a satellite phone or an international network")
    if _is_short(parsed):
        return _("a short code or an emergency number")
    if countries and _country(parsed) not in countries:
        return _("in a country that this desk sends no SMS to")
    return _(_KINDS.get(_type(parsed), ""))


def _is_short(parsed: PhoneNumber) -> bool:
    """In a few small countries every number is short: one that is known as a telephone's is none of these."""
    if phonenumbers.is_valid_number(parsed):
        return False
    return phonenumbers.is_possible_short_number(parsed)


def _country(parsed: PhoneNumber) -> str:
    """Of a code that countries share, the main one where the number does not tell."""
    return phonenumbers.region_code_for_number(parsed) or _code_region(parsed)


def _code_region(parsed: PhoneNumber) -> str:
    return phonenumbers.region_code_for_country_code(parsed.country_code or 0)


def _type(parsed: PhoneNumber) -> int:
    kind = phonenumbers.number_type(parsed)
    if kind != PhoneNumberType.UNKNOWN:
        return kind
    # A digit too many is ignored by telephone networks, and does not make a dear number cheap.
    shorter = PhoneNumber(country_code=parsed.country_code, national_number=parsed.national_number)
    found = phonenumbers.truncate_too_long_number(shorter)
    without = phonenumbers.number_type(shorter) if found else PhoneNumberType.UNKNOWN
    return without if without in _DEAR else kind
