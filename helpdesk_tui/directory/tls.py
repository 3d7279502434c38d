"""Verified TLS, and the cause when it fails: invariant 5.

The certificate must lead to a trusted authority, be valid today and hold the name or the IP address that
was asked for (OpenSSL checks both kinds: RFC 6125, RFC 2818 §3.1). TLS 1.2 at least.
"""

import socket
import ssl
from pathlib import Path

from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.errors import DirectoryUnreachable
from helpdesk_tui.text import clean

# X509_V_ERR_… of OpenSSL's x509_vfy.h
_NOT_YET_VALID, _EXPIRED = 9, 10
_HOSTNAME_MISMATCH, _IP_MISMATCH = 62, 64


def verifying_context(ca_file: Path | None) -> ssl.SSLContext:
    """A context that trusts `ca_file` alone, or the system's authorities.

    Made by hand: `ssl.create_default_context` would write session keys to `SSLKEYLOGFILE`.
    Raises `DirectoryUnreachable` (ca-file).
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # CERT_REQUIRED and check_hostname from the start
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file is None:
        context.load_default_certs(ssl.Purpose.SERVER_AUTH)
        return context
    try:
        context.load_verify_locations(cafile=ca_file)
    except (OSError, ValueError) as error:
        raise DirectoryUnreachable(
            problem("ca-file", path=clean(str(ca_file)), detail=_words(error))
        ) from error
    return context


def encrypt(plain: socket.socket, context: ssl.SSLContext, host: str) -> ssl.SSLSocket:
    """`plain` inside TLS, its certificate verified for `host`. Raises `DirectoryUnreachable` (tls-…)."""
    try:
        return context.wrap_socket(plain, server_hostname=host)
    except (OSError, ValueError) as error:
        raise DirectoryUnreachable(tls_problem(error, host)) from error


def tls_problem(error: Exception, server: str) -> Problem:
    """The cause of a failed handshake."""
    code = "tls-failed"
    if isinstance(error, ssl.SSLCertVerificationError):
        code = {
            _NOT_YET_VALID: "tls-expired",
            _EXPIRED: "tls-expired",
            _HOSTNAME_MISMATCH: "tls-wrong-name",
            _IP_MISMATCH: "tls-wrong-name",
        }.get(error.verify_code, "tls-untrusted")
    return problem(code, server=server, detail=_words(error))


def _words(error: Exception) -> str:
    return clean(getattr(error, "verify_message", "") or str(error) or type(error).__name__)
