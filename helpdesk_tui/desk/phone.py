"""Phone numbers: one form to dial, whatever the directory holds."""

import phonenumbers


def dialable(number: str, region: str) -> str | None:
    """The number in international form (`+44 20 7946 0000`), or None if nobody can be reached by it.

    `region` (ISO 3166, "GB") is used for numbers without a country code. An extension is kept.
    """
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
