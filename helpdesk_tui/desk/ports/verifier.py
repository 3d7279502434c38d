"""Services outside that check a proof: RADIUS, privacyIDEA."""

from dataclasses import dataclass
from typing import Protocol

from helpdesk_tui.desk.account import Person
from helpdesk_tui.secret import Secret

LONGEST_CODE = 128
"""In bytes of UTF-8; RADIUS takes no longer one (RFC 2865 §5.2)."""


@dataclass(frozen=True, repr=False)
class Continuation:
    """What a service wants to see again with the next answer: for its own adapter, and for nobody else."""

    server: int  # which of the configured servers asks: another one does not know of it
    token: bytes


@dataclass(frozen=True)
class Accepted:
    """The service says yes: the person holds what was asked for."""


@dataclass(frozen=True)
class Rejected:
    """The service says no."""

    words: str = ""  # its own, cleaned; "" = it gave none


@dataclass(frozen=True)
class Challenged:
    """The service asks for more."""

    words: str  # its own, cleaned; "" = it gave none
    continuation: Continuation
    elsewhere: bool = False  # the person may confirm on a device: then the answer is empty


Checked = Accepted | Rejected | Challenged


class Verifier(Protocol):
    """One kind of service, at one or more servers. Safe to call from several threads."""

    def login_of(self, person: Person) -> str:
        """How the service knows this person; "" = it has no such name."""

    def check(self, login: str, code: Secret, continuation: Continuation | None = None) -> Checked:
        """Ask once about a code, or about the answer to what it asked last. An empty one is an answer where
        the person confirms on a device.

        Raises `VerifierUnreachable` where no trustworthy answer came: nobody said that the code is wrong.
        """
