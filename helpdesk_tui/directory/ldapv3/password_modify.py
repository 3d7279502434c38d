"""The operation that sets a password (RFC 3062): the server hashes what comes by it."""

from helpdesk_tui.directory import ber

PASSWORD_MODIFY = "1.3.6.1.4.1.4203.1.11.1"  # noqa: S105 - an OID


def request_for(dn: str, password: bytes) -> bytes:
    """PasswdModifyRequestValue, RFC 3062 §2: whose, no old one, the new one."""
    return ber.element(0x30, ber.element(0x80, dn.encode()) + ber.element(0x82, password))
