"""An operator's sign-in after the directory's yes: the second factor, or the first registration of one.

    prove     by a method of one's own; lost? then
    confirm   other supervisors say who this is: one for the first registration, two where one was lost
    register  an app, which takes the place of what was lost

The desk opens behind all of it, and not before.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.conversation.prompt import Answer, checked
from helpdesk_tui.desk.conversation.talk import Stands
from helpdesk_tui.desk.effect import Effect
from helpdesk_tui.desk.errors import NotPermitted
from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.desk.methods.own_proof import OwnProof, release
from helpdesk_tui.desk.policy import DeskPolicy
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.second_factor import is_demanded, note_begun, own_methods
from helpdesk_tui.desk.session import Session
from helpdesk_tui.desk.sign_in_steps.confirming import Confirming
from helpdesk_tui.desk.sign_in_steps.proving import Proving
from helpdesk_tui.desk.sign_in_steps.registering import Registering
from helpdesk_tui.desk.sign_in_steps.step import Claimant, Step
from helpdesk_tui.desk.standing import against_operator
from helpdesk_tui.language import _

Opened = TypeVar("Opened")


@dataclass(frozen=True)
class OwnerOfTheKey:
    """Whoever may read the store's key sits at the keyboard, and stands for every supervisor."""

    name: str  # of the system account, for the record


class SigningIn(Generic[Opened]):
    """A `Talk` for one sign-in; `opened` is there once nothing more is asked. One answer at a time."""

    def __init__(
        self,
        session: Session,
        account: Account,
        open_desk: Callable[[str], Opened],
        owner: OwnerOfTheKey | None = None,
    ) -> None:
        """`account`: the operator's own; `open_desk` takes by what it was proven, "" where nothing was asked.
        With `owner` a method is registered in any case. Raises `NotPermitted` (second-factor-none)."""
        self.opened: Opened | None = None
        self._session = session
        self._account = account
        self._open_desk = open_desk
        self._over = False
        self._turn = threading.Lock()
        self._since = session.clock.now()  # when the part began that is under way
        self._step = self._first(owner)
        if self._step is None:
            self.opened = open_desk("")

    @property
    def policy(self) -> DeskPolicy:
        return self._session.policy

    def stands(self) -> Stands:
        step = self._step
        if step is None:
            return Stands(_("Sign in"), self._account, MethodKind.TOTP, None)
        return Stands(step.title, self._account, step.kind, step.prompt())

    def answer(self, answer: Answer) -> Stands:
        with self._turn:
            if self._over or self._step is None:
                raise NotPermitted(problem("second-factor-over"))
            self._demand_standing()
            step = self._step
            following = step.answer(checked(step.prompt(), answer))
            if following is None:
                note_begun(self._session)
                self.opened = self._open_desk(step.proven_by)
                self._step = None
            elif following is not step:
                self._step, self._since = following, self._session.clock.now()
        return self.stands()

    def end(self) -> None:
        """Give it up: the directory's session closes, also of a desk that was opened meanwhile."""
        with self._turn:
            if self._over:
                return
            self._over = True
            self.opened = None
            try:
                if self._step is not None:
                    self._step.give_up()
                    self._session.recorder.write("second-factor.given-up", self._account)
            finally:
                self._session.directory.close()

    def _demand_standing(self) -> None:
        """Much may happen while an answer is waited for. Raises `NotPermitted`."""
        session, since = self._session, self._since
        late = not since <= session.clock.now() < since + session.policy.operators.lifetime
        why = problem("second-factor-expired") if late else against_operator(session)
        if why:
            why = replace(why, effect=Effect.OVER)
            raise session.recorder.refusal("second-factor.failed", why, self._account)

    def _first(self, owner: OwnerOfTheKey | None) -> Step | None:
        session, own = self._session, own_methods(self._session, self._account)
        claimant = Claimant(session, self._account, own.counting)
        if owner is not None:
            claimant.demand_registrable()
            claimant.record("second-factor.confirmed", owner_of_the_key=owner.name)
            release(session, self._account.id, whole=True)
            return Registering(claimant, {"confirmed_by": f"owner of the key, {owner.name}"})
        if not is_demanded(session, own):
            return None
        if own.usable:
            offered = [each.kind.value for each in own.usable]
            claimant.record("second-factor.asked", offered=offered)
            return Proving(claimant, OwnProof(session, self._account, own.usable))
        return Confirming(claimant)
