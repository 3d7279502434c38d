"""Codes that callers say: one-time codes (RFC 4226, RFC 6238), sent codes, passes and recovery codes."""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import quote, urlencode

import pyotp

from helpdesk_tui.desk.method import OathSettings
from helpdesk_tui.desk.policy import OathRules
from helpdesk_tui.desk.ports import OathSeed, Randomness
from helpdesk_tui.language import _
from helpdesk_tui.secret import Secret

RECOVERY_CODES = 10
RECOVERY_FORM = "3-ABCD-EFGH-JKMN-PQ"
PASS_LENGTHS = (8, 48)
_UNMISTAKABLE = "ACDEFGHJKMNPQRTUVWXY34679"  # no look-alikes: 25 characters, 4.6 bits each
_READ = frozenset(_UNMISTAKABLE + "B8")  # these two stood in codes that were given out earlier
_RECOVERY_LENGTH = 14  # 65 bits; SP 800-63B-4 asks a saved recovery code for 64
_EARLIER_LENGTH = 8  # of codes that were given out before; each counts until it is used or replaced
_DRIFT_STEPS = 20  # how far to look for a clock that is off: ten minutes at 30 s
_DIGESTS = {"SHA1": hashlib.sha1, "SHA256": hashlib.sha256, "SHA512": hashlib.sha512}

# --- codes of apps and tokens -----------------------------------------------------------------------


def ascii_digits(typed: Secret, digits: int) -> str | None:
    """What was typed as `digits` ASCII digits, spaces and hyphens left out; None if it is not that.

    Full-width and other digits are no digits here: RFC 4226 codes are ASCII.
    """
    squeezed = _squeezed(typed)
    return squeezed if len(squeezed) == digits and squeezed.isascii() and squeezed.isdigit() else None


def matching_factor(seed: OathSeed, code: str, at: datetime, rules: OathRules) -> int | None:
    """The moving factor whose code this is: the time step (RFC 6238) or the counter (RFC 4226 §7.4).

    It may be one that was used before: the store's compare-and-set decides (`accept_step`).
    """
    if seed.settings.period is not None:
        return matching_step(seed, code, at, rules.window)
    expected = _next_counter(seed)
    ahead = range(expected, expected + rules.look_ahead + 1)
    # The code said last, said again, is known too: so it can be told from a wrong one.
    return _first(seed, code, [*ahead, expected - 1])


def matching_step(seed: OathSeed, code: str, at: datetime, window: int) -> int | None:
    """The time step within ±`window` of the token's own time whose code this is (RFC 6238 §5.2, §6); the
    newest if several."""
    now = _step(seed, at) + seed.drift
    return _first(seed, code, range(now + window, now - window - 1, -1))


def clock_drift(seed: OathSeed, code: str, at: datetime, window: int) -> int | None:
    """By how many seconds the person's clock is off, where the code fits a step further away than `window`:
    positive = ahead, negative = behind. None where it fits none, and for counters."""
    if seed.settings.period is None:
        return None
    now = _step(seed, at)
    steps = (
        now + seed.drift + sign * away for away in range(window + 1, _DRIFT_STEPS + 1) for sign in (1, -1)
    )
    found = _first(seed, code, steps)
    return None if found is None else (found - now) * seed.settings.period


def step_at(seed: OathSeed, at: datetime, drift_seconds: int) -> int:
    """The time step of a clock that is so many seconds off."""
    return _step(seed, at) + drift_seconds // (seed.settings.period or 1)


def drift_in_words(seconds: int) -> str:
    """ "90 s ahead", "30 s behind"."""
    if seconds < 0:
        return _("{seconds} s behind", seconds=-seconds)
    return _("{seconds} s ahead", seconds=seconds)


def resynchronised(
    seed: OathSeed, first: str, second: str, at: datetime, rules: OathRules
) -> tuple[int, int] | None:
    """Where two codes in a row stand: the moving factor of the second, and the drift from now on.

    Time: the nearest place up to `resync_window` steps ahead of the token's own time, or 20 behind it.
    Counters: the first of
    the next `resync_window`; their drift is 0. Both codes are newer than any that was accepted. None where
    they stand nowhere (RFC 4226 §7.4, RFC 6238 §6).
    """
    for factor in _places(seed, at, rules.resync_window):
        if factor > _last(seed) and _is(seed, first, factor) & _is(seed, second, factor + 1):
            timed = seed.settings.period is not None
            return factor + 1, factor + 1 - _step(seed, at) if timed else 0
    return None


def provisioning_uri(
    secret: Secret, settings: OathSettings, issuer: str, login: str, counter: int = 0
) -> Secret:
    """The `otpauth://` address that an authenticator app reads; `counter` is the first one, for HOTP.

    What is not the apps' default is said, and the counter always (Key URI Format).
    """
    issuer, login = issuer.replace(":", " ").strip(), login.replace(":", " ")
    words: dict[str, object] = {"secret": secret.reveal(), "issuer": issuer}
    if settings.algorithm != "SHA1":
        words["algorithm"] = settings.algorithm
    if settings.digits != 6:
        words["digits"] = settings.digits
    if settings.period is None:
        words["counter"] = counter
    elif settings.period != 30:
        words["period"] = settings.period
    kind = "hotp" if settings.period is None else "totp"
    label = f"{quote(issuer, safe='')}:{quote(login, safe='@')}"
    return Secret(f"otpauth://{kind}/{label}?{urlencode(words, quote_via=quote)}")


# --- codes that the desk makes ----------------------------------------------------------------------


def new_sent_code(randomness: Randomness, digits: int) -> Secret:
    """A code to be sent: `digits` ASCII digits."""
    return Secret("".join(str(randomness.below(10)) for _ in range(digits)))


def printed_sent_code(code: Secret) -> Secret:
    """As it stands in the message: `1234 5678`, `123 456`."""
    text = code.reveal()
    size = 3 if len(text) % 3 == 0 else 4
    return Secret(_grouped(text, size, " "))


def new_pass(randomness: Randomness, length: int) -> Secret:
    """An access pass of `length` characters, in the form that is hashed."""
    return Secret("".join(_UNMISTAKABLE[randomness.below(len(_UNMISTAKABLE))] for _ in range(length)))


def printed_pass(code: Secret) -> Secret:
    """As given to the person: `ABCD-EFGH-JK`."""
    return Secret(_grouped(code.reveal(), 4, "-"))


def parse_pass(typed: Secret) -> Secret | None:
    """The pass that was typed, in any spacing and case; None if it is not of the form."""
    squeezed = _letters(typed)
    shortest, longest = PASS_LENGTHS
    fits = shortest <= len(squeezed) <= longest and set(squeezed) <= _READ
    return Secret(squeezed) if fits else None


def new_recovery_codes(randomness: Randomness) -> tuple[Secret, ...]:
    """Ten codes of fourteen letters, without their numbers."""
    return tuple(new_pass(randomness, _RECOVERY_LENGTH) for _ in range(RECOVERY_CODES))


def printed_recovery_code(number: int, code: Secret) -> Secret:
    """As given to the person: `3-ABCD-EFGH-JKMN-PQ`."""
    return Secret(f"{number}-{_grouped(code.reveal(), 4, '-')}")


def parse_recovery_code(typed: Secret) -> tuple[int, Secret] | None:
    """Number and code of what was typed, in any spacing and case; None if it is not of the form."""
    squeezed = _letters(typed)
    for length in (_RECOVERY_LENGTH, _EARLIER_LENGTH):
        number, code = squeezed[:-length], squeezed[-length:]
        if number.isdigit() and len(number) <= 2 and set(code) <= _READ:  # so no text is of both lengths
            return int(number), Secret(code)
    return None


def is_earlier_recovery_code(code: Secret) -> bool:
    """Whether it is of the shorter form, which is given out no more."""
    return len(code.reveal()) == _EARLIER_LENGTH


# --- arithmetic -------------------------------------------------------------------------------------


def _places(seed: OathSeed, at: datetime, window: int) -> list[int]:
    """Moving factors at which the first of two codes in a row may stand, the likeliest first."""
    if seed.settings.period is None:
        expected = _next_counter(seed)
        return list(range(expected, expected + window))
    now = _step(seed, at) + seed.drift
    # Not far back: codes seen long ago, and never used, must not bring themselves in step.
    return sorted(range(now - min(window, _DRIFT_STEPS), now + window), key=lambda step: abs(step + 1 - now))


def _first(seed: OathSeed, code: str, factors: Iterable[int]) -> int | None:
    return next((factor for factor in factors if _is(seed, code, factor)), None)


def _is(seed: OathSeed, code: str, factor: int) -> bool:
    """Compared in constant time, and as bytes: other scripts' digits are no digits."""
    if factor < 0:
        return False
    form = seed.settings
    otp = pyotp.HOTP(seed.secret.reveal(), digits=form.digits, digest=_DIGESTS[form.algorithm])
    return hmac.compare_digest(otp.generate_otp(factor).encode(), code.encode("utf-8", "replace"))


def _step(seed: OathSeed, at: datetime) -> int:
    """The time step of `at`, 0 for counters."""
    return 0 if seed.settings.period is None else int(at.timestamp()) // seed.settings.period


def _next_counter(seed: OathSeed) -> int:
    return _last(seed) + 1


def _last(seed: OathSeed) -> int:
    return -1 if seed.last_step is None else seed.last_step


def _letters(typed: Secret) -> str:
    squeezed = _squeezed(typed)
    return squeezed.upper() if squeezed.isascii() else ""  # some ligatures become letters in upper case


def _squeezed(typed: Secret) -> str:
    return typed.reveal().replace(" ", "").replace("-", "")


def _grouped(text: str, size: int, between: str) -> str:
    return between.join(text[start : start + size] for start in range(0, len(text), size))
