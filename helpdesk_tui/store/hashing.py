"""Hashes of what a person knows or has on paper: argon2id (RFC 9106), and the hash sealed.

Codes and answers have few bits. The hash alone could be guessed by whoever reads the store; the seal,
whose key is not in it, prevents that, and binds a hash to its row.
"""

import hashlib
import hmac
import json
from collections.abc import Callable

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.method import MethodId, MethodKind
from helpdesk_tui.desk.ports import Randomness
from helpdesk_tui.secret import Secret
from helpdesk_tui.store.sealing import Sealer

_TIME_COST, _MEMORY_KIB, _LANES = 2, 19 * 1024, 1  # OWASP's floor: a sheet of ten takes a third of a second
_SALT = 16  # bytes

SealPeppered = Callable[[str, AccountId, MethodId, int], bytes]


class Hasher:
    """Hashes hold for one account, method, kind and number."""

    def __init__(self, sealer: Sealer, randomness: Randomness) -> None:
        self._sealer = sealer
        self._chance = randomness

    def hash(
        self, secret: Secret, account: AccountId, method: MethodId, *, kind: MethodKind, number: int
    ) -> bytes:
        """A PHC string, sealed."""
        from argon2 import PasswordHasher  # noqa: PLC0415 - few calls need it

        salt = self._chance.below(1 << 8 * _SALT).to_bytes(_SALT, "big")
        hasher = PasswordHasher(_TIME_COST, _MEMORY_KIB, _LANES)
        phc = hasher.hash(secret.reveal().encode(), salt=salt)
        return self._sealer.seal(Secret(phc), account, method, kind, str(number))

    def fits(
        self,
        sealed: bytes,
        secret: Secret,
        account: AccountId,
        method: MethodId,
        *,
        kind: MethodKind,
        number: int,
    ) -> bool:
        """Raises `Refused` (sealed-value-damaged)."""
        from argon2 import PasswordHasher  # noqa: PLC0415 - heavy: only when it is needed
        from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415 - heavy: only when it is needed

        opened = self._sealer.open(sealed, account, method, kind, str(number)).reveal()
        pepper, _, phc = opened.rpartition(" ")
        typed = secret.reveal()
        hashed = _peppered(bytes.fromhex(pepper), typed, method, number) if pepper else typed.encode()
        try:
            return PasswordHasher().verify(phc, hashed)
        except (VerificationError, InvalidHashError):
            return False


def seal_peppered(sealer: Sealer, pepper: bytes) -> SealPeppered:
    """For the hashes of recovery codes that were not sealed yet: an HMAC with `pepper` is what they hash, so
    it goes under the seal with them."""

    def seal(phc: str, account: AccountId, method: MethodId, number: int) -> bytes:
        place = (account, method, MethodKind.RECOVERY_CODE, str(number))
        return sealer.seal(Secret(f"{pepper.hex()} {phc}"), *place)

    return seal


def _peppered(pepper: bytes, code: str, method: MethodId, number: int) -> bytes:
    message = json.dumps([method, number, code]).encode()
    return hmac.digest(pepper, message, hashlib.sha256)
