"""What every kind of method does when it is registered."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection
from datetime import datetime
from typing import ClassVar

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.conversation.prompt import Answer, Field, FieldKind, Prompt, Shown
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.method import FACTS, LABEL_LIMIT, Method, MethodId, MethodKind, MethodStatus
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.desk.registration.changes import Changes, Visit
from helpdesk_tui.desk.session import Session
from helpdesk_tui.language import N_, _
from helpdesk_tui.text import clean


class Enrolment(ABC):
    """One method on its way to count: what is asked next, and what an answer leads to.

    It lives as long as its conversation in this process. `pending` waits in the store meanwhile; `method`
    counts. Then there may still be something to hand out.
    """

    how: ClassVar[str]  # a few words for a menu
    shows: tuple[Shown, ...] = ()  # what is handed out, or scanned

    def __init__(self, visits: Changes, account: Account, kind: MethodKind, of: Method | None) -> None:
        """`of`: the method of the person that is confirmed or replaced; None = a new one is added."""
        self.visits = visits
        self.session = visits.session
        self.stored = visits.session.stores.methods
        self.account = account
        self.kind = kind
        self.of = of
        self.pending: MethodId | None = None
        self.method: Method | None = None

    @classmethod
    def why_not(cls, session: Session, account: Account, kind: MethodKind) -> Problem | None:  # noqa: ARG003 - for those that have a reason
        """What speaks against adding one now, on top of what policy says of every kind."""
        return None

    @property
    def title(self) -> str:
        return _("Add: {label}", label=FACTS[self.kind].label)

    @property
    def done(self) -> str:
        """What came of it, in a sentence."""
        return _("Registered: {named}.", named=named(self.method)) if self.method else ""

    def begin(self, visit: Visit) -> None:  # noqa: ARG002 - for those that look at the account
        """What must hold before anybody is asked. Raises `Refused`, `NotPermitted`."""
        self.demand_possible()

    def demand_possible(self) -> None:
        """Raises `Refused`."""
        if against := self.why_not(self.session, self.account, self.kind):
            raise Refused(against)

    @abstractmethod
    def prompt(self) -> Prompt | None:
        """What is asked now; None = it is over. Asks neither directory nor store."""

    @abstractmethod
    def answer(self, visit: Visit, answer: Answer) -> None:
        """Take an answer to `prompt`. Raises `Refused` and `NotPermitted`; what counts is counted then."""

    def drop(self) -> None:
        """Forget every secret."""
        for each in self.shows:
            each.drop()

    def give_up(self) -> None:
        """It is over: what waits for its confirmation goes, but what was imported goes on waiting."""
        self.drop()
        for each in self.stored.methods(self.account.id):
            if each.id == self.pending and each.status is MethodStatus.PENDING:
                self.stored.remove(each.id)
                self.session.recorder.write("method.abandoned", self.account, method=each.kind.value)


class Replacing(Enrolment):
    """Counts at once, in place of the earlier one of its kind."""

    def replace(self, visit: Visit, store: Callable[[datetime], MethodId], **about: object) -> None:
        """`store` puts it away, at the time given."""
        self.visits.enter(visit)
        with self.session.stores.together():
            self.visits.record("method.begun", visit, method=self.kind.value, **about)
            self.visits.adding(visit, self.kind, about)
            self.visits.replacing(visit)
            made = store(self.session.clock.now())
            self.visits.added(visit, made, self.kind, about)
        self.method = self.visits.method(visit, made)


def counting(session: Session, account: Account, kinds: Collection[MethodKind]) -> int:
    """How many methods of these kinds the person has that count."""
    methods = session.stores.methods.methods(account.id)
    return sum(each.kind in kinds and each.status is MethodStatus.ACTIVE for each in methods)


def named(method: Method) -> str:
    """In words: kind, name, what may be shown of it."""
    parts = (FACTS[method.kind].label, method.own_name, method.detail)
    return ", ".join(part for part in parts if part)


def name_field(value: str) -> Field:
    """What the person calls the method."""
    return Field(
        "label", FieldKind.TEXT, N_("Name"), help=_("What the person calls it."), value=value, optional=True
    )


def name_from(answer: Answer, otherwise: str) -> str:
    return clean(answer.text("label"), LABEL_LIMIT) or otherwise
