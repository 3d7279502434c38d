"""The colleague at another terminal, for the demo alone: approves what is asked for, after a while."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from helpdesk_tui.demo.guide import ANSWERS_AFTER
from helpdesk_tui.demo.watching import watched
from helpdesk_tui.desk.clearance import VerificationId
from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.desk.ports import ClearanceStore
from helpdesk_tui.desk.sign_in import SignIn
from helpdesk_tui.secret import Secret


def colleague_of(operator_login: str) -> str:
    """The login of whoever approves for this operator, which is the password too."""
    return "demo" if operator_login.casefold() == "super" else "super"


class Colleague:
    """Signs in and approves as any second operator does, by the same rules. `sign_in` gives the way in."""

    _clearances: ClearanceStore  # once it looks on

    def __init__(self, sign_in: Callable[[], SignIn]) -> None:
        self._sign_in = sign_in
        self._lock = threading.Lock()  # guards what follows, and is held while the colleague is signed in
        self._has_left = False

    def watch(self, clearances: ClearanceStore) -> ClearanceStore:
        """The same store, with the colleague looking on: an approval that is asked for there is answered."""
        self._clearances = clearances
        return watched(clearances, self)

    def saw_ask_approval(
        self, asked: bool, verification: VerificationId, _at: datetime, _request: str
    ) -> None:
        known = self._clearances.verification(verification) if asked else None
        if known is not None:
            self.answer_later(verification, known.operator_login)

    def answer_later(self, verification: VerificationId, operator_login: str) -> None:
        """Approve this verification in a while; nothing, where it is over by then."""
        timer = threading.Timer(ANSWERS_AFTER, self._approve, (verification, operator_login))
        timer.daemon = True
        timer.start()

    def leave(self) -> None:
        """Answer nothing more. Waits for an answer that is being given."""
        with self._lock:
            self._has_left = True

    def _approve(self, verification: VerificationId, operator_login: str) -> None:
        with self._lock, suppress(HelpdeskError):  # withdrawn meanwhile, or not a colleague's to approve
            if self._has_left:
                return
            login = colleague_of(operator_login)
            desk = self._sign_in().sign_in(login, Secret(login))
            try:
                for waiting in desk.approving.waiting():
                    if waiting.verification == verification:
                        desk.approving.approve(verification, waiting.request)
            finally:
                desk.sign_out()
