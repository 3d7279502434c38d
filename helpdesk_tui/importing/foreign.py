"""Files that are brought for an import and cannot be read: by how they begin, each with its own reason."""

from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.problems import Problem, problem

_BEGINNINGS = (
    (b"{", "import-json"),  # Aegis, 2FAS, Bitwarden, Ente when encrypted
    (b"[", "import-json"),  # andOTP
    (b"-----BEGIN ", "import-encrypted"),  # OpenPGP (RFC 9580 §6.2), S/MIME and its like (RFC 7468)
    (b"LOGGING START", "import-yubikey"),  # of the YubiKey personalization tool, and the line behind that
    (b"Yubico OTP,", "import-yubikey"),
    (b"OATH-HOTP,", "import-yubikey"),
)


def refuse_known(head: bytes) -> None:
    """Raises `Refused` for a file whose beginning tells what it is."""
    for beginning, code in _BEGINNINGS:
        if head.startswith(beginning):
            raise Refused(problem(code))


def why_none(head: bytes) -> Problem:
    """Of a file that nothing here knows."""
    if not head:
        return problem("import-empty")
    return problem("import-binary" if b"\0" in head else "import-format")
