"""Opening a locked desk: by the ordinary sign-in, for the operator who locked it and for nobody else."""

from enum import StrEnum

from helpdesk_tui.desk.desk import Desk
from helpdesk_tui.desk.errors import NotPermitted
from helpdesk_tui.desk.locking import Locked
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.recorder import Recorder
from helpdesk_tui.desk.sign_in import SignIn
from helpdesk_tui.desk.signing_in import SigningIn
from helpdesk_tui.secret import Secret

MOST_TRIES = 5
"""Then it is over: whoever passes by shall not lock the operator's account in the directory."""


class UnlockBy(StrEnum):
    """What stands in the password's place, before the second factor."""

    PASSWORD = "password"  # noqa: S105 - a word
    TICKET = "ticket"  # where no password is taken; behind a second factor alone


class Unlocking:
    """Tries that failed are counted for this lock, in the record, and wherever a sign-in counts them."""

    def __init__(self, way_in: SignIn, locked: Locked) -> None:
        self._way_in = way_in
        self._locked = locked
        self._left = MOST_TRIES

    @property
    def by(self) -> UnlockBy:
        return UnlockBy.PASSWORD if self._way_in.takes_passwords else UnlockBy.TICKET

    def begin(self, password: Secret | None) -> SigningIn[Desk]:
        """As `SignIn.begin`, or without a password `SignIn.begin_with_ticket`. Raises as these do, and
        `NotPermitted` (unlock-wrong, unlock-other, unlock-over, whose effect is OVER: the session ends, and
        somebody may sign in)."""
        if not self._left:
            raise NotPermitted(problem("unlock-over"))
        way_in, locked = self._way_in, self._locked
        self._left -= 1
        try:
            if password is None:
                begun = way_in.begin_with_ticket(again=locked.operator.id)
            else:
                begun = way_in.begin(locked.login, password, again=locked.operator.id)
        except NotPermitted as error:
            self._record(error)
            if not self._left:
                raise NotPermitted(problem("unlock-over")) from None
            if error.problem.code == "wrong-password":
                raise NotPermitted(problem("unlock-wrong", left=self._left)) from None
            raise
        except BaseException:
            self._left += 1  # nobody said no: a server did not answer, or nothing was typed
            raise
        return begun

    def _record(self, error: NotPermitted) -> None:
        way_in, locked = self._way_in, self._locked
        recorder = Recorder(way_in.stores.audit, way_in.clock, locked.operator, locked.server)
        recorder.write("session.unlock-refused", problem=error.problem.code, left=self._left)
