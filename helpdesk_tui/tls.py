"""Verified TLS, for the directory and for deliveries: invariant 5.

The certificate must lead to a trusted authority, be valid today and hold the name or the IP address that
was asked for among its alternative names (OpenSSL checks both kinds: RFC 2818 §3.1); its common name says
nothing (RFC 9525 §2). TLS 1.2 at least.
"""

import ssl
from enum import Enum, auto
from pathlib import Path

from helpdesk_tui.desk.errors import ConfigError
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.text import clean


class Cause(Enum):
    """Why a handshake failed."""

    EXPIRED = auto()  # or not valid yet
    WRONG_NAME = auto()
    UNTRUSTED = auto()
    OTHER = auto()


# X509_V_ERR_… of OpenSSL's x509_vfy.h
_CAUSES = {
    9: Cause.EXPIRED,  # not yet valid
    10: Cause.EXPIRED,
    62: Cause.WRONG_NAME,  # host name
    64: Cause.WRONG_NAME,  # IP address
}


def verifying_context(ca_file: Path | None) -> ssl.SSLContext:
    """A context that trusts `ca_file` alone, or the system's authorities.

    Made by hand: `ssl.create_default_context` would write session keys to `SSLKEYLOGFILE`.
    Raises `ConfigError` (ca-file).
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # CERT_REQUIRED and check_hostname from the start
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.hostname_checks_common_name = False  # who may issue for a common name is bound by nothing
    if ca_file is None:
        context.load_default_certs(ssl.Purpose.SERVER_AUTH)
        return context
    try:
        context.load_verify_locations(cafile=ca_file)
    except (OSError, ValueError) as error:
        raise ConfigError(problem("ca-file", path=clean(str(ca_file)), detail=words_of(error))) from error
    return context


def cause_of(error: Exception) -> Cause:
    if isinstance(error, ssl.SSLCertVerificationError):
        return _CAUSES.get(error.verify_code, Cause.UNTRUSTED)
    return Cause.OTHER


def words_of(error: Exception) -> str:
    """What OpenSSL or the system said, cleaned."""
    said = getattr(error, "verify_message", "") or getattr(error, "strerror", "") or str(error)
    return clean(said or type(error).__name__)
