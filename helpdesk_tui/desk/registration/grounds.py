"""What a change of methods rests on, whatever that is."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.clearance import Clearance
from helpdesk_tui.desk.errors import NotPermitted, Refused
from helpdesk_tui.desk.method import Method, MethodId
from helpdesk_tui.desk.ports import Admitted
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.session import Session


@dataclass(frozen=True)
class Visit:
    """The account as it is now, and the clearance that holds; None at a sign-in, where nothing is cleared and
    other people's word stands in its place."""

    clearance: Clearance | None
    account: Account


def clearance_of(visit: Visit) -> Clearance:
    """Raises `NotPermitted` (no-clearance)."""
    if visit.clearance is None:
        raise NotPermitted(problem("no-clearance"))
    return visit.clearance


class Grounds(ABC):
    """Every change goes through these; refusals are in the record first."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @abstractmethod
    def enter(self, visit: Visit) -> None:
        """Use up what it rests on, where this is the visit's first change. Raises `NotPermitted`."""

    @abstractmethod
    def is_well_proven(self, visit: Visit) -> bool:
        """Whether what this visit registers counts at once (`desk.newness`)."""

    @abstractmethod
    def attempt(self, visit: Visit, method: MethodId) -> Admitted:
        """Count a try at confirming before looking at it, as with any proof. Raises `NotPermitted`."""

    @abstractmethod
    def record(self, event: str, visit: Visit, **facts: object) -> None: ...

    def failed(self, visit: Visit, why: Problem) -> NotPermitted:
        self.record("method.failed", visit, problem=why.code)
        return NotPermitted(why)

    def methods(self, visit: Visit) -> tuple[Method, ...]:
        return self.session.stores.methods.methods(visit.account.id)

    def method(self, visit: Visit, method_id: MethodId) -> Method:
        """Raises `Refused` (method-unknown)."""
        for each in self.methods(visit):
            if each.id == method_id:
                return each
        raise Refused(problem("method-unknown"))
