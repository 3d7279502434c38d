"""Phone numbers in any spelling, compared."""

from phonenumbers import NumberParseException, PhoneNumber, national_significant_number
from phonenumbers import parse as parse_number

_LEAST_DIGITS = 4


class WantedNumber:
    """A number that somebody typed, whole or in part, read with a region's habits."""

    def __init__(self, typed: str, region: str) -> None:
        text = typed.lower().removeprefix("tel:").strip()
        self._region = region
        self._international = text.startswith(("+", "00"))
        self._number = _parsed("+" + text[2:] if text.startswith("00") else text, region)
        significant = national_significant_number(self._number) if self._number else ""
        self.digits: str = significant or _digits(text).lstrip("0")
        """What every spelling of the number has in common; "" = too short to search for."""
        if len(self.digits) < _LEAST_DIGITS:
            self.digits = ""

    def matches(self, stored: str) -> bool:
        """Whether `stored` is this number or holds these digits one after another."""
        if not self.digits or self.digits not in _digits(stored):
            return False
        other = _parsed(stored, self._region) if self._international and self._number else None
        return other is None or self._number is None or other.country_code == self._number.country_code


def _parsed(text: str, region: str) -> PhoneNumber | None:
    try:
        return parse_number(text, region)
    except NumberParseException:
        return None


def _digits(text: str) -> str:
    """ASCII digits of `text`, whatever script they were typed in."""
    return "".join(str(int(character)) for character in text if character.isdecimal())
