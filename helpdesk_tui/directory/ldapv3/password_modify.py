"""The operation that sets a password (RFC 3062): the server hashes what comes by it."""

from helpdesk_tui.directory import ber
from helpdesk_tui.language import N_

PASSWORD_MODIFY = "1.3.6.1.4.1.4203.1.11.1"  # noqa: S105 - an OID

NO_OPERATION = N_("the server does not offer the operation for passwords (RFC 3062)")


def request_for(dn: str, password: bytes, old: bytes = b"") -> bytes:
    """PasswdModifyRequestValue, RFC 3062 §2: whose, the old one where it is given, the new one."""
    given = ber.element(0x81, old) if old else b""
    return ber.element(0x30, ber.element(0x80, dn.encode()) + given + ber.element(0x82, password))
