"""A conversation that one object holds: what is asked, the answer, and what is asked next."""

from dataclasses import dataclass
from typing import Protocol

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.conversation.prompt import Answer, Prompt
from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.language import spoken


@spoken("title")
@dataclass(frozen=True)
class Stands:
    """Where it stands; what a front end draws."""

    title: str
    account: Account  # whom it is about
    kind: MethodKind | None  # of the method that is asked by, or that is registered; None = of none
    prompt: Prompt | None  # what is asked now; None = it is over, and came to its end


class Talk(Protocol):
    """Raises `NotPermitted`, `Refused`, `DirectoryUnreachable`, `VerifierUnreachable`, `StoreUnavailable`."""

    def stands(self) -> Stands:
        """Asks neither directory nor store."""

    def answer(self, answer: Answer) -> Stands:
        """Take an answer to the prompt. The secrets stay the caller's to drop."""

    def end(self) -> None:
        """It is over, or given up. No harm if it is over already."""
