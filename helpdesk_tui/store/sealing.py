"""Seals secrets for their place: AES-256-GCM (NIST SP 800-38D), the place as associated data."""

import json

from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.ports import Randomness
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.secret import Secret
from helpdesk_tui.store.keys import StoreKey

_VERSION = b"\x01"
_NONCE = 12  # bytes, drawn anew for each seal; safe for 2^32 seals with one key


class Sealer:
    """A sealed value opens only in the place, and with the key, that it was sealed for.

    A place is a few texts. In a method's row: account, method, kind; then what tells it from others there.
    """

    def __init__(self, key: StoreKey, randomness: Randomness) -> None:
        self._key = key
        self._chance = randomness

    def seal(self, secret: Secret, *place: str) -> bytes:
        """Version (1 byte), nonce (12), ciphertext and tag."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - slow, seldom needed

        nonce = self._chance.below(1 << 8 * _NONCE).to_bytes(_NONCE, "big")
        bound = self._place(place)
        sealed = AESGCM(self._key.derive("sealing")).encrypt(nonce, secret.reveal().encode(), bound)
        return _VERSION + nonce + sealed

    def open(self, sealed: bytes, *place: str) -> Secret:
        """Raises `Refused` (sealed-value-damaged)."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - heavy: only when it is needed
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - heavy: only when it is needed

        nonce, body = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
        if sealed[:1] != _VERSION or len(body) < 16:
            raise Refused(problem("sealed-value-damaged"))
        try:
            bound = self._place(place)
            return Secret(AESGCM(self._key.derive("sealing")).decrypt(nonce, body, bound).decode())
        except InvalidTag:
            raise Refused(problem("sealed-value-damaged")) from None

    def _place(self, place: tuple[str, ...]) -> bytes:
        return json.dumps([*place, self._key.id]).encode()
