"""The desk: the use cases that a signed-in operator may use."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from helpdesk_tui.desk.approving import Approving
from helpdesk_tui.desk.between_calls import BetweenCalls
from helpdesk_tui.desk.braking import Braking
from helpdesk_tui.desk.checkup import Checkup
from helpdesk_tui.desk.confirming_self import ConfirmingSelf
from helpdesk_tui.desk.errors import StoreUnavailable
from helpdesk_tui.desk.expiring import Expiring
from helpdesk_tui.desk.feedback import Feedback
from helpdesk_tui.desk.importing import Importing
from helpdesk_tui.desk.interrupted import Resolved, resolve
from helpdesk_tui.desk.late_notices import tell_late
from helpdesk_tui.desk.lists import Lists
from helpdesk_tui.desk.locking import Locking
from helpdesk_tui.desk.lookup import Lookup
from helpdesk_tui.desk.methods.own_proof import wrong_codes
from helpdesk_tui.desk.operator import Operator, Role
from helpdesk_tui.desk.own_change import ChangingOwn
from helpdesk_tui.desk.performing import Actions
from helpdesk_tui.desk.policy import DeskPolicy
from helpdesk_tui.desk.policy_check import PolicyCheck
from helpdesk_tui.desk.ports import (
    DirectoryInfo,
    Hold,
    IsElevated,
)
from helpdesk_tui.desk.registering import Registering
from helpdesk_tui.desk.registration.keeping import Keeping
from helpdesk_tui.desk.registration.visit import Visits
from helpdesk_tui.desk.releasing import Releasing
from helpdesk_tui.desk.reporting import MOST_HELD, Reporting
from helpdesk_tui.desk.revealing_devices import RevealingDevices
from helpdesk_tui.desk.review import Review
from helpdesk_tui.desk.session import Session
from helpdesk_tui.desk.sign_in_ticket import SignInTicket
from helpdesk_tui.desk.ticket_note import TicketNotes
from helpdesk_tui.desk.verifying import Verifying


@dataclass(frozen=True)
class Desk:
    """One operator at work. All front ends go through these."""

    operator: Operator
    info: DirectoryInfo
    policy: DeskPolicy
    lookup: Lookup
    lists: Lists
    between_calls: BetweenCalls
    verifying: Verifying
    actions: Actions
    changing_own: ChangingOwn
    expiring: Expiring
    revealing: RevealingDevices
    braking: Braking
    approving: Approving
    releasing: Releasing
    reporting: Reporting
    feedback: Feedback
    ticket_notes: TicketNotes
    registering: Registering
    keeping: Keeping
    importing: Importing
    policy_check: PolicyCheck
    checkup: Checkup
    review: Review
    confirming_self: ConfirmingSelf
    locking: Locking
    is_elevated: IsElevated  # whether the threat is elevated, so that weak methods are off
    resolved: tuple[Resolved, ...]  # interrupted actions that were found at sign-in
    held: tuple[Hold, ...]  # accounts that wait for a supervisor to release them; () for everybody else
    wrong_codes: int  # within a day, typed with this operator's login and password
    by_ticket: bool  # signed in so, and not by a password
    sign_out: Callable[[], None]


@dataclass(frozen=True)
class WayBack:
    """Of an operator who locks the desk: by which login and ticket; and whether it was taken, just now."""

    login: str
    ticket: SignInTicket
    is_taken: bool


def opened_desk(session: Session, proven_by: str, way_back: WayBack, *, by_ticket: bool = False) -> Desk:
    more: dict[str, Any] = {"second_factor": proven_by} if proven_by else {}
    more |= {"by_ticket": True} if by_ticket else {}
    roles, tls = sorted(session.operator.roles), session.directory.info.tls
    event = "session.unlocked" if way_back.is_taken else "sign-in.done"
    session.recorder.write(event, roles=roles, tls=tls, **more)
    visits = Visits(session)
    registering = Registering(visits)
    lists = Lists(session)
    verifying = Verifying(session, registering.end_visit)
    resolved = resolve(session)
    tell_late(session)
    return Desk(
        operator=session.operator,
        info=session.directory.info,
        policy=session.policy,
        lookup=Lookup(session),
        lists=lists,
        between_calls=BetweenCalls(session, lists),
        verifying=verifying,
        actions=Actions(session),
        changing_own=ChangingOwn(session),
        expiring=Expiring(session),
        revealing=RevealingDevices(session),
        braking=Braking(session),
        approving=Approving(session),
        releasing=Releasing(session),
        reporting=Reporting(session),
        feedback=Feedback(session),
        ticket_notes=TicketNotes(session),
        registering=registering,
        keeping=Keeping(visits),
        importing=Importing(session),
        policy_check=PolicyCheck(session),
        checkup=Checkup(session),
        review=Review(session),
        confirming_self=ConfirmingSelf(session),
        locking=Locking(session, verifying, way_back.login, way_back.ticket),
        is_elevated=session.is_elevated,
        resolved=resolved,
        held=_held(session),
        wrong_codes=wrong_codes(session, session.operator.id),
        by_ticket=by_ticket,
        sign_out=session.directory.close,
    )


def _held(session: Session) -> tuple[Hold, ...]:
    """Said at the sign-in of a supervisor. A store that cannot tell keeps nobody out: cards say it too."""
    if Role.SUPERVISOR in session.operator.roles:
        with suppress(StoreUnavailable):
            return session.stores.reports.holds(MOST_HELD)
    return ()
