"""Surroundings of a desk that are made up: some good, some bad."""

from collections.abc import Iterator
from typing import Any

from helpdesk_tui.desk.diagnosis import Finding, Level

FOUND = (
    Finding("configuration", Level.OK, "/etc/helpdesk-tui/config.toml is valid."),
    Finding("directory server dc1.example.com:636", Level.OK, "Reached by TLSv1.3: Active Directory."),
    Finding(
        "directory server dc1.example.com:636",
        Level.OK,
        "The certificate is verified, and is valid for 214 more days.",
    ),
    Finding("directory server dc1.example.com:636", Level.OK, "Its clock and this computer's agree."),
    Finding(
        "directory server dc2.example.com:636",
        Level.FAILED,
        "dc2.example.com could not be reached: no answer within 5 seconds.",
        "Try again; if it stays so, check the network and [directory] servers.",
    ),
    Finding("store key", Level.OK, "It is kept in a credential that was handed to this process."),
    Finding("store", Level.OK, "/var/lib/helpdesk-tui/desk.db opens with its key, and is of this version."),
    Finding("record", Level.OK, "Its chain is whole, up to entry 48213, and so is what is sealed."),
    Finding(
        "backups",
        Level.WARNING,
        "The newest copy of the store is 3 days old.",
        "See why its timer made no newer one: docs/deploy.md.",
    ),
    Finding("keyring", Level.SKIPPED, "No system keyring is open here, and no setting needs one."),
    Finding("mail", Level.OK, "mail.example.com greets and takes the login."),
    Finding("terminal", Level.OK, "It has 80 columns and 24 lines."),
)


class MadeUp:
    """Beside what the demo's session tells."""

    def __init__(self, demo: Any, found: tuple[Finding, ...] = FOUND) -> None:
        self._demo = demo
        self._found = found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._demo, name)

    def surroundings(self) -> Iterator[Finding]:
        yield from self._found
