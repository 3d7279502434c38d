"""A change of what proves a person, from the intent to the notice."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from helpdesk_tui.desk import notices
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.contacts import contact_form
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.method import CONTACT_KINDS, FACTS, Method, MethodId, MethodKind, MethodStatus
from helpdesk_tui.desk.notices import NO_ONE, Notice, Reached
from helpdesk_tui.desk.policy import DAY
from helpdesk_tui.desk.ports import Limit, MessageKind
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.registration.grounds import Grounds, Visit
from helpdesk_tui.desk.second_factor import is_guarded, note_begun

MAX_ADDED = Limit(20, DAY)
"""Changes of one person's methods, after which none is added. One may always be removed."""


class Changes:
    """Records a change, starts the cool-down, ends what rested on a method that goes, tells the person.

    The cool-down begins before the change: if what follows fails, it holds for nothing, which harms nobody.
    """

    def __init__(self, visits: Grounds) -> None:
        self.visits = visits
        self._session = visits.session
        self._told: dict[AccountId, tuple[Notice, ...]] = {}

    def told(self, account_id: AccountId) -> tuple[Notice, ...]:
        """How the person was told of the last change."""
        return self._told.get(account_id, ())

    def untold(self, visit: Visit) -> None:
        """A change that nobody is told of."""
        self._told[visit.account.id] = ()

    def adding(self, visit: Visit, kind: MethodKind, about: Mapping[str, object]) -> None:
        """Just before a method begins to count. Each one is told to every address that the person has, and
        messages cost money: raises `NotPermitted` (too-many-changes)."""
        self.visits.record("method.activating", visit, method=kind.value, **about)
        until = self._note(visit, MAX_ADDED)
        if until is not None:
            raise self.visits.failed(visit, problem("too-many-changes", until=f"{until:%Y-%m-%d %H:%M} UTC"))

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
        well_proven = self.visits.is_well_proven(visit)
        try:
            if well_proven:
                self._session.stores.methods.mark_well_proven(method)
            self.visits.record("method.added", visit, method=kind.value, well_proven=well_proven, **about)
            if kind is not MethodKind.ACCESS_PASS:  # that is to begin a registration, and is none
                self._session.stores.methods.confirmed(visit.account.id, self._session.clock.now())
            if is_guarded(self._session, visit.account):
                note_begun(self._session)
        finally:  # whatever fails now, it counts: the person hears of it
            self._told[visit.account.id] = self._tell(visit, kind, MessageKind.METHOD_ADDED, new)

    def replacing(self, visit: Visit) -> None:
        """What was proven by the things that are being replaced, perhaps stolen, clears nothing more."""
        self._session.stores.clearances.void(visit.account.id, self._session.clock.now())

    def remove(self, visit: Visit, method: Method, new: frozenset[str] = NO_ONE) -> None:
        """Delete a method with its secret. Its own address hears of it too."""
        about = {"method": method.kind.value, "label": method.label}
        counted = method.status is MethodStatus.ACTIVE
        own = self._own_address(method)
        self.visits.record("method.removing", visit, **about)
        if counted:
            self._note(visit)
        self.replacing(visit)
        self._session.stores.methods.remove(method.id)
        try:
            self.visits.record("method.removed", visit, **about)
        finally:  # it is gone
            if counted:
                told = self._tell(visit, method.kind, MessageKind.METHOD_REMOVED, new, own)
                self._told[visit.account.id] = self.told(visit.account.id) + told

    def _note(self, visit: Visit, limit: Limit | None = None) -> datetime | None:
        session = self._session
        return session.stores.methods.note_change(
            visit.account.id, session.operator.id, session.clock.now(), limit
        )

    def _own_address(self, method: Method) -> tuple[Reached, ...]:
        if method.kind not in CONTACT_KINDS or method.status is not MethodStatus.ACTIVE:
            return ()
        try:
            address = self._session.stores.methods.contact(method.id).reveal()
        except Refused:
            return ()  # it cannot be read any more, which is a reason to remove it
        kind = MethodKind.EMAIL if method.kind is MethodKind.EMAIL else MethodKind.SMS
        form = contact_form(kind, address, self._session.policy.phone_region)
        return (Reached(kind, form),) if form else ()

    def _tell(
        self,
        visit: Visit,
        kind: MethodKind,
        message: MessageKind,
        new: frozenset[str],
        also: Iterable[Reached] = (),
    ) -> tuple[Notice, ...]:
        label = FACTS[kind].label
        done = "registered" if message is MessageKind.METHOD_ADDED else "removed"
        return notices.tell(
            self._session,
            visit.account,
            message,
            {"method": label, "action": f"{label} {done}"},
            without=new,
            also=also,
        )
