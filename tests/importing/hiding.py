"""Hides values as a maker of tokens does (RFC 6030 §6), for containers of any key size."""

import base64
import hashlib
import hmac
from dataclasses import dataclass

from cryptography.hazmat.primitives import keywrap
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from importing import rfc6030

XENC = "http://www.w3.org/2001/04/xmlenc#"
XENC11 = "http://www.w3.org/2009/xmlenc11#"
DSIG = "http://www.w3.org/2000/09/xmldsig#"
MORE = "http://www.w3.org/2001/04/xmldsig-more#"
VECTOR = bytes(range(16))
MAC_KEY = bytes(range(40, 72))


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def cbc(key: bytes, plain: bytes) -> bytes:
    added = 16 - len(plain) % 16
    encryptor = Cipher(algorithms.AES(key), modes.CBC(VECTOR)).encryptor()
    padded = plain + b"\x07" * (added - 1) + bytes([added])  # XML Encryption §5.2: any bytes, then how many
    return VECTOR + encryptor.update(padded) + encryptor.finalize()


@dataclass(frozen=True)
class Maker:
    """A maker with one key, who checks with one digest."""

    key: bytes
    digest: str = "sha256"
    mac_key: bytes | None = MAC_KEY  # None = the encryption key itself

    @property
    def method(self) -> str:
        return f"{XENC}aes{len(self.key) * 8}-cbc"

    @property
    def before(self) -> str:
        uri = (DSIG if self.digest == "sha1" else MORE) + f"hmac-{self.digest}"
        told = "" if self.mac_key is None else b64(cbc(self.key, self.mac_key))
        return rfc6030.PRE_SHARED + rfc6030.mac_method(told, uri).replace(f"{XENC}aes128-cbc", self.method)

    def mac(self, cipher: bytes) -> str:
        return b64(hmac.digest(self.mac_key or self.key, cipher, self.digest))

    def value(self, plain: bytes) -> str:
        """`EncryptedValue` and `ValueMAC`."""
        cipher = cbc(self.key, plain)
        return (
            rfc6030.hidden_secret(b64(cipher), self.mac(cipher), self.method)
            .removeprefix("<Secret>")
            .removesuffix("</Secret>")
        )

    def wrapped(self, plain: bytes, padded: bool = False) -> str:
        """Key wrap needs no MAC."""
        bits = len(self.key) * 8
        wrap = keywrap.aes_key_wrap_with_padding if padded else keywrap.aes_key_wrap
        uri = f"{XENC11}kw-aes-{bits}-pad" if padded else f"{XENC}kw-aes{bits}"
        return rfc6030.hidden_secret(b64(wrap(self.key, plain)), "", uri)


def from_password(password: str, size: int, digest: str, rounds: int, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac(digest, password.encode(), salt, rounds, size)


def derived(size: int | str, digest: str, rounds: int | str, salt: bytes) -> str:
    """`EncryptionKey` made from a password; without `size` it is not told."""
    function = f'<PRF Algorithm="http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#hmac-{digest}"/>'
    told = f"<KeyLength>{size}</KeyLength>" if size else ""
    return (
        rfc6030.DERIVED.replace("<PRF/>", function)
        .replace("<KeyLength>16</KeyLength>", told)
        .replace("1000", str(rounds))
        .replace("Ej7/PEpyEpw=", b64(salt))
    )
