"""What ties a sign-in to the TLS connection that it goes through: "tls-server-end-point" (RFC 5929 §4).

Whoever passes it on through another connection, with another certificate, is found out by the server.
"""

import hashlib

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.hashes import MD5, SHA1

_PREFIX = b"tls-server-end-point:"


def server_end_point(certificate: bytes) -> bytes | None:
    """The binding of a connection to whoever showed this certificate (DER). None = there is none for it: its
    signature has no hash function of its own (RFC 5929 §4.1), as with Ed25519."""
    try:
        algorithm = x509.load_der_x509_certificate(certificate).signature_hash_algorithm
    except (ValueError, UnsupportedAlgorithm):
        return None
    if algorithm is None:
        return None
    name = "sha256" if isinstance(algorithm, MD5 | SHA1) else algorithm.name.replace("-", "_")
    return _PREFIX + hashlib.new(name, certificate).digest()
