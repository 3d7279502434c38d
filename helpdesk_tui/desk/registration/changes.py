"""A change of what proves a person: what it rests on, and from the intent to the notice."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from helpdesk_tui.desk import notices
from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.clearance import Clearance
from helpdesk_tui.desk.contacts import contact_form
from helpdesk_tui.desk.errors import NotPermitted, Refused
from helpdesk_tui.desk.method import CONTACT_KINDS, FACTS, Method, MethodId, MethodKind, MethodStatus
from helpdesk_tui.desk.notices import NO_ONE, Notice, Reached
from helpdesk_tui.desk.policy import DAY
from helpdesk_tui.desk.ports import Admitted, Limit, MessageKind
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.second_factor import is_guarded, note_begun
from helpdesk_tui.desk.session import Session
from helpdesk_tui.language import ENGLISH, read_in
from helpdesk_tui.local_time import minute

MAX_ADDED = Limit(20, DAY)
"""Changes of one person's methods, after which none is added. One may always be removed."""


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


class Changes(ABC):
    """Records a change, starts the cool-down, ends what rested on a method that goes, tells the person. What
    a change rests on is said by whoever inherits this. Refusals are in the record first.

    The cool-down begins before the change: if what follows fails, it holds for nothing, which harms nobody.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self._told: dict[AccountId, tuple[Notice, ...]] = {}

    # --- what it rests on ---------------------------------------------------------------------------

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

    # --- the change ---------------------------------------------------------------------------------

    @contextmanager
    def together(self) -> Iterator[None]:
        """As `Stores.together`. What is remembered beside the store is so behind it, when it is on disk."""
        with self.session.stores.together():
            yield

    def told(self, account_id: AccountId) -> tuple[Notice, ...]:
        """How the person was told of the last change."""
        return self._told.get(account_id, ())

    def untold(self, visit: Visit) -> None:
        """A change that nobody is told of."""
        self._told[visit.account.id] = ()

    def adding(self, visit: Visit, kind: MethodKind, about: Mapping[str, object]) -> None:
        """Just before a method begins to count. Each one is told to every address that the person has, and
        messages cost money: raises `NotPermitted` (too-many-changes)."""
        self.record("method.activating", visit, method=kind.value, **about)
        until = self._note(visit, MAX_ADDED)
        if until is not None:
            raise self.failed(visit, problem("too-many-changes", until=minute(until)))

    def added(
        self,
        visit: Visit,
        method: MethodId,
        kind: MethodKind,
        about: Mapping[str, object],
        new: frozenset[str] = NO_ONE,
    ) -> None:
        """A method is registered now. `new`: digests of its own address, which alone would be nobody's
        warning."""
        well_proven = self.is_well_proven(visit)
        try:
            if well_proven:
                self.session.stores.methods.mark_well_proven(method)
            self.record("method.added", visit, method=kind.value, well_proven=well_proven, **about)
            if kind is not MethodKind.ACCESS_PASS:  # that is to begin a registration, and is none
                self.session.stores.methods.confirmed(visit.account.id, self.session.clock.now())
            if is_guarded(self.session, visit.account):
                note_begun(self.session)
        finally:  # whatever fails now, it counts: the person hears of it
            self._told[visit.account.id] = self._tell(visit, kind, MessageKind.METHOD_ADDED, new)

    def replacing(self, visit: Visit) -> None:
        """What was proven by the things that are being replaced, perhaps stolen, clears nothing more."""
        self.session.stores.clearances.void(visit.account.id, self.session.clock.now())

    def remove(self, visit: Visit, method: Method, new: frozenset[str] = NO_ONE) -> None:
        """Delete a method with its secret. Its own address hears of it too."""
        about = {"method": method.kind.value, "label": method.label}
        counted = method.status is MethodStatus.ACTIVE
        own = self._own_address(method)
        self.record("method.removing", visit, **about)
        if counted:
            self._note(visit)
        self.replacing(visit)
        self.session.stores.methods.remove(method.id)
        try:
            self.record("method.removed", visit, **about)
        finally:  # it is gone
            if counted:
                told = self._tell(visit, method.kind, MessageKind.METHOD_REMOVED, new, own)
                self._told[visit.account.id] = self.told(visit.account.id) + told

    def _note(self, visit: Visit, limit: Limit | None = None) -> datetime | None:
        session = self.session
        return session.stores.methods.note_change(
            visit.account.id, session.operator.id, session.clock.now(), limit
        )

    def _own_address(self, method: Method) -> tuple[Reached, ...]:
        if method.kind not in CONTACT_KINDS or method.status is not MethodStatus.ACTIVE:
            return ()
        try:
            address = self.session.stores.methods.contact(method.id).reveal()
        except Refused:
            return ()  # it cannot be read any more, which is a reason to remove it
        kind = MethodKind.EMAIL if method.kind is MethodKind.EMAIL else MethodKind.SMS
        form = contact_form(kind, address, self.session.policy.phone_region)
        return (Reached(kind, form),) if form else ()

    def _tell(
        self,
        visit: Visit,
        kind: MethodKind,
        message: MessageKind,
        new: frozenset[str],
        also: Iterable[Reached] = (),
    ) -> tuple[Notice, ...]:
        with read_in(ENGLISH):  # it waits in the record
            label = FACTS[kind].label
        done = "registered" if message is MessageKind.METHOD_ADDED else "removed"
        words = {"method": label, "action": f"{label} {done}"}
        return notices.tell(self.session, visit.account, message, words, without=new, also=also)
