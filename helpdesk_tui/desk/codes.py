"""Codes that callers say: one-time codes (RFC 6238) and recovery codes."""

import hashlib
from datetime import datetime

import pyotp

from helpdesk_tui.desk.methods import TotpSettings
from helpdesk_tui.desk.ports import Chance, TotpSeed
from helpdesk_tui.secret import Secret

RECOVERY_CODES = 10
RECOVERY_FORM = "3-ABCD-EFGH"
_RECOVERY_ALPHABET = "ABCDEFGHJKMNPQRTUVWXY346789"  # no look-alikes: 27 letters, 38 bits in eight
_RECOVERY_LENGTH = 8
_DRIFT_STEPS = 20  # how far to look for a clock that is off: ten minutes at 30 s
_DIGESTS = {"SHA1": hashlib.sha1, "SHA256": hashlib.sha256, "SHA512": hashlib.sha512}


def ascii_digits(typed: Secret, digits: int) -> str | None:
    """What was typed as `digits` ASCII digits, spaces and hyphens left out; None if it is not that.

    Full-width and other digits are no digits here: RFC 4226 codes are ASCII.
    """
    squeezed = typed.reveal().replace(" ", "").replace("-", "")
    return squeezed if len(squeezed) == digits and squeezed.isascii() and squeezed.isdigit() else None


def matching_step(seed: TotpSeed, code: str, at: datetime, window: int) -> int | None:
    """The time step within ±`window` of `at` whose code this is (RFC 6238 §5.2); the newest if several."""
    now = _step(seed.settings, at)
    return next((step for step in range(now + window, now - window - 1, -1) if _is(seed, code, step)), None)


def clock_drift(seed: TotpSeed, code: str, at: datetime, window: int) -> int | None:
    """By how many seconds the person's clock seems off, where the code fits a step further away."""
    now = _step(seed.settings, at)
    for away in range(window + 1, _DRIFT_STEPS + 1):
        for step in (now - away, now + away):
            if _is(seed, code, step):
                return abs(step - now) * seed.settings.period
    return None


def provisioning_uri(secret: Secret, settings: TotpSettings, issuer: str, login: str) -> Secret:
    """The `otpauth://` address that an authenticator app reads."""
    totp = _totp(secret, settings)
    return Secret(totp.provisioning_uri(name=login, issuer_name=issuer))


def new_recovery_codes(chance: Chance) -> tuple[Secret, ...]:
    """Ten codes of eight letters, without their numbers."""
    return tuple(_new_recovery_code(chance) for _ in range(RECOVERY_CODES))


def printed_recovery_code(number: int, code: Secret) -> Secret:
    """As given to the person: `3-ABCD-EFGH`."""
    text = code.reveal()
    return Secret(f"{number}-{text[:4]}-{text[4:]}")


def parse_recovery_code(typed: Secret) -> tuple[int, Secret] | None:
    """Number and code of what was typed, in any spacing and case; None if it is not of the form."""
    squeezed = typed.reveal().replace(" ", "").replace("-", "").upper()
    number, code = squeezed[:-_RECOVERY_LENGTH], squeezed[-_RECOVERY_LENGTH:]
    fits = number.isascii() and number.isdigit() and 1 <= len(number) <= 2
    if not fits or not set(code) <= set(_RECOVERY_ALPHABET):
        return None
    return int(number), Secret(code)


def _new_recovery_code(chance: Chance) -> Secret:
    letters = (_RECOVERY_ALPHABET[chance.below(len(_RECOVERY_ALPHABET))] for _ in range(_RECOVERY_LENGTH))
    return Secret("".join(letters))


def _is(seed: TotpSeed, code: str, step: int) -> bool:
    return step >= 0 and pyotp.utils.strings_equal(code, _totp(seed.secret, seed.settings).generate_otp(step))


def _step(settings: TotpSettings, at: datetime) -> int:
    return int(at.timestamp()) // settings.period


def _totp(secret: Secret, settings: TotpSettings) -> pyotp.TOTP:
    digest = _DIGESTS[settings.algorithm]
    return pyotp.TOTP(secret.reveal(), digits=settings.digits, digest=digest, interval=settings.period)
