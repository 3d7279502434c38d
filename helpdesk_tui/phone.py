"""Phone numbers: read with a region's habits, and compared in any spelling."""

import unicodedata

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, ValidationResult, national_significant_number

from helpdesk_tui.phone_text import Written, written

_LEAST_DIGITS = 4  # of a number that is searched for
_USUAL_DIGITS = 9  # of a whole one, without its country


def number_of(text: str, region: str) -> PhoneNumber | None:
    """The one number that `text` means, whole and with its extension; None = there is none, or a doubt.

    `region` (ISO 3166, "GB") is for numbers without a country code. A short one with words behind it must be
    of a range that is in use: where lengths differ, the words may be the rest of it ("0800 33 TAXI").
    """
    found = written(text)
    parsed = _parsed(found.number, region) if found else None
    if found is None or parsed is None:
        return None
    # A number without its area code is possible too, but only to its neighbours.
    possible = phonenumbers.is_possible_number_with_reason(parsed) == ValidationResult.IS_POSSIBLE
    short = len(national_significant_number(parsed)) < _USUAL_DIGITS
    if not possible or (short and found.after and not phonenumbers.is_valid_number(parsed)):
        return None
    parsed.extension = found.extension or None
    return parsed


class WantedNumber:
    """A number that somebody typed, whole or in part, read with a region's habits."""

    def __init__(self, typed: str, region: str) -> None:
        found = written(typed) or Written("")
        text = f"+{found.number[2:]}" if found.number.startswith("00") else found.number
        self._region = region
        self._parsed = _parsed(text, region)
        self._country = self._parsed.country_code if self._parsed and text.startswith("+") else None
        significant = national_significant_number(self._parsed) if self._parsed else ""
        bare = (significant or found.digits).lstrip("0")
        digits = bare if len(bare) >= _LEAST_DIGITS else significant
        self.digits: str = digits if len(digits) >= _LEAST_DIGITS else ""
        """What every spelling of the number has in common; "" = too short to search for."""

    def matches(self, stored: str) -> bool:
        """Whether `stored` is this number or holds these digits one after another."""
        if not self.digits or self.digits not in _digits(stored):
            return False
        found = written(stored)
        if found and self.digits not in found.digits:  # partly in an extension
            return False
        other = _parsed(found.number, self._region) if self._country and found else None
        return other is None or other.country_code == self._country


def _parsed(number: str, region: str) -> PhoneNumber | None:
    """`number`: digits, perhaps after a "+"."""
    try:
        return phonenumbers.parse(number, region)
    except NumberParseException:
        return None


def _digits(text: str) -> str:
    """ASCII digits of `text`, whatever script they were typed in."""
    return "".join(str(unicodedata.decimal(character)) for character in text if character.isdecimal())
