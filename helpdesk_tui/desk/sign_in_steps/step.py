"""What every part of a sign-in is, and what it works with."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.conversation.prompt import Answer, Prompt
from helpdesk_tui.desk.errors import NotPermitted
from helpdesk_tui.desk.method import Method, MethodKind
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.second_factor import own_methods
from helpdesk_tui.desk.session import Session


@dataclass(frozen=True)
class Claimant:
    """Whose sign-in it is, and what that person claims to be (SP 800-63: whose identity is to be proven)."""

    session: Session
    account: Account  # the operator's own
    counting: tuple[Method, ...]  # what is registered, and lost where it cannot be proven

    @property
    def may_register(self) -> bool:
        """Whether an app, which is what can be registered here, would count."""
        return MethodKind.TOTP in self.session.policy.operators.kinds

    def demand_registrable(self) -> None:
        """Raises `NotPermitted` (second-factor-none)."""
        if not self.may_register:
            raise self.failed("second-factor-none")

    def demand_unchanged(self) -> None:
        """What was confirmed was meant for this: a second factor that came meanwhile takes more than that.
        Raises `NotPermitted`."""
        known = {each.id for each in self.counting}
        if any(each.id not in known for each in own_methods(self.session, self.account).counting):
            raise self.failed("second-factor-changed")

    def failed(self, code: str) -> NotPermitted:
        return self.session.recorder.refusal("second-factor.failed", problem(code), self.account)

    def record(self, event: str, **facts: object) -> None:
        self.session.recorder.write(event, self.account, **facts)


class Step(ABC):
    """One part of a sign-in."""

    title: str
    proven_by = ""
    """In a word, for the record, once `answer` has given None."""

    def __init__(self, claimant: Claimant) -> None:
        self.claimant = claimant

    @property
    @abstractmethod
    def kind(self) -> MethodKind:
        """Of the method that is asked by, or registered."""

    @abstractmethod
    def prompt(self) -> Prompt: ...

    @abstractmethod
    def answer(self, answer: Answer) -> "Step | None":
        """Take an answer to `prompt`: the part that is next, this one where more is asked; None = done."""

    def give_up(self) -> None:  # noqa: B027 - some have nothing
        """What waits for an answer goes."""
