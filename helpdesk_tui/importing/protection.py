"""How a PSKC container hides its values, and how they are opened (RFC 6030 §6).

A MAC is checked before anything is decrypted, and CBC without one is refused. Only the key for the MAC itself
has no MAC. Keys of certificates (§6.3) are not opened.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable

from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.importing.source import Unreadable
from helpdesk_tui.importing.trees import Tree
from helpdesk_tui.secret import Secret

_CBC = {f"aes{bits}-cbc": bits // 8 for bits in (128, 192, 256)}  # XML Encryption §5.2
_WRAP = {f"kw-aes{bits}": bits // 8 for bits in (128, 192, 256)}  # RFC 3394
_PADDED_WRAP = {f"kw-aes-{bits}-pad": bits // 8 for bits in (128, 192, 256)}  # RFC 5649
_KEY_BYTES = _CBC | _WRAP | _PADDED_WRAP
_MACS = {
    "hmac-sha1": hashlib.sha1,
    "hmac-sha256": hashlib.sha256,
    "hmac-sha384": hashlib.sha384,
    "hmac-sha512": hashlib.sha512,
}
_BLOCK = 16
_MOST_ROUNDS = 2_000_000  # of PBKDF2: about a second
_LONGEST_SALT = 1024
_SHORTEST_MAC_KEY = 16


class Protection:
    """Opens the values of one container with the operator's key or password.

    Makers tell a key in hexadecimal digits, in base 64 or 32, or as so many characters. It is read in every
    way that fits the cipher; the MAC, or the check of the key wrap, tells which one is right.
    """

    def __init__(self, key: Secret | None, password: Secret | None) -> None:
        self._key = key
        self._password = password
        self._encryption: Tree | None = None
        self._mac: Tree | None = None
        self._keys: dict[int, tuple[bytes, ...]] = {}
        self._mac_keys: dict[bytes, bytes | None] = {}
        self._fitted = False  # whether a value was opened: then the key is the right one

    def declare(self, tree: Tree) -> None:
        """What stands before the packages: `EncryptionKey`, `MACMethod`."""
        if tree.name == "EncryptionKey":
            self._encryption = tree
        else:
            self._mac = tree

    def open(self, value: Tree) -> bytes:
        """What `EncryptedValue` in this element hides, checked by `ValueMAC`.

        Raises `Refused` for this value alone, `Unreadable` where no value can be opened.
        """
        hidden = value.child("EncryptedValue")
        if hidden is None:
            raise Refused(problem("pskc-damaged"))
        if self._encryption is not None and self._encryption.child("X509Data"):
            raise Unreadable(problem("pskc-certificate"))
        algorithm, cipher = _algorithm(hidden), _cipher(hidden)
        told = value.text_at("ValueMAC")
        if algorithm in _CBC and (self._mac is None or not told):
            raise Refused(problem("pskc-no-mac"))
        for key in self._encryption_keys(_KEY_BYTES[algorithm]):
            fits = self._mac is None or not told or self._mac_fits(self._mac, cipher, decoded(told), key)
            opened = _opened(algorithm, key, cipher) if fits else None
            if opened is not None:
                self._keys[len(key)], self._fitted = (key,), True
                return opened
        raise Refused(problem("pskc-changed")) if self._fitted else Unreadable(problem("pskc-wrong-key"))

    # --- keys ---------------------------------------------------------------------------------------

    def _encryption_keys(self, size: int) -> tuple[bytes, ...]:
        """All that it may be; one as soon as a value was opened."""
        if size not in self._keys:
            self._keys[size] = self._new_keys(size)
        return self._keys[size]

    def _new_keys(self, size: int) -> tuple[bytes, ...]:
        derivation = self._encryption and self._encryption.at("DerivedKey", "KeyDerivationMethod")
        if derivation:
            if not self._password:
                raise Unreadable(problem("pskc-password-needed"))
            return (_from_password(derivation, self._password, size),)
        if not self._key:
            raise Unreadable(problem("pskc-key-needed"))
        return _readings(self._key, size)

    def _mac_fits(self, method: Tree, cipher: bytes, told: bytes, key: bytes) -> bool:
        digest = _MACS.get(_fragment(method.attributes.get("Algorithm", "")))
        if digest is None:
            raise Unreadable(problem("pskc-encryption"))
        if key not in self._mac_keys:
            self._mac_keys[key] = self._mac_key(method, key)
        mac_key = self._mac_keys[key]
        return mac_key is not None and hmac.compare_digest(hmac.digest(mac_key, cipher, digest), told)

    def _mac_key(self, method: Tree, key: bytes) -> bytes | None:
        """Hidden under the encryption key; where none is told, that one itself. None: it does not open."""
        hidden = method.child("MACKey")
        if hidden is None:
            return key
        try:
            algorithm, cipher = _algorithm(hidden), _cipher(hidden)
        except Refused as refused:
            raise Unreadable(refused.problem) from None
        size = _KEY_BYTES[algorithm]
        for each in (key,) if size == len(key) else self._encryption_keys(size):
            opened = _opened(algorithm, each, cipher)
            if opened is not None and len(opened) >= _SHORTEST_MAC_KEY:
                return opened
        return None


def decoded(text: str) -> bytes:
    """Base 64 with white space in it. Raises `Refused`."""
    try:
        return base64.b64decode("".join(text.split()).encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise Refused(problem("pskc-damaged")) from None


def _readings(key: Secret, size: int) -> tuple[bytes, ...]:
    """What was typed, in every way that gives `size` bytes."""
    typed = key.reveal().strip()
    digits = "".join(typed.split())
    ways: tuple[Callable[[], bytes], ...] = (
        lambda: bytes.fromhex(digits.replace(":", "").replace("-", "")),
        lambda: base64.b64decode(digits, validate=True),
        lambda: base64.b32decode(digits.upper() + "=" * (-len(digits) % 8)),
        typed.encode,
    )
    read = tuple(dict.fromkeys(raw for raw in map(_tried, ways) if len(raw) == size))
    if not read:
        raise Unreadable(problem("pskc-key-form", size=size, digits=size * 2))
    return read


def _tried(way: Callable[[], bytes]) -> bytes:
    try:
        return way()
    except ValueError:
        return b""


def _from_password(derivation: Tree, password: Secret, size: int) -> bytes:
    """PBKDF2 (RFC 8018 §5.2), as RFC 6030 §6.2 writes its parameters."""
    parameters = derivation.child("PBKDF2-params")
    if parameters is None or _fragment(derivation.attributes.get("Algorithm", "")) != "pbkdf2":
        raise Unreadable(problem("pskc-derivation"))
    function = parameters.child("PRF")
    named = _fragment(function.attributes.get("Algorithm", "")) if function else ""
    digest = _MACS.get(named or "hmac-sha1")
    rounds, length = parameters.text_at("IterationCount"), parameters.text_at("KeyLength")
    try:
        salt = decoded(parameters.text_at("Salt", "Specified"))
    except Refused:
        raise Unreadable(problem("pskc-derivation")) from None
    counted = rounds.isascii() and rounds.isdigit() and len(rounds) <= 7
    if digest is None or not counted or not 1 <= int(rounds) <= _MOST_ROUNDS or length not in ("", str(size)):
        raise Unreadable(problem("pskc-derivation"))
    if not 1 <= len(salt) <= _LONGEST_SALT:
        raise Unreadable(problem("pskc-derivation"))
    name = digest().name
    return hashlib.pbkdf2_hmac(name, password.reveal().encode(), salt, int(rounds), size)


def _algorithm(hidden: Tree) -> str:
    method = hidden.child("EncryptionMethod")
    name = _fragment(method.attributes.get("Algorithm", "")) if method else ""
    if name not in _KEY_BYTES:
        raise Refused(problem("pskc-encryption"))
    return name


def _cipher(hidden: Tree) -> bytes:
    return decoded(hidden.text_at("CipherData", "CipherValue"))


def _fragment(uri: str) -> str:
    return uri.strip().rpartition("#")[2]


def _opened(algorithm: str, key: bytes, cipher: bytes) -> bytes | None:
    """None where it does not open."""
    from cryptography.hazmat.primitives import keywrap  # noqa: PLC0415 - needed for encrypted files only

    try:
        if algorithm in _CBC:
            return _opened_cbc(key, cipher)
        if algorithm in _WRAP:
            return keywrap.aes_key_unwrap(key, cipher)
        return keywrap.aes_key_unwrap_with_padding(key, cipher)
    except (ValueError, keywrap.InvalidUnwrap):
        return None


def _opened_cbc(key: bytes, cipher: bytes) -> bytes | None:
    """The first block is the initial vector; the last byte says how many were added (XML Encryption §5.2)."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # noqa: PLC0415 - heavy: only when it is needed

    if len(cipher) < 2 * _BLOCK or len(cipher) % _BLOCK:
        return None
    decryptor = Cipher(algorithms.AES(key), modes.CBC(cipher[:_BLOCK])).decryptor()
    padded = decryptor.update(cipher[_BLOCK:]) + decryptor.finalize()
    added = padded[-1]
    return padded[:-added] if 1 <= added <= _BLOCK else None
