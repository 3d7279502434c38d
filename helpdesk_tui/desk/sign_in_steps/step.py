"""What every part of a sign-in is, and what it works with."""

from dataclasses import dataclass
from typing import Protocol

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.conversation.prompt import Answer, Prompt
from helpdesk_tui.desk.method import Method, MethodKind
from helpdesk_tui.desk.ports import Blocked
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.session import Session


@dataclass(frozen=True)
class Place:
    """Whose sign-in it is."""

    session: Session
    account: Account  # the operator's own
    counting: tuple[Method, ...]  # what is registered, and lost where it cannot be proven

    @property
    def may_register(self) -> bool:
        """Whether an app, which is what can be registered here, would count."""
        return MethodKind.TOTP in self.session.policy.operators.kinds

    def record(self, event: str, **facts: object) -> None:
        self.session.recorder.write(event, self.account, **facts)


class Step(Protocol):
    """One part of a sign-in."""

    @property
    def title(self) -> str: ...

    @property
    def kind(self) -> MethodKind:
        """Of the method that is asked by, or registered."""

    @property
    def proven_by(self) -> str:
        """In a word, for the record, once `answer` has given None."""

    def prompt(self) -> Prompt: ...

    def answer(self, answer: Answer) -> "Step | None":
        """Take an answer to `prompt`: the part that is next, this one where more is asked; None = done."""

    def give_up(self) -> None:
        """What waits for an answer goes."""


def blocked(by: Blocked) -> Problem:
    return problem("second-factor-blocked", until=f"{by.until:%Y-%m-%d %H:%M} UTC")
