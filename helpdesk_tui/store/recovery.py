"""Hashes of recovery codes: argon2id (RFC 9106) over an HMAC with a key that is not in the store.

A code has few bits. The hash alone could be guessed by whoever reads the store; the key prevents that.
"""

import hashlib
import hmac
import json

from helpdesk_tui.desk.methods import MethodId
from helpdesk_tui.desk.ports import Chance
from helpdesk_tui.secret import Secret
from helpdesk_tui.store.keys import StoreKey

_TIME_COST, _MEMORY_KIB, _LANES = 2, 19 * 1024, 1  # OWASP's floor: a sheet of ten takes a third of a second
_SALT = 16  # bytes


class CodeHasher:
    """Hashes hold for one method and one number: moved to another row they fit no code."""

    def __init__(self, key: StoreKey, chance: Chance) -> None:
        self._key = key
        self._chance = chance

    def hash(self, code: Secret, method: MethodId, number: int) -> str:
        """A PHC string."""
        from argon2 import PasswordHasher  # noqa: PLC0415 - few calls need it

        salt = self._chance.below(1 << 8 * _SALT).to_bytes(_SALT, "big")
        hasher = PasswordHasher(_TIME_COST, _MEMORY_KIB, _LANES)
        return hasher.hash(self._peppered(code, method, number), salt=salt)

    def fits(self, hash_: str, code: Secret, method: MethodId, number: int) -> bool:
        from argon2 import PasswordHasher  # noqa: PLC0415 - as above
        from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415 - as above

        try:
            return PasswordHasher().verify(hash_, self._peppered(code, method, number))
        except (VerificationError, InvalidHashError):
            return False

    def _peppered(self, code: Secret, method: MethodId, number: int) -> bytes:
        message = json.dumps([method, number, code.reveal()]).encode()
        return hmac.digest(self._key.derive("recovery codes"), message, hashlib.sha256)
